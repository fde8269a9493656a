"""The page of the report: head, three columns, what has to be known about it. The same report gives the same bytes."""

from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from analysis.brief.blocks import BOTTOM, LEFT, RIGHT, TITLE, TOP
from analysis.brief.building import LANGUAGES
from analysis.brief.faces import register
from analysis.brief.typesetting import clipped, lines_of
from analysis.delivery import Target, deliver
from analysis.firm_report.content import Column, FirmReport
from analysis.firm_report.drawing import (
    LEADING,
    SMALL,
    TINY,
    Cursor,
    Paper,
    draw_bars,
    draw_ladder,
    high_of,
    high_of_line,
    set_lines,
    set_text,
)
from analysis.pictures.palette import ACCENT, GRID, INK, SOFT

BODY = 9.5
GUTTER = 16.0
MOST_LETTERS = 120
SIZES = (9.0, 8.4, 7.8, TINY)
"""Of what the next rung asks for: the largest in which everything has room, otherwise the smallest and a cut."""


def write_firm_report(report: FirmReport, file: Target, *, language: str) -> None:
    """Write one A4 page (PDF) to a path or a file opened for bytes; `language` is the one the report was made in.

    Raises ValueError for another language than en, es and zh-hans, OSError where the file cannot be written.
    """
    if language not in LANGUAGES:
        raise ValueError(f"The report speaks {', '.join(LANGUAGES)}; “{language}” is none of these.")
    register()
    canvas = Canvas(BytesIO(), pagesize=A4, invariant=1, pageCompression=1, lang=LANGUAGES[language])
    canvas.setTitle(report.firm)
    canvas.setAuthor("Sextant")
    canvas.setSubject(report.foot)
    paper = Paper(canvas)
    floor = _foot(paper, report)
    _columns(paper, report, _head(paper, report), floor)
    canvas.showPage()
    deliver(bytes(canvas.getpdfdata()), file)


def _head(paper: Paper, report: FirmReport) -> float:
    """Set the head and return where the columns begin."""
    cursor = Cursor(LEFT, TOP, RIGHT - LEFT, BOTTOM)
    set_text(paper, cursor, clipped(report.kicker, MOST_LETTERS), SMALL, SOFT)
    for line in lines_of(report.firm, TITLE, cursor.room, is_bold=True)[:2]:
        cursor.y -= TITLE * 1.2
        paper.text(LEFT, cursor.y + 3, line, TITLE, INK, is_bold=True)
    set_text(paper, cursor, clipped(report.about, MOST_LETTERS), BODY, SOFT)
    set_text(paper, cursor, report.lead, BODY, INK)
    paper.rule(LEFT, cursor.y - 4, RIGHT, ACCENT, 1.4)
    return cursor.y - 12


def _foot(paper: Paper, report: FirmReport) -> float:
    """Set what has to be known at the foot and return where the columns end."""
    room = RIGHT - LEFT
    high = sum(high_of(text, TINY, room) for text in report.honesty)
    cursor = Cursor(LEFT, BOTTOM - 12 + high, room, 0.0)
    top = cursor.y
    paper.rule(LEFT, top + 4, RIGHT, SOFT, 0.4)
    for text in report.honesty:
        set_text(paper, cursor, text, TINY, SOFT)
    set_text(paper, cursor, report.foot, TINY, INK)
    return top + 10


def _columns(paper: Paper, report: FirmReport, top: float, floor: float) -> None:
    """Set the columns beside each other, their parts at the same height."""
    wide = (RIGHT - LEFT - GUTTER * (len(report.columns) - 1)) / max(1, len(report.columns))
    cursors = [Cursor(LEFT + place * (wide + GUTTER), top, wide, floor) for place, _column in enumerate(report.columns)]
    told = list(zip(cursors, report.columns, strict=True))
    for cursor, column in told:
        _level(paper, cursor, column)
    _level_off(cursors)
    _key(paper, cursors, report.key)
    _heading(paper, cursors, report.peers_heading)
    for cursor, column in told:
        _peers(paper, cursor, column)
    _level_off(cursors)
    _heading(paper, cursors, report.next_heading)
    size = next((size for size in SIZES if all(_fits(cursor, column, size) for cursor, column in told)), SIZES[-1])
    for cursor, column in told:
        _next(paper, cursor, column, size, report.more)


def _level(paper: Paper, cursor: Cursor, column: Column) -> None:
    set_text(paper, cursor, column.label, BODY + 0.5, INK, is_bold=True)
    draw_ladder(paper, cursor, column)
    set_text(paper, cursor, column.level, SMALL, INK, is_bold=True)


def _peers(paper: Paper, cursor: Cursor, column: Column) -> None:
    set_text(paper, cursor, column.compared_with, TINY, SOFT)
    draw_bars(paper, cursor, column.rows)
    cursor.y -= 3
    for text in (column.place, column.hidden):
        if text:
            set_text(paper, cursor, text, TINY, INK if text is column.place else SOFT)


def _next(paper: Paper, cursor: Cursor, column: Column, size: float, more: str) -> None:
    set_text(paper, cursor, column.next_title, size + 0.6, INK, is_bold=True)
    set_text(paper, cursor, column.next_meaning, size, SOFT)
    cursor.y -= 2
    set_lines(paper, cursor, column.next_lines, size, more)


def _fits(cursor: Cursor, column: Column, size: float) -> bool:
    """Whether all that the next rung asks for has room in letters of this size."""
    head = high_of(column.next_title, size + 0.6, cursor.room, is_bold=True)
    head += high_of(column.next_meaning, size, cursor.room) + 2
    return head + sum(high_of_line(line, size, cursor.room) for line in column.next_lines) <= cursor.left_over


def _key(paper: Paper, cursors: list[Cursor], text: str) -> None:
    """Set over all columns how the ladders are read."""
    if cursors:
        wide = Cursor(LEFT, cursors[0].y - 2, RIGHT - LEFT, cursors[0].floor)
        set_text(paper, wide, text, TINY, SOFT)
        for cursor in cursors:
            cursor.y = wide.y


def _heading(paper: Paper, cursors: list[Cursor], text: str) -> None:
    """Set a heading over all columns."""
    if not cursors:
        return
    y = cursors[0].y - 8
    paper.rule(LEFT, y, RIGHT, GRID, 0.6)
    paper.text(LEFT, y - BODY * LEADING + 1, text, BODY, ACCENT, is_bold=True)
    for cursor in cursors:
        cursor.y = y - BODY * LEADING - 3


def _level_off(cursors: list[Cursor]) -> None:
    lowest = min((cursor.y for cursor in cursors), default=0.0)
    for cursor in cursors:
        cursor.y = lowest
