"""Jumps at a cut-off agree with published figures, and with local lines fitted by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.discontinuity import density_test, fit_discontinuity, placebo_cutoffs
from analysis.estimators.records import EstimationRefused

pytest.importorskip("diff_diff", reason="the optional libraries for discontinuities are not installed")

SENATE = Path(__file__).resolve().parents[4] / "shared" / "data" / "03_rdd_us_senate_cct" / "rdrobust_senate.csv"
JUMP = {"outcome": "vote", "running": "margin"}


def senate() -> pd.DataFrame:
    if not SENATE.is_file():
        pytest.skip("the elections to the US Senate are not beside this checkout")
    return pd.read_csv(SENATE)


def scored(seed: int = 1, rows: int = 1200, jump: float = 0.6) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    score = draw.uniform(-1, 1, rows)
    taken = (draw.random(rows) < np.where(score >= 0, 0.8, 0.2)).astype(float)
    noise = draw.normal(size=rows) * 0.3
    smooth = 0.5 * score + 0.3 * score**2
    return pd.DataFrame(
        {
            "margin": score,
            "vote": smooth + jump * (score >= 0) + noise,
            "taken": taken,
            "yield": smooth + taken + noise,
            "z": draw.normal(size=rows),
        }
    )


def test_the_incumbents_of_the_us_senate() -> None:
    # Calonico, Cattaneo, Farrell and Titiunik (2017), Stata Journal 17(2), and the README of rdrobust: conventional
    # 7.414 (1.459), robust interval [4.094, 10.919], h = 17.754, b = 28.028, 360 and 323 rows within h of 595 and 702.
    found = fit_discontinuity(senate(), **JUMP)
    assert found.conventional.estimate == pytest.approx(7.414, abs=5e-4)
    assert found.conventional.standard_error == pytest.approx(1.459, abs=5e-4)
    assert (found.robust.low, found.robust.high) == pytest.approx((4.094, 10.919), abs=5e-4)
    assert (found.bandwidth_h, found.bandwidth_b) == pytest.approx((17.754, 28.028), abs=5e-4)
    assert (found.n_left, found.n_right, found.rows_left, found.rows_right) == (360, 323, 595, 702)
    # rdrobust 2.1.1 on these rows.
    assert found.robust.estimate == pytest.approx(7.506502, abs=1e-5)
    assert found.robust.standard_error == pytest.approx(1.741258, abs=1e-5)
    assert found.robust.p_value == pytest.approx(1.625443e-05, rel=1e-4)
    assert [(each.count, each.reason) for each in found.dropped] == [(93, "no value of “vote”")]


@pytest.mark.parametrize(
    ("choices", "estimate", "error", "low", "high", "bandwidth"),
    [
        ({"order": 2}, 8.045079466, 1.887704626, 4.214327311, 12.41885094, 22.25628045),
        ({"kernel": "uniform"}, 7.202474976, 1.612891457, 3.963407312, 11.22353849, 11.5968673),
        ({"bandwidth": 10.0}, 7.984687487, 1.838064151, 6.595045139, 17.24859407, 10.0),
    ],
)
def test_other_choices_for_the_us_senate(
    choices: dict[str, object], estimate: float, error: float, low: float, high: float, bandwidth: float
) -> None:
    # rdrobust 2.1.1 on these rows; the bandwidths agree to seven digits, so that all else agrees to about six.
    found = fit_discontinuity(senate(), **JUMP, **choices)  # type: ignore[arg-type]
    assert found.conventional.estimate == pytest.approx(estimate, rel=1e-5)
    assert found.conventional.standard_error == pytest.approx(error, rel=1e-5)
    assert (found.robust.low, found.robust.high) == pytest.approx((low, high), rel=1e-5)
    assert found.bandwidth_h == pytest.approx(bandwidth, rel=1e-6)


def test_the_margins_of_the_us_senate_are_not_sorted() -> None:
    found = density_test(senate(), running="margin")
    # Recalled from the illustration that comes with rddensity, whose data these are: T = −0.8753, p = 0.3814. Shares of
    # rows near the cut-off are the slow witness of the densities.
    assert found.statistic == pytest.approx(-0.8753, abs=5e-4)
    assert found.p_value == pytest.approx(0.3814, abs=5e-4)
    margins = senate()["margin"]
    for side, density in (((margins < 0), found.density_left), ((margins >= 0), found.density_right)):
        near = float((side & (margins.abs() < 5)).mean() / 5)
        # About 110 rows lie there, so that the share has a relative error near 1/√110 = 0.1; three of them.
        assert density == pytest.approx(near, rel=0.3)


def test_no_jump_where_there_is_no_rule_and_the_jump_without_the_closest() -> None:
    frame = senate()
    for placebo in placebo_cutoffs(frame, **JUMP, cutoffs=(-20.0, 20.0), level=0.99):
        assert placebo.robust.low < 0 < placebo.robust.high
        assert placebo.rows_left + placebo.rows_right in (595, 702)
    donut = fit_discontinuity(frame, **JUMP, donut=0.3)
    gone = int((frame.dropna(subset=["vote"])["margin"].abs() < 0.3).sum())
    assert [each.count for each in donut.dropped] == [93, gone] and gone > 0
    assert donut.robust.low > 0


def test_within_a_bandwidth_the_estimate_is_two_weighted_lines() -> None:
    frame = scored()
    found = fit_discontinuity(frame, **JUMP, bandwidth=0.4)
    heights = []
    for side in (frame["margin"] >= 0, frame["margin"] < 0):
        near = frame[side & (frame["margin"].abs() <= 0.4)]
        weight = np.sqrt(1 - near["margin"].abs() / 0.4).to_numpy()
        design = np.column_stack([np.ones(len(near)), near["margin"]]) * weight[:, None]
        heights.append(np.linalg.lstsq(design, near["vote"].to_numpy() * weight, rcond=None)[0][0])
    assert found.conventional.estimate == pytest.approx(heights[0] - heights[1], abs=1e-10)
    assert found.robust.low < 0.6 < found.robust.high


def test_a_fuzzy_rule_divides_by_the_jump_of_the_take_up() -> None:
    frame = scored()
    fuzzy = fit_discontinuity(frame, outcome="yield", running="margin", take_up="taken", bandwidth=0.5)
    outcome = fit_discontinuity(frame, outcome="yield", running="margin", bandwidth=0.5)
    taken = fit_discontinuity(frame, outcome="taken", running="margin", bandwidth=0.5)
    ratio = outcome.conventional.estimate / taken.conventional.estimate
    assert fuzzy.conventional.estimate == pytest.approx(ratio, rel=1e-10)
    assert fuzzy.take_up is not None and fuzzy.take_up.low < 0.6 < fuzzy.take_up.high
    assert fuzzy.robust.low < 1.0 < fuzzy.robust.high


def test_units_that_choose_their_side_are_found() -> None:
    frame = scored(rows=6000)
    # Half of those just below cross over to the mirrored score, so that the densities there are 1/4 and 3/4.
    crosses = (frame["margin"] > -0.4) & (frame["margin"] < 0) & (np.arange(6000) % 2 == 0)
    moved = frame.assign(margin=frame["margin"].where(~crosses, -frame["margin"]))
    found = density_test(moved, running="margin")
    assert (found.density_left, found.density_right) == pytest.approx((0.25, 0.75), abs=0.2)
    assert found.p_value < 0.001
    assert density_test(frame, running="margin").p_value > 0.01


def test_shifting_the_score_and_the_cutoff_changes_nothing() -> None:
    frame = scored()
    here = fit_discontinuity(frame, **JUMP)
    there = fit_discontinuity(frame.assign(margin=frame["margin"] + 50), **JUMP, cutoff=50.0)
    assert there.robust.estimate == pytest.approx(here.robust.estimate, rel=1e-6)
    assert there.bandwidth_h == pytest.approx(here.bandwidth_h, rel=1e-6)


def test_a_coarse_score_is_told() -> None:
    frame = scored().assign(margin=lambda each: each["margin"].round(2))
    assert any("different values in 1200 rows" in note for note in fit_discontinuity(frame, **JUMP).notes)


@pytest.mark.parametrize(
    ("choices", "reason"),
    [
        ({"cluster": "z"}, "no errors clustered by “z”"),
        ({"kernel": "gaussian"}, "not offered"),
        ({"order": 4}, "order 1 or 2"),
        ({"bandwidth": 0.0}, "above zero"),
        ({"donut": -1.0}, "zero or more"),
        ({"cutoff": 0.999}, "rows are at or above"),
        ({"outcome": "w"}, "no column “w”"),
    ],
)
def test_what_cannot_be_done_is_refused(choices: dict[str, object], reason: str) -> None:
    with pytest.raises(EstimationRefused, match=reason):
        fit_discontinuity(scored(), **(JUMP | choices))  # type: ignore[arg-type]


def test_placebos_at_the_rule_itself_are_refused() -> None:
    with pytest.raises(EstimationRefused, match="true cut-off"):
        placebo_cutoffs(scored(), **JUMP, cutoffs=(0.0,))
    with pytest.raises(EstimationRefused, match="at least one"):
        placebo_cutoffs(scored(), **JUMP, cutoffs=())
