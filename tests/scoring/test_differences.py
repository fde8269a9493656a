"""Differences of two shares: published intervals, another library, and what holds whatever the shares.

Published bounds print four decimals and are held to half a unit of the last one; two ways of the same sums to CLOSE.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from scoring.differences import Bounded, difference_of_shares, recovered
from scoring.estimates import Stratum, estimate_mean
from scoring.intervals import NoInterval, proportion_interval, wilson

CLOSE = 1e-9
FOUR_DECIMALS = 5e-5

shares = st.tuples(st.integers(0, 12), st.integers(12, 20))


def bounded(count, n):
    found = wilson(count, n)
    return Bounded(count / n, found.low, found.high)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((0, 29), (5, 56), -0.0381, 0.1926),
        ((0, 20), (0, 10), -0.1611, 0.2775),
        ((0, 20), (10, 10), 0.6791, 1.0000),
    ],
)
def test_two_samples_have_the_bounds_that_newcombe_printed(first, second, low, high):
    assert recovered(bounded(*first), bounded(*second)) == pytest.approx((low, high), abs=FOUR_DECIMALS)


@given(shares, shares)
def test_two_samples_have_the_bounds_of_another_library(first, second):
    theirs = confint_proportions_2indep(*second, *first, method="newcomb", compare="diff")
    assert recovered(bounded(*first), bounded(*second)) == pytest.approx(theirs, abs=1e-7)


@given(shares, shares, st.floats(-1, 1))
def test_a_difference_lies_within_its_bounds_and_changes_sign_with_its_sides(first, second, correlation):
    one, other = bounded(*first), bounded(*second)
    low, high = recovered(one, other, correlation)
    assert -1 - CLOSE <= low <= other.share - one.share <= high <= 1 + CLOSE
    assert recovered(other, one, correlation) == pytest.approx((-high, -low), abs=CLOSE)


@given(shares, shares)
def test_what_goes_together_differs_less(first, second):
    widths = [high - low for low, high in (recovered(bounded(*first), bounded(*second), r) for r in (-0.8, 0, 0.8))]
    assert widths[0] >= widths[1] - CLOSE and widths[1] >= widths[2] - CLOSE


def test_a_correlation_beyond_one_is_refused():
    with pytest.raises(ValueError, match="from -1 to 1"):
        recovered(bounded(1, 2), bounded(1, 2), 1.5)


def sample(ones, n, population=1000):
    return estimate_mean([Stratum(population, [1] * ones + [0] * (n - ones))])


def test_a_census_lends_no_error_to_a_difference():
    census, drawn = sample(6, 20, 20), sample(10, 50)
    own = proportion_interval(drawn)
    found = difference_of_shares(census, drawn, correlation=0.9)
    assert (found.low, found.high) == pytest.approx((own.low - 0.3, own.high - 0.3), abs=CLOSE)
    assert found.correlation == 0
    both = difference_of_shares(census, sample(9, 10, 10))
    assert both.value == pytest.approx(0.6) and both.reason is NoInterval.CENSUS and both.low is None


def test_a_stratum_of_one_unit_leaves_the_difference_without_bounds():
    single = estimate_mean([Stratum(9, [1]), Stratum(9, [1, 0])])
    assert difference_of_shares(single, sample(1, 9)).reason is NoInterval.NO_ERROR
