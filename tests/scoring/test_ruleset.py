"""A rule set as a whole: reading it, its hash, scoring a firm, and what is missing for the next rung.

Levels and rungs are discrete: no tolerance.
"""

import copy

import pytest
from hypothesis import given

from scoring.answers import Answer, DoneBy, State, answered
from scoring.gaps import NeededAnswer, NeededGroup, gap_of
from scoring.levels import LevelRule
from scoring.rules import Reason, evaluate, trace
from scoring.ruleset import (
    RuleSetError,
    parse_ruleset,
    ruleset_hash,
    ruleset_to_json,
    score_firm,
    what_is_missing,
)
from scoring.rungs import Dimension, RungState
from scoring.truth import Truth
from tests.scoring.default_rules import DEFAULT
from tests.scoring.strategies import answer_sheets, asking_sets, rules, who_sets

RULES = parse_ruleset(DEFAULT)
YES, NO = answered(True), answered(False)
MET, NOT, UNKNOWN, NA = RungState.MET, RungState.NOT_MET, RungState.UNKNOWN, RungState.NA


def own(value):
    return answered(value, DoneBy.OWN_STAFF)


SALMON_FIRM = {
    "PD1_ACT": answered(("fish",)),
    "PD2_MINOR": YES,
    "PD3_OEM": YES,
    "PD3_QCC": YES,
    "PD3_TQC": NO,
    "PD4_ADAPT_SH": own(5.0),
    "PD4_SPECIES": own(True),
    "PD5_DEV": answered(True, DoneBy.INSTITUTE),
    "PD6_NOVEL": Answer(State.DONT_KNOW),
}


def score(answers, *, variant=None, level_rule=LevelRule.STRICT, floor=False):
    return score_firm(RULES, answers, variant=variant, level_rule=level_rule, floor_level_1=floor)


def test_a_salmon_firm_by_hand():
    product = score(SALMON_FIRM, variant="salmon").dimensions[Dimension.PRODUCT]
    assert product.states == (MET, MET, MET, MET, NOT, UNKNOWN)
    assert (product.level.low, product.level.high) == (4, 4)
    assert product.traces[4].reason is Reason.NOT_CREDITED


def test_the_same_answers_outside_the_variant_lack_precision_and_have_no_species():
    product = score(SALMON_FIRM).dimensions[Dimension.PRODUCT]
    assert product.states == (MET, UNKNOWN, MET, NOT, NOT, UNKNOWN)
    assert (product.level.low, product.level.high) == (1, 3)


def test_what_does_not_apply_in_a_variant_does_not_apply_whatever_was_answered():
    refused = {**SALMON_FIRM, "PD2_PREC": NO}
    assert score(refused, variant="salmon").dimensions[Dimension.PRODUCT].states[1] is MET


def test_a_firm_that_answered_nothing_has_every_level_open():
    for each in score({}).dimensions.values():
        assert each.states == (UNKNOWN,) * 6
        assert (each.level.low, each.level.high, each.level.point) == (0, 6, 0)


def test_a_score_names_what_it_rests_on():
    found = score({}, variant="salmon", level_rule=LevelRule.HIGHEST)
    assert (found.ruleset, found.version, found.variant) == ("default", 1, "salmon")
    assert found.level_rule is LevelRule.HIGHEST


def test_the_assessors_level_takes_the_place_of_the_rungs():
    found = score_firm(
        RULES,
        {},
        variant=None,
        level_rule=LevelRule.ASSESSOR,
        floor_level_1=False,
        assessor={Dimension.HR: answered(4.0)},
    )
    assert found.dimensions[Dimension.HR].level.low == 4
    assert found.dimensions[Dimension.PRODUCT].level.high == 6


def test_a_changed_rule_gives_another_hash_and_another_level_and_leaves_the_old_set_alone():
    data = copy.deepcopy(DEFAULT)
    data["version"] = 2
    data["rules"]["product"]["3"] = {"all": [{"item": "PD3_QCC"}, {"item": "PD3_TQC"}]}
    changed = parse_ruleset(data)
    old, new = (
        score_firm(each, SALMON_FIRM, variant="salmon", level_rule=LevelRule.STRICT, floor_level_1=False)
        for each in (RULES, changed)
    )
    assert ruleset_hash(changed) != ruleset_hash(RULES)
    assert old.dimensions[Dimension.PRODUCT].level.low == 4
    assert new.dimensions[Dimension.PRODUCT].level.low == 2


def test_the_hash_does_not_depend_on_how_the_file_is_written():
    data = copy.deepcopy(DEFAULT)
    data["asks_who"].reverse()
    data["rules"] = dict(reversed(data["rules"].items()))
    data["rules"]["hr"]["4"]["all"][0]["value"] = 1.0
    assert ruleset_hash(parse_ruleset(data)) == ruleset_hash(RULES)
    assert len(ruleset_hash(RULES)) == 64


def test_a_rule_set_written_and_read_is_the_same():
    assert parse_ruleset(ruleset_to_json(RULES)) == RULES


def test_the_items_of_a_variant_are_those_its_rules_look_at():
    assert "PD4_SPECIES" in RULES.items("salmon") - RULES.items()
    assert "HR3_PAYROLL" in RULES.items()


def test_all_problems_of_a_rule_set_are_told_at_once():
    data = copy.deepcopy(DEFAULT)
    del data["rules"]["hr"]["4"]
    data["rules"]["process"]["7"] = {"item": "A"}
    data["rules"]["product"]["2"] = {"item": "A", "op": "~", "value": 1}
    data["rules"]["research"] = {}
    data["variants"]["salmon"]["product"]["4"] = {"any": []}
    data |= {"version": 0, "title": " ", "credited": ["nobody"], "asks_who": "HR4", "colour": "red"}
    with pytest.raises(RuleSetError) as error:
        parse_ruleset(data)
    assert {problem.place for problem in error.value.problems} == {
        "rules.hr.4", "rules.process.7", "rules.product.2.op", "rules.research",
        "variants.salmon.product.4.any", "version", "title", "credited", "asks_who", "colour",
    }  # fmt: skip


@pytest.mark.parametrize("data", [None, [], "rules", 3])
def test_something_that_is_no_rule_set_is_refused(data):
    with pytest.raises(RuleSetError, match="give an object"):
        parse_ruleset(data)


def missing(answers, dimension, **kwargs):
    return what_is_missing(RULES, answers, dimension, **kwargs)


def test_the_next_rung_asks_only_for_what_is_not_there_yet():
    sheet = {"HR1_OJT": YES, "HR1_INH": NO, "HR2_INHPROG": YES, "HR2_REWARD": NO}
    found = missing(sheet, Dimension.HR)
    assert (found.rung, found.state) == (2, NOT)
    assert found.gap == NeededAnswer(("HR2_REWARD",), "yes", (), (NO,), Reason.NO)


def test_a_choice_is_told_as_one_of_and_a_list_as_all():
    sheet = {
        "HR1_OJT": YES, "HR2_INHPROG": YES, "HR2_REWARD": YES, "HR3_STAFF": NO, "HR3_RETRAIN": YES,
        "HR3_TRAINED_SH": answered(20.0), "HR3_TRAINEXP": answered(1.0),
    }  # fmt: skip
    gap = missing(sheet, Dimension.HR).gap
    assert gap.all_needed
    staff, either = gap.options
    assert (staff.item, staff.needed) == ("HR3_STAFF", "yes")
    assert (either.take, [option.needed for option in either.options]) == (1, [">= 50", ">= 0.01"])
    assert either.options[1].items == ("HR3_TRAINEXP", "HR3_PAYROLL")


def test_two_of_four_with_one_held_asks_for_one_of_the_other_three():
    lower = {
        "PT1_INV": YES, "PT1_MACH": YES, "PT2_ADVMACH": answered(60.0), "PT2_LAYOUT": YES,
        "PT3_INV_ERP": YES, "PT3_SPC": YES, "PT3_TQM": YES, "PT4_AD_LAYOUT": own(True),
        "PT4_AD_EQUIP": own(True), "PT5_DV_MACH": own(True), "PT5_DV_MAT": answered(True, DoneBy.PARENT),
    }  # fmt: skip
    found = missing(lower, Dimension.PROCESS)
    assert (found.rung, found.gap.take, len(found.gap.options)) == (5, 1, 3)
    by_parent = next(option for option in found.gap.options if option.item == "PT5_DV_MAT")
    assert (by_parent.reason, by_parent.needed_by) == (Reason.NOT_CREDITED, (DoneBy.OWN_STAFF,))


def test_with_nothing_held_the_whole_number_is_asked_for():
    gap = missing({}, Dimension.PROCESS, above=3).gap
    assert (gap.take, len(gap.options), gap.all_needed) == (2, 3, False)


def test_rungs_below_the_asked_ones_are_left_out():
    assert missing({}, Dimension.HR, above=5).rung == 6
    assert missing({"HR6_RSE_FULL": own(2.0)}, Dimension.HR, above=5) is None


def fulfilled(gap, chosen):
    """Pick ``take`` options of each group, the last ones, and gather the leaves to change."""
    if isinstance(gap, NeededGroup):
        for option in gap.options[-gap.take :]:
            fulfilled(option, chosen)
    else:
        chosen.append(gap)
    return chosen


@given(rules, answer_sheets, who_sets, asking_sets)
def test_a_gap_is_there_exactly_when_a_rule_that_applies_does_not_hold(rule, answers, credited, asks_who):
    traced = trace(rule, answers, credited=credited, asks_who=asks_who)
    gap = gap_of(traced, credited=credited, asks_who=asks_who)
    assert (gap is None) is (evaluate(rule, answers, credited=credited, asks_who=asks_who) in (Truth.TRUE, Truth.NA))
    for needed in fulfilled(gap, []) if gap else []:
        assert needed.needed
        assert len(needed.items) == len(needed.answers)
