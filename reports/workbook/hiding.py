"""The tables of a run as a file marked public may show them: what rests on one or two firms is not told.

A hidden figure is None in the records; a figure of growth or skill bears the sign of hiding as its reason.
"""

from dataclasses import replace
from typing import Any

from clusters.models import SeriesKind
from reports.results import ClusterResult, DimensionTable, Figure, Ownership, PillarResult, RunTables
from reports.sampling import PopulationShares
from reports.workbook.material import Material
from reports.workbook.names import HIDDEN
from scoring.aggregate_growth import AggregateBasis
from scoring.disclosure import protect_column, too_few

HIDDEN_COUNT: Any = None
"""Stands in a record where a count is hidden: only here may one be None."""

OFFICIAL = {
    "exports_national": SeriesKind.NATIONAL_EXPORTS,
    "exports_location": SeriesKind.LOCATION_EXPORTS,
}


def public_material(material: Material) -> Material:
    """The material without what may not be shown, without printed figures, and without remarks of panelists."""
    clusters = tuple(public_cluster(cluster, material) for cluster in material.tables.clusters)
    return replace(
        material,
        public=True,
        published=None,
        tables=RunTables(clusters=clusters, warnings=material.tables.warnings),
    )


def public_cluster(cluster: ClusterResult, material: Material) -> ClusterResult:
    """One cluster's figures as they may be shown."""

    def safe(measure: str, figure: Figure) -> Figure:
        return hidden_figure(figure) if rests_on_firms(measure, cluster, material) else figure

    return replace(
        cluster,
        ownership=public_ownership(cluster.ownership),
        exports_growth_location=safe("exports_location", cluster.exports_growth_location),
        exports_growth=safe("exports", cluster.exports_growth),
        employment_growth=safe("employment", cluster.employment_growth),
        real_wage_growth=safe("real_wages", cluster.real_wage_growth),
        skill_narrow=hidden_figure(cluster.skill_narrow),
        skill_wide=hidden_figure(cluster.skill_wide),
        dimensions={name: public_dimension(table) for name, table in cluster.dimensions.items()},
        pillars={name: public_pillar(result) for name, result in cluster.pillars.items()},
        growth_all={
            measure: {definition: safe(measure, figure) for definition, figure in rates.items()}
            for measure, rates in cluster.growth_all.items()
        },
        group_totals={},
        notes=cluster.public_notes,
        public_notes=(),
    )


def rests_on_firms(measure: str, cluster: ClusterResult, material: Material) -> bool:
    """Whether a growth figure comes from firms and not from an official series."""
    if measure in OFFICIAL:
        given = material.series.get(cluster.slug, {})
        return measure != "exports_national" and OFFICIAL[measure] not in given
    return material.specification.growth_over is not AggregateBasis.OFFICIAL_SERIES


def hidden_figure(figure: Figure) -> Figure:
    """The figure, or nothing when it rests on one or two firms or on a total that one firm rules."""
    return Figure(None, reason=HIDDEN) if figure.protected or too_few(figure.n) else figure


def public_ownership(owners: Ownership) -> Ownership:
    """The foreign share, unless it singles out one or two foreign or national firms."""
    if not (too_few(owners.foreign) or too_few(owners.known - owners.foreign)):
        return owners
    return Ownership(HIDDEN_COUNT, owners.known, owners.unknown, None, None)


def public_dimension(table: DimensionTable) -> DimensionTable:
    """A column of Table 5 from which no group of one or two firms can be found; bounds and tallies are left out.

    How many firms are undetermined or left out is told: it says what is not known, and n beside the number of surveyed
    firms would tell it anyway.
    """
    safe: Any = protect_column(table.cumulative, table.n)
    shown = [count is not None for count in safe.counts]
    return DimensionTable(
        n=safe.n,
        cumulative=safe.counts,
        percent=tuple(percent if seen else HIDDEN_COUNT for percent, seen in zip(table.percent, shown, strict=True)),
        exact=safe.exact,
        tallies=(),
        undetermined=table.undetermined,
        excluded=table.excluded,
        cumulative_high=(),
        weighted_total=None,
        weighted_percent=tuple(
            share if seen else HIDDEN_COUNT for share, seen in zip(table.weighted_percent, shown, strict=False)
        ),
        population=table.population and PopulationShares(reason=table.population.reason),
    )


def public_pillar(result: PillarResult) -> PillarResult:
    """A pillar's phase and votes without what panelists said."""
    return replace(result, dissent="", reason="")
