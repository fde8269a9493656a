"""What a mapping makes of the cells of one row: an outcome for each item, or faults where it has none.

Nothing here knows the database or the file. A rule is one column looked up in a table, several columns joined by any
or all with an unknown third value, a list of options, or a constant.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clusters.figures import AmbiguousNumber, NotANumber, number_of
from scoring.answers import NONE_CODE, State


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell."""

    column: str
    value: str
    fact: str
    remedy: str
    is_unnamed: bool = False


@dataclass(frozen=True, slots=True)
class Cells:
    """The texts of the columns a rule reads, and the decimal mark of each where it is known."""

    texts: Mapping[str, str]
    marks: Mapping[str, str | None]

    def number(self, column: str, faults: list[Fault]) -> float | None:
        """The number of the cell; None, with a fault noted, when it is none or could be two."""
        text = self.texts[column].removesuffix("%").rstrip()
        try:
            return number_of(text, self.marks.get(column))
        except AmbiguousNumber as error:
            remedy = _("Write it without a mark of thousands, such as 1234 or 1.5.")
            faults.append(Fault(column, self.texts[column], str(error), remedy))
        except NotANumber as error:
            faults.append(Fault(column, self.texts[column], str(error), _("Write a number, or leave the cell empty.")))
        return None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is said of an item: a value with who did it, or the state that says why there is none."""

    state: State
    value: Any = None
    done_by: str = ""
    note: str = ""

    @property
    def truth(self) -> bool | None:
        """True or false where that is the answer, None where it is not known."""
        return self.value if self.state is State.ANSWERED and isinstance(self.value, bool) else None


UNSAID = Outcome(State.MISSING)
YES = Outcome(State.ANSWERED, True)
NO = Outcome(State.ANSWERED, False)


@dataclass(frozen=True, slots=True)
class Lookup:
    """One column: its text stands in the table of values, or is taken as a number or as a text."""

    column: str
    values: Mapping[str, Outcome]
    take: str = ""

    def columns(self) -> Iterator[str]:
        yield self.column

    def endings(self) -> Iterator[tuple[str, Outcome]]:
        """Every outcome the table has, with the place in the rule at which it stands."""
        yield from ((f"values, “{text}”", outcome) for text, outcome in self.values.items())

    def outcome(self, cells: Cells, faults: list[Fault]) -> Outcome:
        text = canonical(cells.texts[self.column])
        if text in self.values:
            return self.values[text]
        if not text:
            return UNSAID
        if self.take == "number":
            number = cells.number(self.column, faults)
            return UNSAID if number is None else Outcome(State.ANSWERED, number)
        if self.take == "text":
            return Outcome(State.ANSWERED, cells.texts[self.column])
        fact = _("The mapping does not name this value.")
        remedy = _("Add it to the values of this column, or correct the cell.")
        faults.append(Fault(self.column, cells.texts[self.column], fact, remedy, is_unnamed=True))
        return UNSAID


@dataclass(frozen=True, slots=True)
class Combined:
    """Several rules that are each yes, no or unknown, joined by "any" or "all" as the scoring joins them."""

    word: str
    parts: tuple["Rule", ...]
    when_true: Outcome = YES
    when_false: Outcome = NO

    def columns(self) -> Iterator[str]:
        for part in self.parts:
            yield from part.columns()

    def endings(self) -> Iterator[tuple[str, Outcome]]:
        yield "when_true", self.when_true
        yield "when_false", self.when_false

    def outcome(self, cells: Cells, faults: list[Fault]) -> Outcome:
        found = [part.outcome(cells, faults) for part in self.parts]
        truths = [each.truth for each in found]
        decides = self.word == "any"
        if decides in truths:
            return self.when_true if decides else self.when_false
        if None not in truths:
            return self.when_false if decides else self.when_true
        states = {each.state for each in found if each.truth is None}
        return Outcome(next((state for state in (State.DONT_KNOW, State.REFUSED) if state in states), State.MISSING))


@dataclass(frozen=True, slots=True)
class Options:
    """A multiple choice told by one rule for each option; one that is unknown leaves the whole answer unknown."""

    rules: tuple[tuple[str, "Rule"], ...]
    has_none: bool

    def columns(self) -> Iterator[str]:
        for _option, rule in self.rules:
            yield from rule.columns()

    def endings(self) -> Iterator[tuple[str, Outcome]]:
        yield from ((f"options, {option}", Outcome(State.ANSWERED, [option])) for option, _rule in self.rules)

    def outcome(self, cells: Cells, faults: list[Fault]) -> Outcome:
        found = [(option, rule.outcome(cells, faults).truth) for option, rule in self.rules]
        chosen = [option for option, truth in found if truth]
        if any(truth is None for _option, truth in found) or not (chosen or self.has_none):
            return UNSAID
        return Outcome(State.ANSWERED, chosen or [NONE_CODE])


@dataclass(frozen=True, slots=True)
class Constant:
    """The same for every firm."""

    same: Outcome

    def columns(self) -> Iterator[str]:
        yield from ()

    def endings(self) -> Iterator[tuple[str, Outcome]]:
        yield "answer", self.same

    def outcome(self, cells: Cells, faults: list[Fault]) -> Outcome:
        return self.same


Rule = Lookup | Combined | Options | Constant
Who = tuple[tuple[str, Rule], ...]
"""Doers in the order in which they are asked for, each with the rule that tells whether they did it."""


@dataclass(frozen=True, slots=True)
class ItemRule:
    """How one item is told, who did it, and the reason in words."""

    code: str
    rule: Rule
    who: Who
    reason: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns the item is told from, each once."""
        rules = (self.rule, *(rule for _doer, rule in self.who))
        return tuple(dict.fromkeys(column for rule in rules for column in rule.columns()))

    def tell(self, cells: Cells, faults: list[Fault]) -> dict[str, Any] | None:
        """What is told of the item, as `surveys.answers.normalise` takes it; None when nothing is."""
        outcome = self.rule.outcome(cells, faults)
        if outcome.state is State.MISSING:
            return None
        told = told_by(outcome)
        if outcome.state is State.ANSWERED and outcome.value and not outcome.done_by:
            told["done_by"] = self._doer(cells, faults)
        return told

    def _doer(self, cells: Cells, faults: list[Fault]) -> str:
        """The first doer in order that is known to have done it; nobody once one of them is unknown."""
        for doer, rule in self.who:
            truth = rule.outcome(cells, faults).truth
            if truth is not False:
                return doer if truth else ""
        return ""


def told_by(outcome: Outcome) -> dict[str, Any]:
    """An outcome as `surveys.answers.normalise` takes it."""
    return {
        "state": str(outcome.state),
        "value": outcome.value,
        "done_by": outcome.done_by,
        "note": outcome.note,
    }


def canonical(text: str) -> str:
    """A cell's text as tables of values hold it: a whole number is the same with and without decimals of zero."""
    whole, point, decimals = text.partition(".")
    return whole if point and decimals and not decimals.strip("0") and whole.lstrip("-").isdigit() else text
