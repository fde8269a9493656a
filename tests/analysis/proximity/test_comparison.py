"""Table 4's difference, by the formula written out and by a sign that a paired test must see."""

import numpy as np
import pytest
from statsmodels.datasets import grunfeld

from analysis.proximity.comparison import compared, weighted_mean


def by_hand(first: np.ndarray, last: np.ndarray, v: np.ndarray, w: np.ndarray) -> tuple[float, float]:
    """Difference of weighted means and its clustered error: squares of each region's share in the difference."""
    one, other = np.average(first, weights=v), np.average(last, weights=w)
    parts = w / w.sum() * (last - other) - v / v.sum() * (first - one)
    count = len(first)
    # G/(G−1) for the regions and (N−1)/(N−2) for 2·G rows and two parameters, as the estimator says.
    factor = count / (count - 1) * (2 * count - 1) / (2 * count - 2)
    return other - one, np.sqrt(factor * np.sum(parts**2))


@pytest.mark.parametrize("seed", range(4))
def test_difference_and_error_are_those_of_the_formula(seed: int) -> None:
    generator = np.random.default_rng(seed)
    first, last = generator.random((2, 15))
    v, w = generator.lognormal(0, 1, (2, 15))
    found = compared(first, last, v, w).fit.coefficient("later")
    assert (found.estimate, found.standard_error) == pytest.approx(by_hand(first, last, v, w), rel=1e-9)


def test_a_rise_alike_everywhere_is_certain_however_much_regions_differ() -> None:
    first = np.linspace(0.1, 0.4, 20)
    told = compared(first, first + 0.005 + 0.0001 * np.tile([1, -1], 10), np.ones(20), np.ones(20))
    later = told.fit.coefficient("later")
    assert later.estimate == pytest.approx(0.005)
    # Two samples taken for independent would have an error of 0.03 here.
    assert later.standard_error < 1e-4


def test_a_region_without_a_figure_in_one_year_counts_in_the_other() -> None:
    first, last = np.array([0.1, 0.2, np.nan]), np.array([0.2, 0.3, 0.7])
    told = compared(first, last, np.ones(3), np.array([1.0, 1.0, 2.0]))
    assert (told.first, told.last) == (pytest.approx(0.15), pytest.approx((0.2 + 0.3 + 1.4) / 4))
    assert told.fit.coefficient("later").estimate == pytest.approx(told.last - told.first)
    assert told.fit.rows_used == 5


def test_one_region_gives_averages_and_says_why_there_is_no_test() -> None:
    told = compared(np.array([0.1]), np.array([0.2]), np.ones(1), np.ones(1))
    assert told.fit is None and told.refused and told.last == pytest.approx(0.2)


def test_a_mean_of_nothing_is_nothing() -> None:
    assert np.isnan(weighted_mean(np.array([np.nan, 1.0]), np.array([1.0, 0.0])))


def test_grunfelds_firms_are_paired_with_themselves() -> None:
    """Data that come with statsmodels: ten firms' investment in 1935 and 1954 have a paired t as scipy computes it."""
    data = grunfeld.load_pandas().data
    wide = data.pivot_table(index="firm", columns="year", values="invest")
    first, last = wide[1935.0].to_numpy(), wide[1954.0].to_numpy()
    found = compared(first, last, np.ones(len(first)), np.ones(len(first))).fit.coefficient("later")
    plain = np.std(last - first, ddof=1) / np.sqrt(len(first))
    count = len(first)
    # The estimator's clusters count two parameters over 2·G rows; the paired t has none of that factor.
    factor = np.sqrt((2 * count - 1) / (2 * count - 2))
    assert found.estimate == pytest.approx(np.mean(last - first))
    assert found.standard_error == pytest.approx(plain * factor, rel=1e-9)
