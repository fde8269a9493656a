"""Answers that make a rule hold, or not: the reverse of scoring, used to rebuild firms whose levels are published."""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field

from reports.demo.draws import Draws
from scoring.answers import Answer, DoneBy, State
from scoring.rule_tree import AllRule, AnyRule, ConstRule, ItemRule, KOfRule, Op, RatioRule, Rule, items_of

ROOM_ABOVE = {"share": 100.0, "count": 12.0, "number": 12.0}


@dataclass(frozen=True, slots=True)
class Means:
    """What the settling of rules may draw on.

    `kinds` and `options` describe the items; `other_hands` names who did what the firm's own staff did not do;
    `limits` caps counts that a small firm cannot exceed; `seldom` is the chance of work done by other hands, which
    never do the items of `own_only`: a novelty needs research staff beside it.
    """

    draws: Draws
    kinds: Mapping[str, str]
    options: Mapping[str, Sequence[str]]
    asks_who: frozenset[str]
    other_hands: DoneBy
    limits: Mapping[str, float] = field(default_factory=dict)
    seldom: float = 0.15
    own_only: frozenset[str] = frozenset()


def settle(rule: Rule, wanted: bool, means: Means, answers: MutableMapping[str, Answer]) -> None:
    """Add to `answers` what makes the rule true (or false), leaving alone what is answered already."""
    match rule:
        case ConstRule(value=value):
            if value is not wanted:
                raise ValueError("A constant rule cannot be made otherwise.")
        case ItemRule():
            if rule.item not in answers:
                answers[rule.item] = _item(rule, wanted, means)
        case RatioRule():
            _ratio(rule, wanted, means, answers)
        case AllRule(parts=parts):
            _count_of(parts, len(parts), wanted, means, answers)
        case AnyRule(parts=parts):
            _count_of(parts, 1, wanted, means, answers)
        case KOfRule(k=k, parts=parts):
            _count_of(parts, k, wanted, means, answers)


def _count_of(
    parts: Sequence[Rule], needed: int, wanted: bool, means: Means, answers: MutableMapping[str, Answer]
) -> None:
    """Make at least `needed` parts true, or fewer; parts that do not apply are dropped, as scoring drops them."""
    parts = [part for part in parts if not _does_not_apply(part, answers)]
    needed = min(needed, len(parts))
    key = "+".join(sorted(str(part) for part in parts))
    order = means.draws.shuffled(f"order:{key}", parts)
    if wanted:
        true = means.draws.whole(f"count:{key}", needed, len(parts))
    else:
        true = means.draws.whole(f"count:{key}", 0, needed - 1) if means.draws.chance(f"some:{key}", 0.5) else 0
    for place, part in enumerate(order):
        settle(part, place < true, means, answers)


def _does_not_apply(rule: Rule, answers: MutableMapping[str, Answer]) -> bool:
    codes = items_of(rule)
    return bool(codes) and all(code in answers and answers[code].state is State.NOT_APPLICABLE for code in codes)


def _item(rule: ItemRule, wanted: bool, means: Means) -> Answer:
    asks = rule.item in means.asks_who
    if wanted:
        return Answer(State.ANSWERED, _holding(rule, means), DoneBy.OWN_STAFF if asks else None)
    if asks and rule.item not in means.own_only and means.draws.chance(f"hands:{rule.item}", means.seldom):
        return Answer(State.ANSWERED, _holding(rule, means), means.other_hands)
    return Answer(State.ANSWERED, _breaking(rule, means), None)


def _holding(rule: ItemRule, means: Means) -> bool | float | tuple[str, ...]:
    kind = means.kinds[rule.item]
    if kind == "yes_no":
        return True
    if kind == "multiple":
        chosen = [code for code in means.options[rule.item] if code != "none"]
        return tuple(chosen[: means.draws.whole(f"choice:{rule.item}", 1, min(2, len(chosen)))])
    low = float(rule.value or 0) + (1.0 if rule.op in (Op.GT, None) else 0.0)
    high = max(low, min(ROOM_ABOVE[kind], means.limits.get(rule.item, ROOM_ABOVE[kind])))
    return float(round(means.draws.between(f"value:{rule.item}", low, high)))


def _breaking(rule: ItemRule, means: Means) -> bool | float | tuple[str, ...]:
    kind = means.kinds[rule.item]
    if kind == "yes_no":
        return False
    if kind == "multiple":
        return ("none",)
    bound = float(rule.value or 0)
    return float(int(means.draws.between(f"value:{rule.item}", 0, bound))) if bound > 1 else 0.0


def _ratio(rule: RatioRule, wanted: bool, means: Means, answers: MutableMapping[str, Answer]) -> None:
    """Choose the numerator; the denominator is a figure of the firm sheet and stands already."""
    base = float(str(answers[rule.denominator].value))
    low, high = (1.1, 2.5) if wanted else (0.1, 0.8)
    amount = base * rule.value * means.draws.between(f"ratio:{rule.numerator}", low, high)
    answers[rule.numerator] = Answer(State.ANSWERED, float(round(amount, 1)))
