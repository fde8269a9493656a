"""The two-way equation with effects of unit and period: its event study, and the weights that hide in it.

Sources: de Chaisemartin and D'Haultfœuille (2020), Theorem 1, for the weights. Effects are taken out by linearmodels.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.estimators.absorbing import absorb
from analysis.estimators.conventions import Uncertainty, clustered, coefficients_of, joint_test
from analysis.estimators.effects import count_effects, without_singletons
from analysis.estimators.records import Coefficient, EffectPath, EstimationRefused
from analysis.estimators.samples import Floats, Sample, complete_rows, refuse_collinear, refuse_too_few
from analysis.estimators.staggered_panel import StaggeredPanel
from analysis.estimators.versions import library_named
from analysis.results import Dropped

NOTHING = 1e-12
"""A weight nearer to zero than this is zero but for rounding."""

MIXED = "Where effects of early and late treated units differ, the coefficients mix them, some with a negative weight."


@dataclass(frozen=True, slots=True)
class CellWeight:
    """The weight of the effect in one treated cell: labels of unit and period as in the table."""

    unit: str
    time: float
    weight: float


@dataclass(frozen=True, slots=True)
class TwoWayWeights:
    """How the two-way coefficient weighs the effects of treated cells; weights sum to 1.

    `share_negative` is the share of treated cells (0–1) with a weight below zero, `sum_negative` the sum of those
    weights (0 or less). With doses the effects are per unit of dose. `weights` stand in the order unit, period.
    """

    share_negative: float
    sum_negative: float
    n_cells: int
    n_negative: int
    weights: tuple[CellWeight, ...]
    dropped: tuple[Dropped, ...] = ()


def two_way_weights(frame: pd.DataFrame, *, unit: str, time: str, treatment: str) -> TwoWayWeights:
    """Weights of the effects of treated cells in the coefficient of `treatment` beside unit and period effects.

    w(g,t) = N(g,t)·D(g,t)·e(g,t) / Σ N·D·e, with e the residual of the treatment on the effects. Several rows of a
    unit and period make one cell, whose treatment is their mean. Refuses treatments below zero, and a treatment that
    units and periods explain wholly.
    """
    sample = complete_rows(frame, numbers=[treatment, time], groups=[unit])
    if bool((sample.numbers[treatment] < 0).any()):
        raise EstimationRefused(f"“{treatment}” is below zero somewhere; weights need doses of zero or more.")
    labels = pd.unique(frame.dropna(subset=[unit, time, treatment])[unit])
    cells = (
        pd.DataFrame({"unit": sample.groups[unit], "time": sample.numbers[time], "dose": sample.numbers[treatment]})
        .groupby(["unit", "time"], sort=True)["dose"]
        .agg(["mean", "size"])
        .reset_index()
    )
    share = (cells["mean"] * _residual(cells, treatment) * cells["size"]).to_numpy(dtype=float)
    treated = cells["mean"].to_numpy() > 0
    weights = (share / share.sum())[treated]
    negative = weights < -NOTHING
    places = cells[treated]
    return TwoWayWeights(
        share_negative=float(negative.mean()),
        sum_negative=float(weights[negative].sum()),
        n_cells=int(treated.sum()),
        n_negative=int(negative.sum()),
        weights=tuple(
            CellWeight(str(labels[int(place)]), float(when), float(weight))
            for place, when, weight in zip(places["unit"], places["time"], weights, strict=True)
        ),
        dropped=sample.dropped,
    )


def two_way_path(panel: StaggeredPanel, *, outcome: str, leads: int, lags: int, level: float) -> EffectPath:
    """The classical event study: one equation with a dummy a period from treatment, unit and period effects.

    The first and last dummy take in all periods beyond the window. Effects of units treated at different times are
    pooled with weights that may be negative; `overall` is the plain mean of the effects from period 0 on.
    """
    sample, shown = _with_dummies(panel, leads, lags)
    regressors = [*(str(period) for period in shown), *panel.covariates]
    effects = (panel.unit, panel.time)
    clusters = {panel.cluster: sample.groups[panel.cluster]}
    counted = count_effects({name: sample.groups[name] for name in effects}, None, clusters)
    refuse_too_few(sample.rows, len(regressors) + counted.rank)
    absorbed = absorb(sample, [outcome, *regressors], effects, None)
    values, matrix = absorbed.columns[:, 0], absorbed.columns[:, 1:]
    refuse_collinear(matrix, regressors, " beside the effects of unit and period")
    bread = np.asarray(np.linalg.inv(matrix.T @ matrix), dtype=np.float64)
    estimates: Floats = bread @ (matrix.T @ values)
    scores = matrix * (values - matrix @ estimates)[:, None]
    scaled = clustered(bread, scores, clusters, len(regressors) + counted.beyond_clusters)
    units = absorbed.spread[0] / absorbed.spread[1:]
    covariance = (scaled.covariance * np.outer(units, units))[: len(shown), : len(shown)]
    found = estimates[: len(shown)] * units[: len(shown)]
    told = replace(scaled, covariance=covariance)
    before = sum(period < 0 for period in shown)
    _statistic, pre_p = joint_test(found[:before], covariance[:before, :before], scaled.degrees)
    return EffectPath(
        estimator="Two-way fixed effects event study",
        library=library_named("linearmodels"),
        periods=shown,
        effects=coefficients_of([str(period) for period in shown], found, told, level),
        overall=_mean_after(found, told, before, level),
        reference=-1,
        errors=scaled.errors,
        rows_used=sample.rows,
        clusters=scaled.clusters,
        dropped=sample.dropped,
        joint_pre_p=float(pre_p) if np.isfinite(pre_p) else None,
        notes=(*panel.notes, *scaled.notes, *panel.thin(shown), *_ends(panel, leads, lags), MIXED),
        covariance=tuple(tuple(map(float, row)) for row in covariance),
    )


def _with_dummies(panel: StaggeredPanel, leads: int, lags: int) -> tuple[Sample, tuple[int, ...]]:
    rows = panel.rows
    since = (rows["time"] - rows["first"]).clip(-leads, lags).where(rows["first"] > 0)
    shown = tuple(sorted(int(period) for period in since.dropna().unique() if period != -1))
    dummies: dict[str, Floats] = {str(period): (since == period).to_numpy().astype(np.float64) for period in shown}
    clash = [name for name in dummies if name in panel.sample.numbers]
    if clash:
        raise EstimationRefused(f"A column is named “{clash[0]}”, as an effect is. Rename it.")
    groups = panel.sample.groups | {panel.time: (rows["time"] - 1).to_numpy(dtype=np.int64)}
    sample = Sample(panel.sample.numbers | dummies, groups, panel.sample.dropped, panel.sample.rows)
    return without_singletons(sample, (panel.unit, panel.time)), shown


def _ends(panel: StaggeredPanel, leads: int, lags: int) -> tuple[str, ...]:
    treated = panel.rows[panel.rows["first"] > 0]
    since = treated["time"] - treated["first"]
    notes = []
    if int(since.min()) < -leads:
        notes.append(f"{-leads} stands for that period and all before.")
    if int(since.max()) > lags:
        notes.append(f"{lags} stands for that period and all after.")
    return tuple(notes)


def _mean_after(found: Floats, told: Uncertainty, before: int, level: float) -> Coefficient | None:
    count = len(found) - before
    if not count:
        return None
    mean = np.concatenate([np.zeros(before), np.full(count, 1 / count)])
    variance = np.array([[mean @ told.covariance @ mean]])
    return coefficients_of(["overall"], np.array([mean @ found]), replace(told, covariance=variance), level)[0]


def _residual(cells: pd.DataFrame, treatment: str) -> Floats:
    """The treatment of the cells beside effects of unit and period, by their numbers of rows."""
    size = cells["size"].to_numpy(dtype=float)
    groups = {"unit": cells["unit"].to_numpy(dtype=np.int64), "time": pd.factorize(cells["time"])[0].astype(np.int64)}
    numbers = {treatment: cells["mean"].to_numpy(dtype=float), "size": size}
    weights = "size" if bool((size != size[0]).any()) else None
    absorbed = absorb(Sample(numbers, groups, (), len(cells)), [treatment], ("unit", "time"), weights)
    residual: Floats = absorbed.columns[:, 0] / np.sqrt(size / size.mean())
    return residual
