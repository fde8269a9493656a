"""A cluster beside the other clusters of its run: shares at each level, their differences, and the phases."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.models import Run, RunCluster
from reports.results import DIMENSIONS, PILLARS, PillarResult, RunTables
from reports.run_levels import ClusterLevels, Share, levels_of_cluster, shares_of
from scoring.differences import Difference, difference_of_shares
from scoring.rungs import RUNGS


@dataclass(frozen=True, slots=True)
class SharesBeside:
    """One share of another cluster: `points` per cent points above (or below) that of the cluster it is compared with.

    `found` bounds the difference where both clusters were drawn by chance or taken whole, otherwise it is None.
    """

    slug: str
    share: Share
    points: float | None
    found: Difference | None


@dataclass(frozen=True, slots=True)
class RowBeside:
    level: int
    own: Share
    others: tuple[SharesBeside, ...]


@dataclass(frozen=True, slots=True)
class DimensionBeside:
    code: str
    rows: tuple[RowBeside, ...]


@dataclass(frozen=True, slots=True)
class PillarBeside:
    """One pillar: where each cluster stands, in their order; None where no phase is agreed on."""

    pillar: str
    phases: tuple[tuple[str, PillarResult | None], ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One cluster and the others of its run, in the order of the tables."""

    own: ClusterLevels
    others: tuple[ClusterLevels, ...]
    dimensions: tuple[DimensionBeside, ...]
    pillars: tuple[PillarBeside, ...]


def side_by_side(run: Run, slug: str) -> SideBySide | None:
    """The comparison for one cluster of a finished run, None when it has no such cluster."""
    parts = RunCluster.objects.filter(run=run).order_by("position").values_list("cluster", flat=True)
    levels = [found for each in parts if (found := levels_of_cluster(run, each)) is not None]
    own = next((each for each in levels if each.slug == slug), None)
    if own is None:
        return None
    others = tuple(each for each in levels if each.slug != slug)
    return SideBySide(
        own=own,
        others=others,
        dimensions=tuple(_dimension(name, own, others) for name in DIMENSIONS),
        pillars=_pillars(run, [own, *others]),
    )


def _dimension(name: str, own: ClusterLevels, others: Sequence[ClusterLevels]) -> DimensionBeside:
    mine = shares_of(own, name)
    theirs = [(each.slug, shares_of(each, name)) for each in others]
    rows = (
        RowBeside(level, mine[place], tuple(_beside(mine[place], slug, shares[place]) for slug, shares in theirs))
        for place, level in enumerate(RUNGS)
    )
    return DimensionBeside(name, tuple(rows))


def _beside(own: Share, slug: str, other: Share) -> SharesBeside:
    points = None if own.percent is None or other.percent is None else other.percent - own.percent
    if own.estimate is None or other.estimate is None:
        return SharesBeside(slug, other, points, None)
    # Firms of two clusters are drawn apart: nothing goes together.
    found = difference_of_shares(own.estimate, other.estimate, bounds=(own.bounds, other.bounds))
    return SharesBeside(slug, other, points, found)


def _pillars(run: Run, clusters: Sequence[ClusterLevels]) -> tuple[PillarBeside, ...]:
    results = {each.slug: each.pillars for each in RunTables.from_json(run.tables or {"clusters": []}).clusters}
    return tuple(
        PillarBeside(pillar, tuple((each.name, results.get(each.slug, {}).get(pillar)) for each in clusters))
        for pillar in PILLARS
    )
