"""Samples that share units: every sample of a small population, and what a shared sample must give.

Two ways of the same sums are held to CLOSE.
"""

from itertools import combinations

import numpy as np
import pytest

from scoring.estimates import Stratum, estimate_mean
from scoring.overlap import OverlapStratum, overlap_correlation, overlap_covariance

CLOSE = 1e-9


def every_pair_of_samples(first, second, n, both):
    """Return the means of all pairs of samples of ``n`` units with ``both`` in common, and their common units."""
    units = range(len(first))
    for one in combinations(units, n):
        rest = [unit for unit in units if unit not in one]
        for kept in combinations(one, both):
            for fresh in combinations(rest, n - both):
                other = kept + fresh
                yield (sum(first[unit] for unit in one) / n, sum(second[unit] for unit in other) / n, kept)


@pytest.mark.parametrize("both", [0, 1, 2, 3])
def test_the_covariance_is_that_of_all_possible_samples(both):
    first, second, n = [1, 1, 0, 1, 0, 0], [1, 1, 1, 0, 0, 0], 3
    pairs = list(every_pair_of_samples(first, second, n, both))
    xs, ys = ([pair[place] for pair in pairs] for place in (0, 1))
    true = float(np.mean(np.multiply(xs, ys)) - np.mean(xs) * np.mean(ys))
    whole = float(np.cov(first, second)[0, 1])
    assert true == pytest.approx((both / n**2 - 1 / 6) * whole, abs=CLOSE)
    if both >= 2:
        estimates = [
            overlap_covariance(
                [OverlapStratum(6, 6, n, n, [first[unit] for unit in kept], [second[unit] for unit in kept])], 6, 6
            )
            for _x, _y, kept in pairs
        ]
        assert np.mean(estimates) == pytest.approx(true, abs=CLOSE), "on the average over all samples"


def test_the_same_sample_twice_has_the_variance_for_a_covariance():
    values = [1, 0, 0, 1, 1]
    once = estimate_mean([Stratum(40, values)])
    stratum = OverlapStratum(40, 40, 5, 5, values, values)
    assert overlap_covariance([stratum], 40, 40) == pytest.approx(once.se**2, abs=CLOSE)
    assert overlap_correlation(once, once, [stratum]) == pytest.approx(1, abs=CLOSE)


def test_a_census_goes_together_with_nothing():
    values = [1, 0, 1]
    stratum = OverlapStratum(9, 9, 9, 3, values, values)
    assert overlap_covariance([stratum], 9, 9) == pytest.approx(0, abs=CLOSE)


def test_of_two_population_sizes_the_larger_counts():
    told = [OverlapStratum(one, other, 10, 10, [1, 0], [1, 0]) for one, other in ((40, 20), (20, 40))]
    assert len({overlap_covariance([each], 40, 40) for each in told}) == 1
    assert overlap_covariance([told[0]], 40, 20) == pytest.approx((2 / 100 - 1 / 40) * 0.5, abs=CLOSE)


def test_units_in_common_are_refused_when_there_are_too_many_or_unpaired():
    with pytest.raises(ValueError, match="more than a sample has"):
        overlap_covariance([OverlapStratum(9, 9, 2, 2, [1, 0, 1], [1, 0, 1])], 9, 9)
    with pytest.raises(ValueError, match="one pair for each unit"):
        overlap_covariance([OverlapStratum(9, 9, 2, 2, [1, 0], [1])], 9, 9)
