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

from analysis.estimators.conventions import Judging, Uncertainty, check_level, fit_told, judging, of_slopes
from analysis.estimators.records import EstimationRefused, Fit
from analysis.estimators.samples import Floats, Sample, check_equation, complete_rows, refuse_collinear, refuse_too_few

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
    names, matrix = design(sample, regressors, constant=constant)
    values = sample.numbers[outcome]
    weight = sample.numbers[weights] if weights else np.ones(sample.rows)
    lengths = np.linalg.norm(matrix, axis=0)
    scaled = matrix / lengths
    found = (sm.WLS(values, scaled, weights=weight) if weights else sm.OLS(values, scaled)).fit()
    estimates: Floats = np.asarray(found.params, dtype=float) / lengths
    bread: Floats = np.asarray(found.normalized_cov_params, dtype=float) / np.outer(lengths, lengths)
    scores = matrix * (weight * np.asarray(found.resid))[:, None]
    leverage = np.einsum("ij,jk,ik->i", matrix, bread, matrix) * weight if judge.robust == "HC3" else None
    variance = float(found.scale)
    uncertain = judge.uncertainty(sample, bread, scores, len(names), variance=variance, leverage=leverage)
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


def design(sample: Sample, regressors: Sequence[str], *, constant: bool = True) -> tuple[list[str], Floats]:
    """Names and columns of the regressors with the constant in front; refused where they cannot be told apart."""
    if constant and CONST in regressors:
        raise EstimationRefused(f"A regressor is named “{CONST}”, as the constant is. Rename it, or leave it out.")
    names = [CONST, *regressors] if constant else list(regressors)
    matrix = sample.matrix(regressors)
    matrix = np.column_stack([np.ones(sample.rows), matrix]) if constant else matrix
    refuse_collinear(matrix, names)
    refuse_too_few(sample.rows, len(names))
    return names, matrix


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
    names, matrix = design(sample, regressors)
    estimates, fitted = _logit(values, matrix, outcome)
    slope = fitted * (1 - fitted)
    bread: Floats = np.asarray(np.linalg.inv(matrix.T @ (matrix * slope[:, None])), dtype=float)
    uncertain = judge.uncertainty(sample, bread, matrix * (values - fitted)[:, None], len(names))
    return fit_told(
        sample,
        names,
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
    lengths = np.linalg.norm(matrix, axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = sm.GLM(values, matrix / lengths, family=sm.families.Binomial()).fit(maxiter=200, tol=1e-13)
    fitted: Floats = np.asarray(found.fittedvalues, dtype=float)
    if not found.converged or bool((fitted < AT_THE_END).any() or (fitted > 1 - AT_THE_END).any()):
        raise EstimationRefused(f"The regressors part the zeros of “{outcome}” from the ones; a logit has no estimate.")
    return np.asarray(found.params, dtype=float) / lengths, fitted


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
    names, matrix = design(sample, regressors)
    with warnings.catch_warnings():
        warnings.simplefilter("error", IterationLimitWarning)
        try:
            found = sm.QuantReg(sample.numbers[outcome], matrix).fit(q=quantile, vcov="robust", max_iter=5000)
        except IterationLimitWarning as problem:
            raise EstimationRefused("The quantile regression did not settle; scale the regressors alike.") from problem
    degrees = sample.rows - len(names)
    errors = f"Powell's kernel sandwich, Hall–Sheather bandwidth, t with {degrees} degrees of freedom"
    return fit_told(
        sample,
        names,
        np.asarray(found.params, dtype=float),
        Uncertainty(np.asarray(found.cov_params(), dtype=float), degrees, errors, {}, ()),
        level,
        estimator=f"Quantile regression at {quantile:g}",
        library="statsmodels",
        outcome=outcome,
        measures={"pseudo_r2": float(found.prsquared)},
        measure_notes={"pseudo_r2": "one less the ratio of weighted absolute deviations (Koenker and Machado 1999)"},
    )
