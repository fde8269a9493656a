"""Table 5: mean, spread, ends and number of every variable that the table of firms allows.

Source: Long and Zhang, Table 5. Standard deviations divide by n − 1.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.proximity.measured import Measured
from analysis.proximity.printed import TABLE_5, TABLE_5_SIC
from analysis.proximity.products import FloatArray
from analysis.proximity.variables import TITLES, firm_variables
from analysis.results import Cell, ResultColumn, ResultTable


def described(name: str, values: FloatArray) -> tuple[Cell, ...]:
    """Name, mean, standard deviation, least, greatest and number of the known values; None where there is none."""
    known = values[~np.isnan(values)]
    if not known.size:
        return (name, None, None, None, None, 0)
    spread = float(known.std(ddof=1)) if known.size > 1 else None
    return (name, float(known.mean()), spread, float(known.min()), float(known.max()), int(known.size))


def table_5(found: Measured, regions: pd.DataFrame, firms: pd.DataFrame | None, years: tuple[int, int]) -> ResultTable:
    """Proximity and smallest assets by region, then the variables of firms of both years together.

    `regions` as `variables.region_variables` makes them; `firms` None where rows are no firms.
    """
    rows = [*_of_proximity(found, years), *_of_assets(regions, years)]
    if firms is not None:
        here = firms[firms["year"].isin(years)]
        variables = firm_variables(here)
        rows += [described(TITLES[name], variables[name].to_numpy()) for name in variables.columns]
    return ResultTable(
        code="table_5",
        title="Variables of regions and firms",
        columns=(
            ResultColumn("variable", "Variable", "text"),
            ResultColumn("mean", "Mean"),
            ResultColumn("deviation", "Standard deviation"),
            ResultColumn("least", "Least"),
            ResultColumn("greatest", "Greatest"),
            ResultColumn("number", "Number", "count", decimals=0),
        ),
        rows=tuple(rows),
        paper="Table 5",
        notes=(
            "Variables of firms are told for all firms that have them; the paper tells them for the firms of its "
            "equations, and seems to have cut ratios at 2 or 3 without saying so.",
        ),
        printed=TABLE_5,
        sic={
            f"{at}:{TABLE_5_SIC[row[0]][0]}": TABLE_5_SIC[row[0]][1]
            for at, row in enumerate(TABLE_5)
            if row[0] in TABLE_5_SIC
        },
    )


def _of_proximity(found: Measured, years: tuple[int, int]) -> Iterable[tuple[Cell, ...]]:
    for year in dict.fromkeys(reversed(years)):
        for weight in dict.fromkeys(weight for weight, _year in found.values):
            yield described(f"Proximity {year} (by {weight})", found.of(weight, year))


def _of_assets(regions: pd.DataFrame, years: tuple[int, int]) -> Iterable[tuple[Cell, ...]]:
    for ending, year in {"last": years[1], "first": years[0]}.items():
        for name in ("minimum", "percentile_5", "percentile_10"):
            if f"{name}_{ending}" in regions.columns and (ending == "last" or years[0] != years[1]):
                yield described(f"{TITLES[name]} {year}", regions[f"{name}_{ending}"].to_numpy(dtype=np.float64))
