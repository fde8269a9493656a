"""A document of as many pages as it needs: headings, sentences and tables that go on over the page, with their heads.

The same content gives the same bytes. All measures in points; y is counted upwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from analysis.brief.blocks import BODY, BOTTOM, LEADING, LEFT, RIGHT, ROOM, SMALL, TITLE, TOP
from analysis.brief.faces import register, runs_of, wide
from analysis.brief.typesetting import lines_of, plain
from analysis.pictures.palette import ACCENT, GRID, INK, SOFT

STEP = SMALL * LEADING
KEPT_WHOLE = 320.0
"""A table no higher than this is not parted."""
PADDING = 6.0


class GridLike(Protocol):
    """A table of texts, its figures on the right."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_figures: tuple[bool, ...]
    ends_in_total: bool


class PartLike(Protocol):
    """A heading with sentences and tables under it."""

    title: str
    texts: tuple[str, ...]

    @property
    def grids(self) -> Sequence[GridLike]: ...


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the parts: title, pairs of words under it, a foot on every page, the language of the PDF."""

    title: str
    about: tuple[tuple[str, str], ...]
    foot: str
    language: str


def document_of(frame: Frame, parts: Sequence[PartLike]) -> bytes:
    """The PDF, A4, its pages numbered."""
    register()
    canvas = Canvas(BytesIO(), pagesize=A4, invariant=1, pageCompression=1, lang=frame.language)
    canvas.setTitle(frame.title)
    canvas.setAuthor("Sextant")
    pages = Pages(canvas, frame.foot)
    pages.head(frame)
    for number, part in enumerate(parts, start=1):
        pages.heading(f"{number}. {part.title}")
        for text in part.texts:
            pages.paragraph(text)
        for grid in part.grids:
            pages.grid(grid)
    pages.end()
    return bytes(canvas.getpdfdata())


class Pages:
    """Where the next line goes; a new page is begun when there is no room for it."""

    def __init__(self, canvas: Canvas, foot: str) -> None:
        self._canvas, self._foot = canvas, foot
        self._y, self._number = TOP, 1

    def head(self, frame: Frame) -> None:
        for line in lines_of(frame.title, TITLE, ROOM, is_bold=True):
            self._line(line, TITLE, INK, high=TITLE * 1.25, is_bold=True)
        self._y -= 4
        for words, said in frame.about:
            taken = 110.0
            lines = lines_of(said, BODY, ROOM - taken) or [""]
            for number, line in enumerate(lines):
                self._y -= BODY * LEADING
                if number == 0:
                    self._text(LEFT, self._y, words, BODY, SOFT)
                self._text(LEFT + taken, self._y, line, BODY, INK)
        self._y -= 6
        self._rule(self._y, ACCENT, 1.4)

    def heading(self, text: str) -> None:
        self._room(5 * BODY * LEADING)
        self._y -= 12
        for line in lines_of(text, BODY + 2, ROOM, is_bold=True):
            self._line(line, BODY + 2, ACCENT, high=(BODY + 2) * LEADING, is_bold=True)
        self._y -= 2

    def paragraph(self, text: str) -> None:
        for line in lines_of(text, BODY, ROOM):
            self._room(BODY * LEADING)
            self._line(line, BODY, INK, high=BODY * LEADING)
        self._y -= 2

    def grid(self, grid: GridLike) -> None:
        """A table between rules; it keeps its head on every page it goes over."""
        widths = widths_of(grid)
        heads = _cells(grid.heads, widths, is_bold=True)
        rows = [
            _cells(row, widths, is_bold=grid.ends_in_total and place == len(grid.rows) - 1)
            for place, row in enumerate(grid.rows)
        ]
        whole = _high(heads) + sum(map(_high, rows)) + STEP + 14
        self._room(whole if whole <= KEPT_WHOLE else STEP * 3 + _high(heads) + 20)
        self._y -= 6
        for line in lines_of(grid.title, SMALL, ROOM, is_bold=True):
            self._line(line, SMALL, INK, high=STEP, is_bold=True)
        self._grid_head(heads, widths, grid)
        for place, cells in enumerate(rows):
            is_total = grid.ends_in_total and place == len(rows) - 1
            # The last row stays with the one before it: a sum alone on a page says of what it is the sum no more.
            needed = _high(cells) + (_high(rows[-1]) if place == len(rows) - 2 else 0.0)
            if self._room(needed):
                self._grid_head(heads, widths, grid)
            if is_total:
                self._rule(self._y, INK, 0.7, to=LEFT + sum(widths))
            self._row(cells, widths, grid.is_figures, is_bold=is_total)
            self._rule(self._y, INK if place == len(rows) - 1 else GRID, 0.5, to=LEFT + sum(widths))
        self._y -= 6

    def end(self) -> None:
        self._put_foot()
        self._canvas.showPage()

    def _grid_head(self, heads: list[list[str]], widths: list[float], grid: GridLike) -> None:
        self._y -= 2
        self._rule(self._y, INK, 0.9, to=LEFT + sum(widths))
        self._row(heads, widths, grid.is_figures, is_bold=True)
        self._rule(self._y, INK, 0.5, to=LEFT + sum(widths))

    def _row(self, cells: list[list[str]], widths: list[float], is_figures: tuple[bool, ...], *, is_bold: bool) -> None:
        x = LEFT
        for lines, width, is_figure in zip(cells, widths, is_figures, strict=True):
            for number, line in enumerate(lines, 1):
                shift = width - PADDING - wide(line, SMALL, is_bold=is_bold) if is_figure else 0.0
                self._text(x + shift, self._y - number * STEP + 1.5, line, SMALL, INK, is_bold=is_bold)
            x += width
        self._y -= _high(cells)

    def _room(self, high: float) -> bool:
        """Begin a new page where so much does not fit any more; whether one was begun."""
        if self._y - high >= BOTTOM:
            return False
        self._put_foot()
        self._canvas.showPage()
        self._y, self._number = TOP, self._number + 1
        return True

    def _put_foot(self) -> None:
        self._rule(BOTTOM - 16, SOFT, 0.4)
        self._text(LEFT, BOTTOM - 28, self._foot, SMALL, SOFT)
        number = str(self._number)
        self._text(RIGHT - wide(number, SMALL), BOTTOM - 28, number, SMALL, SOFT)

    def _line(self, text: str, size: float, colour: str, *, high: float, is_bold: bool = False) -> None:
        self._y -= high
        self._text(LEFT, self._y + 2.5, text, size, colour, is_bold=is_bold)

    def _text(self, x: float, y: float, text: str, size: float, colour: str, *, is_bold: bool = False) -> None:
        line = self._canvas.beginText(x, y)
        line.setFillColor(HexColor(colour))
        for run in runs_of(plain(text), is_bold=is_bold):
            line.setFont(run.face, size)
            line.textOut(run.text)
        self._canvas.drawText(line)

    def _rule(self, y: float, colour: str, thick: float, *, to: float = RIGHT) -> None:
        self._canvas.setStrokeColor(HexColor(colour))
        self._canvas.setLineWidth(thick)
        self._canvas.line(LEFT, y, to, y)


def widths_of(grid: GridLike) -> list[float]:
    """Widths that fill the page at most: a figure is as wide as it is, words share what is left by what they say."""
    natural, least = [], []
    for place, head in enumerate(grid.heads):
        cells = [row[place] for row in grid.rows]
        word = max((wide(part, SMALL, is_bold=True) for part in head.split()), default=0.0)
        widest = max((wide(cell, SMALL, is_bold=True) for cell in cells), default=0.0)
        is_figure = grid.is_figures[place]
        natural.append(max(widest, word if is_figure else wide(head, SMALL, is_bold=True)) + PADDING + 4)
        least.append(natural[-1] if is_figure else max(word, 40.0) + PADDING)
    over = sum(natural) - ROOM
    if over <= 0:
        return natural
    loose = [max(wish - need, 0.0) for wish, need in zip(natural, least, strict=True)]
    share = min(over / sum(loose), 1.0) if sum(loose) else 0.0
    narrowed = [wish - share * spare for wish, spare in zip(natural, loose, strict=True)]
    # Only heads in long words come here: all columns give in alike.
    return [width * min(1.0, ROOM / sum(narrowed)) for width in narrowed]


def _cells(row: Sequence[str], widths: list[float], *, is_bold: bool) -> list[list[str]]:
    return [
        lines_of(cell, SMALL, width - PADDING, is_bold=is_bold) or [""] for cell, width in zip(row, widths, strict=True)
    ]


def _high(cells: list[list[str]]) -> float:
    return max((len(lines) for lines in cells), default=1) * STEP + 3
