"""How the averages move when the trade data are read another way: threshold, rule, single years, shared products."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import stats

from analysis.proximity.choices import Choices
from analysis.proximity.comparison import mean_weights, weighted_mean
from analysis.proximity.measured import Measured, industry_proximities, measured_cells
from analysis.proximity.products import FloatArray
from analysis.results import Cell, ResultColumn, ResultTable
from analysis.specifications import SpecificationError


def variants(choices: Choices, years_of_trade: tuple[int, ...]) -> dict[str, Choices]:
    """The choices as they are, and one change at a time."""
    found = {"as chosen": choices}
    for factor in (0.5, 2.0):
        threshold = choices.advantage_threshold * factor
        found[f"threshold {threshold:g}"] = replace(choices, advantage_threshold=threshold)
    other = "at_least" if choices.advantage_rule == "above" else "above"
    found[f"rule “{other}”"] = replace(choices, advantage_rule=other)
    if len(years_of_trade) > 1:
        found |= {f"trade of {year} alone": replace(choices, trade_years=(year,)) for year in years_of_trade}
    shared = "left_out" if choices.shared_products == "one" else "one"
    found[f"shared products “{shared}”"] = replace(choices, shared_products=shared)
    return found


def sensitivity_table(
    choices: Choices,
    tables: Mapping[str, pd.DataFrame],
    found: Measured,
    years: tuple[int, int],
    weight: str,
    watch: Callable[[float], None] = lambda _share: None,
) -> ResultTable:
    """Averages of both years, their difference, and the rank correlation of regions with the figures as chosen."""
    trade = choices.trade_years or tuple(int(year) for year in sorted(tables["trade"]["year"].unique()))
    wanted = variants(choices, trade)
    if "concordance" not in tables:
        wanted = {name: each for name, each in wanted.items() if not name.startswith("shared")}
    rows = []
    for turn, (name, each) in enumerate(wanted.items()):
        rows.append(_row(name, each, tables, found, years, weight))
        watch((turn + 1) / len(wanted))
    return ResultTable(
        code="sensitivity",
        title="Averages under other readings of the trade data",
        columns=(
            ResultColumn("variant", "Variant", "text"),
            ResultColumn("first", f"Average {years[0]}"),
            ResultColumn("last", f"Average {years[1]}"),
            ResultColumn("difference", "Difference"),
            ResultColumn("rank", "Rank correlation of regions with the chosen", decimals=2),
            ResultColumn("industries", "Industries", "count", decimals=0),
            ResultColumn("note", "Note", "text"),
        ),
        rows=tuple(rows),
        notes=(f"Regions in {years[1]} are ranked by proximity weighted by {weight} (Spearman).",),
    )


def _row(
    name: str,
    choices: Choices,
    tables: Mapping[str, pd.DataFrame],
    found: Measured,
    years: tuple[int, int],
    weight: str,
) -> tuple[Cell, ...]:
    try:
        other = measured_cells(choices, found.cells, industry_proximities(choices, tables).proximities)
    except SpecificationError as problem:
        return (name, None, None, None, None, 0, str(problem))
    first, last = (
        weighted_mean(other.of(weight, year), mean_weights(found, choices.mean_weights, weight, year)) for year in years
    )
    told = (_cell(first), _cell(last), _cell(last - first) if years[0] != years[1] else None)
    rank = _rank(found.of(weight, years[1]), other.of(weight, years[1]))
    return (name, *told, rank, len(other.cells.industries), "")


def _rank(one: FloatArray, other: FloatArray) -> Cell:
    known = ~np.isnan(one) & ~np.isnan(other)
    if known.sum() < 3 or np.ptp(one[known]) == 0 or np.ptp(other[known]) == 0:
        return None
    return float(stats.spearmanr(one[known], other[known]).statistic)


def _cell(value: float) -> Cell:
    return None if np.isnan(value) else float(value)
