"""A stratum is told in the language of the reader, unless a file gave it a name."""

import pytest
from django.utils import translation

from clusters.models import Stratum


@pytest.mark.parametrize(
    ("code", "title", "shown"),
    [
        ("foreign-large", "Foreign, large (100 and more)", "Extranjera, grande (100 y más)"),
        ("unknown-micro", "外资", "Propiedad desconocida, micro (1 a 4)"),
        ("national-unknown", "National, size not known", "Nacional, tamaño desconocido"),
        ("north-large", "North, large", "North, large"),
        ("foreign-large", "foreign-large", "foreign-large"),
        ("lakes", "", "lakes"),
    ],
)
def test_ownership_by_size_follows_the_language_and_names_do_not(code: str, title: str, shown: str) -> None:
    with translation.override("es"):
        assert str(Stratum(code=code, title=title)) == shown


def test_in_english_a_stratum_reads_as_it_was_stored() -> None:
    assert str(Stratum(code="foreign-large", title="Foreign, large (100 and more)")) == "Foreign, large (100 and more)"
