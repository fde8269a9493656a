"""The wild cluster bootstrap, for tests with few clusters: the null imposed, whole clusters drawn.

Sources: Cameron, Gelbach and Miller (2008); Webb (2023) for six-point weights; Roodman, MacKinnon, Nielsen and Webb
(2019) for how draws are counted. By diff-diff, an optional extra.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.conventions import check_level
from analysis.estimators.diff_diff_extra import diff_diff, diff_diff_named, heard
from analysis.estimators.effects import count_effects, without_singletons
from analysis.estimators.records import EstimationRefused
from analysis.estimators.samples import Codes, Floats, Sample, check_equation, complete_rows, levels_of
from analysis.results import Dropped

MOST_CELLS = 40_000_000
"""Rows times columns and clusters, beyond which the equation is refused rather than fill the memory."""

FEW_DRAWS = 12
"""Up to this many clusters two-point weights have so few different draws that six-point weights are better."""

WEIGHTS = ("webb", "rademacher")


@dataclass(frozen=True, slots=True)
class BootstrapTest:
    """A test of one coefficient being zero.

    `p_value` is the share of draws whose |t| exceeds that of the rows, two-sided; 0 means that none did, which `told`
    says as a bound. `enumerated` draws are all there are, the rows themselves and their mirror among them. `statistic`
    is the t-statistic with errors by cluster. `low` and `high` invert the test: all values that it does not reject,
    infinite where it never does.
    """

    parameter: str
    estimate: float
    p_value: float
    statistic: float
    repetitions: int
    clusters: int
    note: str
    low: float
    high: float
    level: float
    rows_used: int
    library: str
    enumerated: bool = False
    dropped: tuple[Dropped, ...] = ()

    @property
    def least(self) -> float:
        """The bound told where no draw is beyond; enumerated draws hold the rows and their mirror."""
        return (2 if self.enumerated else 1) / self.repetitions

    @property
    def told(self) -> str:
        """The p-value as it may be printed: three decimals, or a bound where no draw was beyond."""
        if self.p_value > 0:
            return f"{self.p_value:.3f}"
        return f"≤ 2/{self.repetitions}" if self.enumerated else f"< 1/{self.repetitions}"


def wild_cluster_test(
    frame: pd.DataFrame,
    *,
    outcome: str,
    regressors: Sequence[str],
    effects: Sequence[str] = (),
    cluster: str,
    parameter: str,
    weights: str = "webb",
    repetitions: int = 999,
    seed: int,
    level: float = 0.95,
) -> BootstrapTest:
    """Test that the coefficient of `parameter` is zero, by drawing whole clusters under that null.

    With two-point weights (“rademacher”) and at least 2^G repetitions all draws are enumerated, and `repetitions` is
    2^G. Rows alone in an effect are dropped, as in `fit_panel`, whose t-statistic this is.

    Raises EstimationRefused for columns that cannot be used, a parameter that the rest explains, a single cluster, an
    equation too large to hold in memory, and where the optional libraries are not installed.
    """
    equation = _Equation(outcome, tuple(regressors), tuple(effects), cluster, parameter)
    _check(equation, weights, level)
    sample = complete_rows(frame, numbers=[outcome, *regressors], groups=[*effects, cluster])
    sample = without_singletons(sample, tuple(effects)) if effects else sample
    count = levels_of(sample.groups[cluster])
    if count < 2:
        raise EstimationRefused(
            f"“{cluster}” has a single cluster among the rows used; the bootstrap needs two or more."
        )
    enumerated = weights == "rademacher" and 2**count <= repetitions
    if repetitions < 99 and not enumerated:
        raise EstimationRefused(f"{repetitions} repetitions are too few; use 999, or 99 at the least.")
    found, notes = _draw(sample, equation, weights, repetitions, seed, level)
    notes = (_note(weights, count, enumerated, repetitions, seed), *notes)
    return _test(found, equation, sample, count, enumerated, level, notes)


def _test(
    found: Any,
    equation: "_Equation",
    sample: Sample,
    count: int,
    enumerated: bool,
    level: float,
    notes: tuple[str, ...],
) -> BootstrapTest:
    statistic = float(found.t_stat_original)
    return BootstrapTest(
        parameter=equation.parameter,
        estimate=statistic * float(found.se),
        p_value=_share_beyond(np.abs(found.bootstrap_distribution), abs(statistic)),
        statistic=statistic,
        repetitions=len(found.bootstrap_distribution),
        clusters=count,
        note=" ".join(notes),
        low=float(found.ci_lower),
        high=float(found.ci_upper),
        level=level,
        rows_used=sample.rows,
        library=diff_diff_named(),
        enumerated=enumerated,
        dropped=sample.dropped,
    )


@dataclass(frozen=True, slots=True)
class _Equation:
    outcome: str
    regressors: tuple[str, ...]
    effects: tuple[str, ...]
    cluster: str
    parameter: str


def _check(equation: _Equation, weights: str, level: float) -> None:
    check_level(level)
    check_equation(equation.outcome, equation.regressors)
    regressors, parameter = equation.regressors, equation.parameter
    if parameter not in regressors:
        raise EstimationRefused(f"“{parameter}” is none of the regressors: {', '.join(regressors)}.")
    if weights not in WEIGHTS:
        raise EstimationRefused(f"Weights “{weights}” are not offered; use webb or rademacher.")


def _draw(
    sample: Sample, equation: _Equation, weights: str, repetitions: int, seed: int, level: float
) -> tuple[Any, tuple[str, ...]]:
    matrix, values, adjustment = _columns(sample, equation)
    library = diff_diff()
    found, notes = heard(
        lambda: library.wild_bootstrap_se(
            matrix,
            values,
            values,
            sample.groups[equation.cluster],
            equation.regressors.index(equation.parameter),
            n_bootstrap=repetitions,
            weight_type=weights,
            alpha=1 - level,
            seed=seed,
            return_distribution=True,
            cluster_k_adjustment=adjustment,
        ),
        known=("clusters detected", "Rank-deficient"),
    )
    if found.bootstrap_distribution is None or not np.isfinite(found.t_stat_original):
        raise EstimationRefused(f"“{equation.parameter}” has no t-statistic: the equation fits the rows perfectly.")
    return found, notes


def _columns(sample: Sample, equation: _Equation) -> tuple[Floats, Floats, int]:
    """Regressors and dummies (rows × k), outcome (rows), and by how much the K of the errors differs from k.

    An effect whose groups lie within clusters is taken out as group means: a draw multiplies all its rows alike, so
    that this is exact. Every other effect needs dummies, which the draws must be fitted on again.
    """
    regressors = equation.regressors
    groups = {name: sample.groups[name] for name in equation.effects}
    clusters = sample.groups[equation.cluster]
    inner = next((name for name in equation.effects if _within(groups[name], clusters)), None)
    dummies = sum(levels_of(codes) for name, codes in groups.items() if name != inner)
    if sample.rows * (len(regressors) + dummies + levels_of(clusters)) > MOST_CELLS:
        raise EstimationRefused(
            f"{sample.rows} rows with {dummies} dummies are too many for this bootstrap. Cluster by the unit whose "
            "effects are many, or aggregate the rows first."
        )
    columns = [sample.matrix(regressors)]
    columns += [_dummies(codes) for name, codes in groups.items() if name != inner]
    values = sample.numbers[equation.outcome]
    if inner is None:
        matrix = np.column_stack([*columns, np.ones(sample.rows)])
    else:
        matrix = _less_means(np.column_stack(columns), groups[inner])
        values = _less_means(values[:, None], groups[inner])[:, 0]
    rank = int(np.linalg.matrix_rank(matrix))
    if rank < len(regressors) + int(np.linalg.matrix_rank(matrix[:, len(regressors) :])):
        raise EstimationRefused(
            f"The regressors {', '.join(regressors)} cannot be told apart from each other and the effects. Leave one "
            "out."
        )
    parameters = len(regressors) + count_effects(groups, None, {equation.cluster: clusters}).beyond_clusters
    return matrix, values, parameters - rank


def _within(codes: Codes, clusters: Codes) -> bool:
    return not bool((pd.Series(clusters).groupby(codes).nunique() > 1).any())


def _dummies(codes: Codes) -> Floats:
    told: Floats = np.eye(levels_of(codes))[codes][:, 1:]
    return told


def _less_means(columns: Floats, codes: Codes) -> Floats:
    told: Floats = columns - pd.DataFrame(columns).groupby(codes).transform("mean").to_numpy()
    return told


def _share_beyond(drawn: Floats, seen: float) -> float:
    """The share of draws strictly beyond; ties, as the rows themselves among all draws, do not count."""
    return float(np.mean(drawn > seen + 1e-9 * max(1.0, seen)))


def _note(weights: str, count: int, enumerated: bool, repetitions: int, seed: int) -> str:
    kind = "six-point (Webb)" if weights == "webb" else "two-point (Rademacher)"
    draws = f"all 2^{count} = {2**count} draws" if enumerated else f"{repetitions} draws, seed {seed}"
    told = f"Wild cluster bootstrap-t with the null imposed, {kind} weights, {count} clusters, {draws}."
    if weights == "rademacher" and count <= FEW_DRAWS:
        told += f" These weights have only {2 ** (count - 1)} different |t|; Webb weights give a finer p-value."
    if count < 5:
        told += " With fewer than five clusters no method is reliable."
    return told
