"""The sheets of many firms: a part on each, a firm in each column, the cells of a question one under the other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from surveys.catalogue import ItemEntry
from surveys.fill_in.fields import VALUE, Side, Slot, shown_cells, slots_of
from surveys.fill_in.lists import WordLists
from surveys.fill_in.rules import look_of, rule_of
from surveys.fill_in.sections import Asked, before_item, part_title, question_height, section_lines
from surveys.fill_in.spreadsheet import Box, Line, Look, SheetPlan

KEY, CODE, QUESTION, UNIT, FIRST = 1, 2, 3, 4, 5
WIDTHS = {KEY: 3, CODE: 17, QUESTION: 54, UNIT: 13}
FIRM_WIDTH = 22.0
PRINTED = (CODE, UNIT)
PRINTED_WIDTH = float(WIDTHS[CODE] + WIDTHS[QUESTION] + WIDTHS[UNIT])
DETAILS = (Side.PROOF, Side.SOURCE, Side.NOTE)
HEAD_ROW = 3


@dataclass(frozen=True, slots=True)
class FirmColumn:
    """One firm with the answers given so far."""

    firm: UUID
    title: str
    answers: Mapping[str, Mapping[str, Any]]


def cluster_sheets(asked: Asked, lists: WordLists, *, title: str, firms: Sequence[FirmColumn]) -> list[SheetPlan]:
    """One sheet for each part."""
    return [_sheet(asked, lists, part, title, firms) for part in asked.parts]


def _sheet(asked: Asked, lists: WordLists, part: str, title: str, firms: Sequence[FirmColumn]) -> SheetPlan:
    columns = range(FIRST, FIRST + len(firms))
    plan = SheetPlan(
        title=part_title(part),
        widths={**{column: float(width) for column, width in WIDTHS.items()}, **dict.fromkeys(columns, FIRM_WIDTH)},
        hidden_columns=(KEY,),
        frozen=f"E{HEAD_ROW + 1}",
        heads=f"{HEAD_ROW}:{HEAD_ROW}",
        footer=f"{title} · {part_title(part)}",
        fits_width=False,
        side_heads="B:D",
    )
    keys = {column: Box(str(each.firm), Look.KEY) for column, each in zip(columns, firms, strict=True)}
    heads = {CODE: Box(_("Code"), Look.HEAD), QUESTION: Box(_("Question, and what counts"), Look.HEAD)}
    names = {column: Box(each.title, Look.HEAD) for column, each in zip(columns, firms, strict=True)}
    plan.lines = [
        Line({KEY: Box(f"part {part}", Look.KEY), **keys}, is_hidden=True),
        Line({CODE: Box(f"{title} · {part_title(part)}", Look.TITLE)}, height=26),
        Line({**heads, UNIT: Box(_("Unit"), Look.HEAD), **names}, height=46),
    ]
    for section in asked.sections_of(part):
        plan.lines += section_lines(asked, section, PRINTED, PRINTED_WIDTH)
        before = None
        for item in section.items_for(asked.variant):
            plan.lines += before_item(asked, item, before, PRINTED, PRINTED_WIDTH)
            plan.lines += _question_lines(asked, lists, item, firms, len(plan.lines) + 1)
            before = item
    return plan


def _question_lines(
    asked: Asked, lists: WordLists, item: ItemEntry, firms: Sequence[FirmColumn], row: int
) -> Iterator[Line]:
    shown = [shown_cells(item, each.answers.get(item.code, {}), is_compact=True) for each in firms]
    for number, slot in enumerate(slots_of(item, is_compact=True)):
        rule = rule_of(item, slot, lists, is_compact=True, place=(row + number, FIRST))
        look = look_of(item, slot)
        answers = {FIRST + place: Box(cells.get(slot), look, rule) for place, cells in enumerate(shown)}
        yield _line(asked, item, slot, answers)


def _line(asked: Asked, item: ItemEntry, slot: Slot, answers: Mapping[int, Box]) -> Line:
    if slot == VALUE:
        question, help_text = asked.wording.of(item.text), asked.wording.of(item.help)
        heads = {
            KEY: Box(item.code, Look.KEY),
            CODE: Box(item.code, Look.CODE),
            QUESTION: Box(question, Look.QUESTION, small=help_text),
            UNIT: Box(asked.wording.of(item.unit), Look.UNIT),
        }
        return Line({**heads, **answers}, height=question_height(question, help_text, WIDTHS[QUESTION]))
    key = f"{item.code}:{slot.option}" if slot.option else f"{item.code}.{slot.side}"
    heads = {
        KEY: Box(key, Look.KEY),
        CODE: Box("", Look.CODE),
        QUESTION: Box(f"      {_side_label(item, slot)}", Look.QUESTION),
        UNIT: Box("", Look.UNIT),
    }
    return Line({**heads, **answers}, height=22, is_detail=slot.side in DETAILS)


def _side_label(item: ItemEntry, slot: Slot) -> str:
    if slot.option:
        return next(option["label"] for option in item.options if option["code"] == slot.option)
    return {
        Side.WHO: _("Who did it?"),
        Side.PROOF: _("How was it verified?"),
        Side.SOURCE: _("Which document, which person?"),
        Side.NOTE: _("Note"),
    }[slot.side]
