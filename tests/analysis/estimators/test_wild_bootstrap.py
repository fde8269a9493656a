"""The wild cluster bootstrap agrees with all draws written out, and with the errors of the panel equation."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.estimators.panel import fit_panel
from analysis.estimators.records import EstimationRefused
from analysis.estimators.wild_bootstrap import BootstrapTest, wild_cluster_test
from tests.analysis.estimators.staggered_panels import dummies, staggered

pytest.importorskip("diff_diff", reason="the optional libraries for wild bootstraps are not installed")

SIX_POINTS = [sign * math.sqrt(part) for sign in (-1, 1) for part in (0.5, 1.0, 1.5)]


def t_statistic(design: np.ndarray, outcome: np.ndarray, clusters: np.ndarray) -> float:
    """The t-statistic of the first column with errors by cluster, without factors that cancel between draws."""
    bread = np.linalg.pinv(design.T @ design)
    estimates = bread @ design.T @ outcome
    residuals = outcome - design @ estimates
    sums = [design[clusters == each].T @ residuals[clusters == each] for each in np.unique(clusters)]
    variance = sum((bread @ each)[0] ** 2 for each in sums)
    return float(estimates[0] / math.sqrt(variance))


def all_draws(design: np.ndarray, outcome: np.ndarray, clusters: np.ndarray, points: list[float]) -> float:
    """The share of all draws whose |t| is beyond that of the rows: the restricted equation, each draw fitted anew."""
    rest = design[:, 1:]
    fitted = rest @ np.linalg.lstsq(rest, outcome, rcond=None)[0]
    residuals = outcome - fitted
    seen = abs(t_statistic(design, outcome, clusters))
    names = np.unique(clusters)
    place = np.searchsorted(names, clusters)
    drawn = [
        abs(t_statistic(design, fitted + np.array(draw)[place] * residuals, clusters))
        for draw in itertools.product(points, repeat=len(names))
    ]
    return float(np.mean(np.array(drawn) > seen * (1 + 1e-9)))


def small(seed: int = 5, clusters: int = 5) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    frame = pd.DataFrame(
        [(state, unit, year) for state in range(clusters) for unit in range(2) for year in range(4)],
        columns=["state", "unit", "year"],
    )
    shared = draw.normal(size=clusters)[frame["state"]]
    x = draw.normal(size=len(frame)) + shared
    z = draw.normal(size=len(frame))
    y = 0.4 * x + z + 0.5 * shared + draw.normal(size=len(frame))
    return frame.assign(x=x, z=z, y=y, region=frame["state"] * 10 + frame["unit"])


def drawn(frame: pd.DataFrame, **choices: object) -> BootstrapTest:
    asked: dict[str, object] = {
        "outcome": "y",
        "regressors": ["x", "z"],
        "cluster": "state",
        "parameter": "x",
        "seed": 1,
    }
    return wild_cluster_test(frame, **(asked | choices))  # type: ignore[arg-type]


@pytest.mark.parametrize("effects", [(), ("region",), ("year",), ("region", "year"), ("state", "year")])
def test_all_two_point_draws_written_out(effects: tuple[str, ...]) -> None:
    frame = small()
    found = drawn(frame, effects=effects, weights="rademacher", repetitions=32)
    columns = [frame[["x", "z"]].to_numpy(), np.ones((len(frame), 1)), *(dummies(frame[name]) for name in effects)]
    slow = all_draws(np.hstack(columns), frame["y"].to_numpy(), frame["state"].to_numpy(), [-1.0, 1.0])
    assert found.p_value == pytest.approx(slow, abs=1e-12)
    assert (found.repetitions, found.clusters) == (32, 5)
    assert "all 2^5 = 32 draws" in found.note


def test_many_six_point_draws_come_near_all_of_them_written_out() -> None:
    frame = small(seed=2, clusters=4)
    design = np.column_stack([frame[["x", "z"]].to_numpy(), np.ones(len(frame))])
    slow = all_draws(design, frame["y"].to_numpy(), frame["state"].to_numpy(), SIX_POINTS)
    found = drawn(frame, repetitions=19_999)
    # Five standard errors of a share of 19,999 draws.
    assert found.p_value == pytest.approx(slow, abs=5 * math.sqrt(slow * (1 - slow) / 19_999))
    assert 0.01 < slow < 0.99


@pytest.mark.parametrize("effects", [("region",), ("region", "year")])
def test_the_statistic_is_that_of_the_panel_equation(effects: tuple[str, ...]) -> None:
    frame = staggered()
    found = drawn(frame, regressors=["treated"], parameter="treated", effects=effects)
    fit = fit_panel(
        frame,
        outcome="y",
        regressors=["treated"],
        entity="region",
        time="year",
        entity_effects=True,
        time_effects="year" in effects,
        cluster=("state",),
    )
    assert found.statistic == pytest.approx(fit.coefficient("treated").statistic, rel=1e-8)
    assert found.estimate == pytest.approx(fit.coefficient("treated").estimate, rel=1e-8)


def test_the_interval_holds_what_the_test_does_not_reject() -> None:
    frame = small(clusters=9)
    found = drawn(frame, level=0.9)
    assert found.low < found.estimate < found.high
    for value, rejected in ((found.low - 0.02, True), (found.low + 0.02, False), (found.high + 0.02, True)):
        shifted = drawn(frame.assign(y=frame["y"] - value * frame["x"]), level=0.9)
        assert (shifted.p_value < 0.1) == rejected


def test_no_draw_beyond_is_told_as_a_bound() -> None:
    frame = small(clusters=12)
    found = drawn(frame.assign(y=frame["y"] + 20 * frame["x"]))
    assert (found.p_value, found.told) == (0.0, "< 1/999")
    assert found.least == 1 / 999
    all_drawn = drawn(small(clusters=8).assign(y=lambda rows: rows["y"] + 20 * rows["x"]), weights="rademacher")
    assert all_drawn.enumerated and all_drawn.least == 2 / 2**8
    assert drawn(frame.assign(y=small(9, 12)["y"])).told.startswith("0.")


def test_few_firms_of_grunfeld_give_a_wider_interval_than_their_errors() -> None:
    data = sm.datasets.grunfeld.load_pandas().data
    choices = {"outcome": "invest", "regressors": ["value", "capital"], "effects": ("firm", "year"), "cluster": "firm"}
    found = drawn(data, **choices, parameter="value", weights="rademacher", repetitions=2**11)
    columns = [data[["value", "capital"]].to_numpy(), dummies(data["firm"]), dummies(data["year"])]
    slow = all_draws(np.hstack(columns), data["invest"].to_numpy(), data["firm"].to_numpy(), [-1.0, 1.0])
    assert found.p_value == pytest.approx(slow, abs=1e-12)
    # Coefficient and standard error of pyfixest's default for this equation, clustered by firm.
    assert found.statistic == pytest.approx(0.1166811321 / 0.0114754775, rel=1e-7)
    # Errors by cluster give 0.1167 ± 0.0256; eleven firms do not bear so narrow an interval.
    assert found.high - found.low > 1.5 * 2 * 2.228 * 0.0114754775
    assert (found.p_value, found.told) == (0.0, "≤ 2/2048")


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    frame = small(clusters=8)
    assert drawn(frame) == drawn(frame)
    assert drawn(frame).p_value != drawn(frame, seed=2).p_value


def test_rows_without_a_value_or_alone_in_an_effect_are_dropped_and_told() -> None:
    frame = small()
    frame.loc[0, "z"] = np.nan
    frame.loc[1, "region"] = 999
    found = drawn(frame, effects=("region",))
    assert [each.count for each in found.dropped] == [1, 1]
    assert found.rows_used == len(frame) - 2


@pytest.mark.parametrize(
    ("choices", "reason"),
    [
        ({"parameter": "w"}, "none of the regressors"),
        ({"weights": "mammen"}, "not offered"),
        ({"repetitions": 10}, "too few"),
        ({"regressors": ["x", "x"]}, "named twice"),
        ({"level": 2.0}, "between 0 and 1"),
    ],
)
def test_what_cannot_be_done_is_refused(choices: dict[str, object], reason: str) -> None:
    with pytest.raises(EstimationRefused, match=reason):
        drawn(small(), **choices)


def test_one_cluster_and_an_explained_parameter_are_refused() -> None:
    with pytest.raises(EstimationRefused, match="single cluster"):
        drawn(small().assign(state=1))
    with pytest.raises(EstimationRefused, match="told apart"):
        drawn(small().assign(x=lambda each: each["state"] * 1.0), effects=("region",))
    with pytest.raises(EstimationRefused, match="told apart"):
        drawn(small().assign(x=lambda each: each["z"] * 2.0))
