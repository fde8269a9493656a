"""Assessed levels stand in place of computed ones, and nowhere else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.assessed import stand_in
from scoring.levels import LevelRule, PointPolicy, level
from scoring.rungs import RungState
from scoring.vectorised import NO_POINT, LevelColumns

LEVELS = st.integers(0, 6)


def columns(bounds: list[tuple[int, int]]) -> LevelColumns:
    low, high = (np.array([each[place] for each in bounds], dtype=np.int8) for place in (0, 1))
    point = np.where(low == high, low, np.int8(NO_POINT))
    return LevelColumns(low, high, point, np.ones(len(bounds), dtype=np.bool_))


def test_a_worked_example() -> None:
    found = stand_in(columns([(2, 4), (3, 3), (1, 1)]), np.array([5, -1, 0], dtype=np.int8), floor_level_1=True)
    assert found.low.tolist() == found.high.tolist() == found.point.tolist() == [5, 3, 1]
    assert found.tie.tolist() == [False, True, False]


@given(st.lists(st.tuples(LEVELS, LEVELS, st.integers(-1, 6)), max_size=20), st.booleans())
def test_it_equals_the_obvious_version_firm_by_firm(firms: list[tuple[int, int, int]], floor: bool) -> None:
    before = columns([(min(one, other), max(one, other)) for one, other, _ in firms])
    assessed = np.array([each[2] for each in firms], dtype=np.int8)
    after = stand_in(before, assessed, floor_level_1=floor)
    for row, (_one, _other, given_level) in enumerate(firms):
        if given_level == NO_POINT:
            assert (after.low[row], after.high[row], after.point[row]) == (
                before.low[row],
                before.high[row],
                before.point[row],
            )
        else:
            expected = max(given_level, 1) if floor else given_level
            assert {int(after.low[row]), int(after.high[row]), int(after.point[row])} == {expected}


def test_the_floor_raises_an_assessed_nought_as_it_does_under_the_assessors_rule() -> None:
    under_rule = level([RungState.NOT_MET] * 6, rule=LevelRule.STRICT, floor_level_1=True, policy=PointPolicy.LOW)
    found = stand_in(columns([(1, 1)]), np.array([0], dtype=np.int8), floor_level_1=True)
    assert int(found.point[0]) == under_rule.low == 1


@pytest.mark.parametrize("wrong", [[7], [-2], [1, 2]])
def test_what_is_no_level_or_of_another_number_is_refused(wrong: list[int]) -> None:
    with pytest.raises(ValueError, match="Assessed levels"):
        stand_in(columns([(1, 1)]), np.array(wrong, dtype=np.int8), floor_level_1=False)
