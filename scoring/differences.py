"""The difference of two estimated shares, with the interval that the intervals of both make together.

Source: Newcombe (1998), Statistics in Medicine 17, 873–890 and 2635–2650; Zou and Donner (2008), Statistics in
Medicine 27, 1693–1702; method.md A.6, points 7 and 9.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scoring.estimates import Estimate
from scoring.intervals import CONFIDENCE, ConfidenceInterval, NoInterval, proportion_interval


@dataclass(frozen=True, slots=True)
class Bounded:
    """A share with the two bounds of its own interval, ``low <= share <= high``, each from 0 to 1."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Second share less first, -1 to 1, with its bounds, or None for the ``reason``.

    ``correlation`` of the two estimates is 0 where the samples are independent.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    correlation: float = 0.0
    reason: NoInterval | None = None


def difference_of_shares(
    first: Estimate,
    second: Estimate,
    *,
    correlation: float = 0.0,
    bounds: tuple[ConfidenceInterval | None, ConfidenceInterval | None] = (None, None),
    confidence: float = CONFIDENCE,
) -> Difference:
    """Return second less first of two estimated proportions, with its interval.

    Each proportion brings the interval given in ``bounds`` (of the same confidence), otherwise Korn and Graubard's,
    which holds at 0 and 100 per cent; a census brings its value as both bounds. The bounds of the difference are
    recovered from theirs (``recovered``). Two censuses have a difference without error. Raises ValueError for a
    correlation outside -1 to 1.
    """
    if first.value is None or second.value is None:
        return Difference(None, reason=NoInterval.NO_ERROR)
    value = second.value - first.value
    if first.census and second.census:
        return Difference(value, reason=NoInterval.CENSUS)
    sides = [_bounded(each, given, confidence) for each, given in zip((first, second), bounds, strict=True)]
    if sides[0] is None or sides[1] is None:
        return Difference(value, reason=NoInterval.NO_ERROR)
    rho = 0.0 if first.census or second.census else correlation
    low, high = recovered(sides[0], sides[1], rho)
    return Difference(value, low, high, rho)


def recovered(first: Bounded, second: Bounded, correlation: float = 0.0) -> tuple[float, float]:
    """Return the bounds of second less first from the bounds of both, and how they go together.

    The distance of each bound from its share stands for a standard error there, so that the bounds of the difference d
    are d - sqrt(a^2 + b^2 - 2 r a b) with a = p2 - l2 and b = u1 - p1, and d + sqrt(a^2 + b^2 - 2 r a b) with
    a = u2 - p2 and b = p1 - l1. With r = 0 and Wilson's bounds it is Newcombe's method 10 for two samples, with an
    amended phi as r his method 10 for pairs. Raises ValueError for a correlation outside -1 to 1.
    """
    if not -1 <= correlation <= 1:
        raise ValueError(f"Difference: correlation {correlation}; give a number from -1 to 1.")
    value = second.share - first.share
    below = _together(second.share - second.low, first.high - first.share, correlation)
    above = _together(second.high - second.share, first.share - first.low, correlation)
    return value - below, value + above


def _together(one: float, other: float, correlation: float) -> float:
    return math.sqrt(max(0.0, one**2 + other**2 - 2 * correlation * one * other))


def _bounded(estimate: Estimate, given: ConfidenceInterval | None, confidence: float) -> Bounded | None:
    """Return the estimate with the bounds of its own interval, None where it has none."""
    assert estimate.value is not None
    if estimate.census:
        return Bounded(estimate.value, estimate.value, estimate.value)
    found = given or proportion_interval(estimate, confidence=confidence)
    if found.low is None or found.high is None:
        return None
    # A share may leave its own interval by the last digit of its sum.
    return Bounded(estimate.value, min(found.low, estimate.value), max(found.high, estimate.value))
