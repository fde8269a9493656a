"""Bars with their figures printed on them: Figure 1 (several series for each cluster) and Figure 2 (one)."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.pictures.drawing import Picture, frame, number, one_decimal, percent, room_for, text

BAR = 18
ROW = 24
HEADING = 26
UNIT = 24
MOST_SERIES = 5

# Grey value and hatching both tell the series apart; the first is plain.
FILLS = ("#1f5877", "#6ba4b4", "#d2eef0", "#8c5335", "#d4b38f")
HATCHES = ("", "M0 6 6 0", "M3 3h.01", "M0 3H6", "M0 0 6 6M0 6 6 0")

Bounds = tuple[float, float] | None
Errors = Mapping[str, Sequence[Bounds]]


@dataclass(frozen=True)
class Scale:
    """From a value to per cent of the drawing; zero is always on it."""

    lowest: float
    highest: float
    start: float
    end: float

    def at(self, value: float) -> float:
        span = (self.highest - self.lowest) or 1.0
        return self.start + (value - self.lowest) / span * (self.end - self.start)


def grouped_bars(
    groups: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
    unit: str,
    title: str,
    desc: str,
    *,
    key: str = "figure",
    absent: str = "no figure",
    show: Callable[[float], str] = one_decimal,
    errors: Errors | None = None,
) -> Picture:
    """Bars of several series, gathered by group, each named at its left and with its figure at its end.

    groups: names, such as clusters, length g. series: 1 to 5 series by name, each of g figures in the same unit;
    None is a figure that does not exist and is said to be absent, never drawn as zero; negative figures run left.
    key: a name unique on the page, for the hatchings. show: how a figure is printed. errors: by series the two bounds
    of each figure's interval, drawn as a line across the end of its bar; None where a figure has none.
    Returns the drawing. Raises ValueError when a series has another length than groups, holds a figure that is not
    finite, or when there are more series than can be told apart. Source: Figure 1 of the survey.
    """
    check(groups, series)
    errors = errors or {}
    scale = scale_for(series.values(), start=room_for(series), show=show, errors=errors)
    parts = [hatchings(key, len(series)), text(unit, x=percent(scale.at(0)), y=14, css="picture-axis")]
    y = float(UNIT)
    for index, group in enumerate(groups):
        parts.append(text(group, x="0%", y=y + 16, css="picture-group"))
        y += HEADING
        rows = group_rows(series, index, y, scale, key, absent, show, errors)
        parts += [*rows, zero_line(scale, y - 2, len(rows) * ROW)]
        y += len(rows) * ROW + 8
    return frame(parts, height=y, title=title, desc=desc)


def group_rows(
    series: Mapping[str, Sequence[float | None]],
    index: int,
    y: float,
    scale: Scale,
    key: str,
    absent: str,
    show: Callable[[float], str],
    errors: Errors,
) -> list[str]:
    """The bars of one group, one for each series."""
    return [
        row(name, values[index], y + place * ROW, scale, place + 1, key, absent, show, errors_of(errors, name, index))
        for place, (name, values) in enumerate(series.items())
    ]


def bars(
    items: Mapping[str, float | None],
    unit: str,
    title: str,
    desc: str,
    *,
    key: str = "figure",
    absent: str = "no figure",
    show: Callable[[float], str] = one_decimal,
) -> Picture:
    """One bar for each item, named at its left and with its figure at its end.

    items: figures by name in drawing order, all in one unit; None is said to be absent, never drawn as zero.
    The other parameters, the returned drawing and the refusals are those of grouped_bars. Source: Figure 2.
    """
    check([""] * len(items), {"": list(items.values())})
    scale = scale_for([list(items.values())], start=room_for(items), show=show)
    parts = [text(unit, x=percent(scale.at(0)), y=14, css="picture-axis")]
    parts += [
        row(name, value, UNIT + place * ROW, scale, 1, key, absent, show)
        for place, (name, value) in enumerate(items.items())
    ]
    parts.append(zero_line(scale, UNIT - 2, len(items) * ROW))
    return frame(parts, height=UNIT + len(items) * ROW + 4, title=title, desc=desc)


def check(groups: Sequence[str], series: Mapping[str, Sequence[float | None]]) -> None:
    """Refuse figures that could not be drawn truly."""
    if not 1 <= len(series) <= MOST_SERIES:
        raise ValueError(f"A chart tells 1 to {MOST_SERIES} series apart; it was given {len(series)}.")
    for name, values in series.items():
        if len(values) != len(groups):
            raise ValueError(f"Series {name!r} has {len(values)} figures for {len(groups)} groups.")
        if any(value is not None and not math.isfinite(value) for value in values):
            raise ValueError(f"Series {name!r} holds a figure that is not finite; give None where there is none.")


def errors_of(errors: Errors, name: str, index: int) -> Bounds:
    """The bounds of one figure, None where it has none."""
    return errors[name][index] if name in errors else None


def scale_for(
    series: Iterable[Sequence[float | None]],
    *,
    start: float,
    show: Callable[[float], str],
    errors: Errors | None = None,
) -> Scale:
    """The scale of all figures and their bounds, with room for the longest printed one at each end that has bars."""
    figures = [value for values in series for value in values if value is not None]
    bounds = [bound for each in (errors or {}).values() for both in each if both is not None for bound in both]
    lowest, highest = min([0.0, *figures, *bounds]), max([0.0, *figures, *bounds])
    room = room_for(show(value) for value in figures) if figures else 0.0
    return Scale(lowest, highest, start + (room if lowest < 0 else 0.0), 100.0 - (room if highest > 0 else 0.0))


def row(
    name: str,
    value: float | None,
    y: float,
    scale: Scale,
    place: int,
    key: str,
    absent: str,
    show: Callable[[float], str],
    bounds: Bounds = None,
) -> str:
    """One bar with its name, its figure and its interval, or its name and the words for no figure."""
    baseline = y + BAR - 4.5
    label = text(name, x="0%", y=baseline, css="picture-label")
    zero = scale.at(0)
    if value is None:
        return label + text(f"– {absent}", x=percent(zero), y=baseline, css="picture-value picture-absent", dx=6)
    end = scale.at(value)
    box = f'x="{percent(min(zero, end))}" y="{number(y)}" width="{percent(abs(end - zero))}" height="{BAR}"'
    bar = f'<rect class="bar series-{place}" {box} fill="{FILLS[place - 1]}"/>'
    if HATCHES[place - 1]:
        bar += f'<rect {box} fill="url(#{key}-hatch-{place})"/>'
    anchor, dx = ("end", -6.0) if value < 0 else ("start", 6.0)
    # The figure stands beyond the interval, so that no line crosses it.
    beyond = end if bounds is None else scale.at(bounds[0] if value < 0 else bounds[1])
    figure = text(show(value), x=percent(beyond), y=baseline, css="picture-value", anchor=anchor, dx=dx)
    return label + bar + (whisker(bounds, y, scale) if bounds else "") + figure


def whisker(bounds: tuple[float, float], y: float, scale: Scale) -> str:
    """An interval: a line between its bounds with a stroke at each, on a pale ground that shows on any bar."""
    low, high = percent(scale.at(bounds[0])), percent(scale.at(bounds[1]))
    middle, top, bottom = number(y + BAR / 2), number(y + 4), number(y + BAR - 4)
    lines = (
        f'x1="{low}" x2="{high}" y1="{middle}" y2="{middle}"',
        f'x1="{low}" x2="{low}" y1="{top}" y2="{bottom}"',
        f'x1="{high}" x2="{high}" y1="{top}" y2="{bottom}"',
    )
    ground = "".join(f'<line class="whisker-ground" {each} stroke="#ffffff" stroke-width="4"/>' for each in lines)
    return ground + "".join(f'<line class="whisker" {each} stroke="#1a1d21" stroke-width="1.5"/>' for each in lines)


def zero_line(scale: Scale, y: float, height: float) -> str:
    """The line all bars stand on."""
    x = percent(scale.at(0))
    return f'<line class="picture-zero" x1="{x}" x2="{x}" y1="{number(y)}" y2="{number(y + height)}" stroke="#1a1d21"/>'


def hatchings(key: str, count: int) -> str:
    """The patterns of the first series, by ids that begin with the key."""
    patterns = [
        f'<pattern id="{key}-hatch-{place}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<path class="hatch" d="{lines}" fill="none" stroke="#1a1d21" stroke-opacity="0.55" stroke-linecap="round"/>'
        "</pattern>"
        for place, lines in enumerate(HATCHES[:count], 1)
        if lines
    ]
    return f"<defs>{''.join(patterns)}</defs>" if patterns else ""
