"""How two estimates go together that share some of their units: two rounds of one survey.

Source: Tam (1984), The American Statistician 38, 288–289; Qualité and Tillé (2008), Survey Methodology 34, 173–181.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scoring.estimates import Estimate


@dataclass(frozen=True, slots=True, eq=False)
class OverlapStratum:
    """One stratum of both rounds: its populations and samples, and the values of the units seen both times.

    ``first`` and ``second`` are array-likes of the same length, one entry for each unit in both samples; 1 and 0 for a
    proportion. Populations may be estimates (eligible firms).
    """

    first_population: float
    second_population: float
    first_n: int
    second_n: int
    first: ArrayLike
    second: ArrayLike


def overlap_covariance(strata: Sequence[OverlapStratum], first_total: int, second_total: int) -> float:
    """Return the covariance of two stratified means whose samples share units.

    sum W1h W2h (m_h/(n1h n2h) - 1/N_h) s12h, with m_h units in both samples and s12h the covariance of their values;
    W1h and W2h are the shares of the stratum in ``first_total`` and ``second_total`` units. Of two population sizes the
    larger stands for N_h: a frame that lost or gained units has fewer in common, and the covariance is then not
    overstated while s12h is positive. A stratum with fewer than two units in common adds nothing. Raises ValueError for
    values of unequal number, or more of them than either sample has.
    """
    return math.fsum(
        each.first_population / first_total * each.second_population / second_total * _of_stratum(each, number)
        for number, each in enumerate(strata, start=1)
    )


def linearised_covariance(strata: Sequence[OverlapStratum]) -> float:
    """Return the covariance of two estimates with any weights whose samples share units.

    Values are the linearised variables z of the units in both samples (``designs.mean_deviates``):
    sum (m_h - n1h n2h/N_h) s12h. With the weights N_h/n_h, z is W_h (y - mean)/n_h and this is ``overlap_covariance``.
    N_h and errors as there.
    """
    return math.fsum(
        each.first_n * each.second_n * _of_stratum(each, number) for number, each in enumerate(strata, start=1)
    )


def linearised_correlation(first: Estimate, second: Estimate, strata: Sequence[OverlapStratum]) -> float:
    """Return the correlation of two estimates with any weights; 0 where either has no error."""
    return _correlation(first, second, linearised_covariance(strata))


def overlap_correlation(first: Estimate, second: Estimate, strata: Sequence[OverlapStratum]) -> float:
    """Return the correlation of two stratified means, from their errors and their overlap; 0 where either has no error.

    ``strata`` are those of both rounds; raises ValueError as ``overlap_covariance`` does.
    """
    if not first.se or not second.se:
        return 0.0
    return _correlation(first, second, overlap_covariance(strata, first.population, second.population))


def _correlation(first: Estimate, second: Estimate, covariance: float) -> float:
    if not first.se or not second.se:
        return 0.0
    return min(1.0, max(-1.0, covariance / (first.se * second.se)))


def _of_stratum(stratum: OverlapStratum, number: int) -> float:
    one, other = (np.asarray(each, dtype=np.float64) for each in (stratum.first, stratum.second))
    if one.shape != other.shape or one.ndim != 1:
        raise ValueError(
            f"Overlap, stratum {number}: {one.size} values beside {other.size}; give one pair for each unit."
        )
    if one.size > min(stratum.first_n, stratum.second_n):
        raise ValueError(f"Overlap, stratum {number}: {one.size} units in common, more than a sample has.")
    if one.size < 2:
        return 0.0
    together = float(np.sum((one - one.mean()) * (other - other.mean()))) / (one.size - 1)
    larger = max(stratum.first_population, stratum.second_population)
    return (one.size / (stratum.first_n * stratum.second_n) - 1 / larger) * together
