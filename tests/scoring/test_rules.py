"""The rule language: reading, evaluating, tracing.

Rules compare numbers exactly as given, so nothing here needs a tolerance.
"""

import pytest
from hypothesis import given

from scoring.answers import MISSING, Answer, DoneBy, State, answered
from scoring.rules import Reason, RuleError, evaluate, items_of, parse_rule, rule_to_json, trace
from scoring.truth import Truth
from tests.scoring.strategies import answer_sheets, asking_sets, rules, who_sets

T, F, U, NA = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN, Truth.NA
OWN = frozenset({DoneBy.OWN_STAFF})
NOBODY_ASKED = frozenset()


def value(rule, answers, *, asks_who=NOBODY_ASKED):
    return evaluate(parse_rule(rule), answers, credited=OWN, asks_who=asks_who)


def leaf(rule, answers, *, asks_who=NOBODY_ASKED):
    found = trace(parse_rule(rule), answers, credited=OWN, asks_who=asks_who)
    return found.truth, found.reason


@pytest.mark.parametrize(
    ("answer", "truth", "reason"),
    [
        (answered(True), T, Reason.YES),
        (answered(False), F, Reason.NO),
        (answered(3.0), T, Reason.YES),
        (answered(0.0), F, Reason.NO),
        (answered(-1.0), F, Reason.NO),
        (answered(("iso9001",)), T, Reason.YES),
        (answered(("none", "iso9001")), T, Reason.YES),
        (answered(("none",)), F, Reason.NO),
        (answered(()), F, Reason.NO),
        (answered("licence"), F, Reason.NO),
        (Answer(State.DONT_KNOW), U, Reason.DONT_KNOW),
        (Answer(State.REFUSED), U, Reason.REFUSED),
        (MISSING, U, Reason.MISSING),
        (Answer(State.NOT_APPLICABLE), NA, Reason.NOT_APPLICABLE),
    ],
)
def test_a_bare_item_holds_for_a_yes_a_positive_number_or_a_choice(answer, truth, reason):
    assert leaf({"item": "A"}, {"A": answer}) == (truth, reason)


def test_an_item_nobody_was_asked_is_missing_and_never_no():
    assert leaf({"item": "A"}, {}) == (U, Reason.MISSING)


@pytest.mark.parametrize(
    ("op", "threshold", "given_value", "truth", "reason"),
    [
        (">=", 50, 50.0, T, Reason.REACHED),
        (">=", 50, 49.9, F, Reason.BELOW),
        (">", 50, 50.0, F, Reason.BELOW),
        ("<=", 5, 5.0, T, Reason.REACHED),
        ("<", 5, 5.0, F, Reason.ABOVE),
        ("==", 2, 2.0, T, Reason.MATCHES),
        ("!=", 2, 2.0, F, Reason.DIFFERS),
        ("==", True, True, T, Reason.MATCHES),
        ("==", False, True, F, Reason.DIFFERS),
        (">=", 1, True, T, Reason.REACHED),
        ("==", "own", "own", T, Reason.MATCHES),
        ("!=", "own", "parent", T, Reason.MATCHES),
        ("==", "iso", ("iso", "qs"), T, Reason.MATCHES),
        ("!=", "iso", ("iso", "qs"), F, Reason.DIFFERS),
        (">=", 50, "fifty", U, Reason.NOT_COMPARABLE),
        (">=", 1, ("iso",), U, Reason.NOT_COMPARABLE),
        ("==", "own", 1.0, U, Reason.NOT_COMPARABLE),
    ],
)
def test_comparisons_take_their_boundary_as_written(op, threshold, given_value, truth, reason):
    rule = {"item": "A", "op": op, "value": threshold}
    assert leaf(rule, {"A": answered(given_value)}) == (truth, reason)


@pytest.mark.parametrize(
    ("training", "payroll", "truth", "reason"),
    [
        (answered(1.0), answered(100.0), T, Reason.REACHED),
        (answered(0.9), answered(100.0), F, Reason.BELOW),
        (answered(1.0), answered(0.0), U, Reason.NO_DENOMINATOR),
        (answered(1.0), answered(-5.0), U, Reason.NO_DENOMINATOR),
        (answered(1.0), MISSING, U, Reason.MISSING),
        (Answer(State.REFUSED), answered(100.0), U, Reason.REFUSED),
        (Answer(State.NOT_APPLICABLE), MISSING, NA, Reason.NOT_APPLICABLE),
        (answered("much"), answered(1.0), U, Reason.NOT_COMPARABLE),
    ],
)
def test_a_ratio_needs_a_denominator_it_can_divide_by(training, payroll, truth, reason):
    rule = {"ratio": ["TRAIN", "PAY"], "op": ">=", "value": 0.01}
    assert leaf(rule, {"TRAIN": training, "PAY": payroll}) == (truth, reason)


@pytest.mark.parametrize(
    ("answer", "truth", "reason"),
    [
        (answered(True, DoneBy.OWN_STAFF), T, Reason.YES),
        (answered(True, DoneBy.PARENT), F, Reason.NOT_CREDITED),
        (answered(True), U, Reason.WHO_UNKNOWN),
        (answered(False), F, Reason.NO),
        (answered(False, DoneBy.OWN_STAFF), F, Reason.NO),
        (Answer(State.DONT_KNOW), U, Reason.DONT_KNOW),
        (Answer(State.NOT_APPLICABLE), NA, Reason.NOT_APPLICABLE),
    ],
)
def test_where_it_is_asked_who_did_it_only_credited_doers_count(answer, truth, reason):
    assert leaf({"item": "A"}, {"A": answer}, asks_who=frozenset({"A"})) == (truth, reason)


def test_where_it_is_not_asked_who_did_it_does_not_matter():
    assert leaf({"item": "A"}, {"A": answered(True, DoneBy.PARENT)}) == (T, Reason.YES)


def test_the_default_rule_of_rung_3_by_hand():
    rule = {
        "all": [
            {"item": "HR3_STAFF"},
            {"item": "HR3_RETRAIN"},
            {
                "any": [
                    {"item": "HR3_TRAINED_SH", "op": ">=", "value": 50},
                    {"ratio": ["HR3_TRAINEXP", "HR3_PAYROLL"], "op": ">=", "value": 0.01},
                ]
            },
        ]
    }
    sheet = {"HR3_STAFF": answered(True), "HR3_RETRAIN": answered(True)}
    assert value(rule, sheet) is U
    assert value(rule, {**sheet, "HR3_TRAINED_SH": answered(50.0)}) is T
    assert value(rule, {**sheet, "HR3_TRAINED_SH": answered(20.0)}) is U
    spent = {"HR3_TRAINEXP": answered(2.0), "HR3_PAYROLL": answered(100.0)}
    assert value(rule, {**sheet, **spent, "HR3_TRAINED_SH": answered(20.0)}) is T
    assert value(rule, {**sheet, "HR3_STAFF": answered(False)}) is F
    assert items_of(parse_rule(rule)) == {
        "HR3_STAFF", "HR3_RETRAIN", "HR3_TRAINED_SH", "HR3_TRAINEXP", "HR3_PAYROLL",
    }  # fmt: skip


@given(rules, answer_sheets, who_sets, asking_sets)
def test_a_trace_says_what_the_rule_says(rule, answers, credited, asks_who):
    traced = trace(rule, answers, credited=credited, asks_who=asks_who)
    assert traced.truth is evaluate(rule, answers, credited=credited, asks_who=asks_who)


@given(rules)
def test_a_rule_written_and_read_is_the_same_rule(rule):
    assert parse_rule(rule_to_json(rule)) == rule


@pytest.mark.parametrize(
    ("data", "place", "remedy"),
    [
        ([], "rule", "object"),
        ({}, "rule", "exactly one of"),
        ({"item": "A", "any": []}, "rule", "exactly one of"),
        ({"item": ""}, "rule.item", "item code"),
        ({"item": "A", "op": ">="}, "rule", "give item, op, value"),
        ({"item": "A", "op": "=>", "value": 1}, "rule.op", "use one of"),
        ({"item": "A", "op": [], "value": 1}, "rule.op", "use one of"),
        ({"item": "A", "op": ">=", "value": None}, "rule.value", "give a number"),
        ({"item": "A", "op": ">=", "value": float("nan")}, "rule.value", "give a number"),
        ({"item": "A", "op": ">=", "value": "own"}, "rule.op", "== or !="),
        ({"item": "A", "op": ">=", "value": True}, "rule.op", "== or !="),
        ({"item": "A", "valeu": 1}, "rule", "use only item"),
        ({"ratio": ["A"], "op": ">=", "value": 1}, "rule.ratio", "two item codes"),
        ({"ratio": ["A", 1], "op": ">=", "value": 1}, "rule.ratio[1]", "item code"),
        ({"ratio": ["A", "B"], "op": ">=", "value": "1"}, "rule.value", "number"),
        ({"all": []}, "rule.all", "at least one rule"),
        ({"all": [{"item": "A"}] * 101}, "rule.all", "at most 100"),
        ({"all": [{"item": "A"}, {"any": [{"item": 3}]}]}, "rule.all[1].any[0].item", "item code"),
        ({"k_of": 0, "of": [{"item": "A"}]}, "rule.k_of", "at least 1"),
        ({"k_of": 2, "of": [{"item": "A"}]}, "rule.k_of", "at most as many"),
        ({"k_of": True, "of": [{"item": "A"}]}, "rule.k_of", "whole number"),
        ({"const": 1}, "rule.const", "true or false"),
    ],
)
def test_a_rule_that_cannot_be_read_says_where_and_what_would_be_right(data, place, remedy):
    with pytest.raises(RuleError) as error:
        parse_rule(data)
    assert error.value.place == place
    assert remedy in error.value.remedy


def test_all_problems_of_a_rule_are_told_at_once():
    with pytest.raises(RuleError) as error:
        parse_rule({"any": [{"item": 1}, {"item": "A"}, {"const": "yes"}]}, "hr.2")
    assert [problem.place for problem in error.value.problems] == ["hr.2.any[0].item", "hr.2.any[2].const"]


def test_a_rule_nested_without_end_is_refused():
    data = {"item": "A"}
    for _ in range(60):
        data = {"all": [data]}
    with pytest.raises(RuleError, match="deep"):
        parse_rule(data)


@pytest.mark.parametrize(
    ("state", "given_value"),
    [(State.ANSWERED, None), (State.DONT_KNOW, False), (State.ANSWERED, float("nan")), (State.ANSWERED, ["iso"])],
)
def test_an_answer_that_could_be_read_two_ways_is_refused(state, given_value):
    with pytest.raises(ValueError, match="Answer"):
        Answer(state, given_value)
