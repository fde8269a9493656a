"""Effects of a treatment that units take up at different times, and what the two-way equation makes of it.

Sources: Callaway and Sant'Anna (2021); Borusyak, Jaravel and Spiess (2024); Sun and Abraham (2021); Goodman-Bacon
(2021), all by diff-diff, an optional extra; the classical two-way event study by linearmodels.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.conventions import FEW_CLUSTERS, check_level, joint_test
from analysis.estimators.diff_diff_extra import diff_diff, diff_diff_named, heard
from analysis.estimators.multi_dose import multi_dose as multi_dose
from analysis.estimators.records import Coefficient, EffectPath, EstimationRefused
from analysis.estimators.samples import Floats
from analysis.estimators.staggered_panel import StaggeredPanel, staggered_panel
from analysis.estimators.two_way import TwoWayWeights as TwoWayWeights
from analysis.estimators.two_way import two_way_path
from analysis.estimators.two_way import two_way_weights as two_way_weights

ESTIMATORS = ("callaway_santanna", "imputation", "sun_abraham", "two_way")
CONTROLS = ("not_yet", "never")
NEVER_NEEDED = "No unit stays untreated throughout the panel, which {} needs. {}"

# What the notes of the panel already say in plain words.
TOLD = ("Unbalanced panel detected", "first_treat=inf", "df_convention=")


@dataclass(frozen=True, slots=True)
class BaconPart:
    """One kind of two-by-two comparison in the two-way coefficient.

    `kind` is "treated against never treated", "earlier against later treated" (the later serve as controls before
    they are treated) or "later against earlier treated" (controls are already treated: the forbidden comparison);
    `treated` and `control` are first treated periods, None for never; weights of all parts sum to 1.
    """

    kind: str
    treated: int
    control: int | None
    estimate: float
    weight: float


def event_study(
    frame: pd.DataFrame,
    *,
    outcome: str,
    unit: str,
    time: str,
    first_treated: str,
    estimator: str = "callaway_santanna",
    control: str = "not_yet",
    cluster: str | None = None,
    covariates: Sequence[str] = (),
    leads: int = 5,
    lags: int = 5,
    level: float = 0.95,
    repetitions: int = 0,
    seed: int = 0,
) -> EffectPath:
    """Effects by periods since first treatment, from −`leads` to `lags`, in units of the outcome.

    `first_treated` holds the first treated period of the unit in every row, empty for never. The period before
    treatment is the reference. Errors are clustered by `cluster`, by unit where none is named. `repetitions` above 0
    asks for the multiplier bootstrap (Callaway–Sant'Anna only). `overall` is the average over all treated cells, also
    those beyond the window; of the two-way path the plain mean of effects from period 0 on.

    Raises EstimationRefused for panels that cannot be used (see `staggered_panel`), for estimators that need units
    that are never treated where there are none, and where the optional libraries are not installed.
    """
    _check(estimator, control, level, leads, lags, repetitions)
    names = {"outcome": outcome, "unit": unit, "time": time, "first_treated": first_treated}
    panel = staggered_panel(frame, **names, cluster=cluster, covariates=covariates)
    if estimator == "two_way":
        return two_way_path(panel, outcome=outcome, leads=leads, lags=lags, level=level)
    if estimator == "imputation":
        found = _imputation(panel, level)
    elif estimator == "sun_abraham":
        found = _sun_abraham(panel, control, level)
    else:
        found = _callaway_santanna(panel, control, level, repetitions, seed)
    return _path(panel, found, leads, lags)


def goodman_bacon(
    frame: pd.DataFrame, *, outcome: str, unit: str, time: str, first_treated: str
) -> tuple[BaconPart, ...]:
    """The two-by-two comparisons whose weighted sum is the two-way coefficient of being treated (Goodman-Bacon 2021).

    Needs a balanced panel; refuses one in which a unit lacks a period, and one without two groups to compare.
    """
    panel = staggered_panel(frame, outcome=outcome, unit=unit, time=time, first_treated=first_treated)
    rows = panel.rows
    if len(rows) != rows["unit"].nunique() * rows["time"].nunique():
        raise EstimationRefused("The decomposition needs every unit in every period. Keep the units that have all.")
    if rows.loc[rows["first"] > 0, "first"].nunique() < 2 and not panel.has_never:
        raise EstimationRefused("All units are first treated in the same period; there is no comparison to decompose.")
    decomposition = diff_diff().BaconDecomposition(weights="exact")
    found, _notes = heard(lambda: decomposition.fit(rows, "outcome", "unit", "time", "first"))
    kinds = {
        "treated_vs_never": "treated against never treated",
        "earlier_vs_later": "earlier against later treated",
        "later_vs_earlier": "later against earlier treated",
    }
    shift = panel.start - 1
    return tuple(
        BaconPart(
            kinds[each.comparison_type],
            int(each.treated_group) + shift,
            None if each.comparison_type == "treated_vs_never" else int(each.control_group) + shift,
            float(each.estimate),
            float(each.weight),
        )
        for each in found.comparisons
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What the library found.

    `table` has the columns event_time, att, se, t_stat, p_value, conf_int_lower and conf_int_upper; `covariance` is
    labelled by period; `pre_test` gives the p-value of so many leads, and a note, where there is no covariance.
    """

    estimator: str
    errors: str
    table: pd.DataFrame
    overall: Coefficient
    covariance: pd.DataFrame | None
    notes: tuple[str, ...]
    pre_test: Callable[[int], tuple[float | None, str]] | None = None


def _check(estimator: str, control: str, level: float, leads: int, lags: int, repetitions: int) -> None:
    check_level(level)
    if estimator not in ESTIMATORS:
        raise EstimationRefused(f"“{estimator}” is no estimator of event studies; use one of {', '.join(ESTIMATORS)}.")
    if control not in CONTROLS:
        raise EstimationRefused(f"Controls “{control}” are not offered; use one of {', '.join(CONTROLS)}.")
    if leads < 1 or lags < 0:
        raise EstimationRefused(
            "An event study needs at least one period before treatment and the period of treatment."
        )
    if control == "never" and estimator in ("imputation", "two_way"):
        raise EstimationRefused(
            f"The estimator “{estimator}” uses all untreated observations and has no choice of controls; use "
            "callaway_santanna or sun_abraham to compare with the never treated only."
        )
    if repetitions and estimator != "callaway_santanna":
        raise EstimationRefused("The multiplier bootstrap is offered for callaway_santanna only; set repetitions to 0.")
    if repetitions < 0 or 0 < repetitions < 99:
        raise EstimationRefused(f"{repetitions} bootstrap repetitions are too few; use 0 (none), or 99 and more.")


def _callaway_santanna(panel: StaggeredPanel, control: str, level: float, repetitions: int, seed: int) -> _Found:
    if control == "never" and not panel.has_never:
        raise EstimationRefused(NEVER_NEEDED.format("this choice of controls", "Use controls “not_yet”."))
    count = panel.clusters[panel.cluster]
    weights = "webb" if count < FEW_CLUSTERS else "rademacher"
    model = diff_diff().CallawaySantAnna(
        control_group="not_yet_treated" if control == "not_yet" else "never_treated",
        base_period="universal",
        cluster="cluster",
        alpha=1 - level,
        n_bootstrap=repetitions,
        bootstrap_weights=weights,
        cband=False,
        seed=seed,
    )
    (result, told), notes = heard(lambda: _fit_and_aggregate(model, panel), known=TOLD)
    covariance = pd.DataFrame(told.vcov, index=told.vcov_index, columns=told.vcov_index)
    errors = (
        f"of the influence functions, clustered by “{panel.cluster}”, G/(G−1), t with {count - 1} degrees of freedom"
    )
    if repetitions:
        errors = (
            f"multiplier bootstrap of the influence functions with {weights} weights, clustered by “{panel.cluster}”, "
            f"{repetitions} draws, seed {seed}; intervals and p-values from the percentiles"
        )
    controls = "never or not yet treated units" if control == "not_yet" else "never treated units"
    told_controls = f"Compared with {controls}; every effect is a difference to the period before treatment."
    return _Found(
        "Callaway–Sant’Anna (2021), doubly robust",
        errors,
        told.to_dataframe(),
        _overall(result),
        covariance,
        (told_controls, *notes),
    )


def _imputation(panel: StaggeredPanel, level: float) -> _Found:
    model = diff_diff().ImputationDiD(cluster="cluster", alpha=1 - level, pretrends=True, df_convention="cluster")
    (result, told), notes = heard(lambda: _fit_and_aggregate(model, panel), known=TOLD)
    count = panel.clusters[panel.cluster]

    def pre_test(leads: int) -> tuple[float | None, str]:
        found, _more = heard(lambda: result.pretrend_test(n_leads=leads))
        p_value = float(found["p_value"])
        if not np.isfinite(p_value) or int(found["df"]) >= count:
            return None, "A joint test of the effects before treatment has no reference: too few clusters or periods."
        return p_value, (
            f"The joint test takes the {found['n_leads']} leads nearest to treatment, estimated on untreated "
            f"observations alone against all earlier ones: F({found['df']}, {count - 1})."
        )

    return _Found(
        "Imputation (Borusyak, Jaravel and Spiess 2024)",
        f"conservative variance of Theorem 3, clustered by “{panel.cluster}”; normal reference after treatment, "
        f"t with {count - 1} degrees of freedom before",
        told.to_dataframe(),
        _overall(result),
        None,
        (
            "The untreated outcome is predicted from all observations not yet treated; there is no choice of controls.",
            *notes,
        ),
        pre_test,
    )


def _sun_abraham(panel: StaggeredPanel, control: str, level: float) -> _Found:
    if not panel.has_never:
        advice = "Use callaway_santanna or imputation."
        raise EstimationRefused(NEVER_NEEDED.format("the estimator of Sun and Abraham", advice))
    count = panel.clusters[panel.cluster]
    model = diff_diff().SunAbraham(cluster="cluster", alpha=1 - level, df_convention="cluster")
    covariates = list(panel.covariates) or None
    result, notes = heard(
        lambda: model.fit(panel.rows, "outcome", "unit", "time", "first", covariates=covariates), known=TOLD
    )
    covariance = pd.DataFrame(
        result.event_study_vcov, index=result.event_study_vcov_index, columns=result.event_study_vcov_index
    )
    table = result.to_dataframe().rename(columns={"relative_period": "event_time", "effect": "att"})
    own = ("Controls are the never treated; units not yet treated cannot serve in this equation.",)
    return _Found(
        "Sun–Abraham (2021), interaction-weighted",
        f"clustered by “{panel.cluster}”, G/(G−1) × (N−1)/(N−K), t with {count - 1} degrees of freedom",
        table,
        _overall(result),
        covariance,
        (*(own if control == "not_yet" else ()), *notes),
    )


def _fit_and_aggregate(model: Any, panel: StaggeredPanel) -> tuple[Any, Any]:
    covariates = list(panel.covariates) or None
    result = model.fit(panel.rows, "outcome", "unit", "time", "first", covariates=covariates)
    return result, result.aggregate("event_study")


def _path(panel: StaggeredPanel, found: _Found, leads: int, lags: int) -> EffectPath:
    table = found.table.assign(event_time=found.table["event_time"].astype(int)).set_index("event_time").sort_index()
    estimable = table[np.isfinite(table["se"]) & (table["se"] > 0)]
    shown = [int(period) for period in estimable.index if -leads <= period <= lags and period != -1]
    if not any(period >= 0 for period in shown):
        raise EstimationRefused("No effect after treatment can be estimated from these rows.")
    notes = [*panel.notes, *found.notes, *panel.thin(shown)]
    lost = [int(period) for period in table.index if -leads <= period <= lags and period not in (*shown, -1)]
    if lost:
        notes.append(f"No effect or no error could be estimated at {', '.join(map(str, lost))} from treatment.")
    beyond = [period for period in estimable.index if not -leads <= period <= lags]
    if beyond:
        notes.append(
            f"{len(beyond)} further periods, from {min(beyond)} to {max(beyond)}, are estimated but not shown."
        )
    covariance = None if found.covariance is None else found.covariance.loc[shown, shown].to_numpy(dtype=float)
    pre_p, told = _pre_test(estimable, covariance, shown, panel.clusters[panel.cluster], found)
    return EffectPath(
        estimator=found.estimator,
        library=diff_diff_named(),
        periods=tuple(shown),
        effects=tuple(_coefficient(period, estimable.loc[period]) for period in shown),
        overall=found.overall,
        reference=-1,
        errors=found.errors,
        rows_used=len(panel.rows),
        clusters=panel.clusters,
        dropped=panel.dropped,
        joint_pre_p=pre_p,
        notes=(*notes, told) if told else tuple(notes),
        covariance=() if covariance is None else tuple(tuple(map(float, row)) for row in covariance),
    )


def _pre_test(
    table: pd.DataFrame, covariance: Floats | None, shown: list[int], clusters: int, found: _Found
) -> tuple[float | None, str]:
    count = sum(period < 0 for period in shown)
    if not count:
        return None, "No effect before treatment is estimated, so that nothing is known of trends before it."
    if found.pre_test is not None:
        return found.pre_test(count)
    if covariance is None:
        return None, "The effects before treatment are not tested jointly: the estimator gives no covariance."
    before = table.loc[shown[:count], "att"].to_numpy(dtype=float)
    _statistic, p_value = joint_test(before, covariance[:count, :count], clusters - 1)
    if not np.isfinite(p_value):
        return None, f"{clusters} clusters cannot test {count} effects before treatment jointly."
    return (
        p_value,
        f"The joint test takes the {count} effects before treatment that are shown: F({count}, {clusters - 1}).",
    )


def _coefficient(period: int, row: "pd.Series[float]") -> Coefficient:
    return Coefficient(
        str(period),
        float(row["att"]),
        float(row["se"]),
        float(row["t_stat"]),
        float(row["p_value"]),
        float(row["conf_int_lower"]),
        float(row["conf_int_upper"]),
    )


def _overall(result: Any) -> Coefficient:
    low, high = result.overall_conf_int
    return Coefficient(
        "overall",
        float(result.overall_att),
        float(result.overall_se),
        float(result.overall_t_stat),
        float(result.overall_p_value),
        float(low),
        float(high),
    )
