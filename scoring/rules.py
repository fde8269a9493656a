"""The rule language: which answers hold a rung.

``parse_rule`` reads a rule from JSON, ``evaluate`` gives its value for one firm and ``trace`` says
which answers made it so. Source: method.md A.3.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from scoring.answers import MISSING, NONE_CODE, Answer, DoneBy, State, number_of
from scoring.rule_json import RuleError, parse_rule, rule_to_json
from scoring.rule_tree import (
    COMPARE,
    AllRule,
    AnyRule,
    ConstRule,
    ItemRule,
    KOfRule,
    Leaf,
    Op,
    RatioRule,
    Rule,
    items_of,
)
from scoring.truth import Truth, all_of, any_of, k_of

__all__ = [
    "AllRule",
    "AnyRule",
    "ConstRule",
    "ItemRule",
    "KOfRule",
    "Op",
    "RatioRule",
    "Reason",
    "Rule",
    "RuleError",
    "RuleTrace",
    "evaluate",
    "items_of",
    "parse_rule",
    "rule_to_json",
    "trace",
]


class Reason(StrEnum):
    """Why a leaf has the value it has."""

    YES = "answered_yes"
    NO = "answered_no"
    REACHED = "threshold_reached"
    BELOW = "below_threshold"
    ABOVE = "above_threshold"
    MATCHES = "matches"
    DIFFERS = "differs"
    DONT_KNOW = "dont_know"
    REFUSED = "refused"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    NOT_CREDITED = "not_credited"
    WHO_UNKNOWN = "who_unknown"
    NO_DENOMINATOR = "no_denominator"
    NOT_COMPARABLE = "not_comparable"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """A rule with the value it took, and for a leaf the answers and the reason.

    ``items`` and ``answers`` are parallel and empty on branches and constants; a ratio has two of
    each (numerator, denominator). ``reason`` is None on branches.
    """

    rule: Rule
    truth: Truth
    children: tuple[RuleTrace, ...] = ()
    items: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    reason: Reason | None = None

    @property
    def item(self) -> str | None:
        """Return the leaf's item (of a ratio, its numerator)."""
        return self.items[0] if self.items else None

    @property
    def answer(self) -> Answer | None:
        """Return the leaf's answer (of a ratio, its numerator's)."""
        return self.answers[0] if self.answers else None


def evaluate(
    rule: Rule, answers: Mapping[str, Answer], *, credited: frozenset[DoneBy], asks_who: frozenset[str]
) -> Truth:
    """Return the truth of a rule for one firm.

    ``answers`` maps item codes to answers; an absent item is missing. ``asks_who`` names the items
    that ask who did it: where such an item would be true it stays true only when the doer is in
    ``credited``, becomes false for any other doer and unknown when nobody said. Don't know,
    refused and missing are unknown, not applicable stays so, and a ratio without a positive
    denominator is unknown. An answer that cannot be compared with the rule's value (text with a
    number) is unknown too. Source: method.md A.3.1 and, for the doer, A.2.6.
    """
    match rule:
        case AllRule(parts=parts):
            return all_of(evaluate(p, answers, credited=credited, asks_who=asks_who) for p in parts)
        case AnyRule(parts=parts):
            return any_of(evaluate(p, answers, credited=credited, asks_who=asks_who) for p in parts)
        case KOfRule(k=k, parts=parts):
            return k_of(k, (evaluate(p, answers, credited=credited, asks_who=asks_who) for p in parts))
        case _:
            return _leaf(rule, answers, credited, asks_who).truth


def trace(
    rule: Rule, answers: Mapping[str, Answer], *, credited: frozenset[DoneBy], asks_who: frozenset[str]
) -> RuleTrace:
    """Return the rule's tree with the truth of each part and, at the leaves, answers and reasons.

    Arguments as in ``evaluate``; ``trace(...).truth`` is always what ``evaluate`` returns.
    """
    if isinstance(rule, ItemRule | RatioRule | ConstRule):
        return _leaf(rule, answers, credited, asks_who)
    children = tuple(trace(part, answers, credited=credited, asks_who=asks_who) for part in rule.parts)
    truths = [child.truth for child in children]
    match rule:
        case AllRule():
            return RuleTrace(rule, all_of(truths), children)
        case AnyRule():
            return RuleTrace(rule, any_of(truths), children)
        case KOfRule(k=k):
            return RuleTrace(rule, k_of(k, truths), children)


_NOT_SAID = {
    State.NOT_APPLICABLE: (Truth.NA, Reason.NOT_APPLICABLE),
    State.DONT_KNOW: (Truth.UNKNOWN, Reason.DONT_KNOW),
    State.REFUSED: (Truth.UNKNOWN, Reason.REFUSED),
    State.MISSING: (Truth.UNKNOWN, Reason.MISSING),
}


def _leaf(
    rule: Leaf, answers: Mapping[str, Answer], credited: frozenset[DoneBy], asks_who: frozenset[str]
) -> RuleTrace:
    """Return a leaf's trace, the doer taken into account."""
    if isinstance(rule, ConstRule):
        return RuleTrace(rule, Truth.TRUE if rule.value else Truth.FALSE, reason=Reason.FIXED)
    items = (rule.item,) if isinstance(rule, ItemRule) else (rule.numerator, rule.denominator)
    given = tuple(answers.get(item, MISSING) for item in items)
    truth, reason = _unsaid(given) or _compared(rule, given)
    if truth is Truth.TRUE:
        truth, reason = _credit(items, given, credited, asks_who) or (truth, reason)
    return RuleTrace(rule, truth, (), items, given, reason)


def _unsaid(given: tuple[Answer, ...]) -> tuple[Truth, Reason] | None:
    """Return the value of a leaf one of whose answers holds no value: not applicable goes first."""
    unsaid = [_NOT_SAID[answer.state] for answer in given if answer.state is not State.ANSWERED]
    return max(unsaid, key=lambda pair: pair[0]) if unsaid else None


def _compared(rule: ItemRule | RatioRule, given: tuple[Answer, ...]) -> tuple[Truth, Reason]:
    """Return the value of a leaf all of whose answers hold a value."""
    if isinstance(rule, RatioRule):
        above, below = number_of(given[0]), number_of(given[1])
        if above is None or below is None:
            return Truth.UNKNOWN, Reason.NOT_COMPARABLE
        if below <= 0:
            return Truth.UNKNOWN, Reason.NO_DENOMINATOR
        return _against(rule.op, above / below, rule.value)
    if rule.op is None or rule.value is None:
        return _positive(given[0])
    if isinstance(rule.value, str):
        return _chosen(rule.op, given[0], rule.value)
    number = number_of(given[0])
    if number is None:
        return Truth.UNKNOWN, Reason.NOT_COMPARABLE
    return _against(rule.op, number, float(rule.value))


def _positive(answer: Answer) -> tuple[Truth, Reason]:
    """Return whether an answer is a yes, a positive number or a choice other than none."""
    number = number_of(answer)
    if number is not None:
        positive = number > 0
    else:
        positive = isinstance(answer.value, tuple) and any(code != NONE_CODE for code in answer.value)
    return (Truth.TRUE, Reason.YES) if positive else (Truth.FALSE, Reason.NO)


def _chosen(op: Op, answer: Answer, code: str) -> tuple[Truth, Reason]:
    """Return whether a code was chosen, or was not."""
    if isinstance(answer.value, str):
        chosen = answer.value == code
    elif isinstance(answer.value, tuple):
        chosen = code in answer.value
    else:
        return Truth.UNKNOWN, Reason.NOT_COMPARABLE
    return (Truth.TRUE, Reason.MATCHES) if chosen == (op is Op.EQ) else (Truth.FALSE, Reason.DIFFERS)


def _against(op: Op, number: float, value: float) -> tuple[Truth, Reason]:
    """Return whether a number stands in the asked relation to a value."""
    if COMPARE[op](number, value):
        return Truth.TRUE, Reason.MATCHES if op in (Op.EQ, Op.NE) else Reason.REACHED
    if op in (Op.EQ, Op.NE):
        return Truth.FALSE, Reason.DIFFERS
    return Truth.FALSE, Reason.BELOW if op in (Op.GE, Op.GT) else Reason.ABOVE


def _credit(
    items: tuple[str, ...], given: tuple[Answer, ...], credited: frozenset[DoneBy], asks_who: frozenset[str]
) -> tuple[Truth, Reason] | None:
    """Return what the doer makes of a leaf that would be true, or None when it stays true."""
    doers = [answer.done_by for item, answer in zip(items, given, strict=True) if item in asks_who]
    if any(doer is not None and doer not in credited for doer in doers):
        return Truth.FALSE, Reason.NOT_CREDITED
    if any(doer is None for doer in doers):
        return Truth.UNKNOWN, Reason.WHO_UNKNOWN
    return None
