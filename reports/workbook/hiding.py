"""The tables of a run as a file marked public may show them, by the rules the run froze (docs/disclosure-control.md).

Each verb of PROTECTORS takes one cluster and puts a sign in place of every figure that may not be shown; a rate bears
it as its reason. The sign knows why. Workbooks write it as it reads; pages of the team list what it stands for.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from clusters.models import SeriesKind
from reports.results import ClusterResult, DimensionTable, Figure, Ownership, PillarResult, RunTables
from reports.sampling import PopulationShares
from reports.weight_classes import Row, WeightClasses
from reports.workbook.declaration import Guard
from reports.workbook.material import Material
from reports.workbook.withheld import withheld
from scoring.aggregate_growth import AggregateBasis
from scoring.disclosure import Why, may_show_groups, protect_column, protect_shares, too_few
from scoring.suppression import Sum, protect_table

OFFICIAL = {
    "exports_national": SeriesKind.NATIONAL_EXPORTS,
    "exports_location": SeriesKind.LOCATION_EXPORTS,
}
Protect = Callable[[ClusterResult, Material], ClusterResult]


def public_material(material: Material) -> Material:
    """The material without what may not be shown, without remarks of panelists, and without the printed figures.

    The replica of published tables keeps every figure and what was printed, and has no remarks either.
    """
    if material.is_replica:
        clusters = tuple(without_remarks(cluster) for cluster in material.tables.clusters)
    else:
        clusters = tuple(public_cluster(cluster, material) for cluster in material.tables.clusters)
    return replace(
        material,
        public=True,
        robustness={},
        crosschecks=None,
        headlines=(),
        published=material.published if material.is_replica else None,
        tables=RunTables(clusters=clusters, warnings=material.tables.warnings),
    )


def public_cluster(cluster: ClusterResult, material: Material) -> ClusterResult:
    """One cluster's figures as they may be shown."""
    for protect in PROTECTORS.values():
        cluster = protect(cluster, material)
    told = replace(without_remarks(cluster), notes=cluster.public_notes, public_notes=())
    return replace(told, group_totals={}, estimates={}, domains=())


def without_remarks(cluster: ClusterResult) -> ClusterResult:
    """A cluster's phases and votes without what panelists said."""
    pillars = {name: replace(result, dissent="", reason="") for name, result in cluster.pillars.items()}
    return replace(cluster, pillars=pillars)


def hide_owners(cluster: ClusterResult, material: Material) -> ClusterResult:
    """The foreign share, unless it singles out too few foreign or national firms."""
    fewest = material.specification.disclosure.fewest
    owners = cluster.ownership
    firms = {
        "foreign": owners.foreign,
        "national": owners.known - owners.foreign,
        "known": owners.known,
        "unknown": owners.unknown,
        "all": owners.known + owners.unknown,
    }
    sums = [Sum("known", ("foreign", "national")), Sum("all", ("known", "unknown"))]
    few = {name for name in ("foreign", "national") if too_few(firms[name], fewest=fewest)}
    hidden = protect_table(firms, sums, few, width=fewest, kept={"known", "unknown", "all"})
    if "foreign" in hidden:
        sign = withheld(Why.FEW if "foreign" in few else Why.PROTECTS)
        safe = Ownership(sign, owners.known, owners.unknown, sign, None if owners.weighted_pct is None else sign)
    else:
        safe = replace(owners, weighted_pct=_weighted_owners(owners, material, cluster.slug))
    return replace(cluster, ownership=safe)


def _weighted_owners(owners: Ownership, material: Material, slug: str) -> Any:
    """The weighted foreign share, where the foreign firms of every weight could be told."""
    classes = material.weight_classes.get(slug)
    if owners.weighted_pct is None or owners.foreign in (0, owners.known):
        return owners.weighted_pct
    rows = [(foreign + national, foreign) for foreign, national in classes.owners] if classes else []
    if rows and _shares_shown(rows, owners.known, [True], material) == (True,):
        return owners.weighted_pct
    return withheld(Why.PROTECTS)


def hide_rates(cluster: ClusterResult, material: Material) -> ClusterResult:
    """Growth and skills, unless they rest on too few firms or on a total of money that one firm rules."""
    fewest = material.specification.disclosure.fewest

    def safe(measure: str, figure: Figure) -> Figure:
        return hidden_figure(figure, fewest) if rests_on_firms(measure, cluster, material) else figure

    return replace(
        cluster,
        exports_growth_location=safe("exports_location", cluster.exports_growth_location),
        exports_growth=safe("exports", cluster.exports_growth),
        employment_growth=safe("employment", cluster.employment_growth),
        real_wage_growth=safe("real_wages", cluster.real_wage_growth),
        skill_narrow=hidden_figure(cluster.skill_narrow, fewest),
        skill_wide=hidden_figure(cluster.skill_wide, fewest),
        growth_all={
            measure: {definition: safe(measure, figure) for definition, figure in rates.items()}
            for measure, rates in cluster.growth_all.items()
        },
    )


def rests_on_firms(measure: str, cluster: ClusterResult, material: Material) -> bool:
    """Whether a growth figure comes from firms and not from an official series."""
    if measure in OFFICIAL:
        given = material.series.get(cluster.slug, {})
        return measure != "exports_national" and OFFICIAL[measure] not in given
    return material.specification.growth_over is not AggregateBasis.OFFICIAL_SERIES


def hidden_figure(figure: Figure, fewest: int) -> Figure:
    """The figure, or nothing when it rests on too few firms or on a total that one firm rules."""
    if too_few(figure.n, fewest=fewest):
        return Figure(None, reason=withheld(Why.FEW))
    return Figure(None, reason=withheld(Why.RULED)) if figure.protected else figure


def hide_levels(cluster: ClusterResult, material: Material) -> ClusterResult:
    """The columns of Table 5, each as it may be shown."""
    classes = material.weight_classes.get(cluster.slug, WeightClasses())
    return replace(
        cluster,
        dimensions={
            name: public_dimension(table, classes.levels.get(name, ()), material)
            for name, table in cluster.dimensions.items()
        },
    )


def public_dimension(table: DimensionTable, classes: tuple[Row, ...], material: Material) -> DimensionTable:
    """A column of Table 5 from which no small group of firms can be found; bounds and tallies are left out.

    How many firms are undetermined or left out is told: it says what is not known, and n beside the number of surveyed
    firms would tell it anyway.
    """
    fewest = material.specification.disclosure.fewest
    safe = protect_column(table.cumulative, table.n, fewest=fewest)
    shown = [count is not None for count in safe.counts]
    shares = _shares_shown(classes, table.n, shown, material) if table.weighted_percent else ()

    def sign(count: int) -> Any:
        return withheld(Why.FEW if too_few(count, fewest=fewest) else Why.PROTECTS)

    signs = [sign(count) for count in table.cumulative]
    return DimensionTable(
        n=sign(table.n) if safe.n is None else safe.n,
        cumulative=tuple(count if count is not None else signs[place] for place, count in enumerate(safe.counts)),
        percent=tuple(percent if shown[place] else signs[place] for place, percent in enumerate(table.percent)),
        exact=tuple(
            count if count is not None else sign(real) for count, real in zip(safe.exact, table.exact, strict=True)
        ),
        tallies=(),
        undetermined=table.undetermined,
        excluded=table.excluded,
        cumulative_high=(),
        weighted_total=None,
        weighted_percent=tuple(
            share if seen else real for share, seen, real in zip(table.weighted_percent, shares, signs, strict=True)
        )
        if shares
        else (),
        assessed=table.assessed,
        population=table.population and PopulationShares(reason=table.population.reason),
    )


def _shares_shown(rows: Any, n: int, counts_shown: list[bool], material: Material) -> tuple[bool, ...]:
    """At which levels weighted shares are shown. Where the firms behind them are not at hand, none is."""
    if sum(row[0] for row in rows) != n:
        return (False,) * len(counts_shown)
    return protect_shares(rows, counts_shown, fewest=material.specification.disclosure.fewest)


def hide_votes(cluster: ClusterResult, material: Material) -> ClusterResult:
    """The phases of the pillars; of their votes all that is counted, or nothing."""
    fewest = material.specification.disclosure.fewest
    return replace(cluster, pillars={name: public_pillar(result, fewest) for name, result in cluster.pillars.items()})


def public_pillar(result: PillarResult, fewest: int) -> PillarResult:
    """A pillar without its votes, their spread and their middle, as soon as too few voted alike."""
    counts = (*result.votes, result.cannot_judge)
    if may_show_groups(counts, fewest=fewest):
        return result
    signs = [withheld(Why.FEW if too_few(count, fewest=fewest) else Why.PROTECTS) for count in counts]
    derived = withheld(Why.PROTECTS)
    return replace(
        result,
        low=derived,
        high=derived,
        votes=tuple(signs[:-1]),
        cannot_judge=signs[-1],
        median=derived,
        iqr=derived,
        percent_at_mode=derived,
    )


# Weighted shares go with the counts beside which they stand.
PROTECTORS: dict[Guard, Protect] = {
    Guard.OWNERS: hide_owners,
    Guard.RATES: hide_rates,
    Guard.LEVELS: hide_levels,
    Guard.VOTES: hide_votes,
}
