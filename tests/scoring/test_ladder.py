"""Scalability against the printed vector and slow versions.

The vector prints four decimals: PRINTED is half a unit of the last. Two ways of the same sums are
held to CLOSE; a slow witness, whose quotients are taken in another order, to WITNESS.
"""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.ladder import (
    Scalability,
    complete_rows,
    diagnose,
    loevinger,
    loevinger_of_counts,
    rows_if_unknown,
    verdict_of,
)
from scoring.truth import Truth

PRINTED = 5e-5
CLOSE = 1e-9
WITNESS = 1e-8

PATTERNS = (
    ["111100"] * 4 + ["111000"] * 4 + ["110000"] * 2 + ["100000"] * 2 + ["111110"] * 2
    + ["111111"] + ["110100"] * 2 + ["101110", "111010", "011000"]
)  # fmt: skip


def matrix_of(patterns):
    return np.array([[symbol == "1" for symbol in pattern] for pattern in patterns])


TWENTY = matrix_of(PATTERNS)


def test_the_printed_twenty_firms():
    found = diagnose(TWENTY)
    assert found.popularity == pytest.approx([0.95, 0.85, 0.70, 0.50, 0.25, 0.05], abs=CLOSE)
    assert (found.n, found.ge_errors, found.min_errors, found.pair_errors) == (20, 10, 5, 8)
    assert found.cr_ge == pytest.approx(0.9167, abs=PRINTED)
    assert found.cr_min == pytest.approx(0.9583, abs=PRINTED)
    assert found.mmr == pytest.approx(0.7833, abs=PRINTED)
    assert found.cs == pytest.approx(0.6154, abs=PRINTED)
    assert found.theory.h == pytest.approx(0.4805, abs=PRINTED)
    assert (found.violations, found.informative, found.verdict) == ((), (1, 2, 3, 4, 5, 6), Scalability.MEDIUM)
    assert found.by_popularity == found.theory


def test_the_printed_twenty_firms_without_rung_1():
    found = diagnose(TWENTY[:, 1:])
    assert (found.ge_errors, found.min_errors, found.pair_errors) == (8, 4, 6)
    assert (found.cr_ge, found.cr_min, found.mmr, found.cs) == pytest.approx((0.92, 0.96, 0.75, 0.68), abs=PRINTED)
    assert found.theory.h == pytest.approx(0.5402, abs=PRINTED)
    assert found.verdict is Scalability.STRONG


def test_a_perfect_ladder_is_perfect():
    found = diagnose(matrix_of(["000000", "100000", "110000", "111000", "111100", "111110", "111111"]))
    assert (found.cr_ge, found.cr_min, found.cs, found.theory.h) == pytest.approx((1, 1, 1, 1), abs=CLOSE)
    assert found.pair_errors == 0


def test_with_fewer_than_three_rungs_that_vary_no_verdict_is_given():
    # Buenos Aires: all firms hold rungs 1 to 3, none rung 6.
    found = diagnose(matrix_of(["111000"] * 43 + ["111100"] * 5 + ["111110"] * 2))
    assert (found.informative, found.verdict) == ((4, 5), Scalability.REFUSED)
    assert found.theory.h == pytest.approx(1, abs=CLOSE)


def test_rungs_that_nobody_or_everybody_holds_give_no_coefficient():
    found = diagnose(matrix_of(["110", "110"]))
    assert (found.cs, found.theory.h, found.verdict) == (None, None, Scalability.REFUSED)
    assert found.theory.h_rungs == (None, None, None)


def test_a_rung_more_popular_than_the_one_below_is_told_and_h_may_fall_below_zero():
    found = diagnose(matrix_of(["010", "010", "010", "100", "001", "011"]))
    assert found.violations == (1,)
    assert found.theory.h < 0
    assert found.theory.h != found.by_popularity.h


@pytest.mark.parametrize(
    ("h", "informative", "verdict"),
    [
        (0.29, 6, "unscalable"),
        (0.3, 6, "weak"),
        (0.4, 6, "medium"),
        (0.5, 3, "strong"),
        (0.9, 2, "refused"),
        (None, 6, "refused"),
    ],
)
def test_the_verdicts_at_their_bounds(h, informative, verdict):
    assert verdict_of(h, informative) is Scalability(verdict)


matrices = (
    st.integers(1, 8)
    .flatmap(lambda n: st.lists(st.lists(st.booleans(), min_size=6, max_size=6), min_size=n, max_size=n))
    .map(np.array)
)


@given(matrices)
def test_every_error_count_is_its_slow_definition(held):
    found = diagnose(held)
    rows = held.astype(int).tolist()
    perfect = [[1] * cut + [0] * (6 - cut) for cut in range(7)]

    def differ(row, other):
        return sum(a != b for a, b in zip(row, other, strict=True))

    assert found.ge_errors == sum(differ(row, perfect[sum(row)]) for row in rows)
    assert found.min_errors == sum(min(differ(row, each) for each in perfect) for row in rows)
    assert found.pair_errors == sum(row[i] < row[j] for row in rows for i, j in combinations(range(6), 2))
    assert found.min_errors <= found.ge_errors


@given(matrices)
def test_h_is_covariance_over_its_largest_value_when_popularity_follows_theory(held):
    share = held.mean(axis=0)
    order = np.argsort(-share, kind="stable")
    held, share = held[:, order], share[order]
    pairs = list(combinations(range(6), 2))
    covariance = sum((held[:, i] & held[:, j]).mean() - share[i] * share[j] for i, j in pairs)
    largest = sum((1 - share[i]) * share[j] for i, j in pairs)
    h = loevinger(held, tuple(range(6))).h
    if largest <= CLOSE:
        assert h is None
    else:
        assert h == pytest.approx(covariance / largest, abs=1e-7)


def slow_loevinger(rows, order):
    """The definitions read aloud, firm by firm: H, and by column H_i and H_ij; None where nothing is expected."""
    n, k = len(rows), len(rows[0])
    seen, expected = {}, {}
    for easier, harder in combinations(order, 2):
        seen[frozenset((easier, harder))] = sum(1 for row in rows if row[harder] and not row[easier])
        lack = sum(1 for row in rows if not row[easier]) / n
        have = sum(1 for row in rows if row[harder]) / n
        expected[frozenset((easier, harder))] = n * lack * have

    def one_less(pairs):
        chance = sum(expected[pair] for pair in pairs)
        return None if chance == 0 else 1 - sum(seen[pair] for pair in pairs) / chance

    every = list(seen)
    by_rung = tuple(one_less([pair for pair in every if rung in pair]) for rung in range(k))
    by_pair = [[one_less([frozenset((i, j))]) if i != j else None for j in range(k)] for i in range(k)]
    return one_less(every), by_rung, by_pair


def same(found, wanted):
    assert [each is None for each in found] == [each is None for each in wanted]
    assert [each for each in found if each is not None] == pytest.approx(
        [each for each in wanted if each is not None], abs=WITNESS
    )


@given(matrices, st.permutations(range(6)))
def test_coefficients_are_their_slow_definition_in_any_order_of_rungs(held, order):
    found = loevinger(held, tuple(order))
    h, by_rung, by_pair = slow_loevinger(held.astype(int).tolist(), order)
    same([found.h, *found.h_rungs], [h, *by_rung])
    for ours, theirs in zip(found.h_pairs, by_pair, strict=True):
        same(ours, theirs)


@given(matrices)
def test_the_shares_keep_their_order_and_their_bounds(held):
    found = diagnose(held)
    assert 0 <= found.cr_ge <= found.cr_min <= 1
    assert 0.5 <= found.mmr <= 1
    assert (found.cs is None) == (found.mmr == 1) == (found.informative == ())
    assert found.cs is None or found.cs <= 1
    assert all(each is None or each <= 1 for each in (found.theory.h, *found.theory.h_rungs))
    assert (found.pair_errors == 0) == (found.ge_errors == 0) == (found.min_errors == 0)


@given(matrices, st.randoms(use_true_random=False))
def test_the_order_of_firms_and_their_doubling_change_nothing(held, chance):
    order = list(range(len(held)))
    chance.shuffle(order)
    found, shuffled, doubled = diagnose(held), diagnose(held[order]), diagnose(np.vstack([held, held]))
    assert found == shuffled
    assert (found.cr_ge, found.cr_min, found.mmr) == pytest.approx(
        (doubled.cr_ge, doubled.cr_min, doubled.mmr), abs=CLOSE
    )
    same([found.cs, found.theory.h], [doubled.cs, doubled.theory.h])


@given(st.lists(st.integers(0, 6), min_size=1, max_size=12))
def test_any_perfect_ladder_is_perfect(levels):
    found = diagnose(np.array([[rung <= level for rung in range(1, 7)] for level in levels]))
    assert (found.ge_errors, found.min_errors, found.pair_errors, found.violations) == (0, 0, 0, ())
    assert found.cr_ge == found.cr_min == 1
    assert found.cs is None or found.cs == pytest.approx(1, abs=CLOSE)
    assert found.theory.h is None or found.theory.h == 1


# What Van der Ark (“Getting Started with Mokken Scale Analysis in R”, 9 November 2011, section 3.2), the guide to the
# R package mokken, prints for its example on transitive reasoning without the two pseudo tasks:
# 425 children, ten tasks, H and H_i. Given are counts alone, from the easiest task to the hardest: children who solved
# each, and for each pair those who solved the harder and not the easier.
SOLVED = np.array([414, 411, 400, 376, 359, 344, 341, 333, 221, 128], dtype=float)
HARDER_ONLY = (
    (5, 6, 4, 2, 6, 5, 8, 2, 1),
    (9, 4, 6, 11, 8, 11, 3, 0),
    (10, 11, 22, 15, 21, 6, 5),
    (23, 40, 32, 41, 11, 7),
    (55, 49, 50, 16, 10),
    (62, 41, 42, 26),
    (62, 32, 21),
    (57, 31),
    (33,),
)  # fmt: skip
PRINTED_HI = (
    0.48272634, 0.38746871, 0.28657074, 0.29285894, 0.24977935,
    0.07160711, 0.13900577, 0.03625403, 0.28083167, 0.28926218,
)  # fmt: skip


def test_coefficients_are_those_that_the_package_mokken_prints():
    wrong = np.zeros((10, 10))
    for easier, row in enumerate(HARDER_ONLY):
        wrong[easier, easier + 1 :] = row
    found = loevinger_of_counts(425, SOLVED, wrong, tuple(range(10)))
    # It prints H to seven and H_i to eight decimals.
    assert found.h == pytest.approx(0.2048305, abs=5e-8)
    assert found.h_rungs == pytest.approx(PRINTED_HI, abs=5e-9)


def test_coefficients_of_pairs_and_rungs_by_hand():
    # Rungs 1 and 2 of 11, 11, 10, 01: one error, expected 4 * 0.25 * 0.75.
    found = loevinger(matrix_of(["11", "11", "10", "01"]), (0, 1))
    assert found.h_pairs[0][1] == found.h_pairs[1][0] == found.h == pytest.approx(1 - 1 / 0.75, abs=CLOSE)
    assert found.h_pairs[0][0] is None
    assert found.h_rungs == pytest.approx((1 - 1 / 0.75,) * 2, abs=CLOSE)


def test_firms_with_unknown_rungs_are_left_out_or_read_both_ways():
    rungs = np.array([[2, 1, 0], [2, 2, 0], [2, 3, 0]], dtype=np.int8)
    held, left_out = complete_rows(rungs)
    assert (held.tolist(), left_out) == ([[True, True, False]], 2)
    as_met, without_na = rows_if_unknown(rungs, met=True)
    as_not, _ = rows_if_unknown(rungs, met=False)
    assert (as_met[0].tolist(), as_not[0].tolist(), without_na) == ([True, True, False], [True, False, False], 1)
    assert complete_rows(np.full((0, 6), Truth.TRUE, dtype=np.int8))[0].shape == (0, 6)


@pytest.mark.parametrize("shape", [(0, 6), (3, 1)])
def test_a_matrix_without_firms_or_with_one_rung_is_refused(shape):
    with pytest.raises(ValueError, match="at least one firm and two rungs"):
        diagnose(np.zeros(shape, dtype=bool))
