"""The tables of a run as their pages show them: cells with their count, their per cent and the way to their firms."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.comparison_words import decimals
from reports.growth_words import rate_unit
from reports.pictures import Picture, grouped_bars
from reports.published import Published, one_decimal
from reports.results import DIMENSIONS, PILLARS, ClusterResult, Figure, PillarResult, RunTables
from reports.run_words import DIMENSION_HEADS
from reports.stored_sentences import said_again
from scoring.growth import GrowthDefinition
from surveys.models import AgreementStatus, Pillar

LEVELS = (1, 2, 3, 4, 5, 6)
PHASES = {
    1: gettext_lazy("Initial conditions"),
    2: gettext_lazy("Learning"),
    3: gettext_lazy("Catch up"),
    4: gettext_lazy("Advanced"),
    5: gettext_lazy("Frontier"),
}
GROWTH_MEASURES = {
    "exports": gettext_lazy("Exports"),
    "employment": gettext_lazy("Employment"),
    "real_wages": gettext_lazy("Real wages"),
}
SKILLS = {"skill_wide": gettext_lazy("Wide definition"), "skill_narrow": gettext_lazy("Narrow definition")}

# Runs freeze the sentence with its ISO date; a date in somebody's own note stays as it was written.
DAY_OF_VALIDATION = re.compile(r"(?<=, )\d{4}-\d\d-\d\d(?=\.)")


@dataclass(frozen=True, slots=True)
class LevelCell:
    """Firms at a level or above, of `n`; `sic` tells what the source printed wrong."""

    dimension: str
    count: int
    percent: int
    weighted: float | None
    sic: str


@dataclass(frozen=True, slots=True)
class LevelRow:
    level: int
    cells: tuple[LevelCell, ...]


@dataclass(frozen=True, slots=True)
class CountRow:
    """One row of plain counts by dimension; `number` is a level or a rung."""

    number: int
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class LevelCard:
    """Table 5 of one cluster: cumulative counts, and beside them exact levels, rungs held, and what is not settled."""

    cluster: ClusterResult
    rows: tuple[LevelRow, ...]
    exact: tuple[CountRow, ...]
    tallies: tuple[CountRow, ...]
    not_settled: tuple[tuple[str, int], ...]
    n: tuple[tuple[str, int], ...]
    sic: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    """One phase of Table 4 with the clusters that stand on it, by pillar."""

    phase: int
    name: str
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PillarRow:
    label: str
    result: PillarResult
    status: str

    @property
    def validated(self) -> str:
        """The frozen sentences of the validations, their dates as pages write them."""
        return DAY_OF_VALIDATION.sub(lambda day: _in_house_style(day[0]), self.result.validated)


@dataclass(frozen=True, slots=True)
class ValueRow:
    """Figures of one cluster side by side, as printed, with what each rests on."""

    cluster: ClusterResult
    figures: tuple[Figure, ...]


def level_cards(tables: RunTables, published: Published | None) -> list[LevelCard]:
    """Table 5, cluster by cluster."""
    return [_level_card(cluster, published) for cluster in tables.clusters]


def phase_grid(tables: RunTables) -> list[GridRow]:
    """Table 4 as published: only phases on which some cluster stands."""
    rows = [
        GridRow(
            phase,
            str(name),
            tuple(
                tuple(cluster.name for cluster in tables.clusters if _phase(cluster, pillar) == phase)
                for pillar in PILLARS
            ),
        )
        for phase, name in PHASES.items()
    ]
    return [row for row in rows if any(row.cells)]


def pillar_rows(cluster: ClusterResult) -> list[PillarRow]:
    """The enhanced Table 4 of one cluster."""
    statuses = dict(AgreementStatus.choices)
    return [
        PillarRow(
            str(Pillar(pillar).label), cluster.pillars[pillar], str(statuses.get(cluster.pillars[pillar].status, ""))
        )
        for pillar in PILLARS
        if pillar in cluster.pillars
    ]


def pillar_labels() -> list[str]:
    return [str(Pillar(pillar).label) for pillar in PILLARS]


def growth_rows(tables: RunTables, measures: Sequence[str], definition: str) -> list[ValueRow]:
    """Growth of these measures by one definition, cluster by cluster."""
    return [
        ValueRow(cluster, tuple(cluster.growth_all[measure][definition] for measure in measures))
        for cluster in tables.clusters
    ]


def interval_of(cluster: ClusterResult, measure: str, value: float | None) -> tuple[float, float] | None:
    """The interval of an estimate that prints as the figure does; an unweighted figure is another quantity."""
    found = cluster.estimates.get(measure)
    if found is None or found.low is None or found.high is None or one_decimal(found.value) != one_decimal(value):
        return None
    return found.low, found.high


def growth_picture(tables: RunTables, definition: str, title: str, description: str) -> Picture:
    """Figure 1."""
    return grouped_bars(
        [cluster.name for cluster in tables.clusters],
        {
            str(label): [one_decimal(cluster.growth_all[measure][definition].value) for cluster in tables.clusters]
            for measure, label in GROWTH_MEASURES.items()
        },
        rate_unit(definition),
        title,
        description,
        key="figure1",
        show=decimals,
        absent=_("no figure"),
        errors={
            str(label): [
                interval_of(cluster, measure, cluster.growth_all[measure][definition].value)
                if definition == GrowthDefinition.CAGR
                else None
                for cluster in tables.clusters
            ]
            for measure, label in GROWTH_MEASURES.items()
        },
    )


def skill_rows(tables: RunTables) -> list[ValueRow]:
    return [ValueRow(cluster, tuple(getattr(cluster, name) for name in SKILLS)) for cluster in tables.clusters]


def skill_picture(tables: RunTables, title: str, description: str) -> Picture:
    """Figure 2, both definitions."""
    return grouped_bars(
        [cluster.name for cluster in tables.clusters],
        {
            str(label): [one_decimal(getattr(cluster, name).value) for cluster in tables.clusters]
            for name, label in SKILLS.items()
        },
        _("per cent of the workforce"),
        title,
        description,
        key="figure2",
        show=decimals,
        absent=_("no figure"),
        errors={
            str(label): [interval_of(cluster, name, getattr(cluster, name).value) for cluster in tables.clusters]
            for name, label in SKILLS.items()
        },
    )


def reasons_of(rows: Sequence[ValueRow]) -> list[str]:
    """Why figures are not defined, each reason once, with the clusters it holds for."""
    found: dict[str, list[str]] = {}
    for row in rows:
        for figure in row.figures:
            names = found.setdefault(said_again(figure.reason), [])
            if row.cluster.name not in names:
                names.append(row.cluster.name)
    return [f"{', '.join(names)}: {reason}" for reason, names in found.items() if reason]


def _level_card(cluster: ClusterResult, published: Published | None) -> LevelCard:
    tables = {name: cluster.dimensions[name] for name in DIMENSIONS if name in cluster.dimensions}
    rows = tuple(LevelRow(level, tuple(_cell(cluster, name, level, published) for name in tables)) for level in LEVELS)
    return LevelCard(
        cluster=cluster,
        rows=rows,
        exact=tuple(
            _counts(level, {name: table.exact[level] for name, table in tables.items()}) for level in (0, *LEVELS)
        ),
        tallies=tuple(
            _counts(rung, {name: table.tallies[rung - 1] for name, table in tables.items()}) for rung in LEVELS
        ),
        not_settled=tuple((name, table.undetermined) for name, table in tables.items()),
        n=tuple((name, table.n) for name, table in tables.items()),
        sic=tuple(_sic_line(row.level, cell) for row in rows for cell in row.cells if cell.sic),
    )


def _sic_line(level: int, cell: LevelCell) -> str:
    place = _("%(dimension)s, level %(level)d") % {"dimension": DIMENSION_HEADS[cell.dimension], "level": level}
    return f"{place}: {cell.sic}"


def _cell(cluster: ClusterResult, name: str, level: int, published: Published | None) -> LevelCell:
    table = cluster.dimensions[name]
    notes = [
        note.note
        for what in ("count", "percent")
        if published and (note := published.sic_note(cluster.slug, f"table5.{name}.{level}.{what}"))
    ]
    return LevelCell(
        dimension=name,
        count=table.cumulative[level - 1],
        percent=table.percent[level - 1],
        weighted=table.weighted_percent[level - 1] if table.weighted_percent else None,
        sic=" ".join(notes),
    )


def _counts(number: int, counts: Mapping[str, Any]) -> CountRow:
    return CountRow(number, tuple(counts.items()))


def _phase(cluster: ClusterResult, pillar: str) -> int | None:
    return cluster.pillars[pillar].phase if pillar in cluster.pillars else None


def _in_house_style(day: str) -> str:
    try:
        return date_format(date.fromisoformat(day))
    except ValueError:
        return day
