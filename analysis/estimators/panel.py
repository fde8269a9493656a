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
from linearmodels.panel.results import RandomEffectsResults

from analysis.estimators.absorbing import fit_absorbing
from analysis.estimators.conventions import fit_told, group_sums, judging, of_slopes
from analysis.estimators.effects import without_singletons
from analysis.estimators.least_squares import design, ols_of
from analysis.estimators.records import EstimationRefused, Fit
from analysis.estimators.samples import (
    Codes,
    Floats,
    Sample,
    check_equation,
    compact,
    complete_rows,
    joined,
    levels_of,
    refuse_flat,
)
from analysis.results import Dropped

TREND = "trend"
TOLD_TRENDS = {"False": "", "common": ", a common trend", "entity": ", a trend for each entity"}
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
    """A panel by least squares, pooled or with effects of entities or times or both.

    A "common" linear trend is a regressor “trend” in units of `time`; "entity" trends are taken out with the effects.
    Without `cluster` (up to two columns) `robust` is "HC1" or "plain". Measures: r2 and adjusted_r2 with the effects,
    r2_within, aic, log_likelihood, f_statistic, f_p_value. Refuses two rows of one entity and time.
    """
    judge = judging(cluster, level, robust)
    _refuse_trends(linear_trends, entity_effects, time_effects)
    check_equation(outcome, named := [*regressors, *([TREND] if linear_trends == "common" else [])])
    sample = _panel_rows(frame, outcome, regressors, (entity, time), weights, cluster, trended=bool(linear_trends))
    notes = _serial(entity, cluster)
    effects = [*([entity] if entity_effects else []), *([time] if time_effects else [])]
    if not effects:
        return ols_of(sample, outcome, named, judge, weights=weights, estimator="Pooled least squares", notes=notes)
    return fit_absorbing(
        without_singletons(sample, tuple(effects)),
        outcome,
        named,
        judge,
        effects=effects,
        trend=TREND if linear_trends == "entity" else "",
        weights=weights,
        estimator=f"Least squares with effects of {' and '.join(effects)}" + TOLD_TRENDS[str(linear_trends)],
        notes=notes,
    )


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
    judge = judging(cluster, level, robust)
    check_equation(outcome, regressors)
    if isinstance(absorb, str) or not absorb or len(set(absorb)) != len(absorb):
        raise EstimationRefused("“absorb” names the columns whose effects are taken out, at least one, each once.")
    sample = complete_rows(frame, numbers=[outcome, *regressors], groups=[*absorb, *cluster], weights=weights)
    sample = without_singletons(sample, tuple(absorb))
    told = f"Least squares with effects of {', '.join(absorb)}"
    return fit_absorbing(sample, outcome, regressors, judge, effects=absorb, weights=weights, estimator=told)


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
    judge = judging(cluster, level, robust)
    check_equation(outcome, regressors)
    if time_effects and not constant:
        raise EstimationRefused("Dummies of times stand beside the constant of the first change; keep the constant.")
    sample = _panel_rows(frame, outcome, regressors, (entity, time), weights, cluster, with_time=True)
    changed, when = _changes(sample, [outcome, *regressors], entity, time, weights, judge.cluster)
    dummies = np.unique(when)[1:] if time_effects else np.empty(0)
    named = {f"time[{moment:g}]": (when == moment).astype(float) for moment in dummies}
    return ols_of(
        replace(changed, numbers=changed.numbers | named),
        outcome,
        [*regressors, *named],
        judge,
        weights=weights,
        constant=constant,
        estimator="First differences",
        notes=_serial(entity, cluster),
    )


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
    transformed rows. The errors take theta as known.
    """
    judge = judging(cluster, level, robust)
    check_equation(outcome, regressors)
    sample = _panel_rows(frame, outcome, regressors, (entity, time), None, cluster)
    names = (columns := design(sample, regressors)).names
    found, shares = _swamy_arora(sample, outcome, pd.DataFrame(columns.matrix, columns=names), (entity, time))
    slopes: Floats = found.params.to_numpy(dtype=float)
    moved = _less_share(np.column_stack([sample.numbers[outcome], columns.matrix]), sample.groups[entity], shares)
    residuals = moved[:, 0] - moved[:, 1:] @ slopes
    bread: Floats = np.asarray(np.linalg.inv(moved[:, 1:].T @ moved[:, 1:]), dtype=float)
    scores, variance = moved[:, 1:] * residuals[:, None], float(residuals @ residuals) / (sample.rows - len(names))
    scaled = judge.uncertainty(sample, bread, scores, len(names), variance=variance)
    estimates, uncertain = columns.in_units(slopes, scaled)
    return fit_told(
        sample,
        names,
        estimates,
        uncertain,
        level,
        estimator="Random effects (Swamy–Arora)",
        library="linearmodels",
        outcome=outcome,
        measures=_of_random_effects(found, shares) | of_slopes(estimates, uncertain, 1),
        measure_notes={"r2": "R² of the rows less theta times the mean of their entity"},
    )


def _serial(entity: str, cluster: Sequence[str]) -> list[str]:
    return [] if cluster else [SERIAL_NOTE.format(entity=entity)]


def _refuse_trends(linear_trends: object, entity_effects: bool, time_effects: bool) -> None:
    if linear_trends not in (False, "common", "entity"):
        raise EstimationRefused(f"Linear trends are “common” or “entity”, not {linear_trends!r}.")
    if linear_trends == "entity" and not entity_effects:
        raise EstimationRefused("Trends of entities need effects of entities too, or all are forced to start alike.")
    if linear_trends == "common" and time_effects:
        raise EstimationRefused("Effects of times hold any common trend already; leave one of the two out.")


def _panel_rows(
    frame: pd.DataFrame,
    outcome: str,
    regressors: Sequence[str],
    panel: tuple[str, str],
    weights: str | None,
    cluster: Sequence[str],
    *,
    with_time: bool = False,
    trended: bool = False,
) -> Sample:
    entity, time = panel
    if entity == time:
        raise EstimationRefused("Entity and time are the same column; name the column of each.")
    numbers = [outcome, *regressors, *([time] if with_time or trended else [])]
    sample = complete_rows(frame, numbers=numbers, groups=[entity, time, *cluster], weights=weights)
    if levels_of(joined(sample.groups[entity], sample.groups[time])) < sample.rows:
        raise EstimationRefused(
            f"The table has two rows of one “{entity}” at one “{time}”. A panel has one; sum or average them first."
        )
    return _with_trend(sample, time) if trended else sample


def _with_trend(sample: Sample, time: str) -> Sample:
    if TREND in sample.numbers:
        raise EstimationRefused(f"A column is named “{TREND}”, as the linear trend is. Rename it.")
    moments = sample.numbers[time]
    return replace(sample, numbers=sample.numbers | {TREND: moments - moments.mean()})


def _changes(
    sample: Sample, names: Sequence[str], entity: str, time: str, weights: str | None, cluster: Sequence[str]
) -> tuple[Sample, Floats]:
    """Rows less their predecessors, and the time of the later row."""
    later, earlier = _pairs(sample, entity, time)
    if not later.size:
        raise EstimationRefused(f"No “{entity}” has rows at two times in a row, so there is no change to explain.")
    numbers = {name: sample.numbers[name][later] - sample.numbers[name][earlier] for name in names}
    numbers |= {name: sample.numbers[name][later] for name in ([weights] if weights else [])}
    lost = Dropped(sample.rows - later.size, f"no row of the same “{entity}” one time before to subtract")
    groups = {name: compact(sample.groups[name][later]) for name in cluster}
    return Sample(numbers, groups, (*sample.dropped, lost), int(later.size)), sample.numbers[time][later]


def _pairs(sample: Sample, entity: str, time: str) -> tuple[Codes, Codes]:
    moments = np.unique(sample.numbers[time])
    place = moments.searchsorted(sample.numbers[time])
    key = sample.groups[entity] * (len(moments) + 1) + place
    order = np.argsort(key)
    follows = np.flatnonzero(np.diff(key[order]) == 1)
    return order[follows + 1], order[follows]


def _swamy_arora(
    sample: Sample, outcome: str, matrix: pd.DataFrame, panel: tuple[str, str]
) -> tuple[RandomEffectsResults, Floats]:
    """What the library found, and theta by code of the entity."""
    refuse_flat(sample.numbers[outcome], outcome)
    index = pd.MultiIndex.from_arrays([sample.groups[name] for name in panel])
    try:
        found = RandomEffects(pd.Series(sample.numbers[outcome], index=index), matrix.set_index(index)).fit()
    except (ValueError, ZeroDivisionError) as problem:
        raise EstimationRefused(f"Random effects cannot be estimated here: {problem}") from problem
    shares = np.empty(levels_of(sample.groups[panel[0]]))
    shares[found.theta.index.to_numpy(dtype=np.int64)] = found.theta.to_numpy(dtype=float).ravel()
    if not np.isfinite(shares).all():
        raise EstimationRefused("Random effects cannot be estimated: there are too few entities for these regressors.")
    return found, shares


def _of_random_effects(found: RandomEffectsResults, shares: Floats) -> dict[str, float]:
    parts = found.variance_decomposition
    return {
        "r2": float(found.rsquared),
        "theta": float(shares.mean()),
        "variance_entity": float(parts["Effects"]),
        "variance_rest": float(parts["Residual"]),
    }


def _less_share(values: Floats, codes: Codes, shares: Floats) -> Floats:
    means = group_sums(values, codes) / np.bincount(codes)[:, None]
    return values - (shares[:, None] * means)[codes]
