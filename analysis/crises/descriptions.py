"""Tables 1 and 2 and Figure 2 of the paper from the user's own tables: sectors, growth, policies before and after."""

from dataclasses import dataclass

import pandas as pd

from analysis.crises.layouts import POLICIES


@dataclass(frozen=True, slots=True)
class SectorShare:
    """A sector of Table 1; `share` of the output of all clusters (0–1), None where that output is zero."""

    sector: str
    clusters: int
    output: float
    share: float | None


@dataclass(frozen=True, slots=True)
class YearGrowth:
    """A year of Table 2: the sum over counties and its growth on the year before in per cent.

    `growth` is None for the first year, after a gap, and after a year of zero. `silent` counts counties without one.
    """

    year: int
    total: float
    growth: float | None
    silent: int


@dataclass(frozen=True, slots=True)
class PolicyCount:
    """A policy of Figure 2: actions before and after a crisis."""

    policy: int
    title: str
    before: int
    after: int

    @property
    def share_after(self) -> float | None:
        """Share of the actions that came after a crisis (0–1); None where there was none."""
        both = self.before + self.after
        return self.after / both if both else None


def sector_shares(sectors: pd.DataFrame) -> tuple[SectorShare, ...]:
    """Table 1 in the order of the table; columns sector, n_clusters, output."""
    total = float(sectors["output"].sum())
    return tuple(
        SectorShare(str(sector), int(clusters), float(output), float(output) / total if total else None)
        for sector, clusters, output in zip(sectors["sector"], sectors["n_clusters"], sectors["output"], strict=True)
    )


def yearly_growth(panel: pd.DataFrame, variable: str) -> tuple[YearGrowth, ...]:
    """Table 2 for one variable: sums over counties of the years in which any county has a figure.

    Growth = 100 (x_t / x_{t-1} - 1) per cent, of years that follow each other only.
    """
    told: list[YearGrowth] = []
    for year, figures in panel.groupby("year")[variable]:
        if figures.notna().sum() == 0:
            continue
        now, total = int(str(year)), float(figures.sum())
        follows = bool(told) and told[-1].year == now - 1 and told[-1].total > 0
        growth = 100.0 * (total / told[-1].total - 1.0) if follows else None
        told.append(YearGrowth(now, total, growth, int(figures.isna().sum())))
    return tuple(told)


def policy_counts(policies: pd.DataFrame) -> tuple[PolicyCount, ...]:
    """Figure 2: all eleven policies, also those without an action; columns type and relative."""
    found = policies.groupby(["type", "relative"]).size()
    return tuple(
        PolicyCount(number, title, int(found.get((number, "before"), 0)), int(found.get((number, "after"), 0)))
        for number, title in POLICIES.items()
    )
