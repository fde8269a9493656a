"""The sheets of one firm: a part on each, a question on each row, its cells side by side."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from surveys.catalogue import ItemEntry
from surveys.fill_in.fields import VALUE, Side, Slot, shown_cells, slots_of
from surveys.fill_in.lists import WordLists
from surveys.fill_in.rules import look_of, rule_of
from surveys.fill_in.sections import Asked, before_item, part_title, question_height, section_lines
from surveys.fill_in.spreadsheet import Box, Line, Look, SheetPlan

KEY, CODE, QUESTION, ANSWER, UNIT = 1, 2, 3, 4, 5
COLUMNS = {Side.VALUE: ANSWER, Side.STATE: 6, Side.WHO: 7, Side.PROOF: 8, Side.SOURCE: 9, Side.NOTE: 10}
WIDTHS = {KEY: 3, CODE: 17, QUESTION: 54, ANSWER: 24, UNIT: 13, 6: 15, 7: 16, 8: 14, 9: 24, 10: 30}
PRINTED = (CODE, COLUMNS[Side.NOTE])
PRINTED_WIDTH = float(sum(WIDTHS[column] for column in range(PRINTED[0], PRINTED[1] + 1)))
HEAD_ROW = 3


def firm_sheets(
    asked: Asked, lists: WordLists, *, firm: UUID, title: str, answers: Mapping[str, Mapping[str, Any]]
) -> list[SheetPlan]:
    """One sheet for each part, with the answers that were given so far."""
    return [_sheet(asked, lists, part, firm, title, answers) for part in asked.parts]


def _sheet(
    asked: Asked,
    lists: WordLists,
    part: str,
    firm: UUID,
    title: str,
    answers: Mapping[str, Mapping[str, Any]],
) -> SheetPlan:
    plan = SheetPlan(
        title=part_title(part),
        widths={column: float(width) for column, width in WIDTHS.items()},
        hidden_columns=(KEY,),
        frozen=f"D{HEAD_ROW + 1}",
        heads=f"{HEAD_ROW}:{HEAD_ROW}",
        footer=f"{title} · {part_title(part)}",
    )
    plan.lines = [_keys(part, firm), _title(f"{title} · {part_title(part)}"), _heads()]
    for section in asked.sections_of(part):
        plan.lines += section_lines(asked, section, PRINTED, PRINTED_WIDTH)
        before = None
        for item in section.items_for(asked.variant):
            plan.lines += before_item(asked, item, before, PRINTED, PRINTED_WIDTH)
            shown = shown_cells(item, answers.get(item.code, {}), is_compact=False)
            plan.lines += _question_lines(asked, lists, item, shown, len(plan.lines) + 1)
            before = item
    return plan


def _keys(part: str, firm: UUID) -> Line:
    keys = {column: Box(f"{firm}.{side}", Look.KEY) for side, column in COLUMNS.items()}
    return Line({KEY: Box(f"part {part}", Look.KEY), **keys}, is_hidden=True)


def _title(text: str) -> Line:
    return Line({CODE: Box(text, Look.TITLE)}, height=26)


def _heads() -> Line:
    words = {
        CODE: _("Code"),
        QUESTION: _("Question, and what counts"),
        ANSWER: _("Answer"),
        UNIT: _("Unit"),
        COLUMNS[Side.STATE]: _("In place of an answer"),
        COLUMNS[Side.WHO]: _("Who did it?"),
        COLUMNS[Side.PROOF]: _("How was it verified?"),
        COLUMNS[Side.SOURCE]: _("Which document, which person?"),
        COLUMNS[Side.NOTE]: _("Note"),
    }
    return Line({column: Box(word, Look.HEAD) for column, word in words.items()}, height=32)


def _question_lines(
    asked: Asked, lists: WordLists, item: ItemEntry, shown: Mapping[Slot, object], row: int
) -> Iterator[Line]:
    question, help_text = asked.wording.of(item.text), asked.wording.of(item.help)
    slots = slots_of(item, is_compact=False)
    boxes = {column: Box(None, Look.CLOSED) for column in COLUMNS.values()} | {
        KEY: Box(item.code, Look.KEY),
        CODE: Box(item.code, Look.CODE),
        QUESTION: Box(question, Look.QUESTION, small=help_text),
        UNIT: Box(asked.wording.of(item.unit), Look.UNIT),
    }
    for slot in slots:
        if not slot.option:
            boxes[COLUMNS[slot.side]] = _box(item, slot, lists, shown, row)
    height = question_height(question, help_text, WIDTHS[QUESTION])
    yield Line(boxes, height=max(height, 64) if item.is_long else height)
    labels = {option["code"]: option["label"] for option in item.options}
    for number, slot in enumerate((slot for slot in slots if slot.option), start=1):
        yield _option_line(item, slot, labels[slot.option], _box(item, slot, lists, shown, row + number))


def _option_line(item: ItemEntry, slot: Slot, label: str, box: Box) -> Line:
    boxes = {column: Box(None, Look.CLOSED) for column in COLUMNS.values()} | {
        KEY: Box(f"{item.code}:{slot.option}", Look.KEY),
        CODE: Box("", Look.CODE),
        QUESTION: Box(f"      {label}", Look.QUESTION),
        UNIT: Box("", Look.UNIT),
        COLUMNS[VALUE.side]: box,
    }
    return Line(boxes, height=max(22.0, question_height(label, "", WIDTHS[QUESTION] - 6) - 10))


def _box(item: ItemEntry, slot: Slot, lists: WordLists, shown: Mapping[Slot, object], row: int) -> Box:
    rule = rule_of(item, slot, lists, is_compact=False, place=(row, COLUMNS[slot.side]))
    return Box(shown.get(slot), look_of(item, slot), rule)
