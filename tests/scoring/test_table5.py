"""Table 5 against the printed one and against counting by hand.

Counts and rounded percentages are integers: no tolerance. Weighted figures are sums of at most a
few hundred doubles; SUM_TOLERANCE is far above their rounding and far below a printed digit.
"""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.levels import LevelRule, PointPolicy, level
from scoring.rounding import percent_half_up, round_half_up
from scoring.rungs import STATE_OF
from scoring.table5 import level_table
from scoring.truth import Truth
from scoring.vectorised import LevelColumns, level_columns, levels_of
from tests.scoring.gold import EXACT_LEVELS, FIRMS, MISPRINTED, TABLE5_COUNTS, TABLE5_PERCENTS, ladders

SUM_TOLERANCE = 1e-9


def table_of(matrix, *, rule=LevelRule.STRICT, floor=True, policy=PointPolicy.LOW, **kwargs):
    levels = levels_of(matrix, rule, floor, policy)
    return level_table(levels, policy=policy, floor_level_1=floor, **kwargs)


@pytest.mark.parametrize("column", TABLE5_COUNTS)
def test_every_printed_cell_comes_out_and_the_misprints_do_not(column):
    table = table_of(ladders(TABLE5_COUNTS[column], FIRMS[column[0]]))
    assert [cell.count for cell in table.cells] == TABLE5_COUNTS[column]
    for cell, printed in zip(table.cells, TABLE5_PERCENTS[column], strict=True):
        as_printed, ours = MISPRINTED.get((*column, cell.level), (printed, printed))
        assert (printed, cell.pct) == (as_printed, ours)


def test_seventy_of_the_72_printed_percentages_are_right():
    right = []
    for column, percents in TABLE5_PERCENTS.items():
        cells = table_of(ladders(TABLE5_COUNTS[column], FIRMS[column[0]])).cells
        right += [cell.pct == printed for cell, printed in zip(cells, percents, strict=True)]
    assert (len(right), sum(right)) == (72, 70)


def test_39_of_the_72_printed_cells_are_nobody_or_everybody():
    shares = [count / FIRMS[column[0]] for column, counts in TABLE5_COUNTS.items() for count in counts]
    assert (len(shares), sum(share in (0, 1) for share in shares)) == (72, 39)


@pytest.mark.parametrize("column", EXACT_LEVELS)
def test_the_exact_levels_and_medians_the_printed_table_implies(column):
    table = table_of(ladders(TABLE5_COUNTS[column], FIRMS[column[0]]))
    exact, median = EXACT_LEVELS[column]
    assert list(table.exact) == [0, *exact]
    assert table.median == median


def test_a_cell_is_printed_as_count_and_percentage():
    assert table_of(ladders([50, 50, 50, 7, 2, 0], 50)).cells[3].text == "7 (14)"


def test_tallies_and_counts_differ_where_firms_skip_rungs():
    # Method.md A.3.2 patterns 110100 and 100001: under R1 levels 2 and 1, rungs 4 and 6 also held.
    matrix = np.array([[2, 2, 0, 2, 0, 0], [2, 0, 0, 0, 0, 2]], dtype=np.int8)
    table = table_of(matrix, rungs=matrix)
    assert [cell.count for cell in table.cells] == [2, 1, 0, 0, 0, 0]
    assert table.tallies == (2, 1, 0, 1, 0, 1)


rungs_of_firms = st.lists(st.lists(st.sampled_from(list(Truth)), min_size=6, max_size=6), min_size=1, max_size=12).map(
    lambda rows: np.array(rows, dtype=np.int8)
)


@given(rungs_of_firms, st.sampled_from([LevelRule.STRICT, LevelRule.HIGHEST, LevelRule.MINIMUM_ERROR]), st.booleans())
def test_counts_fall_from_level_to_level_and_complement_each_other(matrix, rule, floor):
    table = table_of(matrix, rule=rule, floor=floor, rungs=matrix)
    counts = [cell.count for cell in table.cells]
    assert counts == sorted(counts, reverse=True)
    assert sum(table.exact) == table.n == len(matrix)
    assert list(table.exact[1:]) == [here - above for here, above in zip(counts, [*counts[1:], 0], strict=True)]
    assert all(low <= high for low, high in zip(table.if_low, table.if_high, strict=True))
    assert tuple(counts) == table.if_low
    if floor:
        assert counts[0] == table.n
    # The slow obvious count, firm by firm.
    alone = [level([STATE_OF[Truth(t)] for t in row], rule=rule, floor_level_1=floor).low for row in matrix.tolist()]
    assert counts == [sum(each >= rung for each in alone) for rung in range(1, 7)]
    assert table.tallies == tuple(sum(row[rung] == Truth.TRUE for row in matrix.tolist()) for rung in range(6))


@given(rungs_of_firms.map(lambda m: np.where(m == Truth.NA, np.int8(Truth.FALSE), m)))
def test_strict_levels_stay_below_the_tallies_and_highest_levels_above(matrix):
    strict = table_of(matrix, floor=False, rungs=matrix)
    highest = table_of(matrix, rule=LevelRule.HIGHEST, floor=False, rungs=matrix)
    for rung in range(6):
        assert strict.cells[rung].count <= strict.tallies[rung] <= highest.cells[rung].count


# Three firms under R1: 111100 is 4, 11?100 is 2 to 4, 000000 is 0.
THREE = np.array([[2, 2, 2, 2, 0, 0], [2, 2, 1, 2, 0, 0], [0, 0, 0, 0, 0, 0]], dtype=np.int8)


def test_an_undetermined_firm_counts_low_or_not_at_all_or_in_shares():
    low = table_of(THREE, floor=False)
    assert ([c.count for c in low.cells], low.n, low.undetermined) == ([2, 2, 1, 1, 0, 0], 3, 1)
    assert (low.if_low, low.if_high) == ((2, 2, 1, 1, 0, 0), (2, 2, 2, 2, 0, 0))
    excluded = table_of(THREE, floor=False, policy=PointPolicy.EXCLUDE)
    assert ([c.text for c in excluded.cells][:2], excluded.n, excluded.left_out) == (["1 (50)", "1 (50)"], 2, 1)
    imputed = table_of(THREE, floor=False, policy=PointPolicy.MULTIPLE_IMPUTATION)
    assert imputed.expected == pytest.approx([2, 2, 1 + 2 / 3, 1 + 1 / 3, 0, 0], abs=SUM_TOLERANCE)
    assert low.expected is None


def test_weights_count_and_share_by_hand():
    table = table_of(THREE, floor=False, weights=np.array([1.5, 2.5, 4.0]))
    assert table.weighted.total == pytest.approx(8.0, abs=SUM_TOLERANCE)
    assert table.weighted.counts == pytest.approx([4, 4, 1.5, 1.5, 0, 0], abs=SUM_TOLERANCE)
    assert table.weighted.shares_pct == pytest.approx([50, 50, 18.75, 18.75, 0, 0], abs=SUM_TOLERANCE)


@given(rungs_of_firms)
def test_equal_weights_change_no_share(matrix):
    table = table_of(matrix, weights=np.full(len(matrix), 2.5))
    plain = [100 * cell.count / cell.n for cell in table.cells]
    assert table.weighted.shares_pct == pytest.approx(plain, abs=SUM_TOLERANCE)


@pytest.mark.parametrize(
    ("weights", "message"), [([-1.0, 1.0, 1.0], "negative"), ([np.nan, 1.0, 1.0], "no number"), ([0.0] * 3, "nothing")]
)
def test_weights_that_weigh_nothing_are_refused(weights, message):
    with pytest.raises(ValueError, match=message):
        table_of(THREE, weights=np.array(weights))


def test_a_table_without_firms_is_refused():
    with pytest.raises(ValueError, match="at least one scored firm"):
        level_table(level_columns([]))
    nobody = LevelColumns(*(np.array([code], dtype=np.int8) for code in (0, 6, -1)), np.array([False]))
    with pytest.raises(ValueError, match="at least one scored firm"):
        level_table(nobody)


def test_a_table_that_contradicts_its_floor_is_stopped():
    without_floor = levels_of(THREE, LevelRule.STRICT, False, PointPolicy.LOW)
    with pytest.raises(AssertionError):
        level_table(without_floor, floor_level_1=True)


def test_levels_of_single_firms_become_columns():
    firms = [
        level([STATE_OF[Truth(t)] for t in row], rule=LevelRule.STRICT, floor_level_1=False) for row in THREE.tolist()
    ]
    assert level_table(level_columns(firms)) == table_of(THREE, floor=False)


@pytest.mark.parametrize(
    ("count", "n", "pct"), [(1, 200, 1), (1, 8, 13), (3, 8, 38), (1, 201, 0), (7, 50, 14), (0, 5, 0), (5, 5, 100)]
)
def test_halves_go_up(count, n, pct):
    # 1/200 is 0.5 % and 1/8 is 12.5 %, which banker's rounding would print as 0 and 12.
    assert percent_half_up(count, n) == pct


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_rounded_percentage_is_the_nearest_one_with_ties_up(pair):
    count, n = pair
    exact = Fraction(100 * count, n)
    assert Fraction(-1, 2) < percent_half_up(count, n) - exact <= Fraction(1, 2)
    assert percent_half_up(count, n) == round_half_up(exact)


@pytest.mark.parametrize(("count", "n"), [(1, 0), (-1, 5), (6, 5)])
def test_a_part_that_is_none_of_the_whole_has_no_percentage(count, n):
    with pytest.raises(ValueError, match="Per cent"):
        percent_half_up(count, n)


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [(0.5, 0, "1"), (12.5, 0, "13"), (-0.5, 0, "-1"), (0.145, 2, "0.15"), (83.65, 1, "83.7"),
     (Fraction(1, 8), 2, "0.13"), (Fraction(-1, 8), 2, "-0.13"), (2.675, 2, "2.68"), (37.5, 1, "37.5")],
)  # fmt: skip
def test_decimals_are_rounded_as_they_are_written(value, places, rounded):
    assert round_half_up(value, places) == Decimal(rounded)
