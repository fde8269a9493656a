"""What a mapping's rules make of the cells of a row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.answers import State
from surveys.importing.rules import (
    NO,
    UNSAID,
    YES,
    Cells,
    Combined,
    Constant,
    Fault,
    ItemRule,
    Lookup,
    Options,
    Outcome,
    canonical,
)

DONT_KNOW = Outcome(State.DONT_KNOW)
WORDS = {"Si": YES, "No": NO, "Ns/Nc": DONT_KNOW, "-": UNSAID}
truths = st.sampled_from(["Si", "No", "Ns/Nc", "-", ""])


def cells(**texts: str) -> Cells:
    return Cells(texts, {})


def look(column: str) -> Lookup:
    return Lookup(column, WORDS)


def test_a_value_the_table_does_not_name_is_a_fault_and_a_blank_cell_is_none() -> None:
    faults: list[Fault] = []
    assert look("q").outcome(cells(q="Tal vez"), faults) == UNSAID
    assert [(fault.column, fault.value, fault.is_unnamed) for fault in faults] == [("q", "Tal vez", True)]
    faults.clear()
    assert look("q").outcome(cells(q=""), faults) == UNSAID
    assert faults == []


@pytest.mark.parametrize(
    ("text", "same"), [("1.0", "1"), ("-2.00", "-2"), ("1.5", "1.5"), ("Si", "Si"), ("3.", "3."), ("a.0", "a.0")]
)
def test_a_whole_number_is_the_same_with_decimals_of_zero(text: str, same: str) -> None:
    assert canonical(text) == same


@given(st.lists(truths, min_size=1, max_size=4))
def test_any_and_all_are_the_three_valued_ones_and_each_other_s_mirror(texts: list[str]) -> None:
    row = cells(**{f"q{place}": text for place, text in enumerate(texts)})
    parts = tuple(look(f"q{place}") for place in range(len(texts)))
    some, every = (Combined(word, parts).outcome(row, []).truth for word in ("any", "all"))
    assert some is (True if "Si" in texts else False if set(texts) == {"No"} else None)
    assert every is (False if "No" in texts else True if set(texts) == {"Si"} else None)


def test_what_is_unknown_in_parts_is_a_don_t_know_when_somebody_said_so() -> None:
    rule = Combined("any", (look("a"), look("b")))
    assert rule.outcome(cells(a="Ns/Nc", b="-"), []).state is State.DONT_KNOW
    assert rule.outcome(cells(a="No", b=""), []).state is State.MISSING


def test_a_combination_can_end_in_other_answers_than_yes_and_no() -> None:
    rule = Combined("any", (look("a"), look("b")), when_true=UNSAID, when_false=Outcome(State.ANSWERED, 0))
    assert rule.outcome(cells(a="No", b="No"), []).value == 0
    assert rule.outcome(cells(a="Si", b="No"), []) == UNSAID


def test_options_are_chosen_one_by_one_and_an_unknown_one_leaves_the_answer_open() -> None:
    rule = Options((("iso", look("a")), ("haccp", look("b"))), has_none=True)
    assert rule.outcome(cells(a="Si", b="No"), []).value == ["iso"]
    assert rule.outcome(cells(a="No", b="No"), []).value == ["none"]
    assert rule.outcome(cells(a="Si", b="Ns/Nc"), []) == UNSAID


def test_a_number_is_taken_as_it_is_written_and_one_that_could_be_two_is_a_fault() -> None:
    rule = Lookup("q", {"Ns/Nc": DONT_KNOW}, "number")
    assert rule.outcome(Cells({"q": "12,5 %"}, {"q": ","}), []).value == 12.5
    assert rule.outcome(Cells({"q": "Ns/Nc"}, {}), []) == DONT_KNOW
    faults: list[Fault] = []
    rule.outcome(Cells({"q": "1.234"}, {"q": None}), faults)
    assert len(faults) == 1


WHO = (("own_staff", look("own")), ("parent", look("parent")))


@pytest.mark.parametrize(
    ("own", "parent", "doer"),
    [("Si", "Si", "own_staff"), ("No", "Si", "parent"), ("Ns/Nc", "Si", ""), ("No", "No", ""), ("Si", "", "own_staff")],
)
def test_the_first_known_doer_counts_and_an_unknown_one_before_hides_the_others(
    own: str, parent: str, doer: str
) -> None:
    told = ItemRule("X", look("q"), WHO, "Why.").tell(cells(q="Si", own=own, parent=parent), [])
    assert told is not None
    assert told["done_by"] == doer


def test_nobody_did_what_was_not_done() -> None:
    rule = ItemRule("X", look("q"), (("own_staff", Constant(YES)),), "Why.")
    assert rule.tell(cells(q="No"), []) == {"state": "answered", "value": False, "done_by": "", "note": ""}
    assert rule.tell(cells(q="-"), []) is None
