"""Sheet “Parts”: what a sample says of the firms of a size, or of one kind of owners, as the interviews found them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reports.domain_results import DomainResult
from reports.domains_page import VARIABLES, domain_name
from reports.estimates_page import METHODS, REASONS, lowest_level
from reports.population_figures import FigureEstimate
from reports.results import ClusterResult
from reports.sampling import NoSample
from reports.spreadsheet import Style, Value
from reports.workbook.declaration import Audience, Column, Sheet
from reports.workbook.layout import compose_table
from reports.workbook.material import Material
from reports.workbook.names import DIMENSION_KEYS, LEVELS, NOT_DEFINED, PRINTED
from reports.workbook.share_columns import share_columns
from scoring.interval_columns import IntervalMethod
from scoring.rungs import RUNGS

PART_OF_ALL = _("This part, of all firms")


@dataclass(frozen=True, slots=True)
class DomainRow:
    """One level of one dimension of a part, or (`level` None) how much of all firms the part is."""

    cluster: ClusterResult
    domain: DomainResult
    dimension: str
    level: int | None
    told: FigureEstimate

    def bound(self, given: float | None) -> Value:
        """A bound, or the word for a part that was taken whole."""
        return str(_("census")) if self.told.reason == NoSample.CENSUS else given

    def by(self) -> Value:
        """How the interval was found, or why there is none."""
        if self.told.method and self.told.method != IntervalMethod.NONE:
            return str(METHODS[IntervalMethod(self.told.method)])
        return str(REASONS.get(self.told.reason, self.told.reason)) or None


def rows(material: Material) -> Iterator[DomainRow]:
    """By cluster and part its share of all firms, then every level; level 1 only where it is not granted to all."""
    lowest = lowest_level(material.specification)
    for cluster in material.tables.clusters:
        for domain in cluster.domains:
            if any(each.share.value is not None for each in cluster.domains):
                yield DomainRow(cluster, domain, "", None, domain.share)
                if domain.n:
                    yield from _levels(cluster, domain, lowest)


def _levels(cluster: ClusterResult, domain: DomainResult, lowest: int) -> Iterator[DomainRow]:
    for dimension in DIMENSION_KEYS:
        shares = domain.dimensions.get(dimension)
        if shares is not None:
            for level in range(lowest, len(RUNGS) + 1):
                yield DomainRow(cluster, domain, dimension, level, shares.at(level))


def has_domains(material: Material) -> bool:
    """Only runs of a sample drawn by chance from strata of known size have the sheet."""
    return any(True for _row in rows(material))


def notes(material: Material) -> list[str]:
    return [
        str(
            _(
                "Parts are what the interviews found: employees of the reference year, or the share of foreign equity. "
                "The weight of a firm stays that of the stratum it was drawn from. Standard errors by linearisation "
                "over the whole sample, so that the chance of how many firms belong to a part is counted."
            )
        ),
        str(_("Census: every firm of the strata in which the part was met was observed.")),
    ]


SHEET = Sheet(
    key="domains",
    name=_("Parts"),
    title=_("Levels of parts of the population, with 95 % intervals, {year}"),
    purpose=_("Estimated shares of Table 5 over firms of an observed size, or of observed owners, with intervals"),
    audience=Audience.TEAM,
    landscape=True,
    applies=has_domains,
    compose=compose_table,
    rows=rows,
    notes=notes,
    columns=(
        Column("cluster", _("Cluster"), style=Style.LABEL, width=20, value=lambda row: row.cluster.name),
        Column("by", _("Parts by"), style=Style.LABEL, width=9, value=lambda row: str(VARIABLES[row.domain.variable])),
        Column("part", _("Part"), style=Style.LABEL, width=21, value=lambda row: domain_name(row.domain)),
        Column("dimension", _("Dimension"), style=Style.LABEL, width=11, value=lambda row: PRINTED.get(row.dimension)),
        Column("level", _("Level"), style=Style.LEVEL, width=6, value=lambda row: row.level),
        Column(
            "level_name",
            "",
            style=Style.TEXT,
            width=26,
            value=lambda row: str(PART_OF_ALL if row.level is None else LEVELS[row.level]),
        ),
        *share_columns(
            share=lambda row: NOT_DEFINED if row.told.value is None else row.told.value,
            low=lambda row: row.bound(row.told.low),
            high=lambda row: row.bound(row.told.high),
            se=lambda row: None if row.told.se is None else round(row.told.se, 4),
            df=lambda row: None if row.told.se is None else row.told.df,
        ),
        Column("n", _("Firms observed"), style=Style.INTEGER, width=10, value=lambda row: row.told.n),
        Column("method", _("Interval by"), style=Style.WRAP, width=24, value=lambda row: row.by()),
    ),
)
