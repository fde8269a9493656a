"""Where errors stand: by group and by rung, against a count pair by pair."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.ladder import pair_errors
from scoring.ladder_errors import errors_by_group, errors_by_rung, errors_of, stopped_at_first_no
from scoring.truth import Truth
from tests.scoring.test_ladder import TWENTY, matrices, matrix_of

CODES = {"1": Truth.TRUE, "0": Truth.FALSE, "?": Truth.UNKNOWN, "n": Truth.NA}


def rungs_of(patterns):
    return np.array([[CODES[symbol] for symbol in pattern] for pattern in patterns], dtype=np.int8)


@given(matrices)
def test_every_pair_error_passes_one_rung_over_and_holds_one_ahead(held):
    passed_over, ahead = [0] * 6, [0] * 6
    for row in held.tolist():
        for easier, harder in combinations(range(6), 2):
            if row[harder] and not row[easier]:
                passed_over[easier] += 1
                ahead[harder] += 1
    assert errors_by_rung(held) == (tuple(passed_over), tuple(ahead))
    assert sum(passed_over) == sum(ahead) == int(pair_errors(held).sum())


@given(matrices, st.data())
def test_the_groups_add_up_to_all_firms(held, data):
    names = data.draw(st.lists(st.sampled_from("ABC"), min_size=len(held), max_size=len(held)))
    groups, whole = errors_by_group(held, names), errors_of(held)
    assert sum(each.firms for each in groups) == whole.firms
    assert sum(each.with_errors for each in groups) == whole.with_errors
    assert np.sum([each.ahead for each in groups], axis=0).tolist() == list(whole.ahead)
    assert {each.group for each in groups} == set(names)


def test_the_group_with_the_largest_share_of_firms_with_errors_stands_first():
    held = matrix_of(["111000", "101000", "010000", "110000", "100000", "001000"])
    found = errors_by_group(held, ["A", "A", "B", "B", "B", "C"])
    assert [(each.group, each.firms, each.with_errors) for each in found] == [("C", 1, 1), ("A", 2, 1), ("B", 3, 1)]
    assert found[1].share_pct == 50


def test_the_printed_twenty_firms():
    found = errors_of(TWENTY)
    assert (found.firms, found.with_errors, found.pair_errors) == (20, 5, 8)
    # By hand: 110100 twice passes over 3; 101110 passes over 2 for 3, 4, 5; 111010 passes over 4; 011000 passes over 1.
    assert found.passed_over == (2, 3, 2, 1, 0, 0)
    assert found.ahead == (0, 1, 2, 3, 2, 0)
    assert found.gathered == ()


def test_errors_gather_at_the_rung_that_a_sector_passes_over():
    # Small firms have no training department, rung 4, and hold 5 and 6 all the same.
    small = errors_of(matrix_of(["111011"] * 5 + ["111000"] * 5))
    assert (small.with_errors, small.pair_errors, small.passed_over[3], small.gathered) == (5, 10, 10, (4,))


def test_of_two_neighbours_that_changed_places_both_are_told():
    assert errors_of(matrix_of(["111010"] * 6)).gathered == (4, 5)


def test_below_five_firms_with_an_error_nothing_gathers():
    assert errors_of(matrix_of(["111011"] * 4 + ["111000"] * 40)).gathered == ()


def test_of_three_rungs_errors_cannot_gather():
    assert errors_of(matrix_of(["010"] * 9)).gathered == ()


def test_firms_that_were_asked_no_further_than_their_first_no_are_counted():
    stopped = rungs_of(["110???", "0?????", "11111?", "111110", "110??0", "110?1?", "1100??", "??????", "11?0??"])
    # 110??? and 0????? and 11?0?? know nothing above their first no; the others have a word above it, or no no.
    assert stopped_at_first_no(stopped) == 3


def test_a_group_without_firms_and_groups_of_another_number_are_refused():
    with pytest.raises(ValueError, match="has no firm"):
        errors_of(np.zeros((0, 6), dtype=bool))
    with pytest.raises(ValueError, match="1 groups for 20 firms"):
        errors_by_group(TWENTY, ["A"])
