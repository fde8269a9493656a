"""Intervals of many estimates at once; those of ``scoring.intervals``, to which a test holds them.

Source: method.md A.6, points 6 and 7; Korn and Graubard (1998).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy

from scoring.columns import BoolArray, FloatArray
from scoring.designs import Estimates, SampleDesign, null_effect
from scoring.intervals import CONFIDENCE, hypergeometric_interval

_TINY = 1e-300


class IntervalMethod(StrEnum):
    """How the bounds of a share were found, or why it has none."""

    KORN_GRAUBARD = "korn_graubard"
    WILSON = "wilson"
    HYPERGEOMETRIC = "hypergeometric"
    STUDENT = "student"
    CENSUS = "census"
    NONE = "none"


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """Bounds float64[k] on the estimates' own scale, NaN where there are none, and how they were found."""

    low: FloatArray
    high: FloatArray
    method: IntervalMethod


def share_bounds(
    found: Estimates,
    design: SampleDesign | None = None,
    method: IntervalMethod = IntervalMethod.KORN_GRAUBARD,
    *,
    confidence: float = CONFIDENCE,
    effect: float | None = None,
) -> Bounds:
    """Return the intervals of k proportions, by Korn and Graubard or by Wilson.

    Exact for a finite population where the ``design`` is one stratum with equal weights in which
    every unit was observed, whatever the method. Korn and Graubard never take more than the sample as
    its effective size, and all of it at 0 and 1; Wilson takes what strata, weights and finite
    population leave, and at 0 and 1 the sample over the design's ``null_effect``. A census has none.
    Raises ValueError for a method that is none of the two.
    """
    if method not in (IntervalMethod.KORN_GRAUBARD, IntervalMethod.WILSON):
        raise ValueError(f"Interval: the method {method}; give korn_graubard or wilson.")
    nothing = np.full(found.value.size, np.nan)
    if found.no_error is not None or np.any(found.df < 1):
        return Bounds(nothing, nothing, IntervalMethod.CENSUS if found.no_error == "census" else IntervalMethod.NONE)
    if design is not None and design.simple and np.all(found.n == design.n):
        return _exact(found, design, confidence)
    if method is IntervalMethod.WILSON:
        given = 1.0 if effect is None else effect
        return _wilson(found, given if design is None else null_effect(design), confidence)
    return _korn_graubard(found, confidence)


def mean_bounds(found: Estimates, *, confidence: float = CONFIDENCE) -> Bounds:
    """Return the intervals of k totals, means or ratios: value plus and minus t_df se."""
    if found.no_error is not None:
        nothing = np.full(found.value.size, np.nan)
        return Bounds(nothing, nothing, IntervalMethod.CENSUS if found.no_error == "census" else IntervalMethod.NONE)
    width = scipy.special.stdtrit(np.maximum(found.df, 1), (1 + confidence) / 2) * found.se
    width = np.where(found.df < 1, np.nan, width)
    return Bounds(found.value - width, found.value + width, IntervalMethod.STUDENT)


def _korn_graubard(found: Estimates, confidence: float) -> Bounds:
    """Clopper and Pearson's bounds with the effective sample size."""
    p, n, tail = found.value, found.n.astype(np.float64), (1 + confidence) / 2
    size = np.where(_edge(found), n, _effective(found))
    size *= (scipy.special.stdtrit(n - 1, tail) / scipy.special.stdtrit(found.df, tail)) ** 2
    size = np.minimum(size, n)
    count = p * size
    low = scipy.special.betaincinv(np.maximum(count, _TINY), size - count + 1, 1 - tail)
    high = scipy.special.betaincinv(count + 1, np.maximum(size - count, _TINY), tail)
    return Bounds(np.where(p <= 0, 0.0, low), np.where(p >= 1, 1.0, high), IntervalMethod.KORN_GRAUBARD)


def _wilson(found: Estimates, effect: float, confidence: float) -> Bounds:
    """The score bounds with the effective sample size and Student's quantile."""
    p, q = found.value, scipy.special.stdtrit(found.df, (1 + confidence) / 2)
    size = np.where(_edge(found), found.n / max(effect, _TINY), _effective(found))
    size *= (scipy.special.stdtrit(found.n - 1, (1 + confidence) / 2) / q) ** 2
    grown = 1 + q**2 / size
    centre = (p + q**2 / (2 * size)) / grown
    width = q / grown * np.sqrt(p * (1 - p) / size + q**2 / (4 * size**2))
    low, high = np.maximum(0.0, centre - width), np.minimum(1.0, centre + width)
    return Bounds(np.where(p <= 0, 0.0, low), np.where(p >= 1, 1.0, high), IntervalMethod.WILSON)


def _edge(found: Estimates) -> BoolArray:
    """Return where the error says nothing: shares of nobody or everybody, and errors of nothing."""
    return (found.se <= 0) | (found.value <= 0) | (found.value >= 1)


def _effective(found: Estimates) -> FloatArray:
    """Return p(1-p)/se^2, n at the edges."""
    p = found.value
    size: FloatArray = np.divide(p * (1 - p), found.se**2, out=found.n.astype(np.float64), where=~_edge(found))
    return size


def _exact(found: Estimates, design: SampleDesign, confidence: float) -> Bounds:
    """The hypergeometric bounds of a simple random sample."""
    counts = np.rint(found.value * design.n).astype(int).tolist()
    both = [
        hypergeometric_interval(count, design.n, int(design.population or 0), confidence=confidence) for count in counts
    ]
    low, high = np.array([each.low_share for each in both]), np.array([each.high_share for each in both])
    return Bounds(low, high, IntervalMethod.HYPERGEOMETRIC)
