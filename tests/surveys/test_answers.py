"""Checking one answer as it comes in, and handing stored answers to the scoring."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scoring.answers import Answer, DoneBy, State
from surveys.answers import AnswerRefused, normalise, scoring_answers
from surveys.catalogue import ItemEntry

OPTIONS = ({"code": "iso", "label": "ISO"}, {"code": "haccp", "label": "HACCP"}, {"code": "none", "label": "None"})
REVISION = "0b9c1f6e-6a52-4d7c-9d0e-3d1f6f4d2a11"


def item(kind="yes_no", code="ITEM", **known):
    plain = dict.fromkeys(ItemEntry.__slots__, "")
    return ItemEntry(
        **{
            **plain,
            "code": code,
            "kind": kind,
            "position": 1,
            "rung": None,
            "only_in": (),
            "not_applicable_in": (),
            "options": OPTIONS if kind in ("single", "multiple") else (),
            "minimum": None,
            "maximum": None,
            "na_allowed": False,
            "asks_evidence": False,
            "asks_who": False,
            "is_long": False,
            "translations": {},
            **known,
        }
    )


def problem(asked, raw):
    with pytest.raises(AnswerRefused) as refusal:
        normalise(asked, raw)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        ("yes_no", True, True),
        ("yes_no", False, False),
        ("share", 12.5, 12.5),
        ("share", Decimal("50.0"), 50),
        ("count", 7.0, 7),
        ("money", 0, 0),
        ("number", -1.5, -1.5),
        ("year", 1998, 1998),
        ("level", 6, 6),
        ("single", "haccp", "haccp"),
        ("multiple", ["haccp", "iso"], ["iso", "haccp"]),
        ("multiple", ("none",), ["none"]),
        ("text", " A word.\r\nAnother. ", "A word.\nAnother."),
        ("text", "Half \ud83d a sign\x00.", "Half  a sign."),
    ],
)
def test_a_value_is_stored_in_the_form_of_its_kind(kind, value, stored):
    change = normalise(item(kind), {"value": value})
    assert change == {
        "state": "answered",
        "value": stored,
        "done_by": "",
        "note": "",
        "evidence": {},
        "seen": None,
    }
    assert type(change["value"]) is type(stored)


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        ("yes_no", 1, "Give yes (true) or no (false)."),
        ("yes_no", "yes", "Give yes (true) or no (false)."),
        ("share", "12", "Give a number."),
        ("share", True, "Give a number."),
        ("money", float("nan"), "Give a number."),
        ("money", float("inf"), "Give a number."),
        ("money", 10**400, "Give a number."),
        ("money", Decimal("NaN"), "Give a number."),
        ("count", 2.5, "Give a whole number."),
        ("single", "brc", "There is no choice 'brc'. Use one of iso, haccp, none."),
        ("single", ["iso"], "There is no choice"),
        ("multiple", "iso", "Give a list out of iso, haccp, none."),
        ("multiple", [], "Give a list"),
        ("multiple", ["iso", ["haccp"]], "Give a list"),
        ("multiple", ["iso", "none"], "“None of them” stands beside others."),
        ("text", "  ", "Give a text, or leave it open."),
        ("text", 12, "Give a text"),
    ],
)
def test_a_value_of_another_kind_is_refused_with_its_remedy(kind, value, says):
    assert says in problem(item(kind), {"value": value})


def test_bounds_are_told_with_what_was_found():
    asked = item("share", code="TRAINED_SH", minimum=0, maximum=100)
    assert problem(asked, {"value": 101}) == "TRAINED_SH: Found 101. The most is 100."
    assert problem(asked, {"value": -0.5}) == "TRAINED_SH: Found -0.5. The least is 0."


@pytest.mark.parametrize("state", ["dont_know", "refused", "missing"])
def test_a_state_without_value_is_an_answer_of_its_own(state):
    change = normalise(item(), {"state": state, "done_by": "parent"})
    assert (change["state"], change["value"], change["done_by"]) == (state, None, "")


def test_a_change_without_value_and_state_takes_the_answer_back():
    assert normalise(item(), {"seen": REVISION})["state"] == "missing"


def test_not_applicable_is_open_only_where_the_item_says_so():
    assert normalise(item(na_allowed=True), {"state": "not_applicable"})["state"] == "not_applicable"
    assert "not open to this question" in problem(item(), {"state": "not_applicable"})


def test_who_did_it_is_kept_only_where_it_is_asked():
    assert normalise(item(asks_who=True), {"value": True, "done_by": "parent"})["done_by"] == "parent"
    assert "does not ask who did it" in problem(item(), {"value": True, "done_by": "parent"})
    assert "Nobody is known as 'cousin'" in problem(item(asks_who=True), {"value": True, "done_by": "cousin"})


def test_evidence_has_a_kind_and_a_text():
    change = normalise(item(), {"value": True, "evidence": {"kind": "document", "text": " Plan of May "}})
    assert change["evidence"] == {"kind": "document", "text": "Plan of May"}
    assert normalise(item(), {"value": True, "evidence": {"kind": "", "text": ""}})["evidence"] == {}
    assert "no kind of evidence 'rumour'" in problem(item(), {"value": True, "evidence": {"kind": "rumour"}})
    assert "Give its “kind” and its “text”." in problem(item(), {"value": True, "evidence": "a plan"})


def test_the_revision_that_was_seen_is_an_id():
    assert normalise(item(), {"value": True, "seen": REVISION.upper()})["seen"] == REVISION
    assert "is no id of a revision" in problem(item(), {"value": True, "seen": "yesterday"})
    assert normalise(item(), {"value": True, "settles": [REVISION, REVISION]})["settles"] == [REVISION]
    assert "Give a list of ids" in problem(item(), {"value": True, "settles": REVISION})


def test_every_problem_is_listed_at_once():
    with pytest.raises(AnswerRefused) as refusal:
        normalise(
            item("share", minimum=0, maximum=100),
            {"value": 120, "state": "answered", "done_by": "parent", "evidence": {"kind": "rumour"}, "colour": "red"},
        )
    assert len(refusal.value.problems) == 4
    assert all(each.place == "ITEM" and each.fact and each.remedy for each in refusal.value.problems)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ({"state": "perhaps"}, "There is no state 'perhaps'."),
        ({"state": ["answered"]}, "There is no state"),
        ({"state": "dont_know", "value": True}, "Leave out one of the two."),
        ({"state": "answered"}, "marked as answered and has no value"),
        ({"value": True, "note": "x" * 4001}, "Shorten it to 4000."),
        ({"value": True, "note": 5}, "Give a text."),
        ("yes", "Give its state and its value."),
    ],
)
def test_what_makes_no_sense_is_refused(raw, says):
    assert says in problem(item(), raw)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["iso", "none"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
KEYS = st.sampled_from(["state", "value", "done_by", "note", "evidence", "seen", "settles", "else"])
STATES = st.sampled_from(list(State))
KINDS = ["yes_no", "share", "count", "number", "money", "year", "single", "multiple", "text", "level"]


@example("yes_no", False, {"settles": [None]})
@given(st.sampled_from(KINDS), st.booleans(), st.dictionaries(KEYS, JUNK | STATES))
def test_whatever_comes_is_refused_or_can_be_scored_and_cleaned_again(kind, flag, raw):
    asked = item(kind, asks_who=flag, na_allowed=flag)
    try:
        change = normalise(asked, raw)
    except AnswerRefused as refusal:
        assert refusal.problems
    else:
        assert normalise(asked, change) == change
        assert scoring_answers({"ITEM": change}, [asked], "generic")["ITEM"].state == change["state"]


def test_stored_answers_become_those_of_the_scoring():
    stored = {
        "YES": {"state": "answered", "value": True, "done_by": "own_staff"},
        "MANY": {"state": "answered", "value": ["iso", "haccp"], "done_by": ""},
        "NOT": {"state": "dont_know", "value": None, "done_by": ""},
    }
    items = [item(code="YES", asks_who=True), item("multiple", code="MANY"), item(code="NOT"), item(code="NEVER")]
    assert scoring_answers(stored, items, "generic") == {
        "YES": Answer(State.ANSWERED, True, DoneBy.OWN_STAFF),
        "MANY": Answer(State.ANSWERED, ("iso", "haccp")),
        "NOT": Answer(State.DONT_KNOW),
    }


@pytest.mark.parametrize(
    ("variant", "only_in", "not_in"),
    [("salmon", (), ("salmon",)), ("buttons", ("salmon",), ()), ("generic", ("salmon",), ())],
)
def test_an_item_of_other_sectors_is_not_applicable_whatever_is_stored(variant, only_in, not_in):
    asked = item(only_in=only_in, not_applicable_in=not_in)
    stored = {"ITEM": {"state": "answered", "value": True, "done_by": ""}}
    assert scoring_answers(stored, [asked], variant) == {"ITEM": Answer(State.NOT_APPLICABLE)}
    assert scoring_answers({}, [asked], variant) == {"ITEM": Answer(State.NOT_APPLICABLE)}
