"""How far trends may part before the effects of an event study are gone, and what a look at earlier trends can see.

Sources: Rambachan and Roth (2023) for bounds; Roth (2022) for the power of tests before treatment. By diff-diff, an
optional extra.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.estimators.conventions import check_level
from analysis.estimators.diff_diff_extra import diff_diff, diff_diff_named, heard
from analysis.estimators.records import EffectPath, EstimationRefused
from analysis.estimators.samples import Floats

METHODS = {"relative_magnitude": "relative magnitudes", "smoothness": "smoothness"}
INTERVALS = {
    "relative_magnitude": (
        "The interval is the bounds less and plus the normal quantile times the error of the estimate. It takes the "
        "largest step before treatment as known; the hybrid interval of the paper is not available in the library."
    ),
    "smoothness": "The interval is the shortest of fixed length (section 4.1 of the paper).",
}

CLOSE = 5e-3
"""The smallest size of violation that undoes a finding is told to this relative accuracy."""


@dataclass(frozen=True, slots=True)
class HonestBound:
    """Bounds at one size of violation.

    `size`: under relative magnitudes, the greatest step of trends apart after treatment, in steps before it; under
    smoothness, the greatest change of slope from one period to the next, in units of the outcome. `bound_low` and
    `bound_high` hold the effects that agree with the estimates themselves (NaN where none does), `low` and `high` add
    their uncertainty.
    """

    size: float
    bound_low: float
    bound_high: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class HonestBounds:
    """Bounds of one effect over several sizes of violation.

    `target` tells which effect; `breakdown` is the smallest size at which the interval holds zero, 0 where it does
    without any violation, None where it does at none of the sizes looked at.
    """

    method: str
    target: str
    estimate: float
    standard_error: float
    bounds: tuple[HonestBound, ...]
    breakdown: float | None
    level: float
    library: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreTrendPower:
    """What the effects before treatment could have shown of a straight trend apart.

    `slope` is the smallest slope (units of the outcome a period) that leaves some effect before treatment significant
    with probability `power`; `drift` is what it adds up to, on average, over the periods after treatment.
    """

    slope: float
    power: float
    drift: float
    periods_before: int
    level: float
    library: str
    notes: tuple[str, ...]


def honest_bounds(
    path: EffectPath,
    *,
    method: str = "relative_magnitude",
    sizes: Sequence[float] = (0.0, 0.5, 1.0, 1.5, 2.0),
    period: int | None = None,
    level: float = 0.95,
) -> HonestBounds:
    """Bounds on the mean effect from period 0 on (or on that of one `period`) if trends had parted.

    Takes an event study whose period −1 is the reference, with the covariance of its effects and without gaps: all of
    `event_study` but the imputation estimator. Raises EstimationRefused for others, and without effects before.
    """
    check_level(level)
    asked = _asked(method, sizes)
    covariance = _covariance(path)
    after = [each for each in path.periods if each >= 0]
    if period is not None and period not in after:
        raise EstimationRefused(f"Period {period} is none of the periods after treatment: {after}.")
    weights = np.full(len(after), 1 / len(after)) if period is None else (np.array(after) == period).astype(np.float64)
    bounds, breakdown, notes = _bounds(path, covariance, method, asked, weights, level)
    later = np.array([each.estimate for each in path.effects])[-len(after) :]
    error = float(np.sqrt(weights @ covariance[-len(after) :, -len(after) :] @ weights))
    return HonestBounds(
        method=METHODS[method],
        target=f"mean effect of periods {after[0]} to {after[-1]}" if period is None else f"effect of period {period}",
        estimate=float(weights @ later),
        standard_error=error,
        bounds=bounds,
        breakdown=breakdown,
        level=level,
        library=diff_diff_named(),
        notes=(INTERVALS[method], *notes),
    )


def pre_trend_power(path: EffectPath, *, power: float = 0.8, level: float = 0.95) -> PreTrendPower:
    """The slope that the effects before treatment, each looked at singly, would show with probability `power`.

    Takes the paths that `honest_bounds` takes; raises EstimationRefused for others.
    """
    check_level(level)
    if not 1 - level < power < 1:
        raise EstimationRefused(f"The power is {power}; it must lie between {1 - level:.2g} and 1.")
    covariance = _covariance(path)
    library = diff_diff()
    model = library.PreTrendsPower(alpha=1 - level, power=power, violation_type="linear", pretest_form="nis")
    found, notes = heard(lambda: model.fit(_as_theirs(library, path, covariance)))
    if not np.isfinite(found.mdv):
        raise EstimationRefused("No slope is found that the effects before treatment would show.")
    after = [period for period in path.periods if period >= 0]
    slope = float(found.mdv)
    return PreTrendPower(
        slope=slope,
        power=power,
        drift=slope * float(np.mean([period + 1 for period in after])),
        periods_before=int(found.n_pre_periods),
        level=level,
        library=diff_diff_named(),
        notes=("A trend is seen if any effect before treatment is significant by itself.", *notes),
    )


def _asked(method: str, sizes: Sequence[float]) -> list[float]:
    if method not in METHODS:
        raise EstimationRefused(f"“{method}” is no restriction on trends; use one of {', '.join(METHODS)}.")
    asked = sorted(float(size) for size in sizes)
    if not asked or asked[0] < 0:
        raise EstimationRefused("Name the sizes of violation, zero or more.")
    return asked


def _covariance(path: EffectPath) -> Floats:
    if not path.covariance:
        raise EstimationRefused(
            f"“{path.estimator}” gives no covariance of its effects, which this needs. Use callaway_santanna or "
            "sun_abraham."
        )
    expected = [period for period in range(min(path.periods), max(path.periods) + 1) if period != -1]
    if path.reference != -1 or list(path.periods) != expected:
        raise EstimationRefused("The path must have all periods around its reference −1; one is not estimated.")
    if path.periods[0] >= 0 or path.periods[-1] < 0:
        raise EstimationRefused("The path needs effects before and after treatment.")
    return np.array(path.covariance, dtype=np.float64)


def _as_theirs(library: Any, path: EffectPath, covariance: Floats) -> Any:
    """The path as the library's own record of effects by period, with their covariance."""
    effects = {
        period: library.PeriodEffect(
            period, each.estimate, each.standard_error, each.statistic, each.p_value, (each.low, each.high)
        )
        for period, each in zip(path.periods, path.effects, strict=True)
    }
    before = [period for period in path.periods if period < 0]
    return library.MultiPeriodDiDResults(
        period_effects=effects,
        avg_att=0.0,
        avg_se=1.0,
        avg_t_stat=0.0,
        avg_p_value=1.0,
        avg_conf_int=(0.0, 0.0),
        n_obs=path.rows_used,
        n_treated=1,
        n_control=1,
        pre_periods=[*before, -1],
        post_periods=[period for period in path.periods if period >= 0],
        vcov=covariance,
        reference_period=-1,
        interaction_indices={period: place for place, period in enumerate(path.periods)},
    )


def _bounds(
    path: EffectPath, covariance: Floats, method: str, sizes: list[float], weights: Floats, level: float
) -> tuple[tuple[HonestBound, ...], float | None, tuple[str, ...]]:
    library = diff_diff()
    model = library.HonestDiD(method=method, alpha=1 - level, l_vec=weights)
    theirs = _as_theirs(library, path, covariance)
    found, notes = heard(lambda: [model.fit(theirs, M=size) for size in sizes])
    bounds = tuple(
        HonestBound(size, float(each.lb), float(each.ub), float(each.ci_lb), float(each.ci_ub))
        for size, each in zip(sizes, found, strict=True)
    )

    def holds_zero(size: float) -> bool:
        each = model.fit(theirs, M=size)
        return not (each.ci_lb > 0 or each.ci_ub < 0)

    breakdown, more = heard(lambda: _breakdown(bounds, holds_zero))
    return bounds, breakdown, tuple(dict.fromkeys((*notes, *more)))


def _breakdown(bounds: tuple[HonestBound, ...], holds_zero: Callable[[float], bool]) -> float | None:
    if holds_zero(0.0):
        return 0.0
    first = next((each.size for each in bounds if not (each.low > 0 or each.high < 0)), None)
    if first is None:
        return None
    low, high = max((each.size for each in bounds if each.size < first), default=0.0), first
    while high - low > CLOSE * max(high, CLOSE):
        middle = (low + high) / 2
        low, high = (low, middle) if holds_zero(middle) else (middle, high)
    return high
