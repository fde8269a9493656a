"""From columns of many firms and frozen inputs to everything the tables say of one cluster. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from reports.cautions import cluster_notes
from reports.cluster_columns import ClusterColumns
from reports.domain_figures import domain_results
from reports.figure_estimates import figure_estimates
from reports.growth_figures import Point, growth_of_all_measures, points_of
from reports.results import ClusterResult, DimensionTable, Figure, Ownership, PillarResult
from reports.sampling import PopulationShares, population_shares
from reports.score_inputs import FOREIGN_EQUITY, WORKFORCE_REF
from reports.specification import Specification
from scoring.assessed import stand_in
from scoring.columns import Int8Array
from scoring.disclosure import too_few
from scoring.ownership import foreign_share
from scoring.rungs import Dimension
from scoring.skills import SkillDefinition, Workforce, skill_intensity
from scoring.table5 import level_table
from scoring.vectorised import NO_POINT, LevelColumns

MOST_GROUPS = 60


def cluster_result(inputs: dict[str, Any], specification: Specification, columns: ClusterColumns) -> ClusterResult:
    """Return the figures of one cluster. `inputs` are its frozen inputs (reports.cluster_inputs)."""
    growth_all = growth_of_all_measures(inputs["series"], specification, columns.figures, columns.weights)
    chosen = {measure: rates[specification.growth] for measure, rates in growth_all.items()}
    result = ClusterResult(
        slug=inputs["slug"],
        name=inputs["name"],
        country=inputs["country"],
        location=inputs["location"],
        product=inputs["product"],
        origin=inputs["origin"],
        sector_variant=inputs["sector_variant"],
        firms=columns.firms,
        ownership=_ownership(specification, columns),
        exports_growth_national=chosen["exports_national"],
        exports_growth_location=chosen["exports_location"],
        exports_growth=chosen["exports"],
        employment_growth=chosen["employment"],
        real_wage_growth=chosen["real_wages"],
        skill_narrow=_skills(SkillDefinition.NARROW, specification, columns),
        skill_wide=_skills(SkillDefinition.WIDE, specification, columns),
        dimensions={
            str(each): replace(
                _dimension_table(each, specification, columns),
                **_sensitivity(each, specification, columns),
                population=_population(each, inputs, columns),
            )
            for each in Dimension
        },
        pillars={
            code: PillarResult(**{**frozen, "votes": tuple(frozen["votes"])})
            for code, frozen in inputs["pillars"].items()
        },
        growth_all=growth_all,
        group_totals=_group_totals(columns),
        estimates=figure_estimates(inputs, specification, columns),
        domains=domain_results(inputs, specification, columns),
    )
    return cluster_notes(result, inputs, specification, columns.levels)


def _population(dimension: Dimension, inputs: Mapping[str, Any], columns: ClusterColumns) -> PopulationShares:
    """What the levels of one dimension say of the population."""
    points, weights = columns.levels[dimension].point, columns.weights
    return population_shares(points, columns.attributes, inputs["frame"], weights, inputs.get("weights"))


def _ownership(specification: Specification, columns: ClusterColumns) -> Ownership:
    share = foreign_share(
        points_of(columns.figures[FOREIGN_EQUITY]),
        threshold_pct=specification.foreign_threshold,
        weights=columns.weights.tolist() if specification.weighted else None,
    )
    return Ownership(share.foreign, share.known, share.unknown, share.share_pct, share.weighted_pct)


def _skills(definition: SkillDefinition, specification: Specification, columns: ClusterColumns) -> Figure:
    weights = columns.weights.tolist() if specification.weighted else [1.0] * columns.firms
    known: dict[str, list[Point]] = {name: points_of(columns.figures[code]) for name, code in WORKFORCE_REF.items()}
    firms = [
        Workforce(weight=weight, **dict(zip(known, row, strict=True)))
        for weight, row in zip(weights, zip(*known.values(), strict=True), strict=True)
    ]
    found = skill_intensity(
        firms,
        definition,
        technical_in_wide=specification.technical_in_wide,
        aggregate=specification.skills_by,
    )
    reason = "" if found.share_pct is not None else "No firm tells its workforce by category for the reference year."
    is_protected = too_few(found.firms_used, fewest=specification.disclosure.fewest)
    return Figure(found.share_pct, found.firms_used, found.firms_left_out, reason, is_protected)


def _dimension_table(dimension: Dimension, specification: Specification, columns: ClusterColumns) -> DimensionTable:
    levels, rungs = columns.levels[dimension], columns.rungs[dimension]
    if not np.any(levels.point != NO_POINT):
        return _empty_table(levels, rungs)
    table = level_table(
        levels,
        policy=specification.points_by,
        floor_level_1=specification.floor_level_1,
        rungs=rungs,
        weights=columns.weights if specification.weighted else None,
    )
    return DimensionTable(
        n=table.n,
        cumulative=tuple(cell.count for cell in table.cells),
        percent=tuple(cell.pct for cell in table.cells),
        exact=table.exact,
        tallies=table.tallies or (),
        undetermined=table.undetermined,
        excluded=table.left_out,
        cumulative_high=table.if_high,
        weighted_total=table.weighted.total if table.weighted else None,
        weighted_percent=table.weighted.shares_pct if table.weighted else (),
        expected=table.expected or (),
    )


def _sensitivity(dimension: Dimension, specification: Specification, columns: ClusterColumns) -> dict[str, Any]:
    """How many levels a person assessed, and the counts by the other choice: computed levels, or assessed ones."""
    assessed = columns.assessed.get(dimension)
    if assessed is None or not np.any(assessed != NO_POINT):
        return {}
    computed = columns.computed[dimension]
    other = (
        computed
        if specification.use_assessed
        else stand_in(computed, assessed, floor_level_1=specification.floor_level_1)
    )
    return {
        "assessed": int(np.count_nonzero(assessed != NO_POINT)),
        "cumulative_other": tuple(int(np.count_nonzero(other.point >= level)) for level in range(1, 7)),
    }


def _empty_table(levels: LevelColumns, rungs: Int8Array) -> DimensionTable:
    """A column of a cluster none of whose firms has a single level."""
    firms = int(levels.low.size)
    return DimensionTable(
        n=0,
        cumulative=(0,) * 6,
        percent=(0,) * 6,
        exact=(0,) * 7,
        tallies=tuple(int(count) for count in np.count_nonzero(rungs == 2, axis=0)) if firms else (0,) * 6,
        undetermined=int(np.count_nonzero(levels.low != levels.high)),
        excluded=firms,
        cumulative_high=tuple(int(np.count_nonzero(levels.high >= rung)) for rung in range(1, 7)),
    )


def _group_totals(columns: ClusterColumns) -> dict[str, dict[str, float]]:
    """Weighted numbers of firms, in all and by each attribute whose values are few enough to be groups.

    An attribute that is a measure for some firm (a number with decimals, a list) makes no groups for the others either.
    """
    totals: dict[str, dict[str, float]] = {}
    measures: set[str] = set()
    for weight, attributes in zip(columns.weights.tolist(), columns.attributes, strict=True):
        for name, value in attributes.items():
            if isinstance(value, str | int):
                group = totals.setdefault(name, {})
                group[str(value)] = group.get(str(value), 0.0) + weight
            elif value is not None:
                measures.add(name)
    few = {
        name: dict(sorted(group.items()))
        for name, group in sorted(totals.items())
        if len(group) <= MOST_GROUPS and name not in measures
    }
    return {"all": {"firms": float(columns.firms), "weighted_firms": float(columns.weights.sum())}, **few}
