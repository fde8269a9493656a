"""Least squares with absorbed effects by the fast path of linearmodels, `AbsorbingLS`.

The columns are centred and scaled before the effects are taken out, so that the tolerance is relative to each column's
own spread; estimates are told in the units of the table.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from linearmodels.iv.absorbing import AbsorbingLS, Interaction

from analysis.estimators.conventions import Judging, fit_told, joint_measures, unless_perfect
from analysis.estimators.effects import effects_counted, trends_vary
from analysis.estimators.least_squares import ADJUSTED_NOTE, AIC_NOTE
from analysis.estimators.records import EstimationRefused, Fit
from analysis.estimators.samples import Floats, Sample, levels_of, refuse_collinear, refuse_too_few

TOLERANCE = 1e-11
"""Greatest change of a scaled value in the last round of taking effects out."""

MOST_ROUNDS = 10_000

PERFECT_BESIDE = 1e-20
"""Mean square of scaled residuals that is no more than what the rounds of taking effects out leave undone."""

ABSORBED_BELOW = 1e-7
"""A column whose standard deviation beside the effects is below this share of its own is absorbed by them."""


@dataclass(frozen=True, slots=True)
class Absorbed:
    """Columns beside the effects in units of their own standard deviations, times the root of the weights (mean one).

    `spread` are the standard deviations before; the sum of squares of each scaled column about its mean was then the
    number of rows.
    """

    columns: Floats
    spread: Floats


def absorb(
    sample: Sample, names: Sequence[str], effects: Sequence[str], weights: str | None, trend: str = ""
) -> Absorbed:
    """Take effects out of columns; with `trend`, a line in that column for each group of the first effect besides."""
    values = sample.matrix(names)
    if trend and not trends_vary(sample.groups[effects[0]], sample.numbers[trend]):
        raise EstimationRefused(f"A group of “{effects[0]}” has a single “{trend}”, so that it has no line in it.")
    weight = mean_one(sample, weights)
    centre = weight @ values / sample.rows
    spread = np.sqrt(weight @ (values - centre) ** 2 / sample.rows)
    # The library inverts what is left of the columns, which a column without spread makes singular.
    _refuse_explained(names, spread <= ABSORBED_BELOW * np.abs(values).max(axis=0))
    scaled = (values - centre) / spread
    left = _take_out(sample, names, scaled, effects, weight if weights else None, trend)
    rest = np.einsum("ij,ij->j", left, left)
    _refuse_explained(names, rest <= ABSORBED_BELOW**2 * sample.rows)
    return Absorbed(left, spread)


def fit_absorbing(
    sample: Sample,
    outcome: str,
    regressors: Sequence[str],
    judge: Judging,
    *,
    effects: Sequence[str],
    trend: str = "",
    weights: str | None,
    estimator: str,
    notes: Sequence[str] = (),
) -> Fit:
    """The fit of rows that are ready; see `analysis.estimators.panel`."""
    counted = effects_counted(sample, effects, judge.cluster, effects[0] if trend else None)
    refuse_too_few(sample.rows, parameters := len(regressors) + counted.rank)
    absorbed = absorb(sample, [outcome, *regressors], effects, weights, trend)
    values, matrix = absorbed.columns[:, 0], absorbed.columns[:, 1:]
    refuse_collinear(matrix, regressors, " beside the effects")
    bread: Floats = np.asarray(np.linalg.inv(matrix.T @ matrix), dtype=float)
    estimates: Floats = bread @ (matrix.T @ values)
    residuals = values - matrix @ estimates
    rss = float(residuals @ residuals)
    beyond, variance = len(regressors) + counted.beyond_clusters, rss / (sample.rows - parameters)
    scores = matrix * residuals[:, None]
    scaled = judge.uncertainty(sample, bread, scores, parameters, beyond_clusters=beyond, variance=variance)
    scaled = unless_perfect(scaled, rss, sample.rows, PERFECT_BESIDE)
    units = absorbed.spread[0] / absorbed.spread[1:]
    return fit_told(
        sample,
        list(regressors),
        estimates * units,
        replace(scaled, covariance=scaled.covariance * np.outer(units, units)),
        judge.level,
        estimator=estimator + (", weighted" if weights else ""),
        library="linearmodels",
        outcome=outcome,
        measures=_measures(sample, rss, absorbed, parameters, weights) | joint_measures(estimates, scaled),
        measure_notes={"adjusted_r2": ADJUSTED_NOTE, "aic": AIC_NOTE, "r2_within": "R² of what the effects leave"},
        notes=notes,
    )


def mean_one(sample: Sample, weights: str | None) -> Floats:
    """The weights with a mean of one; ones where there are none."""
    if weights is None:
        return np.ones(sample.rows)
    given = sample.numbers[weights]
    return np.asarray(given / given.mean(), dtype=float)


def _take_out(
    sample: Sample, names: Sequence[str], scaled: Floats, effects: Sequence[str], weight: Floats | None, trend: str
) -> Floats:
    # An effect of a single group is the constant, which any other holds; the library takes it in the first place only.
    parting = [name for name in effects if levels_of(sample.groups[name]) > 1] or [effects[0]]
    kinds = pd.DataFrame({name: _categories(sample, name) for name in parting})
    lines = None
    if trend:
        first = pd.DataFrame({effects[0]: _categories(sample, effects[0])})
        lines = Interaction(first, pd.DataFrame({trend: sample.numbers[trend]}))
    exog = pd.DataFrame(scaled[:, 1:], columns=list(names[1:])) if len(names) > 1 else None
    model = AbsorbingLS(
        scaled[:, :1], exog, absorb=kinds, interactions=lines, weights=weight, drop_absorbed=exog is not None
    )
    direct = weight is None and not trend
    rounds = {"options": {"tol": TOLERANCE, "iteration_limit": MOST_ROUNDS}} if len(parting) > 1 else {}
    fast: dict[str, Any] = {"compute_degrees": False, **rounds}
    exact: dict[str, Any] = {"atol": 1e-13, "btol": 1e-13, "conlim": 0.0, "maxiter": MOST_ROUNDS}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            model.fit(
                cov_type="unadjusted",
                method="hdfe" if direct else "lsmr",
                absorb_options=fast if direct else exact,
                use_cache=False,
            )
        except RuntimeError as problem:
            raise EstimationRefused(
                f"The effects {', '.join(effects)} hang together too loosely: {problem}"
            ) from problem
        except ValueError as problem:
            if not str(problem).startswith("All columns in exog"):
                raise
            raise EstimationRefused(_all_explained(", ".join(names[1:]))) from problem
    left = model.absorbed_exog
    gone = [name for name in names[1:] if name not in left.columns] if exog is not None else []
    if gone:
        raise EstimationRefused(_all_explained(", ".join(gone)))
    return np.column_stack([model.absorbed_dependent.to_numpy(), left.to_numpy()])


def _categories(sample: Sample, name: str) -> "pd.Categorical[Any]":
    codes = sample.groups[name]
    return pd.Categorical.from_codes(codes.astype(np.int32), categories=pd.RangeIndex(levels_of(codes)))


def _refuse_explained(names: Sequence[str], explained: npt.NDArray[np.bool_]) -> None:
    if gone := [name for name, all_of in zip(names, explained, strict=True) if all_of]:
        raise EstimationRefused(_all_explained(", ".join(gone)))


def _all_explained(told: str) -> str:
    return (
        f"The effects and the other regressors explain “{told}” wholly: it has no estimate. Leave it or an effect out."
    )


def _measures(sample: Sample, rss: float, absorbed: Absorbed, parameters: int, weights: str | None) -> dict[str, float]:
    rows = sample.rows
    within = float(absorbed.columns[:, 0] @ absorbed.columns[:, 0])
    variance = rss / rows * float(absorbed.spread[0]) ** 2
    likelihood = -rows / 2 * (np.log(2 * np.pi * variance) + 1)
    if weights:
        likelihood += float(np.log(mean_one(sample, weights)).sum()) / 2
    return {
        "r2": 1 - rss / rows,
        "adjusted_r2": 1 - (rss / (rows - parameters)) / (rows / (rows - 1)),
        "r2_within": 1 - rss / within,
        "aic": float(-2 * likelihood + 2 * parameters),
        "log_likelihood": float(likelihood),
    }
