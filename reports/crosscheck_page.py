"""The cross-checks of a run, ready to be read: on their page and in the workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from reports.models import Run, RunFirm
from reports.results import DIMENSIONS, PILLARS, ClusterResult, PillarResult, RunTables
from reports.run_words import DIMENSION_HEADS
from scoring.crosschecks import PAIRS, RARE, Correlation, is_too_alike, table_correlation
from scoring.table5 import median_level

Kept = Mapping[str, dict[str, Any] | None]

FIGURES = {
    "sales_per_employee": gettext_lazy("Sales per employee"),
    "wages_per_employee": gettext_lazy("Wages per employee"),
    "growth_of_employment": gettext_lazy("Employees at the end over those at the beginning"),
}
ADVANCED = 4
"""The level from which engineering begins; the share at it stands beside the panel's phases."""


@dataclass(frozen=True, slots=True)
class PairCell:
    """Two dimensions of one cluster: their rank correlation and the share of firms at the same level in both."""

    head: str
    found: Correlation
    same_pct: float | None

    @property
    def too_alike(self) -> bool:
        return is_too_alike(self.found)


@dataclass(frozen=True, slots=True)
class PairRow:
    cluster: str
    cells: tuple[PairCell, ...]


@dataclass(frozen=True, slots=True)
class IndexCell:
    """The rank correlation of an index with the levels of its dimension."""

    head: str
    n: int
    rho: float | None


@dataclass(frozen=True, slots=True)
class IndexRow:
    cluster: str
    cells: tuple[IndexCell, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """An interviewer as the reader may know them, with firms and how far their mean lies from that of their strata."""

    name: str
    firms: int
    mean: float

    @property
    def distance(self) -> float:
        return abs(self.mean)


@dataclass(frozen=True, slots=True)
class InterviewerRow:
    """How far interviewers of a cluster differ in one dimension (scoring.crosschecks.InterviewerEffect)."""

    cluster: str
    head: str
    firms: int
    interviewers: int
    left_out: int
    share_pct: float | None
    expected_pct: float | None
    p: float | None
    people: tuple[Person, ...]

    @property
    def is_notable(self) -> bool:
        return self.p is not None and self.p <= RARE


@dataclass(frozen=True, slots=True)
class OutlierRow:
    """One figure of one firm far from the others of its cluster; `low` to `high` is usual there."""

    cluster: str
    firm: RunFirm
    figure: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class BesideLevel:
    """The median level of firms in one dimension, and the share at level 4 or above."""

    head: str
    median: float | None
    advanced_pct: float | None


@dataclass(frozen=True, slots=True)
class BesideRow:
    """What the panel agreed on, pillar by pillar, beside what the firms tell."""

    cluster: ClusterResult
    pillars: tuple[PillarResult | None, ...]
    levels: tuple[BesideLevel, ...]


@dataclass(frozen=True, slots=True)
class CrossCheckPage:
    pairs: tuple[PairRow, ...]
    indices: tuple[IndexRow, ...]
    interviewers: tuple[InterviewerRow, ...]
    outliers: tuple[OutlierRow, ...]
    outlier_count: int
    beside: tuple[BesideRow, ...]

    @property
    def too_alike(self) -> list[str]:
        """Clusters and pairs of dimensions that were probably not scored independently."""
        return [f"{row.cluster}: {cell.head}" for row in self.pairs for cell in row.cells if cell.too_alike]

    @property
    def notable(self) -> list[str]:
        """Clusters and dimensions in which interviewers differ more than chance would let one expect."""
        return [f"{row.cluster}: {row.head}" for row in self.interviewers if row.is_notable]


def crosschecks_of(run: Run, tables: RunTables, kept: Kept, *, with_names: bool) -> CrossCheckPage:
    """Everything the page shows. Names of interviewers only `with_names`; else they are numbered."""
    stored = {slug: each["crosschecks"] for slug, each in kept.items() if each and "crosschecks" in each}
    clusters = [cluster for cluster in tables.clusters if cluster.slug in stored and cluster.firms]
    names = _names(stored, with_names)
    return CrossCheckPage(
        pairs=tuple(_pair_rows(clusters, stored)),
        indices=tuple(IndexRow(each.name, _index_cells(stored[each.slug])) for each in clusters),
        interviewers=tuple(
            _interviewer_row(each, dimension, stored[each.slug]["interviewers"][dimension], names)
            for each in clusters
            for dimension in DIMENSIONS
        ),
        outliers=tuple(_outliers(run, clusters, stored)),
        outlier_count=sum(stored[each.slug]["outliers"]["count"] for each in clusters),
        beside=tuple(_beside(each) for each in tables.clusters if each.firms or each.pillars),
    )


def _pair_rows(clusters: Sequence[ClusterResult], stored: Mapping[str, Any]) -> list[PairRow]:
    rows = [PairRow(each.name, _pair_cells([stored[each.slug]])) for each in clusters]
    if len(clusters) > 1:
        rows.append(PairRow(_("All firms"), _pair_cells([stored[each.slug] for each in clusters])))
    return rows


def _pair_cells(parts: Sequence[Mapping[str, Any]]) -> tuple[PairCell, ...]:
    cells = []
    for one, other in PAIRS:
        table = np.sum([part["tables"][f"{one}-{other}"] for part in parts], axis=0)
        firms = int(table.sum())
        head = f"{DIMENSION_HEADS[one]} – {DIMENSION_HEADS[other]}"
        cells.append(PairCell(head, table_correlation(table), 100 * float(table.trace()) / firms if firms else None))
    return tuple(cells)


def _index_cells(part: Mapping[str, Any]) -> tuple[IndexCell, ...]:
    return tuple(IndexCell(DIMENSION_HEADS[each], **part["indices"][each]) for each in DIMENSIONS)


def _names(stored: Mapping[str, Any], with_names: bool) -> dict[int, str]:
    """By key of the person, their name or a number, in the order of their firms."""
    firms: dict[int, int] = {}
    for part in stored.values():
        for effect in part["interviewers"].values():
            for who, number, _mean in effect["means"]:
                firms[who] = firms.get(who, 0) + number
    people = sorted(firms, key=lambda who: (-firms[who], who))
    known = {each.pk: str(each) for each in User.objects.filter(pk__in=people)} if with_names else {}
    return {
        who: known.get(who) or _("Interviewer %(number)d") % {"number": place}
        for place, who in enumerate(people, start=1)
    }


def _interviewer_row(
    cluster: ClusterResult, dimension: str, effect: Mapping[str, Any], names: Mapping[int, str]
) -> InterviewerRow:
    share, expected = effect["share"], effect["expected"]
    people = sorted(effect["means"], key=lambda told: -told[1])
    return InterviewerRow(
        cluster.name,
        DIMENSION_HEADS[dimension],
        effect["firms"],
        effect["interviewers"],
        effect["left_out"],
        None if share is None else 100 * share,
        None if expected is None else 100 * expected,
        effect["p"],
        tuple(Person(names[who], firms, mean) for who, firms, mean in people),
    )


def _outliers(run: Run, clusters: Sequence[ClusterResult], stored: Mapping[str, Any]) -> list[OutlierRow]:
    told = [(each, entry) for each in clusters for entry in stored[each.slug]["outliers"]["farthest"]]
    rows = RunFirm.objects.filter(run=run, position__in={entry["position"] for _cluster, entry in told})
    firms = {firm.position: firm for firm in rows.only("position", "firm_code", "firm_name", "interview_id")}
    return [
        OutlierRow(
            cluster.name,
            firms[entry["position"]],
            str(FIGURES[entry["figure"]]),
            entry["value"],
            entry["low"],
            entry["high"],
        )
        for cluster, entry in told
    ]


def _beside(cluster: ClusterResult) -> BesideRow:
    levels = []
    for dimension in DIMENSIONS:
        table = cluster.dimensions.get(dimension)
        has_firms = table is not None and table.n > 0
        levels.append(
            BesideLevel(
                DIMENSION_HEADS[dimension],
                median_level(table.exact) if table and has_firms else None,
                100 * table.cumulative[ADVANCED - 1] / table.n if table and has_firms else None,
            )
        )
    return BesideRow(cluster, tuple(cluster.pillars.get(each) for each in PILLARS), tuple(levels))
