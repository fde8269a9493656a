"""Regression discontinuity: a rule treats those whose score reaches a cut-off, and nobody else.

Sources: Calonico, Cattaneo and Titiunik (2014) for the bias-corrected estimate and its robust interval; Cattaneo,
Jansson and Ma (2020) for the density test. By diff-diff, an optional extra. Without a score and a cut-off fixed
beforehand there is no such design.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.conventions import check_level
from analysis.estimators.diff_diff_extra import diff_diff, diff_diff_named, heard
from analysis.estimators.records import Coefficient, EstimationRefused
from analysis.estimators.samples import Sample, complete_rows
from analysis.results import Dropped

KERNELS = ("triangular", "epanechnikov", "uniform")
LEAST_ROWS = 20
"""Fewer rows than this on a side leave a bandwidth nothing to be chosen from."""

REPEATED = 0.2
"""Above this share of values that repeat, a note says that the score is coarse."""

NO_CLUSTERS = (
    "This estimator has no errors clustered by “{}”: its variance takes rows as independent. Aggregate to one row a "
    "cluster if the score varies between clusters only."
)

# The notes say these in plain words.
TOLD = ("Mass points", "Repeated running-variable values", "masspoints=", "Dropped ", "Dropping ")


@dataclass(frozen=True, slots=True)
class Discontinuity:
    """The jump of the outcome at the cut-off, in units of the outcome (with take-up: by the jump of the take-up).

    `conventional` is the local-polynomial estimate with its usual error; `robust` is corrected for bias, and its
    interval is the one to report. `bandwidth_h` bounds the rows of the estimate, `bandwidth_b` those of the correction,
    both in units of the score. `n_left`, `n_right` count the rows within h, `rows_left`, `rows_right` all.
    `take_up` is the jump of the take-up in a fuzzy design.
    """

    conventional: Coefficient
    robust: Coefficient
    bandwidth_h: float
    bandwidth_b: float
    n_left: int
    n_right: int
    rows_left: int
    rows_right: int
    cutoff: float
    kernel: str
    errors: str
    library: str
    level: float
    take_up: Coefficient | None = None
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DensityTest:
    """Whether the density of the score jumps at the cut-off, as it does where units choose their side.

    `statistic` is t of the difference right less left, `p_value` two-sided; densities are per unit of the score.
    """

    statistic: float
    p_value: float
    density_left: float
    density_right: float
    bandwidth_left: float
    bandwidth_right: float
    n_left: int
    n_right: int
    cutoff: float
    library: str
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()


def fit_discontinuity(
    frame: pd.DataFrame,
    *,
    outcome: str,
    running: str,
    cutoff: float = 0.0,
    bandwidth: float | None = None,
    kernel: str = "triangular",
    order: int = 1,
    donut: float = 0.0,
    take_up: str | None = None,
    covariates: Sequence[str] = (),
    cluster: str | None = None,
    level: float = 0.95,
) -> Discontinuity:
    """The jump at `cutoff`; rows at or above it are treated, with `take_up` those that took the treatment.

    The bandwidth is chosen to minimise the mean squared error on both sides in common, or given (h = b). `order` is the
    degree of the polynomial (1: straight lines). `donut` leaves out rows nearer to the cut-off than this. Covariates
    sharpen the estimate and must not jump themselves.

    Raises EstimationRefused for clusters, which the estimator does not offer, for fewer than 20 rows on a side, and
    where the optional libraries are not installed.
    """
    _check(kernel, order, bandwidth, donut, level)
    if cluster is not None:
        raise EstimationRefused(NO_CLUSTERS.format(cluster))
    others = [*([take_up] if take_up else []), *covariates]
    sample = _rows(frame, [outcome, running, *others], running, cutoff, donut)
    model = diff_diff().RegressionDiscontinuity(cutoff=cutoff, p=order, kernel=kernel, h=bandwidth, alpha=1 - level)
    rows = pd.DataFrame(sample.numbers)
    result, notes = heard(
        lambda: model.fit(rows, outcome=outcome, running=running, takeup=take_up, covariates=list(covariates) or None),
        known=TOLD,
    )
    if not np.isfinite(result.se) or any("Not enough observations" in note for note in notes):
        raise EstimationRefused("Too few rows or different scores near the cut-off to estimate a jump.")
    return _told(result, sample, running, kernel, level, bool(take_up), notes)


def density_test(frame: pd.DataFrame, *, running: str, cutoff: float = 0.0) -> DensityTest:
    """Test for a jump in the density of the score at the cut-off, by local quadratics and a jackknife variance.

    Raises EstimationRefused for fewer than 20 rows on a side, and where the optional libraries are not installed.
    """
    sample = _rows(frame, [running], running, cutoff, 0.0)
    model = diff_diff().RDDensityTest(cutoff=cutoff)
    result, notes = heard(lambda: model.fit(pd.DataFrame(sample.numbers), running=running), known=TOLD)
    if not np.isfinite(result.t_stat):
        raise EstimationRefused("The density near the cut-off cannot be estimated from these rows.")
    return DensityTest(
        statistic=float(result.t_stat),
        p_value=float(result.p_value),
        density_left=float(result.f_left),
        density_right=float(result.f_right),
        bandwidth_left=float(result.h_left),
        bandwidth_right=float(result.h_right),
        n_left=int(result.n_eff_left),
        n_right=int(result.n_eff_right),
        cutoff=cutoff,
        library=diff_diff_named(),
        dropped=sample.dropped,
        notes=(*_coarse(sample, running), *notes),
    )


def placebo_cutoffs(
    frame: pd.DataFrame,
    *,
    outcome: str,
    running: str,
    cutoffs: Sequence[float],
    cutoff: float = 0.0,
    kernel: str = "triangular",
    level: float = 0.95,
) -> tuple[Discontinuity, ...]:
    """The jump at each of `cutoffs`, where there should be none, from rows on its side of the true `cutoff` only.

    Raises EstimationRefused for the true cut-off among them, and as `fit_discontinuity` does.
    """
    if cutoff in cutoffs:
        raise EstimationRefused(f"{cutoff} is the true cut-off and cannot be a placebo. Leave it out.")
    if not len(cutoffs):
        raise EstimationRefused("Name at least one placebo cut-off.")
    _rows(frame, [outcome, running], running, cutoff, 0.0)
    found = []
    for each in cutoffs:
        side = frame[frame[running] >= cutoff] if each > cutoff else frame[frame[running] < cutoff]
        found.append(fit_discontinuity(side, outcome=outcome, running=running, cutoff=each, kernel=kernel, level=level))
    return tuple(found)


def _check(kernel: str, order: int, bandwidth: float | None, donut: float, level: float) -> None:
    check_level(level)
    if kernel not in KERNELS:
        raise EstimationRefused(f"The kernel “{kernel}” is not offered; use one of {', '.join(KERNELS)}.")
    if order not in (1, 2):
        raise EstimationRefused("The polynomial must be of order 1 or 2; higher ones chase single rows at the cut-off.")
    if bandwidth is not None and not bandwidth > 0:
        raise EstimationRefused(f"The bandwidth is {bandwidth}; it must be above zero, in units of the score.")
    if not donut >= 0:
        raise EstimationRefused(f"The donut is {donut}; it must be zero or more, in units of the score.")


def _rows(frame: pd.DataFrame, numbers: list[str], running: str, cutoff: float, donut: float) -> Sample:
    sample = complete_rows(frame, numbers=numbers)
    sample = sample.kept(np.abs(sample.numbers[running] - cutoff) >= donut, f"nearer than {donut:g} to the cut-off")
    treated = int((sample.numbers[running] >= cutoff).sum())
    for side, count in (("below", sample.rows - treated), ("at or above", treated)):
        if count < LEAST_ROWS:
            raise EstimationRefused(f"Only {count} rows are {side} the cut-off {cutoff:g}; {LEAST_ROWS} are needed.")
    return sample


def _told(
    result: Any, sample: Sample, running: str, kernel: str, level: float, fuzzy: bool, notes: tuple[str, ...]
) -> Discontinuity:
    return Discontinuity(
        conventional=_coefficient("conventional", result, "_conventional", result.att_conventional),
        robust=_coefficient("robust", result, "", result.att),
        bandwidth_h=float(result.h_left),
        bandwidth_b=float(result.b_left),
        n_left=int(result.n_h_left),
        n_right=int(result.n_h_right),
        rows_left=int(result.n_left),
        rows_right=int(result.n_right),
        cutoff=float(result.cutoff),
        kernel=kernel,
        errors="nearest-neighbour variance (3 neighbours), rows taken as independent, normal reference",
        library=diff_diff_named(),
        level=level,
        take_up=_take_up(result) if fuzzy else None,
        dropped=sample.dropped,
        notes=(*_coarse(sample, running), *notes),
    )


def _coarse(sample: Sample, running: str) -> tuple[str, ...]:
    different = len(np.unique(sample.numbers[running]))
    if 1 - different / sample.rows <= REPEATED:
        return ()
    return (
        f"“{running}” has {different} different values in {sample.rows} rows; bandwidths are adjusted for that, but a "
        "coarse score leaves few values near the cut-off.",
    )


def _coefficient(name: str, result: Any, suffix: str, estimate: float) -> Coefficient:
    low, high = getattr(result, f"conf_int{suffix}")
    error, statistic, p_value = (float(getattr(result, f"{kind}{suffix}")) for kind in ("se", "t_stat", "p_value"))
    return Coefficient(name, float(estimate), error, statistic, p_value, float(low), float(high))


def _take_up(result: Any) -> Coefficient:
    low, high = result.first_stage_conf_int
    error, statistic, p_value = (float(getattr(result, f"first_stage_{kind}")) for kind in ("se", "t_stat", "p_value"))
    return Coefficient("take-up", float(result.first_stage), error, statistic, p_value, float(low), float(high))
