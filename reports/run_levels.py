"""The levels of one cluster's firms as a run froze them, and the estimates that they make of its population."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from reports.models import Run, RunCluster, RunFirm
from reports.results import DIMENSIONS, cluster_from_json
from reports.sampling import STRATUM, NoSample, PopulationShares, design_of, observed_strata
from scoring.collapsing import JoinedStrata
from scoring.columns import BoolArray, FloatArray, Int8Array
from scoring.designs import Lonely, SampleDesign
from scoring.estimates import Estimate, NoError, Stratum, estimate_mean
from scoring.intervals import CONFIDENCE, ConfidenceInterval, NoInterval, proportion_interval
from scoring.rungs import RUNGS
from scoring.vectorised import NO_POINT


@dataclass(frozen=True, slots=True)
class FirmLevels:
    """One firm of a run: `points` by dimension are its single levels as the run counts them, `settled` those whose two
    bounds agree; None where there is none."""

    code: str
    name: str
    attributes: Mapping[str, Any]
    points: Mapping[str, int | None]
    settled: Mapping[str, int | None]
    weight: float = 1.0

    @property
    def stratum(self) -> str | None:
        return self.attributes.get(STRATUM)


@dataclass(frozen=True, slots=True)
class RestsOn:
    """On which weights a share rests: a named version, base weights by strata (`number` 0), or none at all."""

    is_weighted: bool
    number: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class ClusterLevels:
    """The firms of one cluster of a run in the order of the run, and the frame it froze.

    `used` are the named weights that the run rests on, None where base weights count; `estimates` by dimension what its
    page of estimates shows.
    """

    slug: str
    name: str
    firms: tuple[FirmLevels, ...]
    frame: Mapping[str, Any] | None
    used: Mapping[str, Any] | None = None
    estimates: Mapping[str, PopulationShares] = field(default_factory=dict)

    def points(self, dimension: str) -> Int8Array:
        """int8[n] single levels, NO_POINT for none."""
        found = [firm.points[dimension] for firm in self.firms]
        return np.array([NO_POINT if point is None else point for point in found], dtype=np.int8)

    def strata(self, dimension: str) -> dict[str, tuple[int, Any]] | NoSample:
        """By stratum its N and the levels observed in it, or why they say nothing of the population."""
        return observed_strata(self.points(dimension), [firm.attributes for firm in self.firms], self.frame)

    def known(self, dimension: str) -> BoolArray:
        """bool[n] which firms have a single level."""
        return self.points(dimension) != NO_POINT

    @property
    def rests_on(self) -> RestsOn:
        """On which weights estimates rest, where there are any."""
        return RestsOn(True, self.used["number"], self.used["name"]) if self.used else RestsOn(True)

    def design(self, dimension: str) -> SampleDesign | NoSample:
        """The design of the firms with a single level, with the weights the run rests on."""
        weights: FloatArray = np.array([firm.weight for firm in self.firms], dtype=np.float64)
        attributes = [firm.attributes for firm in self.firms]
        found = design_of(self.known(dimension), attributes, self.frame, weights, self.used)
        if isinstance(found, NoSample) or self.joins(dimension):
            return found
        return replace(found, lonely=Lonely.REFUSE, joined=())

    def joins(self, dimension: str) -> bool:
        """Whether strata of one firm are joined for the error: not in a run that froze no interval because of them."""
        told = self.estimates.get(dimension)
        return told is None or told.reason != NoSample.SINGLETON


@dataclass(frozen=True, slots=True)
class Share:
    """One share of Table 5: `count` of `n` firms of the sample at a level or above.

    `estimate` is what that says of the population; it is None for the `reason`. `shown` is the same in per cent as the
    run froze it, and `bounds` are those of its page of estimates where it rests on named weights.
    """

    count: int
    n: int
    estimate: Estimate | None
    reason: NoSample | None
    shown: float | None = None
    bounds: ConfidenceInterval | None = None
    rests_on: RestsOn = RestsOn(is_weighted=False)

    @property
    def percent(self) -> float | None:
        """Of the population where the sample tells of it, otherwise of the sample."""
        if self.shown is not None:
            return self.shown
        if self.estimate is not None and self.estimate.value is not None:
            return 100 * self.estimate.value
        return 100 * self.count / self.n if self.n else None

    @property
    def is_census(self) -> bool:
        return self.estimate is not None and self.estimate.census

    @property
    def joined(self) -> tuple[JoinedStrata, ...]:
        """The strata that count as one for the error."""
        return self.estimate.joined if self.estimate is not None else ()

    @property
    def interval(self) -> ConfidenceInterval | None:
        """The bounds of the share, from 0 to 1; None where nothing is said of the population."""
        if self.estimate is None:
            return None
        return self.bounds or proportion_interval(self.estimate)


def levels_of_cluster(run: Run, cluster_id: int) -> ClusterLevels | None:
    """The levels of a cluster of a run, None when it has no such cluster; two queries."""
    part = RunCluster.objects.filter(run=run, cluster=cluster_id).first()
    if part is None:
        return None
    rows = RunFirm.objects.filter(run=run, cluster=cluster_id).order_by("position")
    told = rows.values_list("firm_code", "firm_name", "attributes", "scores", "weight")
    estimates = _frozen_estimates(part)
    used = part.inputs.get("weights")
    # A run that was computed before there were standard errors has too little to weigh by.
    is_whole = len(estimates) == len(DIMENSIONS) and all(each.se or each.reason for each in estimates.values())
    return ClusterLevels(
        slug=part.inputs["slug"],
        name=part.inputs["name"],
        firms=tuple(_firm(*row) for row in told),
        frame=part.inputs["frame"],
        used=used if is_whole else None,
        estimates=estimates,
    )


def _frozen_estimates(part: RunCluster) -> dict[str, PopulationShares]:
    """By dimension what the run says of the population, where it says anything."""
    if not part.figures:
        return {}
    told = {name: table.population for name, table in cluster_from_json(part.figures).dimensions.items()}
    return {name: shares for name, shares in told.items() if shares is not None}


def shares_of(levels: ClusterLevels, dimension: str) -> tuple[Share, ...]:
    """The six shares of one dimension, levels 1 to 6."""
    points = levels.points(dimension)
    n = int(np.count_nonzero(points != NO_POINT))
    counts = [int(np.count_nonzero(points >= rung)) for rung in RUNGS]
    if levels.used is not None:
        return _by_weights(levels.rests_on, levels.estimates[dimension], counts, n)
    strata, told = levels.strata(dimension), levels.estimates.get(dimension)
    found = []
    for rung, count in zip(RUNGS, counts, strict=True):
        estimate, reason = _estimate(strata, rung, joins=levels.joins(dimension))
        shown = told.share[rung - 1] if told and told.share and estimate else None
        found.append(Share(count, n, estimate, reason, shown, rests_on=RestsOn(estimate is not None)))
    return tuple(found)


def _by_weights(rests_on: RestsOn, told: PopulationShares, counts: Sequence[int], n: int) -> tuple[Share, ...]:
    """The shares as the run's estimates have them: value, error and bounds."""
    if not told.share:
        return tuple(Share(count, n, None, NoSample(told.reason)) for count in counts)
    estimates = told.estimates()
    return tuple(
        Share(count, n, estimates.at(place), None, told.share[place], _bounds(told, place), rests_on)
        for place, count in enumerate(counts)
    )


def _bounds(told: PopulationShares, place: int) -> ConfidenceInterval:
    if told.reason == NoSample.CENSUS:
        return ConfidenceInterval(None, None, CONFIDENCE, NoInterval.CENSUS)
    low, high = (side[place] / 100 for side in (told.low, told.high))
    if math.isnan(low) or math.isnan(high):
        return ConfidenceInterval(None, None, CONFIDENCE, NoInterval.NO_ERROR)
    return ConfidenceInterval(low, high, CONFIDENCE)


def _estimate(
    strata: dict[str, tuple[int, Any]] | NoSample, rung: int, *, joins: bool
) -> tuple[Estimate | None, NoSample | None]:
    if isinstance(strata, NoSample):
        return None, strata
    told = [Stratum(size, (points >= rung).astype(float)) for size, points in strata.values()]
    found = estimate_mean(told, collapse=list(strata) if joins else None)
    if found.no_error is NoError.SINGLETON:
        return None, NoSample.SINGLETON
    return found, None


def _firm(
    code: str, name: str, attributes: Mapping[str, Any], scores: Mapping[str, Any] | None, weight: float
) -> FirmLevels:
    told = {each: (scores or {}).get(each, {"low": 0, "high": 6, "point": None}) for each in DIMENSIONS}
    return FirmLevels(
        code=code,
        name=name,
        attributes=attributes,
        points={dimension: each["point"] for dimension, each in told.items()},
        settled={dimension: each["low"] if each["low"] == each["high"] else None for dimension, each in told.items()},
        weight=weight,
    )


def by_code(firms: Sequence[FirmLevels]) -> dict[str, FirmLevels]:
    return {firm.code: firm for firm in firms}
