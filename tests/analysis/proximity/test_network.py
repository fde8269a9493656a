"""The picture's links are the right ones, and the picture is the same every time."""

from itertools import combinations

import numpy as np
import pytest
from scipy.sparse.csgraph import minimum_spanning_tree

from analysis.proximity.network import links_of, positions, spanning_tree, strongest_links


def some(count: int, seed: int = 0) -> np.ndarray:
    phi = np.random.default_rng(seed).random((count, count))
    phi = (phi + phi.T) / 2
    np.fill_diagonal(phi, 1.0)
    return phi


@pytest.mark.parametrize("seed", range(5))
def test_the_tree_is_that_of_another_library(seed: int) -> None:
    phi = some(12, seed)
    # scipy finds the smallest tree and reads zero as no link: two minus the proximity is never zero.
    theirs = minimum_spanning_tree(np.triu(2 - phi, 1)).tocoo()
    assert spanning_tree(phi) == tuple(sorted((min(a, b), max(a, b)) for a, b in zip(theirs.row, theirs.col)))  # noqa: B905


def test_no_other_tree_of_four_is_nearer() -> None:
    phi = some(4, 9)
    edges = list(combinations(range(4), 2))

    def joins(tree: tuple) -> bool:
        inside = {0}
        for _step in range(3):
            inside |= {x for link in tree if inside & set(link) for x in link}
        return inside == {0, 1, 2, 3}

    best = max((tree for tree in combinations(edges, 3) if joins(tree)), key=lambda t: sum(phi[link] for link in t))
    assert spanning_tree(phi) == tuple(sorted(best))


def test_a_tree_without_any_proximity_still_hangs_together() -> None:
    assert len(spanning_tree(np.eye(5))) == 4


def test_the_strongest_links_come_first() -> None:
    phi = some(6)
    every = sorted(combinations(range(6), 2), key=lambda link: -phi[link])
    assert strongest_links(phi, 4) == tuple(every[:4])
    assert set(links_of(phi, 4)) == {*spanning_tree(phi), *every[:4]}


def test_places_are_the_same_every_time_apart_from_each_other_and_on_the_page() -> None:
    phi = some(30)
    links = links_of(phi, 20)
    once = positions(phi, links)
    assert np.array_equal(once, positions(phi, links))
    assert np.abs(once).max() == pytest.approx(1.0)
    apart = np.sqrt(((once[:, None] - once[None]) ** 2).sum(axis=2))[np.triu_indices(30, 1)]
    assert apart.min() > 0.01


def test_linked_industries_stand_nearer_than_others() -> None:
    group = np.repeat([0, 1], 6)
    phi = np.where(group[:, None] == group[None, :], 0.8, 0.05)
    np.fill_diagonal(phi, 1.0)
    places = positions(phi, links_of(phi, 30))
    apart = np.sqrt(((places[:, None] - places[None]) ** 2).sum(axis=2))
    same = (group[:, None] == group[None, :]) & ~np.eye(12, dtype=bool)
    assert apart[same].mean() < apart[~same & ~np.eye(12, dtype=bool)].mean() / 2


def test_twins_and_single_industries_have_places() -> None:
    assert np.array_equal(positions(np.ones((1, 1)), ()), np.zeros((1, 2)))
    twins = positions(np.ones((3, 3)), spanning_tree(np.ones((3, 3))))
    assert np.all(np.isfinite(twins)) and len({tuple(each) for each in twins}) == 3
