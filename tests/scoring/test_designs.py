"""Estimates with any weights: the printed vector, slow sums, the jackknife, and a library's sandwich.

Two ways of the same sums are held to EIGHT, the precision asked of these estimates.
"""

import math
from fractions import Fraction

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from scoring.designs import (
    Lonely,
    estimate_means,
    estimate_ratios,
    estimate_totals,
    mean_deviates,
    null_effect,
    sample_design,
    variances,
)
from scoring.estimates import NoError, Stratum, estimate_mean, estimate_ratio
from scoring.interval_columns import IntervalMethod, mean_bounds, share_bounds
from scoring.intervals import ProportionMethod, hypergeometric_interval, mean_interval, proportion_interval
from scoring.level_shares import level_shares
from scoring.vectorised import NO_POINT

EIGHT = 1e-8
ONES = np.array([1.0] * 6 + [0] * 4 + [1] * 4 + [0] * 16)
LABELS = ["a"] * 10 + ["b"] * 20
WEIGHTS = np.array([2.0] * 10 + [4.0] * 20)
SIZES = {"a": 20, "b": 80}


def test_the_linearised_variable_of_a_mean_has_its_variance_and_sums_to_nothing():
    weights = np.linspace(1, 5, 30)
    design = sample_design(LABELS, weights, {"a": 40, "b": 90})
    z, found = mean_deviates(design, ONES), estimate_means(design, ONES)
    slow = [w * (y - found.value[0]) / sum(weights) for w, y in zip(weights, ONES, strict=True)]
    assert z == pytest.approx(slow, abs=EIGHT) and sum(z) == pytest.approx(0, abs=EIGHT)
    assert variances(design, z[:, None])[0] == pytest.approx(found.se[0] ** 2, rel=EIGHT)


def test_the_printed_vector():
    found = estimate_means(sample_design(LABELS, WEIGHTS, SIZES), ONES)
    assert found.value[0] == pytest.approx(0.28, abs=EIGHT)
    assert found.se[0] == pytest.approx(0.0676420, abs=5e-8)
    assert (found.df[0], found.n[0], found.population) == (28, 30, 100)
    infinite = estimate_means(sample_design(LABELS, WEIGHTS, None), ONES)
    assert infinite.se[0] == pytest.approx(0.0803501, abs=5e-8)
    bounds = share_bounds(found)
    assert (bounds.low[0], bounds.high[0]) == pytest.approx((0.132491, 0.473033), abs=5e-7)
    assert bounds.method is IntervalMethod.KORN_GRAUBARD
    bounds = share_bounds(found, method=IntervalMethod.WILSON)
    assert (bounds.low[0], bounds.high[0]) == pytest.approx((0.165217, 0.433149), abs=5e-7)
    with pytest.raises(ValueError, match="give korn_graubard or wilson"):
        share_bounds(found, method=IntervalMethod.STUDENT)


def test_the_vector_to_eight_digits_by_fractions():
    # sum W_h^2 (1 - f_h) p(1-p)/(n_h - 1), W = 1/5 and 4/5.
    first = Fraction(1, 25) * Fraction(1, 2) * Fraction(6, 10) * Fraction(4, 10) / 9
    second = Fraction(16, 25) * Fraction(3, 4) * Fraction(4, 20) * Fraction(16, 20) / 19
    found = estimate_means(sample_design(LABELS, WEIGHTS, SIZES), ONES)
    assert found.se[0] == pytest.approx(math.sqrt(first + second), abs=1e-14)


@st.composite
def samples(draw):
    """Strata of two to six units with a weight, a y, an x above 0, a level and a mark each, and their populations."""
    rows, sizes = [], {}
    for name in "abcd"[: draw(st.integers(1, 4))]:
        units = draw(
            st.lists(
                st.tuples(st.floats(0.2, 40), st.floats(-50, 50), st.floats(1, 50), st.integers(-1, 6), st.booleans()),
                min_size=2,
                max_size=6,
            )
        )
        rows += [(name, *unit) for unit in units]
        sizes[name] = len(units) + draw(st.integers(0, 30))
    return rows, sizes


def slow(rows, sizes, inside, per):
    """A ratio over a domain and its variance, unit by unit, as the formula is printed."""
    above = math.fsum(w * y for (_h, w, y, _x, _l, _m), i in zip(rows, inside, strict=True) if i)
    below = math.fsum(w * d for (_h, w, _y, _x, _l, _m), d, i in zip(rows, per, inside, strict=True) if i)
    ratio, variance = above / below, 0.0
    for name, size in sizes.items():
        z = [
            w * (y - ratio * d) / below if i else 0.0
            for (h, w, y, _x, _l, _m), d, i in zip(rows, per, inside, strict=True)
            if h == name
        ]
        mean, n = math.fsum(z) / len(z), len(z)
        variance += (1 - n / size) * n / (n - 1) * math.fsum((each - mean) ** 2 for each in z)
    return ratio, math.sqrt(variance)


def arrays(rows):
    labels, weights, y, x, level, mark = zip(*rows, strict=True)
    return list(labels), np.array(weights), np.array(y), np.array(x), np.array(level, dtype=np.int8), np.array(mark)


@given(samples())
def test_ratios_and_means_of_a_domain_are_their_formula_unit_by_unit(sample):
    rows, sizes = sample
    labels, weights, y, x, _level, mark = arrays(rows)
    domain = mark if mark.any() else np.ones_like(mark)
    design = sample_design(labels, weights, sizes)
    for found, per in (
        (estimate_ratios(design, y, x, domain), x),
        (estimate_means(design, y, domain), np.ones_like(y)),
    ):
        ratio, se = slow(rows, sizes, domain.tolist(), per.tolist())
        assert found.value[0] == pytest.approx(ratio, rel=EIGHT, abs=EIGHT)
        if design.census:
            assert found.no_error is NoError.CENSUS
        else:
            assert found.se[0] == pytest.approx(se, rel=EIGHT, abs=EIGHT)


@given(samples())
def test_with_the_weights_of_the_strata_it_is_the_stratified_estimate(sample):
    rows, sizes = sample
    labels, _weights, y, x, _level, _mark = arrays(rows)
    held = {name: labels.count(name) for name in sizes}
    weights = np.array([sizes[name] / held[name] for name in labels])
    design = sample_design(labels, weights, sizes)
    strata = [
        Stratum(size, [row[2] for row in rows if row[0] == name], [row[3] for row in rows if row[0] == name])
        for name, size in sizes.items()
    ]
    for found, other in (
        (estimate_ratios(design, y, x).at(0), estimate_ratio(strata)),
        (estimate_means(design, y).at(0), estimate_mean(strata)),
    ):
        assert found.value == pytest.approx(other.value, rel=EIGHT, abs=EIGHT)
        assert (found.n, found.df, found.population, found.no_error) == (
            other.n,
            other.df,
            other.population,
            other.no_error,
        )
        if other.se is not None:
            assert found.se == pytest.approx(other.se, rel=EIGHT, abs=EIGHT)


@given(samples())
def test_the_error_of_a_total_is_that_of_the_jackknife(sample):
    # Of a linear estimate the stratified jackknife is exact: sum (1 - f) (n - 1)/n sum (without i - mean)^2.
    rows, sizes = sample
    labels, weights, y, _x, _level, _mark = arrays(rows)
    variance = 0.0
    for name, size in sizes.items():
        z = [w * v for label, w, v in zip(labels, weights, y, strict=True) if label == name]
        n = len(z)
        without = [(sum(z) - each) * n / (n - 1) for each in z]
        mean = sum(without) / n
        variance += (1 - n / size) * (n - 1) / n * sum((each - mean) ** 2 for each in without)
    found = estimate_totals(sample_design(labels, weights, sizes), y)
    assert found.value[0] == pytest.approx(float(weights @ y), rel=EIGHT, abs=EIGHT)
    if found.no_error is None:
        assert found.se[0] == pytest.approx(math.sqrt(variance), rel=1e-6, abs=1e-6)


def test_one_stratum_without_correction_has_the_error_of_a_weighted_regression_on_a_constant():
    random = np.random.default_rng(7)
    y, weights = random.normal(size=40), random.uniform(1, 9, 40)
    found = estimate_means(sample_design(["a"] * 40, weights, None), y)
    fitted = sm.WLS(y, np.ones(40), weights=weights).fit(cov_type="HC1")
    assert found.value[0] == pytest.approx(fitted.params[0], abs=EIGHT)
    assert found.se[0] == pytest.approx(fitted.bse[0], abs=EIGHT)


@given(samples())
def test_the_cells_of_table_5_are_the_means_of_their_indicators(sample):
    rows, sizes = sample
    labels, weights, _y, _x, level, _mark = arrays(rows)
    found = level_shares(sample_design(labels, weights, sizes, lonely=Lonely.CENTRE), level)
    known = level != NO_POINT
    if not known.any():
        assert found.no_error is NoError.NO_VALUE
        return
    kept = [label for label, knows in zip(labels, known, strict=True) if knows]
    part = sample_design(kept, weights[known], sizes, lonely=Lonely.CENTRE)
    ones = (level[known][:, None] >= np.arange(1, 7)).astype(float)
    other = estimate_means(part, ones)
    assert found.value == pytest.approx(other.value, abs=EIGHT)
    assert found.no_error == other.no_error
    assert (found.n.tolist(), found.df.tolist()) == (other.n.tolist(), other.df.tolist())
    if found.no_error is None:
        # Squares are held to their cancellation, so that errors of nothing may differ by its root.
        assert found.se**2 == pytest.approx(other.se**2, rel=EIGHT, abs=1e-14)


@given(samples())
def test_no_share_has_a_broken_interval(sample):
    rows, sizes = sample
    labels, weights, _y, _x, level, _mark = arrays(rows)
    design = sample_design(labels, weights, sizes)
    found = level_shares(design, level)
    for method in (IntervalMethod.KORN_GRAUBARD, IntervalMethod.WILSON):
        bounds = share_bounds(found, design, method)
        if bounds.method in (IntervalMethod.CENSUS, IntervalMethod.NONE):
            assert np.isnan(bounds.low).all()
            return
        assert np.all((bounds.low >= 0) & (bounds.low <= found.value + EIGHT))
        assert np.all((bounds.high >= found.value - EIGHT) & (bounds.high <= 1))
        assert np.all(bounds.high - bounds.low > 0)


@given(samples())
def test_bounds_of_many_are_those_of_one(sample):
    rows, sizes = sample
    labels, weights, y, _x, level, _mark = arrays(rows)
    design = sample_design(labels, weights, {name: size + 1 for name, size in sizes.items()})
    shares, means = level_shares(design, level), estimate_means(design, y)
    if shares.no_error is None and shares.df[0] >= 1:
        bounds = share_bounds(shares)
        for place in range(6):
            one = proportion_interval(shares.at(place))
            assert (bounds.low[place], bounds.high[place]) == pytest.approx((one.low, one.high), abs=EIGHT)
            if 0 < shares.value[place] < 1 and shares.se[place] > 0:
                scored = share_bounds(shares, method=IntervalMethod.WILSON)
                one = proportion_interval(shares.at(place), ProportionMethod.WILSON)
                assert (scored.low[place], scored.high[place]) == pytest.approx((one.low, one.high), abs=EIGHT)
    one, bounds = mean_interval(means.at(0)), mean_bounds(means)
    assert (bounds.low[0], bounds.high[0]) == pytest.approx((one.low, one.high), rel=EIGHT)


def test_a_simple_random_sample_of_a_known_population_has_the_exact_interval():
    design = sample_design(["a"] * 50, np.full(50, 1.2), {"a": 60})
    found = level_shares(design, np.array([3] * 7 + [1] * 43, dtype=np.int8))
    bounds = share_bounds(found, design)
    assert bounds.method is IntervalMethod.HYPERGEOMETRIC
    exact = hypergeometric_interval(7, 50, 60)
    assert (bounds.low[2], bounds.high[2]) == (exact.low_share, exact.high_share) == (7 / 60, 11 / 60)
    assert (bounds.low[3], bounds.high[3]) == (0, 2 / 60)
    assert (bounds.low[0], bounds.high[0]) == (58 / 60, 1)


def test_a_census_has_no_error_and_a_stratum_taken_whole_adds_none():
    everybody = level_shares(sample_design(["a", "a", "b"], np.ones(3), {"a": 2, "b": 1}), np.array([1, 4, 6], np.int8))
    assert everybody.no_error is NoError.CENSUS
    assert share_bounds(everybody).method is IntervalMethod.CENSUS
    assert everybody.at(3).value == pytest.approx(2 / 3, abs=EIGHT)
    missing = level_shares(sample_design(["a", "a", "b"], np.ones(3), {"a": 2, "b": 1}), np.array([1, 4, -1], np.int8))
    assert missing.no_error is NoError.CENSUS
    part = level_shares(
        sample_design(["a", "a", "b", "b"], np.ones(4), {"a": 2, "b": 2}), np.array([1, 4, 2, -1], np.int8)
    )
    assert part.no_error is NoError.SINGLETON


def test_a_lonely_unit_refuses_an_error_or_varies_about_the_mean():
    labels, weights, y = ["a", "b", "b"], np.array([5.0, 2.0, 3.0]), np.array([1.0, 0.0, 1.0])
    refused = estimate_means(sample_design(labels, weights, {"a": 5, "b": 5}), y)
    assert (refused.no_error, math.isnan(refused.se[0])) == (NoError.SINGLETON, True)
    assert mean_bounds(refused).method is IntervalMethod.NONE
    found = estimate_means(sample_design(labels, weights, {"a": 5, "b": 5}, lonely=Lonely.CENTRE), y)
    # p = 0.8; z = w (y - p)/10 = 0.1, -0.16, 0.06; mean of all 0, of b -0.05.
    variance = 0.8 * 0.1**2 + 0.6 * 2 * (0.11**2 + 0.11**2)
    assert found.se[0] == pytest.approx(math.sqrt(variance), abs=EIGHT)


def test_a_ratio_over_nothing_has_no_value():
    found = estimate_ratios(sample_design(["a", "a"], np.ones(2), {"a": 5}), np.ones(2), np.zeros(2))
    assert found.at(0).no_error is NoError.NO_VALUE
    assert found.at(0).value is None


def test_the_effect_of_weights_alone_by_hand():
    # Kish: 1 + cv^2 of 2, 2, 6 is 3 (4 + 4 + 36)/100; half of each square is left of a half-taken stratum.
    assert null_effect(sample_design(["a"] * 3, np.array([2.0, 2, 6]), None)) == pytest.approx(1.32, abs=EIGHT)
    assert null_effect(sample_design(["a"] * 3, np.array([2.0, 2, 6]), {"a": 6})) == pytest.approx(0.66, abs=EIGHT)


@pytest.mark.parametrize(
    ("labels", "weights", "sizes", "message"),
    [
        ([], [], {}, "no unit was observed"),
        (["a"], [0.0], {"a": 3}, "not above 0"),
        (["a"], [math.nan], {"a": 3}, "no number"),
        (["a", "a"], [1.0], {"a": 3}, "give one to every unit"),
        (["a", "a"], [1.0, 1.0], {"a": 1}, "2 units observed of 1"),
    ],
)
def test_designs_that_cannot_be_are_refused(labels, weights, sizes, message):
    with pytest.raises(ValueError, match=message):
        sample_design(labels, np.array(weights), sizes)


def test_values_that_are_no_numbers_are_refused_inside_the_domain_only():
    design = sample_design(["a", "a", "a"], np.ones(3), {"a": 9})
    values = np.array([1.0, 0.0, math.nan])
    with pytest.raises(ValueError, match="out of the domain"):
        estimate_means(design, values)
    assert estimate_means(design, values, np.array([True, True, False])).value[0] == 0.5
    with pytest.raises(ValueError, match="2 values for 3 units"):
        estimate_means(design, values[:2])
