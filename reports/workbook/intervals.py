"""Sheet “Intervals”: what a sample drawn by chance says of its population, level by level, with how sure it is."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reports.estimates_page import METHODS
from reports.joined_strata import joined_notes
from reports.results import ClusterResult
from reports.sampling import NoSample, PopulationShares
from reports.spreadsheet import Style, Value
from reports.workbook.declaration import Audience, Column, Sheet
from reports.workbook.layout import compose_table
from reports.workbook.material import Material
from reports.workbook.names import DIMENSION_KEYS, LEVELS, PRINTED
from reports.workbook.share_columns import share_columns
from scoring.interval_columns import IntervalMethod
from scoring.rungs import RUNGS


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One level of one dimension of one cluster."""

    cluster: ClusterResult
    dimension: str
    level: int
    shares: PopulationShares

    def error(self) -> Value:
        """The standard error, nothing for a population that was taken whole."""
        return round(self.shares.se[self.level - 1], 4) if self.shares.se else None

    def bound(self, given: tuple[float, ...]) -> Value:
        """A bound, or the word for a population that was taken whole."""
        if self.shares.reason == NoSample.CENSUS:
            return str(_("census"))
        return given[self.level - 1]


def rows(material: Material) -> Iterator[ShareRow]:
    """Every level; level 1 only where it is found out and not granted to every firm."""
    lowest = 2 if material.specification.floor_level_1 else 1
    for cluster in material.tables.clusters:
        for dimension in DIMENSION_KEYS:
            table = cluster.dimensions.get(dimension)
            if table is not None and table.population is not None and table.population.share:
                for level in range(lowest, len(RUNGS) + 1):
                    yield ShareRow(cluster, dimension, level, table.population)


def has_shares(material: Material) -> bool:
    """Only runs of a sample drawn by chance from strata of known size have the sheet."""
    return any(True for _row in rows(material))


def notes(material: Material) -> list[str]:
    floor = material.specification.floor_level_1
    return [
        str(
            _(
                "Shares are estimated with the weights in use, otherwise by the strata of the frame (firms of a "
                "stratum over all firms, times the stratum's share of firms with a level); firms without a single "
                "level count as not interviewed. Standard errors by linearisation, with the finite population "
                "correction. Intervals hold with 95 per cent confidence, by the method in the last column."
            )
        ),
        *(f"{each.name}: {note}" for each in material.tables.clusters for note in joined_notes(each)),
        str(_("Census: every firm of the population has a level, and there is no sampling error.")),
        *([str(_("Level 1 is granted to every firm, so there is nothing to estimate."))] if floor else []),
    ]


SHEET = Sheet(
    key="intervals",
    name=_("Intervals"),
    title=_("Levels of the population, with 95 % intervals, {year}"),
    purpose=_("Estimated share of the population at each level or above, with its interval or the word census"),
    audience=Audience.TEAM,
    applies=has_shares,
    compose=compose_table,
    rows=rows,
    notes=notes,
    columns=(
        Column("cluster", _("Cluster"), style=Style.LABEL, width=22, value=lambda row: row.cluster.name),
        Column("dimension", _("Dimension"), style=Style.LABEL, width=11, value=lambda row: PRINTED[row.dimension]),
        Column("level", _("Level"), style=Style.LEVEL, width=6, value=lambda row: row.level),
        Column("level_name", "", style=Style.TEXT, width=20, value=lambda row: str(LEVELS[row.level])),
        *share_columns(
            share=lambda row: row.shares.share[row.level - 1],
            low=lambda row: row.bound(row.shares.low),
            high=lambda row: row.bound(row.shares.high),
            se=lambda row: row.error(),
            df=lambda row: row.shares.df if row.shares.se else None,
        ),
        Column(
            "n",
            _("Firms with a level"),
            style=Style.INTEGER,
            width=10,
            value=lambda row: row.cluster.dimensions[row.dimension].n,
        ),
        Column(
            "population",
            _("Firms of the population"),
            style=Style.INTEGER,
            width=12,
            value=lambda r: r.shares.population,
        ),
        Column(
            "method",
            _("Interval by"),
            style=Style.LABEL,
            width=22,
            value=lambda row: str(METHODS[IntervalMethod(row.shares.method)]) if row.shares.method else None,
        ),
    ),
)
