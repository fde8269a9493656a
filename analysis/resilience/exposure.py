"""What a region's mix of industries alone would have brought: a shift-share with leave-one-out growth.

Source of the form: Bartik (1991), Who benefits from state and local economic development policies?; leaving the region
itself out of the growth of the whole keeps its own fate out of its exposure (Goldsmith-Pinkham, Sorkin and Swift 2020).
"""

import pandas as pd

from analysis.specifications import SpecificationError


def shift_share(industries: pd.DataFrame, base_year: int, shock_year: int) -> "pd.Series[float]":
    """Expected growth of each region from its industries, as a share (−0.05: a fall of five per cent).

    Σ over industries of (share of the industry in the region's employment in the base year) × (growth of the industry
    in all other regions from the base to the shock year). `industries` has region, industry, year, employment; a cell
    counts only where both years have a figure, so that a figure withheld in one of them is no fall to nothing. NaN for
    a region one of whose industries no other region had in the base year, or with nobody employed.
    SpecificationError where one of the two years is missing altogether.
    """
    there = set(industries["year"].dropna().astype(int))
    absent = [year for year in (base_year, shock_year) if year not in there]
    if absent:
        raise SpecificationError([f"The table of industries has no rows of {absent}, which the exposure needs."])
    rows = industries[industries["year"].isin((base_year, shock_year))].dropna(subset=["employment"])
    wide = rows.pivot_table(index=["region", "industry"], columns="year", values="employment", aggfunc="sum").dropna()
    cells = wide.rename(columns={base_year: "before", shock_year: "after"}).astype(float).reset_index()
    sums = cells.groupby("industry")[["before", "after"]].transform("sum")
    others = sums - cells[["before", "after"]]
    growth = others["after"] / others["before"].where(others["before"] > 0) - 1
    total = cells.groupby("region")["before"].transform("sum")
    share = cells["before"] / total.where(total > 0)
    parts = (share * growth).where(share != 0, 0.0)
    found: pd.Series[float] = parts.groupby(cells["region"]).sum(skipna=False)
    return found.rename("exposure")
