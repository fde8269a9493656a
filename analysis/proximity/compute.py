"""A whole run: from choices and checked tables to the result."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.estimators.versions import library_versions
from analysis.proximity.choices import TITLE, Choices
from analysis.proximity.comparison import Comparison, mean_weights, table_4, weighted_mean
from analysis.proximity.equation_tables import equation_tables
from analysis.proximity.measured import (
    Measured,
    Near,
    compared_years,
    industry_proximities,
    main_weight,
    measured,
    wanted_weights,
)
from analysis.proximity.pictures import distribution, place_map, product_space
from analysis.proximity.printed import TEXT_SIC
from analysis.proximity.reshuffling import Benchmark
from analysis.proximity.sensitivity import sensitivity_table
from analysis.proximity.standing import benchmark_of, industry_table, inside_table, interval_of, region_table
from analysis.proximity.summary import table_5
from analysis.proximity.variables import region_variables
from analysis.results import Figure, Refused, Result, ResultTable
from analysis.specifications import SpecificationError
from analysis.systems import Progress, unwatched


@dataclass(slots=True)
class _Gathered:
    """What the run has so far."""

    tables: list[ResultTable] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def compute(choices: Choices, tables: Mapping[str, pd.DataFrame], progress: Progress = unwatched) -> Result:
    """The result of a run; raises SpecificationError where choices and tables do not fit together."""
    if "firms" not in tables:
        raise SpecificationError(["The table of firms is missing."])
    firms = tables["firms"]
    progress("Proximity of industries", 0.0)
    near = industry_proximities(choices, tables)
    progress("Cells of regions and industries", 0.15)
    found = measured(choices, firms, near.proximities)
    years = compared_years(choices, found.cells)
    weight = main_weight(choices, found.cells)
    gathered = _Gathered()
    compared = _paper_tables(choices, found, firms, near, years, weight, gathered)
    benchmark = _beyond(choices, found, firms, years[1], weight, gathered, progress)
    _pictures(choices, found, tables, years, weight, gathered)
    progress("Equations of Tables 6 to 10", 0.6)
    weights = wanted_weights(choices, found.cells)
    more, refused = equation_tables(choices, found, firms, years, weights, _part(progress, "Equations", 0.6, 0.9))
    gathered.tables += more
    gathered.refused += refused
    _sensitivity(choices, tables, found, years, weight, gathered, _part(progress, "Sensitivity", 0.9, 1.0))
    progress("Done", 1.0)
    return Result(
        system="proximity",
        title=TITLE,
        findings=_findings(found, years, weight, choices, compared, benchmark),
        tables=tuple(gathered.tables),
        figures=tuple(gathered.figures),
        cautions=_cautions(choices, found, near),
        refused=tuple(gathered.refused),
        versions=library_versions("numpy", "pandas", "scipy", "statsmodels", "linearmodels"),
    )


def _part(progress: Progress, doing: str, start: float, end: float) -> Callable[[float], None]:
    return lambda share: progress(doing, start + share * (end - start))


def _paper_tables(
    choices: Choices,
    found: Measured,
    firms: pd.DataFrame,
    near: Near,
    years: tuple[int, int],
    weight: str,
    gathered: _Gathered,
) -> Comparison | None:
    larger = choices.larger_region
    if larger and larger not in firms.columns:
        raise SpecificationError([f"The table of firms has no column “{larger}”, which larger_region names."])
    of_table_4 = measured(choices, firms, near.proximities, region=larger) if larger else found
    table, compared, refused = table_4(of_table_4, weight, years, choices.mean_weights, choices.level)
    regions = region_variables(found, firms, years, small=choices.small_output, larger=larger)
    gathered.tables += [table, table_5(found, regions, firms if choices.rows_are == "firms" else None, years)]
    gathered.refused += refused
    return compared


def _beyond(
    choices: Choices,
    found: Measured,
    firms: pd.DataFrame,
    year: int,
    weight: str,
    gathered: _Gathered,
    progress: Progress,
) -> Benchmark | None:
    benchmark = benchmark_of(choices, found, weight, year, _part(progress, "Reshuffled industries", 0.2, 0.4))
    interval, refused = interval_of(choices, found, firms, weight, year, _part(progress, "Intervals", 0.4, 0.6))
    industries, also_refused = industry_table(choices, found, weight, year)
    region = _pictured(choices, found, weight, year)
    gathered.tables += [
        region_table(found, weight, year, benchmark, interval, choices.level),
        industries,
        inside_table(found, weight, year, region),
    ]
    gathered.refused += [*refused, *also_refused]
    return benchmark


def _pictured(choices: Choices, found: Measured, weight: str, year: int) -> str:
    sizes = found.cells.of(weight, year).sum(axis=1)
    if not choices.picture_region:
        return found.cells.regions[int(np.argmax(sizes))]
    if choices.picture_region not in found.cells.regions:
        raise SpecificationError([f"picture_region is “{choices.picture_region}”, which no firm names as its region."])
    if sizes[found.cells.regions.index(choices.picture_region)] <= 0:
        raise SpecificationError([f"picture_region “{choices.picture_region}” has no {weight} in {year}."])
    return choices.picture_region


def _pictures(
    choices: Choices,
    found: Measured,
    tables: Mapping[str, pd.DataFrame],
    years: tuple[int, int],
    weight: str,
    gathered: _Gathered,
) -> None:
    drawn, refused = place_map(found, weight, years[1], tables.get("places"))
    region = _pictured(choices, found, weight, years[1])
    gathered.figures.append(distribution(found, weight, years))
    gathered.figures += [drawn] if drawn else []
    gathered.figures.append(product_space(found, weight, years[1], region, choices.picture_links, {}))
    gathered.refused += refused


def _sensitivity(
    choices: Choices,
    tables: Mapping[str, pd.DataFrame],
    found: Measured,
    years: tuple[int, int],
    weight: str,
    gathered: _Gathered,
    watch: Callable[[float], None],
) -> None:
    if not choices.sensitivity:
        return
    if "trade" not in tables:
        reason = "Proximity was given ready; threshold, rule and year of trade are settled in it."
        gathered.refused.append(Refused("Sensitivity to the trade data", reason))
        return
    gathered.tables.append(sensitivity_table(choices, tables, found, years, weight, watch))


def _findings(
    found: Measured,
    years: tuple[int, int],
    weight: str,
    choices: Choices,
    compared: Comparison | None,
    benchmark: Benchmark | None,
) -> tuple[str, ...]:
    told = []
    if compared is not None and compared.fit is not None:
        change = compared.fit.coefficient("later")
        told.append(
            f"Weighted by {weight}, proximity of industries within regions went from {compared.first:.3f} in "
            f"{years[0]} to {compared.last:.3f} in {years[1]}: a difference of {change.estimate:+.3f} "
            f"({100 * choices.level:g}% interval {change.low:+.3f} to {change.high:+.3f})."
        )
    else:
        average = weighted_mean(found.of(weight, years[1]), mean_weights(found, choices.mean_weights, weight, years[1]))
        told.append(
            f"No region has two industries with {weight} in {years[1]}, so that there is no proximity to average."
            if np.isnan(average)
            else f"Weighted by {weight}, the average proximity within regions was {average:.3f} in {years[1]}."
        )
    if years[0] != years[1]:
        change_by_region = found.of(weight, years[1]) - found.of(weight, years[0])
        known = change_by_region[~np.isnan(change_by_region)]
        told.append(f"It rose in {int((known > 0).sum())} of the {len(known)} regions that have both years.")
    if benchmark is not None:
        known = benchmark.z[~np.isnan(benchmark.z)]
        told.append(
            f"{int((known > 1.96).sum())} of {len(known)} regions are nearer than chance by more than 1.96 standard "
            f"deviations, {int((known < -1.96).sum())} farther; by chance each would be about {0.025 * len(known):.0f}."
        )
    return tuple(told)


def _cautions(choices: Choices, found: Measured, near: Near) -> tuple[str, ...]:
    told = [*near.cautions]
    lost = found.lost
    if lost.left_out:
        shares = ", ".join(f"{share:.1%} of {name}" for name, share in lost.share_lost.items())
        told.append(
            f"{len(lost.left_out)} industries of the firms have no proximity and are left out, with {lost.firms_lost} "
            f"rows ({shares})."
        )
    told += [f"{each.count} rows of the firms were left out: {each.reason}." for each in found.cells.dropped]
    told += [
        f"{count} rows of the firms have no {name} and weigh nothing in it."
        for name, count in found.cells.unsized.items()
        if count
    ]
    if choices.rows_are == "firms":
        told.append("A region's proximity holds the firm it explains; columns without the firm itself are told beside.")
    told.append("Both years are weighed with one matrix of proximities: a change is one of what regions make.")
    if set(choices.tables) & {"6", "7", "8", "9", "10"}:
        told += [f"The paper, sic: {each}" for each in TEXT_SIC]
    return tuple(told)
