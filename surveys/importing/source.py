"""The table of interviews in a file: its headings, its rows, and the texts of the columns that are read."""

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from clusters.figures import decimal_mark
from clusters.headings import LOOK_AT_ROWS
from clusters.problems import ImportRefused, Problem
from clusters.tabular import Book, Row, Sheet, read_book, text_of

SHOWN_HEADINGS = 12
MOST_TEXTS = 50_000


@dataclass
class Source:
    """One sheet with its headings; `places` maps the headings that are read to their columns."""

    book: Book
    sheet: Sheet
    heading_row: Row
    places: dict[str, int] = field(default_factory=dict)
    marks: dict[str, str | None] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)

    @property
    def titles(self) -> list[str]:
        """Every heading in its place; empty where a column has none."""
        return [self.heading_row.text(place) for place in range(len(self.heading_row.cells))]

    def rows(self) -> Iterator[Row]:
        """The rows under the headings."""
        return (row for row in self.sheet.rows if row.number > self.heading_row.number)

    def text(self, row: Row, column: str) -> str:
        """The cell of a column that is read, as text."""
        place = self.places[column]
        cell = row.cells[place] if place < len(row.cells) else None
        if not isinstance(cell, str):
            return text_of(cell)
        # The same answers come thousands of times: each is tidied once.
        known = self._texts.get(cell)
        if known is None:
            known = text_of(cell)
            if len(self._texts) < MOST_TEXTS:
                self._texts[cell] = known
        return known

    def take_columns(self, wanted: Iterable[str]) -> list[Problem]:
        """Note where the wanted headings stand; a problem for each that is not there, or there twice."""
        titles = self.titles
        problems = []
        for column in dict.fromkeys(wanted):
            places = [place for place, title in enumerate(titles) if title == column]
            if len(places) == 1:
                self.places[column] = places[0]
            elif places:
                fact = _("%(count)d columns have this heading.") % {"count": len(places)}
                problems.append(
                    self.problem(fact, _("Rename all but the one that is meant."), self.heading_row, column)
                )
            else:
                fact = _("The file has no column of this heading.")
                problems.append(self.problem(fact, self._nearest(column), self.heading_row, column))
        return problems

    def learn_marks(self, columns: Iterable[str]) -> None:
        """Note the decimal mark of columns with numbers; real numbers of a workbook are written with a point."""
        for column in columns:
            texts = {self.text(row, column).removesuffix("%").rstrip() for row in self.rows()}
            place = self.places[column]
            if any(isinstance(row.cells[place], float) for row in self.rows() if place < len(row.cells)):
                self.marks[column] = "."
            else:
                self.marks[column] = decimal_mark(texts) or self.book.decimal_mark

    def problem(self, fact: str, remedy: str, row: Row, column: str, value: str = "") -> Problem:
        """A problem at a cell of this sheet."""
        return Problem(fact, remedy, self.sheet.name, row.number, column, value)

    def _nearest(self, column: str) -> str:
        close = difflib.get_close_matches(column, self.titles, n=3, cutoff=0.6)
        if close:
            return _("Add it, or name the right one; the nearest are: %(near)s.") % {"near": "; ".join(close)}
        return _("Add it, or name the column that holds it.")


def open_source(content: bytes, file_name: str, is_heading: Callable[[Sequence[str]], bool], wanted: str) -> Source:
    """Reads the file and finds the one sheet that has the headings looked for; raises ImportRefused when none has.

    `is_heading` tells from the texts of a row whether they are the headings, `wanted` says in words what was sought.
    """
    book = read_book(content, file_name)
    found = [Source(book, sheet, row) for sheet in book.sheets if (row := _headings(sheet, is_heading))]
    if len(found) == 1:
        return found[0]
    if found:
        fact, remedy = _("More than one sheet has %(wanted)s."), _("Keep one; sheets that are hidden are not read.")
        raise ImportRefused(
            Problem(fact % {"wanted": wanted}, remedy, each.sheet.name, each.heading_row.number) for each in found
        )
    first = book.sheets[0]
    shown = [text for place in range(len(first.rows[0].cells)) if (text := first.rows[0].text(place))]
    fact = _("None of the first %(count)d rows has %(wanted)s; this row stands first.")
    raise ImportRefused(
        [
            Problem(
                fact % {"count": LOOK_AT_ROWS, "wanted": wanted},
                _("Name the columns in one row above the firms, or correct the mapping."),
                first.name,
                first.rows[0].number,
                "",
                "; ".join(shown[:SHOWN_HEADINGS]),
            )
        ]
    )


def _headings(sheet: Sheet, is_heading: Callable[[Sequence[str]], bool]) -> Row | None:
    for row in sheet.rows[:LOOK_AT_ROWS]:
        if is_heading([row.text(place) for place in range(len(row.cells))]):
            return row
    return None
