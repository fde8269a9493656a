"""How figures of a workshop are written."""

import pytest
from django.utils import translation

from surveys.templatetags.votes import probability


@pytest.mark.parametrize(
    ("value", "told"), [(None, "–"), (0.0004, "< 0.001"), (0.0056, "0.006"), (0.00103, "0.001"), (0.25, "0.250")]
)
def test_a_probability_is_rounded_to_three_decimals_and_never_told_as_none(value: float | None, told: str) -> None:
    assert probability(value) == told


def test_a_probability_is_written_as_the_reader_writes_numbers() -> None:
    with translation.override("es"):
        assert probability(0.0056) == "0,006"
