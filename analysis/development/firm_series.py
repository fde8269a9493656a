"""The series of clusters made from a table of their firms by year."""

import pandas as pd

SUMS = ("output", "employment", "exports")


def series_of_firms(firms: pd.DataFrame) -> pd.DataFrame:
    """The layout `cluster_series` from one row a cluster, firm and year.

    `firms` has columns cluster, firm, year and, where known, output, employment, exports and profit of the firm. Entry
    counts firms that were not there the year before, exit those that no longer are, so that n_firms grows by their
    difference; the first year of a cluster, and one after a year without firms on record, has neither. A sum is missing
    where any firm's value is; so is the mean profit. A firm that skips a year counts as gone and come again.
    """
    firms = firms.assign(year=firms["year"].astype(int))
    parts = [_of_cluster(str(cluster), rows) for cluster, rows in firms.groupby("cluster", sort=True)]
    return pd.concat(parts, ignore_index=True)


def _of_cluster(cluster: str, rows: pd.DataFrame) -> pd.DataFrame:
    present = {int(str(year)): set(here["firm"]) for year, here in rows.groupby("year")}
    by_year = rows.groupby("year")
    told = pd.DataFrame({"cluster": cluster, "year": list(present)})
    told["n_firms"] = [float(len(here)) for here in present.values()]
    told["entry"] = [_missing_from(here, present.get(year - 1)) for year, here in present.items()]
    told["exit"] = [_gone(here, present.get(year - 1)) for year, here in present.items()]
    for name in SUMS:
        if name in rows:
            told[name] = by_year[name].sum(min_count=1).where(by_year[name].count() == by_year.size()).to_numpy()
    if "profit" in rows:
        told["profit_per_firm"] = by_year["profit"].mean().where(by_year["profit"].count() == by_year.size()).to_numpy()
    return told


def _missing_from(here: set[object], before: set[object] | None) -> float:
    return float("nan") if before is None else float(len(here - before))


def _gone(here: set[object], before: set[object] | None) -> float:
    return float("nan") if before is None else float(len(before - here))
