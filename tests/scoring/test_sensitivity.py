"""The sensitivity panel: by hand from docs/sensitivity.md, firm by firm beside it, and what always holds."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.answers import MISSING
from scoring.columns import item_column
from scoring.levels import LevelRule, PointPolicy, level
from scoring.rules import AllRule, AnyRule, ItemRule, KOfRule, evaluate
from scoring.ruleset import RuleSet, score_firm
from scoring.rungs import STATE_OF, Dimension
from scoring.sensitivity import (
    CHOICES,
    COMBINATIONS,
    SHAPE,
    Claim,
    Combination,
    KChoice,
    Unknown,
    check,
    count_ladders,
    exact_shares,
    holds,
    joined,
    moved_by,
    nobody,
    rule_with_k,
    shares_of,
    with_k,
)
from scoring.table5 import level_table
from scoring.truth import Truth, k_of
from scoring.vectorised import levels_of, rung_matrix
from tests.scoring.strategies import ITEMS, answer_sheets, rules
from tests.scoring.test_document import TRUTHS, cells_of

PAGE = (Path(__file__).parents[2] / "docs" / "sensitivity.md").read_text(encoding="utf-8")
CODES = {"1": Truth.TRUE, "0": Truth.FALSE, "?": Truth.UNKNOWN, "n": Truth.NA}
WORKED = (("111100", 1.0), ("110100", 1.0), ("11?100", 2.0), ("100000", 4.0))
ROUNDING = 1e-9
"""Sums of some dozen weights in different orders."""


def worked(name: str) -> list[dict[str, str]]:
    block = re.search(rf"<!-- worked: {name} -->\n((?:\|.*\n)+)", PAGE)
    assert block is not None
    heading, _, *rows = block[1].splitlines()
    return [dict(zip(cells_of(heading), cells_of(row), strict=True)) for row in rows]


def matrix(patterns: list[str]) -> Any:
    return np.array([[CODES[mark] for mark in each] for each in patterns], dtype=np.int8).reshape(-1, 6)


def shares(firms: Any, *, floor: bool = False, assessed: Any = None) -> Any:
    """The panel of firms whose rungs are the same for every k."""
    rungs = matrix([pattern for pattern, _ in firms])
    weights = np.array([weight for _, weight in firms])
    given = None if assessed is None else np.array(assessed, dtype=np.int8)
    return shares_of(count_ladders(dict.fromkeys(KChoice, rungs), weights, given), floor_level_1=floor)


def row_of(found: Any, **choices: Any) -> Any:
    wanted = Combination(**{"rule": LevelRule.STRICT, "k": KChoice.DEFAULT, "unknown": "low", **choices})
    return found[COMBINATIONS.index(wanted)]


def test_there_are_thirty_six_combinations_in_the_order_of_their_array() -> None:
    assert len(set(COMBINATIONS)) == 36 == np.prod(SHAPE) and len(CHOICES) == len(SHAPE)


@pytest.mark.parametrize("row", worked("sensitivity"))
def test_the_worked_shares(row: dict[str, str]) -> None:
    found = shares(WORKED)
    told = {"rule": LevelRule(row["rule"]), "unknown": Unknown(row["unknown"])}
    for k in KChoice:
        assert f"{row_of(found, **told, k=k, weighted=False)[3]:.1f}" == row["each firm once"]
        assert f"{row_of(found, **told, k=k, weighted=True)[3]:.1f}" == row["by weight"]


@pytest.mark.parametrize("row", worked("k"))
def test_the_worked_ks(row: dict[str, str]) -> None:
    parts = [TRUTHS[each] for each in row["things"].split()]
    rule = KOfRule(2, tuple(ItemRule(f"I{place}") for place in range(3)))
    for k, heading in zip(KChoice, ("minimum", "as it is", "all"), strict=True):
        asked = rule_with_k(rule, k)
        assert isinstance(asked, KOfRule)
        assert k_of(asked.k, parts) is TRUTHS[row[heading]]


def test_the_worked_headline() -> None:
    found = shares(WORKED)
    told = re.search(r"\*more than (\d+) per cent at level 4 or above\*.* in (\d+) of the 36", PAGE)
    assert told is not None
    claim = Claim(4, exactly=False, more=True, share_pct=float(told[1]))
    verdict = check(claim, row_of(found, weighted=False), found)
    assert not verdict.own and not verdict.holds_in_all
    assert verdict.holds_in == len(verdict.turned) == int(told[2])
    assert {each.rule for each in verdict.turned if each.unknown is Unknown.LOW} == {LevelRule.HIGHEST}


def test_half_is_neither_more_nor_less_than_half() -> None:
    half = [100.0, 50.0, 50.0, 50.0, 0.0, 0.0]
    assert not any(holds(Claim(4, False, more, 50.0), half) for more in (True, False))
    assert holds(Claim(4, False, True, 49.9), half) and holds(Claim(4, False, False, 50.1), half)
    assert holds(Claim(1, True, False, 50.1), half) and not holds(Claim(2, True, True, 0.0), half)
    assert holds(Claim(4, True, True, 49.0), half)


def test_assessed_levels_are_the_same_in_every_combination() -> None:
    found = shares([("11?100", 1.0), ("101111", 3.0)], assessed=[5, 0])
    assert np.allclose(found[:, 4], [50.0 if not each.weighted else 25.0 for each in COMBINATIONS])
    floored = shares([("000000", 1.0)], assessed=[0], floor=True)
    assert (floored[:, 0] == 100).all() and (floored[:, 1:] == 0).all()


def test_nobody_has_no_shares_and_bad_figures_are_refused() -> None:
    assert shares_of(nobody(), floor_level_1=True) is None
    with pytest.raises(ValueError, match="weight is negative"):
        shares([("111111", -1.0)])
    with pytest.raises(ValueError, match="as many ladders"):
        count_ladders(dict.fromkeys(KChoice, matrix(["111111"])), np.ones(2))
    with pytest.raises(ValueError, match="level 7"):
        Claim(7, False, True, 50)


def test_which_choice_moves_a_share_most_by_hand() -> None:
    # One firm of two moves between 1 and 6 by the rule alone.
    found = shares([("100001", 1.0), ("100000", 1.0)])
    assert moved_by(found) == {"rule": (50.0, 2), "k": (0.0, 1), "unknown": (0.0, 1), "weighted": (0.0, 1)}
    weighted = shares([("111000", 3.0), ("100000", 1.0)])
    assert moved_by(weighted)["weighted"] == (25.0, 2)


ladders = st.lists(st.sampled_from("10?n"), min_size=6, max_size=6).map("".join)
firms = st.lists(st.tuples(ladders, st.sampled_from([0.5, 1.0, 2.5])), min_size=1, max_size=12)


@given(firms, st.booleans(), st.data())
def test_beside_every_firm_worked_out_alone(drawn: Any, floor: bool, data: Any) -> None:
    """The slow way: each firm's level by `scoring.levels`, combination by combination, counted by hand."""
    assessed = data.draw(st.lists(st.integers(-1, 6), min_size=len(drawn), max_size=len(drawn)))
    found = shares(drawn, floor=floor, assessed=assessed)
    for place, each in enumerate(COMBINATIONS):
        total, reached = 0.0, [0.0] * 6
        for (pattern, weight), given_level in zip(drawn, assessed, strict=True):
            states = [STATE_OF[CODES[mark]] for mark in pattern]
            one = level(states, rule=each.rule, floor_level_1=floor)
            counted = one.low if each.unknown is Unknown.LOW else one.high
            if given_level >= 0:
                counted = max(given_level, 1) if floor else given_level
            amount = weight if each.weighted else 1.0
            total += amount
            for number in range(counted):
                reached[number] += amount
        assert found[place] == pytest.approx([100 * amount / total for amount in reached], abs=ROUNDING)


@given(firms, st.booleans())
def test_strict_is_never_above_fewest_errors_nor_that_above_highest(drawn: Any, floor: bool) -> None:
    strict, highest, fewest = shares(drawn, floor=floor).reshape(*SHAPE, 6)
    assert (strict <= fewest + ROUNDING).all() and (fewest <= highest + ROUNDING).all()


@given(firms, st.booleans())
def test_low_is_never_above_high_and_shares_fall_from_level_to_level(drawn: Any, floor: bool) -> None:
    found = shares(drawn, floor=floor)
    low, high = found.reshape(*SHAPE, 6).transpose(2, 0, 1, 3, 4)
    assert (low <= high + ROUNDING).all()
    assert (np.diff(found, axis=1) <= ROUNDING).all() and (found >= 0).all() and (found <= 100 + ROUNDING).all()
    assert not floor or np.allclose(found[:, 0], 100)
    assert np.allclose(exact_shares(found).sum(axis=1), found[:, 0])


@given(st.lists(ladders, min_size=1, max_size=12), st.sampled_from([0.1, 1.0, 3.7]), st.booleans())
def test_equal_weights_weigh_nothing(patterns: list[str], weight: float, floor: bool) -> None:
    once, by_weight = (
        shares([(each, weight) for each in patterns], floor=floor).reshape(*SHAPE, 6).transpose(3, 0, 1, 2, 4)
    )
    assert by_weight == pytest.approx(once, abs=ROUNDING)


@given(firms, firms, st.booleans())
def test_parts_of_a_cluster_add_up(one: Any, other: Any, floor: bool) -> None:
    parts = [
        count_ladders(
            dict.fromkeys(KChoice, matrix([pattern for pattern, _ in part])), np.array([weight for _, weight in part])
        )
        for part in (one, other)
    ]
    assert shares_of(joined(parts), floor_level_1=floor) == pytest.approx(shares([*one, *other], floor=floor))


@given(rules, answer_sheets)
def test_a_smaller_k_never_takes_a_rung_away(rule: Any, answers: Any) -> None:
    least, given_k, every = (
        evaluate(rule_with_k(rule, k), answers, credited=frozenset(), asks_who=frozenset()) for k in KChoice
    )
    assert least >= given_k >= every


def any_ruleset(drawn: list[Any]) -> RuleSet:
    by_rung = {rung: drawn[rung - 1] for rung in range(1, 7)}
    return RuleSet(
        code="drawn",
        version=1,
        title="Drawn",
        note="",
        rules=dict.fromkeys(Dimension, by_rung),
        variants={"other": {Dimension.HR: {1: drawn[-1]}}},
        credited=frozenset(),
        asks_who=frozenset(),
        na_items={},
        parameters={},
    )


@given(
    st.lists(rules, min_size=6, max_size=6),
    st.lists(answer_sheets, min_size=1, max_size=5),
    st.booleans(),
    st.booleans(),
)
def test_from_answers_to_the_panel_both_ways(drawn: Any, sheets: Any, floor: bool, other: bool) -> None:
    """Rules over columns and counts of ladders, beside `score_firm` with the rule set of each k."""
    ruleset, variant = any_ruleset(drawn), "other" if other else None
    columns = {
        item: item_column([sheet.get(item, MISSING) for sheet in sheets], credited=frozenset()) for item in ITEMS
    }
    by_k = {k: rung_matrix(with_k(ruleset, k), columns, len(sheets), variant)[Dimension.HR] for k in KChoice}
    found = shares_of(count_ladders(by_k, np.ones(len(sheets))), floor_level_1=floor)
    assert found is not None
    cube = found.reshape(*SHAPE, 6)
    assert (np.diff(cube, axis=1) <= ROUNDING).all(), "minimum, as it is, all"
    for place, each in enumerate(COMBINATIONS):
        scored = [
            score_firm(with_k(ruleset, each.k), sheet, variant=variant, level_rule=each.rule, floor_level_1=floor)
            .dimensions[Dimension.HR]
            .level
            for sheet in sheets
        ]
        levels = [one.low if each.unknown is Unknown.LOW else one.high for one in scored]
        wanted = [100 * sum(each_level >= rung for each_level in levels) / len(levels) for rung in range(1, 7)]
        assert found[place] == pytest.approx(wanted, abs=ROUNDING)


@given(firms, st.booleans(), st.sampled_from(list(LevelRule)[:3]))
def test_the_runs_own_share_lies_between_the_lowest_and_the_highest(drawn: Any, floor: bool, rule: LevelRule) -> None:
    own = level_table(levels_of(matrix([each for each, _ in drawn]), rule, floor, PointPolicy.LOW))
    share = [100 * cell.count / cell.n for cell in own.cells]
    found = shares(drawn, floor=floor)
    assert (found.min(axis=0) <= np.array(share) + ROUNDING).all()
    assert (np.array(share) <= found.max(axis=0) + ROUNDING).all()
    assert row_of(found, rule=rule, weighted=False) == pytest.approx(share, abs=ROUNDING)


def test_only_at_least_k_rules_change_and_those_inside_others_too() -> None:
    inner = KOfRule(2, (ItemRule("A"), ItemRule("B"), ItemRule("C")))
    rule = AllRule((ItemRule("D"), AnyRule((inner, ItemRule("E")))))
    assert rule_with_k(rule, KChoice.DEFAULT) is rule
    changed = rule_with_k(rule, KChoice.ALL)
    assert isinstance(changed, AllRule) and isinstance(changed.parts[1], AnyRule)
    assert changed.parts[1].parts[0] == KOfRule(3, inner.parts)
