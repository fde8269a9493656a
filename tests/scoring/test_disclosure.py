"""What may be shown in public: no small group by itself, nor by subtraction.

Counts are integers: no tolerance.
"""

from collections import defaultdict
from itertools import combinations, combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.disclosure import (
    AS_A_RULE,
    DisclosureRules,
    Dominance,
    dominated,
    may_show_groups,
    protect_column,
    protect_shares,
)
from tests.scoring.gold import FIRMS, TABLE5_COUNTS


def test_the_public_table_hides_the_one_firm_at_level_6_in_penang():
    found = protect_column(TABLE5_COUNTS["PG", "HR"], FIRMS["PG"])
    assert found.counts == (103, 103, 85, 69, 35, None)
    assert found.exact == (0, 0, 18, 16, 34, None, None)
    assert found.hidden == (6,)


def test_the_public_table_hides_the_one_firm_at_level_5_in_buenos_aires():
    found = protect_column(TABLE5_COUNTS["BA", "RD"], FIRMS["BA"])
    assert found.counts == (50, 50, 50, 7, None, 0)
    assert found.exact == (0, 0, 0, 43, None, None, 0)


def test_a_count_that_betrays_another_by_subtraction_is_hidden_too():
    # 49 of 50 at level 1: one firm at level 0, though 49 is large.
    assert protect_column([49, 40, 20, 10, 5, 0], 50).counts == (None, 40, 20, 10, 5, 0)
    # Two firms exactly at level 3.
    assert protect_column([50, 40, 22, 20, 5, 0], 50).counts == (50, 40, 22, None, 5, 0)


def test_a_cluster_of_two_firms_shows_nothing():
    found = protect_column([2, 2, 1, 0, 0, 0], 2)
    assert found.n is None
    assert set(found.counts) == set(found.exact) == {None}


def test_a_column_that_rests_on_enough_firms_everywhere_is_shown_whole():
    counts = TABLE5_COUNTS["QT", "HR"]
    assert protect_column(counts, FIRMS["QT"]).counts == tuple(counts)


columns = st.integers(0, 40).flatmap(
    lambda n: st.tuples(
        st.just(n), st.lists(st.integers(0, n), min_size=6, max_size=6).map(lambda c: sorted(c, reverse=True))
    )
)


@given(columns)
def test_no_difference_of_shown_counts_is_a_small_group(column):
    n, counts = column
    found = protect_column(counts, n)
    if n in (1, 2):
        assert found.n is None
        return
    shown = [n, *(count for count in found.counts if count is not None), 0]
    assert not any(abs(a - b) in (1, 2) for a, b in combinations(shown, 2))
    assert not {1, 2} & {count for count in found.exact if count is not None}
    assert all(count in (None, real) for count, real in zip(found.counts, counts, strict=True))


@given(columns)
def test_a_count_is_hidden_only_near_zero_or_near_a_count_shown_above_it(column):
    n, counts = column
    found = protect_column(counts, n)
    if found.n is None:
        return
    above = n
    for real, shown in zip(counts, found.counts, strict=True):
        if shown is None:
            assert real in (1, 2) or above - real in (1, 2)
        else:
            above = shown


@pytest.mark.parametrize("n", [3, 4, 6, 9, 10])
def test_whoever_knows_the_rule_cannot_work_a_hidden_count_out(n):
    # Every column that prints alike is a candidate: of each hidden count at least two are left.
    alike = defaultdict(list)
    for counts in combinations_with_replacement(range(n, -1, -1), 6):
        found = protect_column(counts, n)
        alike[found.counts, found.exact].append(counts)
    for (shown, _exact), candidates in alike.items():
        for place, count in enumerate(shown):
            if count is None:
                assert len({candidate[place] for candidate in candidates}) > 1, (n, shown, candidates)


@pytest.mark.parametrize(("counts", "n"), [([5, 6], 10), ([11, 5], 10)])
def test_a_column_that_rises_is_refused(counts, n):
    with pytest.raises(ValueError, match="falls from n"):
        protect_column(counts, n)


@pytest.mark.parametrize(
    ("amounts", "given_away"),
    [
        ([], False),
        ([0, 0], False),
        ([5], True),
        ([5, 5], True),
        ([100, 50, 9], True),
        ([100, 50, 10], False),
        ([40, 40, 40], False),
    ],
)
def test_a_total_ruled_by_one_firm_gives_it_away(amounts, given_away):
    assert dominated(amounts) is given_away


N_K = DisclosureRules(dominance=Dominance.N_K)


@pytest.mark.parametrize(
    ("amounts", "given_away"),
    [
        ([], False),
        ([50, 50], True),
        ([75, 9, 8, 8], False),
        ([76, 8, 8, 8], True),
        ([45, 40, 15], False),
        ([45, 41, 14], True),
    ],
)
def test_a_total_is_ruled_by_the_largest_one_or_two_where_a_study_says_so(amounts, given_away):
    assert dominated(amounts, N_K) is given_away


def test_a_study_that_asks_for_more_firms_asks_it_of_totals_too():
    assert not dominated([10, 10, 10, 10])
    assert dominated([10, 10, 10, 10], DisclosureRules(fewest=5))


@given(st.lists(st.floats(0.01, 1e6), min_size=3, max_size=12))
def test_the_second_largest_can_bound_the_largest_no_better_than_by_p_per_cent(amounts):
    # The attack itself: the second largest knows the total and itself, and that nobody is below nothing.
    largest, second = sorted(amounts, reverse=True)[:2]
    upper = sum(amounts) - second
    if not dominated(amounts):
        assert upper >= largest * (1 + AS_A_RULE.p_pct / 100) * (1 - 1e-9)  # sums of doubles


@given(columns, st.integers(3, 8))
def test_a_minimum_that_is_raised_never_hides_fewer_counts_for_themselves(column, fewest):
    n, counts = column
    low, high = ({count for count in counts if 0 < count < limit} for limit in (fewest, fewest + 1))
    assert low <= high
    found = protect_column(counts, n, fewest=fewest)
    shown = [n if found.n is not None else 0, *(count for count in found.counts if count is not None), 0]
    assert not any(0 < abs(a - b) < fewest for a, b in combinations(shown, 2))


def test_a_lower_minimum_can_hide_another_count_than_a_higher_one():
    # 46 is shown from 3 firms on, and then 44, two firms below it, is not; from 5 on 46 goes and 44 stays.
    assert protect_column([46, 44], 50, fewest=3).counts == (46, None)
    assert protect_column([46, 44], 50, fewest=5).counts == (None, 44)


def test_a_weighted_share_is_shown_where_every_class_of_weight_could_be():
    # Stratum A: 10 firms of weight 2; B: 20 of weight 4. At level 2 one firm of A is not there.
    rows = [(10, 10, 9, 6, 0), (20, 20, 12, 8, 0)]
    assert protect_shares(rows, [True] * 4) == (True, False, True, True)
    assert protect_shares(rows, [True, True, False, True]) == (True, False, False, True)


def test_a_stratum_of_two_firms_leaves_only_shares_that_say_no_more_than_their_count():
    assert protect_shares([(2, 2, 1, 0, 0), (40, 40, 20, 10, 0)], [True] * 4) == (True, False, False, True)


@st.composite
def strata(draw):
    def row():
        n = draw(st.integers(0, 15))
        return (n, *sorted(draw(st.lists(st.integers(0, n), min_size=4, max_size=4)), reverse=True))

    return [row() for _class in range(draw(st.integers(1, 4)))]


@given(strata(), st.integers(3, 6))
def test_whoever_solves_every_share_shown_finds_no_small_group_in_any_class(rows, fewest):
    whole = [sum(row) for row in zip(*rows, strict=True)]
    column = protect_column(whole[1:], whole[0], fewest=fewest)
    shown = protect_shares(rows, [count is not None for count in column.counts], fewest=fewest)
    telling = [level for level, is_shown in enumerate(shown, 1) if is_shown and whole[level] not in (0, whole[0])]
    for row in rows:
        solved = [row[0], *(row[level] for level in telling), 0] if telling else []
        for one, other in combinations(solved, 2):
            assert not 0 < abs(one - other) < fewest


@pytest.mark.parametrize(("rows", "levels"), [([(5, 6)], 1), ([(5, 4)], 2), ([(5, 3, 4)], 2)])
def test_rows_that_rise_or_fall_short_are_refused(rows, levels):
    with pytest.raises(ValueError, match="no cumulative row"):
        protect_shares(rows, [True] * levels)


@pytest.mark.parametrize("total", range(1, 8))
def test_whoever_knows_the_rule_and_the_size_of_a_panel_cannot_work_a_hidden_vote_out(total):
    # Five phases and those who cannot judge: every split of the panel whose votes are hidden is a candidate.
    hidden = [
        split
        for split in combinations_with_replacement(range(6), total)
        if not may_show_groups([split.count(phase) for phase in range(6)])
    ]
    for phase in range(6):
        assert len({split.count(phase) for split in hidden}) > 1
