"""Instrumental variables: the Wald estimator by hand, two stages written out, and the strength of instruments."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from linearmodels.iv import IV2SLS

from analysis.estimators.instrumental import fit_iv
from analysis.estimators.least_squares import fit_ols
from analysis.estimators.panel import fit_absorbed
from analysis.estimators.records import EstimationRefused
from tests.analysis.estimators.real_tables import told

EXACT = 1e-8

TRIAL = pd.DataFrame(
    {
        "invited": [1, 1, 1, 1, 0, 0, 0, 0],
        "came": [1, 1, 1, 0, 0, 0, 0, 1],
        "score": [9.0, 8, 7, 2, 4, 3, 2, 7],
        "town": ["p", "q", "p", "q", "p", "q", "p", "q"],
    }
)
"""Invited score 6.5 and come by 3/4, the others 4 and 1/4: the effect on those who follow is 2.5 / 0.5 = 5."""


def moved(seed: int, rows: int = 60) -> pd.DataFrame:
    """An endogenous regressor with two instruments, in six groups."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame(random.normal(size=(rows, 4)), columns=["z1", "z2", "x", "hidden"])
    table["g"] = np.arange(rows) % 6
    table["d"] = table.z1 + 0.5 * table.z2 + 0.3 * table.x + table.hidden + 0.4 * table.g
    table["y"] = 2 * table.d - table.x + 3 * table.hidden + table.g**2 + random.normal(size=rows)
    return table.assign(w=random.uniform(0.5, 2, size=rows))


def test_the_effect_on_those_who_follow_the_invitation_is_the_ratio_of_two_differences() -> None:
    fit = fit_iv(TRIAL, outcome="score", regressors=[], endogenous=["came"], instruments=["invited"])
    assert fit.coefficient("came").estimate == pytest.approx(5, rel=EXACT)
    assert fit.coefficient("const").estimate == pytest.approx(6.5 - 5 * 0.75, rel=EXACT)


def test_an_instrument_that_everybody_follows_gives_least_squares() -> None:
    table = moved(3)
    table["copy"] = table.d
    for absorb in ((), ("g",)):
        fit = fit_iv(table, outcome="y", regressors=["x"], endogenous=["d"], instruments=["copy"], absorb=absorb)
        if absorb:
            plain = fit_absorbed(table, outcome="y", regressors=["x", "d"], absorb=absorb)
            assert told(fit, "d")["d"] == pytest.approx(told(plain, "d")["d"], rel=EXACT)
        else:
            plain_ols = sm.OLS(table.y, sm.add_constant(table[["x", "d"]])).fit(cov_type="HC1")
            assert told(fit, "d")["d"] == pytest.approx((plain_ols.params["d"], plain_ols.bse["d"]), rel=EXACT)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), weighted=st.booleans())
def test_two_stages_are_those_of_the_library_with_its_corrections(seed: int, weighted: bool) -> None:
    table = moved(seed)
    asked = {"outcome": "y", "regressors": ["x"], "endogenous": ["d"], "instruments": ["z1", "z2"]}
    weights = table.w if weighted else None
    model = IV2SLS(table.y, sm.add_constant(table[["x"]]), table.d, table[["z1", "z2"]], weights=weights)
    for robust, name in (("HC1", "robust"), ("plain", "unadjusted")):
        theirs = model.fit(cov_type=name, debiased=True)
        ours = told(fit_iv(table, weights="w" if weighted else None, robust=robust, **asked))
        assert ours["d"] == pytest.approx((theirs.params["d"], theirs.std_errors["d"]), rel=1e-7)
    clustered = model.fit(cov_type="clustered", clusters=table.g, debiased=True)
    ours = told(fit_iv(table, weights="w" if weighted else None, cluster=("g",), **asked))
    assert ours["x"] == pytest.approx((clustered.params["x"], clustered.std_errors["x"]), rel=1e-7)


@pytest.mark.parametrize("weights", [None, "w"])
def test_effects_taken_out_equal_effects_written_out(weights: str | None) -> None:
    table = moved(11)
    asked = {"outcome": "y", "endogenous": ["d"], "instruments": ["z1", "z2"], "weights": weights}
    names = [f"group {number}" for number in range(1, 6)]
    written = table.assign(**{name: (table.g == place + 1).astype(float) for place, name in enumerate(names)})
    for choices in ({"robust": "plain"}, {"robust": "HC1"}):
        out = fit_iv(table, regressors=["x"], absorb=("g",), **asked, **choices)
        slow = fit_iv(written, regressors=["x", *names], **asked, **choices)
        assert told(out, "d", "x") == {
            name: pytest.approx(pair, rel=1e-7) for name, pair in told(slow, "d", "x").items()
        }
        for measure in ("first_stage_f", "anderson_rubin_p"):
            assert out.measures[measure] == pytest.approx(slow.measures[measure], rel=1e-6)


def test_the_first_stage_and_the_reduced_form_are_least_squares_tests_of_the_instruments() -> None:
    table = moved(4)
    fit = fit_iv(
        table, outcome="y", regressors=["x"], endogenous=["d"], instruments=["z1", "z2"], robust="plain"
    )  # fmt: skip
    whole, short = sm.add_constant(table[["x", "z1", "z2"]]), sm.add_constant(table[["x"]])
    for outcome, measure in (("d", "first_stage_f"), ("y", "anderson_rubin_p")):
        test = sm.OLS(table[outcome], whole).fit().compare_f_test(sm.OLS(table[outcome], short).fit())
        assert fit.measures[measure] == pytest.approx(test[0] if measure == "first_stage_f" else test[1], rel=EXACT)
    assert not any("weak" in note for note in fit.notes)


def test_weak_instruments_are_told() -> None:
    random = np.random.default_rng(8)
    table = moved(8).assign(z=random.normal(size=60))
    fit = fit_iv(table, outcome="y", regressors=["x"], endogenous=["d"], instruments=["z"])
    assert fit.measures["first_stage_f"] < 10
    assert any("weak" in note and "Anderson" in note for note in fit.notes)


@pytest.mark.parametrize(
    ("choices", "why"),
    [
        ({"instruments": []}, "as many instruments"),
        ({"endogenous": ["d", "x"], "regressors": []}, "as many instruments"),
        ({"endogenous": []}, "needs an instrument"),
        ({"instruments": "z1"}, "lists of column names"),
        ({"instruments": ["x"]}, "named twice"),
        ({"instruments": ["flat"]}, "“flat” cannot be told apart"),
        ({"instruments": ["by_group"], "absorb": ("g",)}, "explain “by_group” wholly"),
        ({"endogenous": ["d", "e"], "instruments": ["z1", "z1_twice"]}, "cannot be told apart"),
    ],
)
def test_equations_that_the_instruments_do_not_tell_are_refused(choices: dict, why: str) -> None:
    table = moved(5).assign(flat=1.0)
    table["by_group"], table["e"], table["z1_twice"] = table.g * 2.0, table.hidden, table.z1 * 2
    asked = {"outcome": "y", "regressors": ["x"], "endogenous": ["d"], "instruments": ["z1"]} | choices
    with pytest.raises(EstimationRefused, match=why):
        fit_iv(table, **asked)


@pytest.mark.parametrize("cluster", [(), ("group",)])
def test_where_everybody_did_as_invited_the_first_stage_is_infinite_and_nothing_is_weak(cluster: tuple) -> None:
    random = np.random.default_rng(5)
    table = pd.DataFrame({"z": np.arange(60) % 2, "age": random.normal(size=60), "group": np.arange(60) // 4})
    table = table.assign(d=table.z, y=table.z + random.normal(size=60))
    asked = {"outcome": "y", "regressors": ["age"], "cluster": cluster}
    fit = fit_iv(table, endogenous=["d"], instruments=["z"], **asked)
    assert fit.measures["first_stage_f"] == float("inf")
    assert not [note for note in fit.notes if "weak" in note]
    least = fit_ols(table.drop(columns="d").rename(columns={"z": "d"}), outcome="y", regressors=["age", "d"])
    assert fit.coefficient("d").estimate == pytest.approx(least.coefficient("d").estimate, rel=1e-10)
    assert 0 < fit.coefficient("d").p_value < 1
