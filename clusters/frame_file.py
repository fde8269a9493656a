"""Reads a sampling frame from a file: its lines, or every reason why it cannot be taken."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clusters.frame_checks import check_lines, line_notes
from clusters.frame_lines import FrameLine, LineReader
from clusters.frame_words import FRAME_FIELDS
from clusters.headings import Headings, find_headings
from clusters.problems import ImportRefused, Problem
from clusters.tabular import Book, Row, Sheet, read_book


@dataclass(frozen=True, slots=True)
class FrameFile:
    """A sampling frame as its file tells it; `columns` maps each field to the heading it was read from."""

    file_name: str
    file_hash: str
    sheet: str
    columns: dict[str, str]
    lines: tuple[FrameLine, ...]
    notes: tuple[str, ...]


def read_frame(content: bytes, file_name: str) -> FrameFile:
    """Reads the file whole or raises ImportRefused with every problem it has."""
    book = read_book(content, file_name)
    sheet, headings = _find_list(book)
    rows = tuple(row for row in sheet.rows if row.number > headings.row.number)
    reader = LineReader(sheet.name, headings)
    reader.learn_decimal_marks(rows, book.decimal_mark)
    lines = tuple(reader.line(row) for row in rows)
    check_lines(reader, rows, lines)
    problems = [*_heading_problems(sheet, headings, rows), *reader.problems]
    if problems:
        raise ImportRefused(sorted(problems, key=lambda problem: problem.row or 0))
    notes = (*book.notes, *_heading_notes(headings), *line_notes(reader, rows, lines))
    columns = {key: headings.title(key) for key in headings.places}
    return FrameFile(book.file_name, book.file_hash, sheet.name, columns, lines, notes)


def _find_list(book: Book) -> tuple[Sheet, Headings]:
    found = [(sheet, headings) for sheet in book.sheets if (headings := find_headings(sheet, FRAME_FIELDS))]
    if len(found) == 1:
        return found[0]
    if not found:
        first = book.sheets[0]
        shown = "; ".join(text for place in range(len(first.rows[0].cells)) if (text := first.rows[0].text(place)))
        fact = _("No row with headings of a sampling frame was found among the first 20; this row stands first.")
        remedy = _("Name the columns “code” and “name”, and “employees”, “ownership” and so on where you have them.")
        raise ImportRefused([Problem(fact, remedy, first.name, first.rows[0].number, "", shown)])
    remedy = _("Keep one list in the workbook; sheets that are hidden are not read.")
    raise ImportRefused(
        Problem(_("More than one sheet looks like a sampling frame."), remedy, sheet.name, headings.row.number)
        for sheet, headings in found
    )


def _heading_problems(sheet: Sheet, headings: Headings, rows: tuple[Row, ...]) -> Iterator[Problem]:
    number = headings.row.number
    for key, titles in headings.doubled.items():
        fact = _("Several columns mean “%(field)s”.") % {"field": key}
        yield Problem(fact, _("Rename or delete all but one."), sheet.name, number, titles[0], "; ".join(titles))
    for field in FRAME_FIELDS:
        if field.is_required and field.key not in headings.places | headings.doubled:
            fact = _("There is no column “%(field)s”.") % {"field": field.key}
            remedy = _("Add it, or rename the column that holds it. Columns not understood: %(ignored)s.") % {
                "ignored": "; ".join(headings.ignored) or "–"
            }
            yield Problem(fact, remedy, sheet.name, number)
    if not rows:
        yield Problem(_("Nothing stands under the headings."), _("Add the firms, one in a row."), sheet.name, number)


def _heading_notes(headings: Headings) -> Iterator[str]:
    for title, key in headings.guessed.items():
        yield _("The column “%(title)s” was taken for “%(field)s”.") % {"title": title, "field": key}
    if headings.ignored:
        yield _("Columns not read: %(titles)s.") % {"titles": "; ".join(headings.ignored)}
