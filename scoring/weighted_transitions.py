"""From which level to which, weighted: what firms seen twice say of the firms of the earlier round's population.

The estimand is a share of a domain of that population, the firms that are met again with a settled level both times;
each counts with its weight of the earlier round. Source: method.md A.6, points 6 to 8.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.columns import BoolArray, Int8Array
from scoring.designs import SampleDesign, estimate_means
from scoring.estimates import NoError
from scoring.interval_columns import share_bounds
from scoring.transitions import LEVELS, transitions

NONE = -1


@dataclass(frozen=True, slots=True)
class WeightedShare:
    """A share from 0 to 1 with its standard error and bounds; None where there are none."""

    share: float | None
    se: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class WeightedRow:
    """The shares of one domain, ``n`` firms of it observed; all shares are None without a firm.

    ``no_error`` says why there are no bounds: a census of the earlier round, or a stratum with one firm.
    """

    n: int
    df: int
    shares: tuple[WeightedShare, ...]
    no_error: NoError | None = None


@dataclass(frozen=True, slots=True)
class WeightedTransitions:
    """``rows[i]`` where the firms of level i went, levels 0 to 6; ``moves`` those that rose, stayed and fell."""

    rows: tuple[WeightedRow, ...]
    moves: WeightedRow


def weighted_transitions(
    design: SampleDesign, first: Sequence[int | None], second: Sequence[int | None]
) -> WeightedTransitions:
    """Return the weighted shares of the transitions of matched firms.

    ``design`` is that of the earlier round; ``first`` and ``second`` are the levels of its n units in both rounds, None
    for one that is not settled or, in the later round, not met again. Bounds are those of ``share_bounds``. Raises
    ValueError as ``transitions`` does, and for another number of levels than units.
    """
    transitions(first, second)
    if len(first) != design.n:
        raise ValueError(f"Transitions: {len(first)} levels for {design.n} units of the design; give one for each.")
    one, other = _levels(first), _levels(second)
    matched = (one != NONE) & (other != NONE)
    return WeightedTransitions(
        rows=tuple(_row(design, matched & (one == level), [other == later for later in LEVELS]) for level in LEVELS),
        moves=_row(design, matched, [other > one, other == one, other < one]),
    )


def _levels(given: Sequence[int | None]) -> Int8Array:
    return np.array([NONE if level is None else level for level in given], dtype=np.int8)


def _row(design: SampleDesign, domain: BoolArray, values: Sequence[BoolArray]) -> WeightedRow:
    if not domain.any():
        return WeightedRow(0, 0, (WeightedShare(None),) * len(values))
    found = estimate_means(design, np.column_stack(values).astype(np.float64), domain)
    bounds = share_bounds(found, design)
    sides = (found.value, found.se, bounds.low, bounds.high)
    shares = tuple(
        WeightedShare(*(_known(each) for each in row)) for row in zip(*(side.tolist() for side in sides), strict=True)
    )
    return WeightedRow(int(found.n[0]), int(found.df[0]), shares, found.no_error)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
