"""Totals are split into whole numbers that add up to them exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.demo.draws import Draws
from reports.demo.quotas import QuotaError, apportion

weights = st.lists(st.floats(0.1, 1000), min_size=1, max_size=40)


def test_seven_seats_for_three_weights_go_by_largest_remainder() -> None:
    # Exact shares 3.5, 2.1, 1.4: floors 3, 2, 1 leave one seat, which the largest remainder (.5) takes.
    assert apportion(7, [50, 30, 20]) == [4, 2, 1]


@given(total=st.integers(0, 100_000), weights=weights)
def test_the_parts_always_add_up_to_the_total(total: int, weights: list[float]) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    assert all(part >= 0 for part in parts)


@given(weights=weights, data=st.data())
def test_the_bounds_of_every_part_are_kept(weights: list[float], data: st.DataObject) -> None:
    least = [data.draw(st.integers(0, 5)) for _ in weights]
    most = [low + data.draw(st.integers(0, 20)) for low in least]
    total = data.draw(st.integers(sum(least), sum(most)))
    parts = apportion(total, weights, least=least, most=most)
    assert sum(parts) == total
    assert all(low <= part <= high for low, part, high in zip(least, parts, most, strict=True))


@given(total=st.integers(0, 10_000), weights=weights)
def test_no_part_is_further_than_one_from_its_exact_share(total: int, weights: list[float]) -> None:
    exact = [total * weight / sum(weights) for weight in weights]
    # 1e-6: the factor is found by halving and is exact to far less than a unit of 10,000.
    assert all(abs(part - share) < 1 + 1e-6 for part, share in zip(apportion(total, weights), exact, strict=True))


def test_a_total_that_does_not_fit_is_refused() -> None:
    with pytest.raises(QuotaError, match="cannot be split"):
        apportion(10, [1, 1], most=[4, 4])


def test_draws_are_the_same_on_every_machine_and_differ_between_keys() -> None:
    draws = Draws("buenos-aires")
    # The first 56 bits of the SHA-256 of "buenos-aires:size:0", over 2 to the power of 56: it must never move.
    assert draws.unit("size:0") == 0.915953528003863
    assert len({draws.unit(f"size:{i}") for i in range(100)}) == 100
    assert sorted(draws.shuffled("x", range(20))) == list(range(20))
