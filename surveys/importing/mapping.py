"""A mapping file: which columns of somebody else's survey tell which item, with the reason for each (TOML)."""

import hashlib
import tomllib
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from clusters.problems import ImportRefused, Problem
from surveys.answers import AnswerRefused, normalise
from surveys.catalogue import Catalogue
from surveys.importing.mapping_rules import KeyFault, RuleParser
from surveys.importing.rules import Combined, ItemRule, Lookup, Options, Rule, told_by

PARTS = frozenset({"mapping", "values", "who", "only", "firm", "items"})
ABOUT = frozenset({"code", "title", "questionnaire", "version", "note"})
FIRM = frozenset({"code", "name", "weight", "stratum", "drawn_by_chance", "attributes"})


@dataclass(frozen=True, slots=True)
class MappingProblem(Problem):
    """A problem of the mapping file itself: `sheet` is the file, `column` the key in it."""

    @property
    def place(self) -> str:
        if self.row is not None:
            return _("mapping %(file)s, row %(row)d") % {"file": self.sheet, "row": self.row}
        return _("mapping %(file)s, “%(key)s”") % {"file": self.sheet, "key": self.column}


@dataclass(frozen=True, slots=True)
class FirmColumns:
    """Where a firm's own facts stand; None where the file does not tell them.

    `attributes` are groups by name, each looked up in a column; `only` leaves out firms for which it is not true.
    """

    code: str
    name: str | None = None
    weight: str | None = None
    stratum: str | None = None
    is_probability_sample: bool = False
    attributes: tuple[tuple[str, Lookup], ...] = ()
    only: Lookup | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        lookups = [lookup.column for _name, lookup in self.attributes] + ([self.only.column] if self.only else [])
        single = [self.code, self.name, self.weight, self.stratum]
        return tuple(dict.fromkeys(column for column in (*single, *lookups) if column))


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping as read and checked against the questionnaire it names."""

    file_name: str
    file_hash: str
    title: str
    firm: FirmColumns
    items: tuple[ItemRule, ...]


def read_mapping(content: bytes, file_name: str, catalogue: Catalogue, variant: str) -> Mapping:
    """Reads a mapping file for a questionnaire; raises ImportRefused with every problem it has."""
    reader = _Reader(file_name, catalogue, variant)
    data = reader.parse(content)
    reader.about(data)
    parser = RuleParser(data.get("values", {}), data.get("who", {}))
    firm = reader.firm(data, parser)
    items = tuple(
        rule for code, entry in data.get("items", {}).items() if (rule := reader.item(code, entry, parser)) is not None
    )
    reader.report_faults(parser.faults)
    if not data.get("items"):
        reader.report("items", _("No item is mapped."), _("Add a table [items.CODE] for each item the file tells."))
    if reader.problems:
        raise ImportRefused(reader.problems)
    return Mapping(
        file_name=file_name,
        file_hash=hashlib.sha256(content).hexdigest(),
        title=str(data["mapping"].get("title", "")),
        firm=firm,
        items=items,
    )


@dataclass
class _Reader:
    """Reads the parts of the file one by one and gathers what is wrong with any of them."""

    file_name: str
    catalogue: Catalogue
    variant: str
    problems: list[Problem] = field(default_factory=list)

    def report(self, key: str, fact: str, remedy: str, value: str = "") -> None:
        self.problems.append(MappingProblem(fact, remedy, self.file_name, None, key, value))

    def report_faults(self, faults: list[KeyFault]) -> None:
        for fault in faults:
            self.report(fault.key, fault.fact, fault.remedy, fault.value)

    def parse(self, content: bytes) -> dict[str, Any]:
        try:
            data = tomllib.loads(content.decode("utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            fact = _("The file cannot be read as TOML (%(reason)s).") % {"reason": error}
            remedy = _("Correct that line; docs/import-interviews.md shows a whole mapping.")
            raise ImportRefused([MappingProblem(fact, remedy, self.file_name, None, "TOML")]) from None
        for key in data.keys() - PARTS:
            known = ", ".join(sorted(PARTS))
            self.report(key, _("There is no such part."), _("Use only %(known)s.") % {"known": known})
        for key in sorted(data.keys() & PARTS):
            if not isinstance(data[key], dict):
                self.report(key, _("This is not a table."), _("Write it as [%(key)s].") % {"key": key}, str(data[key]))
                data[key] = {}
        return data

    def about(self, data: dict[str, Any]) -> None:
        about = data.get("mapping", {})
        self._refuse_keys("mapping", about, ABOUT)
        wanted = (about.get("questionnaire"), about.get("version"))
        used = (self.catalogue.code, self.catalogue.version)
        if wanted != used:
            fact = _("The mapping is written for %(wanted)s; the study uses %(used)s.") % {
                "wanted": "{} {}".format(*wanted),
                "used": "{} {}".format(*used),
            }
            remedy = _("Look through every item, then set questionnaire and version in [mapping].")
            self.report("mapping", fact, remedy)
        data.setdefault("mapping", about)

    def firm(self, data: dict[str, Any], parser: RuleParser) -> FirmColumns:
        firm, only = data.get("firm", {}), data.get("only")
        self._refuse_keys("firm", firm, FIRM)
        for key in ("code", "name", "weight", "stratum"):
            if not isinstance(firm.get(key, ""), str):
                self.report(f"firm.{key}", _("This is no heading."), _("Write the column's heading as a text."))
        if not firm.get("code"):
            self.report("firm.code", _("It is not said which column holds the firm's code."), _("Name it here."))
        attributes = firm.get("attributes", {})
        if not isinstance(attributes, dict):
            remedy = _("Write [firm.attributes] with a line NAME = HEADING for each group.")
            self.report("firm.attributes", _("This is not a table."), remedy, str(attributes))
            attributes = {}
        return FirmColumns(
            code=str(firm.get("code", "")),
            name=firm.get("name"),
            weight=firm.get("weight"),
            stratum=firm.get("stratum"),
            is_probability_sample=bool(firm.get("drawn_by_chance", False)),
            attributes=tuple((name, parser.label(f"firm.attributes.{name}", raw)) for name, raw in attributes.items()),
            only=parser.filter("only", only) if only is not None else None,
        )

    def item(self, code: str, entry: Any, parser: RuleParser) -> ItemRule | None:
        key = f"items.{code}"
        item = self.catalogue.items.get(code)
        if item is None or not item.applies_to(self.variant):
            fact = _("The questionnaire asks no item of this code here.")
            self.report(key, fact, _("Correct the code, or leave the item out."), code)
            return None
        rule = parser.item(code, entry)
        if rule is None:
            return None
        for each in (rule.rule, *(doer_rule for _doer, doer_rule in rule.who)):
            self._check_parts(key, each, is_part=each is not rule.rule)
        for place, outcome in rule.rule.endings():
            try:
                normalise(item, told_by(outcome))
            except AnswerRefused as refusal:
                for problem in refusal.problems:
                    self.report(f"{key}, {place}", problem.fact, problem.remedy)
        if rule.who and not item.asks_who:
            self.report(key, _("This item does not ask who did it."), _("Leave out “done_by”."))
        if not rule.reason:
            self.report(key, _("No reason is given."), _("Say in “reason” which question this is and why it counts."))
        return rule

    def _check_parts(self, key: str, rule: Rule, *, is_part: bool = False) -> None:
        """Whatever is joined has to be yes, no or unknown."""
        if isinstance(rule, Combined):
            for part in rule.parts:
                self._check_parts(key, part, is_part=True)
        elif isinstance(rule, Options):
            for _option, part in rule.rules:
                self._check_parts(key, part, is_part=True)
        elif is_part and isinstance(rule, Lookup):
            others = [
                text for text, outcome in rule.values.items() if outcome.value is not None and outcome.truth is None
            ]
            if others or rule.take:
                fact = _("Within any, all, options and who a value is yes, no or a state.")
                remedy = _("Give true, false, or a state such as “missing”, for each value of “%(column)s”.")
                self.report(key, fact, remedy % {"column": rule.column}, "; ".join(others))

    def _refuse_keys(self, place: str, table: Table[str, Any], known: frozenset[str]) -> None:
        for key in sorted(table.keys() - known):
            remedy = _("Use only %(known)s.") % {"known": ", ".join(sorted(known))}
            self.report(f"{place}.{key}", _("There is no such key."), remedy)
