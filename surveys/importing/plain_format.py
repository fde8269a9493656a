"""Files whose columns bear the codes of the items themselves: no mapping is needed."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clusters.frame_words import SELECTED_WORDS, meaning
from clusters.headings import plain
from clusters.problems import Problem
from scoring.answers import State
from surveys.answers import EVIDENCE_KINDS, NUMBERS
from surveys.catalogue import Catalogue, ItemEntry
from surveys.importing.mapping import FirmColumns
from surveys.importing.rules import Cells, Fault, Lookup
from surveys.importing.source import Source

CODE_HEADINGS = frozenset({"code", "firm code", "código", "codigo"})
FIRM_HEADINGS = ("name", "weight", "stratum")
ATTRIBUTE = "attribute."
SIDES = ("state", "done_by", "note", "evidence")
LOOKS_LIKE_ITEM = re.compile(r"[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_]+(\.\w+)?")
STATE_WORDS = {
    plain(word): state
    for state, words in {
        State.ANSWERED: ("answered", "respondida"),
        State.DONT_KNOW: ("dont_know", "don't know", "dont know", "does not know", "dk", "no sabe", "ns"),
        State.REFUSED: ("refused", "refuses", "no contesta", "nc"),
        State.NOT_APPLICABLE: ("not_applicable", "not applicable", "n/a", "does not apply", "no aplica"),
        State.MISSING: ("missing", "sin dato"),
    }.items()
    for word in words
}
NOT_TWO_WAYS = frozenset({"na"})


@dataclass(frozen=True, slots=True)
class ItemColumns:
    """The columns of one item: its value under its code, the rest under CODE.state, CODE.done_by and so on."""

    item: ItemEntry
    value: str | None
    sides: tuple[tuple[str, str], ...]

    @property
    def code(self) -> str:
        return self.item.code

    @property
    def columns(self) -> tuple[str, ...]:
        return (*((self.value,) if self.value else ()), *(column for _side, column in self.sides))

    def tell(self, cells: Cells, faults: list[Fault]) -> dict[str, Any] | None:
        """What the row says of the item, as `surveys.answers.normalise` takes it; None when all its cells are blank."""
        texts = {side: cells.texts[column] for side, column in self.sides}
        told: dict[str, Any] = self._value(cells, faults) if self.value else {}
        if texts.get("state"):
            column = dict(self.sides)["state"]
            state = meaning(STATE_WORDS, texts["state"])
            if state is None:
                remedy = _("Write one of: %(known)s.") % {"known": ", ".join(State)}
                faults.append(Fault(column, texts["state"], _("There is no such state."), remedy))
            else:
                told["state"] = str(state)
        if texts.get("done_by"):
            told["done_by"] = plain(texts["done_by"]).replace(" ", "_")
        if texts.get("note"):
            told["note"] = texts["note"]
        if texts.get("evidence"):
            told["evidence"] = _evidence(texts["evidence"])
        return told or None

    def _value(self, cells: Cells, faults: list[Fault]) -> dict[str, Any]:
        column = self.value or ""
        text = cells.texts[column]
        if not text:
            return {}
        if text.casefold() in NOT_TWO_WAYS:
            fact = _("NA can mean that nothing is known, or that the question does not apply.")
            faults.append(Fault(column, text, fact, _("Leave the cell empty, or write “not applicable”.")))
            return {}
        state = meaning(STATE_WORDS, text)
        if state is not None and state is not State.ANSWERED:
            return {} if state is State.MISSING else {"state": str(state)}
        if self.item.kind in NUMBERS:
            number = cells.number(column, faults)
            return {} if number is None else {"value": number}
        if self.item.kind == "yes_no":
            return {"value": self._yes_no(text, column, faults)}
        if self.item.kind == "multiple":
            return {"value": [code.strip() for code in text.split(";") if code.strip()]}
        return {"value": text}

    def _yes_no(self, text: str, column: str, faults: list[Fault]) -> bool | None:
        said = meaning(SELECTED_WORDS, text)
        if said is None:
            fact = _("This is neither yes nor no.")
            faults.append(Fault(column, text, fact, _("Write yes or no, don't know, refused, or leave it empty.")))
        return said


def _evidence(text: str) -> dict[str, str]:
    """“document”, “document: attendance list”, or words alone."""
    kind, _colon, words = text.partition(":")
    known = plain(kind).replace(" ", "_")
    return {"kind": known, "text": words.strip()} if known in EVIDENCE_KINDS else {"text": text}


def is_plain_heading(texts: Sequence[str]) -> bool:
    """Whether a row names the firm's code and at least one column more."""
    return any(text.casefold() in CODE_HEADINGS for text in texts) and sum(bool(text) for text in texts) >= 2


def plain_columns(
    source: Source, catalogue: Catalogue, variant: str
) -> tuple[FirmColumns, tuple[ItemColumns, ...], list[Problem], list[str]]:
    """What the headings mean: the firm's columns, the items', problems, and headings that are not read."""
    titles = [title for title in source.titles if title]
    spelled = {item.code.casefold(): item for item in catalogue.items_for(variant)}
    firm: dict[str, str] = {}
    attributes: dict[str, str] = {}
    values: dict[str, str] = {}
    sides: dict[str, list[tuple[str, str]]] = {}
    problems: list[Problem] = []
    ignored = []
    for title in dict.fromkeys(titles):
        name = title.casefold()
        stem, _dot, side = name.rpartition(".")
        if name in CODE_HEADINGS and "code" not in firm:
            firm["code"] = title
        elif name in FIRM_HEADINGS:
            firm[name] = title
        elif name.startswith(ATTRIBUTE):
            attributes[title[len(ATTRIBUTE) :]] = title
        elif name in spelled:
            values[spelled[name].code] = title
        elif side in SIDES and stem in spelled:
            sides.setdefault(spelled[stem].code, []).append((side, title))
        elif LOOKS_LIKE_ITEM.fullmatch(title):
            problems.append(_unknown_item(source, title, catalogue))
        else:
            ignored.append(title)
    items = tuple(
        ItemColumns(item, values.get(item.code), tuple(sides.get(item.code, ())))
        for item in catalogue.items_for(variant)
        if item.code in values or item.code in sides
    )
    groups = tuple((name, Lookup(column, {}, "text")) for name, column in attributes.items())
    columns = FirmColumns(firm["code"], firm.get("name"), firm.get("weight"), firm.get("stratum"), attributes=groups)
    return columns, items, problems, ignored


def _unknown_item(source: Source, title: str, catalogue: Catalogue) -> Problem:
    near = difflib.get_close_matches(title.upper().partition(".")[0], list(catalogue.items), n=3, cutoff=0.6)
    remedy = _("Correct the heading, or delete the column. Items are named like this: %(near)s.") % {
        "near": ", ".join(near or list(catalogue.items)[:3])
    }
    return source.problem(_("The questionnaire asks no item of this code here."), remedy, source.heading_row, title)
