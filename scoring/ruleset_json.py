"""A rule set's JSON form: reading it with all its problems at once, and writing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.answers import DoneBy
from scoring.rule_json import RuleError, RuleProblem, parse_rule, rule_to_json, shown
from scoring.rule_tree import Rule
from scoring.rungs import RUNGS, Dimension

KNOWN_KEYS = (
    "code", "version", "title", "note", "credited", "asks_who",
    "rules", "variants", "not_applicable", "parameters",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleSetParts:
    """The parts of a rule set.

    ``rules`` holds six rules per dimension, ``variants`` those a sector variant replaces;
    ``credited`` the doers that count where an item in ``asks_who`` asks for them; ``na_items`` the
    items that do not apply in a variant; ``parameters`` thresholds and switches to show.
    """

    code: str
    version: int
    title: str
    note: str
    rules: Mapping[Dimension, Mapping[int, Rule]]
    variants: Mapping[str, Mapping[Dimension, Mapping[int, Rule]]]
    credited: frozenset[DoneBy]
    asks_who: frozenset[str]
    na_items: Mapping[str, frozenset[str]]
    parameters: Mapping[str, Any]


class RuleSetError(ValueError):
    """A rule set that cannot be read; ``problems`` lists everything wrong with it."""

    def __init__(self, problems: tuple[RuleProblem, ...]) -> None:
        """Keep the problems; there is at least one."""
        super().__init__(" ".join(str(problem) for problem in problems))
        self.problems = problems


def read_parts(data: object) -> dict[str, Any]:
    """Return the fields of RuleSetParts from JSON; raises RuleSetError with all problems."""
    reader = _Reader()
    parts = reader.parts(data)
    if reader.problems:
        raise RuleSetError(tuple(reader.problems))
    return parts


def parts_to_json(parts: RuleSetParts) -> dict[str, Any]:
    """Return the JSON form of a rule set, sets as sorted lists."""
    return {
        "code": parts.code,
        "version": parts.version,
        "title": parts.title,
        "note": parts.note,
        "credited": sorted(parts.credited),
        "asks_who": sorted(parts.asks_who),
        "rules": _rules_to_json(parts.rules),
        "variants": {variant: _rules_to_json(rules) for variant, rules in parts.variants.items()},
        "not_applicable": {variant: sorted(items) for variant, items in parts.na_items.items()},
        "parameters": dict(parts.parameters),
    }


def _rules_to_json(rules: Mapping[Dimension, Mapping[int, Rule]]) -> dict[str, Any]:
    return {
        str(dimension): {str(rung): rule_to_json(rule) for rung, rule in sorted(by_rung.items())}
        for dimension, by_rung in rules.items()
    }


class _Reader:
    """Reads the parts one by one and gathers what is wrong with any of them."""

    def __init__(self) -> None:
        self.problems: list[RuleProblem] = []

    def report(self, place: str, fact: str, remedy: str) -> None:
        self.problems.append(RuleProblem(place, fact, remedy))

    def parts(self, data: object) -> dict[str, Any]:
        found = self.mapping(data, "rule set")
        for key in found:
            if key not in KNOWN_KEYS:
                self.report(str(key), "is not a part of a rule set", f"use only {', '.join(KNOWN_KEYS)}")
        return {
            "code": self.text(found.get("code"), "code"),
            "version": self.version(found.get("version")),
            "title": self.text(found.get("title"), "title"),
            "note": self.text(found.get("note", ""), "note", empty=True),
            "credited": self.doers(found.get("credited", [DoneBy.OWN_STAFF])),
            "asks_who": self.codes(found.get("asks_who", []), "asks_who"),
            "rules": self.rules(found.get("rules"), "rules", whole=True),
            "variants": {
                variant: self.rules(rules, f"variants.{variant}", whole=False)
                for variant, rules in self.mapping(found.get("variants", {}), "variants").items()
            },
            "na_items": {
                variant: self.codes(codes, f"not_applicable.{variant}")
                for variant, codes in self.mapping(found.get("not_applicable", {}), "not_applicable").items()
            },
            "parameters": dict(self.mapping(found.get("parameters", {}), "parameters")),
        }

    def mapping(self, data: object, place: str) -> Mapping[str, Any]:
        if isinstance(data, Mapping):
            return data
        self.report(place, f"found {shown(data)}", "give an object")
        return {}

    def text(self, data: object, place: str, *, empty: bool = False) -> str:
        if isinstance(data, str) and (empty or data.strip()):
            return data
        self.report(place, f"found {shown(data)}", "give a text")
        return ""

    def version(self, data: object) -> int:
        if isinstance(data, int) and not isinstance(data, bool) and data >= 1:
            return data
        self.report("version", f"found {shown(data)}", "give a whole number of at least 1")
        return 0

    def codes(self, data: object, place: str) -> frozenset[str]:
        if isinstance(data, list | tuple) and all(isinstance(code, str) and code for code in data):
            return frozenset(data)
        self.report(place, f"found {shown(data)}", "give a list of item codes")
        return frozenset()

    def doers(self, data: object) -> frozenset[DoneBy]:
        known = list(DoneBy)
        if isinstance(data, list | tuple) and all(isinstance(who, str) and who in known for who in data):
            return frozenset(DoneBy(who) for who in data)
        self.report("credited", f"found {shown(data)}", f"give a list out of {', '.join(known)}")
        return frozenset()

    def rules(self, data: object, place: str, *, whole: bool) -> dict[Dimension, dict[int, Rule]]:
        """Return the rules by dimension and rung; ``whole`` asks for every rung of every dimension."""
        found = self.mapping(data, place)
        for key in found:
            if key not in list(Dimension):
                self.report(f"{place}.{key}", "is not a dimension", f"use {', '.join(Dimension)}")
        wanted = [dimension for dimension in Dimension if whole or dimension in found]
        return {
            dimension: self.ladder(found.get(dimension, {}), f"{place}.{dimension}", whole=whole)
            for dimension in wanted
        }

    def ladder(self, data: object, place: str, *, whole: bool) -> dict[int, Rule]:
        """Return one dimension's rules by rung."""
        found = self.mapping(data, place)
        known = {str(rung): rung for rung in RUNGS}
        for key in found:
            if key not in known:
                self.report(f"{place}.{key}", "is not a rung", "use 1 to 6")
        rules = {}
        for key, rung in known.items():
            if key in found:
                try:
                    rules[rung] = parse_rule(found[key], f"{place}.{key}")
                except RuleError as error:
                    self.problems.extend(error.problems)
            elif whole:
                self.report(f"{place}.{key}", "has no rule", "give one for each of the six rungs")
        return rules
