"""Bars and histograms: both begin at zero."""

import numpy as np

from analysis.pictures.board import Board
from analysis.pictures.palette import BASELINE, INK, SOFT, look
from analysis.pictures.scales import Point, short_figure

FEW_BARS = 24
SHORT_NAME = 11
FEW_NAMES = 8


def lies_down(names: tuple[str, ...]) -> bool:
    """Whether bars or whiskers are laid down so that their names can be read."""
    return len(names) > FEW_NAMES or any(len(name) > SHORT_NAME for name in names)


def draw_bar(board: Board) -> None:
    """Bars side by side for each place, with whiskers where intervals are given and figures where they are few."""
    axes, series = board.axes, board.drawn()
    board.lies = lies_down(board.scale.names)
    slot = _narrowest([point.x for points in series for point in points]) * 0.8 / max(1, len(series))
    bars = sum(len(points) for points in series)
    for number, points in enumerate(series):
        drawn = look(number)
        shift = (number - (len(series) - 1) / 2) * slot
        places, heights = [point.x + shift for point in points], [point.y for point in points]
        along = {"height" if board.lies else "width": slot * 0.92}
        (axes.barh if board.lies else axes.bar)(
            places, heights, **along, color=drawn.fill, edgecolor=drawn.colour, linewidth=0.6, hatch=drawn.hatch
        )
        whiskers(board, points, shift)
        if bars <= FEW_BARS:
            _figures(board, points, shift)
    board.tell_apart("fill", [look(number) for number in range(len(series))])
    (axes.axvline if board.lies else axes.axhline)(0, color=BASELINE, linewidth=0.8)


def whiskers(board: Board, points: list[Point], shift: float, *, colour: str = INK, width: float = 0.9) -> None:
    """The intervals of points that have one, whole or on one side."""
    for point in points:
        ends = [end for end in (point.low, point.high) if end is not None]
        if ends:
            places, reach = [point.x + shift] * 2, [min(*ends, point.y), max(*ends, point.y)]
            across, along = (reach, places) if board.lies else (places, reach)
            board.axes.plot(across, along, color=colour, linewidth=width, solid_capstyle="butt")


def _figures(board: Board, points: list[Point], shift: float) -> None:
    for point in points:
        if point.low is not None or point.high is not None:
            continue
        is_down = point.y < 0
        far = (-3.0 if is_down else 3.0) if board.lies else 0.0
        up = 0.0 if board.lies else (-2.5 if is_down else 2.5)
        at = (point.y, point.x + shift) if board.lies else (point.x + shift, point.y)
        board.axes.annotate(
            short_figure(point.y),
            at,
            xytext=(far, up),
            textcoords="offset points",
            ha=("right" if is_down else "left") if board.lies else "center",
            va="center" if board.lies else ("top" if is_down else "bottom"),
            fontsize=7,
            color=SOFT,
        )


def draw_histogram(board: Board) -> None:
    """One filled outline, or several outlines over each other. x are the middles of the bins, y their heights."""
    series = board.drawn()
    for number, points in enumerate(series):
        if not points:
            continue
        drawn = look(number)
        ordered = sorted(points, key=lambda point: point.x)
        edges, heights = _bins(ordered)
        if len(series) == 1:
            board.axes.stairs(heights, edges, fill=True, color="#d2eef0")
        dashes = {"linestyle": (0, drawn.dash)} if drawn.dash else {}
        board.axes.stairs(heights, edges, color=drawn.colour, linewidth=1.6, **dashes)
    board.axes.axhline(0, color=BASELINE, linewidth=0.8)
    board.tell_apart("line", [look(number) for number in range(len(series))])


def _bins(points: list[Point]) -> tuple[list[float], list[float]]:
    """Edges and heights: a bin is as wide as the least distance of middles; between bins that do not meet is zero."""
    # Far from zero a bin must be wide enough for its two edges to be two numbers.
    farthest = max(abs(point.x) for point in points)
    half = max(_narrowest([point.x for point in points]) / 2, farthest * 1e-12)
    edges: list[float] = [points[0].x - half]
    heights: list[float] = []
    for point in points:
        if point.x - half > edges[-1] + half * 1e-3:
            edges.append(point.x - half)
            heights.append(0.0)
        if point.x + half > edges[-1]:
            edges.append(point.x + half)
            heights.append(point.y)
        else:
            heights[-1] += point.y
    return edges, heights


def _narrowest(places: list[float]) -> float:
    """The least distance between two places; 1 where there is but one."""
    distinct = np.unique(np.asarray(places, dtype=float))
    gaps = np.diff(distinct)
    gaps = gaps[gaps > 0]
    return float(gaps.min()) if len(gaps) else 1.0
