"""Lines, steps and trajectories."""

from itertools import pairwise

from analysis.pictures.board import MOST_DIRECT, Board, LineEnd, Name
from analysis.pictures.palette import PAPER, Look, legible, look
from analysis.pictures.scales import Point, points_of

FEW = 30


def runs_of(points: list[Point | None]) -> list[list[Point]]:
    """The stretches between gaps: a line is not drawn over what is not known."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def draw_line(board: Board) -> None:
    """Lines with gaps where a figure is missing, and bands where intervals are given."""
    for number, series in enumerate(board.figure.series):
        runs = runs_of(points_of(series, board.scale))
        for run in runs:
            _band(board, run, look(number), step=None)
            _stroke(board, run, look(number))
        _name_line(board, number, runs)
    _key_for_many(board)


def draw_step(board: Board) -> None:
    """Figures that hold from their place until the next."""
    for number, series in enumerate(board.figure.series):
        runs = runs_of(points_of(series, board.scale))
        drawn = look(number)
        for run in runs:
            _band(board, run, drawn, step="post")
            board.axes.step(
                [point.x for point in run],
                [point.y for point in run],
                where="post",
                color=drawn.colour,
                linewidth=1.6,
                **_dashes(drawn),
            )
            if len(run) == 1:
                _dots(board, run, drawn)
        _name_line(board, number, runs)
    _key_for_many(board)


def draw_trajectory(board: Board) -> None:
    """Paths through two measures, an arrow on every leg, and the name (a year) of every point."""
    board.frame = "both"
    for number, series in enumerate(board.figure.series):
        drawn = look(number)
        runs = runs_of(points_of(series, board.scale))
        for run in runs:
            _stroke(board, run, drawn, thin=True)
            for start, end in pairwise(run):
                _arrow(board, start, end, drawn)
        _name_stations(board, [point for run in runs for point in run], series.name, drawn)


def _stroke(board: Board, run: list[Point], drawn: Look, *, thin: bool = False) -> None:
    board.axes.plot(
        [point.x for point in run],
        [point.y for point in run],
        color=drawn.colour,
        linewidth=1.1 if thin else 1.7,
        **_dashes(drawn),
    )
    if len(run) == 1 or thin or len(run) <= FEW:
        _dots(board, run, drawn)


def _dots(board: Board, run: list[Point], drawn: Look) -> None:
    board.axes.plot(
        [point.x for point in run],
        [point.y for point in run],
        linestyle="none",
        marker=drawn.marker,
        markersize=4,
        color=drawn.colour,
        markeredgecolor=PAPER,
        markeredgewidth=0.6,
    )


def _dashes(drawn: Look) -> dict[str, object]:
    return {"linestyle": (0, drawn.dash)} if drawn.dash else {}


def _band(board: Board, run: list[Point], drawn: Look, *, step: str | None) -> None:
    for known in runs_of([point if point.low is not None and point.high is not None else None for point in run]):
        board.axes.fill_between(
            [point.x for point in known],
            [point.low for point in known],
            [point.high for point in known],
            color=drawn.colour,
            alpha=0.14,
            linewidth=0,
            step=step,
        )


def _name_line(board: Board, number: int, runs: list[list[Point]]) -> None:
    if runs and 1 < len(board.figure.series) <= MOST_DIRECT:
        last = runs[-1][-1]
        board.ends.append(LineEnd(last.x, last.y, board.figure.series[number].name, legible(look(number).colour)))


def _key_for_many(board: Board) -> None:
    if len(board.figure.series) > MOST_DIRECT:
        board.tell_apart("line", [look(number) for number in range(len(board.figure.series))])


def _arrow(board: Board, start: Point, end: Point, drawn: Look) -> None:
    if (start.x, start.y) == (end.x, end.y):
        return
    middle = (start.x + (end.x - start.x) * 0.58, start.y + (end.y - start.y) * 0.58)
    board.axes.annotate(
        "",
        xy=middle,
        xytext=(start.x, start.y),
        arrowprops={
            "arrowstyle": "-|>,head_width=0.22,head_length=0.5",
            "color": drawn.colour,
            "linewidth": 0,
            "shrinkA": 0,
            "shrinkB": 0,
        },
    )


def _name_stations(board: Board, points: list[Point], name: str, drawn: Look) -> None:
    several = len(board.figure.series) > 1
    for place, point in enumerate(points):
        is_last = place == len(points) - 1
        text = f"{name} {point.label}".strip() if is_last and several else point.label
        rank = 0.0 if is_last else 1.0 if place == 0 else 2.0 + place / len(points)
        if text:
            board.names.append(Name(point.x, point.y, text, rank, 4.0, legible(drawn.colour), is_bold=is_last))
