"""Reads a sampling frame from a file: its lines, or every reason why it cannot be taken."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from clusters.frame_choices import Choices
from clusters.frame_lines import FrameLine
from clusters.frame_list import FrameList, open_list, read_list
from clusters.frame_memory import Memory
from clusters.frame_table import Table, find_table
from clusters.frame_words import FRAME_FIELDS
from clusters.headings import Headings, find_headings, match_headings, plain
from clusters.problems import ImportRefused, Problem
from clusters.tabular import Book


@dataclass(frozen=True, slots=True)
class FrameFile:
    """A sampling frame as its file tells it; `columns` maps each field to the heading it was read from.

    `reading` is how the file was read, as it is kept with the frame.
    """

    file_name: str
    file_hash: str
    sheet: str
    columns: dict[str, str]
    lines: tuple[FrameLine, ...]
    notes: tuple[str, ...]
    reading: dict[str, Any]


def read_frame(
    content: bytes,
    file_name: str,
    choices: Choices | None = None,
    memory: Memory | None = None,
    *,
    nobody_drawn: bool = False,
) -> FrameFile:
    """Reads the file whole or raises ImportRefused with every problem it has.

    Where nobody chose the columns, only headings tell what they are, or a list of the same headings that was taken
    before: nothing is guessed from values. With `nobody_drawn` the list is a population from which none was drawn.
    """
    memory = memory or Memory()
    choices = choices or memory.of_file(hashlib.sha256(content).hexdigest()) or Choices()
    choices = replace(
        choices,
        nobody_drawn=choices.nobody_drawn or nobody_drawn,
        size_bounds=choices.size_bounds or memory.size_bounds,
    )
    book = open_list(content, file_name, choices)
    notes: list[str] = []
    if choices.columns is None:
        choices, notes = _by_headings(book, choices, memory)
    problems = list(_unknown_columns(book, choices))
    found = read_list(book, choices, memory)
    problems += found.all_problems
    if problems:
        raise ImportRefused(problems)
    return frame_file(found, notes)


def frame_file(found: FrameList, notes: list[str] | None = None) -> FrameFile:
    """The list as it is taken; raises ImportRefused with every problem it has."""
    if found.missing or found.all_problems:
        raise ImportRefused(found.all_problems)
    book, table = found.book, found.table
    said = (*found.notes[: len(book.notes)], *(notes or ()), *found.notes[len(book.notes) :])
    return FrameFile(
        book.file_name, book.file_hash, table.sheet.name, found.columns, found.lines, said, found.as_read().to_json()
    )


def _by_headings(book: Book, choices: Choices, memory: Memory) -> tuple[Choices, list[str]]:
    """The choices with the columns that the headings name, and what is to be said of them."""
    if choices.sheet is None and choices.heading_row is None:
        table = find_table(book, choices)
        same = memory.same(table.columns)
        if same is None:
            choices = _only_list(book, choices)
            table = find_table(book, choices)
    else:
        table = find_table(book, choices)
        same = memory.same(table.columns)
    if same is not None:
        columns = {column.key: same.columns[plain(column.key) or column.key] for column in table.columns}
        return replace(choices, columns=columns, makes_codes=same.makes_codes), [same.told]
    headings = match_headings(table.headings, FRAME_FIELDS)
    problems = list(_heading_problems(table, headings, choices))
    if problems:
        raise ImportRefused(problems)
    fields = {place: field for field, place in headings.places.items()}
    columns = {column.key: fields.get(column.place, "") for column in table.columns}
    notes = [
        _("The column “%(title)s” was taken for “%(field)s”.") % {"title": title, "field": field}
        for title, field in headings.guessed.items()
    ]
    return replace(choices, columns=columns), notes


def _only_list(book: Book, choices: Choices) -> Choices:
    """The choices with the one sheet that looks like a sampling frame."""
    found = [(sheet, headings) for sheet in book.sheets if (headings := find_headings(sheet, FRAME_FIELDS))]
    if len(found) == 1:
        return replace(choices, sheet=found[0][0].name)
    if not found:
        first = book.sheets[0]
        shown = "; ".join(text for place in range(len(first.rows[0].cells)) if (text := first.rows[0].text(place)))
        fact = _("No row with headings of a sampling frame was found among the first 20; this row stands first.")
        remedy = _("Name the columns “code” and “name”, and “employees”, “ownership” and so on where you have them.")
        raise ImportRefused([Problem(fact, remedy, first.name, first.rows[0].number, "", shown)])
    remedy = _("Keep one list in the workbook, or say in a mapping which sheet is meant; hidden sheets are not read.")
    raise ImportRefused(
        Problem(_("More than one sheet looks like a sampling frame."), remedy, sheet.name, headings.row.number)
        for sheet, headings in found
    )


def _heading_problems(table: Table, headings: Headings, choices: Choices) -> Iterator[Problem]:
    sheet, number = table.sheet.name, headings.row.number
    for key, titles in headings.doubled.items():
        fact = _("Several columns mean “%(field)s”.") % {"field": key}
        yield Problem(fact, _("Rename or delete all but one."), sheet, number, titles[0], "; ".join(titles))
    for field in FRAME_FIELDS:
        is_made = field.key == "code" and choices.makes_codes
        if field.is_required and not is_made and field.key not in headings.places | headings.doubled:
            fact = _("There is no column “%(field)s”.") % {"field": field.key}
            remedy = _("Add it, or rename the column that holds it. Columns not understood: %(ignored)s.") % {
                "ignored": "; ".join(headings.ignored) or "–"
            }
            yield Problem(fact, remedy, sheet, number)
    if not table.rows:
        yield Problem(_("Nothing stands under the headings."), _("Add the firms, one in a row."), sheet, number)


def _unknown_columns(book: Book, choices: Choices) -> Iterator[Problem]:
    """Columns a mapping names and the list has not."""
    table = find_table(book, choices)
    known = {column.key for column in table.columns} | {plain(column.key) for column in table.columns}
    for key, field in (choices.columns or {}).items():
        if key not in known and plain(key) not in known:
            titles = "; ".join(column.key for column in table.columns)
            remedy = _("Name one of: %(titles)s.") % {"titles": titles}
            fact = _("The mapping names a column that the list has not.")
            yield Problem(fact, remedy, table.sheet.name, table.heading_number or None, key, field)
