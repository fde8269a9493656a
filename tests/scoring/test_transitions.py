"""Transitions: published intervals of pairs, two other libraries, and the same counts made firm by firm.

Published figures print three or four decimals and are held to half a unit of the last one; two ways of the same sums to
CLOSE.
"""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar

from scoring.transitions import LEVELS, level_changes, transitions, turnover

CLOSE = 1e-9
FOUR_DECIMALS = 5e-5
THREE_DECIMALS = 5e-4

maybe_levels = st.one_of(st.none(), st.integers(0, 6))
two_rounds = st.lists(st.tuples(maybe_levels, maybe_levels), max_size=40)


@given(two_rounds)
def test_every_firm_is_counted_once(rounds):
    found = transitions([one for one, _ in rounds], [other for _, other in rounds])
    assert found.matched + found.left_out == len(rounds)
    assert found.up + found.same + found.down == found.matched
    slow = {(one, other): rounds.count((one, other)) for one in LEVELS for other in LEVELS}
    assert {(one, other): found.counts[one][other] for one, other in slow} == slow
    for level in LEVELS:
        row = [share for share in found.row_pct(level) if share is not None]
        assert not row or sum(row) == pytest.approx(100)


@given(two_rounds)
def test_levels_are_counted_firm_by_firm(rounds):
    known = [(one, other) for one, other in rounds if one is not None and other is not None]
    for change in level_changes(transitions([one for one, _ in rounds], [other for _, other in rounds])):
        reached = [(one >= change.level, other >= change.level) for one, other in known]
        assert change.first == sum(one for one, _ in reached)
        assert change.second == sum(other for _, other in reached)
        assert change.turnover.up == reached.count((False, True))
        assert change.turnover.down == reached.count((True, False))
        if known:
            assert change.difference == pytest.approx((change.second - change.first) / len(known))
            assert change.low - CLOSE <= change.difference <= change.high + CLOSE
        else:
            assert (change.difference, change.low, change.high) == (None, None, None)


@given(two_rounds)
def test_rounds_in_reverse_give_the_opposite(rounds):
    ahead = level_changes(transitions([one for one, _ in rounds], [other for _, other in rounds]))
    back = level_changes(transitions([other for _, other in rounds], [one for one, _ in rounds]))
    for one, other in zip(ahead, back, strict=True):
        assert one.turnover.p == other.turnover.p
        if one.difference is not None:
            assert (one.low, one.high) == pytest.approx((-other.high, -other.low), abs=CLOSE)


def test_pairs_have_the_bounds_that_are_printed_for_them():
    """Fagerland, Lydersen and Laake (2014), table 2: airway hyper-responsiveness before and after transplantation."""
    firms = [(1, 1)] + [(1, 0)] + [(0, 1)] * 7 + [(0, 0)] * 12
    change = level_changes(transitions([one for one, _ in firms], [other for _, other in firms]))[0]
    assert (change.low, change.high) == pytest.approx((0.026, 0.507), abs=THREE_DECIMALS)
    assert change.turnover.p == pytest.approx(0.0703, abs=FOUR_DECIMALS)


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_sign_test_is_that_of_two_other_libraries(up, down):
    found = turnover(up, down)
    assert found.p == pytest.approx(float(mcnemar([[0, up], [down, 0]], exact=True).pvalue), abs=CLOSE)
    if up + down:
        theirs = stats.binomtest(up, up + down)
        bounds = theirs.proportion_ci(method="exact")
        assert found.p == pytest.approx(theirs.pvalue, abs=CLOSE)
        assert (found.low, found.high) == pytest.approx((bounds.low, bounds.high), abs=1e-7)


def test_the_sign_test_holds_for_thousands_of_firms_and_for_none():
    assert turnover(0, 0).share_up is None and turnover(0, 0).p == 1
    slow = 2 * sum(Fraction(math.comb(3000, count), 2**3000) for count in range(1401))
    assert turnover(1600, 1400).p == pytest.approx(float(slow), rel=CLOSE)


@pytest.mark.parametrize("rounds", [([1], []), ([7], [1]), ([1], [-1])])
def test_what_is_no_pair_of_levels_is_refused(rounds):
    with pytest.raises(ValueError, match="Transitions"):
        transitions(*rounds)
