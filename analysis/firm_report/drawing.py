"""The ladder, the bars of the peers and columns of text on paper. All measures in points, y counted upwards."""

from dataclasses import dataclass

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from analysis.brief.building import Sheet
from analysis.brief.typesetting import lines_of
from analysis.firm_report.content import Column, Line
from analysis.pictures.palette import ABSENT, ACCENT, BASELINE, INK, PAPER, SOFT
from reports.peers import PeerRow

LEADING = 1.3
SMALL, TINY = 8.0, 7.4
STEP, STEP_GAP, FIRST, RISE = 15.0, 3.0, 8.0, 8.0
LADDER_HIGH = FIRST + 5 * RISE + 22
BAR_HIGH, BAR_STEP = 8.0, 12.0
INDENT = 7.0


@dataclass(slots=True)
class Cursor:
    """Where the next line of a column goes; nothing is set below `floor`."""

    left: float
    y: float
    room: float
    floor: float

    @property
    def left_over(self) -> float:
        return self.y - self.floor


class Paper(Sheet):
    """A page on which boxes and outlines are drawn too."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas, b"")
        self._lines = canvas

    def box(self, x: float, y: float, wide: float, high: float, fill: str, edge: str = "") -> None:
        """Draw a box with its lower left corner at a place; without an edge it has none."""
        self._lines.setFillColor(HexColor(fill))
        self._lines.setStrokeColor(HexColor(edge or fill))
        self._lines.setLineWidth(0.7)
        self._lines.rect(x, y, wide, high, stroke=int(bool(edge)), fill=1)

    def outline(self, points: list[tuple[float, float]], *, is_closed: bool = False) -> None:
        """Draw a line through points; a closed one is filled with paper."""
        path = self._lines.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        if is_closed:
            path.close()
        self._lines.setFillColor(HexColor(PAPER))
        self._lines.setStrokeColor(HexColor(INK))
        self._lines.setLineWidth(1.0)
        self._lines.drawPath(path, stroke=1, fill=int(is_closed))


def set_text(paper: Paper, cursor: Cursor, text: str, size: float, colour: str, *, is_bold: bool = False) -> None:
    """Set a paragraph at the cursor, which moves below it."""
    for line in lines_of(text, size, cursor.room, is_bold=is_bold):
        cursor.y -= size * LEADING
        paper.text(cursor.left, cursor.y + 2, line, size, colour, is_bold=is_bold)


def high_of(text: str, size: float, room: float, *, is_bold: bool = False) -> float:
    """How high a paragraph is."""
    return len(lines_of(text, size, room, is_bold=is_bold)) * size * LEADING


def high_of_line(line: Line, size: float, room: float) -> float:
    """How high a line of what is asked for is, with the gap below it."""
    return high_of(line.text, size, room - line.depth * INDENT, is_bold=line.look == "title") + _gap(line)


def draw_ladder(paper: Paper, cursor: Cursor, column: Column) -> None:
    """Six ascending steps, filled where held, half where not known, a dash where not applicable; the level beneath."""
    foot = cursor.y - LADDER_HIGH + 20
    for number, state in enumerate(column.states, 1):
        left, high = _left(cursor, number), FIRST + (number - 1) * RISE
        if state == "na":
            paper.outline([(left, foot + high / 2), (left + STEP, foot + high / 2)])
        else:
            paper.box(left, foot, STEP, high, ACCENT if state == "met" else PAPER, INK)
        if state == "unknown":
            paper.box(left, foot, STEP / 2, high, ACCENT, INK)
        paper.text(left + STEP / 2 - 2, foot - 17, str(number), TINY, SOFT)
    low, high = _middle(cursor, column.low), _middle(cursor, column.high)
    if column.low == column.high:
        paper.outline([(max(cursor.left, low - STEP / 2), foot - 6), (low + STEP / 2, foot - 6)])
    else:
        paper.outline([(low, foot - 2), (low, foot - 6), (high, foot - 6), (high, foot - 2)])
    if column.assessed is not None:
        centre = max(_middle(cursor, column.assessed), cursor.left + 5)
        paper.outline(
            [(centre - 5, foot + 6), (centre, foot + 11), (centre + 5, foot + 6), (centre, foot + 1)], is_closed=True
        )
    cursor.y -= LADDER_HIGH


def draw_bars(paper: Paper, cursor: Cursor, rows: tuple[PeerRow, ...]) -> None:
    """One bar for each level, the highest on top; the firm's own level is set apart by colour, bold and a mark."""
    left, right = cursor.left + 20, cursor.left + cursor.room - 30
    for row in rows:
        cursor.y -= BAR_STEP
        colour = ACCENT if row.is_own else BASELINE
        paper.text(cursor.left + 8, cursor.y + 2, str(row.level), SMALL, INK, is_bold=row.is_own)
        if row.is_own:
            paper.outline([(cursor.left, cursor.y + 2), (cursor.left + 5, cursor.y + 4.5), (cursor.left, cursor.y + 7)])
        paper.box(left, cursor.y, right - left, BAR_HIGH, ABSENT)
        if row.percent:
            paper.box(left, cursor.y, (right - left) * row.percent / 100, BAR_HIGH, colour)
        shown = "–" if row.percent is None else f"{row.percent} %"
        paper.text(right + 5, cursor.y + 2, shown, SMALL, INK, is_bold=row.is_own)


def set_lines(paper: Paper, cursor: Cursor, lines: tuple[Line, ...], size: float, more: str) -> None:
    """Set what is asked for as far as there is room; what has none is said to be left out."""
    room_for_more = high_of(more, size, cursor.room)
    for place, line in enumerate(lines):
        # A question and what is asked of it stay together.
        kept = lines[place : place + (2 if line.look == "asked" else 1)]
        high = sum(high_of_line(each, size, cursor.room) for each in kept)
        if cursor.left_over < high + (room_for_more if place + len(kept) < len(lines) else 0):
            set_text(paper, cursor, more, size, SOFT)
            return
        indent = line.depth * INDENT
        indented = Cursor(cursor.left + indent, cursor.y, cursor.room - indent, cursor.floor)
        colour = SOFT if line.look == "note" else INK
        set_text(paper, indented, line.text, size, colour, is_bold=line.look == "title")
        cursor.y = indented.y - _gap(line)


def _gap(line: Line) -> float:
    return 3.0 if line.look == "note" else 0.5


def _left(cursor: Cursor, number: int) -> float:
    return cursor.left + 6 + (number - 1) * (STEP + STEP_GAP)


def _middle(cursor: Cursor, number: int) -> float:
    return _left(cursor, number) + STEP / 2 if number else cursor.left + 2
