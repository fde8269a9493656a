"""The level rules against the printed patterns, a slow search, and every outcome of the unknowns.

Everything here is integers: no tolerance.
"""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.answers import Answer, State, answered
from scoring.levels import (
    LevelRule,
    PointPolicy,
    expected_at_least,
    guttman_errors,
    level,
)
from scoring.rungs import RungState

SYMBOL = {"1": RungState.MET, "0": RungState.NOT_MET, "?": RungState.UNKNOWN, "n": RungState.NA}
R1, R2, R3, R4 = LevelRule.STRICT, LevelRule.HIGHEST, LevelRule.MINIMUM_ERROR, LevelRule.ASSESSOR

patterns = st.lists(st.sampled_from(list(RungState)), min_size=6, max_size=6).map(tuple)
counted_rules = st.sampled_from([R1, R2, R3])


def states(pattern):
    return tuple(SYMBOL[symbol] for symbol in pattern)


def bounds(pattern, rule, *, floor=False):
    found = level(states(pattern), rule=rule, floor_level_1=floor)
    return found.low, found.high


# method.md A.3.2: pattern, R1, R2, R3 as (low, high); R3 takes the lowest of its candidates.
PRINTED = [
    ("111100", (4, 4), (4, 4), (4, 4), False),
    ("110100", (2, 2), (4, 4), (2, 2), True),
    ("101110", (1, 1), (5, 5), (5, 5), False),
    ("111010", (3, 3), (5, 5), (3, 3), True),
    ("011000", (0, 0), (3, 3), (3, 3), False),
    ("100001", (1, 1), (6, 6), (1, 1), False),
    ("11?100", (2, 4), (4, 4), (2, 4), True),
    ("111??0", (3, 5), (3, 5), (3, 5), False),
    ("1?1000", (1, 3), (3, 3), (1, 3), True),
    ("000000", (0, 0), (0, 0), (0, 0), False),
]


@pytest.mark.parametrize(("pattern", "strict", "highest", "minimum_error", "tie"), PRINTED)
def test_every_printed_pattern_gives_the_printed_levels(pattern, strict, highest, minimum_error, tie):
    assert bounds(pattern, R1) == strict
    assert bounds(pattern, R2) == highest
    assert bounds(pattern, R3) == minimum_error
    assert level(states(pattern), rule=R3, floor_level_1=False).tie is tie


def test_the_floor_grants_rung_1_before_the_rule_and_not_level_1_after_it():
    found = level(states("011000"), rule=R1, floor_level_1=True)
    assert (found.low, found.high, found.floored) == (3, 3, True)
    assert level(states("111000"), rule=R1, floor_level_1=True).floored is False
    assert bounds("000000", R1, floor=True) == (1, 1)
    assert bounds("?00000", R2, floor=True) == (1, 1)


def slow_level(met_or_none, rule):
    """The definitions word by word: None marks a rung that does not apply."""
    applicable = [rung for rung in range(1, 7) if met_or_none[rung - 1] is not None]
    holds = {rung: met_or_none[rung - 1] for rung in applicable}
    if rule is R1:
        reached = [c for c in applicable if all(holds[rung] for rung in applicable if rung <= c)]
        return max(reached, default=0)
    if rule is R2:
        return max([rung for rung in applicable if holds[rung]], default=0)
    cost = {c: sum(abs(int(holds[r]) - int(r <= c)) for r in applicable) for c in [0, *applicable]}
    return min(cost, key=lambda c: (cost[c], c))


@given(patterns, counted_rules, st.booleans())
def test_low_and_high_are_the_extremes_over_every_outcome_of_the_unknown_rungs(pattern, rule, floor):
    choices = {RungState.MET: [True], RungState.NOT_MET: [False], RungState.NA: [None]}
    outcomes = product(*(choices.get(state, [False, True]) for state in pattern))
    levels = [slow_level((True, *rest) if floor else (first, *rest), rule) for first, *rest in outcomes]
    found = level(pattern, rule=rule, floor_level_1=floor)
    assert (found.low, found.high) == (min(levels), max(levels))


@given(patterns, counted_rules, st.booleans())
def test_low_never_exceeds_high_and_a_level_never_ends_on_a_rung_that_does_not_apply(pattern, rule, floor):
    found = level(pattern, rule=rule, floor_level_1=floor)
    assert 0 <= found.low <= found.high <= 6
    ends = {found.low, found.high} - ({1} if floor else set())
    assert not ends & set(found.na_rungs)


def test_a_rung_that_does_not_apply_is_passed_over():
    assert bounds("1n1000", R1) == (3, 3)
    assert bounds("1n0000", R1) == (1, 1)
    assert bounds("nnnnnn", R1) == (0, 0)
    assert bounds("1n0000", R3) == (1, 1)
    assert level(states("1n0000"), rule=R3, floor_level_1=False).tie is False
    assert level(states("1n1000"), rule=R1, floor_level_1=False).na_rungs == (2,)


@pytest.mark.parametrize(
    ("policy", "point"),
    [(PointPolicy.LOW, 2), (PointPolicy.EXCLUDE, None), (PointPolicy.MULTIPLE_IMPUTATION, None)],
)
def test_the_policy_decides_which_level_stands_for_an_undetermined_firm(policy, point):
    assert level(states("11?100"), rule=R1, floor_level_1=False, policy=policy).point == point
    assert level(states("111100"), rule=R1, floor_level_1=False, policy=policy).point == 4


def test_an_undetermined_firm_counts_in_equal_shares_between_its_bounds():
    assert [expected_at_least(2, 4, rung) for rung in range(1, 7)] == pytest.approx([1, 1, 2 / 3, 1 / 3, 0, 0])
    assert [expected_at_least(3, 3, rung) for rung in range(1, 7)] == [1, 1, 1, 0, 0, 0]


def test_the_assessor_gives_the_level_and_silence_gives_the_whole_range():
    def assessed(answer, floor=False):
        found = level(states("111000"), rule=R4, floor_level_1=floor, assessor_level=answer)
        return found.low, found.high, found.floored

    assert assessed(answered(5.0)) == (5, 5, False)
    assert assessed(answered(0.0)) == (0, 0, False)
    assert assessed(answered(0.0), floor=True) == (1, 1, True)
    assert assessed(None) == (0, 6, False)
    assert assessed(Answer(State.DONT_KNOW), floor=True) == (1, 6, True)


@pytest.mark.parametrize("value", [7.0, -1.0, 2.5, True, "3"])
def test_an_assessors_level_outside_the_ladder_is_refused(value):
    with pytest.raises(ValueError, match="whole number from 0 to 6"):
        level(states("111000"), rule=R4, floor_level_1=False, assessor_level=answered(value))


def test_guttman_errors_count_pairs_as_answered():
    assert guttman_errors(states("111100")) == 0
    assert guttman_errors(states("110100")) == 1
    assert guttman_errors(states("101110")) == 3
    assert guttman_errors(states("011000")) == 2
    assert guttman_errors(states("1n1000")) == 0
    assert guttman_errors(states("1?1000")) is None
    assert level(states("011000"), rule=R1, floor_level_1=True).guttman_errors == 2


def test_a_ladder_of_another_length_is_refused():
    with pytest.raises(ValueError, match="six rungs"):
        level(states("11"), rule=R1, floor_level_1=False)
