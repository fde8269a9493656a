"""Levels and centred trends of one cluster: what the phase rule looks at, and nothing it would have to guess."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.development.specification import Thresholds
from analysis.specifications import SpecificationError

Numbers = dict[int, float]


@dataclass(frozen=True, slots=True)
class YearTrends:
    """One cluster in one year; every field but `year` is None where the series does not tell it.

    `firms`, `size`, `output`, `employment`, `productivity`, `quality`, `price`: yearly changes of logarithms (slope
    over the window); `exports`: yearly change of the exported share of output; `profit`: mean of the window;
    `profit_change`: its yearly change as a share of `profit_peak`, the greatest absolute smoothed profit so far;
    `most_firms`: greatest number of firms so far; `net_entry`: entry less exit in the window, in firms.
    """

    year: int
    n_firms: float | None
    most_firms: float | None
    firms: float | None
    size_level: float | None
    size: float | None
    output: float | None
    employment: float | None
    productivity: float | None
    quality: float | None
    price: float | None
    exports: float | None
    profit: float | None
    profit_peak: float | None
    profit_change: float | None
    net_entry: float | None


def trends(series: pd.DataFrame, thresholds: Thresholds) -> tuple[YearTrends, ...]:
    """The trends of one cluster for each year it has a row, in the order of years.

    `series` holds the columns of the layout `cluster_series` for one cluster; absent columns count as unknown. A window
    in which any value is unknown gives none: nothing is interpolated. Raises SpecificationError for an even window.
    """
    if thresholds.window % 2 == 0:
        raise SpecificationError([f"“window” is {thresholds.window}; a centred window needs an odd number of years."])
    series = series.sort_values("year")
    years = [int(year) for year in series["year"]]
    read = _reader(series, years)
    firms = read("n_firms")
    logs = _log_series(read)
    windows = {year: _window(year, years, thresholds) for year in years}
    profits = _profits(read("profit_per_firm"), windows)
    shares = _ratio(read("exports"), read("output"))
    size = _ratio(read("employment"), firms)
    net = _difference(read("entry"), read("exit"))
    found = []
    most: float | None = None
    for year in years:
        here = windows[year]
        most = _greatest(most, firms.get(year))
        slopes = {name: _slope(values, here) for name, values in logs.items()}
        found.append(
            YearTrends(
                year=year,
                n_firms=firms.get(year),
                most_firms=most,
                size_level=size.get(year),
                exports=_slope(shares, here),
                net_entry=_over(net, here, sum),
                **profits[year],
                **slopes,
            )
        )
    return tuple(found)


def _log_series(read: Callable[[str], Numbers]) -> dict[str, Numbers]:
    """The quantities whose trends are taken of logarithms, by the name of their trend."""
    firms, employment, output = read("n_firms"), read("employment"), read("output")
    parts = {
        "firms": firms,
        "size": _ratio(employment, firms),
        "output": output,
        "employment": employment,
        "productivity": _ratio(output, employment),
        "quality": read("product_quality"),
        "price": read("price"),
    }
    return {name: _logs(values) for name, values in parts.items()}


def _reader(series: pd.DataFrame, years: list[int]) -> Callable[[str], Numbers]:
    def read(name: str) -> Numbers:
        if name not in series:
            return {}
        values = pd.to_numeric(series[name]).astype("Float64").to_numpy(dtype=float, na_value=np.nan)
        return {year: float(value) for year, value in zip(years, values, strict=True) if np.isfinite(value)}

    return read


def _ratio(upper: Numbers, lower: Numbers) -> Numbers:
    return {year: value / lower[year] for year, value in upper.items() if lower.get(year, 0) > 0}


def _difference(first: Numbers, second: Numbers) -> Numbers:
    return {year: value - second[year] for year, value in first.items() if year in second}


def _logs(values: Numbers) -> Numbers:
    return {year: float(np.log(value)) for year, value in values.items() if value > 0}


def _window(year: int, years: list[int], thresholds: Thresholds) -> range:
    """The years of the window around this one; empty where it would reach beyond the series and may not be moved."""
    half = thresholds.window // 2
    first, last = year - half, year + half
    if first >= years[0] and last <= years[-1]:
        return range(first, last + 1)
    if thresholds.ends == "none" or years[-1] - years[0] + 1 < thresholds.window:
        return range(0)
    start = max(years[0], min(first, years[-1] - thresholds.window + 1))
    return range(start, start + thresholds.window)


def _slope(values: Numbers, window: range) -> float | None:
    if not window or any(year not in values for year in window):
        return None
    x = np.arange(len(window)) - (len(window) - 1) / 2
    return float(x @ np.array([values[year] for year in window]) / (x @ x))


def _over(values: Numbers, window: range, how: Callable[[list[float]], float]) -> float | None:
    if not window or any(year not in values for year in window):
        return None
    return float(how([values[year] for year in window]))


def _profits(profit: Numbers, windows: dict[int, range]) -> dict[int, dict[str, float | None]]:
    """Smoothed profit, its greatest absolute value so far, and its yearly change as a share of that."""
    told: dict[int, dict[str, float | None]] = {}
    peak: float | None = None
    for year, window in windows.items():
        smooth = _over(profit, window, lambda values: float(np.mean(values)))
        peak = _greatest(peak, None if smooth is None else abs(smooth))
        slope = _slope(profit, window)
        change = slope / peak if slope is not None and peak else None
        told[year] = {"profit": smooth, "profit_peak": peak, "profit_change": change}
    return told


def _greatest(so_far: float | None, value: float | None) -> float | None:
    known = [each for each in (so_far, value) if each is not None]
    return max(known) if known else None
