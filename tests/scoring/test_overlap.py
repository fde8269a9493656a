"""Samples that share units: every sample of a small population, and what a shared sample must give.

Two ways of the same sums are held to CLOSE.
"""

from itertools import combinations

import numpy as np
import pytest

from scoring.designs import estimate_means, mean_deviates, sample_design
from scoring.estimates import Stratum, estimate_mean
from scoring.overlap import (
    OverlapStratum,
    linearised_correlation,
    linearised_covariance,
    overlap_correlation,
    overlap_covariance,
)

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


@pytest.mark.parametrize("both", [0, 1, 2, 3])
def test_with_any_weights_the_covariance_is_that_of_all_possible_samples(both):
    first, second, n = [0.31, -0.2, 0.05, 0.4, -0.6, 0.04], [0.1, -0.3, 0.2, 0.25, -0.3, 0.05], 3
    pairs = list(every_pair_of_samples(first, second, n, both))
    # Sums of linearised variables, of which the helper gives means.
    xs, ys = ([n * pair[place] for pair in pairs] for place in (0, 1))
    true = float(np.mean(np.multiply(xs, ys)) - np.mean(xs) * np.mean(ys))
    assert true == pytest.approx((both - n * n / 6) * float(np.cov(first, second)[0, 1]), abs=CLOSE)
    if both >= 2:
        estimates = [
            linearised_covariance(
                [OverlapStratum(6, 6, n, n, [first[unit] for unit in kept], [second[unit] for unit in kept])]
            )
            for _x, _y, kept in pairs
        ]
        assert np.mean(estimates) == pytest.approx(true, abs=CLOSE), "on the average over all samples"


def test_with_the_weights_of_the_strata_both_covariances_are_one():
    random = np.random.default_rng(2012)
    labels, sizes = ["a"] * 6 + ["b"] * 9, {"a": 15, "b": 60}
    weights = np.array([15 / 6] * 6 + [60 / 9] * 9)
    design = sample_design(labels, weights, sizes)
    one, other = (random.integers(0, 2, 15).astype(float) for _round in range(2))
    both = {"a": [0, 1, 2, 5], "b": [6, 7, 10, 11, 14]}
    plain, linear = [], []
    for code, units in both.items():
        n = labels.count(code)
        plain.append(OverlapStratum(sizes[code], sizes[code], n, n, one[units], other[units]))
        z = [mean_deviates(design, values)[units] for values in (one, other)]
        linear.append(OverlapStratum(sizes[code], sizes[code], n, n, *z))
    assert linearised_covariance(linear) == pytest.approx(overlap_covariance(plain, 75, 75), abs=CLOSE)
    first, second = (estimate_means(design, values).at(0) for values in (one, other))
    assert linearised_correlation(first, second, linear) == pytest.approx(
        overlap_correlation(first, second, plain), abs=CLOSE
    )


def test_the_same_weighted_sample_twice_has_the_variance_for_a_covariance():
    values, labels = np.array([1.0, 0, 0, 1, 1, 0]), ["a"] * 6
    design = sample_design(labels, np.array([2.0, 9, 4, 4, 7, 3]), {"a": 29.0})
    once = estimate_means(design, values).at(0)
    z = mean_deviates(design, values)
    stratum = OverlapStratum(29.0, 29.0, 6, 6, z, z)
    assert linearised_covariance([stratum]) == pytest.approx(once.se**2, abs=CLOSE)
    assert linearised_correlation(once, once, [stratum]) == pytest.approx(1, abs=CLOSE)
    assert linearised_correlation(once, estimate_mean([Stratum(3, [1, 0, 1])]), [stratum]) == 0, "a census"


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
