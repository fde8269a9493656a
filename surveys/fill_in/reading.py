"""A workbook as it came back: which cells hold what of which question, wherever they stand now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.problems import ImportRefused, Problem
from clusters.tabular import text_of
from surveys.fill_in.fields import VALUE, Side, Slot
from surveys.fill_in.identity import SHEET as IDENTITY_SHEET
from surveys.fill_in.identity import Identity, read_identity
from surveys.fill_in.lists import SHEET as LISTS_SHEET
from surveys.fill_in.lists import read_words
from surveys.fill_in.spreadsheet import Cell, Page, column_name, read_pages

PART = "part "
SHOWN_CODES = 5
SIDES = {str(side) for side in Side}


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in one cell, and where."""

    cell: Cell | None
    sheet: str
    row: int
    column: int

    @property
    def text(self) -> str:
        return text_of(self.cell.value) if self.cell else ""

    def problem(self, fact: str, remedy: str) -> Problem:
        return Problem(fact, remedy, self.sheet, self.row, column_name(self.column), self.text)


Answers = dict[str, dict[Slot, Found]]
"""By item, its cells."""


@dataclass(slots=True)
class Filled:
    """A workbook with the cells of each firm by item and slot. `is_compact` says in which layout they stand."""

    file_name: str
    identity: Identity
    is_compact: bool
    firms: dict[UUID, Answers] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Column:
    firm: UUID
    side: Side | None


def read_workbook(content: bytes, file_name: str) -> Filled:
    """The workbook with what stands in its cells; raises ImportRefused when it is none of those handed out here."""
    pages = read_pages(content)
    identity = read_identity(pages, read_words(pages))
    sheets = [page for page in pages if page.title not in (IDENTITY_SHEET, LISTS_SHEET)]
    answered = [page for page in sheets if page.text(1, 1).startswith(PART)]
    firms = {mark.firm for mark in identity.firms}
    columns = {page.title: _columns(page, firms) for page in answered}
    is_compact = any(column.side is None for found in columns.values() for column in found.values())
    filled = Filled(file_name, identity, is_compact, {mark.firm: {} for mark in identity.firms})
    for page in answered:
        _read_page(filled, page, columns[page.title])
    lost = [page.title for page in sheets if page not in answered and any(column > 3 for _row, column in page.cells)]
    if lost:
        filled.notes.append(
            _("Not read, because they are none of the sheets handed out: %(sheets)s.") % {"sheets": ", ".join(lost)}
        )
    return filled


def missing_cells(filled: Filled, wanted: Mapping[str, Iterable[tuple[str, Sequence[Slot]]]]) -> Iterator[Problem]:
    """A problem for each stretch of questions whose cells are gone; `wanted` gives the items of each part."""
    remedy = _("Bring back what was deleted, or copy the answers into a workbook that is downloaded anew.")
    for title, items in wanted.items():
        items = list(items)
        for mark in filled.identity.firms:
            found = filled.firms[mark.firm]
            gone = [code for code, slots in items if any(slot not in found.get(code, {}) for slot in slots)]
            if not gone:
                continue
            if len(gone) == len(items):
                fact = _("%(firm)s: the sheet, or the column of the firm on it, is missing.") % {"firm": mark.code}
            else:
                shown = ", ".join(gone[:SHOWN_CODES]) + (" …" if len(gone) > SHOWN_CODES else "")
                fact = ngettext(
                    "%(firm)s: the cells of %(count)d question are missing: %(items)s.",
                    "%(firm)s: the cells of %(count)d questions are missing: %(items)s.",
                    len(gone),
                ) % {"firm": mark.code, "count": len(gone), "items": shown}
            yield Problem(fact, remedy, title)


def _columns(page: Page, firms: set[UUID]) -> dict[int, _Column]:
    """What the hidden first row says of each column; a column without a key was added by somebody and is not read."""
    found = {}
    for row, column in page.cells:
        firm, _dot, side = page.text(row, column).partition(".")
        if row == 1 and column > 1 and _is_known(firm, firms) and side in SIDES | {""}:
            found[column] = _Column(UUID(firm), Side(side) if side else None)
    return found


def _is_known(text: str, firms: set[UUID]) -> bool:
    try:
        return UUID(text) in firms
    except ValueError:
        return False


def _read_page(filled: Filled, page: Page, columns: Mapping[int, _Column]) -> None:
    for row in sorted({row for row, column in page.cells if column == 1 and row > 1}):
        item, slot = _row_key(page.text(row, 1))
        if slot is None:
            fact = _("The hidden column A says “%(key)s”, which is no cell of a question.")
            problem = Problem(fact % {"key": page.text(row, 1)}, _("Delete the row."), page.title, row, "A")
            filled.problems.append(problem)
            continue
        for number, column in columns.items():
            own = slot if column.side is None else _crossed(slot, column.side)
            if own is not None:
                _place(filled, page, column.firm, item, own, (row, number))
    _note_strays(filled, page, columns)


def _row_key(key: str) -> tuple[str, Slot | None]:
    """The item and the slot that a row is for: ITEM, ITEM:option or ITEM.side."""
    item, colon, option = key.partition(":")
    if colon:
        return item, Slot(Side.VALUE, option)
    item, dot, side = key.partition(".")
    if not dot:
        return item, VALUE
    return item, Slot(Side(side)) if side in SIDES else None


def _crossed(slot: Slot, side: Side) -> Slot | None:
    """Where cells stand side by side, the column says what they are for; options have an answer and nothing else."""
    if slot.option:
        return slot if side is Side.VALUE else None
    return Slot(side)


def _place(filled: Filled, page: Page, firm: UUID, item: str, slot: Slot, place: tuple[int, int]) -> None:
    row, column = place
    found = Found(page.cells.get(place), page.title, row, column)
    cells = filled.firms[firm].setdefault(item, {})
    if slot in cells:
        fact = _("The question %(item)s stands on the sheet twice; it stands in row %(row)d as well.")
        told = fact % {"item": item, "row": cells[slot].row}
        filled.problems.append(found.problem(told, _("Delete the row that was added.")))
    cells[slot] = found
    for left, top, right, bottom in page.merged:
        if left <= column <= right and top <= row <= bottom:
            fact = _("The cell was merged with others, and what stood in them cannot be told apart.")
            filled.problems.append(found.problem(fact, _("Unmerge the cells and give each its answer.")))


def _note_strays(filled: Filled, page: Page, columns: Mapping[int, _Column]) -> None:
    """Say what was written where nothing is asked: beyond the columns, or on rows without a question."""
    last = max(columns, default=0)
    keyed = {row for row, column in page.cells if column == 1}
    strays = [
        (row, column)
        for row, column in sorted(page.cells)
        if row > 3 and (column > last or (column in columns and row not in keyed))
    ]
    if strays:
        shown = ", ".join(f"{column_name(column)}{row}" for row, column in strays[:SHOWN_CODES])
        filled.notes.append(
            _("%(sheet)s: not read, because nothing is asked there: %(cells)s.")
            % {"sheet": page.title, "cells": shown + (" …" if len(strays) > SHOWN_CODES else "")}
        )


def refuse(problems: Sequence[Problem]) -> None:
    """Raise ImportRefused when there are any."""
    if problems:
        raise ImportRefused(problems)
