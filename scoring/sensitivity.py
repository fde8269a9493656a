"""How far the shares of Table 5 hang on choices that the papers leave open. Source: method.md A.6.6.

Four choices are varied together, 36 combinations in all: the level rule, the k of every rule that asks for at least
k of a list, unknown rungs read as not met or as met, and firms counted once or by their weights.

Everything rests on how many firms hold each of the 4,096 possible ladders, which is additive over parts of a cluster:
100,000 firms need no more room than ten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from scoring.columns import FloatArray, Int8Array
from scoring.levels import HIGHEST, LevelRule
from scoring.rule_tree import AllRule, AnyRule, KOfRule, Rule
from scoring.ruleset import RuleSet
from scoring.rungs import RUNGS, Dimension
from scoring.vectorised import LADDERS, NO_POINT, bounds_of_every_ladder, ladder_codes

RULES = (LevelRule.STRICT, LevelRule.HIGHEST, LevelRule.MINIMUM_ERROR)
LEVELS = HIGHEST + 1
NOTHING = 1e-9
"""Shares in per cent that differ by less are the same: sums of weights are not exact."""


class KChoice(StrEnum):
    """How many of a list a rule that asks for at least k of it asks for."""

    MINIMUM = "minimum"
    DEFAULT = "default"
    ALL = "all"


class Unknown(StrEnum):
    """How unknown rungs are read: as not met, or as met."""

    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Combination:
    """One of the 36 ways to count."""

    rule: LevelRule
    k: KChoice
    unknown: Unknown
    weighted: bool


COMBINATIONS = tuple(
    Combination(rule, k, unknown, weighted)
    for rule in RULES
    for k in KChoice
    for unknown in Unknown
    for weighted in (False, True)
)
SHAPE = (len(RULES), len(KChoice), len(Unknown), 2)
"""How the combinations lie: their order is that of an array of this shape."""
CHOICES = ("rule", "k", "unknown", "weighted")


def with_k(ruleset: RuleSet, k: KChoice) -> RuleSet:
    """Return the rule set with every k of its at-least-k rules, in all variants, at 1, as it is, or at all."""
    if k is KChoice.DEFAULT:
        return ruleset

    def changed(rules: Mapping[Dimension, Mapping[int, Rule]]) -> dict[Dimension, dict[int, Rule]]:
        return {each: {rung: rule_with_k(rule, k) for rung, rule in by_rung.items()} for each, by_rung in rules.items()}

    variants = {variant: changed(rules) for variant, rules in ruleset.variants.items()}
    return replace(ruleset, rules=changed(ruleset.rules), variants=variants)


def rule_with_k(rule: Rule, k: KChoice) -> Rule:
    """Return the rule with k at 1, as it is, or at the length of the list, wherever it asks for at least k."""
    if not isinstance(rule, AllRule | AnyRule | KOfRule) or k is KChoice.DEFAULT:
        return rule
    parts = tuple(rule_with_k(part, k) for part in rule.parts)
    if isinstance(rule, KOfRule):
        return KOfRule(1 if k is KChoice.MINIMUM else len(parts), parts)
    return replace(rule, parts=parts)


@dataclass(frozen=True, slots=True)
class LadderCounts:
    """Firms of one dimension by the ladder they hold: parts of a cluster add up.

    ``firms`` int64[3, 4096] and ``weights`` float64[3, 4096] have a row for each ``KChoice``;
    ``settled_firms`` int64[7] and ``settled_weights`` float64[7] are those whose level, 0 to 6, a
    person assessed: it is the same in every combination.
    """

    firms: NDArray[np.int64]
    weights: FloatArray
    settled_firms: NDArray[np.int64]
    settled_weights: FloatArray

    def __add__(self, other: LadderCounts) -> LadderCounts:
        """Return the counts of both parts together."""
        return LadderCounts(
            self.firms + other.firms,
            self.weights + other.weights,
            self.settled_firms + other.settled_firms,
            self.settled_weights + other.settled_weights,
        )


def count_ladders(
    rungs: Mapping[KChoice, Int8Array], weights: FloatArray, assessed: Int8Array | None = None
) -> LadderCounts:
    """Return how many firms hold each ladder, by the rule set with each k.

    ``rungs`` int8[n, 6] of Truth codes by ``KChoice``; ``weights`` float64[n], none negative;
    ``assessed`` int8[n] holds a level 0 to 6, or -1 where the ladder decides (None: it does for
    all). Raises ValueError for arrays of different length or a weight that is negative or no number.
    """
    number = weights.size
    given = np.full(number, NO_POINT, dtype=np.int8) if assessed is None else assessed
    if given.shape != (number,) or any(rungs[k].shape != (number, len(RUNGS)) for k in KChoice):
        raise ValueError(f"Sensitivity: {number} weights; give as many ladders of six rungs, and assessed levels.")
    if not np.all(np.isfinite(weights)) or np.any(weights < 0):
        raise ValueError("Sensitivity: a weight is negative or no number; give every firm a weight of 0 or more.")
    by_ladder = given == NO_POINT
    counted = [ladder_codes(rungs[k])[by_ladder] for k in KChoice]
    settled = given[~by_ladder]
    return LadderCounts(
        np.stack([np.bincount(codes, minlength=LADDERS) for codes in counted]),
        np.stack([np.bincount(codes, weights[by_ladder], LADDERS) for codes in counted]),
        np.bincount(settled, minlength=LEVELS),
        np.asarray(np.bincount(settled, weights[~by_ladder], LEVELS), dtype=np.float64),
    )


def nobody() -> LadderCounts:
    """Return the counts of no firm, to which parts are added."""
    none = np.zeros((len(KChoice), LADDERS))
    return LadderCounts(none.astype(np.int64), none, np.zeros(LEVELS, dtype=np.int64), np.zeros(LEVELS))


def shares_of(counts: LadderCounts, *, floor_level_1: bool) -> FloatArray | None:
    """Return the shares of firms at each level or above under every combination, in per cent.

    float64[36, 6]: a row for each of ``COMBINATIONS``, a column for each level 1 to 6. None where
    there is no firm, or the weights sum to nothing. ``floor_level_1`` grants rung 1 in all of them,
    and raises an assessed 0 to 1, as the run does. Source: method.md A.6.6 and A.3.3.
    """
    if not counts.firms[0].sum() + counts.settled_firms.sum() or not counts.weights[0].sum() + (
        counts.settled_weights.sum()
    ):
        return None
    found = [
        _shares(bounds[place], amounts[row], settled, floor_level_1)
        for bounds in (bounds_of_every_ladder(rule, floor_level_1) for rule in RULES)
        for row in range(len(KChoice))
        for place in range(len(Unknown))
        for amounts, settled in (
            (counts.firms, counts.settled_firms),
            (counts.weights, counts.settled_weights),
        )
    ]
    return np.stack(found)


def _shares(levels: Int8Array, amounts: NDArray[np.number], settled: NDArray[np.number], floor: bool) -> FloatArray:
    """Return the shares at levels 1 to 6 or above, given the level of each ladder and the amounts on it."""
    exact = np.bincount(levels, amounts, LEVELS) + settled
    if floor:
        exact[1], exact[0] = exact[1] + exact[0], 0
    reached = exact[::-1].cumsum()[::-1]
    return np.asarray(100.0 * reached[1:] / reached[0], dtype=np.float64)


def exact_shares(shares: FloatArray) -> FloatArray:
    """Return shares exactly at the levels 1 to 6 from those at them or above, along the last axis."""
    above = np.concatenate([shares[..., 1:], np.zeros_like(shares[..., :1])], axis=-1)
    return np.asarray(np.maximum(shares - above, 0.0), dtype=np.float64)


def moved_by(shares: FloatArray) -> dict[str, tuple[float, int]]:
    """Return by choice how far it alone moves a share, in points, and the level at which it does so most.

    ``shares`` float64[36, 6]. Taken is the largest change that varying the one choice makes, the
    other three held, over all ways to hold them.
    """
    cube = shares.reshape(*SHAPE, shares.shape[-1])
    found = {}
    for axis, name in enumerate(CHOICES):
        by_level = np.ptp(cube, axis=axis).reshape(-1, shares.shape[-1]).max(axis=0)
        found[name] = (float(by_level.max()), int(by_level.argmax()) + 1)
    return found


@dataclass(frozen=True, slots=True)
class Claim:
    """A headline: more (or less) than ``share_pct`` per cent of firms are at ``level`` or above, or exactly at it."""

    level: int
    exactly: bool
    more: bool
    share_pct: float

    def __post_init__(self) -> None:
        """Refuse a level or a share that no table has."""
        if self.level not in RUNGS or not 0 <= self.share_pct <= 100:
            raise ValueError(f"Headline: level {self.level}, {self.share_pct} %; give a level 1 to 6 and 0 to 100 %.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a headline: whether it holds by the run's own choices, and in which combinations it does not.

    ``turned`` are the combinations whose answer differs from the run's own.
    """

    own: bool
    holds_in: int
    turned: tuple[Combination, ...]

    @property
    def holds_in_all(self) -> bool:
        """Return whether it holds by the run's own choices and in every combination."""
        return self.own and not self.turned


def holds(claim: Claim, shares: Sequence[float]) -> bool:
    """Return whether a claim holds for the six shares at each level or above.

    More and less are strict: exactly half is neither more nor less than 50 per cent.
    """
    share = float((exact_shares(np.asarray(shares)) if claim.exactly else np.asarray(shares))[claim.level - 1])
    return share > claim.share_pct + NOTHING if claim.more else share < claim.share_pct - NOTHING


def check(claim: Claim, own: Sequence[float], shares: FloatArray) -> Verdict:
    """Return whether a claim holds by the run's own shares and under each of the 36 combinations."""
    found = [holds(claim, row) for row in shares]
    by_run = holds(claim, own)
    turned = tuple(each for each, held in zip(COMBINATIONS, found, strict=True) if held is not by_run)
    return Verdict(by_run, sum(found), turned)


def joined(parts: Sequence[LadderCounts]) -> LadderCounts:
    """Return the counts of all parts together."""
    return reduce(lambda one, other: one + other, parts, nobody())
