"""Scoring by columns against scoring one by one, on random rules and answers and on every ladder.

Truth values and levels are integers: no tolerance. The two sides divide the same two doubles, so
ratios compare alike to the last bit.
"""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.answers import MISSING, Answer, DoneBy, State, answered
from scoring.columns import ItemColumn, item_column
from scoring.levels import LevelRule, PointPolicy, level
from scoring.rules import ItemRule, KOfRule, Op, evaluate
from scoring.ruleset import RuleSet, parse_ruleset, score_firm
from scoring.rungs import STATE_OF, Dimension
from scoring.truth import Truth
from scoring.vectorised import NO_POINT, levels_of, rung_matrix
from tests.scoring.default_rules import DEFAULT
from tests.scoring.strategies import ITEMS, YES_NO, answer_sheets, asking_sets, rules, who_sets

DEFAULT_RULES = parse_ruleset(DEFAULT)
OWN = frozenset({DoneBy.OWN_STAFF})


def ruleset_of(rule, credited, asks_who, na_items=frozenset()):
    ladder = dict.fromkeys(range(1, 7), rule)
    return RuleSet(
        code="t", version=1, title="T", note="", parameters={}, variants={},
        rules=dict.fromkeys(Dimension, ladder), credited=credited, asks_who=asks_who, na_items={"v": na_items},
    )  # fmt: skip


def columns_of(sheets, items, credited):
    present = [item for item in items if any(item in sheet for sheet in sheets)]
    return {item: item_column([sheet.get(item, MISSING) for sheet in sheets], credited=credited) for item in present}


@given(rules, st.lists(answer_sheets, min_size=1, max_size=8), who_sets, asking_sets)
def test_a_rule_over_columns_is_the_rule_over_each_firm(rule, sheets, credited, asks_who):
    columns = columns_of(sheets, ITEMS, credited)
    matrix = rung_matrix(ruleset_of(rule, credited, asks_who), columns, len(sheets), None)[Dimension.HR]
    one_by_one = [int(evaluate(rule, sheet, credited=credited, asks_who=asks_who)) for sheet in sheets]
    assert matrix[:, 0].tolist() == one_by_one
    assert matrix.dtype == np.int8
    assert matrix.shape == (len(sheets), 6)


SAID = [answered(False), Answer(State.DONT_KNOW), answered(True), Answer(State.NOT_APPLICABLE)]


@pytest.mark.parametrize("rule", [KOfRule(k, tuple(map(ItemRule, YES_NO))) for k in (1, 2, 3)])
def test_counting_rules_agree_on_every_combination_of_three_truths(rule):
    sheets = [dict(zip(YES_NO, said, strict=True)) for said in product(SAID, repeat=3)]
    columns = columns_of(sheets, YES_NO, OWN)
    matrix = rung_matrix(ruleset_of(rule, OWN, frozenset()), columns, len(sheets), None)[Dimension.HR]
    one_by_one = [int(evaluate(rule, sheet, credited=OWN, asks_who=frozenset())) for sheet in sheets]
    assert matrix[:, 0].tolist() == one_by_one


def test_a_choice_of_none_is_a_no_and_its_codes_can_be_asked_for():
    column = item_column([answered(("none",)), answered(("iso", "qs")), answered(()), MISSING], credited=OWN)
    for rule, truths in (
        (ItemRule("M1"), [Truth.FALSE, Truth.TRUE, Truth.FALSE, Truth.UNKNOWN]),
        (ItemRule("M1", Op.EQ, "iso"), [Truth.FALSE, Truth.TRUE, Truth.FALSE, Truth.UNKNOWN]),
        (ItemRule("M1", Op.NE, "iso"), [Truth.TRUE, Truth.FALSE, Truth.TRUE, Truth.UNKNOWN]),
        (ItemRule("M1", Op.GE, 1.0), [Truth.UNKNOWN] * 4),
    ):
        matrix = rung_matrix(ruleset_of(rule, OWN, frozenset()), {"M1": column}, 4, None)[Dimension.HR]
        assert matrix[:, 0].tolist() == truths


@given(rules, answer_sheets, st.frozensets(st.sampled_from(ITEMS)))
def test_what_does_not_apply_in_a_variant_is_the_same_by_columns(rule, sheet, na_items):
    rules_of_variant = ruleset_of(rule, OWN, frozenset(), na_items)
    matrix = rung_matrix(rules_of_variant, columns_of([sheet], ITEMS, OWN), 1, "v")[Dimension.PRODUCT]
    score = score_firm(
        rules_of_variant, sheet, variant="v", level_rule=LevelRule.STRICT, floor_level_1=False
    ).dimensions[Dimension.PRODUCT]
    assert tuple(STATE_OF[Truth(code)] for code in matrix[0]) == score.states


@pytest.mark.parametrize("rule", [LevelRule.STRICT, LevelRule.HIGHEST, LevelRule.MINIMUM_ERROR])
@pytest.mark.parametrize("floor", [False, True])
@pytest.mark.parametrize("policy", list(PointPolicy))
def test_every_possible_ladder_has_the_same_level_both_ways(rule, floor, policy):
    ladders = list(product(list(Truth), repeat=6))
    found = levels_of(np.array(ladders, dtype=np.int8), rule, floor, policy)
    one_by_one = [
        level([STATE_OF[truth] for truth in ladder], rule=rule, floor_level_1=floor, policy=policy)
        for ladder in ladders
    ]
    assert found.low.tolist() == [each.low for each in one_by_one]
    assert found.high.tolist() == [each.high for each in one_by_one]
    assert found.point.tolist() == [NO_POINT if each.point is None else each.point for each in one_by_one]
    assert found.tie.tolist() == [each.tie for each in one_by_one]


@pytest.mark.parametrize("floor", [False, True])
def test_the_assessors_levels_are_the_same_both_ways(floor):
    given_levels = np.array([0, 1, 3, 6, np.nan])
    matrix = np.zeros((5, 6), dtype=np.int8)
    found = levels_of(matrix, LevelRule.ASSESSOR, floor, PointPolicy.EXCLUDE, given_levels)
    rungs = [STATE_OF[Truth.FALSE]] * 6
    for n, value in enumerate(given_levels):
        answer = MISSING if np.isnan(value) else answered(float(value))
        alone = level(
            rungs, rule=LevelRule.ASSESSOR, floor_level_1=floor, policy=PointPolicy.EXCLUDE, assessor_level=answer
        )
        assert (found.low[n], found.high[n]) == (alone.low, alone.high)
        assert found.point[n] == (NO_POINT if alone.point is None else alone.point)


def test_an_assessors_level_outside_the_ladder_is_refused():
    with pytest.raises(ValueError, match="whole number from 0 to 6"):
        levels_of(np.zeros((1, 6), dtype=np.int8), LevelRule.ASSESSOR, False, PointPolicy.LOW, np.array([6.5]))


def test_the_default_rules_score_columns_as_they_score_firms():
    numbers = {"HR3_TRAINED_SH", "HR3_TRAINEXP", "HR3_PAYROLL", "PT2_ADVMACH", "PD4_ADAPT_SH", "PD6_IPR"}
    choose = np.random.default_rng(2006)
    items = sorted(DEFAULT_RULES.items("salmon") | DEFAULT_RULES.items())
    sheets = []
    for _ in range(60):
        values = {
            item: float(choose.integers(0, 100)) if item in numbers else bool(choose.random() < 0.7) for item in items
        }
        doers = {item: DoneBy.OWN_STAFF if choose.random() < 0.8 else DoneBy.PARENT for item in items}
        kept = [item for item in items if choose.random() < 0.9]
        sheets.append({item: answered(values[item], doers[item]) for item in kept})
    columns = columns_of(sheets, items, OWN)
    for variant in (None, "salmon"):
        matrices = rung_matrix(DEFAULT_RULES, columns, len(sheets), variant)
        for n, sheet in enumerate(sheets):
            score = score_firm(DEFAULT_RULES, sheet, variant=variant, level_rule=LevelRule.STRICT, floor_level_1=True)
            for dimension, each in score.dimensions.items():
                assert tuple(STATE_OF[Truth(code)] for code in matrices[dimension][n]) == each.states


def test_a_column_without_doers_leaves_open_who_did_it():
    column = ItemColumn(values=np.array([1.0, 0.0]), state=np.zeros(2, dtype=np.int8))
    rules_asking = ruleset_of(ItemRule("Y1"), OWN, frozenset({"Y1"}))
    matrix = rung_matrix(rules_asking, {"Y1": column}, 2, None)[Dimension.HR]
    assert matrix[:, 0].tolist() == [Truth.UNKNOWN, Truth.FALSE]


def test_an_answer_that_holds_no_number_is_unknown_and_not_no():
    column = ItemColumn(values=np.array([np.nan]), state=np.zeros(1, dtype=np.int8))
    matrix = rung_matrix(ruleset_of(ItemRule("N1"), OWN, frozenset()), {"N1": column}, 1, None)[Dimension.HR]
    assert matrix[0, 0] == Truth.UNKNOWN


def test_columns_of_another_length_and_mixed_kinds_are_refused():
    column = item_column([answered(1.0)], credited=OWN)
    with pytest.raises(ValueError, match="Column N1"):
        rung_matrix(DEFAULT_RULES, {"N1": column}, 2, None)
    with pytest.raises(ValueError, match="beside numbers"):
        item_column([answered(1.0), answered("a")], credited=OWN)
    with pytest.raises(ValueError, match="six rungs"):
        levels_of(np.zeros((2, 5), dtype=np.int8), LevelRule.STRICT, False, PointPolicy.LOW)
