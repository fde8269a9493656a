"""Figures as SVG or PNG. The only file that knows matplotlib.

The same figure gives the same bytes: identifiers are salted with a constant and no date is written. Figures are made
through the object interface, one at a time, since workers are threads and the library's text machinery is shared.
"""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Page
from matplotlib.font_manager import FontProperties, fontManager

from analysis.pictures.bars import draw_bar, draw_histogram, lies_down
from analysis.pictures.board import Board
from analysis.pictures.grids import draw_matrix
from analysis.pictures.lettering import (
    LABEL,
    LINE_HIGH,
    Line,
    caption,
    letter_axes,
    shortened,
    wrapped,
    write_ends,
    write_key,
    write_names,
)
from analysis.pictures.palette import INK, PAPER, SOFT
from analysis.pictures.paths import draw_line, draw_step, draw_trajectory
from analysis.pictures.points import draw_interval, draw_map, draw_network, draw_scatter
from analysis.pictures.scales import missing_points, scale_of
from analysis.pictures.vector import told
from analysis.results import Cell, Figure, Series, Shape
from reports.cell_text import clean_text

WIDE = 518.4
"""Width of every picture in points: 7.2 inches, the measure of a page with its margins."""
EDGE = 10.0
CHINESE = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei")
SHAPES: dict[Shape, Callable[[Board], None]] = {
    "line": draw_line,
    "bar": draw_bar,
    "scatter": draw_scatter,
    "histogram": draw_histogram,
    "interval": draw_interval,
    "step": draw_step,
    "network": draw_network,
    "map": draw_map,
    "matrix": draw_matrix,
    "trajectory": draw_trajectory,
}
HEIGHTS: dict[Shape, float] = {"trajectory": 265.0, "map": 300.0, "network": 330.0}
PLAIN_HEIGHT = 205.0
NOTHING = "There is nothing to draw: no point has a figure."

_ONE_AT_A_TIME = Lock()


def _settle_once() -> None:
    """Settings that hold for the life of the process; nothing is changed while a picture is drawn."""
    installed = set(fontManager.get_font_names())
    families = ["DejaVu Sans", *[name for name in CHINESE if name in installed][:1]]
    mpl.rcParams.update(
        {
            "svg.hashsalt": "sextant",
            "svg.fonttype": "none",
            "text.parse_math": False,
            "font.family": families,
            "hatch.linewidth": 0.6,
            "axes.unicode_minus": True,
        }
    )


_settle_once()


def svg_of(figure: Figure) -> bytes:
    """The figure as SVG in UTF-8, without XML head: 518.4 points wide, as high as it needs.

    Its title and its reading stand in it for those who do not see it. Raises ValueError where a series has x and y of
    different lengths.
    """
    figure = _clean(figure)
    with _drawn(figure) as page:
        written = BytesIO()
        FigureCanvasSVG(page).print_svg(written, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    desc = figure.reading or figure.title
    return told(written.getvalue().decode(), title=figure.title, desc=desc).encode()


def png_of(figure: Figure, width_px: int = 1200) -> bytes:
    """The figure as PNG, `width_px` pixels wide (at least 100); raises ValueError as `svg_of` does."""
    if width_px < 100:
        raise ValueError(f"A picture of {width_px} pixels shows nothing: ask for at least 100.")
    with _drawn(_clean(figure)) as page:
        written = BytesIO()
        page.set_dpi(width_px / (WIDE / 72))
        FigureCanvasAgg(page).print_png(written, metadata={"Software": None})
    return written.getvalue()


def letters_file() -> Path:
    """The face that comes with matplotlib: it has Latin, Greek and the signs of mathematics, and no Chinese."""
    return Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


@contextmanager
def _drawn(figure: Figure) -> Iterator[Page]:
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # A letter that no font on this machine has is drawn as a box; the picture is right all the same.
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        yield _page_of(figure)


def _clean(figure: Figure) -> Figure:
    """The figure with texts that can be drawn on one line and written into XML."""
    return replace(
        figure,
        title=_text(figure.title),
        reading=_text(figure.reading),
        x_title=_text(figure.x_title),
        y_title=_text(figure.y_title),
        paper=_text(figure.paper),
        notes=tuple(_text(note) for note in figure.notes if _text(note)),
        series=tuple(_clean_series(series) for series in figure.series),
    )


def _clean_series(series: Series) -> Series:
    def cell(value: Cell) -> Cell:
        return _text(value) if isinstance(value, str) else value

    return replace(
        series,
        name=_text(series.name),
        x=tuple(cell(value) for value in series.x),
        labels=tuple(_text(label) for label in series.labels),
    )


def _text(text: str) -> str:
    return " ".join(clean_text(text).split())


@lru_cache(maxsize=4096)
def _measure(text: str, size: float) -> float:
    """The width of a line of text in points."""
    renderer = FigureCanvasAgg(Page(figsize=(1, 1), dpi=72)).get_renderer()
    return float(renderer.get_text_width_height_descent(text, FontProperties(size=size), ismath=False)[0])


def _page_of(figure: Figure) -> Page:
    page = Page(figsize=(WIDE / 72, 4), dpi=72, facecolor=PAPER)
    FigureCanvasAgg(page)
    scale = scale_of(figure)
    axes = page.add_axes((0.1, 0.2, 0.8, 0.7))
    board = Board(figure, scale, axes, WIDE - 2 * EDGE - 45, _plot_high(figure, scale.names), _measure)
    missing = missing_points(figure, scale)
    figures = [each for points in board.drawn() for point in points for each in (point.y, point.low, point.high)]
    board.is_counted = all(each == round(each) for each in figures if each is not None)
    if not figures:
        return _empty(page, board)
    SHAPES[figure.shape](board)
    _reference_lines(board)
    if missing:
        points = "1 point has" if missing == 1 else f"{missing:,} points have"
        board.notes.append(f"{points} no figure and cannot be drawn.")
    _set_out(page, board)
    return page


def _plot_high(figure: Figure, names: tuple[str, ...]) -> float:
    if figure.shape == "matrix":
        return min(430.0, max(60.0, 19.0 * len(figure.series)))
    if figure.shape in ("bar", "interval") and lies_down(names):
        lines = 1 + any(_measure(name, LABEL) > 185 for name in names)
        slot = max(6.0 + 10.5 * lines, 5.0 + 10.0 * len(figure.series))
        return min(620.0, max(60.0, slot * len(names)))
    return HEIGHTS.get(figure.shape, PLAIN_HEIGHT)


def _reference_lines(board: Board) -> None:
    told_lines = ((board.figure.vertical_line, not board.lies), (board.figure.horizontal_line, board.lies))
    for value, stands in told_lines:
        # Estimates, bars and bins have a line at zero of their own.
        is_twice = value == 0 and stands == board.lies and board.figure.shape in ("interval", "bar", "histogram")
        if value is not None and not is_twice and board.frame in ("value", "both") and not board.bare:
            draw = board.axes.axvline if stands else board.axes.axhline
            draw(value, color=SOFT, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)


def _empty(page: Page, board: Board) -> Page:
    board.bare, board.high = True, 50.0
    board.axes.text(
        0.5, 0.5, NOTHING, ha="center", va="center", color=SOFT, fontsize=LABEL, transform=board.axes.transAxes
    )
    _set_out(page, board)
    return page


def _set_out(page: Page, board: Board) -> None:
    """Give every part its place, from the caption at the foot to the key at the head."""
    board.axes.margins(x=0.06 if board.lies else None, y=0.09)
    left, below, right = letter_axes(board)
    room = WIDE - 2 * EDGE
    ends = min(150.0, max((_measure(end.text, LABEL) for end in board.ends), default=0.0))
    right = max(right, ends + 10 if board.ends else 0.0)
    over, under = (
        (board.figure.x_title, board.figure.y_title) if board.lies else (board.figure.y_title, board.figure.x_title)
    )
    over, under = ("", "") if board.bare or board.frame == "globe" else (over, under)
    heads = wrapped(over, LABEL, room, _measure, most=2) if over else []
    below += LABEL * LINE_HIGH + 3 if under else 0.0
    key_high = _key_height(board, room)
    unplaced = 0
    for _again in range(2):
        # Which names find no room is known only once the plot has its place, and saying so takes a line of its own.
        lines = caption(board.figure, [*board.notes, *_unnamed(unplaced)], room, _measure)
        foot = EDGE + sum(line.size * LINE_HIGH for line in lines) + (6 if lines else 0)
        high = foot + below + board.high + key_high + len(heads) * LABEL * LINE_HIGH + 8 + EDGE
        page.set_size_inches(WIDE / 72, high / 72)
        plot = (EDGE + left) / WIDE, (foot + below) / high, (room - left - right) / WIDE, board.high / high
        board.axes.set_position(plot)
        if board.frame == "globe":
            board.axes.apply_aspect()
            letter_axes(board)
        unplaced = write_names(board, dry=True)
    write_names(board)
    write_ends(board, ends)
    _write_around(page, board, heads, under, lines, foot)


def _unnamed(count: int) -> list[str]:
    if not count:
        return []
    return ["1 name found no room." if count == 1 else f"{count:,} names found no room; the data name every point."]


def _key_height(board: Board, room: float) -> float:
    return write_key(Page(figsize=(WIDE / 72, 4), dpi=72), board.keys, EDGE, 200.0, room, _measure)


def _write_around(page: Page, board: Board, heads: list[str], under: str, lines: list[Line], foot: float) -> None:
    high = float(page.get_size_inches()[1]) * 72
    y = high - EDGE
    for text in heads:
        _write(page, text, EDGE, y, LABEL, SOFT)
        y -= LABEL * LINE_HIGH
    write_key(page, board.keys, EDGE, y, WIDE - 2 * EDGE, _measure)
    if under:
        plot = board.axes.get_position()
        text = shortened(under, LABEL, WIDE - 2 * EDGE, _measure)
        right = max(plot.x1 * WIDE, EDGE + _measure(text, LABEL))
        _write(page, text, right, foot + LABEL * LINE_HIGH, LABEL, SOFT, ha="right")
    y = foot - 6
    for line in lines:
        _write(page, line.text, EDGE, y, line.size, line.colour, fontweight="bold" if line.is_bold else "normal")
        y -= line.size * LINE_HIGH


def _write(page: Page, text: str, x: float, y: float, size: float, colour: str = INK, **more: Any) -> None:
    high = float(page.get_size_inches()[1]) * 72
    page.text(x / WIDE, y / high, text, fontsize=size, color=colour, va="top", **more)
