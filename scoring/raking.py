"""Weights that meet known totals: one classification, or several margins by iterative proportional fitting.

Source: method.md A.6, point 5; Deming and Stephan (1940).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.columns import FloatArray
from scoring.weighting_errors import WeightingError, WeightingFault

TOLERANCE = 1e-9
MOST_ROUNDS = 1000
AGREEMENT = 1e-6


@dataclass(frozen=True, slots=True)
class Margin:
    """The known totals of a variable's classes."""

    name: str
    totals: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Raked:
    """Weights float64[n] that meet every margin within the tolerance, and the rounds that took."""

    weights: FloatArray
    rounds: int
    gap: float


def post_stratify(weights: FloatArray, labels: Sequence[str], margin: Margin) -> FloatArray:
    """Return the weights scaled in each class to its total; units of weight 0 keep it.

    Raises WeightingError for a class with respondents and no total, or a total and no respondent.
    """
    place, totals = class_places(weights, labels, margin)
    return weights * _factors(weights, place, totals)[place]


def rake(
    weights: FloatArray,
    labels: Sequence[Sequence[str]],
    margins: Sequence[Margin],
    *,
    tolerance: float = TOLERANCE,
    most_rounds: int = MOST_ROUNDS,
) -> Raked:
    """Return weights that meet all margins, by scaling to one after the other until none moves.

    ``labels`` holds for each margin the classes of all units. Met means that every class is within
    the share ``tolerance`` of its total. Raises WeightingError when margins sum to different
    populations (by more than a millionth), or are not met after ``most_rounds``.
    """
    refuse_different_sums(margins)
    read = [class_places(weights, given, margin) for given, margin in zip(labels, margins, strict=True)]
    gap = 0.0
    worst = (0, 0)
    for rounds in range(1, most_rounds + 1):
        for place, totals in read:
            weights = weights * _factors(weights, place, totals)[place]
        gap, worst = _widest_gap(weights, read)
        if gap <= tolerance:
            return Raked(weights, rounds, gap)
    margin = margins[worst[0]]
    raise WeightingError(
        WeightingFault.NOT_CONVERGED,
        rounds=most_rounds,
        variable=margin.name,
        label=sorted(margin.totals)[worst[1]],
        gap=gap,
    )


def class_places(weights: FloatArray, labels: Sequence[str], margin: Margin) -> tuple[NDArray[np.intp], FloatArray]:
    """Return each unit's place among the classes and the classes' totals; units of weight 0 stand at the first."""
    names = sorted(margin.totals)
    index = {name: place for place, name in enumerate(names)}
    totals = np.array([margin.totals[name] for name in names], dtype=np.float64)
    carrying = (weights > 0).tolist()
    for label, carries in zip(labels, carrying, strict=True):
        if carries and margin.totals.get(label, 0) <= 0:
            raise WeightingError(WeightingFault.CLASS_WITHOUT_TOTAL, variable=margin.name, label=label)
    place = np.array([index[label] if carries else 0 for label, carries in zip(labels, carrying, strict=True)])
    held = np.bincount(place, weights=weights, minlength=len(names))
    for name, total, weight in zip(names, totals.tolist(), held.tolist(), strict=True):
        if total > 0 and weight <= 0:
            raise WeightingError(WeightingFault.TOTAL_WITHOUT_UNIT, variable=margin.name, label=name, total=total)
    return place, totals


def _factors(weights: FloatArray, place: NDArray[np.intp], totals: FloatArray) -> FloatArray:
    held = np.bincount(place, weights=weights, minlength=totals.size)
    return np.divide(totals, held, out=np.zeros_like(totals), where=held > 0)


def _widest_gap(
    weights: FloatArray, read: Sequence[tuple[NDArray[np.intp], FloatArray]]
) -> tuple[float, tuple[int, int]]:
    """Return the largest relative distance from a total, and the margin and class it is found in."""
    widest, where = 0.0, (0, 0)
    for number, (place, totals) in enumerate(read):
        held = np.bincount(place, weights=weights, minlength=totals.size)
        gaps = np.divide(np.abs(held - totals), totals, out=np.zeros_like(totals), where=totals > 0)
        if gaps.size and gaps.max() > widest:
            widest, where = float(gaps.max()), (number, int(gaps.argmax()))
    return widest, where


def refuse_different_sums(margins: Sequence[Margin]) -> None:
    """Raise WeightingError where margins are of different populations."""
    sums = [(margin.name, sum(margin.totals.values())) for margin in margins]
    for name, total in sums[1:]:
        if abs(total - sums[0][1]) > AGREEMENT * max(abs(sums[0][1]), 1.0):
            raise WeightingError(
                WeightingFault.MARGINS_DISAGREE,
                variable=sums[0][0],
                total=sums[0][1],
                other=name,
                other_total=total,
            )
