"""The lists of words to choose from: on a hidden sheet, so that drop-downs find them and their codes come back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clusters.headings import plain
from scoring.answers import State
from surveys.answer_fields import (
    DONE_BY_LABELS,
    EVIDENCE_LABELS,
    HIGHEST_LEVEL,
    RADIO_KINDS,
    STATE_LABELS,
    YES_NO_CHOICES,
    AnyItem,
)
from surveys.fill_in.identity import Words
from surveys.fill_in.spreadsheet import Box, Line, Look, Page, SheetPlan
from surveys.models import ItemKind

SHEET = "lists"
MARKS, YES_NO, DONE_BY, EVIDENCE, LEVELS = "marks", "yes_no", "done_by", "evidence", "levels"
WITH_NA = " na"
STATES = "states"
COMPACT = "with marks: "

Choices = Sequence[tuple[str, str | int]]
"""Codes with what is shown for them."""


@dataclass(frozen=True, slots=True)
class WordLists:
    """Every list of a questionnaire by its name, in the active language."""

    lists: dict[str, Choices]

    @property
    def words(self) -> Words:
        return {
            name: {plain(str(label)) or str(label): code for code, label in words} for name, words in self.lists.items()
        }

    def area(self, name: str) -> str:
        """Where the shown words of a list stand, as drop-downs name it."""
        first = 1
        for each, words in self.lists.items():
            if each == name:
                return f"'{SHEET}'!$C${first}:$C${first + len(words) - 1}"
            first += len(words)
        raise KeyError(name)

    def sheet(self) -> SheetPlan:
        """The hidden sheet."""
        rows = [(name, code, label) for name, words in self.lists.items() for code, label in words]
        lines = [Line({place: Box(part, Look.KEY) for place, part in enumerate(row, start=1)}) for row in rows]
        return SheetPlan(SHEET, lines, is_secret=True)


def word_lists(items: Iterable[AnyItem]) -> WordLists:
    """The lists that these questions choose from."""
    items = list(items)
    marks: list[tuple[str, str | int]] = [
        (state.value, str(STATE_LABELS[state])) for state in (State.DONT_KNOW, State.REFUSED)
    ]
    does_not_apply: tuple[str, str | int] = (State.NOT_APPLICABLE.value, str(STATE_LABELS[State.NOT_APPLICABLE]))
    answered: tuple[str, str | int] = (State.ANSWERED.value, _("Answered"))
    lists: dict[str, Choices] = {
        MARKS: marks,
        MARKS + WITH_NA: [*marks, does_not_apply],
        STATES: [answered, *marks],
        STATES + WITH_NA: [answered, *marks, does_not_apply],
        YES_NO: [(code, str(label)) for code, label in YES_NO_CHOICES],
        DONE_BY: [(code.value, str(label)) for code, label in DONE_BY_LABELS.items()],
        EVIDENCE: [(code, str(label)) for code, label in EVIDENCE_LABELS.items()],
        LEVELS: [(str(level), level) for level in range(HIGHEST_LEVEL + 1)],
    }
    lists |= {
        list_name(item): [(each["code"], each["label"]) for each in item.options] for item in items if item.options
    }
    for item in items:
        if item.kind in RADIO_KINDS:
            own = lists[list_name(item)]
            lists[compact_name(item)] = [*own, *lists[MARKS + (WITH_NA if item.na_allowed else "")]]
    return WordLists(lists)


def list_name(item: AnyItem) -> str:
    """The list from which the answer to a question is chosen."""
    if item.kind == ItemKind.YES_NO:
        return YES_NO
    return LEVELS if item.kind == ItemKind.LEVEL else f"item {item.code}"


def compact_name(item: AnyItem) -> str:
    """The same list with the reasons for no answer behind it."""
    return COMPACT + list_name(item) + (WITH_NA if item.na_allowed else "")


def read_words(pages: Iterable[Page]) -> Words:
    """What the words of a workbook stand for; nothing where it has lost the hidden sheet."""
    found: Words = {}
    for page in pages:
        if page.title == SHEET:
            for row in {row for row, _column in page.cells}:
                label = page.text(row, 3)
                found.setdefault(page.text(row, 1), {})[plain(label) or label] = page.text(row, 2)
    return found
