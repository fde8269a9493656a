"""Rules from JSON and back, with every problem named by its place. Source: method.md A.3.1."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from scoring.rule_tree import (
    AllRule,
    AnyRule,
    ConstRule,
    ItemRule,
    KOfRule,
    Op,
    RatioRule,
    Rule,
    Threshold,
)

DEEPEST = 40
"""Levels of nesting a rule may have; a deeper one is a slip and could exhaust the reader."""

MOST_PARTS = 100
"""Parts a branch may have; a count of parts fits a byte."""


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """One thing wrong with a rule: its place in the JSON, what was found, what would be right."""

    place: str
    fact: str
    remedy: str

    def __str__(self) -> str:
        """Return the problem as one sentence."""
        return f"{self.place}: {self.fact}; {self.remedy}."


class RuleError(ValueError):
    """A rule that cannot be read; ``problems`` holds all of them, the attributes the first."""

    def __init__(self, problems: tuple[RuleProblem, ...]) -> None:
        """Keep the problems; there is at least one."""
        super().__init__(" ".join(str(problem) for problem in problems))
        self.problems = problems
        self.place, self.fact, self.remedy = problems[0].place, problems[0].fact, problems[0].remedy


def parse_rule(data: object, place: str = "rule") -> Rule:
    """Return the rule a JSON value describes.

    ``place`` names where the value stands, for messages. Raises RuleError with all problems.
    """
    return _read(data, place, 0)


def rule_to_json(rule: Rule) -> dict[str, Any]:
    """Return the JSON form of a rule; ``parse_rule`` of it gives the rule back."""
    match rule:
        case ItemRule(item=item, op=None):
            return {"item": item}
        case ItemRule(item=item, op=op, value=value):
            return {"item": item, "op": str(op), "value": _plain(value)}
        case RatioRule():
            ratio = [rule.numerator, rule.denominator]
            return {"ratio": ratio, "op": str(rule.op), "value": _plain(rule.value)}
        case AllRule(parts=parts):
            return {"all": [rule_to_json(part) for part in parts]}
        case AnyRule(parts=parts):
            return {"any": [rule_to_json(part) for part in parts]}
        case KOfRule(k=k, parts=parts):
            return {"k_of": k, "of": [rule_to_json(part) for part in parts]}
        case ConstRule(value=value):
            return {"const": value}


def _plain(value: Threshold | None) -> Threshold | None:
    """Return whole numbers as integers, so that 50 and 50.0 are written alike."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _fail(place: str, fact: str, remedy: str) -> NoReturn:
    raise RuleError((RuleProblem(place, fact, remedy),))


def _read(data: object, place: str, depth: int) -> Rule:
    if not isinstance(data, Mapping):
        _fail(place, f"found {shown(data)}", "a rule is an object such as {'item': CODE}")
    if depth > DEEPEST:
        _fail(place, f"nested more than {DEEPEST} deep", "flatten the rule")
    kinds = [kind for kind in _READERS if kind in data]
    if len(kinds) != 1:
        fact = f"has {' and '.join(kinds)}" if kinds else f"has the keys {shown(sorted(map(str, data)))}"
        _fail(place, fact, f"give exactly one of {', '.join(_READERS)}")
    return _READERS[kinds[0]](data, place, depth)


def _keys(data: Mapping[str, Any], place: str, *known: str) -> None:
    """Refuse keys that mean nothing here and ask for those that are absent."""
    strange = sorted(str(key) for key in data if key not in known)
    if strange:
        _fail(place, f"unknown key {', '.join(strange)}", f"use only {', '.join(known)}")
    absent = [key for key in known if key not in data]
    if absent:
        _fail(place, f"lacks {', '.join(absent)}", f"give {', '.join(known)}")


def _item(data: Mapping[str, Any], place: str, depth: int) -> Rule:
    if "op" not in data and "value" not in data:
        _keys(data, place, "item")
        return ItemRule(_code(data["item"], f"{place}.item"))
    _keys(data, place, "item", "op", "value")
    item, op, value = (
        _code(data["item"], f"{place}.item"),
        _op(data["op"], place),
        _value(data["value"], place),
    )
    if isinstance(value, bool | str) and op not in (Op.EQ, Op.NE):
        _fail(f"{place}.op", f"compares {shown(value)} by '{op}'", "use == or !=")
    return ItemRule(item, op, value)


def _ratio(data: Mapping[str, Any], place: str, depth: int) -> Rule:
    _keys(data, place, "ratio", "op", "value")
    pair = data["ratio"]
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        _fail(f"{place}.ratio", f"found {shown(pair)}", "give two item codes")
    above, below = (_code(code, f"{place}.ratio[{n}]") for n, code in enumerate(pair))
    op, value = _op(data["op"], place), _value(data["value"], place)
    if isinstance(value, bool | str):
        _fail(f"{place}.value", f"found {shown(value)}", "compare a ratio with a number")
    return RatioRule(above, below, op, value)


def _all(data: Mapping[str, Any], place: str, depth: int) -> Rule:
    _keys(data, place, "all")
    return AllRule(_parts(data["all"], f"{place}.all", depth))


def _any(data: Mapping[str, Any], place: str, depth: int) -> Rule:
    _keys(data, place, "any")
    return AnyRule(_parts(data["any"], f"{place}.any", depth))


def _k_of(data: Mapping[str, Any], place: str, depth: int) -> Rule:
    _keys(data, place, "k_of", "of")
    k = data["k_of"]
    if isinstance(k, bool) or not isinstance(k, int) or k < 1:
        _fail(f"{place}.k_of", f"found {shown(k)}", "give a whole number of at least 1")
    parts = _parts(data["of"], f"{place}.of", depth)
    if k > len(parts):
        _fail(f"{place}.k_of", f"asks for {k} of {len(parts)}", "ask for at most as many as there are parts")
    return KOfRule(k, parts)


def _const(data: Mapping[str, Any], place: str, depth: int) -> Rule:
    _keys(data, place, "const")
    if not isinstance(data["const"], bool):
        _fail(f"{place}.const", f"found {shown(data['const'])}", "give true or false")
    return ConstRule(data["const"])


_READERS: dict[str, Callable[[Mapping[str, Any], str, int], Rule]] = {
    "item": _item,
    "ratio": _ratio,
    "all": _all,
    "any": _any,
    "k_of": _k_of,
    "const": _const,
}


def _parts(given: object, place: str, depth: int) -> tuple[Rule, ...]:
    """Return the parts of a branch; the problems of all parts are raised together."""
    if not isinstance(given, list | tuple) or not given:
        _fail(place, f"found {shown(given)}", "give a list of at least one rule")
    if len(given) > MOST_PARTS:
        _fail(place, f"has {len(given)} parts", f"give at most {MOST_PARTS}")
    parts, problems = [], []
    for n, part in enumerate(given):
        try:
            parts.append(_read(part, f"{place}[{n}]", depth + 1))
        except RuleError as error:
            problems.extend(error.problems)
    if problems:
        raise RuleError(tuple(problems))
    return tuple(parts)


def _code(code: object, place: str) -> str:
    if isinstance(code, str) and code and code.strip() == code:
        return code
    _fail(place, f"found {shown(code)}", "give an item code as text")


def _op(op: object, place: str) -> Op:
    if isinstance(op, str) and op in list(Op):
        return Op(op)
    _fail(f"{place}.op", f"found {shown(op)}", f"use one of {', '.join(Op)}")


def _value(value: object, place: str) -> Threshold:
    if isinstance(value, bool) or (isinstance(value, str) and value):
        return value
    if isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    _fail(f"{place}.value", f"found {shown(value)}", "give a number, true, false or a code")


def shown(value: object) -> str:
    """Return a value as it may stand in a message: short, and never a page long."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
