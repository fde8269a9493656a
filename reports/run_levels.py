"""The levels of one cluster's firms as a run froze them, and the estimates that they make of its population."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reports.models import Run, RunCluster, RunFirm
from reports.results import DIMENSIONS
from reports.sampling import STRATUM, NoSample, observed_strata
from scoring.columns import Int8Array
from scoring.estimates import Estimate, NoError, Stratum, estimate_mean
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

    @property
    def stratum(self) -> str | None:
        return self.attributes.get(STRATUM)


@dataclass(frozen=True, slots=True)
class ClusterLevels:
    """The firms of one cluster of a run in the order of the run, and the frame it froze."""

    slug: str
    name: str
    firms: tuple[FirmLevels, ...]
    frame: Mapping[str, Any] | None

    def points(self, dimension: str) -> Int8Array:
        """int8[n] single levels, NO_POINT for none."""
        found = [firm.points[dimension] for firm in self.firms]
        return np.array([NO_POINT if point is None else point for point in found], dtype=np.int8)

    def strata(self, dimension: str) -> dict[str, tuple[int, Any]] | NoSample:
        """By stratum its N and the levels observed in it, or why they say nothing of the population."""
        return observed_strata(self.points(dimension), [firm.attributes for firm in self.firms], self.frame)


@dataclass(frozen=True, slots=True)
class Share:
    """One share of Table 5: `count` of `n` firms of the sample at a level or above.

    `estimate` is what that says of the population; it is None for the `reason`.
    """

    count: int
    n: int
    estimate: Estimate | None
    reason: NoSample | None

    @property
    def percent(self) -> float | None:
        """Of the population where the sample tells of it, otherwise of the sample."""
        if self.estimate is not None and self.estimate.value is not None:
            return 100 * self.estimate.value
        return 100 * self.count / self.n if self.n else None

    @property
    def is_census(self) -> bool:
        return self.estimate is not None and self.estimate.census


def levels_of_cluster(run: Run, cluster_id: int) -> ClusterLevels | None:
    """The levels of a cluster of a run, None when it has no such cluster; two queries."""
    part = RunCluster.objects.filter(run=run, cluster=cluster_id).first()
    if part is None:
        return None
    rows = RunFirm.objects.filter(run=run, cluster=cluster_id).order_by("position")
    firms = tuple(_firm(*row) for row in rows.values_list("firm_code", "firm_name", "attributes", "scores"))
    return ClusterLevels(part.inputs["slug"], part.inputs["name"], firms, part.inputs["frame"])


def shares_of(levels: ClusterLevels, dimension: str) -> tuple[Share, ...]:
    """The six shares of one dimension, levels 1 to 6."""
    points = levels.points(dimension)
    n = int(np.count_nonzero(points != NO_POINT))
    strata = levels.strata(dimension)
    found = []
    for rung in RUNGS:
        estimate, reason = _estimate(strata, rung)
        found.append(Share(int(np.count_nonzero(points >= rung)), n, estimate, reason))
    return tuple(found)


def _estimate(strata: dict[str, tuple[int, Any]] | NoSample, rung: int) -> tuple[Estimate | None, NoSample | None]:
    if isinstance(strata, NoSample):
        return None, strata
    found = estimate_mean([Stratum(size, (points >= rung).astype(float)) for size, points in strata.values()])
    if found.no_error is NoError.SINGLETON:
        return None, NoSample.SINGLETON
    return found, None


def _firm(code: str, name: str, attributes: Mapping[str, Any], scores: Mapping[str, Any] | None) -> FirmLevels:
    told = {each: (scores or {}).get(each, {"low": 0, "high": 6, "point": None}) for each in DIMENSIONS}
    return FirmLevels(
        code=code,
        name=name,
        attributes=attributes,
        points={dimension: each["point"] for dimension, each in told.items()},
        settled={dimension: each["low"] if each["low"] == each["high"] else None for dimension, each in told.items()},
    )


def by_code(firms: Sequence[FirmLevels]) -> dict[str, FirmLevels]:
    return {firm.code: firm for firm in firms}
