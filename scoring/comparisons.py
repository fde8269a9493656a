"""Are two clusters different? Differences with intervals, Rao and Scott's test, Holm's adjustment.

The clusters of a study are sampled each for itself, so that their estimates are independent.
Source: method.md A.6, point 9.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from scoring.differences import Bounded, recovered
from scoring.estimates import Estimate
from scoring.intervals import CONFIDENCE, ConfidenceInterval


@dataclass(frozen=True, slots=True)
class Difference:
    """One estimate less another, on their scale; bounds are None where one of them has neither bounds nor census."""

    value: float
    se: float | None
    df: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """Rao and Scott's second-order test: F with ``df`` and ``df_within`` degrees of freedom, and its p-value.

    ``pearson`` is the uncorrected statistic and ``effect`` the mean of the generalised design effects
    by which it is divided. All clusters alike at 0 or 100 per cent give F = 0 and p = 1.
    """

    pearson: float
    effect: float
    f: float
    df: float
    df_within: float
    p: float


@dataclass(frozen=True, slots=True)
class MeanTest:
    """Welch's test as F: t squared with 1 and ``df_within`` degrees of freedom, and its p-value."""

    f: float
    df: float
    df_within: float
    p: float


@dataclass(frozen=True, slots=True)
class Group:
    """The share of one cluster, and the design effect of its weights and finite population alone.

    ``null_effect`` (scoring.designs) stands in where the share is 0 or 1 or its error 0; a census has 0.
    """

    estimate: Estimate
    null_effect: float


def share_difference(
    one: Estimate, other: Estimate, one_bounds: ConfidenceInterval, other_bounds: ConfidenceInterval
) -> Difference:
    """Return the difference of two independent shares, its interval from the intervals of both.

    Newcombe's method (Zou and Donner 2008; ``differences.recovered``). It holds at 0 and 100 per cent, where
    the standard error is 0. A census has its share for both bounds. Raises ValueError for a share
    that has no value.
    """
    p, q = _value(one), _value(other)
    value, (se, df) = p - q, _welch(one, other)
    first, second = _bounds_of(one, one_bounds), _bounds_of(other, other_bounds)
    if first is None or second is None:
        return Difference(value, se, df, None, None)
    low, high = recovered(Bounded(q, *second), Bounded(p, *first))
    return Difference(value, se, df, max(-1.0, low), min(1.0, high))


def mean_difference(one: Estimate, other: Estimate, *, confidence: float = CONFIDENCE) -> Difference:
    """Return the difference of two independent means or ratios with Welch's interval."""
    value, (se, df) = _value(one) - _value(other), _welch(one, other)
    if se is None or df is None:
        return Difference(value, se, df, None, None)
    width = float(scipy.special.stdtrit(df, (1 + confidence) / 2)) * se
    return Difference(value, se, df, value - width, value + width)


def mean_test(found: Difference) -> MeanTest | None:
    """Return Welch's test that two independent means or ratios are the same, from their difference.

    Two-sided: Student's t is the difference over its standard error, with Satterthwaite's degrees of freedom. None
    where there is no error or no degree of freedom, or the error is 0: two censuses need no test.
    """
    if not found.se or found.df is None:
        return None
    t = abs(found.value) / found.se
    return MeanTest(t**2, 1.0, found.df, 2 * float(scipy.special.stdtr(found.df, -t)))


def rao_scott(groups: Sequence[Group]) -> ChiSquare | None:
    """Return the test that a share is the same in two or more independent samples.

    Pearson's chi-square of the shares and sample sizes, divided by the mean of the generalised design
    effects and referred to F with Satterthwaite's degrees of freedom (Rao and Scott 1984; Thomas and
    Rao 1987). Design effects are those of the shares, taken at the pooled share. None when
    a share is undefined or without an error (a singleton stratum), or when every cluster is a census:
    what is known needs no test. Raises ValueError for fewer than two groups.
    """
    if len(groups) < 2:
        raise ValueError(f"Comparison: {len(groups)} group; give at least two.")
    estimates = [group.estimate for group in groups]
    if any(each.value is None or (each.se is None and not each.census) for each in estimates):
        return None
    effects = np.array([_effect(group) for group in groups])
    if not np.any(effects > 0):
        return None
    n, p = (
        np.array([each.n for each in estimates], dtype=float),
        np.array([_value(each) for each in estimates]),
    )
    pooled, within = float(n @ p / n.sum()), float(sum(each.df for each in estimates if not each.census))
    if not 0 < pooled < 1 or np.ptp(p) == 0:
        return ChiSquare(0.0, float(effects.mean()), 0.0, float(len(groups) - 1), within, 1.0)
    pearson = float(n @ (p - pooled) ** 2 / (pooled * (1 - pooled)))
    root, share = np.sqrt(effects), np.sqrt(n / n.sum())
    centred = np.diag(effects) - np.outer(root * share, share * root)
    eigen = np.linalg.eigvalsh(centred)
    mean = float(eigen.sum() / (len(groups) - 1))
    df = float(eigen.sum() ** 2 / (eigen**2).sum())
    f = pearson / (mean * (len(groups) - 1))
    return ChiSquare(pearson, mean, f, df, df * within, float(scipy.special.fdtrc(df, df * within, f)))


def holm(p_values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Return p-values adjusted for their number by Holm's method; None stays None and does not count.

    The smallest is taken times m, the next times m - 1 and so on, none below the one before it and
    none above 1. Source: method.md A.6, point 9; Holm (1979).
    """
    order = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, (p, place) in enumerate(order):
        highest = max(highest, min(1.0, p * (len(order) - rank)))
        adjusted[place] = highest
    return tuple(adjusted)


def _effect(group: Group) -> float:
    """Return the design effect of a share: its variance over that of as many independent draws."""
    estimate = group.estimate
    if estimate.census:
        return 0.0
    p, se = _value(estimate), estimate.se or 0.0
    if se <= 0 or not 0 < p < 1:
        return group.null_effect
    return se**2 * estimate.n / (p * (1 - p))


def _welch(one: Estimate, other: Estimate) -> tuple[float | None, float | None]:
    """Return the standard error of a difference and Satterthwaite's degrees of freedom."""
    if any(each.se is None and not each.census for each in (one, other)):
        return None, None
    parts = [((each.se or 0.0) ** 2, each.df) for each in (one, other) if not each.census]
    variance = math.fsum(part for part, _df in parts)
    below = math.fsum(part**2 / df for part, df in parts if df > 0)
    if not parts or any(df < 1 for _part, df in parts):
        return (0.0, None) if not parts else (math.sqrt(variance), None)
    return math.sqrt(variance), variance**2 / below if below > 0 else float(sum(df for _part, df in parts))


def _bounds_of(estimate: Estimate, bounds: ConfidenceInterval) -> tuple[float, float] | None:
    if estimate.census:
        return _value(estimate), _value(estimate)
    return None if bounds.low is None or bounds.high is None else (bounds.low, bounds.high)


def _value(estimate: Estimate) -> float:
    if estimate.value is None:
        raise ValueError("Comparison: an estimate has no value; leave it out.")
    return estimate.value
