"""Estimates and intervals: the printed vector, the population itself, and definitions by enumeration.

The vector prints six or seven decimals, intervals of counts one decimal of a per cent: each is held
to half a unit of its last digit. Two ways of the same sums are held to CLOSE.
"""

import math
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.estimates import NoError, Stratum, estimate_mean, estimate_ratio, yearly_growth
from scoring.intervals import (
    NoInterval,
    ProportionMethod,
    clopper_pearson,
    hypergeometric_interval,
    mean_interval,
    proportion_interval,
    wilson,
)

SIX_DECIMALS = 5e-7
ONE_DECIMAL_OF_A_PER_CENT = 5e-4
CLOSE = 1e-9

KORN_GRAUBARD, LOGIT, WILSON = ProportionMethod
VECTOR = [Stratum(20, [1] * 6 + [0] * 4), Stratum(80, [1] * 4 + [0] * 16)]


def test_the_printed_estimate_with_and_without_the_finite_population_correction():
    found = estimate_mean(VECTOR)
    assert found.value == pytest.approx(0.28, abs=CLOSE)
    assert found.se == pytest.approx(0.0676420, abs=5e-8)
    assert (found.df, found.n, found.population) == (28, 30, 100)
    assert estimate_mean(VECTOR, fpc=False).se == pytest.approx(0.0803501, abs=5e-8)


@pytest.mark.parametrize(
    ("method", "low", "high"),
    [(LOGIT, 0.163590, 0.436060), (KORN_GRAUBARD, 0.132491, 0.473033), (WILSON, 0.165217, 0.433149)],
)
def test_the_printed_intervals(method, low, high):
    found = proportion_interval(estimate_mean(VECTOR), method)
    assert (found.low, found.high) == pytest.approx((low, high), abs=SIX_DECIMALS)


def test_a_proportion_of_nothing_or_everything_has_one_interval_only():
    nobody = estimate_mean([Stratum(60, [0] * 50)])
    assert (nobody.value, nobody.se) == (0, 0)
    for method in (LOGIT, WILSON):
        assert proportion_interval(nobody, method).reason is NoInterval.AT_THE_EDGE
    found = proportion_interval(nobody)
    assert found.low == 0
    assert found.high == pytest.approx(1 - 0.025 ** (1 / 50), abs=CLOSE)
    everybody = proportion_interval(estimate_mean([Stratum(60, [1] * 50)]))
    assert (1 - everybody.high, 1 - everybody.low) == pytest.approx((found.low, found.high), abs=CLOSE)


def test_a_census_has_no_sampling_error():
    found = estimate_mean([Stratum(3, [1, 0, 1]), Stratum(1, [1])])
    assert (found.value, found.se, found.census) == (0.75, None, True)
    assert proportion_interval(found).reason is mean_interval(found).reason is NoInterval.CENSUS
    assert not estimate_mean([Stratum(3, [1, 0, 1]), Stratum(2, [1, 0])], fpc=False).census


def test_a_stratum_taken_whole_adds_no_error_and_a_sampled_singleton_makes_it_unknown():
    whole_and_part = estimate_mean([Stratum(1, [5.0]), Stratum(9, [1.0, 2.0, 3.0])])
    part = estimate_mean([Stratum(9, [1.0, 2.0, 3.0])])
    assert whole_and_part.se == pytest.approx(0.9 * part.se, abs=CLOSE)
    singleton = estimate_mean([Stratum(7, [5.0]), Stratum(9, [1.0, 2.0, 3.0])])
    assert (singleton.se, singleton.no_error) == (None, NoError.SINGLETON)
    assert proportion_interval(singleton).reason is NoInterval.NO_ERROR


def test_the_squared_error_is_on_average_the_variance_over_all_samples():
    # Every sample of 2 of 4 and 2 of 3: the design's promise, checked by enumeration.
    strata = [[1.0, 4.0, 2.0, 9.0], [3.0, 3.0, 8.0]]
    truth = np.mean(strata[0] + strata[1])
    samples = [
        estimate_mean([Stratum(4, first), Stratum(3, second)])
        for first, second in product(combinations(strata[0], 2), combinations(strata[1], 2))
    ]
    assert np.mean([sample.value for sample in samples]) == pytest.approx(truth, abs=CLOSE)
    spread = np.mean([(sample.value - truth) ** 2 for sample in samples])
    assert np.mean([sample.se**2 for sample in samples]) == pytest.approx(spread, abs=CLOSE)


strata_of_pairs = st.lists(
    st.tuples(st.integers(0, 20), st.lists(st.tuples(st.floats(0, 100), st.floats(1, 100)), min_size=2, max_size=6)),
    min_size=1,
    max_size=4,
)


@given(strata_of_pairs)
def test_a_ratio_is_its_formula_term_by_term(drawn):
    strata = [Stratum(len(pairs) + more, [y for y, _ in pairs], [x for _, x in pairs]) for more, pairs in drawn]
    y = sum(s.population * sum(s.values) / len(s.values) for s in strata)
    x = sum(s.population * sum(s.per) / len(s.per) for s in strata)
    found = estimate_ratio(strata)
    assert found.value == pytest.approx(y / x, rel=1e-9, abs=CLOSE)
    variance = 0.0
    for s in strata:
        z = [a - y / x * b for a, b in zip(s.values, s.per, strict=True)]
        spread = sum((each - sum(z) / len(z)) ** 2 for each in z) / (len(z) - 1)
        variance += s.population**2 * (1 - len(z) / s.population) * spread / len(z) / x**2
    if found.census:
        assert variance == pytest.approx(0, abs=CLOSE)
    else:
        assert found.se == pytest.approx(math.sqrt(variance), rel=1e-6, abs=1e-9)


def test_a_ratio_over_equal_denominators_is_the_mean():
    mean = estimate_mean(VECTOR)
    ratio = estimate_ratio([Stratum(s.population, s.values, [1] * len(s.values)) for s in VECTOR])
    assert (ratio.value, ratio.se) == pytest.approx((mean.value, mean.se), abs=CLOSE)


def test_a_ratio_over_nothing_has_no_value():
    found = estimate_ratio([Stratum(5, [1, 2], [0, 0])])
    assert (found.value, found.se, found.no_error) == (None, None, NoError.NO_VALUE)


def test_growth_of_a_ratio_by_the_delta_method():
    ratio = estimate_ratio([Stratum(10, [200.0, 210.0, 190.0], [100.0, 100.0, 100.0])])
    found = yearly_growth(ratio, 6)
    assert found.value == pytest.approx(2 ** (1 / 6) - 1, abs=CLOSE)
    nudge = 1e-6
    slope = ((2 + nudge) ** (1 / 6) - (2 - nudge) ** (1 / 6)) / (2 * nudge)
    assert found.se == pytest.approx(slope * ratio.se, rel=1e-6)
    assert yearly_growth(estimate_ratio([Stratum(5, [0, 0], [1, 1])]), 6).value is None
    with pytest.raises(ValueError, match="at least 1"):
        yearly_growth(ratio, 0)


def test_a_mean_interval_by_hand():
    found = mean_interval(estimate_mean([Stratum(1000, [1.0, 2.0, 3.0])], fpc=False))
    width = 4.302652729911275 * math.sqrt(1 / 3)
    assert (found.low, found.high) == pytest.approx((2 - width, 2 + width), abs=CLOSE)


@pytest.mark.parametrize(
    ("strata", "message"),
    [
        ([Stratum(5, [])], "no observed unit"),
        ([Stratum(5, [1, 2]), Stratum(1, [1, 2])], "Stratum 2: 2 units observed of 1"),
        ([Stratum(5, [1, 2], [1])], "give one for each"),
        ([Stratum(5, [1, math.nan])], "is no number"),
    ],
)
def test_strata_that_cannot_be_are_refused(strata, message):
    with pytest.raises(ValueError, match=message):
        estimate_ratio(strata)


@pytest.mark.parametrize(
    ("count", "n", "population", "low", "high"),
    [(7, 50, 60, 7, 11), (7, 50, 120, 9, 28), (7, 50, 50, 7, 7), (0, 50, 60, 0, 2)],
)
def test_the_printed_intervals_of_finite_populations(count, n, population, low, high):
    found = hypergeometric_interval(count, n, population)
    assert (found.low, found.high) == (low, high)


def test_the_shares_of_a_finite_population():
    found = hypergeometric_interval(7, 50, 60)
    assert (found.low_share, found.high_share) == pytest.approx((0.117, 0.183), abs=ONE_DECIMAL_OF_A_PER_CENT)
    found = hypergeometric_interval(7, 50, 120)
    assert (found.low_share, found.high_share) == pytest.approx((0.075, 0.233), abs=ONE_DECIMAL_OF_A_PER_CENT)


def tails(count, n, population, k):
    """The chances of seeing so many or more, and so few or fewer, summed term by term."""
    ways = [math.comb(k, x) * math.comb(population - k, n - x) for x in range(n + 1)]
    return sum(ways[count:]) / sum(ways), sum(ways[: count + 1]) / sum(ways)


def samples_of(population):
    return st.integers(1, population).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n), st.just(population)))


@given(st.integers(1, 30).flatmap(samples_of))
def test_the_finite_interval_is_every_population_that_makes_the_count_likely_enough(case):
    count, n, population = case
    possible = range(count, population - (n - count) + 1)
    kept = [k for k in possible if min(tails(count, n, population, k)) > 0.025]
    found = hypergeometric_interval(count, n, population)
    assert (found.low, found.high) == (kept[0], kept[-1])


@pytest.mark.parametrize(
    ("count", "n", "low", "high"), [(7, 50, 0.070, 0.262), (1, 103, 0.002, 0.053), (0, 50, 0.000, 0.071)]
)
def test_the_printed_wilson_intervals(count, n, low, high):
    found = wilson(count, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=ONE_DECIMAL_OF_A_PER_CENT)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_clopper_and_pearson_agree_with_scipy_and_hold_the_share(case):
    count, n = case
    found = clopper_pearson(count, n)
    other = stats.binomtest(count, n).proportion_ci(method="exact")
    assert (found.low, found.high) == pytest.approx((other.low, other.high), abs=1e-7)
    assert found.low <= count / n <= found.high
    scored = wilson(count, n)
    assert scored.low - CLOSE <= count / n <= scored.high + CLOSE


@pytest.mark.parametrize("case", [(1, 0, 5), (6, 5, 9), (-1, 5, 9), (1, 5, 4)])
def test_intervals_of_impossible_counts_are_refused(case):
    with pytest.raises(ValueError, match="Interval"):
        hypergeometric_interval(*case)


def test_a_confidence_that_is_none_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        proportion_interval(estimate_mean(VECTOR), confidence=95)
