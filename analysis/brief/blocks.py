"""The page as a pile of blocks, each of which knows how high it is and how it is drawn. All measures in points."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from analysis.brief.content import Content, Grid
from analysis.brief.faces import wide
from analysis.brief.typesetting import lines_of
from analysis.pictures.drawing import EDGE, WIDE
from analysis.pictures.palette import ACCENT, GRID, INK, SOFT

LEFT, RIGHT, TOP, BOTTOM = 45.0, 550.0, 806.0, 58.0
ROOM = RIGHT - LEFT
LEADING = 1.32
BODY, SMALL, TITLE = 9.5, 8.0, 17.0
GAP = 8.0
INDENT = 13.0


class Paper(Protocol):
    """What blocks draw on; y is counted upwards."""

    def text(self, x: float, y: float, text: str, size: float, colour: str, *, is_bold: bool = False) -> None:
        """Write one line whose baseline is at y."""

    def rule(self, x: float, y: float, to: float, colour: str, thick: float) -> None:
        """Draw a horizontal line."""

    def picture(self, x: float, y: float, wide: float, high: float) -> None:
        """Lay the picture with its lower left corner at a place."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the page: its height, and what draws it below a given y."""

    high: float
    draw: Callable[[Paper, float], None]


def blocks_of(content: Content, words: "Words", picture_shape: float) -> list[Block]:
    """The blocks from the head of the page down; `picture_shape` is the height of the picture over its width."""
    found = [_head(content)]
    if content.findings:
        found += [_heading(words.findings), _numbered(content.findings)]
    if content.figure is not None and content.picture:
        found.append(_picture(content.picture, picture_shape))
    for heading, grid in content.grids:
        found += [_heading(heading or grid.title), _grid(grid, with_title=heading not in ("", grid.title))]
    if content.cautions:
        found += [_heading(words.cautions), _listed(content.cautions)]
    if content.sources:
        found += [_heading(words.sources), _paragraph(content.sources, SMALL, SOFT)]
    return found


@dataclass(frozen=True, slots=True)
class Words:
    """The headings in the reader's language."""

    findings: str
    cautions: str
    sources: str
    more: str


def _head(content: Content) -> Block:
    title = lines_of(content.title, TITLE, ROOM, is_bold=True)[:2]
    question = lines_of(content.question, BODY + 0.5, ROOM)[:2]
    high = 12 + len(title) * TITLE * 1.22 + len(question) * (BODY + 0.5) * LEADING + 12

    def draw(paper: Paper, y: float) -> None:
        paper.text(LEFT, y - SMALL, content.kicker, SMALL, SOFT)
        y -= 12
        for line in title:
            y -= TITLE * 1.22
            paper.text(LEFT, y + 3, line, TITLE, INK, is_bold=True)
        for line in question:
            y -= (BODY + 0.5) * LEADING
            paper.text(LEFT, y + 1, line, BODY + 0.5, SOFT)
        paper.rule(LEFT, y - 6, RIGHT, ACCENT, 1.4)

    return Block(high, draw)


def _heading(text: str) -> Block:
    lines = lines_of(text, BODY, ROOM, is_bold=True)[:2]

    def draw(paper: Paper, y: float) -> None:
        y -= GAP
        for line in lines:
            y -= BODY * LEADING
            paper.text(LEFT, y + 2.5, line, BODY, ACCENT, is_bold=True)

    return Block(GAP + len(lines) * BODY * LEADING, draw)


def _numbered(texts: list[str]) -> Block:
    return _items([(f"{number}", text) for number, text in enumerate(texts, 1)], BODY, INK)


def _listed(texts: list[str]) -> Block:
    return _items([("–", text) for text in texts], BODY - 0.8, INK)


def _items(items: list[tuple[str, str]], size: float, colour: str) -> Block:
    set_lines = [(mark, lines_of(text, size, ROOM - INDENT)) for mark, text in items]
    high = sum(len(lines) * size * LEADING + 1.5 for _mark, lines in set_lines)

    def draw(paper: Paper, y: float) -> None:
        for mark, lines in set_lines:
            for number, line in enumerate(lines):
                y -= size * LEADING
                if number == 0:
                    paper.text(LEFT, y + 2.5, mark, size, SOFT)
                paper.text(LEFT + INDENT, y + 2.5, line, size, colour)
            y -= 1.5

    return Block(high, draw)


def _paragraph(text: str, size: float, colour: str) -> Block:
    lines = lines_of(text, size, ROOM)

    def draw(paper: Paper, y: float) -> None:
        for line in lines:
            y -= size * LEADING
            paper.text(LEFT, y + 2.5, line, size, colour)

    return Block(len(lines) * size * LEADING, draw)


def _picture(most: float, shape: float) -> Block:
    """The picture as wide as the page, or as high as it may be; it never takes more than `most` and a gap."""
    # The margin that the picture brings hangs out, so that its text begins where all text begins.
    across = min(ROOM * WIDE / (WIDE - 2 * EDGE), most / shape)
    high = across * shape

    def draw(paper: Paper, y: float) -> None:
        paper.picture(LEFT - EDGE * across / WIDE, y - GAP - high, across, high)

    return Block(high + GAP, draw)


def _grid(grid: Grid, *, with_title: bool) -> Block:
    """A table between rules: texts on the left of their columns, figures on the right."""
    lead = "; ".join(part for part in (grid.title if with_title else "", grid.same) if part)
    leading = lines_of(lead, SMALL, ROOM)[:2]
    widths = columns_of(grid)
    rows = [
        [lines_of(cell, SMALL, width - 6) or [""] for cell, width in zip(row, widths, strict=True)] for row in grid.rows
    ]
    heads = [
        lines_of(head, SMALL, width - 6, is_bold=True) or [""] for head, width in zip(grid.heads, widths, strict=True)
    ]
    step = SMALL * LEADING
    tall = [max((len(cell) for cell in row), default=1) * step + 2 for row in [heads, *rows]]

    def draw(paper: Paper, y: float) -> None:
        for line in leading:
            y -= step
            paper.text(LEFT, y + 2.5, line, SMALL, SOFT)
        edge = LEFT + sum(widths)
        paper.rule(LEFT, y - 2, edge, INK, 0.9)
        y -= 2
        for number, (row, high) in enumerate(zip([heads, *rows], tall, strict=True)):
            _put_row(paper, y, row, widths, grid.is_figures, is_head=number == 0)
            y -= high
            last = number == len(rows)
            paper.rule(LEFT, y, edge, INK if last or number == 0 else GRID, 0.9 if last else 0.5)

    return Block(len(leading) * step + 2 + sum(tall) + 2, draw)


def _put_row(
    paper: Paper, y: float, row: list[list[str]], widths: list[float], is_figures: tuple[bool, ...], *, is_head: bool
) -> None:
    x = LEFT
    for cell, width, is_figure in zip(row, widths, is_figures, strict=True):
        for number, line in enumerate(cell, 1):
            shift = width - 6 - wide(line, SMALL, is_bold=is_head) if is_figure else 0.0
            paper.text(x + shift, y - number * SMALL * LEADING + 1.5, line, SMALL, INK, is_bold=is_head)
        x += width


def columns_of(grid: Grid) -> list[float]:
    """Widths that fill at most the page: figures as wide as they are, texts by what they say."""
    natural = []
    for place, head in enumerate(grid.heads):
        cells = max((wide(row[place], SMALL) for row in grid.rows), default=0.0)
        word = max((wide(part, SMALL, is_bold=True) for part in head.split()), default=0.0)
        first = wide(head, SMALL, is_bold=True)
        natural.append(max(cells, word, min(first, 70.0)) + 8)
    over = sum(natural) - ROOM
    if over <= 0:
        return natural
    # What is too much is taken from the wide columns, each down to a common width and no further.
    cap = ROOM
    while sum(min(width, cap) for width in natural) > ROOM:
        cap -= 2
    return [min(width, cap) for width in natural]
