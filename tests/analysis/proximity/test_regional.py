"""Proximity of regions: the paper's own example, loops that follow the words, and what must never change."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analysis.proximity.regional import industry_proximity, proximity_without, regional_proximity

# Steel, automobiles, rubber: automobiles are near to both, the two others far from each other (the paper's example).
PHI = np.array([[1.0, 0.6, 0.1], [0.6, 1.0, 0.6], [0.1, 0.6, 1.0]])


def slow(sizes: np.ndarray, phi: np.ndarray) -> float:
    """The paper's steps 3 and 4 for one region, pair by pair."""
    whole = above = 0.0
    for i, own in enumerate(sizes):
        if own == 0:
            continue
        pairs = [(other, phi[i][j]) for j, other in enumerate(sizes) if j != i]
        weight = sum(other for other, _near in pairs)
        if weight == 0:
            return float("nan")
        above += own * sum(other * near for other, near in pairs) / weight
        whole += own
    return above / whole if whole else float("nan")


@pytest.mark.parametrize(
    ("sizes", "industries", "region"),
    [([1.0, 1.0, 1.0], [0.35, 0.6, 0.35], 1.3 / 3), ([1.0, 2.0, 1.0], [1.3 / 3, 0.6, 1.3 / 3], 3.1 / 6)],
)
def test_the_example_of_steel_automobiles_and_rubber(sizes: list, industries: list, region: float) -> None:
    # With equal sizes steel has (0.6 + 0.1)/2; with automobiles twice as large (2·0.6 + 0.1)/3; automobiles never move.
    assert industry_proximity(np.array([sizes]), PHI)[0] == pytest.approx(industries, abs=1e-15)
    assert regional_proximity(np.array([sizes]), PHI)[0] == pytest.approx(region, abs=1e-15)


def test_growth_of_automobiles_raises_the_region_and_leaves_automobiles_where_they_were() -> None:
    before, after = np.array([[1.0, 1.0, 1.0]]), np.array([[1.0, 2.0, 1.0]])
    assert industry_proximity(before, PHI)[0, 1] == industry_proximity(after, PHI)[0, 1]
    assert regional_proximity(after, PHI)[0] > regional_proximity(before, PHI)[0]


SIZES = arrays.arrays(
    np.float64, st.tuples(st.integers(1, 4), st.just(5)), elements=st.sampled_from([0.0, 0.5, 1.0, 3.0, 1e3, 1e7])
)
MATRIX = arrays.arrays(np.float64, (5, 5), elements=st.floats(0, 1, width=32)).map(lambda each: (each + each.T) / 2)


@given(SIZES, MATRIX)
@settings(max_examples=80, deadline=None)
def test_fast_and_slow_give_one_figure(sizes: np.ndarray, phi: np.ndarray) -> None:
    # Total minus own loses at most the digits of 1e7 to 0.5: 1e-6 of sixteen, hence 1e-9 is ample.
    expected = [slow(row, phi) for row in sizes]
    assert regional_proximity(sizes, phi) == pytest.approx(expected, abs=1e-9, nan_ok=True)


@given(SIZES, MATRIX, st.permutations(range(5)))
@settings(max_examples=60, deadline=None)
def test_units_order_and_own_pairs_make_no_difference(sizes: np.ndarray, phi: np.ndarray, order: list[int]) -> None:
    once = regional_proximity(sizes, phi)
    other = phi.copy()
    np.fill_diagonal(other, 0.123)
    assert regional_proximity(sizes * 1000, phi) == pytest.approx(once, abs=1e-9, nan_ok=True)
    assert regional_proximity(sizes, other) == pytest.approx(once, abs=0, nan_ok=True)
    assert regional_proximity(sizes[:, order], phi[np.ix_(order, order)]) == pytest.approx(once, abs=1e-9, nan_ok=True)
    low, high = (np.where(np.isnan(once), edge, once) for edge in (1.0, 0.0))
    assert np.all(low >= 0) and np.all(high <= phi[np.triu_indices(5, 1)].max() + 1e-9)


def test_more_regions_than_a_block_holds_come_out_as_one_by_one() -> None:
    generator = np.random.default_rng(1)
    sizes = generator.lognormal(0, 2, (600, 7)) * (generator.random((600, 7)) < 0.5)
    phi = generator.random((7, 7))
    phi = (phi + phi.T) / 2
    assert regional_proximity(sizes, phi) == pytest.approx([slow(row, phi) for row in sizes], abs=1e-12, nan_ok=True)


def test_a_region_with_one_industry_has_no_proximity_unless_it_is_called_zero() -> None:
    sizes = np.array([[0.0, 5.0, 0.0], [0.0, 0.0, 0.0], [1.0, 1.0, 0.0]])
    assert regional_proximity(sizes, PHI) == pytest.approx([np.nan, np.nan, 0.6], nan_ok=True)
    assert regional_proximity(sizes, PHI, single="zero") == pytest.approx([0.0, np.nan, 0.6], nan_ok=True)


def test_one_industry_that_dwarfs_the_rest_keeps_its_digits() -> None:
    # Total minus own is zero in floating point; the mean of giants with the others is 0.6·1/2 + 0.1·1/2 nonetheless.
    assert industry_proximity(np.array([[1e18, 1.0, 1.0]]), PHI)[0, 0] == pytest.approx(0.35)
    assert regional_proximity(np.array([[1e18, 1.0, 1.0]]), PHI)[0] == pytest.approx(0.35)


@given(SIZES, MATRIX)
@settings(max_examples=60, deadline=None)
def test_proximity_without_a_firm_is_that_of_a_region_it_never_was_in(sizes: np.ndarray, phi: np.ndarray) -> None:
    row = sizes[0]
    present = np.flatnonzero(row)
    for share in (0.5, 1.0):
        removed = row[present] * share
        expected = []
        for industry, gone in zip(present, removed, strict=True):
            left = row.copy()
            left[industry] -= gone
            expected.append(slow(left, phi) if np.count_nonzero(left) > 1 else np.nan)
        assert proximity_without(row, phi, present, removed) == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_what_is_not_in_the_region_cannot_be_taken_out() -> None:
    with pytest.raises(ValueError, match="in the region"):
        proximity_without(np.array([1.0, 0.0, 1.0]), PHI, np.array([1]), np.array([1.0]))
    with pytest.raises(ValueError, match="More was removed"):
        proximity_without(np.array([1.0, 1.0, 1.0]), PHI, np.array([1]), np.array([2.0]))


def test_wrong_matrices_and_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="both directions"):
        regional_proximity(np.ones((1, 2)), np.array([[1.0, 0.2], [0.3, 1.0]]))
    with pytest.raises(ValueError, match="gaps"):
        regional_proximity(np.ones((1, 2)), np.array([[1.0, np.nan], [np.nan, 1.0]]))
    with pytest.raises(ValueError, match="not negative"):
        regional_proximity(-np.ones((1, 2)), np.eye(2))
