"""Table 5: how many firms have reached each level, in one dimension of one cluster."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from scoring.columns import FloatArray, Int8Array
from scoring.levels import HIGHEST, PointPolicy, expected_at_least
from scoring.rounding import percent_half_up
from scoring.rungs import RUNGS
from scoring.truth import Truth
from scoring.vectorised import NO_POINT, LevelColumns

Counts = tuple[int, ...]
Amounts = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: ``count`` of ``n`` firms have reached ``level``, ``pct`` per cent, halves up."""

    level: int
    count: int
    n: int
    pct: int

    @property
    def text(self) -> str:
        """Return the cell as printed, "7 (14)"."""
        return f"{self.count} ({self.pct})"


@dataclass(frozen=True, slots=True)
class WeightedLevels:
    """Weighted counts of the levels 1 to 6 and the shares of ``total`` they make, in per cent."""

    total: float
    counts: Amounts
    shares_pct: Amounts


@dataclass(frozen=True, slots=True)
class LevelTable:
    """One column of Table 5 and what belongs beside it.

    ``n`` firms have a single level and make ``cells`` (levels 1 to 6) and ``exact`` (levels 0 to
    6); ``left_out`` have none under the policy. Of all ``n + left_out`` firms ``undetermined``
    have differing bounds, and ``if_low`` and ``if_high`` count levels 1 to 6 by the low and the
    high bound. ``tallies`` counts for each rung the firms that hold it, whatever their level.
    ``median`` is that of the single levels. ``expected`` counts all firms, undetermined ones in
    shares, under multiple imputation, else None. ``weighted`` repeats ``cells`` with weights.
    """

    n: int
    left_out: int
    undetermined: int
    cells: tuple[Cell, ...]
    exact: Counts
    median: float
    if_low: Counts
    if_high: Counts
    tallies: Counts | None
    expected: Amounts | None
    weighted: WeightedLevels | None


def level_table(
    levels: LevelColumns,
    *,
    policy: PointPolicy = PointPolicy.LOW,
    floor_level_1: bool = False,
    rungs: Int8Array | None = None,
    weights: FloatArray | None = None,
) -> LevelTable:
    """Return the column of Table 5 that the levels of one cluster and dimension make.

    ``levels`` of all firms; ``rungs`` int8[n, 6] of Truth codes for the independent tallies;
    ``weights`` float64[n], none negative. ``floor_level_1`` says that the floor was on, and makes
    sure that every firm then has level 1. Raises ValueError when no firm has a single level, or
    the weights of those that have sum to nothing. Source: method.md A.3.3.
    """
    by_point = _count(levels.point - np.int8(NO_POINT), HIGHEST + 2)
    left_out, exact = by_point[0], by_point[1:]
    n = sum(exact)
    if n == 0:
        raise ValueError("Table 5: no firm has a level here; a table needs at least one scored firm.")
    bounds = np.reshape(_count(levels.low * np.int8(HIGHEST + 1) + levels.high, (HIGHEST + 1) ** 2), (HIGHEST + 1, -1))
    counts = _at_least(exact)
    _assert_invariants(counts, exact, n, floor_level_1)
    return LevelTable(
        n=n,
        left_out=left_out,
        undetermined=int(bounds.sum() - bounds.trace()),
        cells=tuple(Cell(rung, counts[rung - 1], n, percent_half_up(counts[rung - 1], n)) for rung in RUNGS),
        exact=exact,
        median=median_level(exact),
        if_low=_at_least(bounds.sum(axis=1).tolist()),
        if_high=_at_least(bounds.sum(axis=0).tolist()),
        tallies=None if rungs is None else _tallies(rungs),
        expected=_expected(bounds) if policy is PointPolicy.MULTIPLE_IMPUTATION else None,
        weighted=None if weights is None else _weighted(levels.point, weights),
    )


def _count(codes: Int8Array, kinds: int) -> Counts:
    """Return how often each of the codes 0 to kinds - 1 occurs."""
    return tuple(int(count) for count in np.bincount(codes, minlength=kinds))


def _at_least(exact: Sequence[int]) -> Counts:
    """Return how many firms have at least each of the levels 1 to 6, from those exactly at 0 to 6."""
    return tuple(sum(exact[rung:]) for rung in RUNGS)


def median_level(exact: Counts) -> float:
    """Return the median level from the numbers of firms exactly at each level."""
    n = sum(exact)
    reached = list(accumulate(exact))
    lower, upper = (bisect_right(reached, position) for position in ((n - 1) // 2, n // 2))
    return (lower + upper) / 2


def _tallies(rungs: Int8Array) -> Counts:
    """Return how many firms hold each rung."""
    return tuple(int(count) for count in np.count_nonzero(rungs == Truth.TRUE, axis=0))


def _expected(bounds: NDArray[np.int64]) -> Amounts:
    """Return the expected number of firms at each of the levels 1 to 6 or above, from their [low, high]."""
    pairs = [(low, high, int(bounds[low, high])) for low, high in np.argwhere(bounds).tolist()]
    return tuple(sum(firms * expected_at_least(low, high, rung) for low, high, firms in pairs) for rung in RUNGS)


def _weighted(points: Int8Array, given: FloatArray) -> WeightedLevels:
    """Return weighted counts and shares of the firms with a single level."""
    counted = points != NO_POINT
    points, weights = points[counted], given[counted]
    if not np.all(np.isfinite(weights)) or np.any(weights < 0):
        raise ValueError("Table 5: a weight is negative or no number; give every firm a weight of 0 or more.")
    total = float(weights.sum())
    if total <= 0:
        raise ValueError("Table 5: the weights sum to nothing; give some firm a positive weight.")
    by_level = np.bincount(points, weights=weights, minlength=HIGHEST + 1)
    counts = tuple(float(count) for count in by_level[::-1].cumsum()[::-1][1:])
    return WeightedLevels(total, counts, tuple(100.0 * count / total for count in counts))


def _assert_invariants(counts: Counts, exact: Counts, n: int, floor_level_1: bool) -> None:
    """Stop at a table that contradicts itself."""
    assert all(lower >= higher for lower, higher in pairwise(counts)), counts
    assert sum(exact) == n, (exact, n)
    assert n - counts[0] == exact[0], (counts, exact, n)
    assert not floor_level_1 or counts[0] == n, (counts, n)
