"""A published set of rules: reading it, and scoring a firm with it. Source: method.md A.2, A.3."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.answers import Answer, State
from scoring.gaps import Gap, gap_of
from scoring.levels import FirmLevel, LevelRule, PointPolicy, level
from scoring.rules import Rule, RuleTrace, items_of, trace
from scoring.ruleset_json import RuleSetError, RuleSetParts, parts_to_json, read_parts
from scoring.rungs import RUNGS, STATE_OF, Dimension, RungState, RungStates, six

__all__ = [
    "DimensionScore",
    "FirmScore",
    "RuleSet",
    "RuleSetError",
    "parse_ruleset",
    "ruleset_hash",
    "ruleset_to_json",
    "score_firm",
    "what_is_missing",
]

NOT_APPLICABLE = Answer(State.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class RuleSet(RuleSetParts):
    """Which items hold which rung, for every dimension and sector variant; treat as read-only."""

    def rules_for(self, variant: str | None) -> dict[Dimension, dict[int, Rule]]:
        """Return the rules of a sector variant; one the set does not name has the common rules."""
        changed = self.variants.get(variant or "", {})
        return {dimension: {**rules, **changed.get(dimension, {})} for dimension, rules in self.rules.items()}

    def not_applicable(self, variant: str | None) -> frozenset[str]:
        """Return the items that do not apply in a sector variant, whatever was answered."""
        return self.na_items.get(variant or "", frozenset())

    def items(self, variant: str | None = None) -> frozenset[str]:
        """Return the codes of all items the rules of a sector variant look at."""
        return frozenset[str]().union(
            *(items_of(rule) for rules in self.rules_for(variant).values() for rule in rules.values())
        )


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """A firm in one dimension: six rung states and six traces, rung 1 first, and the level."""

    states: RungStates
    level: FirmLevel
    traces: tuple[RuleTrace, ...]


@dataclass(frozen=True, slots=True)
class FirmScore:
    """A firm's scores, with the rule set, variant and level rule they rest on."""

    ruleset: str
    version: int
    variant: str | None
    level_rule: LevelRule
    dimensions: Mapping[Dimension, DimensionScore]


@dataclass(frozen=True, slots=True)
class NextRung:
    """The lowest rung a firm does not hold, and what would have to change to hold it."""

    dimension: Dimension
    rung: int
    state: RungState
    gap: Gap


def parse_ruleset(data: object) -> RuleSet:
    """Return the rule set a JSON value describes.

    Needs ``code``, ``version``, ``title`` and ``rules`` with six rungs in each dimension; takes
    ``note``, ``credited`` (own_staff unless given), ``asks_who``, ``variants``, ``not_applicable``
    and ``parameters``. Raises RuleSetError, whose ``problems`` lists everything wrong at once.
    """
    return RuleSet(**read_parts(data))


def ruleset_to_json(ruleset: RuleSet) -> dict[str, Any]:
    """Return the JSON form of a rule set; ``parse_ruleset`` of it gives the set back."""
    return parts_to_json(ruleset)


def ruleset_hash(ruleset: RuleSet) -> str:
    """Return the SHA-256 of the rule set's canonical JSON as 64 hexadecimal digits.

    Canonical: keys sorted, no spaces, UTF-8, sets as sorted lists, whole numbers without a point;
    two files that say the same have the same hash.
    """
    text = json.dumps(parts_to_json(ruleset), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def score_firm(
    ruleset: RuleSet,
    answers: Mapping[str, Answer],
    *,
    variant: str | None,
    level_rule: LevelRule,
    floor_level_1: bool,
    policy: PointPolicy = PointPolicy.LOW,
    assessor: Mapping[Dimension, Answer] | None = None,
) -> FirmScore:
    """Return a firm's rungs and levels in all dimensions, with the traces that explain them.

    ``answers`` maps item codes to answers, absent ones being missing; ``variant`` is the sector
    variant or None; ``assessor`` holds the assessor's levels that ``LevelRule.ASSESSOR`` takes.
    Source: method.md A.3.1 and A.3.2.
    """
    scores = {}
    for dimension in Dimension:
        traces = _traces(ruleset, answers, dimension, variant)
        states = six([STATE_OF[each.truth] for each in traces])
        firm_level = level(
            states,
            rule=level_rule,
            floor_level_1=floor_level_1,
            policy=policy,
            assessor_level=(assessor or {}).get(dimension),
        )
        scores[dimension] = DimensionScore(states, firm_level, traces)
    return FirmScore(ruleset.code, ruleset.version, variant, level_rule, scores)


def what_is_missing(
    ruleset: RuleSet,
    answers: Mapping[str, Answer],
    dimension: Dimension,
    *,
    variant: str | None = None,
    above: int = 0,
) -> NextRung | None:
    """Return the next rung a firm does not hold and the answers that would have to change.

    The next rung is the lowest above ``above`` that applies and is not met (an unknown one is not
    met yet). Give 1 for ``above`` when rung 1 is granted, and the firm's level when only rungs
    beyond it raise the level (R2). None when every such rung is met.
    """
    for rung, each in zip(RUNGS, _traces(ruleset, answers, dimension, variant), strict=True):
        gap = gap_of(each, credited=ruleset.credited, asks_who=ruleset.asks_who) if rung > above else None
        if gap is not None:
            return NextRung(dimension, rung, STATE_OF[each.truth], gap)
    return None


def _traces(
    ruleset: RuleSet, answers: Mapping[str, Answer], dimension: Dimension, variant: str | None
) -> tuple[RuleTrace, ...]:
    """Return the traces of a dimension's six rungs, rung 1 first."""
    rules = ruleset.rules_for(variant)[dimension]
    given = {**answers, **dict.fromkeys(ruleset.not_applicable(variant), NOT_APPLICABLE)}
    return tuple(trace(rules[rung], given, credited=ruleset.credited, asks_who=ruleset.asks_who) for rung in RUNGS)
