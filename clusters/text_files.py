"""Reads a CSV text whose separator nobody wrote down, and says aloud what it took it for."""

import contextlib
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from clusters.problems import MOST_CELLS, ImportRefused, Problem, too_many_cells

SEPARATORS = (",", ";", "\t", "|")
SAMPLE_LINES = 50
FIELD_LIMIT = 1_000_000
LONGEST_ROW = 4_000_000
"""In characters. Rows are parted before they are counted: an endless one would fill the memory first."""
MOST_REPAIRED = 5_000
MOST_MENDED_LINES = 2_000_000
LONGEST_REPAIRED = 20_000
# A cell may hold line breaks; one that seems to go on for longer was opened by a stray mark.
LONGEST_CELL_LINES = 20
SAID_SEPARATOR = re.compile(r"\Asep=(.)\r?\n")


@dataclass
class TextRows:
    """The rows of a text; `repaired` are the numbers of those with a quotation mark astray, read as plain text."""

    rows: list[list[str]]
    repaired: list[int] = field(default_factory=list)


def sniff_separator(text: str) -> str:
    """The separator that the first line names, else the one that cuts the lines into the most columns, most evenly."""
    said = SAID_SEPARATOR.match(text)
    if said and said.group(1) in SEPARATORS:
        return said.group(1)
    lines = "\n".join(even_line_ends(text[:LONGEST_ROW]).split("\n", SAMPLE_LINES)[:SAMPLE_LINES])
    scores = {}
    for separator in SEPARATORS:
        widths = [len(row) for row in _rows_until_error(lines, separator) if row]
        usual = max(set(widths), key=widths.count) if widths else 1
        scores[separator] = (usual > 1, widths.count(usual) / max(len(widths), 1), usual)
    return max(SEPARATORS, key=lambda separator: scores[separator])


def _rows_until_error(lines: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(_Lines(lines), delimiter=separator)
    with contextlib.suppress(csv.Error):
        yield from reader


class _Lines:
    """The lines of a text for the reader, which asks for more until a row is whole."""

    def __init__(self, text: str) -> None:
        self.lines = io.StringIO(text, newline="")
        self.in_row = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.in_row += len(line)
        if self.in_row > LONGEST_ROW:
            raise csv.Error("the row is too long")
        return line


def even_line_ends(text: str) -> str:
    """One kind of line end. A lone carriage return inside a row is a slip of the keyboard there, not a new row."""
    if "\n" not in text:
        return text.replace("\r", "\n")
    return text.replace("\r\n", "\n").replace("\r", " ")


def read_text_rows(text: str, separator: str, is_forgiving: bool = False) -> TextRows:
    """Every row as a list of texts; a row keeps the number a spreadsheet would show for it.

    A quotation mark that is never closed, or stands inside a word, is refused; with `is_forgiving` it is read as part
    of the text and its row is told.
    """
    said = SAID_SEPARATOR.match(text)
    even = even_line_ends(text[said.end() :] if said else text)
    try:
        # Strictly: a quotation mark that is never closed would swallow the rest of the list in silence.
        return TextRows(_counted(_whole_rows(_Lines(even), separator)))
    except BadRow as bad:
        if is_forgiving and even.count("\n") < MOST_MENDED_LINES:
            return _repaired_rows(even, separator)
        raise _no_csv(bad) from None


class BadRow(Exception):
    """Raised for a row that is no CSV, with its number."""

    def __init__(self, row: int, reason: str) -> None:
        super().__init__(reason)
        self.row, self.reason = row, reason


def _whole_rows(lines: _Lines, separator: str) -> Iterator[list[str]]:
    for row in csv.reader(lines, delimiter=separator, strict=True):
        lines.in_row = 0
        yield row


def _counted(rows: Iterator[list[str]]) -> list[list[str]]:
    csv.field_size_limit(FIELD_LIMIT)
    found: list[list[str]] = []
    known: dict[str, str] = {}
    cells = 0
    try:
        for row in rows:
            # A survey says the same few words a million times: each is kept once.
            found.append([known.setdefault(cell, cell) for cell in row])
            cells += len(row)
            if cells > MOST_CELLS:
                raise too_many_cells()
    except csv.Error as error:
        raise BadRow(len(found) + 1, str(error)) from None
    return found


def _repaired_rows(text: str, separator: str) -> TextRows:
    """Reads line by line, so that a mark astray spoils no row but its own."""
    lines = text.split("\n")
    if max(map(len, lines)) > LONGEST_ROW:
        raise _no_csv(BadRow(1 + max(range(len(lines)), key=lambda at: len(lines[at])), "the row is too long"))
    if lines[-1] == "":
        lines.pop()
    result = TextRows([])

    def told() -> Iterator[list[str]]:
        at = 0
        while at < len(lines):
            row, taken, is_repaired = _row_at(lines, at, separator)
            at += taken
            if is_repaired:
                result.repaired.append(len(result.rows) + 1)
                if len(result.repaired) > MOST_REPAIRED:
                    raise csv.Error("too many quotation marks stand astray")
            result.rows.append(row)
            yield row

    try:
        _counted(told())
    except BadRow as bad:
        raise _no_csv(bad) from None
    return result


def _no_csv(bad: BadRow) -> ImportRefused:
    fact = _("The row cannot be read as CSV (%(reason)s).") % {"reason": bad.reason}
    remedy = _("Look for a quotation mark that is opened and never closed, or stands inside a word.")
    return ImportRefused([Problem(fact, remedy, row=bad.row)])


def _row_at(lines: list[str], at: int, separator: str) -> tuple[list[str], int, bool]:
    """The row that begins on a line, how many lines it takes, and whether a mark had to be read as text."""
    for taken in range(1, LONGEST_CELL_LINES + 1):
        piece = "\n".join(lines[at : at + taken])
        with contextlib.suppress(csv.Error):
            (row,) = list(csv.reader(io.StringIO(piece, newline=""), delimiter=separator, strict=True)) or [[]]
            return row, taken, False
        if '"' not in lines[at] or at + taken >= len(lines):
            break
    return _with_marks_as_text(lines[at], separator), 1, True


def _with_marks_as_text(line: str, separator: str) -> list[str]:
    """A cell is quoted where a mark opens it and a mark before the next separator closes it; others are text."""
    quoted = rf'"(?:[^"]|"(?!{re.escape(separator)}|$))*"(?={re.escape(separator)}|$)'
    cell = re.compile(rf"(?P<quoted>{quoted})|(?P<plain>[^{re.escape(separator)}]*)")
    if len(line) > LONGEST_REPAIRED:
        return line.split(separator)
    cells, at = [], 0
    while True:
        match = cell.match(line, at)
        if match is None:
            return cells
        inside = match.group("quoted")
        cells.append(inside[1:-1].replace('""', '"') if inside else match.group("plain"))
        at = match.end()
        if at >= len(line):
            return cells
        at += len(separator)
