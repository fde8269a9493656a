"""Heat maps: each series is a row, its x the columns."""

import numpy as np

from analysis.pictures.board import Board, Key
from analysis.pictures.palette import ABSENT, INK, PAPER, Look, is_dark, shade
from analysis.pictures.scales import points_of, short_figure

MOST_CELLS_WITH_FIGURES = 220
MOST_COLUMNS_WITH_FIGURES = 14
MOST_DRAWN_CELLS = 2500
STEPS = 5


def draw_matrix(board: Board) -> None:
    """Cells shaded by their figure, light to dark; figures below zero in a second hue; cells without one are grey."""
    board.frame = "cells"
    rows, columns = len(board.figure.series), len(board.scale.names)
    values = np.full((rows, columns), np.nan)
    for row, series in enumerate(board.figure.series):
        for point in points_of(series, board.scale):
            if point is not None:
                values[row, int(point.x)] = point.y
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
    colours = [[_colour(float(cell), low, high) for cell in row] for row in values]
    _fill(board, colours, rows, columns)
    if rows * columns <= MOST_CELLS_WITH_FIGURES and columns <= MOST_COLUMNS_WITH_FIGURES:
        _figures(board, values, colours)
    if len(known):
        _key(board, known, missing=len(known) < values.size)
    board.axes.set_xlim(-0.5, columns - 0.5)
    board.axes.set_ylim(rows - 0.5, -0.5)


def _colour(value: float, low: float, high: float) -> str:
    if not np.isfinite(value):
        return ABSENT
    if low < 0:
        return shade(value / max(abs(low), abs(high)))
    return shade((value - low) / (high - low) if high > low else 0.5)


def _fill(board: Board, colours: list[list[str]], rows: int, columns: int) -> None:
    shaded = np.array([[[int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in row] for row in colours])
    if rows * columns > MOST_DRAWN_CELLS:
        extent = (-0.5, columns - 0.5, rows - 0.5, -0.5)
        board.axes.imshow(shaded, extent=extent, aspect="auto", interpolation="nearest")
        return
    edges = np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5
    board.axes.pcolormesh(*edges, shaded, edgecolors=PAPER, linewidth=0.8)


def _figures(board: Board, values: np.ndarray, colours: list[list[str]]) -> None:
    for row, line in enumerate(values):
        for column, value in enumerate(line):
            known = bool(np.isfinite(value))
            board.axes.text(
                column,
                row,
                short_figure(float(value)) if known else "–",
                ha="center",
                va="center",
                fontsize=7,
                color=PAPER if is_dark(colours[row][column]) else INK,
            )


def _key(board: Board, known: np.ndarray, *, missing: bool) -> None:
    distinct = np.unique(known)
    low, high = float(distinct[0]), float(distinct[-1])
    told = distinct if len(distinct) <= STEPS else np.linspace(low, high, STEPS)
    for value in (float(each) for each in told):
        colour = _colour(value, low, high)
        board.keys.append(Key(short_figure(value), "shade", Look(colour, (), "s", colour, "")))
    if missing:
        board.keys.append(Key("no figure", "shade", Look(ABSENT, (), "s", ABSENT, "")))
