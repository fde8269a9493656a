"""Shares of a population at each level or above, with their errors: the cells of Table 5 of a sample.

Written for many firms: two sums by stratum and level give all six cells. Source: method.md A.6, points 6 and 7.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scoring.collapsing import JoinedStrata, Others, join_lonely, lonely_variance
from scoring.columns import FloatArray, Int8Array
from scoring.designs import Estimates, Lonely, SampleDesign
from scoring.estimates import NoError
from scoring.levels import HIGHEST

_PLACES = HIGHEST + 2
"""Levels 0 to 6, and a place for firms without a single level: -1 has the last three bits of 7."""


def level_shares(design: SampleDesign, points: Int8Array) -> Estimates:
    """Return the shares of the population at levels 1 to 6 or above, six of them.

    ``points`` int8[n] single levels of the design's units, NO_POINT for none. A unit without one
    counts as not observed: its stratum's sample is the smaller for it. No values when nobody has one.
    """
    strata = design.units.size
    joint = design.stratum * _PLACES + (points & np.int8(7))
    counts = _by_level(joint, None, strata)
    ones, squares = _by_level(joint, design.weights, strata), _by_level(joint, design.squares, strata)
    held, n = counts.sum(axis=1), int(counts.sum())
    left = _left(design, held)
    joined = _joined(design, held, left)
    free = n - np.count_nonzero(held) + sum(group.free for group in joined)
    df = np.full(HIGHEST, free, dtype=np.int64)
    sizes = (df, np.full(HIGHEST, n, dtype=np.int64), design.population or 0)
    if n == 0:
        nothing = np.full(HIGHEST, np.nan)
        return Estimates(nothing, nothing, *sizes, NoError.NO_VALUE)
    total = float(ones.sum())
    above = _at_least(ones)
    reached = _at_least(counts).sum(axis=0)
    # A share of nobody or everybody is 0 or 1 exactly, whatever rounding did to the sums of weights.
    share = np.where(reached == n, 1.0, np.where(reached == 0, 0.0, above.sum(axis=0) / total))
    if not np.any(left > 0):
        return Estimates(share, np.full(HIGHEST, np.nan), *sizes, NoError.CENSUS)
    if np.any((held == 1) & (left > 0)) and design.lonely is not Lonely.CENTRE and not joined:
        return Estimates(share, np.full(HIGHEST, np.nan), *sizes, NoError.SINGLETON)
    spread = (1 - 2 * share) * _at_least(squares) + share**2 * squares.sum(axis=1)[:, None]
    moved = above - share * ones.sum(axis=1)[:, None]
    # The sum of z is 0 over all units, so that a lonely one varies about 0 and nothing is taken off.
    within = spread - np.where(held > 1, 1.0, 0.0)[:, None] * moved**2 / np.maximum(held, 1)[:, None]
    alone = 0.0 if joined else 1.0
    grown = left * np.where(held > 1, held / np.maximum(held - 1, 1), alone)
    variance = grown @ np.maximum(within, 0.0)
    if joined:
        variance = variance + lonely_variance(joined, design.strata, moved, ones.sum(axis=1), _others(counts, share))
    edge = (reached == 0) | (reached == n)
    return Estimates(share, np.where(edge, 0.0, np.sqrt(variance) / total), *sizes, joined=joined)


def _joined(design: SampleDesign, held: FloatArray, left: FloatArray) -> tuple[JoinedStrata, ...]:
    """Return the strata that are joined for the error, by the units that have a level."""
    if design.lonely is not Lonely.COLLAPSE or np.array_equal(held, design.units):
        return design.joined
    return join_lonely(design.strata, held, left)


def _others(counts: FloatArray, share: FloatArray) -> Others:
    """Return how units of some strata vary about a mean: 1 or 0 less the share, by counts of levels by stratum."""

    def found(strata: Sequence[int], mean: FloatArray) -> tuple[float, FloatArray]:
        among, reached = float(counts[strata].sum()), _at_least(counts[strata]).sum(axis=0)
        return among, reached * (1 - share - mean) ** 2 + (among - reached) * (share + mean) ** 2

    return found


def _by_level(joint: np.ndarray, weights: FloatArray | None, strata: int) -> FloatArray:
    """Return counts or sums of weights float64[strata, 7] of the levels 0 to 6."""
    found = np.bincount(joint, weights=weights, minlength=strata * _PLACES)
    return found.reshape(strata, _PLACES)[:, : HIGHEST + 1].astype(np.float64)


def _at_least(by_level: FloatArray) -> FloatArray:
    """Return the sums at each of the levels 1 to 6 or above, float64[strata, 6]."""
    return by_level[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]


def _left(design: SampleDesign, held: FloatArray) -> FloatArray:
    """Return 1 - m_h/N_h for the m_h units that have a level, 0 where there is none of them."""
    return np.where(held > 0, 1 - (1 - design.left) * held / design.units, 0.0)
