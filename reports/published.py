"""Figures a study's source has printed, what the print has wrong, and the comparison of both with a run.

Nothing here flows into a table: printed figures stand beside ours, and a misprint keeps its sic.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from clusters.models import Study
from reports.results import DIMENSIONS, PILLARS, ClusterResult, RunTables
from scoring.rounding import round_half_up

FOLDER = Path(__file__).parent / "published"
MISPRINTS = "misprints.toml"
LEVELS = (1, 2, 3, 4, 5, 6)
PRINTED_AS = {"hr": "HR", "process": "PT", "product": "RD"}
PILLAR_NAMES = {
    "basic": "basic infrastructure",
    "hightech": "high tech organizations",
    "network": "network cohesion",
    "integration": "integration in international markets",
}
TABLE_1 = {
    "growth_national": "growth of national exports",
    "growth_location": "growth of location exports",
    "firms": "surveyed firms",
    "foreign_share": "foreign share",
}
FIGURE_1 = {"exports": "exports", "employment": "employment", "real_wage": "real wages"}
FIGURE_2 = {"skill_wide": "skill intensity"}


class Status(StrEnum):
    """How a printed figure and ours stand to each other."""

    EQUAL = "equal"
    SIC = "sic"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class PrintedCluster:
    """One cluster as printed. `figures` maps a place such as table5.hr.4.percent to the printed number."""

    slug: str
    name: str
    region: str
    heading: str
    figures: dict[str, float]


@dataclass(frozen=True, slots=True)
class SicNote:
    """What is wrong with one printed figure. `ours` is the figure that is right, or None when ours equals the print."""

    misprint: int
    cluster: str
    place: str
    ours: float | None
    note: str


@dataclass(frozen=True, slots=True)
class Published:
    """Everything a source has printed of a study."""

    slug: str
    source: str
    citation: str
    clusters: tuple[PrintedCluster, ...]
    sic: tuple[SicNote, ...]

    def cluster(self, slug: str) -> PrintedCluster | None:
        return next((cluster for cluster in self.clusters if cluster.slug == slug), None)

    def sic_note(self, cluster: str, place: str) -> SicNote | None:
        return next((note for note in self.sic if (note.cluster, note.place) == (cluster, place)), None)


@dataclass(frozen=True, slots=True)
class Misprint:
    """One inconsistency of the paper (method, A.9), in our words."""

    number: int
    kind: str
    place: str
    printed: str
    finding: str
    ours: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One printed figure beside ours, both as printed tables round them; `ours` is None where the run has none."""

    cluster: str
    key: str
    place: str
    printed: float
    ours: float | None
    status: Status
    note: str = ""


def published_for(study: Study) -> Published | None:
    """What has been printed of this study, or None."""
    return published_under(study.slug)


@cache
def published_under(slug: str) -> Published | None:
    """What has been printed of the study of this name, or None."""
    path = FOLDER / f"{slug}.toml"
    if path.name == MISPRINTS or path.parent != FOLDER or not path.is_file():
        return None
    return read_published(tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def misprints() -> tuple[Misprint, ...]:
    """Every inconsistency found in the paper, in the order of their numbers."""
    data = tomllib.loads((FOLDER / MISPRINTS).read_text(encoding="utf-8"))
    return tuple(Misprint(**entry) for entry in data["misprint"])


def read_published(data: dict[str, Any]) -> Published:
    """Return the record of a parsed file; raises ValueError naming a sic note that points at no printed figure."""
    clusters = tuple(
        PrintedCluster(entry["slug"], entry["name"], entry["region"], entry["heading"], dict(_figures(entry)))
        for entry in data["cluster"]
    )
    known = {(cluster.slug, place) for cluster in clusters for place in cluster.figures}
    notes = tuple(
        SicNote(note["misprint"], note["cluster"], note["place"], note.get("ours"), note["note"])
        for note in data.get("sic", [])
    )
    for note in notes:
        if (note.cluster, note.place) not in known:
            raise ValueError(f"Sic note {note.misprint}: {note.cluster} has no printed figure {note.place}.")
    return Published(data["slug"], data["source"], data["citation"], clusters, notes)


def _figures(entry: dict[str, Any]) -> Iterator[tuple[str, float]]:
    for table in ("table1", "table4", "figure1", "figure2"):
        for name, value in entry.get(table, {}).items():
            yield f"{table}.{name}", value
    for dimension, columns in entry.get("table5", {}).items():
        for name, values in (("count", columns["counts"]), ("percent", columns["percent"])):
            for level, value in zip(LEVELS, values, strict=True):
                yield f"table5.{dimension}.{level}.{name}", value


def compare(tables: RunTables, published: Published) -> list[Comparison]:
    """Set every printed figure beside the run's, in the order of the clusters as printed.

    `sic` marks a printed figure known to be wrong where ours is the right one; any other difference is `differs`.
    """
    ours_of = {cluster.slug: dict(run_figures(cluster)) for cluster in tables.clusters}
    found = []
    for cluster in published.clusters:
        ours = ours_of.get(cluster.slug, {})
        for key, printed in cluster.figures.items():
            note = published.sic_note(cluster.slug, key)
            value = ours.get(key)
            place = f"{cluster.name}, {place_name(key)}"
            text = note.note if note else ""
            found.append(Comparison(cluster.slug, key, place, printed, value, _status(printed, value, note), text))
    return found


def _status(printed: float, ours: float | None, note: SicNote | None) -> Status:
    if ours == printed:
        return Status.EQUAL
    if note is not None and note.ours is not None and ours == note.ours:
        return Status.SIC
    return Status.DIFFERS


def run_figures(cluster: ClusterResult) -> Iterator[tuple[str, float | None]]:
    """Every figure of a run that a source may have printed, by its place, rounded as printed tables round."""
    yield "table1.growth_national", one_decimal(cluster.exports_growth_national.value)
    yield "table1.growth_location", one_decimal(cluster.exports_growth_location.value)
    yield "table1.firms", cluster.firms
    yield "table1.foreign_share", one_decimal(cluster.ownership.share_pct)
    for pillar in PILLARS:
        if pillar in cluster.pillars:
            yield f"table4.{pillar}", cluster.pillars[pillar].phase
    for dimension in DIMENSIONS:
        if dimension in cluster.dimensions:
            table = cluster.dimensions[dimension]
            for level in LEVELS:
                yield f"table5.{dimension}.{level}.count", table.cumulative[level - 1]
                yield f"table5.{dimension}.{level}.percent", table.percent[level - 1]
    yield "figure1.exports", one_decimal(cluster.exports_growth.value)
    yield "figure1.employment", one_decimal(cluster.employment_growth.value)
    yield "figure1.real_wage", one_decimal(cluster.real_wage_growth.value)
    yield "figure2.skill_wide", one_decimal(cluster.skill_wide.value)


def one_decimal(value: float | None) -> float | None:
    """Round half up to one decimal, as the number reads in decimal."""
    if value is None:
        return None
    # Twelve digits first: 11.25 reached by arithmetic may stand as 11.249999999999998.
    return float(round_half_up(Decimal(f"{value:.12g}"), 1))


def place_name(key: str) -> str:
    """Say in words where a figure is printed: table5.hr.4.percent is Table 5, HR, level 4, per cent."""
    table, *rest = key.split(".")
    if table == "table5":
        dimension, level, what = rest
        return f"Table 5, {PRINTED_AS[dimension]}, level {level}, {'per cent' if what == 'percent' else 'count'}"
    names = {"table1": TABLE_1, "table4": PILLAR_NAMES, "figure1": FIGURE_1, "figure2": FIGURE_2}[table]
    title = f"{table[:-1].capitalize()} {table[-1]}"
    return f"{title}, {names[rest[0]]}"
