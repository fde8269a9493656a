"""The panel that the equations are fitted on: values to compare, treatment, and the rows of clusters beside regions."""

import numpy as np
import pandas as pd

from analysis.resilience.choices import ResilienceChoices
from analysis.resilience.layouts import OUTCOMES
from analysis.resilience.tables import some
from analysis.resilience.treatment import Treatment
from analysis.results import Dropped
from analysis.specifications import SpecificationError


def outcomes_of(regions: pd.DataFrame, choices: ResilienceChoices) -> tuple[str, ...]:
    """The outcomes of this run; SpecificationError where one that was asked for has no column or no value."""
    there = [name for name in OUTCOMES if name in regions and regions[name].notna().any()]
    absent = [name for name in choices.outcomes if name not in there]
    if absent:
        raise SpecificationError([f"The table of regions has no figures of {', '.join(absent)}. Leave it out."])
    if not there:
        raise SpecificationError([f"The table of regions has none of the outcomes {', '.join(OUTCOMES)}. Give one."])
    return choices.outcomes or tuple(there)


def without_whole(regions: pd.DataFrame, whole: str) -> pd.DataFrame:
    """The rows of the regions proper; SpecificationError where the whole was named and no row is so called."""
    if not whole:
        return regions
    if whole not in set(regions["region"]):
        raise SpecificationError([f"No region is called “{whole}”, which was named as the whole. Correct the name."])
    return regions[regions["region"] != whole]


def compared(regions: pd.DataFrame, outcome: str, choices: ResilienceChoices) -> pd.Series:
    """What is compared, by row: growth on `growth_years` before (a share), the level, or the natural logarithm.

    Growth is NaN where the earlier year is missing or not positive; the logarithm where the figure is not positive.
    """
    values = regions[outcome].astype(float)
    if choices.comparison == "level":
        return values
    positive = values.where(values > 0)
    if choices.comparison == "log":
        return positive.map(np.log)
    keys = pd.MultiIndex.from_arrays([regions["region"], regions["year"].astype(int)])
    before = pd.MultiIndex.from_arrays([regions["region"], regions["year"].astype(int) - choices.growth_years])
    earlier = pd.Series(positive.to_numpy(), index=keys).reindex(before).to_numpy()
    return values / pd.Series(earlier, index=regions.index) - 1


def treated_panel(regions: pd.DataFrame, treatment: Treatment) -> tuple[pd.DataFrame, tuple[Dropped, ...]]:
    """The rows of regions whose treatment is known, with `treated` (0 or 1) and `intensity`, and what was left out."""
    known = regions["region"].isin(treatment.regions.index)
    frame = regions[known].drop(columns=["treated", "intensity"], errors="ignore")
    frame = frame.join(treatment.regions.astype({"treated": float}), on="region")
    frame["year"] = frame["year"].astype(int)
    lost = sorted(set(regions.loc[~known, "region"]))
    dropped = (Dropped(int((~known).sum()), f"treatment unknown: {some(lost)}"),) if lost else ()
    return frame.reset_index(drop=True), dropped


def two_years(frame: pd.DataFrame, outcome: str, years: tuple[int, int], choices: ResilienceChoices) -> pd.DataFrame:
    """Rows of two years with `outcome` as compared, `period` (0, 1), `interaction`; regions with both years only."""
    values = frame.assign(value=compared(frame, outcome, choices))
    rows = values[values["year"].isin(years)].copy()
    both = rows.dropna(subset=["value"]).groupby("region")["year"].nunique()
    rows = rows[rows["region"].isin(both[both == 2].index)]
    rows["period"] = (rows["year"] == years[1]).astype(float)
    rows["interaction"] = rows["period"] * rows["treated"]
    return rows.rename(columns={"value": "compared"})


def repeated_over_clusters(
    rows: pd.DataFrame, clusters: pd.DataFrame, years: tuple[int, ...], *, carry: bool
) -> pd.DataFrame:
    """Each row of a region and year once for each cluster of that region in that year, as the paper's panel has it.

    With `carry` a year without clusters takes those of the last year before it that has any; `cluster_year` says which
    it was. Otherwise the result is empty for such a year. The clusters' employment is called `cluster_employment`.
    """
    known = sorted(set(clusters["year"].astype(int)))
    taken = []
    for year in years:
        earlier = [one for one in known if one <= year]
        source = year if year in known or not carry or not earlier else earlier[-1]
        taken.append(clusters[clusters["year"] == source].assign(year=year, cluster_year=source))
    wanted = pd.concat(taken).rename(columns={"employment": "cluster_employment"})
    return rows.merge(wanted, on=["region", "year"], how="inner")
