"""From the tables of a mapping file to rules: shorthand resolved, every slip noted with its key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from scoring.answers import NONE_CODE, DoneBy, State
from surveys.importing.rules import (
    NO,
    UNSAID,
    YES,
    Combined,
    Constant,
    ItemRule,
    Lookup,
    Options,
    Outcome,
    Rule,
    Who,
    canonical,
)

SAYING = frozenset({"column", "any", "all", "options", "answer"})
WITH = {
    "column": frozenset({"values", "take"}),
    "any": frozenset({"when_true", "when_false"}),
    "all": frozenset({"when_true", "when_false"}),
    "options": frozenset(),
    "answer": frozenset(),
}
TAKES = ("number", "text")
STATES = {str(state): state for state in State if state is not State.ANSWERED}
OUTCOME = frozenset({"state", "value", "done_by", "note"})


@dataclass(frozen=True, slots=True)
class KeyFault:
    """What is wrong at one key of the mapping file."""

    key: str
    fact: str
    remedy: str
    value: str = ""


@dataclass
class RuleParser:
    """Reads rules; `shared_values` and `shared_who` are the named tables that items refer to."""

    shared_values: Mapping[str, Any]
    shared_who: Mapping[str, Any]
    faults: list[KeyFault] = field(default_factory=list)

    def fault(self, key: str, fact: str, remedy: str, value: Any = "") -> None:
        self.faults.append(KeyFault(key, fact, remedy, str(value)))

    def item(self, code: str, entry: Any) -> ItemRule | None:
        """The rule of one item, or None with a fault noted."""
        key = f"items.{code}"
        if not isinstance(entry, Mapping):
            self.fault(key, _("This is not a table."), _("Write it as [%(key)s].") % {"key": key}, entry)
            return None
        rule = self.rule(key, {name: entry[name] for name in entry.keys() - {"reason", "done_by"}})
        if rule is None:
            return None
        who = self._who(key, entry["done_by"]) if "done_by" in entry else ()
        return ItemRule(code, rule, who, str(entry.get("reason", "")).strip())

    def rule(self, key: str, entry: Any, *, is_part: bool = False) -> Rule | None:
        """One rule: column, any, all, options or answer; parts of others bear no outcome of their own."""
        says = sorted(entry.keys() & SAYING) if isinstance(entry, Mapping) else []
        if len(says) != 1:
            fact = _("It is not said in exactly one way how this is told.")
            remedy = _("Give one of %(known)s.") % {"known": ", ".join(sorted(SAYING))}
            self.fault(key, fact, remedy, ", ".join(says))
            return None
        word = says[0]
        known = WITH[word] if not is_part or word == "column" else frozenset()
        for name in sorted(entry.keys() - known - {word}):
            self.fault(f"{key}.{name}", _("There is no such key here."), _("Leave it out, or correct it."))
        if word == "column":
            return self._lookup(key, entry)
        if word == "options":
            return self._options(key, entry[word])
        if word == "answer":
            return Constant(self.outcome(f"{key}.answer", entry[word]))
        return self._combined(key, word, entry)

    def outcome(self, key: str, raw: Any) -> Outcome:
        """true, a number, an option, a list of options, the name of a state, or a table of these parts."""
        if isinstance(raw, Mapping):
            for name in sorted(raw.keys() - OUTCOME):
                self.fault(f"{key}.{name}", _("There is no such key here."), ", ".join(sorted(OUTCOME)))
            value, state = raw.get("value"), raw.get("state")
            if (value is None) == (state is None) or (state is not None and state not in STATES):
                fact = _("Give either a value or a state.")
                self.fault(key, fact, _("States are %(known)s.") % {"known": ", ".join(STATES)}, dict(raw))
                return UNSAID
            base = STATES[state] if state is not None else State.ANSWERED
            return Outcome(base, value, str(raw.get("done_by", "")), str(raw.get("note", "")))
        if isinstance(raw, str) and raw in STATES:
            return Outcome(STATES[raw])
        return Outcome(State.ANSWERED, raw)

    def label(self, key: str, raw: Any) -> Lookup:
        """A group of firms: a heading, whose texts are the groups, or a column with a table of names for them."""
        entry: Any = {"column": raw} if isinstance(raw, str) else raw
        if not isinstance(entry, Mapping) or not isinstance(entry.get("column"), str):
            self.fault(key, _("It is not said which column this is."), _("Write its heading as a text."), raw)
            return Lookup("", {}, "text")
        names = entry.get("values", {})
        if not isinstance(names, Mapping):
            self.fault(f"{key}.values", _("This is not a table."), _("Give each text of the column a name."), names)
            names = {}
        return Lookup(
            entry["column"],
            {canonical(str(text)): Outcome(State.ANSWERED, str(name)) for text, name in names.items()},
            "" if names else "text",
        )

    def filter(self, key: str, raw: Any) -> Lookup:
        """The rows that are taken: those whose column holds one of the values."""
        values = raw.get("values") if isinstance(raw, Mapping) else None
        if not isinstance(values, list) or not values or not isinstance(raw.get("column"), str):
            self.fault(key, _("It is not said which rows are taken."), _("Give “column” and a list “values”."), raw)
            return Lookup("", {}, "text")
        return Lookup(raw["column"], {canonical(str(value)): YES for value in values}, "text")

    def _lookup(self, key: str, entry: Mapping[str, Any]) -> Rule:
        take, raw = entry.get("take", ""), entry.get("values", {})
        if not isinstance(entry["column"], str):
            fact = _("It is not said which column this is.")
            self.fault(f"{key}.column", fact, _("Write its heading as a text."), entry["column"])
        if take and take not in TAKES:
            self.fault(f"{key}.take", _("There is no such way to take a cell."), ", ".join(TAKES), take)
        if isinstance(raw, str):
            if raw not in self.shared_values:
                known = ", ".join(self.shared_values) or "–"
                remedy = _("Add [values.%(name)s], or use one of: %(known)s.") % {"name": raw, "known": known}
                self.fault(f"{key}.values", _("There is no such table of values."), remedy, raw)
            raw = self.shared_values.get(raw, {})
        if not isinstance(raw, Mapping) or not (raw or take):
            fact = _("It is not said what the values of the column mean.")
            self.fault(f"{key}.values", fact, _("Give a table “values”, or “take”."), raw)
            raw = {}
        table = {canonical(text): self.outcome(f"{key}.values.{text}", meant) for text, meant in raw.items()}
        return Lookup(str(entry["column"]), table, take)

    def _combined(self, key: str, word: str, entry: Mapping[str, Any]) -> Rule | None:
        raw = entry[word]
        if not isinstance(raw, list) or not raw:
            self.fault(f"{key}.{word}", _("This is not a list of rules."), _("Write [{ column = … }, …]."), raw)
            return None
        parts = [self.rule(f"{key}.{word}[{place}]", part, is_part=True) for place, part in enumerate(raw, start=1)]
        ends = {
            name: self.outcome(f"{key}.{name}", entry[name]) if name in entry else default
            for name, default in (("when_true", YES), ("when_false", NO))
        }
        return Combined(word, tuple(part for part in parts if part is not None), ends["when_true"], ends["when_false"])

    def _options(self, key: str, raw: Any) -> Rule | None:
        if not isinstance(raw, Mapping) or not raw:
            self.fault(f"{key}.options", _("No option is told."), _("Give a rule for each option by its code."), raw)
            return None
        told = {option: rule for option, rule in raw.items() if option != NONE_CODE}
        rules = [(option, self.rule(f"{key}.options.{option}", rule, is_part=True)) for option, rule in told.items()]
        return Options(
            tuple((option, rule) for option, rule in rules if rule is not None), has_none=raw.get(NONE_CODE) is True
        )

    def _who(self, key: str, raw: Any) -> Who:
        """The doers: one code for every yes, the name of a table of [who.NAME], or that table itself."""
        if isinstance(raw, str) and raw in list(DoneBy):
            return ((raw, Constant(YES)),)
        table = self.shared_who.get(raw) if isinstance(raw, str) else raw
        if not isinstance(table, Mapping):
            known = ", ".join([*DoneBy, *self.shared_who])
            self.fault(
                f"{key}.done_by",
                _("Nobody is known by this name."),
                _("Use one of: %(known)s.") % {"known": known},
                raw,
            )
            return ()
        doers = []
        for doer, entry in table.items():
            if doer not in list(DoneBy):
                remedy = _("Use one of: %(known)s.") % {"known": ", ".join(DoneBy)}
                self.fault(f"{key}.done_by", _("Nobody is known by this name."), remedy, doer)
            rule = self.rule(f"{key}.done_by.{doer}", entry, is_part=True)
            if rule is not None:
                doers.append((doer, rule))
        return tuple(doers)
