"""Panels: fixed effects, linear trends, first differences and random effects, by linearmodels.

Sources: Wooldridge (2010, chapter 10) for within, first differences and random effects (Swamy and Arora 1972).
Standard errors: `analysis.estimators.conventions`; rows alone in an effect are dropped and told.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd
from linearmodels.panel.model import RandomEffects

from analysis.estimators.absorbing import fit_absorbing
from analysis.estimators.conventions import (
    check_clusters,
    check_level,
    clustered,
    coefficients_of,
    joint_test,
    unclustered,
)
from analysis.estimators.effects import trends_vary, without_singletons
from analysis.estimators.least_squares import CONST, ols_of
from analysis.estimators.records import EstimationRefused, Fit
from analysis.estimators.samples import (
    Codes,
    Floats,
    Sample,
    check_equation,
    complete_rows,
    joined,
    levels_of,
    refuse_collinear,
    refuse_too_few,
)
from analysis.estimators.versions import library_named

TREND = "trend"
SERIAL_NOTE = "These errors take the rows of one {entity} as independent; cluster by it unless that is known."


def fit_panel(
    frame: pd.DataFrame,
    *,
    outcome: str,
    regressors: Sequence[str],
    entity: str,
    time: str,
    entity_effects: bool = False,
    time_effects: bool = False,
    linear_trends: Literal[False, "common", "entity"] = False,
    weights: str | None = None,
    cluster: Sequence[str] = (),
    level: float = 0.95,
    robust: str = "HC1",
) -> Fit:
    """A panel by least squares: pooled, with effects of entities or times or both, and with linear trends.

    A "common" trend is a regressor named “trend” in units of `time`; "entity" trends, one for each entity, are taken
    out with the effects and ask for entity effects. `cluster` names up to two columns; without it `robust` is "HC1"
    or "plain". Measures: r2 and adjusted_r2 with the effects, r2_within, aic, log_likelihood, f_statistic, f_p_value.
    Raises EstimationRefused for two rows of one entity and time, and for what the effects explain wholly.
    """
    _check(cluster, level)
    if linear_trends not in (False, "common", "entity"):
        raise EstimationRefused(f"Linear trends are “common” or “entity”, not {linear_trends!r}.")
    named = [*regressors, TREND] if linear_trends == "common" else list(regressors)
    check_equation(outcome, named)
    if linear_trends == "entity" and not entity_effects:
        raise EstimationRefused(
            "Trends of entities without effects of entities would force one start on all; add them."
        )
    if linear_trends == "common" and time_effects:
        raise EstimationRefused("Effects of times hold any common trend already; leave one of the two out.")
    sample = _panel_rows(frame, outcome, regressors, entity, time, weights, cluster, with_time=bool(linear_trends))
    if linear_trends:
        sample = _with_trend(sample, time)
    effects = [name for name, wanted in ((entity, entity_effects), (time, time_effects)) if wanted]
    if not effects:
        return _pooled(sample, outcome, named, entity, weights=weights, cluster=cluster, level=level, robust=robust)
    sample = without_singletons(sample, tuple(effects))
    if linear_trends == "entity" and not trends_vary(sample.groups[entity], sample.numbers[TREND]):
        raise EstimationRefused(f"A group of “{entity}” has a single time, so that it has no trend.")
    fit = fit_absorbing(
        sample,
        outcome,
        named,
        effects=effects,
        trend=TREND if linear_trends == "entity" else "",
        weights=weights,
        cluster=cluster,
        level=level,
        robust=robust,
        estimator=_estimator_named(effects, linear_trends, weights),
    )
    return fit if cluster else replace(fit, notes=(*fit.notes, SERIAL_NOTE.format(entity=entity)))


def fit_absorbed(
    frame: pd.DataFrame,
    *,
    outcome: str,
    regressors: Sequence[str],
    absorb: Sequence[str],
    weights: str | None = None,
    cluster: Sequence[str] = (),
    level: float = 0.95,
    robust: str = "HC1",
) -> Fit:
    """Least squares with the effects of any columns taken out, for tables of millions of rows.

    As `fit_panel`, but the effects are the groups of the columns in `absorb`, and rows need not be one per time.
    """
    _check(cluster, level)
    check_equation(outcome, regressors)
    if isinstance(absorb, str) or not absorb or len(set(absorb)) != len(absorb):
        raise EstimationRefused("“absorb” names the columns whose effects are taken out, at least one, each once.")
    sample = complete_rows(frame, numbers=[outcome, *regressors], groups=[*absorb, *cluster], weights=weights)
    sample = without_singletons(sample, tuple(absorb))
    estimator = f"Least squares with effects of {', '.join(absorb)}" + (", weighted" if weights else "")
    return fit_absorbing(
        sample,
        outcome,
        regressors,
        effects=absorb,
        weights=weights,
        cluster=cluster,
        level=level,
        robust=robust,
        estimator=estimator,
    )


def fit_first_differences(
    frame: pd.DataFrame,
    *,
    outcome: str,
    regressors: Sequence[str],
    entity: str,
    time: str,
    constant: bool = True,
    time_effects: bool = False,
    weights: str | None = None,
    cluster: Sequence[str] = (),
    level: float = 0.95,
    robust: str = "HC1",
) -> Fit:
    """Changes on changes: each row less the row of the same entity one time before, by least squares.

    One time before is the next lower time that the table has for anybody, so that waves of 1995 and 2004 differ by
    one; an entity's gap is not bridged. `time_effects` adds dummies of the times after the first change, named
    “time[…]”, and asks for the constant. Weights are those of the later row. `robust` may be "HC3" too.
    """
    _check(cluster, level)
    check_equation(outcome, regressors)
    if time_effects and not constant:
        raise EstimationRefused("Dummies of times stand beside the constant of the first change; keep the constant.")
    sample = _panel_rows(frame, outcome, regressors, entity, time, weights, cluster, with_time=True)
    later, earlier = _pairs(sample, entity, time)
    if not later.size:
        raise EstimationRefused(f"No “{entity}” has rows at two times in a row, so there is no change to explain.")
    numbers = {name: sample.numbers[name][later] for name in ([weights] if weights else [])}
    numbers |= {name: sample.numbers[name][later] - sample.numbers[name][earlier] for name in [outcome, *regressors]}
    keep = np.zeros(sample.rows, dtype=bool)
    keep[later] = True
    dropped = sample.kept(keep, f"no row of the same “{entity}” one time before to subtract").dropped
    order = np.argsort(np.flatnonzero(keep).searchsorted(later))
    groups = {name: pd.factorize(sample.groups[name][later])[0].astype(np.int64) for name in cluster}
    numbers = {name: values[order] for name, values in numbers.items()}
    groups = {name: codes[order] for name, codes in groups.items()}
    when = sample.numbers[time][later][order]
    dummies = np.unique(when)[1:] if time_effects else np.empty(0)
    named = {f"time[{moment:g}]": (when == moment).astype(float) for moment in dummies}
    changed = Sample(numbers | named, groups, dropped, len(later))
    fit = ols_of(
        changed,
        outcome,
        [*regressors, *named],
        weights=weights,
        cluster=cluster,
        level=level,
        robust=robust,
        constant=constant,
    )
    notes = fit.notes if cluster else (*fit.notes, SERIAL_NOTE.format(entity=entity))
    return replace(fit, estimator="First differences" + (", weighted" if weights else ""), notes=notes)


def fit_random_effects(
    frame: pd.DataFrame,
    *,
    outcome: str,
    regressors: Sequence[str],
    entity: str,
    time: str,
    cluster: Sequence[str] = (),
    level: float = 0.95,
    robust: str = "plain",
) -> Fit:
    """Random effects of entities (Swamy and Arora), with a constant.

    Measures: theta (mean share of the entity's mean that is subtracted), variance_entity, variance_rest, r2 of the
    transformed rows. Refuses regressors of which the entity effects could take nothing out only if they do not vary.
    """
    _check(cluster, level)
    check_equation(outcome, regressors)
    if CONST in regressors:
        raise EstimationRefused(f"A regressor is named “{CONST}”, as the constant is. Rename it, or leave it out.")
    sample = _panel_rows(frame, outcome, regressors, entity, time, None, cluster, with_time=False)
    names = [CONST, *regressors]
    matrix = np.column_stack([np.ones(sample.rows), sample.matrix(regressors)])
    refuse_collinear(matrix, names)
    refuse_too_few(sample.rows, len(names))
    index = pd.MultiIndex.from_arrays([sample.groups[entity], sample.groups[time]])
    table = pd.DataFrame(matrix, columns=names, index=index)
    try:
        found = RandomEffects(pd.Series(sample.numbers[outcome], index=index), table).fit(debiased=True)
    except (ValueError, ZeroDivisionError) as problem:
        raise EstimationRefused(f"Random effects cannot be estimated here: {problem}") from problem
    theta = found.theta.to_numpy(dtype=float).ravel()
    if not np.isfinite(theta).all():
        raise EstimationRefused("Random effects cannot be estimated: there are too few entities for these regressors.")
    estimates: Floats = found.params.to_numpy(dtype=float)
    shares = _by_entity(sample, entity, found.theta)
    values, moved = _less_share(sample.numbers[outcome], sample, entity, shares), matrix.copy()
    for place in range(matrix.shape[1]):
        moved[:, place] = _less_share(matrix[:, place], sample, entity, shares)
    bread = np.linalg.inv(moved.T @ moved)
    residuals = values - moved @ estimates
    scores = moved * residuals[:, None]
    if cluster:
        uncertain = clustered(bread, scores, {name: sample.groups[name] for name in cluster}, len(names))
    else:
        variance = float(residuals @ residuals) / (sample.rows - len(names))
        uncertain = unclustered(bread, scores, len(names), robust=robust, variance=variance)
    f_statistic, f_p_value = joint_test(estimates[1:], uncertain.covariance[1:, 1:], uncertain.degrees)
    parts = found.variance_decomposition
    return Fit(
        estimator="Random effects (Swamy–Arora)",
        library=library_named("linearmodels"),
        outcome=outcome,
        coefficients=coefficients_of(names, estimates, uncertain, level),
        rows_used=sample.rows,
        errors=uncertain.errors,
        level=level,
        clusters=uncertain.clusters,
        dropped=sample.dropped,
        measures={
            "r2": float(found.rsquared),
            "theta": float(theta.mean()),
            "variance_entity": float(parts["Effects"]),
            "variance_rest": float(parts["Residual"]),
            "f_statistic": f_statistic,
            "f_p_value": f_p_value,
        },
        measure_notes={"r2": "R² of the rows less theta times the mean of their entity"},
        notes=uncertain.notes,
    )


def _check(cluster: Sequence[str], level: float) -> None:
    check_level(level)
    check_clusters(cluster)


def _panel_rows(
    frame: pd.DataFrame,
    outcome: str,
    regressors: Sequence[str],
    entity: str,
    time: str,
    weights: str | None,
    cluster: Sequence[str],
    *,
    with_time: bool,
) -> Sample:
    if entity == time:
        raise EstimationRefused("Entity and time are the same column; name the column of each.")
    numbers = [outcome, *regressors, *([time] if with_time else [])]
    sample = complete_rows(frame, numbers=numbers, groups=[entity, time, *cluster], weights=weights)
    if levels_of(joined(sample.groups[entity], sample.groups[time])) < sample.rows:
        raise EstimationRefused(
            f"The table has two rows of one “{entity}” at one “{time}”. A panel has one; sum or average them first."
        )
    return sample


def _with_trend(sample: Sample, time: str) -> Sample:
    if TREND in sample.numbers:
        raise EstimationRefused(f"A column is named “{TREND}”, as the linear trend is. Rename it.")
    moments = sample.numbers[time]
    return replace(sample, numbers=sample.numbers | {TREND: moments - moments.mean()})


def _pooled(
    sample: Sample,
    outcome: str,
    regressors: Sequence[str],
    entity: str,
    *,
    weights: str | None,
    cluster: Sequence[str],
    level: float,
    robust: str,
) -> Fit:
    fit = ols_of(sample, outcome, regressors, weights=weights, cluster=cluster, level=level, robust=robust)
    notes = fit.notes if cluster else (*fit.notes, SERIAL_NOTE.format(entity=entity))
    return replace(fit, estimator=f"Pooled {fit.estimator[0].lower()}{fit.estimator[1:]}", notes=notes)


def _estimator_named(effects: Sequence[str], linear_trends: str | bool, weights: str | None) -> str:
    told = f"Least squares with effects of {' and '.join(effects)}"
    told += {"common": ", a common trend", "entity": f", a trend for each {effects[0]}"}.get(str(linear_trends), "")
    return told + (", weighted" if weights else "")


def _pairs(sample: Sample, entity: str, time: str) -> tuple[Codes, Codes]:
    moments = np.unique(sample.numbers[time])
    place = moments.searchsorted(sample.numbers[time])
    key = sample.groups[entity] * (len(moments) + 1) + place
    order = np.argsort(key)
    follows = np.flatnonzero(np.diff(key[order]) == 1)
    return order[follows + 1], order[follows]


def _by_entity(sample: Sample, entity: str, theta: pd.DataFrame) -> Floats:
    shares = np.empty(levels_of(sample.groups[entity]))
    shares[theta.index.to_numpy(dtype=np.int64)] = theta.to_numpy(dtype=float).ravel()
    return shares


def _less_share(values: Floats, sample: Sample, entity: str, shares: Floats) -> Floats:
    codes = sample.groups[entity]
    means = np.bincount(codes, weights=values) / np.bincount(codes)
    return values - (shares * means)[codes]
