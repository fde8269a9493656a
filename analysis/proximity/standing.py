"""Beyond the paper: where each region and each industry stands, against chance, its firms and the usual measures."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.estimators.multiplicity import adjusted_p_values
from analysis.proximity.choices import Choices
from analysis.proximity.concentration import (
    concentration,
    ellison_glaeser,
    location_quotients,
    locational_gini,
    specialisation,
)
from analysis.proximity.measured import Measured
from analysis.proximity.products import FloatArray
from analysis.proximity.regional import industry_proximity
from analysis.proximity.reshuffling import Benchmark, Interval, bootstrapped, reshuffled
from analysis.results import Cell, Refused, ResultColumn, ResultTable

Watch = Callable[[float], None]
SUMS = "The rows of the table of firms are sums of regions and industries; this needs firms."


def benchmark_of(choices: Choices, found: Measured, weight: str, year: int, watch: Watch) -> Benchmark | None:
    """Proximity against industries drawn by chance; None where no draws are wanted."""
    if not choices.benchmark_draws:
        return None
    return reshuffled(
        found.cells.of(weight, year),
        found.phi,
        by=choices.benchmark_by,
        repetitions=choices.benchmark_draws,
        seed=choices.seed,
        watch=watch,
    )


def interval_of(
    choices: Choices, found: Measured, firms: pd.DataFrame, weight: str, year: int, watch: Watch
) -> tuple[Interval | None, tuple[Refused, ...]]:
    """How much proximity rests on single firms; refused where rows are no firms."""
    if not choices.bootstrap_draws:
        return None, ()
    if choices.rows_are == "sums":
        return None, (Refused("Intervals of proximity", SUMS),)
    here = firms[firms["year"] == year]
    sizes = here[weight].to_numpy(dtype=np.float64, na_value=np.nan)
    regions = pd.Index(found.cells.regions).get_indexer(pd.Index(here["region"]))
    industries = pd.Index(found.cells.industries).get_indexer(pd.Index(here["industry"]))
    used = (regions >= 0) & (industries >= 0) & ~np.isnan(sizes)
    return (
        bootstrapped(
            regions[used],
            industries[used],
            sizes[used],
            found.phi,
            count=len(found.cells.regions),
            repetitions=choices.bootstrap_draws,
            seed=choices.seed,
            level=choices.level,
            watch=watch,
        ),
        (),
    )


def region_table(
    found: Measured, weight: str, year: int, benchmark: Benchmark | None, interval: Interval | None, level: float
) -> ResultTable:
    """One row a region with a proximity, the nearest first: every weight, z-score, interval and specialisation."""
    sizes = found.cells.of(weight, year)
    main = found.of(weight, year)
    columns = [
        *_region_figures(found, year, benchmark, interval, level),
        (ResultColumn("specialisation", "Herfindahl of industries"), specialisation(sizes)),
    ]
    industries = np.count_nonzero(sizes, axis=1)
    firms = found.cells.firms[found.cells.years.index(year)].sum(axis=1)
    order = [at for at in np.argsort(-np.nan_to_num(main, nan=-1), kind="stable") if not np.isnan(main[at])]
    return ResultTable(
        code="regions",
        title=f"Regions in {year}, by {weight}",
        columns=(
            ResultColumn("region", "Region", "text"),
            *(column for column, _values in columns),
            ResultColumn("industries", "Industries", "count", decimals=0),
            ResultColumn("firms", "Rows of the table", "count", decimals=0),
        ),
        rows=tuple(
            (
                found.cells.regions[at],
                *(_cell(values[at]) for _column, values in columns),
                int(industries[at]),
                int(firms[at]),
            )
            for at in order
        ),
        notes=_region_notes(benchmark, interval),
    )


def _region_figures(
    found: Measured, year: int, benchmark: Benchmark | None, interval: Interval | None, level: float
) -> list[tuple[ResultColumn, FloatArray]]:
    weights = tuple(dict.fromkeys(each for each, _year in found.values))
    columns: list[tuple[ResultColumn, FloatArray]] = [
        (ResultColumn(f"proximity_{each}", f"Proximity by {each}"), found.of(each, year)) for each in weights
    ]
    if benchmark is not None:
        columns += [
            (ResultColumn("chance", "Proximity by chance"), benchmark.mean),
            (ResultColumn("z", "z-score", decimals=2), benchmark.z),
            (ResultColumn("p", "p-value, one-sided"), benchmark.p_value),
            (ResultColumn("adjusted_p", "p-value, adjusted for all regions"), _adjusted(benchmark.p_value)),
        ]
    if interval is not None:
        columns += [
            (ResultColumn("low", f"{100 * level:g}% interval from"), interval.low),
            (ResultColumn("high", f"{100 * level:g}% interval to"), interval.high),
        ]
    return columns


def _adjusted(p_values: FloatArray) -> FloatArray:
    known = np.flatnonzero(~np.isnan(p_values))
    if not known.size:
        return p_values
    adjusted = adjusted_p_values({str(at): float(p_values[at]) for at in known}, method="bh")
    found = np.full(len(p_values), np.nan)
    found[known] = [adjusted[str(at)] for at in known]
    return found


def _region_notes(benchmark: Benchmark | None, interval: Interval | None) -> tuple[str, ...]:
    notes = []
    if benchmark is not None:
        notes.append(
            f"Chance: the region's sizes on industries drawn {benchmark.repetitions} times; p-values are adjusted by "
            "Benjamini and Hochberg. The least p-value the draws can give is "
            f"{1 / (1 + benchmark.repetitions):.4g}."
        )
    if interval is not None:
        notes.append("Intervals draw the region's firms anew; of a census they tell how much rests on single firms.")
    return tuple(notes)


def industry_table(
    choices: Choices, found: Measured, weight: str, year: int
) -> tuple[ResultTable, tuple[Refused, ...]]:
    """One row an industry, the largest first: size, regions, Gini, Herfindahl and Ellison–Glaeser."""
    sizes = found.cells.of(weight, year)
    totals = sizes.sum(axis=0)
    refused: tuple[Refused, ...] = ()
    gamma = np.full(sizes.shape[1], np.nan)
    if choices.rows_are == "sums":
        refused = (Refused("Index of Ellison and Glaeser", SUMS),)
    else:
        gamma = ellison_glaeser(sizes, found.cells.squares[weight][found.cells.years.index(year)])
    figures = (locational_gini(sizes), concentration(sizes), gamma)
    order = [at for at in np.argsort(-totals, kind="stable") if totals[at] > 0]
    table = ResultTable(
        code="industries",
        title=f"Industries in {year}, by {weight}",
        columns=(
            ResultColumn("industry", "Industry", "text"),
            ResultColumn("share", "Share of the whole", "share", decimals=2),
            ResultColumn("regions", "Regions", "count", decimals=0),
            ResultColumn("gini", "Locational Gini"),
            ResultColumn("herfindahl", "Herfindahl of regions"),
            ResultColumn("gamma", "Ellison–Glaeser γ"),
        ),
        rows=tuple(
            (
                found.cells.industries[at],
                float(totals[at] / totals.sum()),
                int(np.count_nonzero(sizes[:, at])),
                *(_cell(values[at]) for values in figures),
            )
            for at in order
        ),
        notes=("γ is about zero where firms choose regions by chance; above 0.05 is called much.",),
    )
    return table, refused


def inside_table(found: Measured, weight: str, year: int, region: str) -> ResultTable:
    """The industries of one region, the largest first: share, location quotient and nearness to the others."""
    row = found.cells.regions.index(region)
    sizes = found.cells.of(weight, year)
    quotients = location_quotients(sizes)[row]
    near = industry_proximity(sizes[row : row + 1], found.phi)[0]
    own = sizes[row]
    order = [at for at in np.argsort(-own, kind="stable") if own[at] > 0]
    return ResultTable(
        code="inside",
        title=f"Industries of {region} in {year}, by {weight}",
        columns=(
            ResultColumn("industry", "Industry", "text"),
            ResultColumn("share", "Share of the region", "share", decimals=2),
            ResultColumn("quotient", "Location quotient", decimals=2),
            ResultColumn("near", "Proximity to the region's other industries"),
        ),
        rows=tuple(
            (found.cells.industries[at], float(own[at] / own.sum()), _cell(quotients[at]), _cell(near[at]))
            for at in order
        ),
    )


def _cell(value: float) -> Cell:
    return None if np.isnan(value) else float(value)
