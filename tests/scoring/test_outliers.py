"""Firms far from the others of their cluster: by hand, and beside a slow way of saying the same."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.answers import Answer, State
from scoring.outliers import KEY_FIGURES, LEAST, REACH, SCALE, fences_of, key_figures, outlying

SALES = "sales_per_employee"


def answered(**values):
    return {code: Answer(State.ANSWERED, value, None) for code, value in values.items()}


def test_the_fences_by_hand() -> None:
    # Median 3; distances 2, 1, 0, 1, 17 with median 1: three times 1.4826 to either side.
    fences = fences_of([1, 2, 3, 4, 20])
    assert fences is not None
    assert (fences.middle, fences.deviation) == (3, 1.4826)
    assert (fences.low, fences.high) == pytest.approx((-1.4478, 7.4478))
    assert fences.has_outside(20) and not fences.has_outside(7)


def test_too_few_firms_and_firms_without_spread_have_no_outliers() -> None:
    assert fences_of([1, 2, 3, 100]) is None
    assert fences_of([1, 1, 1, 1, 100]) is None


def test_a_figure_is_the_logarithm_of_its_ratio_and_left_out_without_both_numbers() -> None:
    told = answered(SALES_REF=1000, EMP_TOTAL_REF=10, WAGE_BILL_REF=0, EMP_TOTAL_BASE=5)
    assert key_figures(told) == pytest.approx({SALES: math.log(100), "growth_of_employment": math.log(2)})
    assert key_figures(answered(SALES_REF=1000)) == {}


def test_three_times_as_much_is_as_far_as_a_third() -> None:
    around = [{SALES: math.log(value)} for value in (90, 95, 100, 105, 110)]
    both = outlying([*around, {SALES: math.log(300)}, {SALES: math.log(100 * 100 / 300)}])
    assert both[-1] == both[-2] == (SALES,)
    assert set(both[:-2]) == {()}


def slowly(values: list[float], value: float) -> bool:
    """The definition word for word: sort, take the middle, and measure every distance anew."""

    def middle(numbers: list[float]) -> float:
        line = sorted(numbers)
        half = len(line) // 2
        return line[half] if len(line) % 2 else (line[half - 1] + line[half]) / 2

    spread = 1.4826 * middle([abs(each - middle(values)) for each in values])
    return len(values) >= 5 and spread > 0 and not (-3 * spread <= value - middle(values) <= 3 * spread)


@given(st.lists(st.integers(-50, 50).map(float), max_size=14))
def test_both_ways_find_the_same(values: list[float]) -> None:
    assert (REACH, SCALE, LEAST) == (3.0, 1.4826, 5)
    found = outlying([{SALES: value} for value in values])
    assert [bool(names) for names in found] == [slowly(values, value) for value in values]


def test_every_figure_has_two_items() -> None:
    assert all(len(pair) == 2 for pair in KEY_FIGURES.values())
