"""Poisson pseudo-maximum likelihood with effects, by statsmodels.

Sources: Santos Silva and Tenreyro (2006) for the pseudo-likelihood of any outcome that is zero or more; Correia,
Guimarães and Zylkin (2019) for rows that effects and regressors fit with zero (separation).
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.special import gammaln, xlogy

from analysis.estimators.absorbing import absorb
from analysis.estimators.conventions import Judging, Uncertainty, fit_told, judging, of_slopes
from analysis.estimators.effects import effects_counted, without_singletons
from analysis.estimators.least_squares import CONST, Design, design
from analysis.estimators.records import EstimationRefused, Fit
from analysis.estimators.samples import Floats, Sample, check_equation, complete_rows, refuse_collinear, refuse_too_few

MOST_ROUNDS = 200
SETTLED = 1e-9
"""Greatest change of a fitted logarithm in the last round."""

STILL_MOVING = 1e-4
"""A fitted logarithm that moves more than this after the fit runs away; where no maximum exists it moves by one."""

LEAST = 1e-250
WORKING, WEIGHT = "working outcome of the round", "weight of the round"
MEASURE_NOTES = {
    "log_likelihood": "of a Poisson distribution, with ln Γ(y+1) for outcomes that are no whole numbers",
    "aic": "−2 ln L + 2k; k counts the constant, every regressor and every effect",
    "pseudo_r2": "1 − ln L / ln L of a constant (and the offset) alone",
}


def fit_poisson(
    frame: pd.DataFrame,
    *,
    outcome: str,
    regressors: Sequence[str],
    effects: Sequence[str] = (),
    offset: str | None = None,
    cluster: Sequence[str] = (),
    level: float = 0.95,
) -> Fit:
    """Poisson pseudo-maximum likelihood of an outcome that is zero or more, whole or not.

    `offset` is a column of logs (as ln population) whose coefficient is one. Groups of `effects` whose outcome is
    always zero say nothing and are dropped and told, as are rows alone in a group. Errors are robust (HC1) or
    clustered. Coefficients are semi-elasticities. Refuses outcomes below zero, regressors that part zeros from the
    rest.
    """
    judge = judging(cluster, level)
    check_equation(outcome, regressors)
    sample = _informative_rows(frame, outcome, [*regressors, *([offset] if offset else [])], effects, cluster)
    counted = effects_counted(sample, effects, judge.cluster)
    parameters = len(regressors) + counted.rank
    shift = sample.numbers[offset] if offset else np.zeros(sample.rows)
    refuse_too_few(sample.rows, parameters)
    found = (_with_effects if effects else _plain)(sample, outcome, regressors, effects, shift)
    scaled = _judged(sample, outcome, found, judge, parameters, len(regressors) + counted.beyond_clusters)
    estimates, uncertain = found.in_units(scaled)
    return fit_told(
        sample,
        found.names,
        estimates,
        uncertain,
        level,
        estimator=_named(effects, offset),
        library="linearmodels" if effects else "statsmodels",
        outcome=outcome,
        measures=_measures(sample.numbers[outcome], found, shift, parameters, scaled),
        measure_notes=MEASURE_NOTES,
    )


def _named(effects: Sequence[str], offset: str | None) -> str:
    told = f" with effects of {' and '.join(effects)}" if effects else ""
    return f"Poisson pseudo-maximum likelihood{told}" + (f", offset {offset}" if offset else "")


def _judged(
    sample: Sample, outcome: str, found: "_Maximum", judge: Judging, parameters: int, beyond_clusters: int
) -> Uncertainty:
    information = found.matrix.T @ (found.matrix * found.fitted[:, None])
    bread: Floats = np.asarray(np.linalg.inv(information), dtype=float)
    scores = found.matrix * (sample.numbers[outcome] - found.fitted)[:, None]
    return judge.uncertainty(sample, bread, scores, parameters, beyond_clusters=beyond_clusters)


@dataclass(frozen=True, slots=True)
class _Maximum:
    """Estimates by name of scaled regressors, fitted means (rows), the scaled regressors beside the effects (rows ×
    names), and what takes estimates to the units of the table (names × names)."""

    names: list[str]
    estimates: Floats
    fitted: Floats
    matrix: Floats
    back: Floats

    def in_units(self, uncertain: Uncertainty) -> tuple[Floats, Uncertainty]:
        """Estimates and covariance in the units of the table."""
        return Design(self.names, self.matrix, self.back).in_units(self.estimates, uncertain)


def _informative_rows(
    frame: pd.DataFrame, outcome: str, columns: Sequence[str], effects: Sequence[str], cluster: Sequence[str]
) -> Sample:
    if isinstance(effects, str):
        raise EstimationRefused(f"“effects” is the text {effects!r}; give a tuple of column names.")
    sample = complete_rows(frame, numbers=[outcome, *columns], groups=[*effects, *cluster])
    if bool((sample.numbers[outcome] < 0).any()):
        raise EstimationRefused(f"“{outcome}” has values below zero; a Poisson equation needs zero or more.")
    if not sample.numbers[outcome].any():
        raise EstimationRefused(f"“{outcome}” is zero in every row; there is nothing to explain.")
    before = -1
    while before != sample.rows:
        before = sample.rows
        for name in effects:
            codes = sample.groups[name]
            something = np.bincount(codes, weights=sample.numbers[outcome]) > 0
            sample = sample.kept(something[codes], f"“{outcome}” is zero in all rows of its group of “{name}”")
        if effects:
            sample = without_singletons(sample, tuple(effects))
    return sample


def _plain(sample: Sample, outcome: str, regressors: Sequence[str], _effects: Sequence[str], shift: Floats) -> _Maximum:
    columns = design(sample, regressors)
    values, scaled = sample.numbers[outcome], columns.matrix
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            model = sm.GLM(values, scaled, family=sm.families.Poisson(), offset=shift)
            found = model.fit(maxiter=MOST_ROUNDS, tol=1e-14, tol_criterion="deviance")
        except (ValueError, np.linalg.LinAlgError) as problem:
            raise EstimationRefused(_parted(outcome)) from problem
    fitted: Floats = np.asarray(found.fittedvalues, dtype=float)
    root = np.sqrt(fitted)
    if not np.isfinite(fitted).all() or bool((root == 0).any()):
        raise EstimationRefused(_parted(outcome))
    step = np.linalg.lstsq(scaled * root[:, None], (values - fitted) / root, rcond=None)[0]
    if np.abs(scaled @ step).max() > STILL_MOVING:
        raise EstimationRefused(_parted(outcome))
    return _Maximum(columns.names, np.asarray(found.params, dtype=float), fitted, columns.matrix, columns.back)


def _with_effects(
    sample: Sample, outcome: str, regressors: Sequence[str], effects: Sequence[str], shift: Floats
) -> _Maximum:
    """Iterated weighted least squares with the effects taken out in each round (Correia, Guimarães and Zylkin 2020)."""
    values = sample.numbers[outcome]
    fitted = (values + values.mean()) / 2
    linear = np.log(fitted)
    for round_number in range(MOST_ROUNDS):
        working = linear - shift + (values - fitted) / fitted
        numbers = sample.numbers | {WORKING: working, WEIGHT: fitted}
        try:
            absorbed = absorb(replace(sample, numbers=numbers), [WORKING, *regressors], effects, WEIGHT)
        except EstimationRefused as problem:
            # A regressor that varied in the first round and no longer does is at work where the weights vanish.
            raise (EstimationRefused(_parted(outcome)) if round_number else problem) from problem
        matrix = absorbed.columns[:, 1:]
        refuse_collinear(matrix, regressors, " beside the effects")
        slopes = np.linalg.lstsq(matrix, absorbed.columns[:, 0], rcond=None)[0]
        root = np.sqrt(fitted / fitted.mean())
        rest = (absorbed.columns[:, 0] - matrix @ slopes) / root * absorbed.spread[0]
        new = working - rest + shift
        moved = float(np.abs(new - linear).max())
        linear = new
        with np.errstate(over="ignore", under="ignore"):
            fitted = np.exp(linear)
        if not np.isfinite(fitted).all() or bool((fitted < LEAST).any()):
            break
        if moved < SETTLED:
            back = np.diag(1 / absorbed.spread[1:])
            return _Maximum(list(regressors), slopes * absorbed.spread[0], fitted, matrix / root[:, None], back)
    raise EstimationRefused(_parted(outcome))


def _parted(outcome: str) -> str:
    return (
        f"Regressors and effects part rows in which “{outcome}” is zero from the others, so that no maximum exists. "
        "Leave the regressor out that is only at work in those rows."
    )


def _measures(
    values: Floats, found: _Maximum, shift: Floats, parameters: int, uncertain: Uncertainty
) -> dict[str, float]:
    likelihood = _log_likelihood(values, found.fitted)
    exposure = np.exp(shift)
    empty = _log_likelihood(values, exposure * values.sum() / exposure.sum())
    return {
        "log_likelihood": likelihood,
        "aic": -2 * likelihood + 2 * parameters,
        "pseudo_r2": 1 - likelihood / empty,
        **of_slopes(found.estimates, uncertain, found.names.count(CONST)),
    }


def _log_likelihood(values: Floats, fitted: Floats) -> float:
    return float((xlogy(values, fitted) - fitted - gammaln(values + 1)).sum())
