"""Table 4: proximity of every region in two years, their weighted averages and the test of the difference.

Source: Long and Zhang, Table 4. The paper does not say how it tested; here regions are paired with themselves, by the
weighted regression of proximity on the later year with errors clustered by region.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimators.least_squares import fit_ols
from analysis.estimators.records import EstimationRefused, Fit
from analysis.proximity.measured import Measured
from analysis.proximity.printed import TABLE_4, TABLE_4_AVERAGE, TABLE_4_DIFFERENCE, TABLE_4_SIC
from analysis.proximity.products import FloatArray
from analysis.results import Cell, Dropped, Refused, ResultColumn, ResultTable


@dataclass(frozen=True, slots=True)
class Comparison:
    """Weighted averages of two years and the fit of their difference; `refused` says why there is no test."""

    first: float
    last: float
    fit: Fit | None
    refused: str = ""


def weighted_mean(values: FloatArray, weights: FloatArray) -> float:
    """The mean of the values that are known; NaN where none has weight."""
    known = ~np.isnan(values) & (weights > 0)
    return float(np.average(values[known], weights=weights[known])) if known.any() else float("nan")


def compared(
    first: FloatArray, last: FloatArray, first_weights: FloatArray, last_weights: FloatArray, *, level: float = 0.95
) -> Comparison:
    """Compares two years, region by region in the same order; regions may lack a figure in one of them (NaN).

    The difference is the coefficient “later” of a regression weighted within each year, clustered by region, so that
    a region's two figures are not taken for two independent ones.
    """
    regions = np.arange(len(first))
    frame = pd.DataFrame(
        {
            "region": np.tile(regions, 2),
            "later": np.repeat([0.0, 1.0], len(regions)),
            "proximity": np.concatenate([first, last]),
            "weight": np.concatenate([_shares(first, first_weights), _shares(last, last_weights)]),
        }
    )
    means = weighted_mean(first, first_weights), weighted_mean(last, last_weights)
    try:
        fit = fit_ols(
            frame, outcome="proximity", regressors=["later"], weights="weight", cluster=("region",), level=level
        )
    except EstimationRefused as problem:
        return Comparison(*means, None, str(problem))
    return Comparison(*means, fit)


def _shares(values: FloatArray, weights: FloatArray) -> FloatArray:
    here = np.where(np.isnan(values), 0.0, weights)
    return np.asarray(here / here.sum() if here.sum() > 0 else here, dtype=np.float64)


def mean_weights(found: Measured, by: str, weight: str, year: int) -> FloatArray:
    """What weighs each region in an average: its size, its number of firms, or one ("equal")."""
    if by == "equal":
        return np.ones(len(found.cells.regions))
    sizes = found.cells.of(weight, year) if by == "size" else found.cells.firms[found.cells.years.index(year)]
    return np.asarray(sizes.sum(axis=1), dtype=np.float64)


def table_4(
    found: Measured, weight: str, years: tuple[int, int], by: str, level: float
) -> tuple[ResultTable, Comparison | None, tuple[Refused, ...]]:
    """The table, what was compared, and why there is no test where there is none.

    With a single year the table has one column of figures and no difference.
    """
    first, last = years
    if first == last:
        return _one_year(found, weight, first, by), None, (Refused("Table 4, difference", _ONE_YEAR),)
    one, other = found.of(weight, first), found.of(weight, last)
    told = compared(
        one, other, mean_weights(found, by, weight, first), mean_weights(found, by, weight, last), level=level
    )
    rows: list[tuple[Cell, ...]] = [
        (region, _cell(a), _cell(b), _cell(b - a))
        for region, a, b in zip(found.cells.regions, one.tolist(), other.tolist(), strict=True)
        if not (np.isnan(a) and np.isnan(b))
    ]
    later = told.fit.coefficient("later") if told.fit else None
    rows += [
        ("Weighted average", _cell(told.first), _cell(told.last), _cell(told.last - told.first)),
        ("Standard error of the difference", None, None, _cell(later.standard_error) if later else None),
        ("p-value of the difference", None, None, _cell(later.p_value) if later else None),
    ]
    refused = (Refused("Table 4, test of the difference", told.refused),) if told.refused else ()
    return _table(rows, weight, years, by, told), told, refused


_ONE_YEAR = "The table of firms has one year; a difference needs two."


def _table(rows: list[tuple[Cell, ...]], weight: str, years: tuple[int, int], by: str, told: Comparison) -> ResultTable:
    printed: tuple[tuple[Cell, ...], ...] = (
        *((name, one, other, round(other - one, 3)) for name, one, other in TABLE_4),
        ("Weighted average", *TABLE_4_AVERAGE, TABLE_4_DIFFERENCE[0]),
        ("Standard error of the difference", None, None, TABLE_4_DIFFERENCE[1]),
        ("p-value of the difference", None, None, None),
    )
    return ResultTable(
        code="table_4",
        title=f"Proximity of regions in {years[0]} and {years[1]}, weighted by {weight}",
        columns=(
            ResultColumn("region", "Region", "text"),
            ResultColumn("first", "Earlier year"),
            ResultColumn("last", "Later year"),
            ResultColumn("difference", "Difference"),
        ),
        rows=tuple(rows),
        paper="Table 4",
        notes=(
            f"Earlier year {years[0]}, later year {years[1]}; as printed 1995 and 2004, by output.",
            f"Averages are weighted by {_IN_WORDS[by]} in each year.",
            "The paper does not name its weights: with the output of Table 2 the printed provinces average 0.205 and "
            "0.211, with their numbers of firms 0.204 and 0.211; printed are 0.206 and 0.211.",
        ),
        inference=(told.fit.inference(),) if told.fit else (),
        printed=printed,
        sic={f"{at}:difference": TABLE_4_SIC[row[0]] for at, row in enumerate(TABLE_4) if row[0] in TABLE_4_SIC},
    )


_IN_WORDS = {
    "size": "the size of the region",
    "firms": "its number of firms",
    "equal": "nothing: each region counts one",
}


def _one_year(found: Measured, weight: str, year: int, by: str) -> ResultTable:
    values = found.of(weight, year)
    rows: list[tuple[Cell, ...]] = [
        (region, value)
        for region, value in zip(found.cells.regions, values.tolist(), strict=True)
        if not np.isnan(value)
    ]
    average = weighted_mean(values, mean_weights(found, by, weight, year))
    return ResultTable(
        code="table_4",
        title=f"Proximity of regions in {year}, weighted by {weight}",
        columns=(ResultColumn("region", "Region", "text"), ResultColumn("proximity", f"{year}")),
        rows=(*rows, ("Weighted average", _cell(average))),
        paper="Table 4",
        notes=(f"The average is weighted by {_IN_WORDS[by]}.", _ONE_YEAR),
    )


def without_pair(found: Measured, weight: str, year: int) -> tuple[Dropped, ...]:
    """Regions that have firms and no proximity, because they have one industry."""
    sizes = found.cells.of(weight, year)
    alone = int((np.count_nonzero(sizes, axis=1) == 1).sum())
    return (Dropped(alone, "a single industry, which has no pair"),) if alone else ()


def _cell(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
