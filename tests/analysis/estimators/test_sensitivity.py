"""Bounds on effects if trends part, and what earlier effects can show, worked again by programmes and by draws."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import optimize, stats

from analysis.estimators.records import Coefficient, EffectPath, EstimationRefused
from analysis.estimators.sensitivity import honest_bounds, pre_trend_power
from analysis.estimators.staggered import event_study
from tests.analysis.estimators.staggered_panels import PANEL, staggered

pytest.importorskip("diff_diff", reason="the optional libraries for sensitivity are not installed")


def path(
    before: tuple[float, ...] = (0.1, -0.2), after: tuple[float, ...] = (1.0, 1.6), error: float = 0.1
) -> EffectPath:
    values = (*before, *after)
    periods = tuple(range(-1 - len(before), -1)) + tuple(range(len(after)))
    effects = tuple(
        Coefficient(str(period), value, error, value / error, 0.5, value - 1.96 * error, value + 1.96 * error)
        for period, value in zip(periods, values, strict=True)
    )
    # Every effect is a difference to the same period, so that any two share half of their variance.
    covariance = error**2 * (0.5 * np.eye(len(values)) + 0.5)
    told = tuple(tuple(map(float, row)) for row in covariance)
    return EffectPath("Event study", "by hand", periods, effects, None, -1, "known", 100, covariance=told)


def test_relative_magnitudes_by_hand() -> None:
    # Steps before: 0.1 → −0.2 is 0.3, −0.2 → 0 (the reference) is 0.2; the greatest is 0.3. With size 1 the trend may
    # step by 0.3 a period: 0.3 in period 0, 0.6 in period 1, on average 0.45.
    found = honest_bounds(path(), sizes=(0.0, 1.0))
    assert found.estimate == pytest.approx(1.3)
    assert (found.bounds[0].bound_low, found.bounds[0].bound_high) == pytest.approx((1.3, 1.3), abs=1e-8)
    assert (found.bounds[1].bound_low, found.bounds[1].bound_high) == pytest.approx((0.85, 1.75), abs=1e-8)
    error = 0.1 * np.sqrt(0.75)
    assert found.standard_error == pytest.approx(error)
    reach = stats.norm.ppf(0.975) * error
    assert (found.bounds[0].low, found.bounds[0].high) == pytest.approx((1.3 - reach, 1.3 + reach), abs=1e-6)
    assert found.bounds[1].low == pytest.approx(0.85 - reach, abs=1e-6)
    # Zero is reached where 0.45 · size = 1.3 − reach.
    wide = honest_bounds(path(), sizes=(0.0, 10.0))
    assert wide.breakdown == pytest.approx((1.3 - reach) / 0.45, rel=6e-3)
    assert found.breakdown is None


def test_the_first_period_alone() -> None:
    found = honest_bounds(path(), sizes=(1.0,), period=0)
    assert (found.bounds[0].bound_low, found.bounds[0].bound_high) == pytest.approx((0.7, 1.3), abs=1e-8)
    assert found.target == "effect of period 0"


@pytest.mark.parametrize("size", [0.35, 0.6])
def test_smoothness_bounds_are_a_linear_programme(size: float) -> None:
    # Unknown are the trends apart in periods 0 and 1; those before are as estimated, and none at the reference. No
    # change of slope is above the size.
    known = np.array([0.1, -0.2, 0.0])
    change = np.array([[1.0, -2.0, 1.0, 0, 0], [0, 1.0, -2.0, 1.0, 0], [0, 0, 1.0, -2.0, 1.0]])
    bend, rest = change[:, 3:], change[:, :3] @ known
    limits = np.concatenate([size - rest, size + rest])
    ends = [
        optimize.linprog(sign * np.array([0.5, 0.5]), np.vstack([bend, -bend]), limits, bounds=[(None, None)] * 2)
        for sign in (1, -1)
    ]
    found = honest_bounds(path(after=(10.0, 16.0)), method="smoothness", sizes=(size,)).bounds[0]
    if any(each.status == 2 for each in ends):
        assert np.isnan(found.bound_low)
    else:
        assert found.bound_high == pytest.approx(13 - ends[0].fun, abs=1e-7)
        assert found.bound_low == pytest.approx(13 + ends[1].fun, abs=1e-7)
    assert found.low < found.high


def test_bounds_widen_with_the_violation() -> None:
    for method in ("relative_magnitude", "smoothness"):
        found = honest_bounds(path(after=(10.0, 16.0)), method=method, sizes=(0.0, 0.5, 1.0))
        widths = [each.high - each.low for each in found.bounds]
        assert widths == sorted(widths)


def test_the_slope_told_is_seen_with_the_power_told_in_draws() -> None:
    known = path(before=(0.0, 0.0, 0.0), error=0.3)
    found = pre_trend_power(known, power=0.7)
    covariance = np.array(known.covariance)[:3, :3]
    trend = found.slope * np.array([-3.0, -2.0, -1.0])
    drawn = np.random.default_rng(1).multivariate_normal(trend, covariance, size=40_000)
    seen = (np.abs(drawn) > stats.norm.ppf(0.975) * 0.3).any(axis=1).mean()
    # Five standard errors of a share of 40,000 draws.
    assert seen == pytest.approx(0.7, abs=5 * np.sqrt(0.21 / 40_000))
    assert found.drift == pytest.approx(1.5 * found.slope)
    assert found.periods_before == 3


def test_event_studies_can_be_bounded() -> None:
    for estimator in ("callaway_santanna", "sun_abraham", "two_way"):
        study = event_study(staggered(units=60), **PANEL, estimator=estimator, leads=3, lags=2)
        found = honest_bounds(study, sizes=(0.0, 0.5))
        after = [each.estimate for period, each in zip(study.periods, study.effects, strict=True) if period >= 0]
        assert found.estimate == pytest.approx(np.mean(after))
        assert found.bounds[1].low < found.bounds[0].low < found.estimate
        assert pre_trend_power(study).slope > 0


def test_what_cannot_be_bounded_is_refused() -> None:
    with pytest.raises(EstimationRefused, match="no covariance"):
        honest_bounds(event_study(staggered(), **PANEL, estimator="imputation"))
    with pytest.raises(EstimationRefused, match="one is not estimated"):
        honest_bounds(replace(path(), reference=-2))
    with pytest.raises(EstimationRefused, match="before and after"):
        honest_bounds(path(before=()))
    with pytest.raises(EstimationRefused, match="no restriction"):
        honest_bounds(path(), method="hope")
    with pytest.raises(EstimationRefused, match="zero or more"):
        honest_bounds(path(), sizes=(-1.0,))
    with pytest.raises(EstimationRefused, match="none of the periods"):
        honest_bounds(path(), period=7)
    with pytest.raises(EstimationRefused, match="The power is"):
        pre_trend_power(path(), power=0.01)
