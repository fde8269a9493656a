"""What would have to change for a rule to hold: the way from a firm's answers to the next rung."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from scoring.answers import Answer, DoneBy
from scoring.rules import AllRule, ConstRule, ItemRule, KOfRule, RatioRule, Reason, RuleTrace
from scoring.truth import Truth

YES = "yes"
NOTHING_CAN = "nothing_can"


@dataclass(frozen=True, slots=True)
class NeededAnswer:
    """One answer that would have to change.

    ``items`` holds one code, or two for a ratio (numerator, denominator); ``answers`` the present
    answers beside them. ``needed`` is "yes", a comparison such as ">= 50", or "nothing_can" for a
    rule no answer changes. ``needed_by`` names the doers that count, when the item asks who did
    it. ``reason`` says why the present answer is not enough.
    """

    items: tuple[str, ...]
    needed: str
    needed_by: tuple[DoneBy, ...]
    answers: tuple[Answer, ...]
    reason: Reason

    @property
    def item(self) -> str | None:
        """Return the code of the (first) item."""
        return self.items[0] if self.items else None


@dataclass(frozen=True, slots=True)
class NeededGroup:
    """Some of these would have to change: ``take`` of them, which may be all."""

    take: int
    options: tuple[Gap, ...]

    @property
    def all_needed(self) -> bool:
        """Return whether every option is needed."""
        return self.take == len(self.options)


Gap = NeededAnswer | NeededGroup


def gap_of(trace: RuleTrace, *, credited: frozenset[DoneBy], asks_who: frozenset[str]) -> Gap | None:
    """Return the least that has to change for the traced rule to hold, or None when nothing has.

    Nothing has to change when the rule holds or does not apply. Parts that hold already are left
    out: of two parts of three, one of which holds, one of the other two is needed.
    """
    if trace.truth in (Truth.TRUE, Truth.NA):
        return None
    if not trace.children:
        return _needed(trace, credited, asks_who)
    gaps = (gap_of(child, credited=credited, asks_who=asks_who) for child in trace.children)
    options = tuple(gap for gap in gaps if gap is not None)
    take = _still_to_take(trace)
    possible = tuple(gap for gap in options if not _impossible(gap))
    if len(possible) >= take:
        options = possible
    return _group(take, options)


def _still_to_take(trace: RuleTrace) -> int:
    """Return how many more parts of a branch must become true."""
    applicable = [child for child in trace.children if child.truth is not Truth.NA]
    true = sum(child.truth is Truth.TRUE for child in applicable)
    if isinstance(trace.rule, AllRule):
        return len(applicable) - true
    asked = trace.rule.k if isinstance(trace.rule, KOfRule) else 1
    return min(asked, len(applicable)) - true


def _group(take: int, options: tuple[Gap, ...]) -> Gap:
    """Return the group in its plainest form: alone when it is one, flat when all are needed."""
    if len(options) == 1:
        return options[0]
    if take < len(options):
        return NeededGroup(take, options)
    flat: list[Gap] = []
    for option in options:
        joined = isinstance(option, NeededGroup) and option.all_needed
        flat.extend(cast(NeededGroup, option).options if joined else (option,))
    return NeededGroup(len(flat), tuple(flat))


def _impossible(gap: Gap) -> bool:
    """Return whether no change of answers fills the gap."""
    if isinstance(gap, NeededAnswer):
        return gap.needed == NOTHING_CAN
    return sum(not _impossible(option) for option in gap.options) < gap.take


def _needed(trace: RuleTrace, credited: frozenset[DoneBy], asks_who: frozenset[str]) -> NeededAnswer:
    """Return what a leaf that does not hold would need."""
    rule = trace.rule
    needed = YES
    if isinstance(rule, ConstRule):
        needed = NOTHING_CAN
    elif isinstance(rule, RatioRule) or (isinstance(rule, ItemRule) and rule.op is not None):
        needed = f"{rule.op} {_shown(rule.value)}"
    asked = any(item in asks_who for item in trace.items)
    needed_by = tuple(sorted(credited)) if asked else ()
    return NeededAnswer(trace.items, needed, needed_by, trace.answers, trace.reason or Reason.FIXED)


def _shown(value: object) -> str:
    """Return a threshold as text: whole numbers without a point, true as yes and false as no."""
    if isinstance(value, bool):
        return YES if value else "no"
    if isinstance(value, float):
        return f"{value:.12g}"
    return str(value)
