"""Which firms of a cluster stand far from the others in a key figure: told to the reviewer, never a verdict.

A key figure is a ratio taken on the logarithmic scale, because ratios of firms are skewed: a firm three times as
productive as its neighbours is as far away as one a third as productive.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from scoring.answers import Answer, number_of
from scoring.columns import FloatArray, ItemColumn

REACH = 3.0
"""How many scaled median absolute deviations a figure may lie from the median of the cluster."""
SCALE = 1.4826
"""Makes the median absolute deviation of normal figures their standard deviation: 1 / 0.6745."""
LEAST = 5
"""With fewer firms nobody is far from the others."""
FARTHEST = 20
"""How many firms of a cluster are named."""

KEY_FIGURES: Mapping[str, tuple[str, str]] = {
    "sales_per_employee": ("SALES_REF", "EMP_TOTAL_REF"),
    "wages_per_employee": ("WAGE_BILL_REF", "EMP_TOTAL_REF"),
    "growth_of_employment": ("EMP_TOTAL_REF", "EMP_TOTAL_BASE"),
}
"""Each figure is the natural logarithm of the first item over the second."""


@dataclass(frozen=True, slots=True)
class Fences:
    """The middle of a figure in a cluster and how far from it is still usual, all on the logarithmic scale."""

    middle: float
    deviation: float
    low: float
    high: float

    def has_outside(self, value: float) -> bool:
        """Return whether a value lies beyond the fences."""
        return value < self.low or value > self.high


def key_figures(answers: Mapping[str, Answer]) -> dict[str, float]:
    """Return the key figures of one firm.

    A figure whose items were not both answered with a number above zero is left out. Source: docs/review.md.
    """
    found = {}
    for name, (over, under) in KEY_FIGURES.items():
        pair = [number_of(answers[item]) if item in answers else None for item in (over, under)]
        known = [number for number in pair if number is not None and number > 0 and math.isfinite(number)]
        if len(known) == len(pair):
            found[name] = math.log(known[0]) - math.log(known[1])
    return found


def fences_of(values: Sequence[float]) -> Fences | None:
    """Return the median of the values plus and minus three scaled median absolute deviations.

    None with fewer than five values, and where more than half of them are the same: then there is no spread by which
    the others could be judged. Source: docs/review.md.
    """
    if len(values) < LEAST:
        return None
    middle = median(values)
    deviation = SCALE * median(abs(value - middle) for value in values)
    if deviation <= 0:
        return None
    return Fences(middle, deviation, middle - REACH * deviation, middle + REACH * deviation)


def outlying(firms: Sequence[Mapping[str, float]]) -> list[tuple[str, ...]]:
    """Return for each firm of one cluster the names of the key figures in which it stands far from the others."""
    fences = {name: fences_of([firm[name] for firm in firms if name in firm]) for name in KEY_FIGURES}
    return [
        tuple(
            name
            for name, usual in fences.items()
            if usual is not None and name in firm and usual.has_outside(firm[name])
        )
        for firm in firms
    ]


@dataclass(frozen=True, slots=True)
class Outlier:
    """One figure of one firm (``row``) beyond the fences, as ratios and not logarithms; ``distance`` in deviations."""

    row: int
    figure: str
    value: float
    low: float
    high: float
    distance: float


def key_figure_columns(columns: Mapping[str, ItemColumn], n: int) -> dict[str, FloatArray]:
    """Return the key figures of n firms, float64[n] each, NaN where ``key_figures`` leaves one out."""
    found = {}
    for name, pair in KEY_FIGURES.items():
        over, under = (_positive(columns.get(item), n) for item in pair)
        found[name] = np.log(over) - np.log(under)
    return found


def farthest(figures: Mapping[str, FloatArray], most: int = FARTHEST) -> tuple[list[Outlier], int]:
    """Return the farthest outliers of one cluster, the farthest first, and how many there are in all.

    ``figures`` are as ``key_figure_columns`` gives them. Source: docs/cross-checks.md.
    """
    found = []
    for name, values in figures.items():
        fences = fences_of(values[~np.isnan(values)].tolist())
        if fences is None:
            continue
        for row in np.flatnonzero((values < fences.low) | (values > fences.high)).tolist():
            value = float(values[row])
            distance = abs(value - fences.middle) / fences.deviation
            low, high = math.exp(fences.low), math.exp(fences.high)
            found.append(Outlier(row, name, math.exp(value), low, high, distance))
    found.sort(key=lambda each: (-each.distance, each.row, each.figure))
    return found[:most], len(found)


def _positive(column: ItemColumn | None, n: int) -> FloatArray:
    if column is None or column.chosen is not None:
        return np.full(n, np.nan)
    known = (column.state == 0) & (column.values > 0) & np.isfinite(column.values)
    return np.where(known, column.values, np.nan)
