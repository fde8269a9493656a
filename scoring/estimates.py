"""Estimates for a population from a stratified sample without replacement. Source: method.md A.6."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from scoring.collapsing import JoinedStrata, join_lonely, lonely_variance
from scoring.columns import FloatArray


class NoError(StrEnum):
    """Why an estimate has no sampling error to print.

    ``CENSUS``: every unit of every stratum was observed. ``SINGLETON``: a stratum was sampled with
    one unit, from which no variance can be known. ``NO_VALUE``: the estimate itself is undefined.
    """

    CENSUS = "census"
    SINGLETON = "singleton_stratum"
    NO_VALUE = "no_value"


@dataclass(frozen=True, slots=True, eq=False)
class Stratum:
    """One stratum: its population N_h and the observed values of its n_h sampled units.

    ``values`` array-like of n_h finite numbers (1 and 0 for a proportion). ``per`` holds the
    denominators x of a ratio, in the same order, when one is estimated.
    """

    population: int
    values: ArrayLike
    per: ArrayLike | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate with its standard error and degrees of freedom, sum of (n_h - 1).

    ``n`` units observed out of ``population``. ``se`` is None for the reason in ``no_error``; for a
    census there is none to print although it would be 0. ``joined`` are the strata that count as one
    for the error.
    """

    value: float | None
    se: float | None
    df: int
    n: int
    population: int
    no_error: NoError | None = None
    joined: tuple[JoinedStrata, ...] = ()

    @property
    def census(self) -> bool:
        """Return whether everything was observed, so that there is no sampling error."""
        return self.no_error is NoError.CENSUS


@dataclass(frozen=True, slots=True)
class _Part:
    """A stratum read: population, size, and its values and denominators as arrays."""

    population: int
    n: int
    y: np.ndarray[tuple[int], np.dtype[np.float64]]
    x: np.ndarray[tuple[int], np.dtype[np.float64]]


def estimate_mean(strata: Sequence[Stratum], *, fpc: bool = True, collapse: Sequence[str] | None = None) -> Estimate:
    """Return the population mean, or the proportion when the values are 1 and 0.

    sum W_h mean_h with W_h = N_h/N, variance sum W_h^2 (1 - n_h/N_h) s_h^2/n_h; without ``fpc`` the
    finite population correction 1 - n_h/N_h is left out, for a population thought infinite. With
    ``collapse``, the names of the strata, one sampled with a single unit is joined with neighbours for
    the error (``scoring.collapsing``). Raises ValueError for a stratum without units, with more of them
    than it has, or with a value that is no number. Source: method.md A.6, point 6.
    """
    parts = [_read(stratum, number) for number, stratum in enumerate(strata, start=1)]
    whole = sum(part.population for part in parts)
    value = math.fsum(part.population / whole * float(part.y.mean()) for part in parts)
    return _estimate(parts, value, [part.y for part in parts], float(whole), fpc, collapse)


def estimate_ratio(strata: Sequence[Stratum], *, fpc: bool = True) -> Estimate:
    """Return the ratio of two population totals, Y/X, each stratum giving ``values`` and ``per``.

    Variance (1/X^2) sum N_h^2 (1 - f_h) s^2_zh/n_h with z = y - R x, by linearisation. A total X of
    0 has no ratio. Raises ValueError as ``estimate_mean`` and where ``per`` has another length.
    Source: method.md A.6, point 6.
    """
    parts = [_read(stratum, number) for number, stratum in enumerate(strata, start=1)]
    y = math.fsum(part.population * float(part.y.mean()) for part in parts)
    x = math.fsum(part.population * float(part.x.mean()) for part in parts)
    if x == 0:
        return Estimate(None, None, *_sizes(parts), NoError.NO_VALUE)
    ratio = y / x
    return _estimate(parts, ratio, [part.y - ratio * part.x for part in parts], x, fpc)


def yearly_growth(ratio: Estimate, intervals: int) -> Estimate:
    """Return the compound yearly growth rate (a share) that a ratio of two years' totals makes.

    Its standard error comes by the delta method: the rate is R^(1/T) - 1, so that its error is
    (1 + rate) se(R)/(R T). No value when the ratio is not positive. Raises ValueError when
    ``intervals`` is below 1. Source: method.md A.6, point 6.
    """
    if intervals < 1:
        raise ValueError(f"Growth: over {intervals} intervals; give at least 1.")
    if ratio.value is None or ratio.value <= 0:
        return Estimate(None, None, ratio.df, ratio.n, ratio.population, NoError.NO_VALUE)
    factor = ratio.value ** (1 / intervals)
    se = None if ratio.se is None else factor * ratio.se / (ratio.value * intervals)
    return Estimate(factor - 1, se, ratio.df, ratio.n, ratio.population, ratio.no_error, ratio.joined)


def _estimate(
    parts: list[_Part],
    value: float,
    deviates: list[np.ndarray[tuple[int], np.dtype[np.float64]]],
    scale: float,
    fpc: bool,
    names: Sequence[str] | None = None,
) -> Estimate:
    """Return a value with the error that the deviates of its strata give, over ``scale``."""
    if fpc and all(part.n == part.population for part in parts):
        return Estimate(value, None, *_sizes(parts), NoError.CENSUS)
    left = [1 - part.n / part.population if fpc else 1.0 for part in parts]
    joined = () if names is None else join_lonely(names, np.array([part.n for part in parts]), np.array(left))
    if not joined and any(part.n == 1 and share > 0 for part, share in zip(parts, left, strict=True)):
        return Estimate(value, None, *_sizes(parts), NoError.SINGLETON)
    variances = []
    for part, deviate, share in zip(parts, deviates, left, strict=True):
        spread = float(deviate.var(ddof=1)) if part.n > 1 and share > 0 else 0.0
        variances.append((part.population / scale) ** 2 * share * spread / part.n)
    if joined and names is not None:
        variances += [_of_lonely(joined, names, parts, [each - value for each in deviates]) / scale**2]
    df, n, population = _sizes(parts)
    df += sum(group.free for group in joined)
    return Estimate(value, math.sqrt(math.fsum(variances)), df, n, population, joined=joined)


def _of_lonely(
    joined: Sequence[JoinedStrata],
    names: Sequence[str],
    parts: list[_Part],
    deviates: list[np.ndarray[tuple[int], np.dtype[np.float64]]],
) -> float:
    """Return what strata of one unit add to the variance of a total of N_h times the mean deviate of each stratum."""
    sums = np.array([[part.population * float(each.mean())] for part, each in zip(parts, deviates, strict=True)])

    def others(strata: Sequence[int], mean: FloatArray) -> tuple[float, FloatArray]:
        inside = np.concatenate([deviates[each] for each in strata])
        return float(inside.size), ((inside[:, None] - mean) ** 2).sum(axis=0)

    sizes = np.array([part.population for part in parts], dtype=np.float64)
    return float(lonely_variance(joined, names, sums, sizes, others)[0])


def _sizes(parts: list[_Part]) -> tuple[int, int, int]:
    """Return degrees of freedom, sample size and population."""
    n = sum(part.n for part in parts)
    return n - len(parts), n, sum(part.population for part in parts)


def _read(stratum: Stratum, number: int) -> _Part:
    """Return a stratum as arrays, after checking it."""
    y = np.asarray(stratum.values, dtype=np.float64)
    x = np.ones_like(y) if stratum.per is None else np.asarray(stratum.per, dtype=np.float64)
    place = f"Stratum {number}"
    if y.ndim != 1 or y.size == 0:
        raise ValueError(f"{place}: has no observed unit; merge it with a neighbour or leave its population out.")
    if y.size > stratum.population:
        raise ValueError(f"{place}: {y.size} units observed of {stratum.population}; correct the frame's count.")
    if x.shape != y.shape:
        raise ValueError(f"{place}: {x.size} denominators for {y.size} values; give one for each.")
    if not (np.isfinite(y).all() and np.isfinite(x).all()):
        raise ValueError(f"{place}: a value is no number; leave units that did not answer out.")
    return _Part(stratum.population, y.size, y, x)
