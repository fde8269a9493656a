"""Confidence intervals: for estimated proportions and means, for counts, for finite populations.

Source: method.md A.6, points 6 and 7.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import scipy

from scoring.estimates import Estimate

CONFIDENCE = 0.95


class ProportionMethod(StrEnum):
    """How an interval for a proportion is made; Korn and Graubard's holds at 0 and 100 per cent."""

    KORN_GRAUBARD = "korn_graubard"
    LOGIT = "logit"
    WILSON = "wilson"


class NoInterval(StrEnum):
    """Why there is no interval: everything was observed, no error is known, or the method has none at 0 and 1."""

    CENSUS = "census"
    NO_ERROR = "no_error"
    AT_THE_EDGE = "at_the_edge"


@dataclass(frozen=True, slots=True)
class ConfidenceInterval:
    """Both bounds, on the estimate's own scale, or None with the reason."""

    low: float | None
    high: float | None
    confidence: float
    reason: NoInterval | None = None


@dataclass(frozen=True, slots=True)
class CountInterval:
    """Bounds of a number of units in a finite population, both included, and as shares of it."""

    low: int
    high: int
    population: int

    @property
    def low_share(self) -> float:
        """Return the lower bound as a share of the population, 0 to 1."""
        return self.low / self.population

    @property
    def high_share(self) -> float:
        """Return the upper bound as a share of the population, 0 to 1."""
        return self.high / self.population


def proportion_interval(
    estimate: Estimate,
    method: ProportionMethod = ProportionMethod.KORN_GRAUBARD,
    *,
    confidence: float = CONFIDENCE,
) -> ConfidenceInterval:
    """Return the interval of an estimated proportion.

    Korn and Graubard: Clopper and Pearson's with the effective sample size p(1-p)/se^2 times
    (t_{n-1}/t_df)^2, at most n; n itself where p is 0 or 1. Wilson: with the same effective size,
    not limited, and t_df. Logit: t_df on the log odds. A census has no interval, and neither have
    logit and Wilson at 0 and 1.
    """
    missing = _missing(estimate, confidence)
    if missing is not None or estimate.value is None or estimate.se is None:
        return missing or _none(confidence, NoInterval.NO_ERROR)
    p, se, tail = estimate.value, estimate.se, (1 + confidence) / 2
    edge = se == 0 or not 0 < p < 1
    if edge and method is not ProportionMethod.KORN_GRAUBARD:
        return _none(confidence, NoInterval.AT_THE_EDGE)
    t = float(scipy.stats.t.ppf(tail, estimate.df))
    if method is ProportionMethod.LOGIT:
        centre, width = math.log(p / (1 - p)), t * se / (p * (1 - p))
        return ConfidenceInterval(_expit(centre - width), _expit(centre + width), confidence)
    size = estimate.n if edge else p * (1 - p) / se**2
    size *= (float(scipy.stats.t.ppf(tail, estimate.n - 1)) / t) ** 2
    if method is ProportionMethod.WILSON:
        return ConfidenceInterval(*_score(p, size, t), confidence)
    return clopper_pearson(p * min(size, estimate.n), min(size, estimate.n), confidence=confidence)


def mean_interval(estimate: Estimate, *, confidence: float = CONFIDENCE) -> ConfidenceInterval:
    """Return the interval of an estimated mean, ratio or growth rate: value plus and minus t_df se."""
    missing = _missing(estimate, confidence)
    if missing is not None or estimate.value is None or estimate.se is None:
        return missing or _none(confidence, NoInterval.NO_ERROR)
    width = float(scipy.stats.t.ppf((1 + confidence) / 2, estimate.df)) * estimate.se
    return ConfidenceInterval(estimate.value - width, estimate.value + width, confidence)


def wilson(count: float, n: float, *, confidence: float = CONFIDENCE) -> ConfidenceInterval:
    """Return Wilson's interval of count/n for a simple random sample of an infinite population."""
    _check(count, n)
    low, high = _score(count / n, n, float(scipy.stats.norm.ppf((1 + confidence) / 2)))
    return ConfidenceInterval(low, high, confidence)


def clopper_pearson(count: float, n: float, *, confidence: float = CONFIDENCE) -> ConfidenceInterval:
    """Return the exact binomial interval of count/n; both may be fractions (effective sizes)."""
    _check(count, n)
    tail = (1 - confidence) / 2
    low = 0.0 if count <= 0 else float(scipy.stats.beta.ppf(tail, count, n - count + 1))
    high = 1.0 if count >= n else float(scipy.stats.beta.ppf(1 - tail, count + 1, n - count))
    return ConfidenceInterval(low, high, confidence)


def hypergeometric_interval(count: int, n: int, population: int, *, confidence: float = CONFIDENCE) -> CountInterval:
    """Return the exact interval of the number K of a population of whom ``count`` of ``n`` were seen.

    K belongs to it when neither seeing so many nor so few is less likely than (1 - confidence)/2.
    With n = population it is the count itself. Raises ValueError unless
    0 <= count <= n <= population and n >= 1.
    """
    _check(count, n)
    if n > population:
        raise ValueError(f"Interval: {n} observed of {population}; correct the population.")
    tail = (1 - confidence) / 2
    least, most = count, population - (n - count)
    low = _first(least, most, lambda k: scipy.stats.hypergeom.sf(count - 1, population, k, n) > tail)
    beyond = _first(low, most + 1, lambda k: k > most or scipy.stats.hypergeom.cdf(count, population, k, n) <= tail)
    return CountInterval(low, beyond - 1, population)


def _first(low: int, high: int, test: Callable[[int], bool]) -> int:
    """Return the first number from low to high that passes a test which, once passed, stays so."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if test(middle) else (middle + 1, high)
    return low


def _score(p: float, n: float, q: float) -> tuple[float, float]:
    """Return the score interval of a share p of n at the quantile q."""
    grown = 1 + q**2 / n
    centre = (p + q**2 / (2 * n)) / grown
    width = q / grown * math.sqrt(p * (1 - p) / n + q**2 / (4 * n**2))
    return max(0.0, centre - width), min(1.0, centre + width)


def _expit(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def _none(confidence: float, reason: NoInterval) -> ConfidenceInterval:
    return ConfidenceInterval(None, None, confidence, reason)


def _missing(estimate: Estimate, confidence: float) -> ConfidenceInterval | None:
    """Return the empty interval of an estimate that has none, else None."""
    if not 0 < confidence < 1:
        raise ValueError(f"Interval: confidence {confidence}; give a share between 0 and 1, such as 0.95.")
    if estimate.census:
        return _none(confidence, NoInterval.CENSUS)
    return _none(confidence, NoInterval.NO_ERROR) if estimate.se is None or estimate.df < 1 else None


def _check(count: float, n: float) -> None:
    if not (n > 0 and 0 <= count <= n):
        raise ValueError(f"Interval: {count} of {n}; give at least one case and a part of it.")
