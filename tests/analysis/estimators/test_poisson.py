"""Poisson pseudo-maximum likelihood: ratios of means by hand, dummies written out, and rows without information."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.estimators.poisson import fit_poisson
from analysis.estimators.records import EstimationRefused
from analysis.results import Dropped
from tests.analysis.estimators.real_tables import told

SETTLED = 1e-6
"""Relative difference of two iterations that stop at different tests; the errors of both are below 1e-8."""


def counts(seed: int) -> pd.DataFrame:
    """Counts of eight counties in seven years, one row missing."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame([(county, year) for county in range(8) for year in range(7)], columns=["county", "year"])
    table = table.drop(index=5).reset_index(drop=True)
    table["x"], table["people"] = random.normal(size=len(table)), random.uniform(50, 500, size=len(table))
    mean = np.exp(0.4 * table.x + 0.2 * table.county - 0.1 * table.year + np.log(table.people) - 3)
    return table.assign(n=random.poisson(mean), log_people=np.log(table.people))


def written_out(table: pd.DataFrame, effects: list[str]) -> np.ndarray:
    parts = [table[["x"]].to_numpy(dtype=float)]
    for place, name in enumerate(effects):
        labels = table[name].to_numpy()
        parts.append((labels[:, None] == np.unique(labels)[None, 1 if place else 0 :]).astype(float))
    return np.column_stack(parts)


def test_a_treatment_gives_the_log_of_the_ratio_of_means() -> None:
    table = pd.DataFrame({"n": [0, 2, 1, 6, 3, 9], "treated": [0, 0, 0, 1, 1, 1]})
    fit = fit_poisson(table, outcome="n", regressors=["treated"])
    assert fit.coefficient("const").estimate == pytest.approx(0, abs=1e-9)
    assert fit.coefficient("treated").estimate == pytest.approx(math.log(6), rel=1e-9)
    # Robust variance of the difference of log means: Σe²/(n·mean)² a group, by N/(N−K) = 6/4.
    variance = (2 / 3**2 + 18 / 18**2) * 6 / 4
    assert fit.coefficient("treated").standard_error == pytest.approx(math.sqrt(variance), rel=1e-9)
    likelihood = sum(n * math.log(m) - m - math.lgamma(n + 1) for n, m in zip(table.n, [1] * 3 + [6] * 3, strict=True))
    assert fit.measures["log_likelihood"] == pytest.approx(likelihood, rel=1e-12)
    assert fit.measures["aic"] == pytest.approx(4 - 2 * likelihood, rel=1e-12)


@settings(max_examples=10, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    effects=st.sampled_from([["county"], ["county", "year"], ["year"]]),
    offset=st.booleans(),
)
def test_effects_taken_out_equal_dummies_in_statsmodels(seed: int, effects: list[str], offset: bool) -> None:
    table = counts(seed)
    shift = table.log_people if offset else None
    model = sm.GLM(table.n, written_out(table, effects), family=sm.families.Poisson(), offset=shift)
    slow = model.fit(cov_type="HC0", tol=1e-13, maxiter=200)
    fit = fit_poisson(table, outcome="n", regressors=["x"], effects=effects, offset="log_people" if offset else None)
    rows, parameters = model.exog.shape
    error = slow.bse.iloc[0] * math.sqrt(rows / (rows - parameters))
    assert told(fit)["x"] == pytest.approx((slow.params.iloc[0], error), rel=SETTLED)
    assert fit.measures["log_likelihood"] == pytest.approx(slow.llf, rel=1e-9)
    assert fit.measures["aic"] == pytest.approx(slow.aic, rel=1e-9)
    groups = table.county.to_numpy()
    clustered = model.fit(
        cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}, tol=1e-13, maxiter=200
    )  # fmt: skip
    ours = fit_poisson(
        table, outcome="n", regressors=["x"], effects=effects, offset="log_people" if offset else None,
        cluster=("county",),
    )  # fmt: skip
    counted = parameters - (7 if "county" in effects else 0)
    error = clustered.bse.iloc[0] * math.sqrt(8 / 7 * (rows - 1) / (rows - counted))
    assert told(ours)["x"][1] == pytest.approx(error, rel=SETTLED)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), factor=st.floats(1e-4, 1e6))
def test_the_unit_of_the_outcome_changes_no_slope_and_no_error(seed: int, factor: float) -> None:
    table = counts(seed)
    for effects in ((), ("county",)):
        asked = {"outcome": "n", "regressors": ["x"], "effects": effects}
        before = told(fit_poisson(table, **asked), "x")["x"]
        assert told(fit_poisson(table.assign(n=table.n * factor), **asked), "x")["x"] == pytest.approx(before, rel=1e-5)


def test_without_effects_the_shipped_table_of_visits_is_that_of_statsmodels() -> None:
    table = sm.datasets.randhie.load_pandas().data.iloc[:2000]
    model = sm.GLM(table.mdvis, sm.add_constant(table[["lncoins", "disea"]]), family=sm.families.Poisson())
    slow = model.fit(cov_type="HC0")
    fit = fit_poisson(table, outcome="mdvis", regressors=["lncoins", "disea"])
    error = slow.bse["disea"] * math.sqrt(2000 / 1997)
    assert told(fit)["disea"] == pytest.approx((slow.params["disea"], error), rel=SETTLED)


def test_groups_that_are_always_zero_are_dropped_and_told() -> None:
    table = counts(3)
    empty = pd.DataFrame({"county": 99, "year": range(7), "x": np.arange(7.0), "n": 0})
    fit = fit_poisson(pd.concat([table, empty]), outcome="n", regressors=["x"], effects=["county"])
    assert fit.dropped == (Dropped(7, "“n” is zero in all rows of its group of “county”"),)
    without = fit_poisson(table, outcome="n", regressors=["x"], effects=["county"])
    assert told(fit)["x"] == pytest.approx(told(without)["x"], rel=SETTLED)


@pytest.mark.parametrize("effects", [(), ("county",)])
def test_a_regressor_at_work_only_where_the_outcome_is_zero_is_refused(effects: tuple[str, ...]) -> None:
    table = counts(6)
    table["only"] = (table.year == 3).astype(float)
    table.loc[table.only == 1, "n"] = 0
    with pytest.raises(EstimationRefused, match="no maximum exists"):
        fit_poisson(table, outcome="n", regressors=["x", "only"], effects=effects)


@pytest.mark.parametrize(
    ("change", "choices", "why"),
    [
        ({"n": -1}, {}, "below zero"),
        ({"n": 0}, {}, "zero in every row"),
        ({"born": 1}, {"regressors": ["born"]}, "does not vary"),
        ({"born": 1}, {"regressors": ["born"], "effects": ["county"]}, "cannot be told apart|wholly"),
    ],
)
def test_outcomes_and_regressors_that_cannot_be_used_are_refused(change: dict, choices: dict, why: str) -> None:
    asked = {"outcome": "n", "regressors": ["x"]} | choices
    with pytest.raises(EstimationRefused, match=why):
        fit_poisson(counts(1).assign(**change), **asked)
