"""How sure the figures of a ladder are: one stratified bootstrap of firms for all of them.

Firms with the same rungs are alike: what is drawn anew is how many firms of each stratum show each
pattern of rungs, and every figure is a product of such counts. Source: method.md A.4.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.columns import BoolArray, FloatArray
from scoring.ladder import goodenough_edwards

REPLICATES = 2000
SEED = 1944
"""The year of Guttman's article; any number would do, but the same one must always give the same interval."""
LEVEL = 0.95
MOST_UNDEFINED = 0.05
"""Share of replicates in which a figure has no value above which it gets no interval."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A bootstrap percentile interval and in how many of the replicates the figure had a value."""

    low: float
    high: float
    replicates: int


@dataclass(frozen=True, slots=True)
class LadderIntervals:
    """Intervals of the figures of ``scoring.ladder.LadderDiagnostics`` in theoretical order.

    ``cr`` and ``cs`` by Goodenough and Edwards; ``h`` of the scale, ``h_rungs`` of each rung,
    ``h_pairs[i][j]`` of each pair, the same both ways and None on the diagonal. None where a figure
    has no value in more than 5 per cent of the replicates.
    """

    cr: Interval | None
    cs: Interval | None
    h: Interval | None
    h_rungs: tuple[Interval | None, ...]
    h_pairs: tuple[tuple[Interval | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of r samples at once; NaN where one has no value.

    ``cr``, ``mmr``, ``cs`` and ``h`` float64[r], ``h_rungs`` float64[r, k], ``h_pairs`` float64[r, k, k].
    """

    cr: FloatArray
    mmr: FloatArray
    cs: FloatArray
    h: FloatArray
    h_rungs: FloatArray
    h_pairs: FloatArray


def bootstrap(
    held: BoolArray,
    *,
    strata: Sequence[Hashable] | None = None,
    replicates: int = REPLICATES,
    seed: int = SEED,
    level: float = LEVEL,
) -> LadderIntervals:
    """Return percentile intervals of all figures of bool[n, k], firms drawn again within their strata.

    ``strata`` names each firm's stratum; without it all firms are one. The same seed gives the same
    intervals, in whatever order the firms stand. Raises ValueError for a list of strata of another
    length, or without firms or with fewer than two rungs.
    """
    if held.ndim != 2 or held.shape[0] == 0 or held.shape[1] < 2:
        raise ValueError(f"Ladder: the matrix has the shape {held.shape}; give at least one firm and two rungs.")
    if strata is not None and len(strata) != len(held):
        raise ValueError(f"Ladder: {len(strata)} strata for {len(held)} firms; give one for each firm.")
    patterns, counts = _patterns_by_stratum(held, [0] * len(held) if strata is None else list(strata))
    draw = np.random.default_rng(seed)
    drawn = np.zeros((replicates, len(patterns)))
    for row in counts:
        drawn += draw.multinomial(int(row.sum()), row / row.sum(), size=replicates)
    found = figures_of(patterns, drawn)
    k = held.shape[1]
    pairs = [[_interval(found.h_pairs[:, i, j], level) if i != j else None for j in range(k)] for i in range(k)]
    return LadderIntervals(
        cr=_interval(found.cr, level),
        cs=_interval(found.cs, level),
        h=_interval(found.h, level),
        h_rungs=tuple(_interval(found.h_rungs[:, rung], level) for rung in range(k)),
        h_pairs=tuple(tuple(row) for row in pairs),
    )


def figures_of(patterns: BoolArray, counts: FloatArray) -> Figures:
    """Return the figures of r samples, each told by how many firms of it show each pattern.

    ``patterns`` bool[p, k], rungs in theoretical order, easiest first; ``counts`` float64[r, p].
    """
    k, n = patterns.shape[1], counts.sum(axis=1)
    shown = patterns.astype(np.float64)
    share = counts @ shown / n[:, None]
    cr = 1 - counts @ goodenough_edwards(patterns).astype(np.float64) / (n * k)
    mmr = np.maximum(share, 1 - share).mean(axis=1)
    easier_not = np.triu((1 - shown)[:, :, None] * shown[:, None, :], 1).reshape(len(patterns), k * k)
    seen = (counts @ easier_not).reshape(-1, k, k)
    expected = n[:, None, None] * np.triu((1 - share)[:, :, None] * share[:, None, :], 1)
    seen, expected = seen + seen.transpose(0, 2, 1), expected + expected.transpose(0, 2, 1)
    return Figures(
        cr=cr,
        mmr=mmr,
        cs=_one_less(1 - cr, 1 - mmr),
        h=_one_less(seen.sum(axis=(1, 2)), expected.sum(axis=(1, 2))),
        h_rungs=_one_less(seen.sum(axis=2), expected.sum(axis=2)),
        h_pairs=_one_less(seen, expected),
    )


def _patterns_by_stratum(held: BoolArray, labels: Sequence[Hashable]) -> tuple[BoolArray, NDArray[np.int64]]:
    """Return the patterns that occur, bool[p, k], and how often in each stratum, int64[s, p]; strata by name."""
    patterns, kind = np.unique(held, axis=0, return_inverse=True)
    names = sorted(dict.fromkeys(labels), key=repr)
    place = {name: number for number, name in enumerate(names)}
    counts = np.zeros((len(names), len(patterns)), dtype=np.int64)
    np.add.at(counts, (np.array([place[label] for label in labels]), kind.ravel()), 1)
    return patterns, counts


def _one_less(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Return 1 - part/whole, NaN where the whole is nothing."""
    # Shares are quotients of counts: what is left of 1 where a rung is held by all is no expectation.
    nothing = whole < 1e-9
    return np.where(nothing, np.nan, 1 - part / np.where(nothing, 1, whole))


def _interval(values: FloatArray, level: float) -> Interval | None:
    known = values[~np.isnan(values)]
    if known.size < (1 - MOST_UNDEFINED) * values.size or not known.size:
        return None
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high), int(known.size))
