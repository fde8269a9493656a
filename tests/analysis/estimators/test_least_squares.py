"""Least squares, its errors, the fractional logit and quantiles: worked by hand, by the slow way, and as published."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.estimators.least_squares import fit_logit_share, fit_ols, fit_quantile
from analysis.estimators.panel import fit_absorbed
from analysis.estimators.records import EstimationRefused
from analysis.results import Dropped
from tests.analysis.estimators.real_tables import real_table, told

EXACT = 1e-10
"""Relative difference of two ways to the same figure in double precision, with room for a few hundred roundings."""

FOUR = pd.DataFrame({"x": [0.0, 1, 2, 3], "y": [1.0, 2, 2, 4], "side": ["left", "left", "right", "right"]})
"""Slope 4.5/5 = 0.9, constant 0.9; residuals 0.1, 0.2, −0.7, 0.4 with the sum of squares 0.7."""


@pytest.mark.parametrize(
    ("robust", "variance"),
    [
        ("plain", 0.7 / 2 / 5),
        ("HC1", (2.25 * 0.01 + 0.25 * 0.04 + 0.25 * 0.49 + 2.25 * 0.16) / 25 * 4 / 2),
        ("HC3", (2.25 * (0.1 / 0.3) ** 2 + 0.25 * (0.2 / 0.7) ** 2 + 0.25 * 1 + 2.25 * (0.4 / 0.3) ** 2) / 25),
    ],
)
def test_four_points_give_the_slope_and_the_errors_worked_by_hand(robust: str, variance: float) -> None:
    fit = fit_ols(FOUR, outcome="y", regressors=["x"], robust=robust)
    slope = fit.coefficient("x")
    assert slope.estimate == pytest.approx(0.9, rel=EXACT)
    assert fit.coefficient("const").estimate == pytest.approx(0.9, rel=EXACT)
    assert slope.standard_error == pytest.approx(math.sqrt(variance), rel=EXACT)
    half = 0.95 / math.sqrt(2 * 0.975 * 0.025) * math.sqrt(variance)  # the 97.5 % point of t with 2 degrees of freedom
    assert (slope.low, slope.high) == pytest.approx((0.9 - half, 0.9 + half), rel=1e-9)
    assert "2 degrees of freedom" in fit.errors


def test_two_clusters_of_the_four_points_give_the_error_worked_by_hand() -> None:
    # Scores (x − 1.5)·e sum to −0.25 and 0.25; G/(G−1) = 2 and (N−1)/(N−K) = 3/2.
    fit = fit_ols(FOUR, outcome="y", regressors=["x"], cluster=("side",))
    assert fit.coefficient("x").standard_error == pytest.approx(math.sqrt(0.125 / 25 * 2 * 1.5), rel=EXACT)
    assert fit.clusters == {"side": 2}
    assert "1 degrees of freedom" in fit.errors
    assert any("wild cluster bootstrap" in note for note in fit.notes)


def test_measures_of_the_four_points_follow_their_definitions() -> None:
    fit = fit_ols(FOUR, outcome="y", regressors=["x"], robust="plain")
    likelihood = -2 * (math.log(2 * math.pi * 0.7 / 4) + 1)
    total = 4.75
    assert fit.measures["log_likelihood"] == pytest.approx(likelihood, rel=EXACT)
    assert fit.measures["aic"] == pytest.approx(-2 * likelihood + 4, rel=EXACT)
    assert fit.measures["r2"] == pytest.approx(1 - 0.7 / total, rel=EXACT)
    assert fit.measures["adjusted_r2"] == pytest.approx(1 - (0.7 / 2) / (total / 3), rel=EXACT)
    assert fit.measures["f_statistic"] == pytest.approx(fit.coefficient("x").statistic ** 2, rel=EXACT)
    assert "constant" in fit.measure_notes["aic"]


def test_a_weight_of_two_counts_as_the_row_twice() -> None:
    weighted = fit_ols(FOUR.assign(w=[1, 2, 1, 3]), outcome="y", regressors=["x"], weights="w")
    repeated = fit_ols(FOUR.loc[[0, 1, 1, 2, 3, 3, 3]], outcome="y", regressors=["x"])
    assert weighted.coefficient("x").estimate == pytest.approx(repeated.coefficient("x").estimate, rel=EXACT)


def test_card_and_krueger_find_the_published_difference_in_differences() -> None:
    # Card and Krueger (1994, AER, Table 3): cell means 23.33, 21.17, 20.44, 21.03; 2.76 with all stores that answered,
    # 2.75 with those that answered twice. To more digits in the folder's expected.json.
    stores = real_table("03_did_card_krueger_1994", "card_krueger_long.csv")
    fit = fit_ols(stores, outcome="fte", regressors=["nj", "d", "d_nj"], robust="plain")
    estimates = {each.name: each.estimate for each in fit.coefficients}
    assert round(estimates["const"], 2) == 23.33
    assert round(estimates["const"] + estimates["d"], 2) == 21.17
    assert round(estimates["const"] + estimates["nj"], 2) == 20.44
    assert round(sum(estimates.values()), 2) == 21.03
    assert told(fit, "d_nj")["d_nj"] == pytest.approx((2.753605783, 1.688409131), rel=1e-9)
    assert (fit.rows_used, fit.dropped) == (794, (Dropped(26, "no value of “fte”"),))
    robust = fit_ols(stores, outcome="fte", regressors=["nj", "d", "d_nj"])
    assert told(robust, "d_nj")["d_nj"] == pytest.approx((2.753605783, 1.79545081), rel=1e-9)
    by_store = fit_ols(stores, outcome="fte", regressors=["nj", "d", "d_nj"], cluster=("id",))
    assert told(by_store, "d_nj")["d_nj"] == pytest.approx((2.753605783, 1.306607012), rel=1e-9)
    both = stores[stores.groupby("id").fte.transform("count") == 2]
    assert fit_ols(both, outcome="fte", regressors=["nj", "d", "d_nj"]).coefficient("d_nj").estimate == pytest.approx(
        2.75
    )


@pytest.mark.parametrize("cluster", [("firm",), ("firm", "year")])
def test_cluster_errors_of_the_shipped_panel_are_those_of_statsmodels(cluster: tuple[str, ...]) -> None:
    table = sm.datasets.grunfeld.load_pandas().data
    fit = fit_ols(table, outcome="invest", regressors=["value", "capital"], cluster=cluster)
    groups = np.column_stack([pd.factorize(table[name])[0] for name in cluster]).squeeze()
    model = sm.OLS(table.invest, sm.add_constant(table[["value", "capital"]]))
    theirs = model.fit(cov_type="cluster", cov_kwds={"groups": groups, "use_correction": True})
    assert [each.standard_error for each in fit.coefficients] == pytest.approx(list(theirs.bse), rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), rows=st.integers(12, 40))
def test_two_way_errors_are_the_sum_over_pairs_of_rows_that_share_a_cluster(seed: int, rows: int) -> None:
    random = np.random.default_rng(seed)
    table = pd.DataFrame({"x": random.normal(size=rows), "z": random.normal(size=rows), "y": random.normal(size=rows)})
    table["a"], table["b"] = np.arange(rows) % 4, random.permutation(rows) % 3
    fit = fit_ols(table, outcome="y", regressors=["x", "z"], cluster=("a", "b"))
    matrix = np.column_stack([np.ones(rows), table.x, table.z])
    bread = np.linalg.inv(matrix.T @ matrix)
    scores = matrix * (table.y.to_numpy() - matrix @ (bread @ matrix.T @ table.y.to_numpy()))[:, None]
    crossed = table.groupby(["a", "b"]).ngroup()
    meat = np.zeros((3, 3))
    for labels, sign in ((table.a, 1), (table.b, 1), (crossed, -1)):
        groups = labels.nunique()
        for one in range(rows):
            for other in range(rows):
                if labels[one] == labels[other]:
                    meat += sign * groups / (groups - 1) * np.outer(scores[one], scores[other])
    slow = np.diag(bread @ meat @ bread) * (rows - 1) / (rows - 3)
    for each, variance in zip(fit.coefficients, slow, strict=True):
        if variance > 1e-12:
            assert each.standard_error**2 == pytest.approx(variance, rel=1e-7)
        elif variance < -1e-12:
            assert math.isnan(each.standard_error)
            assert any("negative" in note for note in fit.notes)


@settings(max_examples=25, deadline=None)
@given(factor=st.floats(1e-6, 1e9), shift=st.floats(-1e3, 1e3))
def test_units_change_the_slope_and_its_error_by_their_factor_only(factor: float, shift: float) -> None:
    table = FOUR.assign(x=[0.0, 1, 2, 4])
    before = fit_ols(table, outcome="y", regressors=["x"]).coefficient("x")
    after = fit_ols(table.assign(x=(table.x + shift) * factor), outcome="y", regressors=["x"]).coefficient("x")
    assert after.estimate * factor == pytest.approx(before.estimate, rel=1e-6)  # a shift of 1e3 costs 6 digits
    assert after.standard_error * factor == pytest.approx(before.standard_error, rel=1e-6)


def test_a_column_far_from_zero_loses_no_error() -> None:
    far = fit_ols(FOUR.assign(x=FOUR.x + 1e8), outcome="y", regressors=["x"], robust="plain")
    assert told(far, "x")["x"] == pytest.approx((0.9, math.sqrt(0.07)), rel=1e-7)  # 1e8 leaves eight digits of x


def test_rows_without_values_are_counted_once_each_with_the_column() -> None:
    table = pd.DataFrame(
        {"y": [1.0, None, 3, 4, 5, 7], "x": [0.0, None, 2, None, 1, 4], "g": ["a", "b", "a", "b", None, "b"]}
    )
    fit = fit_ols(table, outcome="y", regressors=["x"], cluster=("g",))
    assert fit.rows_used == 3
    assert fit.dropped == (
        Dropped(1, "no value of “y”"),
        Dropped(1, "no value of “x”"),
        Dropped(1, "no value of “g”"),
    )
    assert fit.inference().dropped == fit.dropped


@pytest.mark.parametrize(
    ("change", "choices", "why"),
    [
        ({"twin": [0.0, 2, 4, 6]}, {"regressors": ["x", "twin"]}, "“twin” cannot be told apart"),
        ({"flat": [1.0, 1, 1, 1]}, {"regressors": ["flat"]}, "does not vary"),
        ({"x": [0.0, 1, np.inf, 3]}, {}, "infinite"),
        ({"x": ["a", "b", "c", "d"]}, {}, "no numbers"),
        ({"y": [2.0] * 4}, {}, "same in all 4 rows"),
        ({}, {"regressors": ["absent"]}, "no column “absent”"),
        ({}, {"regressors": []}, "no regressors"),
        ({}, {"regressors": ["x", "x"]}, "named twice"),
        ({}, {"regressors": ["y"]}, "outcome and a regressor"),
        ({"w": [1.0, -1, 1, 1]}, {"weights": "w"}, "below zero"),
        ({"g": ["a"] * 4}, {"cluster": ("g",)}, "single cluster"),
        ({}, {"cluster": "side"}, "tuple of column names"),
        ({}, {"cluster": ("side", "x", "y")}, "at most two"),
        ({}, {"level": 95}, "between 0 and 1"),
        ({}, {"robust": "HC9"}, "HC9"),
        ({"x": [None] * 4}, {}, "no numbers|No row"),
        ({"z": [1.0, 0, 0, 5], "u": [0.0, 3, 0, 1]}, {"regressors": ["x", "z", "u"]}, "cannot tell 4 parameters"),
    ],
)
def test_what_cannot_be_fitted_is_refused_with_the_reason(change: dict, choices: dict, why: str) -> None:
    with pytest.raises(EstimationRefused, match=why):
        fit_ols(FOUR.assign(**change), **({"outcome": "y", "regressors": ["x"]} | choices))


def test_weights_of_zero_are_dropped_and_told() -> None:
    fit = fit_ols(FOUR.assign(w=[1, 1, 1, 0]), outcome="y", regressors=["x"], weights="w")
    assert fit.dropped == (Dropped(1, "a weight of zero in “w”"),)


def test_a_fractional_logit_of_two_groups_gives_the_log_odds_of_their_means() -> None:
    table = pd.DataFrame({"share": [0.0, 0.5, 0.25, 1.0, 0.5, 0.75], "treated": [0, 0, 0, 1, 1, 1]})
    fit = fit_logit_share(table, outcome="share", regressors=["treated"])
    assert fit.coefficient("const").estimate == pytest.approx(math.log(0.25 / 0.75), rel=1e-9)
    assert fit.coefficient("treated").estimate == pytest.approx(2 * math.log(3), rel=1e-9)
    assert fit.measures["average_slope"] == pytest.approx(0.25 * 0.75, rel=1e-9)


def test_a_fractional_logit_has_the_robust_errors_of_statsmodels() -> None:
    table = sm.datasets.grunfeld.load_pandas().data
    table["share"] = table.capital / (table.capital + table.value)
    table["size"] = np.log(table.value)
    model = sm.GLM(table.share, sm.add_constant(table[["size"]]), family=sm.families.Binomial())
    theirs = model.fit(cov_type="HC0", tol=1e-13)
    rows = len(table)
    ours = fit_logit_share(table, outcome="share", regressors=["size"])
    assert told(ours)["size"] == pytest.approx(
        (theirs.params["size"], theirs.bse["size"] * math.sqrt(rows / (rows - 2))), rel=1e-8
    )
    codes = pd.factorize(table.firm)[0]
    clustered = model.fit(cov_type="cluster", cov_kwds={"groups": codes, "use_correction": True}, tol=1e-13)
    by_firm = fit_logit_share(table, outcome="share", regressors=["size"], cluster=("firm",))
    assert told(by_firm)["size"][1] == pytest.approx(clustered.bse["size"], rel=1e-8)


def test_a_fractional_logit_refuses_what_is_no_share_and_what_parts_zeros_from_ones() -> None:
    with pytest.raises(EstimationRefused, match="no share"):
        fit_logit_share(FOUR, outcome="y", regressors=["x"])
    with pytest.raises(EstimationRefused, match="part the zeros"):
        fit_logit_share(FOUR.assign(late=[0, 0, 1, 1]), outcome="late", regressors=["x"])


def test_a_median_regression_on_a_group_gives_the_difference_of_medians() -> None:
    table = pd.DataFrame({"y": [1.0, 2, 9, 4, 7, 30, 3, 11, 5, 8], "g": [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]})
    fit = fit_quantile(table, outcome="y", regressors=["g"])
    assert fit.coefficient("const").estimate == pytest.approx(4, abs=1e-4)  # the library's iteration stops at 1e-6
    assert fit.coefficient("g").estimate == pytest.approx(4, abs=1e-4)
    with pytest.raises(EstimationRefused, match="between 0 and 1"):
        fit_quantile(table, outcome="y", regressors=["g"], quantile=1)


def test_the_median_regression_of_engels_households_is_as_published() -> None:
    # Koenker and Bassett (1982) and the R package quantreg's vignette: food = 81.4823 + 0.5602 · income.
    fit = fit_quantile(sm.datasets.engel.load_pandas().data, outcome="foodexp", regressors=["income"])
    assert round(fit.coefficient("const").estimate, 4) == 81.4823
    assert round(fit.coefficient("income").estimate, 4) == 0.5602


@pytest.mark.parametrize("choices", [{}, {"cluster": ("group",)}, {"robust": "plain"}, {"weights": "weight"}])
def test_a_perfect_fit_has_no_errors_rather_than_those_of_rounding(choices: dict) -> None:
    """All invited attended and nobody else: the share that attended is known, and so would be a p-value of zero."""
    table = pd.DataFrame({"invited": np.arange(90) % 2, "stratum": np.arange(90) % 3 == 0, "group": np.arange(90) // 5})
    table = table.assign(attended=table.invited * 1.0, weight=1.0 + table.index % 4)
    fit = fit_ols(table, outcome="attended", regressors=["invited", "stratum"], **choices)
    found = fit.coefficient("invited")
    assert found.estimate == pytest.approx(1.0, abs=1e-12)
    assert np.isnan([found.standard_error, found.statistic, found.p_value, found.low, found.high]).all()
    assert "fits the rows perfectly" in " ".join(fit.notes)
    missed = table.assign(attended=table.attended.where(table.index > 0, 1e-6))
    assert fit_ols(missed, outcome="attended", regressors=["invited", "stratum"], **choices).coefficient(
        "invited"
    ).standard_error > 0  # fmt: skip


def test_a_perfect_fit_beside_effects_has_no_errors_either() -> None:
    table = pd.DataFrame({"unit": np.repeat(np.arange(12), 6), "x": np.random.default_rng(3).normal(size=72)})
    table["y"] = 2 * table.x + table.unit
    found = fit_absorbed(table, outcome="y", regressors=["x"], absorb=("unit",), cluster=("unit",)).coefficient("x")
    assert found.estimate == pytest.approx(2.0, abs=1e-9)
    assert np.isnan([found.standard_error, found.p_value]).all()
