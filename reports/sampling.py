"""What the levels of a sample say of its population: shares with intervals, or why there are none. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from scoring.columns import Int8Array
from scoring.estimates import NoError, Stratum, estimate_mean
from scoring.intervals import proportion_interval
from scoring.rungs import RUNGS
from scoring.vectorised import NO_POINT

STRATUM = "stratum"


class NoSample(StrEnum):
    """Why the shares of a population carry no interval."""

    CENSUS = "census"
    NO_FIRMS = "no_firms"
    NOT_BY_CHANCE = "not_by_chance"
    POPULATION_UNKNOWN = "population_unknown"
    SINGLETON = "singleton_stratum"


@dataclass(frozen=True, slots=True)
class PopulationShares:
    """Estimated shares of a population at each of the levels 1 to 6 or above, in per cent.

    `low` and `high` bound them with 95 per cent confidence (Korn and Graubard); both are empty for the `reason`, and
    `share` is empty too unless the population was taken whole. `population` counts its firms.
    """

    population: int | None = None
    share: tuple[float, ...] = ()
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    reason: str = ""


def population_shares(
    points: Int8Array, attributes: Sequence[Mapping[str, Any]], frame: Mapping[str, Any] | None
) -> PopulationShares:
    """Return the shares of the population that one dimension's levels give, by the strata of the frame.

    `points` int8[n] single levels, NO_POINT for none; `attributes` of the n firms name their stratum; `frame` is the
    frozen frame with N of each stratum (reports.cluster_inputs). Source: method.md A.6, points 6 to 8.
    """
    firms = defaultdict(list)
    for point, given in zip(points.tolist(), attributes, strict=True):
        if point != NO_POINT:
            firms[given.get(STRATUM)].append(point)
    if not firms:
        return PopulationShares(reason=NoSample.NO_FIRMS)
    if frame is None or not frame["is_probability_sample"]:
        return PopulationShares(reason=NoSample.NOT_BY_CHANCE)
    sizes = {code: size for code, size in frame["strata"].items() if size != 0}
    # A stratum of which nobody is known, or more than there are, says nothing of the population.
    if set(sizes) != set(firms) or any(size is None or size < len(firms[code]) for code, size in sizes.items()):
        return PopulationShares(reason=NoSample.POPULATION_UNKNOWN)
    return _shares({code: (int(size), np.array(firms[code])) for code, size in sizes.items()})


def _shares(strata: Mapping[str, tuple[int, Any]]) -> PopulationShares:
    """The shares of strata whose sizes are known and all of which were observed."""
    population = sum(size for size, _points in strata.values())
    found = [
        estimate_mean([Stratum(size, (points >= rung).astype(float)) for size, points in strata.values()])
        for rung in RUNGS
    ]
    if any(each.no_error is NoError.SINGLETON for each in found):
        return PopulationShares(population, reason=NoSample.SINGLETON)
    share = tuple(100 * (each.value or 0.0) for each in found)
    if all(each.census for each in found):
        return PopulationShares(population, share, reason=NoSample.CENSUS)
    bounds = [proportion_interval(each) for each in found]
    return PopulationShares(
        population,
        share,
        low=tuple(100 * (bound.low or 0.0) for bound in bounds),
        high=tuple(100 * (1.0 if bound.high is None else bound.high) for bound in bounds),
    )
