"""What an invitation, and what the training itself, did: take-up, ITT, LATE and double differences.

Sources: analysis of covariance with strata effects (McKenzie 2012; Bruhn and McKenzie 2009); LATE by the invitation as
instrument (Imbens and Angrist 1994); double difference over pairs, errors clustered by pair (Abadie and Spiess 2022).
"""

from dataclasses import replace

import pandas as pd

from analysis.development.lots import held_matrix, left_over, lots_of, stratum_columns
from analysis.development.matching import PAIR
from analysis.development.trial_data import ATTENDED, INVITED, STRATUM, UNIT, Trial, at_baseline
from analysis.estimators.instrumental import fit_iv
from analysis.estimators.least_squares import fit_ols
from analysis.estimators.permutation import PermutationTest, permutation_test
from analysis.estimators.records import EstimationRefused, Fit

WEAK = 10.0
"""F-statistic of the first stage below which an instrument is called weak (Staiger and Stock 1997)."""
CHANGE = "change"


def held_fixed(trial: Trial, frame: pd.DataFrame, outcome: str, lagged: bool) -> tuple[str, ...]:
    """What is held fixed beside the strata: the baseline's measures and, where known for somebody, its outcome."""
    before = at_baseline(outcome)
    with_outcome = lagged and before in frame and bool(frame[before].notna().any())
    return tuple(dict.fromkeys((*trial.covariates, *([before] if with_outcome else []))))


def take_up(trial: Trial, level: float = 0.95, robust: str = "HC1") -> Fit:
    """How much more often invited firms attended, with strata effects; EstimationRefused where nobody noted it."""
    if ATTENDED not in trial.roster or trial.roster[ATTENDED].isna().all():
        raise EstimationRefused(
            "The trial does not tell who attended, so neither take-up nor the effect on those who came can be told. "
            "Add the column “attended”."
        )
    frame, strata = _with_strata(trial.roster)
    return fit_ols(
        frame, outcome=ATTENDED, regressors=[INVITED, *strata], cluster=trial.cluster, level=level, robust=robust
    )


def intention_to_treat(
    trial: Trial, wave: int, outcome: str, *, lagged: bool = True, level: float = 0.95, robust: str = "HC1"
) -> Fit:
    """The effect of being invited on `outcome` in `wave`: coefficient “invited”, by analysis of covariance."""
    frame, strata = _with_strata(trial.waves[wave])
    held = held_fixed(trial, frame, outcome, lagged)
    return fit_ols(
        frame,
        outcome=outcome,
        regressors=[INVITED, *held, *strata],
        cluster=trial.cluster,
        level=level,
        robust=robust,
    )


def effect_on_compliers(
    trial: Trial, wave: int, outcome: str, *, lagged: bool = True, level: float = 0.95, robust: str = "HC1"
) -> Fit:
    """The effect of attending on those who attended because they were invited (LATE): coefficient “attended”.

    Raises EstimationRefused where take-up is not known, or invited firms did not attend more often than others.
    """
    came = take_up(trial, level).coefficient(INVITED).estimate
    if came <= 1e-9:
        raise EstimationRefused(
            "Invited firms did not attend more often than others, so the invitation tells nothing about attending."
        )
    frame, strata = _with_strata(trial.waves[wave])
    held = held_fixed(trial, frame, outcome, lagged)
    fit = fit_iv(
        frame,
        outcome=outcome,
        regressors=[*held, *strata],
        endogenous=[ATTENDED],
        instruments=[INVITED],
        cluster=trial.cluster,
        level=level,
        robust=robust,
    )
    return replace(fit, notes=(*fit.notes, *_about_compliers(trial, fit)))


def _about_compliers(trial: Trial, fit: Fit) -> tuple[str, ...]:
    others = trial.roster.loc[trial.roster[INVITED] == 0, ATTENDED]
    who = (
        "No firm that was not invited attended: the effect is that on the firms that attended."
        if others.notna().all() and not others.any()
        else "Firms that were not invited attended as well: the effect is that on firms that an invitation moves."
    )
    first = fit.measures.get("first_stage_f", float("nan"))
    weak = f"The invitation is a weak instrument (F = {first:.1f}, below {WEAK:g}); do not trust the interval."
    return (who, weak) if first < WEAK else (who,)


def double_difference(
    trial: Trial, wave: int, outcome: str, *, pairs: pd.DataFrame | None, level: float = 0.95, robust: str = "HC1"
) -> Fit:
    """The change of trained firms less that of others, from the baseline to `wave`: coefficient “invited”.

    With `pairs` (columns firm and pair) over matched firms, errors clustered by pair; without, over all firms.
    A pair of which one firm has no change is left out whole. EstimationRefused where the outcome has no baseline.
    """
    before = at_baseline(outcome)
    frame = trial.waves[wave]
    if frame[before].isna().all():
        raise EstimationRefused(f"“{outcome}” was not measured at the baseline, so no change can be compared.")
    frame = frame.assign(**{CHANGE: frame[outcome] - frame[before]})
    if pairs is None:
        return fit_ols(frame, outcome=CHANGE, regressors=[INVITED], cluster=trial.cluster, level=level, robust=robust)
    matched = frame.merge(pairs, on="firm", validate="one_to_one")
    whole = matched.groupby(PAIR)[CHANGE].transform("count") == 2
    matched[CHANGE] = matched[CHANGE].where(whole)
    return fit_ols(matched, outcome=CHANGE, regressors=[INVITED], cluster=(PAIR,), level=level)


def randomisation_test(
    trial: Trial, wave: int, outcome: str, *, lagged: bool, repetitions: int, seed: int
) -> PermutationTest:
    """How often lots drawn again give an ITT as great as the one seen (Fisher's test of no effect on any firm).

    The statistic is the coefficient of the invitation with the same things held fixed as in the ITT.
    """
    frame = trial.waves[wave]
    held = held_fixed(trial, frame, outcome, lagged)
    frame = frame.dropna(subset=[outcome, *held]).reset_index(drop=True)
    if frame.empty or frame[INVITED].nunique() < 2:
        raise EstimationRefused(f"No firm of one of the arms has a value of “{outcome}” in wave {wave}.")
    residual = left_over(held_matrix(frame, held))
    after = residual(frame[outcome].to_numpy(dtype=float))

    def coefficient(drawn: pd.DataFrame) -> float:
        lot = residual(drawn[INVITED].to_numpy(dtype=float))
        spread = float(lot @ lot)
        return float(after @ lot / spread) if spread > 1e-12 else float("nan")

    return permutation_test(
        coefficient, frame[[INVITED, STRATUM, UNIT]], permute=lots_of(frame), repetitions=repetitions, seed=seed
    )


def _with_strata(frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    columns = stratum_columns(frame)
    return pd.concat([frame, columns], axis=1), tuple(str(name) for name in columns.columns)
