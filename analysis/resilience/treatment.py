"""Who is treated, fixed before the shock: the share of a region's employment in strong clusters.

The paper never says which regions are “with clusters”; every state has some. Here a cluster is strong in a region where
its location quotient and the region's share in it reach two chosen cuts, in the manner of U.S. Cluster Mapping
(Delgado, Porter and Stern 2014), on averages over years before the shock.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.resilience.choices import ResilienceChoices
from analysis.specifications import SpecificationError


@dataclass(frozen=True, slots=True)
class Treatment:
    """The treatment of each region: `regions` is indexed by region, with `treated` (bool) and `intensity` (0–1 or NaN).

    `rule` says in a sentence who is treated; `strong` lists region, cluster, lq and share of each strong cluster.
    """

    regions: pd.DataFrame
    rule: str
    strong: pd.DataFrame


def location_quotients(employment: pd.DataFrame) -> pd.DataFrame:
    """Location quotients and shares of rows with `region`, `cluster`, `kind` and `employment`.

    lq = (cluster's share in the region) / (cluster's share in all regions), both within traded or within local
    clusters, as U.S. Cluster Mapping does it; `share` is the region's part of the cluster. NaN where none are employed.
    """
    frame = employment.copy()
    own = frame.groupby(["region", "kind"])["employment"].transform("sum")
    cluster = frame.groupby(["cluster", "kind"])["employment"].transform("sum")
    everything = frame.groupby("kind")["employment"].transform("sum")
    with np.errstate(divide="ignore", invalid="ignore"):
        frame["lq"] = (frame["employment"] / own) / (cluster / everything)
        frame["share"] = frame["employment"] / cluster
    return frame


def averaged(clusters: pd.DataFrame, years: tuple[int, ...]) -> pd.DataFrame:
    """Employment of each cluster and region as the mean over these years, and lq where it is given.

    SpecificationError where the table has none of a year.
    """
    there = set(clusters["year"].dropna().astype(int))
    absent = [year for year in years if year not in there]
    if absent:
        raise SpecificationError(
            [f"The table of clusters has no rows of {absent}. Name in treatment_years years of it: {sorted(there)}."]
        )
    rows = clusters[clusters["year"].isin(years)].copy()
    rows["kind"] = rows.get("kind", "all")
    columns = ["employment", *(["lq"] if "lq" in rows else [])]
    return rows.groupby(["region", "cluster", "kind"], sort=True)[columns].mean().reset_index()


def strong_clusters(clusters: pd.DataFrame, choices: ResilienceChoices) -> pd.DataFrame:
    """All clusters of the years of treatment with lq, share, and whether they are `strong` by the two cuts."""
    means = averaged(clusters, choices.treatment_years)
    if choices.traded_only and set(means["kind"]) == {"all"}:
        raise SpecificationError(
            ["Only traded clusters can be strong (traded_only), but the table of clusters has no column “kind”."]
        )
    counted = location_quotients(means.drop(columns="lq", errors="ignore"))
    if "lq" in means:
        counted["lq"] = means["lq"].fillna(counted["lq"])
    strong = (counted["lq"] >= choices.lq_cut) & (counted["share"] >= choices.share_cut)
    if choices.traded_only:
        strong &= counted["kind"] == "traded"
    return counted.assign(strong=strong)


def _by_clusters(clusters: pd.DataFrame, among: set[str], choices: ResilienceChoices) -> Treatment:
    counted = strong_clusters(clusters, choices)
    pool = counted[counted["kind"] == "traded"] if choices.traded_only else counted
    total = pool.groupby("region")["employment"].sum()
    within = pool[pool["strong"]].groupby("region")["employment"].sum().reindex(total.index).fillna(0.0)
    intensity = (within / total.where(total > 0)).rename("intensity")
    intensity = intensity[intensity.index.isin(among)].dropna()
    cut = float(intensity.median()) if choices.treated_from is None else choices.treated_from
    by_median = choices.treated_from is None
    # Where most regions have no strong cluster the median is 0, and a region without any is not treated for it.
    treated = intensity > 0 if by_median and cut == 0 else intensity >= cut
    strong = counted.loc[counted["strong"], ["region", "cluster", "lq", "share"]]
    strong = strong[strong["region"].isin(among)].sort_values(["region", "lq"], ascending=[True, False])
    return Treatment(intensity.to_frame().assign(treated=treated), _rule(cut, choices), strong)


def _rule(cut: float, choices: ResilienceChoices) -> str:
    kind = "traded clusters" if choices.traded_only else "clusters"
    part = f"at least {100 * cut:.1f} per cent ({'the median region' if choices.treated_from is None else 'chosen'})"
    if choices.treated_from is None and cut == 0:
        part = "any part (the median region has none)"
    return (
        f"A region is treated where {part} of its employment in {kind} was in strong ones: location quotient of at "
        f"least {choices.lq_cut:g} and at least {100 * choices.share_cut:g} per cent of the cluster's employment, mean "
        f"of {', '.join(str(year) for year in choices.treatment_years)}."
    )


def _by_column(regions: pd.DataFrame) -> Treatment:
    if "treated" not in regions:
        raise SpecificationError(["“treatment” is column, but the table of regions has no column “treated”."])
    given = regions.dropna(subset=["treated"]).groupby("region")["treated"]
    changing = sorted(given.nunique()[given.nunique() > 1].index)
    if changing:
        raise SpecificationError(
            [f"The column “treated” changes over time in {', '.join(changing)}. Say one thing in all years."]
        )
    flags = given.first().astype(bool)
    frame = pd.DataFrame({"intensity": np.nan, "treated": flags})
    empty = pd.DataFrame(columns=["region", "cluster", "lq", "share"])
    return Treatment(frame, "A region is treated where the table of regions says so in its column “treated”.", empty)


def assign(regions: pd.DataFrame, clusters: pd.DataFrame | None, choices: ResilienceChoices) -> Treatment:
    """The treatment of every region; SpecificationError where the tables do not tell it, or all regions are alike."""
    if choices.treatment == "column":
        found = _by_column(regions)
    elif clusters is None:
        raise SpecificationError(
            ['“treatment” is strong_clusters, which needs the table of clusters. Give it, or use treatment = "column".']
        )
    else:
        found = _by_clusters(clusters, set(regions["region"]), choices)
    known = found.regions[found.regions.index.isin(set(regions["region"]))]
    if known.empty:
        raise SpecificationError(["No region of the table of regions is in the table of clusters. Use the same names."])
    if known["treated"].nunique() < 2:
        everyone = "treated" if bool(known["treated"].iloc[0]) else "untreated"
        raise SpecificationError([f"All regions are {everyone}: there is nobody to compare with. Change the cuts."])
    return Treatment(known, found.rule, found.strong)
