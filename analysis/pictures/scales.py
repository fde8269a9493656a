"""Where a cell stands on an axis, and how figures are written beside it. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.results import Cell, Figure, Series

FARTHEST = 1e100
"""Beyond this no distance on paper means anything; such a figure is treated as one that is missing."""
NEAREST = 1e-200
"""Figures nearer to each other than this stand on one place."""
CATEGORICAL = ("bar", "interval", "line", "step", "scatter", "matrix")
TIMELY = ("bar", "interval", "line", "step")


@dataclass(frozen=True, slots=True)
class Scale:
    """The horizontal axis: `names` of its places in order, empty where it is numeric."""

    names: tuple[str, ...] = ()
    is_whole: bool = False
    is_years: bool = False

    def place(self, cell: Cell) -> float | None:
        """Where a cell stands; None where it has no place."""
        if not self.names:
            return drawable(cell)
        return None if cell is None else float(self.names.index(str(cell)))


@dataclass(frozen=True, slots=True)
class Point:
    """A point that can be drawn: its number in the series, its place, and its interval where it has one."""

    number: int
    x: float
    y: float
    low: float | None
    high: float | None
    size: float
    label: str


def drawable(value: Cell) -> float | None:
    """The figure, or None where it is none or cannot stand on paper."""
    if value is None or isinstance(value, str):
        return None
    figure = float(value)
    return figure if math.isfinite(figure) and abs(figure) < FARTHEST else None


def scale_of(figure: Figure) -> Scale:
    """The horizontal axis of a figure: names as soon as one cell is a text and the shape can stand on names."""
    cells = [cell for series in figure.series for cell in series.x if cell is not None]
    if figure.shape in CATEGORICAL and any(isinstance(cell, str) for cell in cells):
        return Scale(names=tuple(dict.fromkeys(str(cell) for cell in cells)))
    if figure.shape == "matrix":
        return Scale(names=tuple(dict.fromkeys(str(cell) for cell in cells)))
    figures = [place for cell in cells if (place := drawable(cell)) is not None]
    whole = bool(figures) and all(place == round(place) for place in figures)
    years = whole and figure.shape in TIMELY and all(1800 <= place <= 2100 for place in figures)
    return Scale(is_whole=whole, is_years=years)


def points_of(series: Series, scale: Scale) -> list[Point | None]:
    """The points of a series in order, None for each that has no place; raises ValueError where lengths differ."""
    if len(series.x) != len(series.y):
        raise ValueError(f"“{series.name}” has {len(series.x)} x and {len(series.y)} y: give one for each point.")
    found: list[Point | None] = []
    for number, (cell, value) in enumerate(zip(series.x, series.y, strict=True)):
        x, y = scale.place(cell), drawable(value)
        found.append(
            None
            if x is None or y is None
            else Point(
                number,
                x,
                y,
                _nth(series.low, number),
                _nth(series.high, number),
                _nth(series.size, number) or 0.0,
                series.labels[number] if number < len(series.labels) else "",
            )
        )
    return found


def _nth(values: Sequence[float | None], number: int) -> float | None:
    return drawable(values[number]) if number < len(values) else None


def ticks_between(low: float, high: float, most: int, *, whole: bool = False) -> list[float]:
    """At most `most` (two or more) round figures in low–high, even steps of 1, 2 or 5 times a power of ten apart.

    With `whole`, steps are whole. Nothing where the ends are not apart or are no figures.
    """
    span = high - low
    if not (math.isfinite(span) and span > NEAREST):
        return []
    power = math.floor(math.log10(span / most))
    for times in (1, 2, 5, 10, 20):
        # A step of a thousandth is divided, not multiplied: 3 / 1000 is the figure people write, 3 * 0.001 is not.
        step, parts = (times * 10**power, 1) if power >= 0 else (times, 10**-power)
        if whole and step < parts:
            continue
        first, last = math.ceil(low * parts / step), math.floor(high * parts / step)
        if last - first < most:
            return [number * step / parts for number in range(first, last + 1)]
    # Less than one whole step apart: the only whole figure between, if there is one.
    return [float(number) for number in range(math.ceil(low), math.floor(high) + 1)][:most]


def tick_words(ticks: Sequence[float], *, is_years: bool = False) -> list[str]:
    """The figures beside an axis, all with the same decimals: as many as tell them apart."""
    if is_years:
        return [f"{tick:.0f}" for tick in ticks]
    steps = [abs(b - a) for a, b in pairwise(ticks) if b != a]
    step = min(steps, default=abs(ticks[0]) if ticks else 1.0) or 1.0
    decimals = next((places for places in range(7) if _is_round(step, places)), None)
    longest = max((abs(tick) for tick in ticks), default=0.0)
    if decimals is None or longest >= 1e10:
        digits = next((n for n in range(3, 17) if len({f"{tick:.{n}g}" for tick in ticks}) == len(set(ticks))), 17)
        return [signed(f"{tick:.{digits}g}") for tick in ticks]
    return [signed(f"{tick:,.{decimals}f}") for tick in ticks]


def _is_round(step: float, places: int) -> bool:
    return math.isclose(round(step, places), step, rel_tol=1e-6)


def short_figure(value: float) -> str:
    """A figure as it stands beside a bar or in a cell of a matrix: three digits that mean something."""
    size = abs(value)
    if size >= 1e10 or (value and size < 1e-4):
        return signed(f"{value:.2g}")
    if value == round(value):
        return signed(f"{value:,.0f}")
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    return signed(f"{value:,.{decimals}f}")


def signed(text: str) -> str:
    """The text with a true minus sign, and none before a zero."""
    if text.startswith("-") and not text.strip("-0.,"):
        text = text[1:]
    return text.replace("-", "−")


def shares_of(values: Iterable[float]) -> tuple[float, float]:
    """The least and the greatest figure; zeros where there is none."""
    found = list(values)
    return (min(found), max(found)) if found else (0.0, 0.0)


def missing_points(figure: Figure, scale: Scale) -> int:
    """How many points of a figure have no place on it."""
    return sum(point is None for series in figure.series for point in points_of(series, scale))
