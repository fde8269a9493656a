"""The variables of Tables 5 to 10: by region, and by firm in the two years that are compared.

Source: Long and Zhang, Table 5 and equations 1 to 4. Logarithms are natural and of values above zero; a firm without
such a value has none, and the estimator says how many rows that costs.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.proximity.measured import Measured
from analysis.proximity.products import FloatArray
from analysis.proximity.regional import proximity_without
from analysis.specifications import SpecificationError

NEEDS: Mapping[str, tuple[str, ...]] = {
    "age": ("founded",),
    "ln_sales": ("sales",),
    "ln_assets": ("assets",),
    "ln_employment": ("employment",),
    "ln_value_added": ("value_added",),
    "ln_value_added_2": ("value_added_2",),
    "debt_ratio": ("total_debt", "assets"),
    "fixed_ratio": ("fixed_assets", "assets"),
    "payables_ratio": ("payables", "total_debt"),
    "receivables_ratio": ("receivables", "sales"),
    "export_share": ("export_value", "sales"),
    "exporter": ("export_value",),
    "share_private": ("share_private",),
    "share_hmt": ("share_hmt",),
    "share_foreign": ("share_foreign",),
}
"""Variable, and the columns of the table of firms it is made of."""

TITLES: Mapping[str, str] = {
    "age": "Firm age (years)",
    "ln_sales": "Log(sales)",
    "ln_assets": "Log(assets)",
    "ln_employment": "Log(employment)",
    "ln_value_added": "Log(value added)",
    "ln_value_added_2": "Log(value added, second approach)",
    "debt_ratio": "Debt/assets",
    "fixed_ratio": "Fixed assets/assets",
    "payables_ratio": "Accounts payable/total debt",
    "receivables_ratio": "Accounts receivable/revenue",
    "export_share": "Export/sales",
    "exporter": "Exporter",
    "share_private": "Private share",
    "share_hmt": "Hong Kong, Macau and Taiwan share",
    "share_foreign": "Other foreign share",
    "minimum": "Minimum assets",
    "percentile_5": "5th percentile of assets",
    "percentile_10": "10th percentile of assets",
    "firms": "Firms",
    "small_firms": "Small firms",
}


def missing_columns(frame: pd.DataFrame, variables: tuple[str, ...]) -> tuple[str, ...]:
    """Columns of the table of firms that these variables need and that are not there."""
    needed = dict.fromkeys(column for name in variables for column in NEEDS.get(name, ()))
    return tuple(column for column in needed if column not in frame.columns)


def firm_variables(firms: pd.DataFrame) -> pd.DataFrame:
    """The variables whose columns are there, row for row as the table of firms, as floating numbers."""
    made: dict[str, FloatArray] = {}
    for name in NEEDS:
        if not missing_columns(firms, (name,)):
            made[name] = _variable(name, firms)
    return pd.DataFrame(made, index=firms.index)


def _numbers(firms: pd.DataFrame, column: str) -> FloatArray:
    return np.asarray(firms[column].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def _variable(name: str, firms: pd.DataFrame) -> FloatArray:
    columns = [_numbers(firms, column) for column in NEEDS[name]]
    with np.errstate(invalid="ignore", divide="ignore"):
        if name == "age":
            made = _numbers(firms, "year") - columns[0]
            made[made < 0] = np.nan
        elif name == "exporter":
            made = np.where(np.isnan(columns[0]), np.nan, (columns[0] > 0).astype(float))
        elif name.startswith("ln_"):
            made = np.where(columns[0] > 0, np.log(np.where(columns[0] > 0, columns[0], 1.0)), np.nan)
        elif len(columns) == 2:
            made = np.where(columns[1] > 0, columns[0] / columns[1], np.nan)
        else:
            made = columns[0]
    return np.asarray(made, dtype=np.float64)


def proximity_name(weight: str) -> str:
    """The column with the proximity of the firm's or region's region, by this weight."""
    return f"proximity_{weight}"


def region_variables(
    found: Measured, firms: pd.DataFrame, years: tuple[int, int], *, small: float | None, larger: str
) -> pd.DataFrame:
    """One row a region: proximities, smallest assets and numbers of firms, each with the ending _first or _last.

    Percentiles are linear between firms. `larger` adds the column of the larger region, where one is named.
    """
    table = pd.DataFrame(index=pd.Index(found.cells.regions, name="region"))
    for ending, year in zip(("first", "last"), years, strict=True):
        for weight, told in found.values:
            if told == year:
                table[f"{proximity_name(weight)}_{ending}"] = found.of(weight, year)
        here = firms[(firms["year"] == year) & firms["region"].notna()]
        by_region = here.groupby("region")
        table[f"firms_{ending}"] = by_region.size()
        if "assets" in here.columns:
            assets = here["assets"].astype("float64").groupby(here["region"])
            table[f"minimum_{ending}"] = assets.min()
            table[f"percentile_5_{ending}"] = assets.quantile(0.05)
            table[f"percentile_10_{ending}"] = assets.quantile(0.10)
        if small is not None and "output" in here.columns:
            table[f"small_firms_{ending}"] = here[here["output"] < small].groupby("region").size()
    if larger:
        table[larger] = larger_of_regions(firms, larger)
    return table.reset_index()


def larger_of_regions(firms: pd.DataFrame, larger: str) -> "pd.Series[str]":
    """The larger region of each region; SpecificationError where the column is absent or a region lies in two."""
    if larger not in firms.columns:
        raise SpecificationError([f"The table of firms has no column “{larger}”, which larger_region names."])
    pairs = firms[["region", larger]].dropna().drop_duplicates()
    twice = pairs["region"][pairs["region"].duplicated()]
    if len(twice):
        raise SpecificationError(
            [f"Region {twice.iloc[0]} and {len(twice) - 1} more lie in several groups of “{larger}”; each lies in one."]
        )
    return pairs.set_index("region")[larger]


def firm_panel(found: Measured, firms: pd.DataFrame, years: tuple[int, int]) -> pd.DataFrame:
    """Firms that are there in both years, with their variables, proximities of their region, and “later” (0 or 1).

    Raises SpecificationError where a firm has two rows in a year.
    """
    here = firms[firms["year"].isin(years) & firms["firm"].notna() & firms["region"].notna()]
    twice = here.duplicated(["firm", "year"])
    if twice.any():
        name = here.loc[twice, "firm"].iloc[0]
        raise SpecificationError([f"Firm {name} and {int(twice.sum()) - 1} others have two rows in one year."])
    both = here[here["firm"].map(here["firm"].value_counts()) == 2]
    panel = pd.concat([both[["firm", "region", "industry", "year"]], firm_variables(both)], axis=1)
    panel["later"] = (panel["year"] == years[1]).astype(float)
    for name in ("ln_employment", "ln_assets"):
        if name in panel.columns:
            panel[f"{name}_later"] = panel[name] * panel["later"]
    rows = pd.Index(found.cells.regions).get_indexer(pd.Index(panel["region"]))
    later = panel["later"].to_numpy() == 1
    for weight in dict.fromkeys(weight for weight, _year in found.values):
        first, last = found.of(weight, years[0]), found.of(weight, years[1])
        panel[proximity_name(weight)] = np.where(rows >= 0, np.where(later, last[rows], first[rows]), np.nan)
    for name in firms.columns.difference(panel.columns):
        panel[name] = both[name]
    return panel


def ages_alike(panel: pd.DataFrame) -> bool:
    """Whether age rises by the same in every firm that tells it twice, as it must where founding years agree."""
    by_firm = panel.dropna(subset=["age"]).groupby("firm")["age"]
    rises = (by_firm.max() - by_firm.min())[by_firm.size() == 2]
    return bool(rises.nunique() == 1) if len(rises) else False


def proximity_without_firm(found: Measured, panel: pd.DataFrame, weight: str, *, industry: bool) -> FloatArray:
    """Proximity of each firm's region without the firm itself, or without its whole industry; NaN without a pair.

    A firm in an industry without proximity took no part in its region's proximity, which then stays as it is.
    """
    told = panel[proximity_name(weight)].to_numpy(dtype=np.float64, copy=True)
    size = _numbers(panel, weight)
    places = pd.Index(found.cells.industries).get_indexer(pd.Index(panel["industry"]))
    rows = pd.Index(found.cells.regions).get_indexer(pd.Index(panel["region"]))
    concerned = (places >= 0) & (rows >= 0) & (np.nan_to_num(size) > 0)
    years = np.asarray(panel["year"].to_numpy(dtype=np.int64))
    cells = rows * len(found.cells.years) + np.searchsorted(found.cells.years, years)
    order = np.flatnonzero(concerned)[np.argsort(cells[concerned], kind="stable")]
    for at in np.split(order, np.flatnonzero(np.diff(cells[order])) + 1) if len(order) else []:
        sizes = found.cells.of(weight, int(years[at[0]]))[rows[at[0]]]
        removed = sizes[places[at]] if industry else size[at]
        told[at] = proximity_without(sizes, found.phi, places[at], removed)
    return told
