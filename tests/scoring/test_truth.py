"""Three-valued logic against whole truth tables and against every outcome of the unknowns.

Truth values are discrete: no tolerance.
"""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.truth import Truth, all_of, any_of, k_of

T, F, U, NA = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN, Truth.NA
parts_of_a_rule = st.lists(st.sampled_from(list(Truth)), min_size=1, max_size=6)

# Worked by hand from method.md A.3.1: left, right, all, any, two of two.
PAIRS = [
    (T, T, T, T, T), (T, F, F, T, F), (T, U, U, T, U), (T, NA, T, T, T),
    (F, T, F, T, F), (F, F, F, F, F), (F, U, F, U, F), (F, NA, F, F, F),
    (U, T, U, T, U), (U, F, F, U, F), (U, U, U, U, U), (U, NA, U, U, U),
    (NA, T, T, T, T), (NA, F, F, F, F), (NA, U, U, U, U), (NA, NA, NA, NA, NA),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "every", "some", "two"), PAIRS)
def test_the_truth_tables_of_two_parts(left, right, every, some, two):
    assert all_of([left, right]) is every
    assert any_of([left, right]) is some
    assert k_of(2, [left, right]) is two


@pytest.mark.parametrize(
    ("k", "parts", "value"),
    [
        (2, [T, T, F], T),
        (2, [T, F, F], F),
        (2, [T, U, F], U),
        (2, [U, U, F], U),
        (2, [U, F, F], F),
        (2, [T, NA, NA], T),
        (2, [F, NA, NA], F),
        (2, [U, NA, NA], U),
        (3, [T, T, NA], T),
        (3, [T, U, NA], U),
    ],
)
def test_k_of_drops_what_does_not_apply_and_asks_for_no_more_than_is_left(k, parts, value):
    assert k_of(k, parts) is value


def slow_k_of(k, parts):
    """Try both outcomes of every unknown: certain, impossible, or open."""
    applicable = [part for part in parts if part is not NA]
    if not applicable:
        return NA
    choices = [[part is T] if part is not U else [True, False] for part in applicable]
    outcomes = {sum(outcome) >= min(k, len(applicable)) for outcome in product(*choices)}
    return U if len(outcomes) == 2 else (T if outcomes == {True} else F)


@given(parts_of_a_rule, st.integers(1, 7))
def test_k_of_is_what_every_outcome_of_the_unknowns_agrees_on(parts, k):
    assert k_of(k, parts) is slow_k_of(k, parts)


@given(parts_of_a_rule)
def test_any_is_one_of_and_all_is_every_one_of(parts):
    assert any_of(parts) is k_of(1, parts)
    assert all_of(parts) is k_of(len(parts), parts)


@given(parts_of_a_rule, st.randoms())
def test_the_order_of_the_parts_does_not_matter(parts, random):
    shuffled = random.sample(parts, len(parts))
    assert all_of(parts) is all_of(shuffled)
    assert any_of(parts) is any_of(shuffled)


def test_when_nothing_applies_neither_does_the_whole():
    assert all_of([NA, NA]) is any_of([NA, NA]) is k_of(1, [NA, NA]) is NA


def test_a_truth_cannot_be_mistaken_for_a_yes_or_a_no():
    with pytest.raises(TypeError, match="compare it with"):
        bool(U)


def test_asking_for_none_of_the_parts_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        k_of(0, [T])
