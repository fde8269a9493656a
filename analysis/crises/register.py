"""The register of crises as figures: counts by year and type, stocks by county, the first crisis of each county."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.crises.layouts import TYPES

WINDOW = 5


@dataclass(frozen=True, slots=True)
class YearTypes:
    """Table 3: one row a year that saw a crisis, with counts in the order of the types, their sum, and column sums."""

    years: tuple[int, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def by_year(self) -> tuple[int, ...]:
        """Crises of each year."""
        return tuple(sum(row) for row in self.counts)

    @property
    def by_type(self) -> tuple[int, ...]:
        """Crises of each type, zeros where the register is empty."""
        return tuple(sum(row[place] for row in self.counts) for place in range(len(TYPES)))

    @property
    def total(self) -> int:
        """All crises."""
        return sum(self.by_year)


@dataclass(frozen=True, slots=True)
class Crowding:
    """The window of `WINDOW` years that holds most crises; the earliest of several."""

    first: int
    last: int
    count: int
    total: int

    @property
    def share(self) -> float:
        """Share of all crises that fall into the window (0–1)."""
        return self.count / self.total


def count_by_year_and_type(crises: pd.DataFrame) -> YearTypes:
    """Count the register by year and type (Table 3 of the paper); columns year and type."""
    years = tuple(sorted({int(year) for year in crises["year"]}))
    found = crises.groupby(["year", "type"]).size()
    counts = tuple(tuple(int(found.get((year, kind), 0)) for kind in TYPES) for year in years)
    return YearTypes(years, counts)


def crowding(table: YearTypes) -> Crowding | None:
    """The five years in a row with most crises; None where the register is empty."""
    if not table.years:
        return None
    by_year = dict(zip(table.years, table.by_year, strict=True))
    starts = range(min(table.years), max(table.years) + 1)
    sums = {start: sum(by_year.get(start + step, 0) for step in range(WINDOW)) for start in starts}
    start = max(sums, key=lambda each: (sums[each], -each))
    return Crowding(start, start + WINDOW - 1, sums[start], table.total)


def stocks(panel: pd.DataFrame, crises: pd.DataFrame, register_from: int) -> pd.DataFrame:
    """The crises met by each county up to and with each year, over all its clusters (section 5 of the paper).

    `panel` has county and year; the answer has its index and the columns crisis, crisis_lag1, and
    crisis_<type> for each type: non-decreasing whole numbers within a county. The lagged stock is that of the
    calendar year before, whether or not the panel has a row for it; it is NaN where that year lies before
    `register_from`. Crises of years before the panel are counted: they were met.
    """
    told: dict[str, np.ndarray] = {"crisis": _met_by(panel, crises, 0)}
    lagged = _met_by(panel, crises, 1)
    known = panel["year"].to_numpy(int) - 1 >= register_from
    told["crisis_lag1"] = np.where(known, lagged, np.nan)
    for kind in TYPES:
        told[f"crisis_{kind}"] = _met_by(panel, crises[crises["type"] == kind], 0)
    return pd.DataFrame(told, index=panel.index)


def _met_by(panel: pd.DataFrame, crises: pd.DataFrame, lag: int) -> np.ndarray:
    years = {county: np.sort(found.to_numpy(int)) for county, found in crises.groupby("county")["year"]}
    none = np.array([], dtype=int)
    return np.array(
        [
            float(np.searchsorted(years.get(county, none), int(year) - lag, side="right"))
            for county, year in zip(panel["county"], panel["year"], strict=True)
        ]
    )


def first_crisis(panel: pd.DataFrame, crises: pd.DataFrame) -> pd.Series:
    """The year of each row's county's first crisis, NaN for counties without one up to the panel's last year.

    A crisis after the last year of the panel makes a county one that was never in crisis as far as the panel can see.
    """
    last = int(panel["year"].max())
    seen = crises[crises["year"].astype(int) <= last]
    first = seen.groupby("county")["year"].min().astype(float)
    return panel["county"].map(first).astype(float)


def likely_twins(crises: pd.DataFrame) -> int:
    """Rows of the register beyond the first of the same cluster, year and type."""
    return int(crises.duplicated(["cluster", "year", "type"]).sum())
