"""What the cells of one question say: the same checks as those of the form, told at the cell that is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from clusters.frame_words import SELECTED_WORDS, meaning
from clusters.headings import plain
from clusters.problems import Problem
from scoring.answers import State
from surveys.answer_fields import NUMBER_KINDS, RADIO_KINDS, field_value, state_code, value_choices
from surveys.answers import AnswerRefused, normalise
from surveys.catalogue import ItemEntry
from surveys.fill_in.fields import STATE, UNANSWERED, VALUE, Side, Slot, shown_cells, slots_of
from surveys.fill_in.identity import Words
from surveys.fill_in.lists import DONE_BY, EVIDENCE, STATES, WITH_NA, YES_NO, list_name, word_lists
from surveys.fill_in.reading import Found
from surveys.fill_in.spreadsheet import plain_text
from surveys.forms.answers import NOT_TOLD, AnswerForm
from surveys.importing.plain_format import NOT_TWO_WAYS, STATE_WORDS
from surveys.models import ItemKind
from surveys.typed_numbers import show_number
from surveys.wording import Wording

Change = dict[str, Any]
MOST_EXACT = 15
REASONABLE = 12
HOLDS = {Side.WHO: DONE_BY, Side.PROOF: EVIDENCE}


@dataclass
class Reading:
    """One question as its cells say it: a change of `base`, or what is wrong, and what is worth a second look."""

    item: ItemEntry
    wording: Wording
    base: Mapping[str, Any]
    cells: Mapping[Slot, Found]
    words: Words
    is_compact: bool
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)

    def change(self) -> Change | None:
        """What the cells change about the answer that stood in them when they were handed out; None for nothing."""
        shown = shown_cells(self.item, self.base, is_compact=self.is_compact)
        touched = {slot for slot, found in self.cells.items() if not _stands_still(found, shown.get(slot))}
        asked = set(slots_of(self.item, is_compact=self.is_compact))
        for slot in sorted(touched - asked):
            remedy = _("Empty the cell; what should be said stands in the note.")
            self._report(slot, _("Nothing is asked in this cell."), remedy)
        touched &= asked
        if not touched or self.problems:
            return None
        for slot in sorted(touched):
            self._refuse_what_shows_no_answer(slot)
        if self.problems:
            return None
        data = self._data(touched)
        if self.problems:
            return None
        form = AnswerForm(self.item, self.wording, self.base, data)
        if not form.is_valid():
            self._report_form(form)
            return None
        return self._clean(form.change())

    def _clean(self, change: Change | None) -> Change | None:
        """The change as it is stored, after the checks that every way in has to pass."""
        try:
            return normalise(self.item, change) if change is not None else None
        except AnswerRefused as refusal:
            where = self.cells.get(VALUE) or next(iter(self.cells.values()))
            self.problems += [where.problem(each.fact, each.remedy) for each in refusal.problems]
            return None

    def _data(self, touched: set[Slot]) -> dict[str, Any]:
        """The question as the page of its section would send it; cells that were not touched say what they said."""
        base = {part: self.base.get(part) or UNANSWERED[part] for part in UNANSWERED}
        evidence = base["evidence"]
        sides: dict[Side, Any] = {
            Side.WHO: base["done_by"],
            Side.PROOF: evidence.get("kind", ""),
            Side.SOURCE: evidence.get("text", ""),
            Side.NOTE: base["note"],
        }
        for side, list_of_words in HOLDS.items():
            if Slot(side) in touched:
                sides[side] = self._chosen(Slot(side), list_of_words) or NOT_TOLD
        for side in (Side.SOURCE, Side.NOTE):
            if Slot(side) in touched:
                sides[side] = self._typed(Slot(side))
        value, state = self._value_and_state(touched)
        sides[Side.VALUE] = value
        if self.item.kind in RADIO_KINDS:
            sides[Side.VALUE] = state_code(state) if state else value
        elif state:
            sides[Side.STATE] = state_code(state)
        return {f"{self.item.code}-{side}": said for side, said in sides.items() if said is not None}

    def _value_and_state(self, touched: set[Slot]) -> tuple[Any, str | None]:
        """The value as the form sends it, and the state that is marked in its place, if one is."""
        standing = self.base.get("state", State.MISSING)
        marked = None if standing in (State.ANSWERED, State.MISSING) else str(standing)
        value, before = field_value(self.item, self.base.get("value")), marked
        answered = False
        values = {slot for slot in touched if slot.side is Side.VALUE}
        if values:
            value, own = self._value(values)
            marked = own or (None if self.is_compact else marked)
        if STATE in touched:
            state = self._chosen(STATE, STATES + (WITH_NA if self.item.na_allowed else ""), extra=STATE_WORDS)
            answered = state == State.ANSWERED
            marked = None if answered or not state else str(state)
        has_value = value not in (None, "", [])
        if answered and not has_value:
            self._report(STATE, _("It is marked as answered and has no answer."), _("Give the answer, or say why not."))
        if marked and has_value and self.item.kind in RADIO_KINDS:
            if marked == before:
                marked = None
            elif values:
                fact = _("There is an answer, and a reason why there is none stands beside it.")
                self._report(STATE if STATE in self.cells else VALUE, fact, _("Empty one of the two."))
            else:
                value = None
        return value, marked

    def _value(self, touched: set[Slot]) -> tuple[Any, str | None]:
        if self.item.kind == ItemKind.MULTIPLE:
            return self._several()
        found = self.cells[VALUE]
        if not found.text:
            return "", None
        if (state := self._state_word(found)) is not None:
            return "", state
        if self.item.kind in NUMBER_KINDS:
            return self._number(found), None
        if self.item.kind == ItemKind.TEXT:
            return self._typed(VALUE), None
        extra = {word: "yes" if yes else "no" for word, yes in SELECTED_WORDS.items()}
        known = {plain(text) or text: text for text, _label in value_choices(self.item)}
        own = extra if self.item.kind == ItemKind.YES_NO else {}
        return self._chosen(VALUE, list_name(self.item), extra={**own, **known}), None

    def _several(self) -> tuple[Any, str | None]:
        """The options marked with yes; a no says that the option was not chosen."""
        chosen, refused = [], 0
        words = {word: "yes" if yes else "no" for word, yes in SELECTED_WORDS.items()}
        for option in self.item.options:
            slot = Slot(Side.VALUE, option["code"])
            said = self._chosen(slot, YES_NO, extra=words)
            if said == "yes":
                chosen.append(option["code"])
            refused += said == "no"
        head = self.cells.get(VALUE)
        state = self._state_word(head) if head and head.text else None
        if head and head.text and state is None:
            self._report(
                VALUE,
                _("This is none of the reasons why there is no answer."),
                _("Empty the cell, and mark what applies with yes on the rows beneath."),
            )
        if refused == len(self.item.options) and not state:
            last = Slot(Side.VALUE, self.item.options[-1]["code"])
            self._report(
                last,
                _("Every choice is marked with no."),
                _("Mark with yes what applies, or empty the cells and say why there is no answer."),
            )
        return chosen, state

    def _state_word(self, found: Found) -> str | None:
        """The state that a word in the cell of an answer stands for; texts are states only by the very word."""
        word = plain(found.text) or found.text
        is_value = self.item.kind in RADIO_KINDS and word in self._list(list_name(self.item))
        if is_value or (self.item.kind == ItemKind.TEXT and not self.is_compact):
            return None
        known = self._list(STATES + (WITH_NA if self.item.na_allowed else ""))
        state = known.get(word)
        if state is None and self.item.kind != ItemKind.TEXT and word not in NOT_TWO_WAYS:
            state = meaning(STATE_WORDS, found.text)
        if state == State.NOT_APPLICABLE and not self.item.na_allowed:
            fact, remedy = (
                _("“Not applicable” is not open to this question."),
                _("Answer it, or say that it is not known."),
            )
            self.problems.append(found.problem(fact, remedy))
        return None if state in (State.ANSWERED, State.MISSING) else state

    def _number(self, found: Found) -> str:
        """A number as the form takes it typed: a percentage by what it shows, a text as it was written."""
        value = found.cell.value if found.cell else ""
        if isinstance(value, bool):
            self.problems.append(found.problem(_("This is yes or no."), _("Type a number in figures.")))
            return ""
        if not isinstance(value, int | float):
            return str(value)
        if found.cell and found.cell.is_percent:
            if self.item.kind != ItemKind.SHARE:
                fact = _("The cell shows %(shown)s %%, and no percentage is asked.") % {
                    "shown": show_number(value * 100)
                }
                self.problems.append(
                    found.problem(fact, _("Give the cell the number format “General” and type it again."))
                )
            return figures(value * 100)
        if self.item.kind == ItemKind.SHARE and 0 < value < 1:
            fact = _("%(share)s per cent is less than one in a hundred.") % {"share": show_number(value)}
            remedy = _("If %(percent)s per cent is meant, correct the cell.") % {"percent": show_number(value * 100)}
            self.doubts.append(found.problem(fact, remedy))
        return figures(value)

    def _typed(self, slot: Slot) -> str:
        found = self.cells[slot]
        value = found.cell.value if found.cell else ""
        return value if isinstance(value, str) else found.text

    def _chosen(self, slot: Slot, name: str, *, extra: Mapping[str, Any] | None = None) -> str:
        """The code of the word in the cell; a problem for a word that is not on the list."""
        found = self.cells[slot]
        if not found.text:
            return ""
        known = {**(extra or {}), **self._list(name)}
        code = known.get(plain(found.text) or found.text)
        if code is not None:
            return str(code)
        shown = "; ".join(str(label) for _code, label in word_lists([self.item]).lists[name])
        self._report(slot, _("This is not on the list of the cell."), _("Choose one of: %(words)s.") % {"words": shown})
        return ""

    def _list(self, name: str) -> Mapping[str, str]:
        """The words of a list with their codes: those of the workbook's own language, and those of the reader's."""
        return {**word_lists([self.item]).words.get(name, {}), **self.words.get(name, {})}

    def _refuse_what_shows_no_answer(self, slot: Slot) -> None:
        cell = self.cells[slot].cell
        if cell is None:
            return
        if cell.is_error:
            self._report(slot, _("The cell shows a formula error."), _("Type the answer in its place."))
        elif cell.is_unreckoned:
            fact = _("The cell holds a formula whose result is not in the file.")
            self._report(slot, fact, _("Type the answer in its place, or save the file in a spreadsheet program."))
        elif cell.is_date and self.item.kind != ItemKind.TEXT and slot.side is Side.VALUE:
            fact = _("The spreadsheet program has made a date of what was typed.")
            remedy = _("Give the cell the number format “General” and type the answer again.")
            self._report(slot, fact, remedy)

    def _report(self, slot: Slot, fact: str, remedy: str) -> None:
        self.problems.append(self.cells[slot].problem(fact, remedy))

    def _report_form(self, form: AnswerForm) -> None:
        """What the form refuses, at the cells of its fields."""
        for name, errors in form.errors.items():
            slot = Slot(Side(name)) if name in set(Side) else VALUE
            for error in errors:
                where = self.cells.get(slot) or next(iter(self.cells.values()))
                self.problems.append(where.problem(str(error), _("Correct the cell.")))


def figures(number: float) -> str:
    """A number of a cell as somebody would type it: what was reckoned has more figures than anybody would."""
    text = show_number(number)
    return text if len(text) <= MOST_EXACT else show_number(float(f"{number:.{REASONABLE}g}"))


def _stands_still(found: Found, shown: object) -> bool:
    """Whether a cell holds what it held when the workbook was handed out, however a program writes it down."""
    if found.cell is None or (found.text == "" and not found.cell.is_unreckoned):
        return shown in (None, "")
    if shown is None:
        return False
    value = found.cell.value
    if isinstance(shown, int | float) and not isinstance(shown, bool):
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and not found.cell.is_percent
        return is_number and f"{value:.{MOST_EXACT}g}" == f"{shown:.{MOST_EXACT}g}"
    return isinstance(value, str) and _even(value) == _even(str(shown))


def _even(text: str) -> str:
    return "\n".join(line.rstrip() for line in plain_text(text).strip().split("\n"))
