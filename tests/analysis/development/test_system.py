"""The system as a whole: from tables and choices to a result that can be kept."""

import tomllib

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.development.compute import compute
from analysis.development.layouts import LAYOUTS
from analysis.development.names import INTERVENTIONS, PHASES
from analysis.development.specification import Specification
from analysis.development.system import EXAMPLE, SYSTEM
from analysis.results import Result
from analysis.specifications import SpecificationError, specification_from
from analysis.systems import unwatched
from tests.analysis.development.simulated_trial import EFFECT, simulated_trial
from tests.analysis.development.test_phases import life

PLAIN = Specification()
TRIAL = Specification(
    outcomes=("sales",), practices=("item0", "item1"), baseline=("age",), repetitions=99, show_cases=False
)


def both_lives() -> pd.DataFrame:
    return pd.concat([life(improves=True), life(improves=False)], ignore_index=True)


def test_the_example_is_a_specification_with_every_default() -> None:
    assert specification_from(Specification, tomllib.loads(EXAMPLE)) == PLAIN


def test_series_give_phases_advice_and_pictures() -> None:
    result = compute(PLAIN, {"cluster_series": both_lives()}, unwatched)
    assert result.system == SYSTEM.code == "development"
    advice = result.table("advice")
    assert len(advice.rows) == 2 * len(INTERVENTIONS)
    assert {(row[0], row[1]) for row in advice.rows} == {
        ("Improving", "Quality improvement"),
        ("Surviving", "Survival"),
    }
    assert result.findings[0].startswith("Improving, 1992: quality improvement;")
    assert result.figure("trajectory_1").series[0].labels[-1] == "1992 quality improvement"
    drawn = result.figure("trajectory_1").series[0]
    assert len(drawn.x) == len(drawn.y) == 12 and drawn.x[-1] == 80
    assert max(each for each in result.figure("courses_1").series[0].y if each is not None) == 100
    assert {"cases_origin", "cases_characteristics", "history", "phases"} <= {table.code for table in result.tables}
    assert Result.from_json(result.to_json()).to_json() == result.to_json()


def test_many_clusters_without_a_phase_are_told_in_one_sentence_after_those_with_one() -> None:
    once = pd.DataFrame({"cluster": [f"Once {at}" for at in range(5)], "year": 2000, "n_firms": 100.0})
    found = compute(PLAIN, {"cluster_series": pd.concat([once, both_lives()], ignore_index=True)}, unwatched).findings
    assert [each.split(",")[0] for each in found[:2]] == ["Improving", "Surviving"]
    assert found[2].startswith("5 of 7 clusters are undetermined (Once 0, Once 1, Once 2 …)") and len(found) == 3
    few = compute(PLAIN, {"cluster_series": once[:2]}, unwatched).findings
    assert [each[:28] for each in few] == ["Once 0, 2000: undetermined; ", "Once 1, 2000: undetermined; "]


def test_the_picture_of_a_trial_is_told_in_words_too() -> None:
    figure = compute(TRIAL, {"trial": simulated_trial()[0]}, unwatched).figure("trial_effects")
    first = figure.series[0]
    assert first.y[0] is not None
    assert f"{first.x[0]}, {first.name}: {first.y[0]:.2f} standard deviations" in figure.reading


def test_the_scheme_of_figure_1_parts_after_profits_have_fallen() -> None:
    common, improving, surviving = (
        compute(PLAIN, {"cluster_series": both_lives()}, unwatched).figure("development_patterns").series
    )
    assert common.y[-1] < 0.5 * max(each for each in common.y if each is not None)
    assert (improving.x[0], improving.y[0]) == (surviving.x[0], surviving.y[0]) == (common.x[-1], common.y[-1])
    assert list(improving.x) == sorted(improving.x, reverse=True) and list(improving.y) == sorted(improving.y)
    assert list(surviving.x) == sorted(surviving.x) and max(surviving.y) == surviving.y[0]


def test_what_was_done_is_held_against_its_time_and_experts_are_heard() -> None:
    overrides = pd.DataFrame(
        {"cluster": ["Surviving"], "year": [1993], "phase": ["quality_improvement"], "reason": ["Two firms export."]}
    )
    interventions = pd.DataFrame(
        {
            "cluster": ["Surviving", "Surviving", "Elsewhere"],
            "type": ["credit", "management_training", "credit"],
            "start": [1985, 1992, 1990],
        }
    )
    tables = {"cluster_series": both_lives(), "overrides": overrides, "interventions": interventions}
    result = compute(PLAIN, tables, unwatched)
    verdicts = {(row[0], row[3]): row[4] for row in result.table("advice").rows}
    assert verdicts["Surviving", "Credit"] == "now"
    assert verdicts["Improving", "Credit"] == "too early"
    begun = {(row[0], row[1]): row[4] for row in result.table("interventions").rows}
    assert begun["Surviving", "Credit"] == "too early" and begun["Elsewhere", "Credit"] == "undetermined"
    assert any("Elsewhere, of which there is no series" in each for each in result.cautions)
    row = next(row for row in result.table("phases").rows if row[:2] == ("Surviving", 1993))
    assert row[2:5] == ("Quality improvement", "Undetermined", "Quality improvement")


def test_a_trial_by_lot_gives_every_table() -> None:
    table, links = simulated_trial(lost=0.1)
    result = compute(TRIAL, {"trial": table, "links": links}, unwatched)
    codes = {each.code for each in result.tables}
    assert codes == {
        "trial_balance", "trial_attrition", "trial_practices", "trial_take_up", "trial_effects", "trial_bounds",
        "trial_spillover",
    }  # fmt: skip
    rows = {(row[1], row[2]): row for row in result.table("trial_effects").rows}
    late = rows["sales", "Effect of attending (LATE)"]
    assert late[5] < EFFECT < late[6] and late[12] > 10
    itt = rows["sales", "Effect of the invitation (ITT)"]
    assert itt[3] < late[3] and itt[9] == pytest.approx(1 / 100)
    assert all(table.inference for table in result.tables if table.code in ("trial_effects", "trial_take_up"))
    assert result.refused == ()
    # Practices were asked for after the training only.
    assert [row[:2] for row in result.table("trial_practices").rows] == [(1, "item0"), (1, "item1")]
    assert any("found more often" in each for each in result.cautions)
    assert all(cell == cell for table in result.tables for row in table.rows for cell in row)
    assert Result.from_json(result.to_json()).to_json() == result.to_json()


def test_the_same_seed_gives_the_same_result() -> None:
    tables = {"trial": simulated_trial(firms=90)[0]}
    assert compute(TRIAL, tables, unwatched) == compute(TRIAL, tables, unwatched)


@pytest.mark.parametrize("design", ["matched", "unmatched"])
def test_without_lots_a_double_difference_is_told_and_the_rest_refused(design: str) -> None:
    table, links = simulated_trial()
    chosen = Specification(
        trial_design=design, outcomes=("sales",), baseline=("age", "sales"), repetitions=99, show_cases=False
    )
    result = compute(chosen, {"trial": table, "links": links}, unwatched)
    assert {row[2] for row in result.table("trial_effects").rows} == {"Double difference"}
    assert {"ITT, LATE and randomisation tests", "Bounds for attrition", "Spillover"} <= {
        each.part for each in result.refused
    }
    assert any("Nobody drew lots" in each for each in result.cautions)
    assert ("trial_balance_matched" in {each.code for each in result.tables}) == (design == "matched")


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ((), "Give a table"),
        (("trial", "overrides"), "“overrides” is of no use"),
        (("cluster_series", "links"), "“links” is of no use"),
    ],
)
def test_tables_that_do_not_go_together_are_refused(given: tuple[str, ...], problem: str) -> None:
    with pytest.raises(SpecificationError, match=problem):
        compute(PLAIN, {name: pd.DataFrame() for name in given}, unwatched)


def test_grunfeld_s_eleven_firms_neither_come_nor_go() -> None:
    # Shipped with statsmodels: eleven firms, 1935–1954. Firms are counted each year; profit is not told, so every phase
    # that needs it stays open, and the rule says which.
    panel = sm.datasets.grunfeld.load_pandas().data
    series = panel.groupby("year").agg(n_firms=("firm", "nunique"), output=("value", "sum")).reset_index()
    series = series.assign(cluster="Grunfeld", year=lambda told: told["year"].astype(int))
    result = compute(PLAIN, {"cluster_series": series}, unwatched)
    rows = result.table("phases").rows
    assert len(rows) == 20 and {row[2] for row in rows} == {"Undetermined"}
    assert set(series["n_firms"]) == {11}
    inner = next(row for row in rows if row[1] == 1940)
    assert inner[10] == "It may be survival: profit not known over the whole window."
    assert not any(each.code.startswith("trajectory") for each in result.figures)


def test_progress_never_runs_back_and_can_stop_the_work() -> None:
    shares: list[float] = []
    compute(TRIAL, {"trial": simulated_trial(firms=90)[0]}, lambda _doing, share: shares.append(share))
    assert shares == sorted(shares) and shares[-1] == 1

    def stop(_doing: str, _share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compute(PLAIN, {"cluster_series": both_lives()}, stop)


def test_layouts_name_every_phase_and_intervention_once() -> None:
    layouts = {each.code: each for each in LAYOUTS}
    assert list(layouts) == ["cluster_series", "overrides", "interventions", "trial", "links"]
    assert layouts["overrides"].column("phase").choices == PHASES
    assert layouts["interventions"].column("type").choices == INTERVENTIONS
    required = [column.name for column in layouts["cluster_series"].columns if column.required]
    assert required == ["cluster", "year", "n_firms"]


def test_tables_with_the_kinds_of_a_checked_file_are_read() -> None:
    series = life(improves=True).astype({"cluster": "string", "year": "Int64"})
    series.loc[3, "profit_per_firm"] = np.nan
    table, _links = simulated_trial(firms=90)
    table = table.astype({"wave": "Int64", "invited": "boolean", "attended": "boolean"})
    result = compute(TRIAL, {"cluster_series": series, "trial": table}, unwatched)
    plain = compute(TRIAL, {"trial": simulated_trial(firms=90)[0]}, unwatched)
    assert result.table("trial_effects") == plain.table("trial_effects")
