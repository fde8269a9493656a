"""Reshuffled treatments: all of them written out, what a scheme must keep, and the share of false alarms."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.estimators.permutation import joint_permutation_test, permutation_test, whole_paths, within
from analysis.estimators.records import EstimationRefused

SIX = pd.DataFrame({"on": [1, 1, 1, 0, 0, 0], "y": [9.0, 7, 8, 3, 6, 1]})


def difference(table: pd.DataFrame) -> float:
    return float(table.y[table.on == 1].mean() - table.y[table.on == 0].mean())


def paths(seed: int) -> pd.DataFrame:
    """Six counties seen over five years and two seen over three, with a stock of crises."""
    random = np.random.default_rng(seed)
    rows = [(county, year) for county in range(8) for year in range(5 if county < 6 else 3)]
    table = pd.DataFrame(rows, columns=["county", "year"])
    table["crises"] = random.integers(0, 2, len(table))
    table["crises"] = table.groupby("county").crises.cumsum()
    return table.assign(y=random.normal(size=len(table))).sample(frac=1, random_state=seed).reset_index(drop=True)


def test_the_p_value_nears_that_of_all_twenty_assignments() -> None:
    observed = difference(SIX)
    every = []
    for chosen in itertools.combinations(range(6), 3):
        every.append(difference(SIX.assign(on=[int(place in chosen) for place in range(6)])))
    exact = np.mean(np.abs(every) >= abs(observed) - 1e-12)
    found = permutation_test(difference, SIX, permute=within(["on"]), repetitions=4000, seed=1)
    assert found.observed == observed
    # Four standard errors of a share of 2/20 among 4000 draws.
    assert found.p_value == pytest.approx(exact, abs=4 * np.sqrt(0.1 * 0.9 / 4000))
    assert set(np.round(found.draws, 9)) == set(np.round(every, 9))


def test_the_same_seed_gives_the_same_draws_and_the_p_value_counts_the_table_itself() -> None:
    one, other = (permutation_test(difference, SIX, permute=within(["on"]), repetitions=99, seed=5) for _ in range(2))
    assert one == other
    as_great = sum(abs(draw) >= abs(one.observed) - 1e-12 for draw in one.draws)
    assert one.p_value == (1 + as_great) / 100


@given(st.integers(0, 10_000))
def test_reshuffling_within_strata_keeps_the_rows_of_each_stratum(seed: int) -> None:
    table = pd.DataFrame({"town": list("abcabcaab"), "on": range(9), "dose": range(10, 19), "y": range(9)})
    moved = within(["on", "dose"], ["town"])(table, np.random.default_rng(seed))
    assert moved.groupby("town").on.apply(sorted).to_dict() == table.groupby("town").on.apply(sorted).to_dict()
    assert (moved.dose - moved.on == 10).all()
    assert moved.y.equals(table.y)


@given(st.integers(0, 10_000))
def test_whole_paths_move_uncut_between_counties_seen_at_the_same_times(seed: int) -> None:
    table = paths(seed)
    moved = whole_paths(["crises"], entity="county", time="year")(table, np.random.default_rng(seed))
    assert moved[["county", "year", "y"]].equals(table[["county", "year", "y"]])

    def told(frame: pd.DataFrame) -> list[tuple[int, ...]]:
        return sorted(tuple(each.sort_values("year").crises) for _county, each in frame.groupby("county"))

    assert told(moved) == told(table)


def test_every_county_can_receive_every_path_of_its_kind() -> None:
    table = paths(2)
    table["crises"] = table.county * 10 + table.year
    random = np.random.default_rng(0)
    seen = {0: set(), 7: set()}
    for _draw in range(200):
        moved = whole_paths(["crises"], entity="county", time="year")(table, random)
        for county, found in seen.items():
            found.add(int(moved[(moved.county == county) & (moved.year == 0)].crises.iloc[0]) // 10)
    assert seen == {0: set(range(6)), 7: {6, 7}}


def test_a_true_null_is_rejected_about_as_often_as_the_level_says() -> None:
    random = np.random.default_rng(10)
    alarms = 0
    for draw in range(80):
        table = SIX.assign(y=random.normal(size=6))
        alarms += permutation_test(difference, table, permute=within(["on"]), repetitions=39, seed=draw).p_value <= 0.2
    # Five standard errors of a share of 0.2 among 80 tables; ties of six values keep it below.
    assert alarms / 80 <= 0.2 + 5 * np.sqrt(0.2 * 0.8 / 80)
    assert alarms / 80 >= 0.05


def test_joint_p_values_are_never_below_those_of_one_test() -> None:
    def both(table: pd.DataFrame) -> dict[str, float]:
        return {"mean": difference(table), "median": float(table.y[table.on == 1].median() - table.y.median())}

    joint = joint_permutation_test(both, SIX, permute=within(["on"]), repetitions=199, seed=3)
    alone = permutation_test(difference, SIX, permute=within(["on"]), repetitions=199, seed=3)
    assert joint["mean"] >= alone.p_value - 1e-12
    assert set(joint) == {"mean", "median"}


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 100))
def test_draws_without_a_statistic_are_counted_and_too_many_are_refused(seed: int) -> None:
    calls = {"made": 0}

    def sometimes(table: pd.DataFrame) -> float:
        calls["made"] += 1
        if calls["made"] % 50 == 7:
            raise EstimationRefused("not in this draw")
        return difference(table)

    found = permutation_test(sometimes, SIX, permute=within(["on"]), repetitions=100, seed=seed)
    assert (found.refused, found.repetitions) == (2, 98)

    def often(table: pd.DataFrame) -> float:
        return difference(table) if table.equals(SIX) else float("nan")

    with pytest.raises(EstimationRefused, match="the test says nothing"):
        permutation_test(often, SIX, permute=within(["on"]), repetitions=100, seed=seed)


def test_tests_that_cannot_say_anything_are_refused() -> None:
    with pytest.raises(EstimationRefused, match="19 or more"):
        permutation_test(difference, SIX, permute=within(["on"]), repetitions=10)
    with pytest.raises(EstimationRefused, match="no number"):
        permutation_test(lambda _table: float("nan"), SIX, permute=within(["on"]), repetitions=20)
    lonely = pd.DataFrame({"county": [1, 1, 2], "year": [1, 2, 2], "crises": [0, 1, 0]})
    with pytest.raises(EstimationRefused, match="same times"):
        whole_paths(["crises"], entity="county", time="year")(lonely, np.random.default_rng(0))
