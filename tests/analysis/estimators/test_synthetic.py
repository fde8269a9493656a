"""Synthetic difference in differences agrees with its weights found by a general solver, and finds a known effect."""

import numpy as np
import pandas as pd
import pytest
from scipy import optimize

from analysis.estimators.panel import fit_panel
from analysis.estimators.records import EstimationRefused
from analysis.estimators.synthetic import synthetic_did

pytest.importorskip("diff_diff", reason="the optional libraries for synthetic controls are not installed")

NAMES = {"outcome": "jobs", "unit": "region", "time": "year", "treated": "zone"}
EFFECT = 2.0


def regions(seed: int = 3, units: int = 24, treated: int = 4, years: int = 14, start: int = 9) -> pd.DataFrame:
    """Regions load differently on two waves; the treated load more than most, so that plain trends are not parallel.

    Some controls load as much: outside the range of the controls no weights can run beside the treated.
    """
    draw = np.random.default_rng(seed)
    year = np.arange(years)
    waves = np.vstack([0.15 * year**1.3, np.sin(year)])
    rows = []
    for number in range(units):
        loads = np.array([draw.uniform(0.8, 1.4) if number < treated else draw.uniform(0, 1.8), draw.uniform(0, 1)])
        series = draw.normal() * 3 + loads @ waves + draw.normal(size=years) * 0.15
        zone = (number < treated) & (year >= start)
        rows += [(f"r{number:02}", 2000 + at, series[at] + EFFECT * zone[at], float(zone[at])) for at in year]
    return pd.DataFrame(rows, columns=["region", "year", "jobs", "zone"])


def simplex(design: np.ndarray, target: np.ndarray, penalty: float) -> np.ndarray:
    """Weights of zero or more that sum to 1, with a free intercept: least mean squares plus a penalty on Σw²."""
    centred, aim = design - design.mean(axis=0), target - target.mean()
    count = design.shape[1]
    found = optimize.minimize(
        lambda w: ((centred @ w - aim) ** 2).mean() + penalty * (w**2).sum(),
        np.full(count, 1 / count),
        jac=lambda w: 2 * centred.T @ (centred @ w - aim) / len(aim) + 2 * penalty * w,
        bounds=[(0, 1)] * count,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": lambda w: np.ones(count)},
        method="SLSQP",
        options={"maxiter": 2000, "ftol": 1e-14},
    )
    return np.asarray(found.x)


def slow(frame: pd.DataFrame, treated: int = 4, start: int = 9) -> float:
    """The estimate with weights by the paper's equations 4 to 6 and its choice of penalties."""
    wide = frame.pivot(index="region", columns="year", values="jobs").to_numpy()
    ours, controls = wide[:treated], wide[treated:]
    noise = np.diff(controls[:, :start], axis=1).std(ddof=1)
    zeta = (treated * (wide.shape[1] - start)) ** 0.25 * noise
    units = simplex(controls[:, :start].T, ours[:, :start].mean(axis=0), zeta**2)
    periods = simplex(controls[:, :start], controls[:, start:].mean(axis=1), (1e-6 * noise) ** 2)
    change = wide[:, start:].mean(axis=1) - wide[:, :start] @ periods
    return float(change[:treated].mean() - units @ change[treated:])


def test_the_weights_are_those_of_a_general_solver() -> None:
    for seed in (3, 4, 5):
        frame = regions(seed)
        found = synthetic_did(frame, **NAMES, repetitions=50).coefficient("zone").estimate
        # The library stops its descent at changes of 1e-5 of the noise (0.3 or so) and prunes small weights between two
        # rounds, as the authors' own program does; a hundredth of the effect allows for both.
        assert found == pytest.approx(slow(frame), abs=0.01 * EFFECT)


def test_the_effect_is_found_where_trends_are_not_parallel() -> None:
    effects = {"entity_effects": True, "time_effects": True}
    ours, plain = [], []
    for seed in range(12):
        frame = regions(seed)
        ours.append(synthetic_did(frame, **NAMES, repetitions=50).coefficient("zone"))
        fit = fit_panel(frame, outcome="jobs", regressors=["zone"], entity="region", time="year", **effects)
        plain.append(fit.coefficient("zone").estimate)
    # The mean of twelve estimates has an error near 0.05; the two-way coefficient is off by half a unit and more.
    assert abs(np.mean([each.estimate for each in ours]) - EFFECT) < abs(np.mean(plain) - EFFECT) / 2
    # Of twelve intervals of 95 % fewer than nine hold the truth in two of ten thousand cases.
    assert sum(each.low < EFFECT < each.high for each in ours) >= 9


def test_the_fit_tells_what_it_rests_on() -> None:
    fit = synthetic_did(regions(), **NAMES)
    assert (fit.measures["n_treated"], fit.measures["n_control"], fit.measures["periods_before"]) == (4, 20, 9)
    assert 1 < fit.measures["effective_controls"] <= 20
    assert fit.errors == "placebo, 200 repetitions, seed 0, normal reference"
    assert any(note.startswith("Controls of greatest weight") and "r00" not in note for note in fit.notes)


@pytest.mark.parametrize("variance", ["bootstrap", "jackknife"])
def test_other_variances_change_the_error_alone(variance: str) -> None:
    frame = regions()
    plain = synthetic_did(frame, **NAMES, repetitions=50).coefficient("zone")
    other = synthetic_did(frame, **NAMES, repetitions=50, variance=variance).coefficient("zone")
    assert other.estimate == pytest.approx(plain.estimate)
    assert 0.2 < other.standard_error / plain.standard_error < 5


def test_levels_of_regions_and_years_do_not_matter() -> None:
    frame = regions()
    shifted = frame.assign(jobs=frame["jobs"] + frame["region"].str[1:].astype(int) * 7)
    here, there = (synthetic_did(each, **NAMES, repetitions=50).coefficient("zone") for each in (frame, shifted))
    assert there.estimate == pytest.approx(here.estimate, abs=1e-6)


def test_regions_that_lack_a_year_are_dropped_and_told() -> None:
    frame = regions()
    fit = synthetic_did(frame.drop(index=frame.index[-1]), **NAMES, repetitions=50)
    assert [(each.count, each.reason) for each in fit.dropped] == [(13, "unit that lacks a period")]
    assert fit.measures["n_control"] == 19


@pytest.mark.parametrize(
    ("choices", "reason"),
    [
        ({"variance": "guess"}, "not offered"),
        ({"repetitions": 5}, "too few"),
        ({"treated": "half"}, "1 under treatment"),
        ({"treated": "none"}, "No row is treated"),
        ({"treated": "early"}, "periods before treatment"),
        ({"treated": "staggered"}, "do not all start together"),
        ({"treated": "most"}, "cannot stand in"),
        ({"treated": "all"}, "too few to weigh"),
        ({"treated": "single", "variance": "jackknife"}, "single treated unit"),
    ],
)
def test_what_cannot_be_done_is_refused(choices: dict[str, object], reason: str) -> None:
    frame = regions()
    late, number = frame["year"] >= 2009, frame["region"].str[1:].astype(int)
    frame = frame.assign(
        half=frame["zone"] / 2,
        none=0.0,
        early=((frame["year"] >= 2001) & (number < 4)).astype(float),
        staggered=((frame["year"] >= 2009 + number) & (number < 4)).astype(float),
        most=(late & (number < 14)).astype(float),
        all=late.astype(float),
        single=(late & (number == 0)).astype(float),
    )
    with pytest.raises(EstimationRefused, match=reason):
        synthetic_did(frame, **(NAMES | choices))  # type: ignore[arg-type]
