"""Least squares, fractional logit and quantile regression of one cross-section, by statsmodels.

Sources: MacKinnon and White (1985) for HC1 and HC3; Papke and Wooldridge (1996) for the fractional logit; Koenker and
Bassett (1978) for quantiles. Standard errors: `analysis.estimators.conventions`.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import statsmodels.api as sm
from statsmodels.regression.linear_model import RegressionResultsWrapper
from statsmodels.tools.sm_exceptions import IterationLimitWarning

from analysis.estimators.conventions import (
    Judging,
    Uncertainty,
    check_level,
    fit_told,
    judging,
    of_slopes,
    unless_perfect,
)
from analysis.estimators.records import EstimationRefused, Fit
from analysis.estimators.samples import (
    Floats,
    Sample,
    check_equation,
    complete_rows,
    refuse_collinear,
    refuse_flat,
    refuse_too_few,
)

CONST = "const"
AT_THE_END = 1e-10
"""A fitted share this near to 0 or 1 says that the logit runs away."""

AIC_NOTE = (
    "−2 ln L + 2k with the Gaussian ln L; k counts the constant, every regressor and every effect, not the variance"
)
ADJUSTED_NOTE = "1 − (RSS/(N−k)) / (TSS/(N−1)); k counts the constant, every regressor and every effect"


def fit_ols(
    frame: pd.DataFrame,
    *,
    outcome: str,
    regressors: Sequence[str],
    weights: str | None = None,
    cluster: Sequence[str] = (),
    level: float = 0.95,
    robust: str = "HC1",
) -> Fit:
    """Ordinary (or weighted) least squares with a constant named “const”.

    `weights` are analytic weights (inverse variances up to a factor); `cluster` up to two columns, and then `robust`
    ("HC1", "HC3" or "plain") is not used. Raises EstimationRefused for columns that cannot be used, regressors that
    cannot be told apart, and too few rows.
    """
    judge = judging(cluster, level, robust)
    check_equation(outcome, regressors)
    sample = complete_rows(frame, numbers=[outcome, *regressors], groups=cluster, weights=weights)
    return ols_of(sample, outcome, regressors, judge, weights=weights)


def ols_of(
    sample: Sample,
    outcome: str,
    regressors: Sequence[str],
    judge: Judging,
    *,
    weights: str | None = None,
    constant: bool = True,
    estimator: str = "",
    notes: Sequence[str] = (),
) -> Fit:
    """The same for rows that are ready; without `constant` R² is taken about zero."""
    columns = design(sample, regressors, constant=constant)
    names, matrix = columns.names, columns.matrix
    values = sample.numbers[outcome]
    refuse_flat(values, outcome)
    weight = sample.numbers[weights] if weights else np.ones(sample.rows)
    found = (sm.WLS(values, matrix, weights=weight) if weights else sm.OLS(values, matrix)).fit()
    bread: Floats = np.asarray(found.normalized_cov_params, dtype=float)
    scores = matrix * (weight * np.asarray(found.resid))[:, None]
    leverage = np.einsum("ij,jk,ik->i", matrix, bread, matrix) * weight if judge.robust == "HC3" else None
    variance = float(found.scale)
    scaled = judge.uncertainty(sample, bread, scores, len(names), variance=variance, leverage=leverage)
    scaled = unless_perfect(scaled, float(found.ssr), float(weight @ values**2))
    estimates, uncertain = columns.in_units(np.asarray(found.params, dtype=float), scaled)
    measures = {"r2": found.rsquared, "adjusted_r2": found.rsquared_adj, "aic": found.aic, "log_likelihood": found.llf}
    return fit_told(
        sample,
        names,
        estimates,
        uncertain,
        judge.level,
        estimator=(estimator or "Least squares") + (", weighted" if weights else ""),
        library="statsmodels",
        outcome=outcome,
        measures={name: float(value) for name, value in measures.items()}
        | of_slopes(estimates, uncertain, int(constant)),
        measure_notes={"adjusted_r2": ADJUSTED_NOTE, "aic": AIC_NOTE},
        notes=notes,
    )


@dataclass(frozen=True, slots=True)
class Design:
    """Regressors in front of which stands the constant, centred about their means and of length one (rows × names).

    `back` takes estimates of these columns to the units of the table (names × names).
    """

    names: list[str]
    matrix: Floats
    back: Floats

    def in_units(self, estimates: Floats, uncertain: Uncertainty) -> tuple[Floats, Uncertainty]:
        """Estimates and covariance in the units of the table."""
        covariance: Floats = self.back @ uncertain.covariance @ self.back.T
        return self.back @ estimates, replace(uncertain, covariance=covariance)


def design(sample: Sample, regressors: Sequence[str], *, constant: bool = True) -> Design:
    """The columns of an equation, refused where they cannot be told apart; not centred without a constant."""
    if constant and CONST in regressors:
        raise EstimationRefused(f"A regressor is named “{CONST}”, as the constant is. Rename it, or leave it out.")
    names = [CONST, *regressors] if constant else list(regressors)
    matrix = sample.matrix(regressors)
    back = np.eye(len(names))
    if constant:
        refuse_collinear(np.column_stack([np.ones(sample.rows), matrix]), names)
        back[0, 1:] = -matrix.mean(axis=0)
        matrix = np.column_stack([np.ones(sample.rows), matrix + back[0, 1:]])
    refuse_collinear(matrix, names)
    refuse_too_few(sample.rows, len(names))
    lengths = np.linalg.norm(matrix, axis=0)
    return Design(names, matrix / lengths, back / lengths)


def fit_logit_share(
    frame: pd.DataFrame,
    *,
    outcome: str,
    regressors: Sequence[str],
    cluster: Sequence[str] = (),
    level: float = 0.95,
) -> Fit:
    """Fractional logit (quasi-likelihood) of a share in 0–1, both ends allowed, or of a yes/no outcome.

    Coefficients are log odds; the measure "average_slope", the mean of p(1−p), times a coefficient is its average
    marginal effect. Errors are robust (HC1) or clustered. Refuses outcomes beyond 0–1, and regressors that part
    zeros from ones perfectly.
    """
    judge = judging(cluster, level)
    check_equation(outcome, regressors)
    sample = complete_rows(frame, numbers=[outcome, *regressors], groups=cluster)
    values = sample.numbers[outcome]
    if bool((values < 0).any() or (values > 1).any()):
        raise EstimationRefused(f"“{outcome}” is no share: it has values below 0 or above 1.")
    columns = design(sample, regressors)
    matrix = columns.matrix
    found, fitted = _logit(values, matrix, outcome)
    slope = fitted * (1 - fitted)
    bread: Floats = np.asarray(np.linalg.inv(matrix.T @ (matrix * slope[:, None])), dtype=float)
    scaled = judge.uncertainty(sample, bread, matrix * (values - fitted)[:, None], len(columns.names))
    estimates, uncertain = columns.in_units(found, scaled)
    return fit_told(
        sample,
        columns.names,
        estimates,
        uncertain,
        level,
        estimator="Fractional logit (quasi-likelihood)",
        library="statsmodels",
        outcome=outcome,
        measures={"average_slope": float(slope.mean())} | of_slopes(estimates, uncertain, 1),
        measure_notes={"average_slope": "mean of p(1−p); times a coefficient it is the average marginal effect"},
    )


def _logit(values: Floats, matrix: Floats, outcome: str) -> tuple[Floats, Floats]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = sm.GLM(values, matrix, family=sm.families.Binomial()).fit(maxiter=200, tol=1e-13)
    fitted: Floats = np.asarray(found.fittedvalues, dtype=float)
    if not found.converged or bool((fitted < AT_THE_END).any() or (fitted > 1 - AT_THE_END).any()):
        raise EstimationRefused(f"The regressors part the zeros of “{outcome}” from the ones; a logit has no estimate.")
    return np.asarray(found.params, dtype=float), fitted


def fit_quantile(
    frame: pd.DataFrame,
    *,
    outcome: str,
    regressors: Sequence[str],
    quantile: float = 0.5,
    level: float = 0.95,
) -> Fit:
    """Linear quantile regression; `quantile` in 0–1 without the ends.

    Errors by Powell's kernel sandwich with the Hall–Sheather bandwidth; clusters are not offered by the library.
    """
    check_equation(outcome, regressors)
    check_level(level)
    if not 0 < quantile < 1:
        raise EstimationRefused(f"The quantile is {quantile}; it must lie between 0 and 1, as 0.5 for the median.")
    sample = complete_rows(frame, numbers=[outcome, *regressors])
    columns = design(sample, regressors)
    refuse_flat(sample.numbers[outcome], outcome)
    found = _quantile(sample.numbers[outcome], columns.matrix * np.sqrt(sample.rows), quantile)
    degrees = sample.rows - len(columns.names)
    errors = f"Powell's kernel sandwich, Hall–Sheather bandwidth, t with {degrees} degrees of freedom"
    scaled = Uncertainty(np.asarray(found.cov_params(), dtype=float) * sample.rows, degrees, errors, {}, ())
    estimates, uncertain = columns.in_units(np.asarray(found.params, dtype=float) * np.sqrt(sample.rows), scaled)
    return fit_told(
        sample,
        columns.names,
        estimates,
        uncertain,
        level,
        estimator=f"Quantile regression at {quantile:g}",
        library="statsmodels",
        outcome=outcome,
        measures={"pseudo_r2": float(found.prsquared)},
        measure_notes={"pseudo_r2": "one less the ratio of weighted absolute deviations (Koenker and Machado 1999)"},
    )


def _quantile(values: Floats, matrix: Floats, quantile: float) -> RegressionResultsWrapper:
    with warnings.catch_warnings():
        warnings.simplefilter("error", IterationLimitWarning)
        try:
            return sm.QuantReg(values, matrix).fit(q=quantile, vcov="robust", max_iter=5000)
        except IterationLimitWarning as problem:
            raise EstimationRefused("The quantile regression did not settle; scale the regressors alike.") from problem
