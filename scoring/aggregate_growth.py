"""Growth of a cluster from its firms, or from an official series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from scoring.growth import Growth, GrowthDefinition, Series, growth


class AggregateBasis(StrEnum):
    """What a cluster's growth rests on."""

    MATCHED_PANEL = "matched_panel"
    ALL_FIRMS = "all_firms"
    OFFICIAL_SERIES = "official_series"


@dataclass(frozen=True, slots=True)
class FirmSeries:
    """One firm's yearly values (None where unknown) and its weight, which is not negative."""

    values: Series
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class AggregateGrowth:
    """A cluster's growth with the firms it rests on.

    ``totals`` are the yearly totals used. ``survivors_only`` says that firms gone before the
    interview cannot be among them, so that growth is overstated; it must be printed beside it.
    """

    growth: Growth
    basis: AggregateBasis
    totals: dict[int, float] = field(hash=False)
    firms_used: int
    firms_left_out: int
    survivors_only: bool


def aggregate_growth(
    firms: Sequence[FirmSeries],
    base_year: int,
    ref_year: int,
    *,
    definition: GrowthDefinition = GrowthDefinition.CAGR,
    basis: AggregateBasis = AggregateBasis.MATCHED_PANEL,
    official: Series | None = None,
) -> AggregateGrowth:
    """Return the growth of a cluster's total from the base to the reference year.

    The matched panel takes the weighted total of the firms with both end years, in every year all
    of them know; all firms takes in each year whoever knows it, so that firms founded since count
    as growth; the official series takes ``official`` and no firm. Raises ValueError when the
    official series is asked for and not given. Source: method.md A.5.
    """
    if basis is AggregateBasis.OFFICIAL_SERIES:
        if official is None:
            raise ValueError("Growth: the official series is asked for and there is none; give one.")
        known = {year: value for year, value in official.items() if value is not None}
        rate = growth(official, base_year, ref_year, definition)
        return AggregateGrowth(rate, basis, known, 0, len(firms), False)
    years = range(base_year, ref_year + 1)
    if basis is AggregateBasis.MATCHED_PANEL:
        used = [firm for firm in firms if _knows(firm, base_year) and _knows(firm, ref_year)]
        years_used = [year for year in years if used and all(_knows(firm, year) for firm in used)]
    else:
        used = [firm for firm in firms if any(_knows(firm, year) for year in years)]
        years_used = [year for year in years if any(_knows(firm, year) for firm in used)]
    totals = {year: sum(_weighted(firm, year) for firm in used) for year in years_used}
    rate = growth(totals, base_year, ref_year, definition)
    return AggregateGrowth(rate, basis, totals, len(used), len(firms) - len(used), True)


def _knows(firm: FirmSeries, year: int) -> bool:
    return firm.values.get(year) is not None


def _weighted(firm: FirmSeries, year: int) -> float:
    return firm.weight * (firm.values.get(year) or 0.0)
