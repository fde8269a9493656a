"""Were the arms alike before the training? Means, standardised differences and one test of all measures together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.development.lots import held_matrix, left_over, lots_of, stratum_columns
from analysis.development.trial_data import INVITED, STRATUM, UNIT, Trial
from analysis.estimators.least_squares import fit_ols
from analysis.estimators.permutation import PermutationTest, permutation_test
from analysis.estimators.records import EstimationRefused, Fit
from analysis.estimators.samples import Floats


@dataclass(frozen=True, slots=True)
class Balance:
    """One measure at the baseline. `standardised`: difference over √((s₁² + s₀²)/2), None where neither arm varies.

    `fit` is the difference with strata effects (coefficient "invited"), None where it cannot be fitted, for `refusal`.
    """

    measure: str
    invited_mean: float
    invited_count: int
    others_mean: float
    others_count: int
    standardised: float | None
    fit: Fit | None
    refusal: str = ""


def balance(
    frame: pd.DataFrame, measures: Sequence[str], cluster: tuple[str, ...], robust: str, level: float = 0.95
) -> tuple[Balance, ...]:
    """The balance of each measure between the arms of `frame` (columns invited, stratum, unit and the measures)."""
    return tuple(_of(frame, measure, cluster, robust, level) for measure in measures)


def _of(frame: pd.DataFrame, measure: str, cluster: tuple[str, ...], robust: str, level: float) -> Balance:
    invited = frame.loc[frame[INVITED] == 1, measure].dropna()
    others = frame.loc[frame[INVITED] == 0, measure].dropna()
    fit, refusal = None, ""
    strata = stratum_columns(frame)
    try:
        fit = fit_ols(
            pd.concat([frame, strata], axis=1),
            outcome=measure,
            regressors=[INVITED, *strata.columns],
            cluster=cluster,
            robust=robust,
            level=level,
        )
    except EstimationRefused as problem:
        refusal = str(problem)
    return Balance(
        measure,
        float(invited.mean()),
        len(invited),
        float(others.mean()),
        len(others),
        standardised_difference(invited.to_numpy(dtype=float), others.to_numpy(dtype=float)),
        fit,
        refusal,
    )


def standardised_difference(invited: Floats, others: Floats) -> float | None:
    """Difference of means over √((s₁² + s₀²)/2) (Rosenbaum and Rubin 1985); None where it is not defined."""
    if len(invited) < 2 or len(others) < 2:
        return None
    spread = float(np.sqrt((np.var(invited, ddof=1) + np.var(others, ddof=1)) / 2))
    return float(invited.mean() - others.mean()) / spread if spread > 0 else None


def joint_test(trial: Trial, *, repetitions: int, seed: int) -> PermutationTest:
    """Whether the measures together tell who was invited, against lots drawn again within strata.

    The statistic is the share of the variation of the lot, strata taken out, that the measures explain (R², 0–1), on
    firms with every measure known. Raises EstimationRefused without measures.
    """
    if not trial.covariates:
        raise EstimationRefused("No measures at the baseline are named, so there is no balance to test.")
    frame = trial.roster.dropna(subset=list(trial.covariates)).reset_index(drop=True)
    if frame[INVITED].nunique() < 2:
        raise EstimationRefused("One arm has no firm with every measure at the baseline known.")
    strata_out = left_over(held_matrix(frame, ()))
    all_out = left_over(held_matrix(frame, trial.covariates))

    def explained(drawn: pd.DataFrame) -> float:
        lot = strata_out(drawn[INVITED].to_numpy(dtype=float))
        rest = all_out(drawn[INVITED].to_numpy(dtype=float))
        total = float(lot @ lot)
        return 1 - float(rest @ rest) / total if total > 1e-12 else float("nan")

    return permutation_test(
        explained, frame[[INVITED, STRATUM, UNIT]], permute=lots_of(frame), repetitions=repetitions, seed=seed
    )
