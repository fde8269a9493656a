"""Panels: differences in differences by hand, dummies written out, and published figures from real tables."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from linearmodels.panel import PanelOLS

from analysis.estimators.panel import fit_absorbed, fit_first_differences, fit_panel, fit_random_effects
from analysis.estimators.records import EstimationRefused
from analysis.results import Dropped
from tests.analysis.estimators.real_tables import told

EXACT = 1e-8
"""Relative difference allowed where effects are taken out in rounds that stop at a change of 1e-11 of a deviation."""

TWO_BY_TWO = pd.DataFrame(
    {
        "unit": ["a", "a", "b", "b", "c", "c", "d", "d"],
        "year": [1, 2] * 4,
        "on": [0, 1, 0, 1, 0, 0, 0, 0],
        "y": [1.0, 6, 2, 9, 4, 6, 8, 8],
    }
)
"""Changes 5 and 7 of the treated, 2 and 0 of the others: means 6 and 1, so the difference in differences is 5."""

GRUNFELD = {"outcome": "invest", "regressors": ["value", "capital"], "entity": "firm", "time": "year"}


def grunfeld() -> pd.DataFrame:
    """Eleven firms over twenty years, shipped by statsmodels."""
    return sm.datasets.grunfeld.load_pandas().data


def test_two_groups_and_two_years_give_the_difference_of_mean_changes() -> None:
    effects = {"entity": "unit", "time": "year", "entity_effects": True, "time_effects": True}
    fit = fit_panel(TWO_BY_TWO, outcome="y", regressors=["on"], robust="plain", **effects)
    assert fit.coefficient("on").estimate == pytest.approx(5, rel=EXACT)
    # Residuals are half of the changes about their group's mean: RSS = (1 + 1 + 1 + 1)/2; 8 rows, 6 parameters.
    # What the effects leave of the treatment is ±1/4, so that its sum of squares is 8/16.
    assert fit.coefficient("on").standard_error == pytest.approx(math.sqrt(2 / 2 / 0.5), rel=EXACT)
    differences = fit_first_differences(
        TWO_BY_TWO, outcome="y", regressors=["on"], entity="unit", time="year", robust="plain"
    )
    assert told(differences) == {
        "const": pytest.approx((1, math.sqrt(4 / 2 / 2)), rel=EXACT),
        "on": pytest.approx((5, math.sqrt(4 / 2 * (1 / 2 + 1 / 2))), rel=EXACT),
    }
    assert differences.dropped == (Dropped(4, "no row of the same “unit” one time before to subtract"),)


def test_the_shipped_panel_gives_the_coefficients_on_which_three_libraries_agree() -> None:
    fit = fit_panel(grunfeld(), entity_effects=True, time_effects=True, cluster=("firm",), **GRUNFELD)
    assert fit.coefficient("value").estimate == pytest.approx(0.1166811321, abs=5e-11)
    assert fit.coefficient("capital").estimate == pytest.approx(0.3514356942, abs=5e-11)
    assert fit.clusters == {"firm": 11}


def test_our_cluster_errors_leave_out_effects_nested_in_a_cluster_and_others_follow_by_their_factors() -> None:
    """One set of scores, four conventions in use; the default is the third."""
    rows, firms, years, slopes = 220, 11, 20, 2
    table = grunfeld()
    ours = fit_panel(table, entity_effects=True, time_effects=True, cluster=("firm",), **GRUNFELD)
    error = ours.coefficient("value").standard_error
    counted = slopes + 1 + (years - 1)
    assert f"K = {counted}," in ours.errors
    assert "10 degrees of freedom" in ours.errors
    bare = error / math.sqrt(firms / (firms - 1) * (rows - 1) / (rows - counted))
    indexed = table.set_index(["firm", "year"])
    library = PanelOLS(indexed.invest, indexed[["value", "capital"]], entity_effects=True, time_effects=True)
    every = library.fit(cov_type="clustered", cluster_entity=True, group_debias=True)
    none = library.fit(cov_type="clustered", cluster_entity=True, group_debias=True, auto_df=False, count_effects=False)
    assert bare == pytest.approx(0.0104036315, abs=5e-11)
    assert none.std_errors["value"] == pytest.approx(0.0109364183, abs=5e-11)
    assert error == pytest.approx(0.0114754775, abs=5e-11)
    assert every.std_errors["value"] == pytest.approx(0.0117767224, abs=5e-11)
    full = slopes + firms + years - 1
    assert error * math.sqrt((rows - counted) / (rows - full)) == pytest.approx(every.std_errors["value"], rel=EXACT)
    assert error * math.sqrt((rows - counted) / (rows - slopes)) == pytest.approx(none.std_errors["value"], rel=EXACT)


def dummies(labels: pd.Series) -> np.ndarray:
    return np.asarray(labels.to_numpy()[:, None] == np.unique(labels)[None, :], dtype=float)


def loose_panel(seed: int) -> pd.DataFrame:
    """An unbalanced panel with weights, in which no row is alone in its unit or year."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame([(unit, year) for unit in range(9) for year in range(6)], columns=["unit", "year"])
    table = table[(random.random(len(table)) < 0.8) | (table.year < 2) | (table.unit < 2)].reset_index(drop=True)
    table["x"] = random.normal(size=len(table)) + table.unit
    table["z"] = random.normal(size=len(table)) * 1000 + table.year
    table["y"] = 2 * table.x - 0.001 * table.z + table.unit**2 + np.sin(table.year) + random.normal(size=len(table))
    table["w"] = random.uniform(0.2, 3, size=len(table))
    table["region"] = table.unit // 2
    return table


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 10_000), weighted=st.booleans(), trends=st.sampled_from([False, "entity"]), both=st.booleans()
)
def test_effects_taken_out_equal_effects_written_out_as_dummies(
    seed: int, weighted: bool, trends: object, both: bool
) -> None:
    table = loose_panel(seed)
    fit = fit_panel(
        table, outcome="y", regressors=["x", "z"], entity="unit", time="year", entity_effects=True, time_effects=both,
        linear_trends=trends, weights="w" if weighted else None, robust="plain",
    )  # fmt: skip
    parts = [table[["x", "z"]].to_numpy(dtype=float), dummies(table.unit)]
    parts += [dummies(table.year)[:, 1:]] if both else []
    if trends:
        lines = dummies(table.unit) * table.year.to_numpy(dtype=float)[:, None]
        parts += [lines[:, 1:] if both else lines]
    slow = sm.WLS(table.y, np.column_stack(parts), weights=table.w if weighted else np.ones(len(table))).fit()
    assert [each.estimate for each in fit.coefficients] == pytest.approx(list(slow.params[:2]), rel=1e-6)
    assert [each.standard_error for each in fit.coefficients] == pytest.approx(list(slow.bse[:2]), rel=1e-6)
    assert [each.p_value for each in fit.coefficients] == pytest.approx(list(slow.pvalues[:2]), rel=1e-4, abs=1e-12)
    measures = {"r2": slow.rsquared, "adjusted_r2": slow.rsquared_adj, "aic": slow.aic, "log_likelihood": slow.llf}
    # R² of statsmodels is about zero without a column of ones; its sums of squares are taken about the mean here.
    total = float(np.sum(slow.model.weights * (table.y - np.average(table.y, weights=slow.model.weights)) ** 2))
    measures["r2"] = 1 - slow.ssr / total
    measures["adjusted_r2"] = 1 - (slow.ssr / slow.df_resid) / (total / (len(table) - 1))
    assert {name: fit.measures[name] for name in measures} == pytest.approx(measures, rel=1e-6)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_rows_and_the_units_of_columns_change_nothing_else(seed: int) -> None:
    table = loose_panel(seed)
    asked = {"outcome": "y", "regressors": ["x", "z"], "absorb": ("unit", "year"), "cluster": ("region",)}
    before = told(fit_absorbed(table, **asked))
    moved = table.assign(x=table.x * 1e6 + 3, y=table.y / 1e3).sample(frac=1, random_state=seed)
    after = told(fit_absorbed(moved, **asked))
    assert tuple(1e9 * each for each in after["x"]) == pytest.approx(before["x"], rel=1e-6)
    assert tuple(1e3 * each for each in after["z"]) == pytest.approx(before["z"], rel=1e-6)


def test_effects_in_two_parts_that_never_meet_count_one_parameter_less_a_part() -> None:
    random = np.random.default_rng(5)
    table = pd.DataFrame({"one": [0, 0, 1, 1, 2, 2, 3, 3] * 3, "two": [0, 1, 0, 1, 2, 3, 2, 3] * 3})
    table["x"], table["y"] = random.normal(size=24), random.normal(size=24)
    fit = fit_absorbed(table, outcome="y", regressors=["x"], absorb=("one", "two"), robust="plain")
    rank = np.linalg.matrix_rank(np.column_stack([dummies(table.one), dummies(table.two)]))
    assert rank == 6
    assert f"K = {1 + rank}," in fit.errors


def test_rows_alone_in_an_effect_are_dropped_in_turn_and_told() -> None:
    table = loose_panel(1)
    lonely = pd.DataFrame(
        {"unit": [50, 51, 51], "year": [3, 4, 99], "x": 1.0, "z": 2.0, "y": [1.0, 5, 7], "w": 1, "region": 9}
    )
    asked = {"outcome": "y", "regressors": ["x"], "absorb": ("unit", "year"), "cluster": ("region",)}
    with_them, without = fit_absorbed(pd.concat([table, lonely]), **asked), fit_absorbed(table, **asked)
    assert with_them.coefficients == without.coefficients
    # The unit of one row goes, the year of one row goes, and then the other row of unit 51 is alone too.
    assert with_them.dropped == (Dropped(3, "alone in its group of “unit” or “year”"),)


def test_a_pooled_panel_is_least_squares_and_says_that_rows_are_taken_as_independent() -> None:
    fit = fit_panel(grunfeld(), robust="plain", **GRUNFELD)
    theirs = sm.OLS(grunfeld().invest, sm.add_constant(grunfeld()[["value", "capital"]])).fit()
    assert [each.standard_error for each in fit.coefficients] == pytest.approx(list(theirs.bse), rel=EXACT)
    assert any("independent" in note for note in fit.notes)
    assert not any("independent" in note for note in fit_panel(grunfeld(), cluster=("firm",), **GRUNFELD).notes)


def test_random_effects_are_least_squares_on_rows_less_theta_of_their_mean() -> None:
    table = grunfeld()
    fit = fit_random_effects(table, **GRUNFELD)
    columns = ["invest", "value", "capital"]
    moved = table[columns] - fit.measures["theta"] * table.groupby("firm")[columns].transform("mean")
    matrix = np.column_stack([np.full(len(table), 1 - fit.measures["theta"]), moved.value, moved.capital])
    slow = sm.OLS(moved.invest, matrix).fit()
    assert [each.estimate for each in fit.coefficients] == pytest.approx(list(slow.params), rel=EXACT)
    assert [each.standard_error for each in fit.coefficients] == pytest.approx(list(slow.bse), rel=EXACT)
    # Balanced panel, Swamy and Arora: θ = 1 − √(σ²ₑ / (σ²ₑ + T·σ²ᵤ)).
    rest, entity = fit.measures["variance_rest"], fit.measures["variance_entity"]
    assert fit.measures["theta"] == pytest.approx(1 - math.sqrt(rest / (rest + 20 * entity)), rel=EXACT)


def test_a_gap_is_not_bridged_by_first_differences_but_waves_far_apart_follow_each_other() -> None:
    table = pd.DataFrame({"firm": list("aaabbbccc"), "wave": [1995, 2004, 2008] * 3})
    table["x"] = [0.0, 1, 5, 2, 2, 3, 1, 4, 4]
    table["y"] = table.x * 2 + [0, 1, 0, 0, 0, 1, 1, 0, 0]
    whole = fit_first_differences(table, outcome="y", regressors=["x"], entity="firm", time="wave")
    assert whole.rows_used == 6
    holed = table[~((table.firm == "a") & (table.wave == 2004))]
    fit = fit_first_differences(holed, outcome="y", regressors=["x"], entity="firm", time="wave")
    assert (fit.rows_used, fit.dropped[0].count) == (4, 4)


def test_dummies_of_times_in_first_differences_are_named_by_their_time() -> None:
    fit = fit_first_differences(grunfeld(), time_effects=True, cluster=("firm",), **GRUNFELD)
    names = [each.name for each in fit.coefficients]
    assert names[:4] == ["const", "value", "capital", "time[1937]"]
    assert len(names) == 3 + 18
    with pytest.raises(EstimationRefused, match="keep the constant"):
        fit_first_differences(grunfeld(), time_effects=True, constant=False, **GRUNFELD)


@pytest.mark.parametrize(
    ("choices", "why"),
    [
        ({"regressors": ["born"], "entity_effects": True}, "explain “born” wholly"),
        ({"regressors": ["x", "born"], "entity_effects": True}, "explain “born” wholly"),
        ({"regressors": ["x", "copy"], "entity_effects": True}, "explain “copy” wholly"),
        ({"outcome": "born", "entity_effects": True}, "explain “born” wholly"),
        ({"linear_trends": "entity"}, "need effects of entities"),
        ({"linear_trends": "common", "time_effects": True}, "leave one of the two out"),
        ({"linear_trends": "squared"}, "“common” or “entity”"),
        ({"time": "region", "entity_effects": True}, "two rows of one “unit”"),
        ({"time": "unit"}, "same column"),
        ({"robust": "HC3", "entity_effects": True}, "HC3"),
    ],
)
def test_panels_that_cannot_be_told_are_refused_with_the_reason(choices: dict, why: str) -> None:
    table = loose_panel(2)
    table["born"], table["copy"] = table.unit * 3.0, table.x * 2 + table.unit
    asked = {"outcome": "y", "regressors": ["x"], "entity": "unit", "time": "year"} | choices
    with pytest.raises(EstimationRefused, match=why):
        fit_panel(table, **asked)


def test_a_table_with_nothing_but_lonely_rows_is_refused() -> None:
    table = pd.DataFrame({"y": [1.0, 2, 3], "x": [3.0, 1, 2], "g": ["a", "b", "c"]})
    with pytest.raises(EstimationRefused, match="alone in its group"):
        fit_absorbed(table, outcome="y", regressors=["x"], absorb=("g",))
    with pytest.raises(EstimationRefused, match="at least one, each once"):
        fit_absorbed(table, outcome="y", regressors=["x"], absorb="g")


@pytest.mark.parametrize("absorb", [("unit",), ("unit", "year")])
def test_a_regressor_that_is_the_same_in_all_rows_is_refused_and_does_not_break_the_library(absorb: tuple) -> None:
    table = loose_panel(2).assign(zero=0.0, same=3.0)
    for constant in ("zero", "same"):
        for regressors in ([constant], ["x", constant]):
            with pytest.raises(EstimationRefused, match=f"explain “{constant}” wholly"):
                fit_absorbed(table, outcome="y", regressors=regressors, absorb=absorb)


@pytest.mark.parametrize("absorb", [("unit", "land"), ("land", "unit"), ("unit", "land", "planet")])
def test_an_effect_of_a_single_group_changes_nothing(absorb: tuple) -> None:
    table = loose_panel(2).assign(land="here", planet=3)
    alone = fit_absorbed(table, outcome="y", regressors=["x"], absorb=("unit",), cluster=("unit",))
    beside = fit_absorbed(table, outcome="y", regressors=["x"], absorb=absorb, cluster=("unit",))
    assert beside.coefficients == alone.coefficients
    assert beside.measures == alone.measures
