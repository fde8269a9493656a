"""Instrumental variables by linearmodels, with effects taken out first and the strength of the instruments told.

Sources: Wooldridge (2010, chapter 5) for two-stage least squares; Anderson and Rubin (1949) for the test that holds
with weak instruments; Andrews, Stock and Sun (2019) for the robust first-stage F.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from linearmodels.iv.model import IV2SLS

from analysis.estimators.absorbing import absorb as taken_out
from analysis.estimators.absorbing import mean_one
from analysis.estimators.conventions import (
    PERFECT_BELOW,
    Uncertainty,
    check_clusters,
    check_level,
    clustered,
    coefficients_of,
    joint_test,
    unclustered,
    unless_perfect,
)
from analysis.estimators.effects import effects_counted, without_singletons
from analysis.estimators.least_squares import CONST
from analysis.estimators.records import EstimationRefused, Fit
from analysis.estimators.samples import (
    Codes,
    Floats,
    Sample,
    check_equation,
    complete_rows,
    refuse_collinear,
    refuse_flat,
    refuse_too_few,
)
from analysis.estimators.versions import library_named

WEAK_BELOW = 10.0
MEASURE_NOTES = {
    "first_stage_f": "F of the excluded instruments with the errors of the table; the lowest of several endogenous",
    "anderson_rubin_p": "p-value of no effect of any endogenous regressor; holds with weak instruments",
    "r2": "not comparable with least squares; may be negative",
}


@dataclass(frozen=True, slots=True)
class _Design:
    """Scaled columns (rows × each), what takes estimates to the units of the table (estimates × estimates), the
    parameters that effects take, and how errors are judged."""

    outcome: Floats
    exogenous: Floats
    endogenous: Floats
    instruments: Floats
    back: Floats
    taken: int
    taken_beyond_clusters: int
    clusters: dict[str, Codes]
    robust: str

    def judged(self, bread: Floats, regressors: Floats, residuals: Floats) -> Uncertainty:
        """The covariance of an equation with these regressors (rows × k), of which `bread` is the inverse product."""
        scores = regressors * residuals[:, None]
        if self.clusters:
            found = clustered(bread, scores, self.clusters, regressors.shape[1] + self.taken_beyond_clusters)
        else:
            parameters = regressors.shape[1] + self.taken
            variance = float(residuals @ residuals) / (len(residuals) - parameters)
            found = unclustered(bread, scores, parameters, robust=self.robust, variance=variance)
        return unless_perfect(found, float(residuals @ residuals), float(self.outcome @ self.outcome))

    def excluded_test(self, left: Floats) -> tuple[float, float]:
        """F-statistic and p-value of the instruments in the least-squares equation of `left`.

        Where they fit it perfectly, as where everybody did as invited, F is infinite and there is no p-value.
        """
        matrix = np.column_stack([self.exogenous, self.instruments])
        bread: Floats = np.asarray(np.linalg.inv(matrix.T @ matrix), dtype=float)
        estimates = bread @ (matrix.T @ left)
        rest = left - matrix @ estimates
        if float(rest @ rest) <= PERFECT_BELOW * float(left @ left):
            return float("inf"), float("nan")
        uncertain = self.judged(bread, matrix, rest)
        chosen = slice(self.exogenous.shape[1], None)
        return joint_test(estimates[chosen], uncertain.covariance[chosen, chosen], uncertain.degrees)


def fit_iv(
    frame: pd.DataFrame,
    *,
    outcome: str,
    regressors: Sequence[str],
    endogenous: Sequence[str],
    instruments: Sequence[str],
    absorb: Sequence[str] = (),
    weights: str | None = None,
    cluster: Sequence[str] = (),
    level: float = 0.95,
    robust: str = "HC1",
) -> Fit:
    """Two-stage least squares.

    `regressors` are exogenous (may be empty), `instruments` excluded; `absorb` names columns whose effects are taken
    out, and then there is no constant. The LATE of a trial is one binary endogenous with one instrument. Measures:
    first_stage_f, anderson_rubin_p, r2. Refuses fewer instruments than endogenous regressors.
    """
    check_level(level)
    check_clusters(cluster)
    if isinstance(endogenous, str) or isinstance(instruments, str):
        raise EstimationRefused("“endogenous” and “instruments” are lists of column names.")
    if not endogenous or len(instruments) < len(endogenous):
        raise EstimationRefused("Each endogenous regressor needs an instrument: name at least as many instruments.")
    everything = [*regressors, *endogenous, *instruments]
    check_equation(outcome, everything)
    sample = complete_rows(frame, numbers=[outcome, *everything], groups=[*absorb, *cluster], weights=weights)
    if absorb:
        sample = without_singletons(sample, tuple(absorb))
    elif CONST in everything:
        raise EstimationRefused(f"A regressor is named “{CONST}”, as the constant is. Rename it, or leave it out.")
    design = _design(sample, outcome, (regressors, endogenous, instruments), absorb, weights, cluster, robust)
    names = [*([] if absorb else [CONST]), *regressors, *endogenous]
    told = f", effects of {', '.join(absorb)} taken out" if absorb else ""
    return _two_stages(sample, outcome, names, design, level, told + (", weighted" if weights else ""))


def _two_stages(sample: Sample, outcome: str, names: Sequence[str], design: _Design, level: float, told: str) -> Fit:
    exogenous = design.exogenous if design.exogenous.shape[1] else None
    try:
        model = IV2SLS(design.outcome, exogenous, design.endogenous, design.instruments)
    except ValueError as problem:
        raise EstimationRefused(f"The equation cannot be told from these instruments: {problem}") from problem
    estimates: Floats = model.fit(cov_type="unadjusted").params.to_numpy(dtype=float)
    actual = np.column_stack([design.exogenous, design.endogenous])
    first = np.column_stack([design.exogenous, design.instruments])
    projected = first @ np.linalg.lstsq(first, actual, rcond=None)[0]
    refuse_collinear(projected, names, " as far as the instruments move them")
    residuals = design.outcome - actual @ estimates
    uncertain = design.judged(np.linalg.inv(projected.T @ projected), projected, residuals)
    slopes = slice(1 if CONST in names else 0, None)
    f_statistic, f_p_value = joint_test(estimates[slopes], uncertain.covariance[slopes, slopes], uncertain.degrees)
    weakest = min(design.excluded_test(column)[0] for column in design.endogenous.T)
    notes = list(uncertain.notes)
    if not weakest >= WEAK_BELOW:
        notes.append(f"The instruments are weak (first-stage F {weakest:.1f}); trust the Anderson–Rubin test instead.")
    real = replace(uncertain, covariance=design.back @ uncertain.covariance @ design.back.T)
    return Fit(
        estimator=f"Two-stage least squares{told}",
        library=library_named("linearmodels"),
        outcome=outcome,
        coefficients=coefficients_of(names, design.back @ estimates, real, level),
        rows_used=sample.rows,
        errors=uncertain.errors,
        level=level,
        clusters=uncertain.clusters,
        dropped=sample.dropped,
        measures={
            "first_stage_f": weakest,
            "anderson_rubin_p": design.excluded_test(design.outcome)[1],
            "r2": 1 - float(residuals @ residuals) / _about_mean(design.outcome, CONST in names),
            "f_statistic": f_statistic,
            "f_p_value": f_p_value,
        },
        measure_notes=MEASURE_NOTES,
        notes=tuple(notes),
    )


def _design(
    sample: Sample,
    outcome: str,
    roles: tuple[Sequence[str], Sequence[str], Sequence[str]],
    absorb: Sequence[str],
    weights: str | None,
    cluster: Sequence[str],
    robust: str,
) -> _Design:
    regressors, endogenous, instruments = roles
    names = [outcome, *regressors, *endogenous, *instruments]
    clusters = {name: sample.groups[name] for name in cluster}
    if absorb:
        columns, spread, centre = _beside_effects(sample, names, len(instruments), absorb, weights)
        counted = effects_counted(sample, absorb, cluster)
        taken, beyond = counted.rank, counted.beyond_clusters
    else:
        names.insert(1, CONST)
        columns, spread, centre = _beside_constant(sample, names, weights)
        taken, beyond = 0, 0
    refuse_flat(sample.numbers[outcome], outcome)
    first = len(names) - len(endogenous) - len(instruments)
    last = len(names) - len(instruments)
    refuse_too_few(sample.rows, last + taken)
    refuse_collinear(columns[:, 1:last], names[1:last])
    refuse_collinear(columns[:, [*range(1, first), *range(last, len(names))]], [*names[1:first], *names[last:]])
    back = np.eye(last - 1)
    back[0, 1:] -= centre[2:last]
    back = back * (spread[0] / spread[1:last])
    parts = columns[:, 0], columns[:, 1:first], columns[:, first:last], columns[:, last:]
    return _Design(*parts, back, taken, beyond, clusters, robust)


def _beside_effects(
    sample: Sample, names: Sequence[str], instruments: int, absorb: Sequence[str], weights: str | None
) -> tuple[Floats, Floats, Floats]:
    """Columns beside the effects, their units, and no centre to give back to a constant.

    The instruments are taken apart from the rest, for one may equal what it instruments: everybody did as invited.
    """
    found, excluded = (
        taken_out(sample, part, absorb, weights) for part in (names[:-instruments], names[-instruments:])
    )
    columns = np.column_stack([found.columns, excluded.columns])
    return columns, np.concatenate([found.spread, excluded.spread]), np.zeros(len(names))


def _beside_constant(sample: Sample, names: Sequence[str], weights: str | None) -> tuple[Floats, Floats, Floats]:
    """Centred columns of which the second is the constant, their units, and the centres."""
    weight = mean_one(sample, weights)
    table = np.column_stack([sample.matrix(names[:1]), np.ones(sample.rows), sample.matrix(names[2:])])
    centre: Floats = weight @ table / sample.rows
    centre[:2] = 0.0
    columns = (table - centre) * np.sqrt(weight)[:, None]
    spread = np.sqrt(np.einsum("ij,ij->j", columns, columns) / sample.rows)
    spread[spread == 0] = 1.0
    return columns / spread, spread, centre


def _about_mean(outcome: Floats, with_constant: bool) -> float:
    centred = outcome - outcome.mean() if with_constant else outcome
    return float(centred @ centred)
