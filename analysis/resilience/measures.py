"""Resilience of one region: how deep it fell, how long it took, what it lost, and how it did beside the whole.

All measures read one series of positive figures by year. A yardstick tells what would have been without a shock: the
peak of the years before it, or their log-linear trend carried on. Sources: Martin (2012), Regional economic
resilience, hysteresis and recessionary shocks, J. Econ. Geogr. 12; Martin, Sunley, Gardiner and Tyler (2016), How
regions react to recessions, Reg. Stud. 50 (indices of resistance and of recoverability).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Resilience:
    """The measures of one series; shares lie in 0–1, years are whole.

    `depth`: 1 − lowest/yardstick after the base year, 0 where it never fell below. `trough`: the year of the lowest.
    `years_to_recover`: from the base year to the first year after the trough in which the yardstick is reached again,
    0 where the series never fell, None where it had not recovered by the last year seen. `area_lost`: shortfalls
    summed over the years, 1 being a whole year's yardstick. `recovery_ratio`: value in the year after over the base
    year. `resistance` and `recoverability`: (g − g of the whole)/|g of the whole| from the base year to the shock and
    from the shock to the year after; NaN where the whole did not move.
    """

    depth: float
    trough: int
    years_to_recover: int | None
    area_lost: float
    recovery_ratio: float
    resistance: float
    recoverability: float


@dataclass(frozen=True, slots=True)
class Windows:
    """The years between which resilience is measured, and the yardstick."""

    base: int
    shock: int
    after: int
    pre_years: int = 3
    yardstick: str = "peak"


def yardstick_of(series: Mapping[int, float], windows: Windows) -> dict[int, float]:
    """For each year after the base year what would have been: the peak before it, or the log-linear trend carried on.

    Both are taken over the `pre_years` years that end with the base year; KeyError where one of them is missing.
    """
    before = list(range(windows.base - windows.pre_years + 1, windows.base + 1))
    values = [series[year] for year in before]
    later = [year for year in sorted(series) if year > windows.base]
    if windows.yardstick == "peak":
        return dict.fromkeys(later, max(values))
    slope, height = np.polyfit(np.asarray(before, dtype=float) - windows.base, np.log(values), 1)
    return {year: math.exp(height + slope * (year - windows.base)) for year in later}


def sensitivity(change: float, change_of_whole: float) -> float:
    """(g − g of the whole)/|g of the whole|: above 0 did better than the whole; NaN where the whole did not move."""
    return math.nan if change_of_whole == 0 else (change - change_of_whole) / abs(change_of_whole)


def measure(series: Mapping[int, float], whole: Mapping[int, float], windows: Windows) -> Resilience:
    """The resilience of a series beside the whole; both map years to positive figures.

    KeyError where the base, shock or after year, or a year of the yardstick, is missing; ValueError where a figure is
    not positive.
    """
    if min(series.values()) <= 0 or min(whole.values()) <= 0:
        raise ValueError("resilience is measured on positive figures only")
    expected = yardstick_of(series, windows)
    reached = {year: series[year] / expected[year] for year in expected if year <= windows.after}
    trough = min(reached, key=lambda year: (reached[year], year))
    depth = max(0.0, 1.0 - reached[trough])
    again = [year for year in reached if year > trough and reached[year] >= 1.0]
    base, shock, after = (series[year] for year in (windows.base, windows.shock, windows.after))
    big, hit, later = (whole[year] for year in (windows.base, windows.shock, windows.after))
    return Resilience(
        depth=depth,
        trough=trough,
        years_to_recover=0 if depth == 0 else (min(again) - windows.base if again else None),
        area_lost=sum(max(0.0, 1.0 - share) for share in reached.values()),
        recovery_ratio=after / base,
        resistance=sensitivity(shock / base - 1, hit / big - 1),
        recoverability=sensitivity(after / shock - 1, later / hit - 1),
    )


def ranks(values: Sequence[float]) -> NDArray[np.float64]:
    """Ranks from 1 (least); ties share the mean of their ranks; NaN stays NaN."""
    given = np.asarray(values, dtype=float)
    below = (given[None, :] < given[:, None]).sum(axis=1)
    equal = (given[None, :] == given[:, None]).sum(axis=1)
    found: NDArray[np.float64] = np.where(np.isnan(given), np.nan, below + (equal + 1) / 2)
    return found
