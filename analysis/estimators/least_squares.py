"""Least squares, fractional logit and quantile regression of one cross-section, by statsmodels.

Sources: MacKinnon and White (1985) for HC1 and HC3; Papke and Wooldridge (1996) for the fractional logit; Koenker and
Bassett (1978) for quantiles. Standard errors: `analysis.estimators.conventions`.
"""

import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd
import statsmodels.api as sm
from statsmodels.tools.sm_exceptions import IterationLimitWarning

from analysis.estimators.conventions import (
    ROBUST,
    Uncertainty,
    check_clusters,
    check_level,
    clustered,
    coefficients_of,
    joint_test,
    unclustered,
)
from analysis.estimators.records import EstimationRefused, Fit
from analysis.estimators.samples import Floats, Sample, check_equation, complete_rows, refuse_collinear, refuse_too_few
from analysis.estimators.versions import library_named

CONST = "const"
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
    check_equation(outcome, regressors)
    sample = complete_rows(frame, numbers=[outcome, *regressors], groups=cluster, weights=weights)
    return ols_of(sample, outcome, regressors, weights=weights, cluster=cluster, level=level, robust=robust)


def ols_of(
    sample: Sample,
    outcome: str,
    regressors: Sequence[str],
    *,
    weights: str | None,
    cluster: Sequence[str],
    level: float,
    robust: str,
    constant: bool = True,
) -> Fit:
    """The same for rows that are ready; without `constant` R² is taken about zero."""
    _check(cluster, level, robust)
    if constant and CONST in regressors:
        raise EstimationRefused(f"A regressor is named “{CONST}”, as the constant is. Rename it, or leave it out.")
    names = [CONST, *regressors] if constant else list(regressors)
    matrix = sample.matrix(regressors)
    matrix = np.column_stack([np.ones(sample.rows), matrix]) if constant else matrix
    refuse_collinear(matrix, names)
    refuse_too_few(sample.rows, len(names))
    values = sample.numbers[outcome]
    weight = sample.numbers[weights] if weights else np.ones(sample.rows)
    lengths = np.linalg.norm(matrix, axis=0)
    scaled = matrix / lengths
    found = (sm.WLS(values, scaled, weights=weight) if weights else sm.OLS(values, scaled)).fit()
    estimates: Floats = np.asarray(found.params, dtype=float) / lengths
    bread: Floats = np.asarray(found.normalized_cov_params, dtype=float) / np.outer(lengths, lengths)
    scores = matrix * (weight * np.asarray(found.resid))[:, None]
    if cluster:
        uncertain = clustered(bread, scores, {name: sample.groups[name] for name in cluster}, len(names))
    else:
        leverage = np.einsum("ij,jk,ik->i", matrix, bread, matrix) * weight if robust == "HC3" else None
        variance = float(found.scale)
        uncertain = unclustered(bread, scores, len(names), robust=robust, variance=variance, leverage=leverage)
    slopes = slice(1, None) if constant else slice(None)
    f_statistic, f_p_value = joint_test(estimates[slopes], uncertain.covariance[slopes, slopes], uncertain.degrees)
    measures = {
        "r2": float(found.rsquared),
        "adjusted_r2": float(found.rsquared_adj),
        "aic": float(found.aic),
        "log_likelihood": float(found.llf),
        "f_statistic": f_statistic,
        "f_p_value": f_p_value,
    }
    return Fit(
        estimator="Weighted least squares" if weights else "Ordinary least squares",
        library=library_named("statsmodels"),
        outcome=outcome,
        coefficients=coefficients_of(names, estimates, uncertain, level),
        rows_used=sample.rows,
        errors=uncertain.errors,
        level=level,
        clusters=uncertain.clusters,
        dropped=sample.dropped,
        measures=measures,
        measure_notes={"adjusted_r2": ADJUSTED_NOTE, "aic": AIC_NOTE},
        notes=uncertain.notes,
    )


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
    check_equation(outcome, regressors)
    _check(cluster, level, "HC1")
    sample = complete_rows(frame, numbers=[outcome, *regressors], groups=cluster)
    names = [CONST, *regressors]
    values = sample.numbers[outcome]
    if bool((values < 0).any() or (values > 1).any()):
        raise EstimationRefused(f"“{outcome}” is no share: it has values below 0 or above 1.")
    matrix = np.column_stack([np.ones(sample.rows), sample.matrix(regressors)])
    refuse_collinear(matrix, names)
    refuse_too_few(sample.rows, len(names))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = sm.GLM(values, matrix, family=sm.families.Binomial()).fit(maxiter=200, tol=1e-12)
    fitted: Floats = np.asarray(found.fittedvalues, dtype=float)
    if not found.converged or bool((fitted < 1e-10).any() or (fitted > 1 - 1e-10).any()):
        raise EstimationRefused(f"The regressors part the zeros of “{outcome}” from the ones; a logit has no estimate.")
    estimates: Floats = np.asarray(found.params, dtype=float)
    slope = fitted * (1 - fitted)
    bread: Floats = np.asarray(np.linalg.inv(matrix.T @ (matrix * slope[:, None])), dtype=float)
    scores = matrix * (values - fitted)[:, None]
    uncertain = _robust(bread, scores, sample, cluster, len(names))
    f_statistic, f_p_value = joint_test(estimates[1:], uncertain.covariance[1:, 1:], uncertain.degrees)
    return Fit(
        estimator="Fractional logit (quasi-likelihood)",
        library=library_named("statsmodels"),
        outcome=outcome,
        coefficients=coefficients_of(names, estimates, uncertain, level),
        rows_used=sample.rows,
        errors=uncertain.errors,
        level=level,
        clusters=uncertain.clusters,
        dropped=sample.dropped,
        measures={"average_slope": float(slope.mean()), "f_statistic": f_statistic, "f_p_value": f_p_value},
        measure_notes={"average_slope": "mean of p(1−p); times a coefficient it is the average marginal effect"},
        notes=uncertain.notes,
    )


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
    names = [CONST, *regressors]
    matrix = np.column_stack([np.ones(sample.rows), sample.matrix(regressors)])
    refuse_collinear(matrix, names)
    refuse_too_few(sample.rows, len(names))
    with warnings.catch_warnings():
        warnings.simplefilter("error", IterationLimitWarning)
        try:
            found = sm.QuantReg(sample.numbers[outcome], matrix).fit(q=quantile, vcov="robust", max_iter=5000)
        except IterationLimitWarning as problem:
            raise EstimationRefused(
                "The quantile regression did not converge; scale the regressors alike."
            ) from problem
    degrees = sample.rows - len(names)
    errors = f"Powell's kernel sandwich, Hall–Sheather bandwidth, t with {degrees} degrees of freedom"
    uncertain = Uncertainty(np.asarray(found.cov_params(), dtype=float), degrees, errors, {}, ())
    return Fit(
        estimator=f"Quantile regression at {quantile:g}",
        library=library_named("statsmodels"),
        outcome=outcome,
        coefficients=coefficients_of(names, np.asarray(found.params, dtype=float), uncertain, level),
        rows_used=sample.rows,
        errors=errors,
        level=level,
        dropped=sample.dropped,
        measures={"pseudo_r2": float(found.prsquared)},
        measure_notes={
            "pseudo_r2": "Koenker and Machado (1999): one less the ratio of the weighted absolute deviations"
        },
    )


def _robust(bread: Floats, scores: Floats, sample: Sample, cluster: Sequence[str], parameters: int) -> Uncertainty:
    if cluster:
        return clustered(bread, scores, {name: sample.groups[name] for name in cluster}, parameters)
    return unclustered(bread, scores, parameters, robust="HC1", variance=float("nan"))


def _check(cluster: Sequence[str], level: float, robust: str) -> None:
    check_level(level)
    check_clusters(cluster)
    if robust not in ROBUST:
        raise EstimationRefused(f"Errors “{robust}” are not known; use one of: {', '.join(ROBUST)}.")
