"""The tree a rule is: which items, compared how, joined how. Source: method.md A.3.1."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Op(StrEnum):
    """The comparisons a rule may make."""

    GE = ">="
    GT = ">"
    LE = "<="
    LT = "<"
    EQ = "=="
    NE = "!="


COMPARE: dict[Op, Callable[[Any, Any], Any]] = {
    Op.GE: operator.ge,
    Op.GT: operator.gt,
    Op.LE: operator.le,
    Op.LT: operator.lt,
    Op.EQ: operator.eq,
    Op.NE: operator.ne,
}

Threshold = bool | float | str


@dataclass(frozen=True, slots=True)
class ItemRule:
    """An item that must be positive (no ``op``), or compare with a value.

    A comparison with text asks whether that code was chosen (``==``) or not (``!=``). In a
    comparison with a number a yes counts as 1 and a no as 0.
    """

    item: str
    op: Op | None = None
    value: Threshold | None = None


@dataclass(frozen=True, slots=True)
class RatioRule:
    """The ratio of two items compared with a number (a share of 1 % is 0.01)."""

    numerator: str
    denominator: str
    op: Op
    value: float


@dataclass(frozen=True, slots=True)
class AllRule:
    """Every part must hold."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class AnyRule:
    """At least one part must hold."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class KOfRule:
    """At least ``k`` parts must hold."""

    k: int
    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class ConstRule:
    """Always true, or always false."""

    value: bool


Leaf = ItemRule | RatioRule | ConstRule
Branch = AllRule | AnyRule | KOfRule
Rule = Leaf | Branch


def items_of(rule: Rule) -> frozenset[str]:
    """Return the codes of all items the rule looks at."""
    match rule:
        case ItemRule(item=item):
            return frozenset({item})
        case RatioRule(numerator=numerator, denominator=denominator):
            return frozenset({numerator, denominator})
        case ConstRule():
            return frozenset()
        case _:
            return frozenset[str]().union(*(items_of(part) for part in rule.parts))
