"""The benchmark keeps what it says it keeps, repeats itself, and finds relatedness where it was put."""

from itertools import permutations

import numpy as np
import pytest

from analysis.proximity.regional import regional_proximity
from analysis.proximity.reshuffling import _Drawing, bootstrapped, reshuffled

PHI = np.array([[1.0, 0.6, 0.1], [0.6, 1.0, 0.6], [0.1, 0.6, 1.0]])


@pytest.mark.parametrize("by", ["prevalence", "uniform"])
def test_draws_keep_the_number_and_the_sizes_of_industries(by: str) -> None:
    generator = np.random.default_rng(0)
    sizes = np.array([[5.0, 1.0, 0.0, 0.0], [0.0, 2.0, 3.0, 4.0], [0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 9.0]])
    for _turn in range(50):
        drawn = _Drawing(sizes, by).draw(generator)
        assert np.array_equal(np.sort(drawn, axis=1), np.sort(sizes, axis=1))


def test_prevalence_draws_industries_as_often_as_regions_have_them() -> None:
    # Each region has one industry: three regions the first, one the second, none the third.
    sizes = np.array([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    generator = np.random.default_rng(5)
    drawn = np.mean([(_Drawing(sizes, "prevalence").draw(generator) > 0).mean(axis=0) for _ in range(2000)], axis=0)
    # 8,000 draws: three standard errors of a share of 0.75 are 0.0145.
    assert drawn == pytest.approx([0.75, 0.25, 0.0], abs=0.0145)


def test_uniform_draws_agree_with_all_permutations() -> None:
    """All six ways to put three sizes on three industries give mean and deviation exactly."""
    sizes = np.array([[1.0, 2.0, 7.0]])
    every = [regional_proximity(np.array([order]), PHI)[0] for order in permutations(sizes[0])]
    found = reshuffled(sizes, PHI, by="uniform", repetitions=4000, seed=2)
    # The mean of 4,000 draws is within three standard errors.
    assert found.mean[0] == pytest.approx(np.mean(every), abs=3 * np.std(every) / np.sqrt(4000))
    assert found.deviation[0] == pytest.approx(np.std(every), rel=0.03)
    assert found.z[0] == pytest.approx((found.observed[0] - found.mean[0]) / found.deviation[0])
    share = np.mean([each >= every[0] - 1e-12 for each in every])
    assert found.p_value[0] == pytest.approx(share, abs=0.025)


def test_a_region_of_related_industries_stands_out_and_one_by_chance_does_not() -> None:
    generator = np.random.default_rng(7)
    group = np.repeat(np.arange(5), 6)
    phi = np.where(group[:, None] == group[None, :], 0.7, 0.1)
    related = np.where(group == 0, generator.lognormal(0, 1, 30), 0.0)
    scattered = [np.where(np.isin(np.arange(30), generator.choice(30, 6, replace=False)), 1.0, 0.0) for _ in range(40)]
    found = reshuffled(np.array([related, *scattered]), phi, by="uniform", repetitions=199, seed=1)
    assert found.z[0] > 4 and found.p_value[0] == 1 / 200
    # Forty regions by chance: their z-scores average zero within three standard errors.
    assert abs(found.z[1:].mean()) < 3 / np.sqrt(40)


def test_the_same_seed_gives_the_same_draws_and_another_others() -> None:
    sizes = np.random.default_rng(0).random((5, 3))
    one, same, other = (reshuffled(sizes, PHI, repetitions=20, seed=seed) for seed in (4, 4, 5))
    assert np.array_equal(one.mean, same.mean)
    assert not np.array_equal(one.mean, other.mean)


def test_a_region_without_a_pair_has_no_score() -> None:
    found = reshuffled(np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0]]), PHI, by="uniform", repetitions=9, seed=1)
    assert np.isnan(found.z[0]) and np.isnan(found.p_value[0])
    assert 0 < found.p_value[1] <= 1


def test_intervals_hold_the_observed_figure_and_narrow_with_more_firms() -> None:
    generator = np.random.default_rng(8)
    few, many = generator.integers(0, 3, 12), generator.integers(0, 3, 1200)
    regions = np.array([0] * 12 + [1] * 1200)
    industries = np.concatenate([few, many])
    sizes = np.ones(1212)
    cells = np.array([np.bincount(few, minlength=3), np.bincount(many, minlength=3)], dtype=float)
    observed = regional_proximity(cells, PHI)
    found = bootstrapped(regions, industries, sizes, PHI, count=2, repetitions=200, seed=3)
    assert np.all((found.low <= observed) & (observed <= found.high))
    assert found.high[1] - found.low[1] < (found.high[0] - found.low[0]) / 2
    assert list(found.draws) == [200, 200]


def test_the_order_of_firms_makes_no_region_from_another_and_empty_regions_have_none() -> None:
    regions, industries = np.array([2, 0, 2, 0]), np.array([0, 1, 2, 1])
    found = bootstrapped(regions, industries, np.ones(4), PHI, count=3, repetitions=50, seed=3)
    # Region 0 has one industry, region 1 no firm; region 2 is 0.1 whenever both its firms are drawn.
    assert np.isnan(found.low[0]) and np.isnan(found.low[1])
    assert (found.low[2], found.high[2]) == (pytest.approx(0.1), pytest.approx(0.1))
    assert list(found.draws[:2]) == [0, 0] and 10 <= found.draws[2] <= 40


def test_draws_that_cannot_be_made_are_refused() -> None:
    with pytest.raises(ValueError, match="prevalence"):
        reshuffled(np.ones((1, 3)), PHI, by="size", repetitions=5, seed=1)
    with pytest.raises(ValueError, match="repetition"):
        reshuffled(np.ones((1, 3)), PHI, repetitions=0, seed=1)
