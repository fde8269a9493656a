"""Effects of a treatment that comes in doses and may change again: units changed against units not changed yet.

Source: de Chaisemartin and D'Haultfœuille (2024), “Difference-in-differences estimators of intertemporal treatment
effects”; by diff-diff, an optional extra.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analysis.estimators.conventions import check_level, joint_test
from analysis.estimators.diff_diff_extra import diff_diff, diff_diff_named, heard
from analysis.estimators.records import Coefficient, EffectPath, EstimationRefused
from analysis.estimators.samples import Floats, complete_rows, refuse_flat
from analysis.estimators.staggered_panel import consecutive, refuse_repeats
from analysis.results import Dropped

TOLD = ("drop_larger_lower", "TWFE diagnostic")
"""What the notes of the path already say in plain words."""

LEAST_DRAWS = 50
OVERALL = "overall"
NO_OVERALL = (
    "Doses differ between units, and the analytical errors hold for no average per unit of dose; it is left out."
)


@dataclass(frozen=True, slots=True)
class _Doses:
    """`rows`: unit, time (1 … T), dose, outcome; `changes`: how often the dose of a unit changes, by unit."""

    rows: pd.DataFrame
    changes: "pd.Series[int]"
    dropped: tuple[Dropped, ...]
    notes: tuple[str, ...]


def multi_dose(
    frame: pd.DataFrame,
    *,
    outcome: str,
    unit: str,
    time: str,
    dose: str,
    keep_switchers: bool,
    leads: int = 5,
    lags: int = 5,
    level: float = 0.95,
    repetitions: int = 199,
    seed: int = 0,
) -> EffectPath:
    """Effects by periods since the dose of a unit first changed, against units of the same first dose not changed yet.

    Period 0 is the period of the first change, the reference the period before. An effect is that of the doses taken
    since then against the first dose kept on, not per dose; a change to a lower dose counts with the sign turned.
    `overall` is the total effect over periods 0 … `lags` by the total of doses beyond the first (the paper's δ); with
    analytical errors it is told only where all those doses are the same.

    `keep_switchers` decides on units whose dose changes more than once: False drops them and tells how many, and errors
    are analytical; True keeps them, and where there are any, errors are the standard deviation over `repetitions` draws
    of whole units, since the analytical ones do not hold then. At most `lags` + 1 placebos are estimated.

    Raises EstimationRefused where no dose changes, the window is longer than the panel, or too few draws are computed.
    """
    _check(level, leads, lags, repetitions)
    doses = _doses(frame, outcome, unit, time, dose, keep_switchers)
    _refuse_long(doses, lags)
    estimates, found, told = _fit(doses.rows, leads, lags, level)
    if not bool((doses.changes > 1).any()):
        errors = "analytical, units taken as independent (conservative), normal reference"
        effects = {name: each for name in estimates.index if (each := _analytical(name, found))}
        return _path(doses, unit, estimates, effects, errors, None, (*doses.notes, *told))
    drawn = _draws(doses.rows, estimates, leads, lags, repetitions, seed)
    errors = f"standard deviation over {len(drawn)} draws of whole units, seed {seed}; normal reference"
    covariance = np.asarray(np.cov(drawn, rowvar=False), dtype=np.float64)
    effects = _bootstrapped(estimates, covariance, level)
    return _path(doses, unit, estimates, effects, errors, covariance, (*doses.notes, *told))


def _check(level: float, leads: int, lags: int, repetitions: int) -> None:
    check_level(level)
    if leads < 1 or lags < 0:
        raise EstimationRefused("The path needs at least one period before the change and the period of the change.")
    if repetitions < LEAST_DRAWS:
        raise EstimationRefused(f"{repetitions} repetitions are too few; errors need {LEAST_DRAWS} or more.")


def _refuse_long(doses: _Doses, lags: int) -> None:
    periods = int(doses.rows["time"].max())
    if lags > periods - 2:
        raise EstimationRefused(
            f"{periods} periods cannot hold {lags} after the change; ask for at most {periods - 2}."
        )


def _doses(frame: pd.DataFrame, outcome: str, unit: str, time: str, dose: str, keep: bool) -> _Doses:
    sample = complete_rows(frame, numbers=[outcome, dose, time], groups=[unit])
    refuse_flat(sample.numbers[outcome], outcome)
    start, _last = consecutive(sample.numbers[time], time)
    refuse_repeats(sample.groups[unit], sample.numbers[time], unit, time)
    read = {"unit": sample.groups[unit], "time": sample.numbers[time] - start + 1}
    rows = pd.DataFrame(read | {"dose": sample.numbers[dose], "outcome": sample.numbers[outcome]})
    rows = rows.astype({"time": int}).sort_values(["unit", "time"], ignore_index=True)
    dropped, notes = list(sample.dropped), []
    seen = rows.groupby("unit")["time"].agg(["min", "max", "count"])
    gaps = seen.index[(seen["min"] > 1) | (seen["count"] < seen["max"])]
    rows = _without(rows, gaps, "that lack the first period or one between", dropped)
    changes = (rows.groupby("unit")["dose"].diff().fillna(0) != 0).groupby(rows["unit"]).sum().astype(int)
    again = changes.index[changes > 1]
    if keep and len(again):
        first = rows.groupby("unit")["dose"].transform("first")
        crossing = int(
            (
                (rows["dose"] > first).groupby(rows["unit"]).any() & (rows["dose"] < first).groupby(rows["unit"]).any()
            ).sum()
        )
        notes.append(
            f"{len(again)} of {len(changes)} units change their dose more than once and are kept; an effect is then "
            "that of all doses since the first change."
        )
        if crossing:
            notes.append(f"{crossing} of them go both above and below their first dose, and their effects may cancel.")
    elif len(again):
        rows = _without(rows, again, "whose dose changes more than once", dropped)
        changes = changes[changes <= 1]
    if not bool((changes > 0).any()):
        raise EstimationRefused(f"“{dose}” changes in no unit that is left, so that there is no effect to estimate.")
    return _Doses(rows, changes, tuple(dropped), tuple(notes))


def _without(rows: pd.DataFrame, units: "pd.Index[int]", which: str, dropped: list[Dropped]) -> pd.DataFrame:
    gone = rows["unit"].isin(units)
    if not gone.any():
        return rows
    dropped.append(Dropped(int(gone.sum()), f"{len(units)} units {which}"))
    return rows[~gone].reset_index(drop=True)


def _fit(rows: pd.DataFrame, leads: int, lags: int, level: float) -> tuple["pd.Series[float]", Any, tuple[str, ...]]:
    """Estimates by label (periods as text, then “overall”), what the library found, and its warnings."""
    library = diff_diff()
    model = library.ChaisemartinDHaultfoeuille(drop_larger_lower=False, twfe_diagnostic=False, alpha=1 - level)
    result, notes = heard(
        lambda: model.fit(rows, outcome="outcome", unit="unit", time="time", treatment="dose", L_max=lags + 1),
        known=TOLD,
    )
    table = result.aggregate("event_study").to_dataframe()
    # The library counts the period of the change as 1 and the reference as 0.
    table["period"] = table["event_time"].astype(int) - 1
    table = table[(table["period"] != -1) & (table["period"] >= -leads) & np.isfinite(table["att"])].set_index("period")
    estimates = pd.Series({str(period): float(effect) for period, effect in table["att"].items()})
    after = table[table.index >= 0]
    if after.empty:
        raise EstimationRefused("No effect can be estimated: no unit of the same first dose is left to compare with.")
    doses = _doses_taken(rows, {int(period): int(count) for period, count in after["n"].items()})
    if doses.size:
        estimates[OVERALL] = float((after["att"] * after["n"]).sum() / doses.sum())
    return estimates, (table, result, doses), notes


def _doses_taken(rows: pd.DataFrame, counted: dict[int, int]) -> Floats:
    """The doses beyond the first one of each unit and period that an effect rests on, in absolute value.

    `counted` is the number of units behind each effect by the library; where the units found here are not as many, the
    doses are not known, and none are given.
    """
    dose = rows.pivot(index="unit", columns="time", values="dose").to_numpy(dtype=float)
    last = np.isfinite(dose).sum(axis=1) - 1
    differs = np.isfinite(dose) & (dose != dose[:, :1])
    start = np.where(differs.any(axis=1), differs.argmax(axis=1), dose.shape[1])
    taken = []
    for period, count in counted.items():
        at = start + period
        able = [
            unit
            for unit in np.flatnonzero((start < dose.shape[1]) & (at <= last))
            if bool(((dose[:, 0] == dose[unit, 0]) & (start > at[unit]) & (last >= at[unit])).any())
        ]
        if len(able) != count:
            return np.empty(0)
        taken += [abs(dose[unit, at[unit]] - dose[unit, 0]) for unit in able]
    return np.array(taken, dtype=np.float64)


def _analytical(name: str, found: Any) -> Coefficient | None:
    """An effect as the library tells it; the overall effect is the library's, by the dose where all doses are one."""
    table, result, doses = found
    if name == OVERALL:
        if not doses.size or float(np.ptp(doses)) > 0:
            return None
        dose = float(doses[0])
        low, high = (float(each) / dose for each in result.overall_conf_int)
        told = (
            float(result.overall_att) / dose,
            float(result.overall_se) / dose,
            result.overall_t_stat,
            result.overall_p_value,
            low,
            high,
        )
    else:
        columns = ["att", "se", "t_stat", "p_value", "conf_int_lower", "conf_int_upper"]
        told = tuple(table.loc[int(name), columns])
    return Coefficient(name, *(float(each) for each in told))


def _draws(
    rows: pd.DataFrame, estimates: "pd.Series[float]", leads: int, lags: int, repetitions: int, seed: int
) -> Floats:
    """Estimates of panels made of units drawn with replacement, draws × labels; refuses where one in ten fails."""
    draw = np.random.default_rng(seed)
    by_unit = [each for _unit, each in rows.groupby("unit")]
    found = []
    for _repetition in range(repetitions):
        chosen = draw.integers(0, len(by_unit), len(by_unit))
        drawn = pd.concat([by_unit[place].assign(unit=twin) for twin, place in enumerate(chosen)], ignore_index=True)
        try:
            again, _result, _notes = _fit(drawn, leads, lags, 0.95)
        except EstimationRefused:
            continue
        values = again.reindex(estimates.index).to_numpy(dtype=float)
        if np.isfinite(values).all():
            found.append(values)
    if len(found) < 0.9 * repetitions:
        raise EstimationRefused(
            f"Only {len(found)} of {repetitions} draws of units could be estimated at every period. Use a shorter "
            "window, or drop the units whose dose changes again."
        )
    return np.array(found)


def _bootstrapped(estimates: "pd.Series[float]", covariance: Floats, level: float) -> dict[str, Coefficient]:
    wide = float(stats.norm.ppf(0.5 + level / 2))
    told = {}
    for name, estimate, variance in zip(estimates.index, estimates, np.diag(covariance), strict=True):
        value, error = float(estimate), float(np.sqrt(variance))
        statistic = value / error if error > 0 else float("nan")
        p_value = float(2 * stats.norm.sf(abs(statistic)))
        low, high = value - wide * error, value + wide * error
        told[name] = Coefficient(name, value, error, statistic, p_value, low, high)
    return told


def _path(
    doses: _Doses,
    unit: str,
    estimates: "pd.Series[float]",
    effects: dict[str, Coefficient],
    errors: str,
    covariance: Floats | None,
    notes: tuple[str, ...],
) -> EffectPath:
    periods = tuple(int(name) for name in estimates.index if name != OVERALL)
    before = sum(period < 0 for period in periods)
    units = len(doses.changes)
    pre_p = None
    if covariance is None:
        notes = (*notes, "The effects before the change are not tested jointly: the estimator gives no covariance.")
    elif before:
        values = np.asarray(estimates, dtype=np.float64)[:before]
        _statistic, p_value = joint_test(values, covariance[:before, :before], units - 1)
        pre_p = p_value if np.isfinite(p_value) else None
    if OVERALL not in effects:
        notes = (*notes, NO_OVERALL)
    changed = int((doses.changes > 0).sum())
    own = (
        f"{changed} of {units} units change their dose; effects are of the doses taken, not per dose, but “overall” is."
    )
    return EffectPath(
        estimator="De Chaisemartin–D’Haultfœuille (2024), intertemporal effects",
        library=diff_diff_named(),
        periods=periods,
        effects=tuple(effects[str(period)] for period in periods),
        overall=effects.get(OVERALL),
        reference=-1,
        errors=errors,
        rows_used=len(doses.rows),
        clusters={unit: units},
        dropped=doses.dropped,
        joint_pre_p=pre_p,
        notes=(own, *notes, *_without_error(periods, effects)),
        covariance=() if covariance is None else _plain(covariance[: len(periods), : len(periods)]),
    )


def _without_error(periods: tuple[int, ...], effects: dict[str, Coefficient]) -> tuple[str, ...]:
    unsure = [str(period) for period in periods if not np.isfinite(effects[str(period)].standard_error)]
    if not unsure:
        return ()
    return (
        f"No error is given at {', '.join(unsure)}: each unit there is alone in its first dose and time of change.",
    )


def _plain(covariance: Floats) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(map(float, row)) for row in covariance)
