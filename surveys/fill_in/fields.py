"""The cells in which one question is answered, and what stands in them for an answer that was given."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scoring.answers import State
from surveys.answer_fields import DONE_BY_LABELS, EVIDENCE_LABELS, NUMBER_KINDS, STATE_LABELS, YES_NO_CHOICES, AnyItem
from surveys.fill_in.spreadsheet import plain_text
from surveys.models import ItemKind

UNANSWERED: dict[str, Any] = {"state": State.MISSING.value, "value": None, "done_by": "", "note": "", "evidence": {}}


class Side(StrEnum):
    """What a cell is for, by the name of its field in the form."""

    VALUE = "value"
    STATE = "state"
    WHO = "done_by"
    PROOF = "evidence_kind"
    SOURCE = "evidence_text"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One cell of a question; questions with several options have a cell for each of them."""

    side: Side
    option: str = ""


VALUE, STATE = Slot(Side.VALUE), Slot(Side.STATE)


def slots_of(item: AnyItem, *, is_compact: bool) -> list[Slot]:
    """The cells of a question. In a compact layout the reason for no answer stands in the cell of the answer."""
    several = item.kind == ItemKind.MULTIPLE
    slots = [] if several and not is_compact else [VALUE]
    if several:
        slots += [Slot(Side.VALUE, option["code"]) for option in item.options]
    if not is_compact:
        slots.append(STATE)
    if item.asks_who:
        slots.append(Slot(Side.WHO))
    return [*slots, Slot(Side.PROOF), Slot(Side.SOURCE), Slot(Side.NOTE)]


def shown_cells(item: AnyItem, entry: Mapping[str, Any], *, is_compact: bool) -> dict[Slot, object]:
    """What stands in the cells for a stored answer; cells that are empty are left out."""
    answer = {part: entry.get(part) or UNANSWERED[part] for part in UNANSWERED} | {"value": entry.get("value")}
    shown: dict[Slot, object] = _value_cells(item, answer["value"])
    if answer["state"] not in (State.ANSWERED, State.MISSING):
        shown[VALUE if is_compact else STATE] = str(STATE_LABELS[State(answer["state"])])
    evidence = answer["evidence"]
    shown[Slot(Side.WHO)] = str(DONE_BY_LABELS[answer["done_by"]]) if answer["done_by"] else ""
    shown[Slot(Side.PROOF)] = str(EVIDENCE_LABELS[evidence["kind"]]) if evidence.get("kind") else ""
    shown[Slot(Side.SOURCE)] = plain_text(evidence.get("text", ""))
    shown[Slot(Side.NOTE)] = plain_text(answer["note"])
    return {slot: value for slot, value in shown.items() if value != ""}


def _value_cells(item: AnyItem, value: Any) -> dict[Slot, object]:
    if value is None:
        return {}
    yes, no = (str(label) for _code, label in YES_NO_CHOICES)
    if item.kind == ItemKind.MULTIPLE:
        return {Slot(Side.VALUE, code): yes for code in value}
    if item.kind == ItemKind.YES_NO:
        return {VALUE: yes if value else no}
    if item.kind == ItemKind.SINGLE:
        return {VALUE: {option["code"]: option["label"] for option in item.options}.get(value, value)}
    if item.kind in NUMBER_KINDS or item.kind == ItemKind.LEVEL:
        return {VALUE: value}
    return {VALUE: plain_text(str(value))}
