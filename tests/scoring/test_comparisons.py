"""Comparisons of clusters: by hand, against libraries, and where nothing may break.

Two ways of the same sums are held to CLOSE.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from scoring.comparisons import Group, holm, mean_difference, mean_test, rao_scott, share_difference
from scoring.estimates import Estimate, NoError, Stratum, estimate_mean
from scoring.intervals import clopper_pearson, proportion_interval, wilson

CLOSE = 1e-9


def share_of(ones, n, effect=1.0, population=1000):
    """A share with the error of a simple random sample of an infinite population, times an effect."""
    p = ones / n
    return Group(Estimate(p, math.sqrt(effect * p * (1 - p) / n), n - 1, n, population), effect)


def census_of(ones, n):
    return Group(Estimate(ones / n, None, n - 1, n, n, NoError.CENSUS), 0.0)


def test_without_design_effects_it_is_pearsons_chi_square():
    table = np.array([[30, 20], [15, 35], [25, 25]])
    found = rao_scott([share_of(int(row[0]), int(row.sum())) for row in table])
    other = stats.chi2_contingency(table, correction=False)
    assert found.pearson == pytest.approx(other.statistic, abs=CLOSE)
    assert (found.effect, found.df) == pytest.approx((1, 2), abs=CLOSE)
    assert found.f == pytest.approx(other.statistic / 2, abs=CLOSE)
    assert found.p == pytest.approx(stats.f.sf(other.statistic / 2, 2, 2 * 147), abs=CLOSE)


groups = st.lists(
    st.tuples(st.integers(2, 200), st.floats(0.05, 0.95), st.floats(0.1, 4)).map(
        lambda t: share_of(min(t[0] - 1, max(1, round(t[0] * t[1]))), t[0], t[2])
    ),
    min_size=2,
    max_size=5,
)


@given(groups)
def test_the_correction_is_that_of_the_eigenvalues_of_the_quadratic_form(given_groups):
    n = np.array([group.estimate.n for group in given_groups], dtype=float)
    p = np.array([group.estimate.value for group in given_groups])
    effects = np.array([group.null_effect for group in given_groups])
    pooled = float(n @ p / n.sum())
    form = (np.diag(n) - np.outer(n, n) / n.sum()) / (pooled * (1 - pooled))
    variance = np.diag(effects * pooled * (1 - pooled) / n)
    eigen = np.linalg.eigvals(form @ variance).real
    k = len(given_groups) - 1
    found = rao_scott(given_groups)
    if np.ptp(p) == 0:
        assert (found.f, found.p) == (0, 1)
        return
    assert found.pearson == pytest.approx(p @ form @ p, rel=1e-6, abs=1e-9)
    assert found.effect == pytest.approx(eigen.sum() / k, rel=1e-6)
    assert found.df == pytest.approx(eigen.sum() ** 2 / (eigen**2).sum(), rel=1e-6)
    assert found.df <= k + CLOSE
    assert 0 <= found.p <= 1


@given(groups.filter(lambda drawn: len(drawn) >= 2))
def test_of_two_it_is_the_squared_difference_over_its_variance_under_no_difference(given_groups):
    one, other = given_groups[:2]
    found = rao_scott([one, other])
    a, b = one.estimate, other.estimate
    pooled = (a.n * a.value + b.n * b.value) / (a.n + b.n)
    variance = pooled * (1 - pooled) * (one.null_effect / a.n + other.null_effect / b.n)
    assert found.f == pytest.approx((a.value - b.value) ** 2 / variance, rel=1e-6, abs=1e-12)
    assert found.df == pytest.approx(1, abs=CLOSE)


def test_a_share_of_nobody_is_compared_by_the_effect_of_the_weights():
    found = rao_scott([Group(Estimate(0.0, 0.0, 28, 30, 90), 1.5), share_of(12, 40)])
    pooled = 12 / 70
    variance = pooled * (1 - pooled) * (1.5 / 30 + 1 / 40)
    assert found.f == pytest.approx(0.3**2 / variance, abs=CLOSE)
    assert 0 < found.p < 0.05


def test_nobody_anywhere_is_no_difference_and_everybody_against_nobody_is_one():
    nobody, everybody = Group(Estimate(0.0, 0.0, 28, 30, 90), 0.7), Group(Estimate(1.0, 0.0, 28, 30, 90), 0.7)
    assert (rao_scott([nobody, nobody]).f, rao_scott([nobody, nobody]).p) == (0, 1)
    assert rao_scott([everybody, everybody]).p == 1
    assert rao_scott([nobody, everybody]).p < 1e-6


def test_a_census_is_known_and_two_of_them_need_no_test():
    assert rao_scott([census_of(3, 10), census_of(9, 10)]) is None
    found = rao_scott([census_of(3, 10), share_of(20, 40)])
    pooled = 23 / 50
    assert found.f == pytest.approx(0.2**2 / (pooled * (1 - pooled) / 40), abs=CLOSE)
    assert found.df_within == pytest.approx(39, abs=CLOSE)


def test_without_an_error_there_is_no_test():
    lonely = Group(Estimate(0.4, None, 3, 5, 50, NoError.SINGLETON), 1.0)
    assert rao_scott([lonely, share_of(20, 40)]) is None
    with pytest.raises(ValueError, match="at least two"):
        rao_scott([lonely])


@pytest.mark.parametrize("size", [1, 2, 7, 45])
def test_holm_is_that_of_a_library(size):
    p_values = np.random.default_rng(size).beta(0.3, 2, size)
    assert holm(p_values.tolist()) == pytest.approx(multipletests(p_values, method="holm")[1].tolist(), abs=CLOSE)


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=20))
def test_holm_rejects_what_stepping_down_rejects(p_values):
    found = holm(p_values)
    assert [p is None for p in found] == [p is None for p in p_values]
    known = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    for alpha in (0.01, 0.05, 0.2):
        rejected = set()
        for rank, (p, place) in enumerate(known):
            if p * (len(known) - rank) > alpha:
                break
            rejected.add(place)
        assert {place for place, p in enumerate(found) if p is not None and p <= alpha} == rejected


def test_newcombes_interval_is_that_of_a_library():
    found = share_difference(share_of(56, 70).estimate, share_of(48, 80).estimate, wilson(56, 70), wilson(48, 80))
    low, high = confint_proportions_2indep(56, 70, 48, 80, method="newcomb")
    assert (found.value, found.low, found.high) == pytest.approx((0.2, low, high), abs=CLOSE)


def test_a_difference_at_the_edges_has_an_interval():
    nobody = estimate_mean([Stratum(90, [0] * 30)])
    everybody = estimate_mean([Stratum(90, [1] * 30)])
    bounds, others = proportion_interval(nobody), proportion_interval(everybody)
    same = share_difference(nobody, nobody, bounds, bounds)
    assert same.low == -same.high < 0
    found = share_difference(everybody, nobody, others, bounds)
    reach = clopper_pearson(0, 30).high
    assert (found.value, found.high) == (1, 1)
    assert found.low == pytest.approx(1 - math.sqrt(2) * reach, abs=CLOSE)


def test_a_difference_from_a_census_goes_as_far_as_the_other_alone():
    known, drawn = census_of(3, 10).estimate, estimate_mean([Stratum(90, [1] * 9 + [0] * 21)])
    bounds = proportion_interval(drawn)
    found = share_difference(drawn, known, bounds, proportion_interval(known))
    assert (found.low, found.high) == pytest.approx((bounds.low - 0.3, bounds.high - 0.3), abs=CLOSE)
    both = share_difference(known, known, proportion_interval(known), proportion_interval(known))
    assert (both.value, both.low, both.high) == (0, 0, 0)
    lonely = Estimate(0.4, None, 3, 5, 50, NoError.SINGLETON)
    assert share_difference(lonely, drawn, proportion_interval(lonely), bounds).low is None


def test_a_difference_of_means_is_welchs():
    first, second = [1.0, 4, 2, 8, 5, 7], [3.0, 9, 8, 12]
    one, other = (estimate_mean([Stratum(len(each) + 5, each)], fpc=False) for each in (first, second))
    found = mean_difference(one, other)
    welch = stats.ttest_ind(first, second, equal_var=False)
    bounds = welch.confidence_interval()
    assert (found.low, found.high, found.df) == pytest.approx((bounds.low, bounds.high, welch.df), abs=CLOSE)
    assert mean_difference(one, Estimate(1.0, None, 0, 1, 9, NoError.SINGLETON)).low is None
    test = mean_test(found)
    assert test is not None and (test.df, test.df_within) == (1, found.df)
    assert (test.f, test.p) == pytest.approx((welch.statistic**2, welch.pvalue), abs=CLOSE)
    with pytest.raises(ValueError, match="no value"):
        mean_difference(one, Estimate(None, None, 0, 1, 9, NoError.NO_VALUE))


@given(st.floats(-50, 50), st.floats(0.01, 20), st.integers(1, 200), st.floats(0.01, 20), st.integers(1, 200))
def test_welchs_test_is_f_with_one_degree_of_freedom_and_excludes_nothing_where_the_interval_does(
    value, one_se, one_df, other_se, other_df
):
    found = mean_difference(
        Estimate(value, one_se, one_df, one_df + 1, 900), Estimate(0.0, other_se, other_df, other_df + 1, 900)
    )
    test = mean_test(found)
    assert test.p == pytest.approx(stats.f.sf(test.f, 1, test.df_within), rel=1e-6, abs=1e-12)
    if abs(test.p - 0.05) > 1e-6:
        assert (test.p < 0.05) == (not found.low <= 0 <= found.high)


def test_what_is_known_or_has_no_error_is_not_tested():
    known = Estimate(61.2, None, 0, 40, 40, NoError.CENSUS)
    drawn, lonely = Estimate(50.2, 4.0, 15, 16, 90), Estimate(50.2, None, 3, 4, 90, NoError.SINGLETON)
    assert mean_test(mean_difference(known, known)) is None
    assert mean_test(mean_difference(known, lonely)) is None
    assert mean_test(mean_difference(drawn, Estimate(1.0, 0.5, 0, 1, 9))) is None, "no degree of freedom"
    beside = mean_test(mean_difference(known, drawn))
    assert beside.df_within == pytest.approx(15, abs=CLOSE)
    assert beside.p == pytest.approx(2 * stats.t.sf(11 / 4, 15), abs=CLOSE)
