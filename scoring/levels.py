"""From six rung states to a level with a low and a high bound. Source: method.md A.3.2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from scoring.answers import Answer, State
from scoring.rungs import RUNGS, RungState, RungStates, six

HIGHEST = 6


class LevelRule(StrEnum):
    """How rungs make a level. The papers do not say which rule they used."""

    STRICT = "R1"
    HIGHEST = "R2"
    MINIMUM_ERROR = "R3"
    ASSESSOR = "R4"


class PointPolicy(StrEnum):
    """Which single level stands for a firm whose low and high bounds differ.

    ``LOW`` takes the low bound. ``EXCLUDE`` leaves the firm out. ``MULTIPLE_IMPUTATION`` gives no
    single level either, but lets the firm count in tables with ``expected_at_least``.
    """

    LOW = "low"
    EXCLUDE = "exclude_if_differs"
    MULTIPLE_IMPUTATION = "multiple_imputation"


@dataclass(frozen=True, slots=True)
class FirmLevel:
    """A firm's level in one dimension.

    ``low`` and ``high`` are 0 to 6 and bound the level whatever the unknown rungs turn out to be;
    ``point`` is the single level the policy gives, or None. ``tie`` says that under the
    minimum-error rule several levels fitted equally well and the lowest was taken.
    ``guttman_errors`` counts the pairs of rungs, as answered, of which the harder is met and the
    easier is not; None when a rung is unknown. ``na_rungs`` are the rungs that do not apply.
    ``floored`` says that rung 1 (or an assessor's level 1) was granted and not answered.
    """

    low: int
    high: int
    point: int | None
    tie: bool
    guttman_errors: int | None
    na_rungs: tuple[int, ...]
    floored: bool


def level(
    states: Sequence[RungState],
    *,
    rule: LevelRule,
    floor_level_1: bool,
    policy: PointPolicy = PointPolicy.LOW,
    assessor_level: Answer | None = None,
) -> FirmLevel:
    """Return the level six rung states give.

    ``floor_level_1`` treats rung 1 as met before the rule is applied. The low bound reads every
    unknown rung as not met, the high bound as met. Rungs that do not apply neither support nor
    block: a level can not end on one, and passes over it. Under ``ASSESSOR`` the level is the
    assessor's (0 to 6) and the rungs serve only ``guttman_errors`` and ``na_rungs``; without an
    assessor's answer it lies between 0 (with floor: 1) and 6.

    Low never exceeds high. Turning a rung from not met to met can only raise the level: clear for
    R1 and R2; under R3 the error of level c is that of c - 1 plus 1 for a rung not met and minus 1
    for a rung met, so the change lowers the error of every level from that rung on by 2 against
    those below it, and the lowest best level stays or moves up. So low and high are also the
    smallest and largest level any outcome of the unknown rungs can give.

    Raises ValueError for a number of states other than six or an assessor's level outside 0 to 6.
    Source: method.md A.3.2.
    """
    given = six(list(states))
    na_rungs = tuple(rung for rung in RUNGS if given[rung - 1] is RungState.NA)
    if rule is LevelRule.ASSESSOR:
        low, high, floored = _assessed(assessor_level, floor_level_1)
        tie = False
    else:
        floored = floor_level_1 and given[0] is not RungState.MET
        counted = (RungState.MET, *given[1:]) if floored else given
        (low, tie_low), (high, tie_high) = (_level_of(counted, rule, if_unknown) for if_unknown in (False, True))
        tie = tie_low or tie_high
    point = low if low == high or policy is PointPolicy.LOW else None
    return FirmLevel(low, high, point, tie, guttman_errors(given), na_rungs, floored)


def guttman_errors(states: RungStates) -> int | None:
    """Return how many pairs of applicable rungs have the harder met and the easier not.

    None when any rung is unknown. Source: method.md A.4 (pairwise errors of one firm).
    """
    if RungState.UNKNOWN in states:
        return None
    return sum(
        states[easier] is RungState.NOT_MET and states[harder] is RungState.MET
        for harder in range(HIGHEST)
        for easier in range(harder)
    )


def expected_at_least(low: int, high: int, rung: int) -> float:
    """Return the share of a firm between two bounds that counts as having at least a level.

    Under ``MULTIPLE_IMPUTATION`` each of the levels low to high is taken as equally likely, which
    is what infinitely many imputations from a uniform draw would average to. It is a
    simplification: it uses neither other firms nor the fact that some levels in between may be
    out of reach. 0 <= low <= high <= 6; the share lies between 0 and 1.
    """
    return min(1.0, max(0.0, (high - rung + 1) / (high - low + 1)))


def _assessed(given: Answer | None, floor_level_1: bool) -> tuple[int, int, bool]:
    """Return low, high and whether the floor was used, from the assessor's level."""
    least = 1 if floor_level_1 else 0
    if given is None or given.state is not State.ANSWERED:
        return least, HIGHEST, floor_level_1
    value = given.value
    if isinstance(value, bool) or not isinstance(value, int | float) or value not in range(HIGHEST + 1):
        raise ValueError(f"Assessor's level: found {value!r}; give a whole number from 0 to {HIGHEST}.")
    return max(least, int(value)), max(least, int(value)), value < least


def _level_of(states: RungStates, rule: LevelRule, if_unknown: bool) -> tuple[int, bool]:
    """Return the level and whether it was a tie, unknown rungs read as ``if_unknown``."""
    applicable = [
        (rung, state is RungState.MET or (if_unknown and state is RungState.UNKNOWN))
        for rung, state in zip(RUNGS, states, strict=True)
        if state is not RungState.NA
    ]
    if rule is LevelRule.HIGHEST:
        return max((rung for rung, met in applicable if met), default=0), False
    if rule is LevelRule.STRICT:
        return _unbroken(applicable), False
    errors = {
        cut: sum(met != (rung <= cut) for rung, met in applicable) for cut in (0, *(rung for rung, _ in applicable))
    }
    best = [cut for cut, count in errors.items() if count == min(errors.values())]
    return best[0], len(best) > 1


def _unbroken(applicable: list[tuple[int, bool]]) -> int:
    """Return the last rung before the first one not met."""
    reached = 0
    for rung, met in applicable:
        if not met:
            break
        reached = rung
    return reached
