"""Synthetic difference in differences: controls weighted to run beside the treated, periods to be like those after.

Source: Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), whose variances are algorithms 2 (bootstrap), 3
(jackknife) and 4 (placebo). By diff-diff, an optional extra.
"""

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analysis.estimators.conventions import check_level
from analysis.estimators.diff_diff_extra import diff_diff, diff_diff_named, heard
from analysis.estimators.records import Coefficient, EstimationRefused, Fit
from analysis.estimators.samples import Sample, complete_rows
from analysis.estimators.staggered_panel import consecutive, refuse_repeats

VARIANCES = ("placebo", "bootstrap", "jackknife")
LEAST_DRAWS = 50
PLACE = "place in the table"
SHOWN = 5
"""How many of the greatest weights the notes name."""


def synthetic_did(
    frame: pd.DataFrame,
    *,
    outcome: str,
    unit: str,
    time: str,
    treated: str,
    variance: str = "placebo",
    repetitions: int = 200,
    seed: int = 0,
    level: float = 0.95,
) -> Fit:
    """The mean effect on the treated units after treatment, as the coefficient named by `treated`.

    `treated` is 1 in the rows of treated units from the start of treatment on, else 0; all treated units must start
    together and stay. Units that lack a period are dropped, since weights need a balanced panel. Errors by “placebo”
    (controls treated in turn; needs more controls than treated), “bootstrap” (units drawn) or “jackknife” (units left
    out); normal reference. Measures: periods_before, n_treated, n_control, effective_controls (1/Σω²) and
    fit_before, the root of the mean squared distance before treatment once the level is taken out.

    Raises EstimationRefused for staggered or withdrawn treatments, fewer than two periods before, too few controls, and
    where the optional libraries are not installed.
    """
    _check(variance, repetitions, level)
    sample, start = _block(frame, outcome, unit, time, treated)
    read = {"unit": sample.groups[unit], "time": sample.numbers[time].astype(int), "outcome": sample.numbers[outcome]}
    rows = pd.DataFrame(read | {"ever": sample.numbers[treated].astype(int)})
    rows["ever"] = rows.groupby("unit")["ever"].transform("max")
    _refuse_few(rows, start, variance)
    model = diff_diff().SyntheticDiD(variance_method=variance, n_bootstrap=repetitions, seed=seed, alpha=1 - level)
    after = [period for period in sorted(rows["time"].unique()) if period >= start]
    result, notes = heard(lambda: model.fit(rows, "outcome", "ever", "unit", "time", post_periods=after))
    if not (np.isfinite(result.se) and result.se > 0):
        raise EstimationRefused(f"No standard error can be computed by {variance}; use another variance or more units.")
    names = frame[unit].iloc[sample.numbers[PLACE].astype(int)].groupby(sample.groups[unit]).first()
    return _fit(
        result, sample, outcome, treated, (variance, repetitions, seed), level, (_weights(result, names), *notes)
    )


def _check(variance: str, repetitions: int, level: float) -> None:
    check_level(level)
    if variance not in VARIANCES:
        raise EstimationRefused(f"The variance “{variance}” is not offered; use one of {', '.join(VARIANCES)}.")
    if variance != "jackknife" and repetitions < LEAST_DRAWS:
        raise EstimationRefused(f"{repetitions} repetitions are too few; use 200, or {LEAST_DRAWS} at the least.")


def _block(frame: pd.DataFrame, outcome: str, unit: str, time: str, treated: str) -> tuple[Sample, int]:
    """Rows of units that have every period, and the period in which treatment starts."""
    placed = frame.assign(**{PLACE: np.arange(len(frame))})
    sample = complete_rows(placed, numbers=[outcome, time, treated, PLACE], groups=[unit])
    consecutive(sample.numbers[time], time)
    refuse_repeats(sample.groups[unit], sample.numbers[time], unit, time)
    counts = np.bincount(sample.groups[unit])[sample.groups[unit]]
    sample = sample.kept(counts == len(np.unique(sample.numbers[time])), "unit that lacks a period")
    status = sample.numbers[treated]
    if bool((~np.isin(status, (0.0, 1.0))).any()):
        raise EstimationRefused(f"“{treated}” must be 1 under treatment and 0 else; it has other values.")
    if not bool((status > 0).any()):
        raise EstimationRefused(f"No row is treated by “{treated}”.")
    start = float(sample.numbers[time][status > 0].min())
    ever = pd.Series(status).groupby(sample.groups[unit]).transform("max").to_numpy() > 0
    if bool((status[ever] != (sample.numbers[time][ever] >= start)).any()):
        raise EstimationRefused(
            "The treated units do not all start together and stay treated. Use the event study for staggered "
            "treatments, or take one start at a time."
        )
    return sample, int(start)


def _refuse_few(rows: pd.DataFrame, start: int, variance: str) -> None:
    before = rows.loc[rows["time"] < start, "time"].nunique()
    if before < 2:
        raise EstimationRefused(f"{before} periods before treatment leave nothing to weigh by; two or more are needed.")
    units = rows.drop_duplicates("unit")["ever"]
    n_treated, n_control = int(units.sum()), int((1 - units).sum())
    if n_control < 2:
        raise EstimationRefused(f"{n_control} control units are too few to weigh; two or more are needed.")
    if variance == "placebo" and n_control <= n_treated:
        raise EstimationRefused(
            f"{n_control} controls cannot stand in for {n_treated} treated units; use the bootstrap or the jackknife."
        )
    if variance != "placebo" and n_treated < 2:
        raise EstimationRefused(f"A single treated unit has no error by {variance}; use placebo.")


def _weights(result: Any, names: "pd.Series[Any]") -> str:
    """The controls of greatest weight, by name, in a sentence."""
    weights = sorted(((float(each), str(names[code])) for code, each in result.unit_weights.items()), reverse=True)
    told = ", ".join(f"{name} {weight:.2f}" for weight, name in weights[:SHOWN] if weight > 0)
    return f"Controls of greatest weight (all weights sum to 1): {told}."


def _fit(
    result: Any,
    sample: Sample,
    outcome: str,
    treated: str,
    variance: tuple[str, int, int],
    level: float,
    notes: tuple[str, ...],
) -> Fit:
    kind, repetitions, seed = variance
    value, error = float(result.att), float(result.se)
    wide = float(stats.norm.ppf(0.5 + level / 2)) * error
    p_value = float(2 * stats.norm.sf(abs(value / error)))
    drawn = "" if kind == "jackknife" else f", {repetitions} repetitions, seed {seed}"
    weights = np.array(list(result.unit_weights.values()), dtype=float)
    return Fit(
        estimator="Synthetic difference in differences (Arkhangelsky and others 2021)",
        library=diff_diff_named(),
        outcome=outcome,
        coefficients=(Coefficient(treated, value, error, value / error, p_value, value - wide, value + wide),),
        rows_used=sample.rows,
        errors=f"{kind}{drawn}, normal reference",
        level=level,
        dropped=sample.dropped,
        measures={
            "periods_before": float(len(result.pre_periods)),
            "n_treated": float(result.n_treated),
            "n_control": float(result.n_control),
            "effective_controls": float(1 / (weights**2).sum()),
            "fit_before": float(result.pre_treatment_fit),
        },
        notes=notes,
    )
