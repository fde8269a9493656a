"""Standard errors by one convention, whichever library fitted the equation.

With clusters the covariance is the sum of the one-way terms less the term of the crossed clusters (Cameron, Gelbach and
Miller 2011), each term by its own G/(G−1), the whole by (N−1)/(N−K): the convention of Petersen (2009) for two ways.
K counts regressors, the constant, and the effects that are not nested in a cluster; t has (smallest G) − 1 degrees of
freedom. Without clusters t has N − K degrees of freedom and K counts every effect. docs/estimators.md has the values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from analysis.estimators.records import Coefficient, EstimationRefused, Fit
from analysis.estimators.samples import Codes, Floats, Sample, joined, levels_of
from analysis.estimators.versions import library_named

FEW_CLUSTERS = 30
"""Below this many clusters a note says that cluster errors run small."""

NEGATIVE = "Two-way clustering made a variance negative; its standard error is left out."
PERFECT = "The equation fits the rows perfectly, so that there is nothing left to tell errors by."
PERFECT_BELOW = 1e-26
"""Residuals whose squares are below this share of those of the outcome are rounding; about 1e-31 is usual."""

ROBUST = ("HC1", "HC3", "plain")
IN_WORDS = {
    "plain": "classical, of one variance: RSS/(N−K)",
    "HC1": "heteroskedasticity-robust (HC1: N/(N−K))",
    "HC3": "heteroskedasticity-robust (HC3, by leverage)",
}


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """A covariance (parameters × parameters), the degrees of freedom of its t, and how it is told."""

    covariance: Floats
    degrees: float
    errors: str
    clusters: dict[str, int]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judging:
    """What was asked of the errors: up to two clusters, the level of intervals, and the errors without clusters."""

    cluster: tuple[str, ...]
    level: float
    robust: str

    def uncertainty(
        self,
        sample: Sample,
        bread: Floats,
        scores: Floats,
        parameters: int,
        *,
        beyond_clusters: int | None = None,
        variance: float = float("nan"),
        leverage: Floats | None = None,
    ) -> Uncertainty:
        """The covariance asked for; `beyond_clusters` is the K of clustered errors where it differs from all K."""
        if self.cluster:
            counted = parameters if beyond_clusters is None else beyond_clusters
            return clustered(bread, scores, {name: sample.groups[name] for name in self.cluster}, counted)
        return unclustered(bread, scores, parameters, robust=self.robust, variance=variance, leverage=leverage)


def unless_perfect(uncertain: Uncertainty, left: float, whole: float, below: float = PERFECT_BELOW) -> Uncertainty:
    """The same, but without errors where the residuals' squares `left` are nothing beside `whole`.

    Such errors are rounding; they would give p-values of zero and intervals without width.
    """
    if left > below * whole:
        return uncertain
    unknown = np.full_like(uncertain.covariance, np.nan)
    return replace(uncertain, covariance=unknown, notes=(*uncertain.notes, PERFECT))


def judging(cluster: Sequence[str], level: float, robust: str = "HC1") -> Judging:
    """The choices of errors, refused where they are not known."""
    check_level(level)
    check_clusters(cluster)
    if robust not in ROBUST:
        raise EstimationRefused(f"Errors “{robust}” are not known; use one of: {', '.join(ROBUST)}.")
    return Judging(tuple(cluster), level, robust)


def fit_told(
    sample: Sample,
    names: Sequence[str],
    estimates: Floats,
    uncertain: Uncertainty,
    level: float,
    *,
    estimator: str,
    library: str,
    outcome: str,
    measures: Mapping[str, float],
    measure_notes: Mapping[str, str],
    notes: Sequence[str] = (),
) -> Fit:
    """The record of a fitted equation; `library` is the name of the distribution."""
    negative = bool((np.diag(uncertain.covariance) < 0).any())
    return Fit(
        estimator=estimator,
        library=library_named(library),
        outcome=outcome,
        coefficients=coefficients_of(names, estimates, uncertain, level),
        rows_used=sample.rows,
        errors=uncertain.errors,
        level=level,
        clusters=uncertain.clusters,
        dropped=sample.dropped,
        measures=measures,
        measure_notes=measure_notes,
        notes=(*[note for note in uncertain.notes if note != NEGATIVE], *([NEGATIVE] if negative else []), *notes),
    )


def check_level(level: float) -> None:
    """Refuse a level that is no share between 0 and 1."""
    if not 0 < level < 1:
        raise EstimationRefused(f"The level of intervals is {level}; it must lie between 0 and 1, as 0.95.")


def check_clusters(cluster: Sequence[str]) -> None:
    """Refuse more than two clustering variables, or one twice."""
    if isinstance(cluster, str):
        raise EstimationRefused(f"“cluster” is the text {cluster!r}; give a tuple of column names.")
    if len(cluster) > 2:
        raise EstimationRefused("Errors can be clustered by at most two variables.")
    if len(set(cluster)) != len(cluster):
        raise EstimationRefused(f"The clusters name “{cluster[0]}” twice.")


def clustered(bread: Floats, scores: Floats, groups: Mapping[str, Codes], parameters: int) -> Uncertainty:
    """Cluster-robust covariance.

    `bread` is the inverse information (k × k), `scores` rows × k, `groups` one or two clusterings, `parameters` the K
    of the correction. Refuses a clustering with fewer than two groups.
    """
    counts = {name: levels_of(codes) for name, codes in groups.items()}
    single = [name for name, count in counts.items() if count < 2]
    if single:
        raise EstimationRefused(f"“{single[0]}” has a single cluster among the rows used; errors need two or more.")
    meat = sum((_meat(scores, codes) for codes in groups.values()), np.zeros_like(bread))
    if len(groups) == 2:
        meat = meat - _meat(scores, joined(*groups.values()))
    rows = scores.shape[0]
    covariance = bread @ meat @ bread * ((rows - 1) / (rows - parameters))
    fewest = min(counts.values())
    notes = []
    if fewest < FEW_CLUSTERS:
        notes.append(f"With {fewest} clusters these errors tend to be too small; a wild cluster bootstrap is safer.")
    if bool((np.diag(covariance) < 0).any()):
        notes.append(NEGATIVE)
    told = " and ".join(f"“{name}”" for name in counts)
    factor = "G/(G−1) a term" if len(groups) == 2 else "G/(G−1)"
    errors = (
        f"clustered by {told}, {factor} × (N−1)/(N−K) with K = {parameters}, t with {fewest - 1} degrees of freedom"
    )
    return Uncertainty(_symmetric(covariance), fewest - 1, errors, counts, tuple(notes))


def unclustered(
    bread: Floats, scores: Floats, parameters: int, *, robust: str, variance: float, leverage: Floats | None = None
) -> Uncertainty:
    """Classical, HC1 or HC3 covariance; `variance` is RSS/(N−K), `leverage` (rows) is needed for HC3."""
    rows = scores.shape[0]
    if robust == "plain":
        covariance = bread * variance
    elif robust == "HC1":
        covariance = bread @ (scores.T @ scores) @ bread * (rows / (rows - parameters))
    elif robust == "HC3" and leverage is not None:
        if bool((leverage > 1 - 1e-10).any()):
            raise EstimationRefused("HC3 is not defined: a row alone decides a parameter. Use HC1.")
        steep = scores / (1 - leverage)[:, None]
        covariance = bread @ (steep.T @ steep) @ bread
    else:
        raise EstimationRefused(f"Errors “{robust}” are not offered here; use HC1 or plain, or name clusters.")
    degrees = rows - parameters
    errors = f"{IN_WORDS[robust]}, K = {parameters}, t with {degrees} degrees of freedom"
    return Uncertainty(_symmetric(covariance), degrees, errors, {}, ())


def coefficients_of(
    names: Sequence[str], estimates: Floats, uncertainty: Uncertainty, level: float
) -> tuple[Coefficient, ...]:
    """Each estimate with its standard error, t-statistic, two-sided p-value and interval."""
    wide = float(stats.t.ppf(0.5 + level / 2, uncertainty.degrees))
    found = []
    for name, estimate, variance in zip(names, estimates, np.diag(uncertainty.covariance), strict=True):
        value = float(estimate)
        error = float(np.sqrt(variance)) if variance >= 0 else float("nan")
        statistic = value / error if error > 0 else float("nan")
        p_value = float(2 * stats.t.sf(abs(statistic), uncertainty.degrees))
        found.append(Coefficient(name, value, error, statistic, p_value, value - wide * error, value + wide * error))
    return tuple(found)


def joint_measures(estimates: Floats, uncertain: Uncertainty) -> dict[str, float]:
    """The measures f_statistic and f_p_value: all given parameters being zero."""
    statistic, p_value = joint_test(estimates, uncertain.covariance, uncertain.degrees)
    return {"f_statistic": statistic, "f_p_value": p_value}


def of_slopes(estimates: Floats, uncertain: Uncertainty, first: int) -> dict[str, float]:
    """The same of the parameters from position `first` on, as without the constant."""
    part = replace(uncertain, covariance=uncertain.covariance[first:, first:])
    return joint_measures(estimates[first:], part)


def joint_test(estimates: Floats, covariance: Floats, degrees: float) -> tuple[float, float]:
    """F-statistic and p-value of all given parameters being zero; NaN where the covariance has not the rank for it."""
    count = len(estimates)
    variances = np.diag(covariance)
    if count == 0 or degrees < count or not bool((variances > 0).all()):
        return float("nan"), float("nan")
    lengths = np.sqrt(variances)
    correlation, ratios = covariance / np.outer(lengths, lengths), estimates / lengths
    if np.linalg.matrix_rank(correlation, hermitian=True) < count:
        return float("nan"), float("nan")
    statistic = float(ratios @ np.linalg.solve(correlation, ratios)) / count
    return statistic, float(stats.f.sf(statistic, count, degrees)) if statistic >= 0 else float("nan")


def group_sums(values: Floats, codes: Codes) -> Floats:
    """Sums of the columns of `values` (rows × k) within groups: groups × k."""
    count = levels_of(codes)
    return np.column_stack([np.bincount(codes, weights=column, minlength=count) for column in values.T])


def _meat(scores: Floats, codes: Codes) -> Floats:
    sums = group_sums(scores, codes)
    count = sums.shape[0]
    product: Floats = sums.T @ sums * (count / (count - 1))
    return product


def _symmetric(matrix: Floats) -> Floats:
    return (matrix + matrix.T) / 2
