"""What may be shown in public: no small group by itself, nor by subtraction.

Counts are integers: no tolerance.
"""

from collections import defaultdict
from itertools import combinations, combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.disclosure import dominated, protect_column
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
