"""Points: clouds, intervals, networks and maps."""

import math

from analysis.pictures.bars import lies_down, whiskers
from analysis.pictures.board import Board, Name
from analysis.pictures.palette import ACCENT, BASELINE, PAPER, SOFT, Look, look, shade
from analysis.pictures.scales import Point

MANY = 400
FEW_NODES = 40
GROUND = Look("#b4bac0", (), "o", "#d5d9dd", "")
LARGEST_AREA = 190.0
SMALLEST_AREA = 7.0


def draw_scatter(board: Board) -> None:
    """Clouds of points, their areas by size where sizes are given."""
    board.frame = "both"
    series = board.drawn()
    for number, points in enumerate(series):
        drawn = look(number)
        whiskers(board, points, 0.0, colour=BASELINE, width=0.7)
        crowd = 0.45 if len(points) > MANY else 0.8
        _cloud(board, points, _areas(points, series, plain=18.0), drawn.colour, marker=drawn.marker, alpha=crowd)
    board.tell_apart("dot", [look(number) for number in range(len(series))])


def draw_interval(board: Board) -> None:
    """Estimates with their intervals and a line at zero; an estimate that was set, not found, is hollow."""
    series = board.drawn()
    board.lies = lies_down(board.scale.names)
    room = 0.6 / max(1, len(series))
    for number, points in enumerate(series):
        drawn = look(number)
        shift = (number - (len(series) - 1) / 2) * room * (1 if len(series) > 1 else 0)
        whiskers(board, points, shift, colour=drawn.colour, width=1.5)
        for point in points:
            hollow = point.low == point.high
            place = (point.y, point.x + shift) if board.lies else (point.x + shift, point.y)
            board.axes.plot(
                *([value] for value in place),
                linestyle="none",
                marker=drawn.marker,
                markersize=5.5,
                markerfacecolor=PAPER if hollow else drawn.colour,
                markeredgecolor=drawn.colour if hollow else PAPER,
                markeredgewidth=1.1 if hollow else 0.7,
                zorder=3,
            )
    (board.axes.axvline if board.lies else board.axes.axhline)(0, color=BASELINE, linewidth=0.9, zorder=1)
    board.tell_apart("dot", [look(number) for number in range(len(series))])


def draw_network(board: Board) -> None:
    """Nodes at the places given, joined by their links; the larger a node, the sooner it is named.

    A series without sizes beside one with sizes is the ground on which that one stands: pale, and named only where
    nodes are few.
    """
    board.bare, board.frame = True, "both"
    series = board.drawn()
    looks = _network_looks(board)
    few = sum(len(points) for points in series) <= FEW_NODES
    for number, points in enumerate(series):
        _join(board, {point.number: point for point in points}, board.figure.series[number].links)
    for drawn, points in zip(looks, series, strict=True):
        areas = _areas(points, series, plain=34.0)
        _cloud(board, points, areas, drawn.colour, marker=drawn.marker, alpha=1.0)
    # A node that lies on another bears the name of the upper one, set clear of it.
    for drawn, points in sorted(zip(looks, series, strict=True), key=lambda each: each[0] is GROUND):
        if few or drawn is not GROUND:
            _name_points(board, points, _areas(points, series, plain=34.0))
    board.tell_apart("dot", looks)


def _network_looks(board: Board) -> list[Look]:
    sized = [bool(series.size) for series in board.figure.series]
    before = [sum(sized[:number]) if any(sized) else number for number in range(len(sized))]
    return [
        look(place) if is_sized or not any(sized) else GROUND for place, is_sized in zip(before, sized, strict=True)
    ]


def _join(board: Board, placed: dict[int, Point], links: tuple[tuple[int, int], ...]) -> None:
    for start, end in links:
        if start in placed and end in placed:
            ends = placed[start], placed[end]
            board.axes.plot(
                [each.x for each in ends], [each.y for each in ends], color=GROUND.fill, linewidth=0.7, zorder=1
            )


def draw_map(board: Board) -> None:
    """Points at longitude and latitude, without a map below; several series are classes, shaded light to dark."""
    board.frame = "globe"
    series = board.drawn()
    latitudes = [point.y for points in series for point in points]
    middle = sum(latitudes) / len(latitudes) if latitudes else 0.0
    board.axes.set_aspect(1 / max(0.1, math.cos(math.radians(min(85.0, abs(middle))))), adjustable="datalim")
    shades = [shade(0.3 + 0.7 * number / max(1, len(series) - 1)) for number in range(len(series))]
    if len(series) == 1:
        shades = [ACCENT]
    for colour, points in zip(shades, series, strict=True):
        areas = _areas(points, series, plain=26.0)
        _cloud(board, points, areas, colour, marker="o", alpha=0.85)
        _name_points(board, points, areas)
    board.tell_apart("dot", [Look(colour, (), "o", colour, "") for colour in shades])


def _cloud(board: Board, points: list[Point], areas: list[float], colour: str, *, marker: str, alpha: float) -> None:
    # Large points are drawn first, so that none hides a smaller one.
    order = sorted(range(len(points)), key=lambda place: -areas[place])
    board.axes.scatter(
        [points[place].x for place in order],
        [points[place].y for place in order],
        s=[areas[place] for place in order],
        c=colour,
        marker=marker,
        alpha=alpha,
        linewidths=0.5,
        edgecolors=PAPER,
        zorder=2,
    )
    if board.frame == "both" and not board.bare:
        _name_points(board, points, areas)


def _areas(points: list[Point], every: list[list[Point]], *, plain: float) -> list[float]:
    """Areas on paper; the greatest of all series has the greatest area, and none is too small to be seen."""
    largest = max((point.size for each in every for point in each), default=0.0)
    if largest <= 0:
        return [plain] * len(points)
    return [max(SMALLEST_AREA, LARGEST_AREA * max(0.0, point.size) / largest) for point in points]


def _name_points(board: Board, points: list[Point], areas: list[float]) -> None:
    told = {(name.x, name.y, name.text) for name in board.names}
    for point, area in zip(points, areas, strict=True):
        if point.label and (point.x, point.y, point.label) not in told:
            radius = math.sqrt(area / math.pi) + 0.5
            board.names.append(Name(point.x, point.y, point.label, -area, radius, SOFT))
