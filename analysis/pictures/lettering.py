"""Everything that is written on a picture: axes, key, names, and the caption below."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from analysis.pictures.board import Board, Key
from analysis.pictures.naming import Wanted, settle, spread
from analysis.pictures.palette import BASELINE, GRID, INK, PAPER, SOFT
from analysis.pictures.scales import tick_words, ticks_between
from analysis.results import Figure

TICK, LABEL, TITLE, NOTE = 8.0, 8.0, 9.5, 7.5
LINE_HIGH = 1.32
MOST_NAME_WIDE = 185.0
MOST_NAME_LINES = 2
MOST_TICKS = 40
Measure = Callable[[str, float], float]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the caption."""

    text: str
    size: float
    colour: str
    is_bold: bool = False


def wrapped(text: str, size: float, room: float, measure: Measure, most: int = 99) -> list[str]:
    """The text on lines no wider than `room`; after `most` lines it ends in an ellipsis."""
    lines: list[str] = [""]
    for word in _words(text):
        longer = lines[-1] + word
        if not lines[-1].strip() or measure(longer.rstrip(), size) <= room:
            lines[-1] = longer
        else:
            lines.append(word.lstrip())
    lines = [shortened(line.strip(), size, room, measure) for line in lines]
    if len(lines) > most:
        lines = [*lines[: most - 1], shortened(lines[most - 1] + " …", size, room, measure, cut=True)]
    return lines


def _words(text: str) -> list[str]:
    """Pieces between which a line may end: words with their space, and East Asian characters one by one."""
    pieces = [""]
    for letter in text:
        if "\u2e80" <= letter <= "\uff00":
            pieces += [letter, ""]
        elif letter == " ":
            pieces[-1] += letter
            pieces.append("")
        else:
            pieces[-1] += letter
    return [piece for piece in pieces if piece]


def shortened(text: str, size: float, room: float, measure: Measure, *, cut: bool = False) -> str:
    """The text, or its beginning with an ellipsis where it is wider than the room."""
    if measure(text, size) <= room:
        return text
    text = text.removesuffix(" …") if cut else text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle] + "…", size) <= room else (low, middle - 1)
    return text[:low].rstrip() + "…"


def caption(figure: Figure, notes: list[str], room: float, measure: Measure) -> list[Line]:
    """Title, notes and source, as lines."""
    # Bold letters are about a tenth wider than those that are measured.
    title = wrapped(figure.title, TITLE, room / 1.14, measure, most=3) if figure.title else []
    lines = [Line(text, TITLE, INK, is_bold=True) for text in title]
    told = [*notes, *figure.notes, *([f"In the paper: {figure.paper}."] if figure.paper else [])]
    for note in told:
        lines += [Line(text, NOTE, SOFT) for text in wrapped(note, NOTE, room, measure, most=4)]
    return lines


def letter_axes(board: Board) -> tuple[float, float, float]:
    """Set ticks, grid and frame; returns the room that ticks need on the left, below and on the right, in points."""
    axes = board.axes
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_visible(not board.lies and board.frame in ("value", "both"))
    axes.spines["bottom"].set_color(BASELINE)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=TICK, labelcolor=SOFT, pad=4)
    if board.bare:
        axes.set_axis_off()
        return 0.0, 0.0, 0.0
    if board.frame == "cells":
        return _letter_cells(board)
    if board.lies:
        return _letter_lying(board)
    left = _letter_figures(board, "y")
    axes.grid(True, axis="both" if board.frame in ("both", "globe") else "y", color=GRID, linewidth=0.7)
    if board.scale.names:
        reach = 0.5 if board.figure.shape in ("bar", "interval") else 0.25
        axes.set_xlim(-reach, len(board.scale.names) - 1 + reach)
        return left, _names_across(board, board.wide), 8.0
    _letter_figures(board, "x")
    return left, TICK * LINE_HIGH + 4, 16.0


def _letter_figures(board: Board, which: str) -> float:
    """Write figures along an axis and return the width of the widest in points."""
    across = which == "x" and not board.lies
    whole = board.scale.is_whole if across else board.is_counted
    low, high = sorted(float(end) for end in getattr(board.axes, f"get_{which}lim")())
    ticks = ticks_between(low, high, 6 if which == "y" else 8, whole=whole)
    words = tick_words(ticks, is_years=across and board.scale.is_years)
    if board.frame == "globe":
        words = _degrees(ticks, words, "EW" if which == "x" else "NS")
    getattr(board.axes, f"set_{which}ticks")(ticks, words)
    return max((board.measure(word, TICK) for word in words), default=0.0) + 6


def _degrees(ticks: list[float], words: list[str], sides: str) -> list[str]:
    return [f"{word.lstrip('−')}°{sides[tick < 0] if tick else ''}" for tick, word in zip(ticks, words, strict=True)]


def _letter_lying(board: Board) -> tuple[float, float, float]:
    names = [
        "\n".join(wrapped(name, TICK, MOST_NAME_WIDE, board.measure, MOST_NAME_LINES)) for name in board.scale.names
    ]
    board.axes.set_yticks(range(len(names)), names)
    board.axes.tick_params(axis="y", labelcolor=INK)
    board.axes.set_ylim(len(names) - 0.5, -0.5)
    _letter_figures(board, "x")
    board.axes.grid(True, axis="x", color=GRID, linewidth=0.7)
    widest = max((board.measure(line, TICK) for name in names for line in name.split("\n")), default=0.0)
    return widest + 8, TICK * LINE_HIGH + 4, 16.0


def _letter_cells(board: Board) -> tuple[float, float, float]:
    names = [shortened(series.name, TICK, MOST_NAME_WIDE, board.measure) for series in board.figure.series]
    every = -(-len(names) // MOST_TICKS) or 1
    board.axes.set_yticks(range(0, len(names), every), names[::every])
    left = max((board.measure(name, TICK) for name in names), default=0.0) + 8
    return left, _names_across(board, board.wide - left), 8.0


def _names_across(board: Board, room: float) -> float:
    """Write the names below; they are turned where they would lie on each other. Returns the height they take."""
    names = board.scale.names
    slot = room / max(1, len(names)) - 5
    upright = [wrapped(name, TICK, max(slot, 8.0), board.measure, MOST_NAME_LINES) for name in names]
    if all(
        line == name or not line.endswith("…") for lines, name in zip(upright, names, strict=True) for line in lines
    ):
        board.axes.set_xticks(range(len(names)), ["\n".join(lines) for lines in upright])
        return max((len(lines) for lines in upright), default=1) * TICK * LINE_HIGH + 4
    every = -(-len(names) // MOST_TICKS) or 1
    shown = [shortened(name, TICK, 110.0, board.measure) for name in names[::every]]
    board.axes.set_xticks(range(0, len(names), every), shown, rotation=90)
    return max(board.measure(name, TICK) for name in shown) + 8


def write_key(page: Any, keys: list[Key], left: float, top: float, room: float, measure: Measure) -> float:
    """Draw the key in rows from `top` downwards, all in points; returns the height it takes."""
    wide, high = page.get_size_inches() * 72
    x, y, row = left, top, LABEL * LINE_HIGH + 2
    for key in keys:
        text = shortened(key.text, LABEL, room * 0.6, measure)
        needed = 20 + measure(text, LABEL) + 12
        if x > left and x + needed > left + room:
            x, y = left, y - row
        _sign(page, key, x, y - row / 2, wide, high)
        page.text((x + 20) / wide, (y - row / 2) / high, text, fontsize=LABEL, color=INK, va="center_baseline")
        x += needed
    return top - y + row if keys else 0.0


def _sign(page: Any, key: Key, x: float, y: float, wide: float, high: float) -> None:
    """A small picture of the series on axes of its own, so that it is drawn as the series itself is."""
    box = page.add_axes((x / wide, (y - 4) / high, 15 / wide, 8 / high))
    box.set_axis_off()
    box.set_xlim(0, 1)
    box.set_ylim(0, 1)
    drawn = key.look
    if key.kind == "line":
        dashes = {"linestyle": (0, drawn.dash)} if drawn.dash else {}
        box.plot([0, 1], [0.5, 0.5], color=drawn.colour, linewidth=1.7, **dashes)
    elif key.kind == "dot":
        box.plot([0.5], [0.5], marker=drawn.marker, markersize=5.5, color=drawn.colour, markeredgecolor=PAPER)
    else:
        edge = drawn.colour if key.kind == "fill" else BASELINE
        box.bar([0.5], [1], width=1, color=drawn.fill, edgecolor=edge, linewidth=0.6, hatch=drawn.hatch)


def write_names(board: Board, *, dry: bool = False) -> int:
    """Set the names beside their points, or only try it; returns how many found no room."""
    to_paper = board.axes.transData.transform
    wanted = []
    for name in board.names:
        x, y = (float(each) for each in to_paper((name.x, name.y)))
        wide = board.measure(name.text, LABEL) * (1.12 if name.is_bold else 1.0)
        wanted.append(Wanted(x, y, name.radius, wide, LABEL * 1.1, name.rank))
    frame = board.axes.get_window_extent()
    found = settle(wanted, (frame.x0 - 4, frame.y0, frame.x1 + 12, frame.y1 + 4))
    for name, want, corner in zip(board.names, wanted, found, strict=True):
        if corner is not None and not dry:
            board.axes.annotate(
                name.text,
                (name.x, name.y),
                xytext=(corner[0] - want.x, corner[1] - want.y + 1.6),
                textcoords="offset points",
                fontsize=LABEL,
                color=name.colour,
                fontweight="bold" if name.is_bold else "normal",
                annotation_clip=False,
            )
    return sum(corner is None for corner in found)


def write_ends(board: Board, room: float) -> None:
    """Write the names of lines to the right of their last points, moved apart where they would meet."""
    frame = board.axes.get_window_extent()
    heights = [float(board.axes.transData.transform((end.x, end.y))[1]) for end in board.ends]
    for end, before, after in zip(
        board.ends, heights, spread(heights, LABEL * LINE_HIGH, frame.y0 + 4, frame.y1), strict=True
    ):
        board.axes.annotate(
            shortened(end.text, LABEL, room, board.measure),
            (1.0, end.y),
            xycoords=("axes fraction", "data"),
            xytext=(6, after - before),
            textcoords="offset points",
            fontsize=LABEL,
            color=end.colour,
            va="center",
            annotation_clip=False,
        )
