"""Estimates with any weights from a stratified sample, by Taylor linearisation, many at once.

Source: method.md A.6, points 5 and 6. With the weights N_h/n_h they are those of ``scoring.estimates``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import numpy as np
from numpy.typing import NDArray

from scoring.collapsing import JoinedStrata, join_lonely, lonely_variance, met_with
from scoring.columns import BoolArray, FloatArray
from scoring.estimates import Estimate, NoError


class Lonely(StrEnum):
    """What a sampled stratum with one unit does: no error is known, it varies about the whole sample's mean, or it is
    joined with neighbours for the error (``scoring.collapsing``)."""

    REFUSE = "refuse"
    CENTRE = "centre"
    COLLAPSE = "collapse"


@dataclass(frozen=True, slots=True, eq=False)
class SampleDesign:
    """n observed units: the place of each one's stratum intp[n] and its weight float64[n], with H strata's figures.

    ``units`` int64[H] observed; ``left`` float64[H] the finite population correction 1 - n_h/N_h, 1
    without one; ``squares`` the squared weights; ``population`` N, None when a stratum's is not known;
    ``joined`` the strata that count as one for the error.
    """

    strata: tuple[str, ...]
    stratum: NDArray[np.intp]
    weights: FloatArray
    squares: FloatArray
    units: NDArray[np.int64]
    left: FloatArray
    population: int | None
    lonely: Lonely = Lonely.REFUSE
    joined: tuple[JoinedStrata, ...] = ()

    @property
    def n(self) -> int:
        """Return the number of observed units."""
        return int(self.weights.size)

    @property
    def census(self) -> bool:
        """Return whether every unit of every stratum was observed."""
        return not np.any(self.left > 0)

    @property
    def simple(self) -> bool:
        """Return whether it is one stratum of known population with equal weights."""
        return len(self.strata) == 1 and self.population is not None and bool(np.ptp(self.weights) == 0)


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """k estimates: value and se float64[k], df and n int64[k]; NaN where there is none, with one reason for all.

    ``no_error`` and ``joined`` as in ``Estimate``; an undefined value (a ratio over nothing) is NaN by itself.
    """

    value: FloatArray
    se: FloatArray
    df: NDArray[np.int64]
    n: NDArray[np.int64]
    population: int
    no_error: NoError | None = None
    joined: tuple[JoinedStrata, ...] = ()

    def at(self, place: int) -> Estimate:
        """Return one of them as a record."""
        value, se = float(self.value[place]), float(self.se[place])
        sizes = int(self.df[place]), int(self.n[place]), self.population
        if np.isnan(value):
            return Estimate(None, None, *sizes, NoError.NO_VALUE)
        return Estimate(value, None if np.isnan(se) else se, *sizes, self.no_error, self.joined)


def sample_design(
    labels: Sequence[str],
    weights: FloatArray,
    population: Mapping[str, float | None] | None,
    *,
    lonely: Lonely = Lonely.REFUSE,
) -> SampleDesign:
    """Return the design of observed units: the stratum and weight of each, and N_h by stratum.

    A population of None (of all, or of one) means that it is thought infinite: no correction is
    made. Raises ValueError without units, for a weight that is not above 0, or for more units
    observed than a stratum has (half a unit of rounding is forgiven: adjusted populations are estimates).
    """
    if not labels:
        raise ValueError("Design: no unit was observed; an estimate needs at least one.")
    weights = np.asarray(weights, dtype=np.float64)
    if weights.shape != (len(labels),) or not np.all(np.isfinite(weights)) or not np.all(weights > 0):
        raise ValueError("Design: a weight is missing, no number or not above 0; give one to every unit.")
    names = sorted(set(labels))
    # Faster than sorting a hundred thousand words, which np.unique does.
    index = {name: place for place, name in enumerate(names)}
    place = np.fromiter(map(index.__getitem__, labels), dtype=np.intp, count=len(labels))
    units = np.bincount(place, minlength=len(names))
    sizes = [None if population is None else population.get(name) for name in names]
    for name, size, n in zip(names, sizes, units.tolist(), strict=True):
        if size is not None and size < n - 0.5:
            raise ValueError(f"Design: stratum {name}: {n} units observed of {size:g}; correct its population.")
    known = [np.inf if size is None else max(float(size), float(n)) for size, n in zip(sizes, units, strict=True)]
    whole, left = sum(known), 1 - units / np.array(known)
    return SampleDesign(
        strata=tuple(names),
        stratum=place,
        weights=weights,
        squares=weights * weights,
        units=units,
        left=left,
        population=None if np.isinf(whole) else round(whole),
        lonely=lonely,
        joined=join_lonely(names, units, left) if lonely is Lonely.COLLAPSE else (),
    )


def estimate_totals(design: SampleDesign, values: FloatArray, domain: BoolArray | None = None) -> Estimates:
    """Return the population totals of k variables, ``values`` float64[n] or [n, k], of a domain where one is given.

    ``domain`` bool[n] or [n, k]: the units that belong to it. Raises ValueError for a value in the
    domain that is no number.
    """
    y, inside = _read(design, values, domain)
    return _estimates(design, (design.weights[:, None] * y).sum(axis=0), design.weights[:, None] * y, inside)


def estimate_ratios(
    design: SampleDesign, values: FloatArray, per: FloatArray, domain: BoolArray | None = None
) -> Estimates:
    """Return k ratios of two totals, by linearisation: z = w (y - R x)/X, summed within strata.

    Shapes and domain as ``estimate_totals``. Source: method.md A.6, point 6; Särndal, Swensson and
    Wretman (1992), 5.6.
    """
    y, inside = _read(design, values, domain)
    x, _inside = _read(design, per, domain)
    weights = design.weights[:, None]
    above, below = (weights * y).sum(axis=0), (weights * x).sum(axis=0)
    ratio = np.divide(above, below, out=np.full_like(above, np.nan), where=below != 0)
    safe = np.where(np.isnan(ratio), 0.0, ratio)
    deviates = np.divide(weights * (y - safe * x), below, out=np.zeros_like(y), where=below != 0)
    return _estimates(design, ratio, deviates, inside)


def estimate_means(design: SampleDesign, values: FloatArray, domain: BoolArray | None = None) -> Estimates:
    """Return k means, or proportions of ones, over the domain: the ratio of a total to the domain's size."""
    y = np.asarray(values, dtype=np.float64)
    return estimate_ratios(design, y, np.ones_like(y), domain)


def mean_deviates(design: SampleDesign, values: FloatArray) -> FloatArray:
    """Return the linearised variable float64[n] of a mean: w (y - mean) over the sum of weights; ``values`` float64[n].

    ``variances`` of it is the variance of the mean.
    """
    y = np.asarray(values, dtype=np.float64)
    whole = float(design.weights.sum())
    found: FloatArray = design.weights * (y - float(design.weights @ y) / whole) / whole
    return found


def estimate_smooth(design: SampleDesign, value: float, deviates: FloatArray) -> Estimates:
    """Return one estimate of any smooth function of totals, from its value and linearised variable float64[n]."""
    return _estimates(design, np.array([value]), np.asarray(deviates, dtype=np.float64)[:, None], None)


def variances(design: SampleDesign, deviates: FloatArray) -> FloatArray:
    """Return the variances of k sums of linearised variables float64[n, k].

    sum over strata of (1 - n_h/N_h) n_h/(n_h - 1) sum (z - mean_h)^2. A sampled stratum with one
    unit makes them NaN, or counts (z - mean)^2 about the mean of all units (``Lonely.CENTRE``), or what
    ``scoring.collapsing`` has for it (``Lonely.COLLAPSE``); NaN again where there is nothing to join with.
    """
    n, lonely = design.units, (design.units == 1) & (design.left > 0)
    is_centre = design.lonely is Lonely.CENTRE
    if lonely.any() and not (is_centre or design.joined):
        return np.full(deviates.shape[1], np.nan)
    grown = design.left * np.where(n > 1, n / np.maximum(n - 1, 1), 1.0)
    found, sums = np.empty(deviates.shape[1]), np.empty((n.size, deviates.shape[1]))
    for column in range(deviates.shape[1]):
        z = deviates[:, column]
        sums[:, column] = np.bincount(design.stratum, weights=z, minlength=n.size)
        centre = sums[:, column] / n
        centre = np.where(lonely, z.mean(), centre) if is_centre else centre
        spread = np.bincount(design.stratum, weights=(z - centre[design.stratum]) ** 2, minlength=n.size)
        found[column] = float(grown @ spread)
    if design.joined:
        weights = np.bincount(design.stratum, weights=design.weights, minlength=n.size).astype(np.float64)
        found += lonely_variance(design.joined, design.strata, sums, weights, partial(_spread, design, deviates))
    return found


def _spread(
    design: SampleDesign, deviates: FloatArray, strata: Sequence[int], mean: FloatArray
) -> tuple[float, FloatArray]:
    """Return the units of some strata and the sums of squares of their e = z/w about a mean float64[k]."""
    inside = np.isin(design.stratum, strata)
    e = deviates[inside] / design.weights[inside, None]
    return float(np.count_nonzero(inside)), ((e - mean) ** 2).sum(axis=0)


def null_effect(design: SampleDesign, domain: BoolArray | None = None) -> float:
    """Return the design effect of weights and finite population alone: n sum (1 - f) w^2/(sum w)^2.

    That of a share which is the same in every stratum. It holds at 0 and 100 per cent, where the
    design effect of the share itself is 0/0. ``domain`` bool[n]: only its units are summed.
    """
    inside = np.ones(design.n, dtype=np.bool_) if domain is None else domain
    counted = np.where(inside, design.squares, 0.0)
    squares = np.bincount(design.stratum, weights=counted, minlength=design.units.size)
    return float(np.count_nonzero(inside) * (design.left @ squares) / design.weights[inside].sum() ** 2)


def _estimates(design: SampleDesign, value: FloatArray, deviates: FloatArray, inside: BoolArray | None) -> Estimates:
    """Return values with the errors that their linearised variables give."""
    reason = NoError.CENSUS if design.census else None
    spread = variances(design, deviates)
    if reason is None and np.isnan(spread).any():
        reason = NoError.SINGLETON
    df, n = _sizes(design, inside, value.size)
    se = np.full(value.size, np.nan) if reason else np.where(np.isnan(value), np.nan, np.sqrt(spread))
    return Estimates(value, se, df, n, design.population or 0, reason, () if reason else design.joined)


def _sizes(design: SampleDesign, inside: BoolArray | None, columns: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return degrees of freedom (units less strata, of the strata the domain is met in) and units of the domain."""
    if inside is None:
        free = sum(group.free for group in design.joined)
        whole = np.full(columns, design.n - design.units.size + free), np.full(columns, design.n)
        return whole[0].astype(np.int64), whole[1].astype(np.int64)
    df = np.empty(columns, dtype=np.int64)
    for column in range(columns):
        met = np.bincount(design.stratum[inside[:, column]], minlength=design.units.size) > 0
        met, free = met_with(design.joined, design.strata, met)
        df[column] = int(design.units[met].sum() - np.count_nonzero(met)) + free
    return df, np.count_nonzero(inside, axis=0).astype(np.int64)


def _read(design: SampleDesign, values: FloatArray, domain: BoolArray | None) -> tuple[FloatArray, BoolArray | None]:
    """Return values as columns, 0 outside the domain, and the domain as columns."""
    y = np.asarray(values, dtype=np.float64)
    y = y[:, None] if y.ndim == 1 else y
    if y.shape[0] != design.n:
        raise ValueError(f"Design: {y.shape[0]} values for {design.n} units; give one for each.")
    inside = None
    if domain is not None:
        inside = np.broadcast_to(domain[:, None] if domain.ndim == 1 else domain, y.shape)
        y = np.where(inside, y, 0.0)
    if not np.all(np.isfinite(y)):
        raise ValueError("Design: a value is no number; leave units that did not answer out of the domain.")
    return y, inside
