"""Correlations, indices and interviewers: by hand from docs/cross-checks.md, and beside slow ways."""

import re
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from scoring.answers import MISSING, Answer, State, answered
from scoring.columns import item_column
from scoring.crosschecks import (
    FEWEST_FIRMS,
    InterviewerEffect,
    interviewer_effect,
    is_too_alike,
    level_table_of,
    rank_correlation,
    table_correlation,
)
from scoring.indices import ITEMS, PARTS, index_of
from scoring.outliers import KEY_FIGURES, key_figure_columns, key_figures
from scoring.rungs import Dimension
from tests.scoring.test_document import cells_of, printed_like

PAGE = (Path(__file__).parents[2] / "docs" / "cross-checks.md").read_text(encoding="utf-8")
DRAWN = 0.02
"""More than three standard errors of a p value from 4,999 draws."""
ROUNDING = 1e-9


def worked(name: str) -> list[dict[str, str]]:
    block = re.search(rf"<!-- worked: {name} -->\n((?:\|.*\n)+)", PAGE)
    assert block is not None
    heading, _, *rows = block[1].splitlines()
    return [dict(zip(cells_of(heading), cells_of(row), strict=True)) for row in rows]


def numbers(text: str) -> Any:
    return np.array([int(each) for each in text.split()], dtype=np.int8)


@pytest.mark.parametrize("row", worked("correlation"))
def test_the_worked_correlations(row: dict[str, str]) -> None:
    found = table_correlation(level_table_of(numbers(row["first"]), numbers(row["second"])))
    assert str(found.n) == row["n"]
    assert printed_like(row["rho"], found.rho) == row["rho"]


levels = st.lists(st.tuples(st.integers(-1, 6), st.integers(-1, 6)), min_size=1, max_size=40)


@given(levels)
def test_from_a_table_from_firms_and_from_a_library_the_correlation_is_the_same(drawn: Any) -> None:
    first, second = (np.array(side, dtype=np.int8) for side in zip(*drawn, strict=True))
    by_table = table_correlation(level_table_of(first, second))
    floats = [np.where(side < 0, np.nan, side.astype(float)) for side in (first, second)]
    one_by_one = rank_correlation(*floats)
    known = (first >= 0) & (second >= 0)
    assert by_table.n == one_by_one.n == known.sum()
    varies = known.sum() >= 3 and all(len(set(side[known].tolist())) > 1 for side in (first, second))
    assert (by_table.rho is not None) is (one_by_one.rho is not None) is bool(varies)
    if by_table.rho is not None:
        library = scipy.stats.spearmanr(first[known], second[known]).statistic
        assert by_table.rho == pytest.approx(one_by_one.rho, abs=ROUNDING) == pytest.approx(library, abs=ROUNDING)


def test_dimensions_are_too_alike_above_the_bound_and_with_enough_firms() -> None:
    same = np.arange(FEWEST_FIRMS, dtype=np.int8) % 4
    assert is_too_alike(table_correlation(level_table_of(same, same)))
    assert not is_too_alike(table_correlation(level_table_of(same[:-1], same[:-1])))
    assert not is_too_alike(table_correlation(level_table_of(same, same[::-1].copy())))


def test_the_page_tells_every_part_and_its_anchors() -> None:
    told = [(row["index"], row["part"], float(row["becomes 0"]), float(row["becomes 1"])) for row in worked("parts")]
    assert told == [(str(each), part.key, part.low, part.high) for each in Dimension for part in PARTS[each]]


AGES = ("gt20", "y11_20", "y6_10", "y2_5", "lt2")


def sheet_of(dimension: str, parts: list[str]) -> dict[str, Answer]:
    """Answers that give these parts: of spending over 1,000, of several as many yes as told."""
    sheet: dict[str, Answer] = {}
    for part, told in zip(PARTS[Dimension(dimension)], parts, strict=True):
        if told == "?":
            continue
        if part.key == "machinery":
            sheet["PT1_AGE"] = answered(AGES[int(told)])
        elif len(part.items) == 2 and part.high < 1:
            sheet |= {part.items[0]: answered(1000 * float(told)), part.items[1]: answered(1000.0)}
        else:
            sheet |= {item: answered(place < int(told)) for place, item in enumerate(part.items)}
    return sheet


def columns_of(sheets: list[dict[str, Answer]], items: Any) -> Any:
    return {item: item_column([each.get(item, MISSING) for each in sheets], credited=frozenset()) for item in items}


@pytest.mark.parametrize("row", worked("indices"))
def test_the_worked_indices(row: dict[str, str]) -> None:
    sheet = sheet_of(row["index"], row["parts"].split(", "))
    (found,) = index_of(Dimension(row["index"]), columns_of([sheet], ITEMS), 1)
    assert printed_like(row["value"], None if np.isnan(found) else float(found)) == row["value"]


unsaid = st.sampled_from([MISSING, Answer(State.DONT_KNOW), Answer(State.NOT_APPLICABLE)])
amounts = st.one_of(unsaid, st.sampled_from([0.0, 1.0, 20.0, 50.0, 1000.0]).map(answered))
replies = st.one_of(unsaid, st.booleans().map(answered))
KINDS = {
    item: st.one_of(unsaid, st.sampled_from(AGES).map(answered))
    if part.key == "machinery"
    else (amounts if part.high < 1 else replies)
    for parts in PARTS.values()
    for part in parts
    for item in part.items
}
firm_sheets = st.fixed_dictionaries(KINDS)


def slow_part(key: str, items: tuple[str, ...], sheet: dict[str, Answer]) -> float | None:
    """One part, question by question, as docs/cross-checks.md says it."""
    values = [sheet[item].value for item in items]
    if any(value is None for value in values):
        return None
    if key == "machinery":
        return float(AGES.index(str(values[0])))
    if key == "training_mode":
        return float(max((place for place, value in enumerate(values, start=1) if value), default=0))
    if key.endswith(("spending", "staff")):
        over, under = float(values[0] or 0), float(values[1] or 0)  # type: ignore[arg-type]
        return over / under if under > 0 else None
    return float(sum(bool(value) for value in values))


@given(st.lists(firm_sheets, min_size=1, max_size=4))
def test_indices_beside_every_firm_worked_out_alone(sheets: list[dict[str, Answer]]) -> None:
    for dimension in Dimension:
        found = index_of(dimension, columns_of(sheets, ITEMS), len(sheets))
        for sheet, value in zip(sheets, found, strict=True):
            parts = []
            for part in PARTS[dimension]:
                told = slow_part(part.key, part.items, sheet)
                if told is not None:
                    parts.append(min(1.0, max(0.0, (told - part.low) / (part.high - part.low))))
            if len(parts) * 2 < len(PARTS[dimension]):
                assert np.isnan(value)
            else:
                assert value == pytest.approx(sum(parts) / len(parts), abs=ROUNDING) and 0 <= value <= 1


def effect_of(groups: Any, **options: Any) -> InterviewerEffect:
    """The effect of firms told as {(stratum, interviewer): levels}."""
    counts = {key: np.bincount(np.array(given, dtype=np.int64), minlength=7).tolist() for key, given in groups.items()}
    return interviewer_effect(counts, **options)


@pytest.mark.parametrize("row", worked("interviewers"))
def test_the_worked_interviewers(row: dict[str, str]) -> None:
    first, second = numbers(row["first"]).tolist(), numbers(row["second"]).tolist()
    found = effect_of({("", 1): first, ("", 2): second})
    assert printed_like(row["share"], found.share) == row["share"]
    if row["p"] == "none":
        assert found.p is None and not found.is_notable
        return
    assert found.p == pytest.approx(float(row["p"]), abs=DRAWN)
    assert found.expected == pytest.approx(float(row["by chance"]), abs=DRAWN)
    exactly = share_of_deals([first, second])
    assert printed_like(row["p"], exactly) == row["p"]


def share_of_deals(groups: list[list[int]]) -> float:
    """How many of all ways to deal the firms to two interviewers lie as far apart: the exact p value."""
    every, far, ways = [*groups[0], *groups[1]], 0, 0
    for chosen in combinations(range(len(every)), len(groups[0])):
        one = [every[place] for place in chosen]
        rest = [each for place, each in enumerate(every) if place not in chosen]
        ways += 1
        far += slow_share({("", 1): one, ("", 2): rest}) >= slow_share({("", 1): groups[0], ("", 2): groups[1]}) - 1e-12
    return far / ways


def slow_share(groups: Any) -> float:
    """Eta squared within strata, firm by firm."""
    firms = [(stratum, who, level) for (stratum, who), given in groups.items() for level in given]
    deviations: dict[int, list[float]] = {}
    for stratum, who, level in firms:
        others = [each for place, _who, each in firms if place == stratum]
        deviations.setdefault(who, []).append(level - sum(others) / len(others))
    within = sum(each**2 for given in deviations.values() for each in given)
    return sum(len(given) * (sum(given) / len(given)) ** 2 for given in deviations.values()) / within


def test_drawing_tables_is_shuffling_interviewers() -> None:
    """The slow way: interviewers are shuffled among the firms of each stratum, name by name."""
    groups = {
        ("a", 1): [1, 2, 2, 3],
        ("a", 2): [2, 3, 3],
        ("a", 3): [3, 4],
        ("b", 1): [3, 3],
        ("b", 2): [4, 4, 3],
        ("b", 3): [5, 5, 4, 6],
    }
    found = effect_of(groups)
    assert found.share == pytest.approx(slow_share(groups), abs=ROUNDING)
    generator, far, rounds, total = np.random.default_rng(7), 0, 3000, 0.0
    for _round in range(rounds):
        dealt: dict[Any, list[int]] = {}
        for stratum in ("a", "b"):
            people = [who for (place, who), given in groups.items() if place == stratum for _each in given]
            every = [each for (place, _who), given in groups.items() if place == stratum for each in given]
            for who, each in zip(generator.permutation(people).tolist(), every, strict=True):
                dealt.setdefault((stratum, who), []).append(each)
        share = slow_share(dealt)
        far, total = far + (share >= slow_share(groups) - 1e-12), total + share
    assert found.p == pytest.approx(far / rounds, abs=2 * DRAWN)
    assert found.expected == pytest.approx(total / rounds, abs=DRAWN)


def test_interviewers_with_few_firms_are_left_out_and_counted() -> None:
    found = effect_of({("", 1): [1] * 5, ("", 2): [2] * 6, ("", 3): [6] * 4})
    assert (found.firms, found.interviewers, found.left_out) == (11, 2, 4)
    assert found.share == pytest.approx(1.0) and found.is_notable and set(found.means) == {1, 2}
    assert found.means[1][0] == 5 and found.means[1][1] == pytest.approx(-6 / 11)
    alone = effect_of({("", 1): [1, 2, 3, 4, 5], ("", 2): [1]})
    assert (alone.share, alone.interviewers, alone.left_out) == (None, 1, 1)
    assert interviewer_effect({}).firms == 0


def test_what_strata_explain_is_no_difference_between_interviewers() -> None:
    found = effect_of({("low", 1): [1, 2] * 5, ("high", 2): [4, 5] * 5})
    assert found.share == 0.0 and found.p == 1.0


given_levels = st.lists(st.integers(0, 5), min_size=5, max_size=8)


@given(given_levels, given_levels, st.sampled_from(["same", "other"]))
def test_a_share_lies_between_0_and_1_and_knows_no_zero_point(one: list[int], other: list[int], place: str) -> None:
    found = effect_of({("same", 1): one, (place, 2): other, ("same", 3): one[::-1]}, replicates=99)
    lifted = effect_of(
        {
            ("same", 1): [each + 1 for each in one],
            (place, 2): [each + 1 for each in other],
            ("same", 3): [each + 1 for each in one],
        },
        replicates=99,
    )
    if found.share is not None and found.p is not None:
        assert 0 <= found.share <= 1 + ROUNDING and 0 < found.p <= 1
        assert lifted.share == pytest.approx(found.share, abs=ROUNDING)


figures = st.fixed_dictionaries({item: amounts for pair in KEY_FIGURES.values() for item in pair})


@given(st.lists(figures, min_size=1, max_size=5))
def test_key_figures_of_many_firms_are_those_of_each(sheets: list[dict[str, Answer]]) -> None:
    items = {item for pair in KEY_FIGURES.values() for item in pair}
    found = key_figure_columns(columns_of(sheets, items), len(sheets))
    for row, sheet in enumerate(sheets):
        alone = key_figures(sheet)
        assert {name: values[row] for name, values in found.items() if not np.isnan(values[row])} == pytest.approx(
            alone
        )
