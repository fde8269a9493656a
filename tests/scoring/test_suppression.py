"""No cell that is hidden in a table can be worked out from its sums.

Two attackers, neither of them the code under test (tests/scoring/attackers.py).
"""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.suppression import Sum, interval_of, protect_table
from tests.scoring.attackers import bounds, determined

FEWEST = 3
SLACK = 1e-6
"""Of the attacker's linear programmes, whose figures are whole numbers up to some hundreds."""


def small(values, fewest=FEWEST):
    return {cell for cell, value in values.items() if 0 < value < fewest}


def grid(rows):
    """A table of rows and columns with its margins, and every sum in it."""
    height, wide = len(rows), len(rows[0])
    values = {(r, c): rows[r][c] for r in range(height) for c in range(wide)}
    values |= {(r, "all"): sum(rows[r]) for r in range(height)}
    values |= {("all", c): sum(row[c] for row in rows) for c in range(wide)}
    values["all", "all"] = sum(map(sum, rows))
    sums = [Sum((r, "all"), tuple((r, c) for c in range(wide))) for r in [*range(height), "all"]]
    sums += [Sum(("all", c), tuple((r, c) for r in range(height))) for c in [*range(wide), "all"]]
    return values, sums


@st.composite
def tables(draw):
    height, wide = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    cell = st.one_of(st.integers(0, 4), st.integers(0, 60))
    return [[draw(cell) for _column in range(wide)] for _row in range(height)]


def test_a_table_worked_by_hand():
    # 1 is small; its row and its column need a partner each, and the partners one another: the rectangle.
    values, sums = grid([[1, 20, 30], [9, 8, 7], [15, 16, 17]])
    hidden = protect_table(values, sums, small(values), width=FEWEST)
    assert hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert interval_of((0, 0), values, sums, hidden) == (0, 10)


def test_a_figure_in_two_tables_is_hidden_in_both():
    values = {"of firms": 2, "again": 2, "others": 40, "all": 42}
    sums = [Sum("all", ("of firms", "others")), Sum("again", ("of firms",))]
    assert protect_table(values, sums, {"of firms"}, width=FEWEST, kept={"all"}) == {"of firms", "others", "again"}


def test_several_groups_of_one_total_protect_each_other():
    values = {"all": 50, "small": 2, "large": 48, "north": 20, "south": 30}
    sums = [Sum("all", ("small", "large")), Sum("all", ("north", "south"))]
    hidden = protect_table(values, sums, {"small"}, width=FEWEST)
    assert hidden == {"small", "large"}, "the other groups give the total anyway"


def test_what_can_be_worked_out_anyway_is_not_hidden():
    # Beside a sum of 1 the zero hides nothing by itself, and more has to go; what is left determined is shown again.
    values, sums = grid([[1, 0, 0, 12]])
    hidden = protect_table(values, sums, small(values), width=FEWEST, kept={(0, "all"), ("all", "all")})
    assert {(0, 0), (0, 3)} <= hidden
    assert not determined(values, sums, hidden)


def test_an_amount_of_money_is_protected_by_as_much_as_is_asked_for():
    values = {"a": 900.0, "b": 30.0, "c": 400.0, "all": 1330.0}
    sums = [Sum("all", ("a", "b", "c"))]
    assert protect_table(values, sums, {"a"}, width={"a": 90.0}, kept={"all"}) == {"a", "b"}
    assert protect_table(values, sums, {"a"}, width={"a": 1000.0}, kept={"all"}) == {"a", "b", "c"}


@settings(deadline=None, max_examples=40)
@given(tables(), st.integers(3, 5))
def test_no_attacker_recovers_a_hidden_cell(rows, fewest):
    values, sums = grid(rows)
    hidden = protect_table(values, sums, small(values, fewest), width=fewest)
    assert small(values, fewest) <= hidden
    assert not determined(values, sums, hidden)
    for cell in hidden:
        low, high = bounds(values, sums, hidden, cell)
        assert high - low > 0.5, "whole numbers: another one is possible"
        assert low - SLACK <= values[cell] <= high + SLACK
        if cell in small(values, fewest):
            assert high - low >= fewest - SLACK


@settings(deadline=None, max_examples=25)
@given(tables())
def test_the_same_table_is_hidden_in_the_same_way_and_what_is_small_always(rows):
    values, sums = grid(rows)
    once = protect_table(values, sums, small(values), width=FEWEST)
    assert protect_table(dict(values), list(sums), set(small(values)), width=FEWEST) == once
    assert protect_table(values, sums, set(), width=FEWEST) == frozenset()


def test_whoever_knows_the_rule_can_say_more_of_a_table_of_very_few():
    # The limit that the page tells: sums leave 0 to 4, and no other split of four hides these two cells alone.
    cells = ("a", "b", "c", "d")
    alike = []
    for split in itertools.product(range(5), repeat=4):
        if sum(split) == 4:
            values = {**dict(zip(cells, split, strict=True)), "all": 4}
            if protect_table(values, [Sum("all", cells)], small(values), width=FEWEST, kept={"all"}) == {"b", "d"}:
                alike.append(split)
    assert alike == [(0, 2, 0, 2)]


@pytest.mark.parametrize(
    ("values", "sums", "sensitive", "said"),
    [
        ({"a": 1, "all": 1}, [Sum("all", ("a", "b"))], [], "'b'] have no value"),
        ({"a": 1}, [], ["z"], "'z'] have no value"),
        ({"a": -1, "all": -1}, [Sum("all", ("a",))], [], "negative"),
        ({"a": 1, "all": 2}, [Sum("all", ("a",))], [], "its parts make 1"),
    ],
)
def test_a_table_that_does_not_add_up_is_refused(values, sums, sensitive, said):
    with pytest.raises(ValueError, match=said):
        protect_table(values, sums, sensitive, width=FEWEST)
