"""Did training reach firms that were not trained? The effect of the share of a firm's neighbours that were invited.

Exposure is measured against what the lots would give on average (Borusyak and Hull 2023), so that a firm whose
neighbours stand in strata with many invitations is not taken for one that was lucky. Its p-value comes from lots drawn
again (Athey, Eckles and Imbens 2018, for the hypothesis that nobody's training changes anything for anybody).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from analysis.development.lots import held_matrix, left_over, lots_of, rates, stratum_columns
from analysis.development.trial_data import INVITED, STRATUM, UNIT, Trial
from analysis.development.trial_effects import held_fixed
from analysis.estimators.least_squares import fit_ols
from analysis.estimators.permutation import PermutationTest, permutation_test
from analysis.estimators.records import EstimationRefused, Fit
from analysis.estimators.samples import Floats
from analysis.results import Dropped

EXPOSURE = "exposure"
Weights = csr_array[np.float64, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Spillover:
    """Effect of exposure (share of neighbours invited less the share expected, −1 to 1): coefficient "exposure".

    `everyone` holds the own invitation fixed; `others` is over firms that were not invited, None for `refusal`; `test`
    redraws the lots for `everyone`. `dropped`: firms without a link and links that lead out of the trial.
    """

    everyone: Fit
    test: PermutationTest
    others: Fit | None
    refusal: str
    mean_exposure: float
    dropped: tuple[Dropped, ...]


def neighbours(trial: Trial, links: pd.DataFrame) -> tuple[Weights, tuple[Dropped, ...]]:
    """Weights (firms × firms, rows of the roster): 1/degree for each neighbour, zero rows for firms without one.

    A link counts both ways and once; links of a firm with itself or with a firm outside the roster are left out.
    """
    places = {firm: place for place, firm in enumerate(trial.roster["firm"])}
    ends = links[["firm", "other"]].astype(str)
    inside = ends["firm"].isin(places) & ends["other"].isin(places)
    own = ends["firm"] == ends["other"]
    pairs = {tuple(sorted((places[one], places[other]))) for one, other in ends[inside & ~own].to_numpy().tolist()}
    at = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    ways = np.concatenate([at, at[:, ::-1]])
    degree = np.bincount(ways[:, 0], minlength=len(places))
    dropped = (
        Dropped(int((~inside).sum()), "links to firms that are not in the trial's baseline"),
        Dropped(int((inside & own).sum()), "links of a firm with itself"),
        Dropped(int((degree == 0).sum()), "firms without a link to another"),
    )
    weights = csr_array((1 / degree[ways[:, 0]], (ways[:, 0], ways[:, 1])), shape=(len(places), len(places)))
    return weights, tuple(each for each in dropped if each.count)


def spillover(
    trial: Trial,
    links: pd.DataFrame,
    wave: int,
    outcome: str,
    *,
    lagged: bool,
    level: float,
    robust: str,
    repetitions: int,
    seed: int,
) -> Spillover:
    """The effect of exposure on `outcome` in `wave`; EstimationRefused where there are no links to speak of."""
    weights, dropped = neighbours(trial, links)
    linked = np.asarray(weights.sum(axis=1)) > 0
    if linked.sum() < 3:
        raise EstimationRefused("Fewer than three firms of the trial are linked to another, so there is no exposure.")
    frame = trial.waves[wave].reset_index(drop=True)
    expected = weights @ rates(frame).to_numpy(dtype=float)
    exposure = weights @ frame[INVITED].to_numpy(dtype=float) - expected
    frame[EXPOSURE] = np.where(linked, exposure, np.nan)
    held = held_fixed(trial, frame, outcome, lagged)
    used = frame[linked]
    strata = stratum_columns(used)
    everyone = fit_ols(
        pd.concat([used, strata], axis=1), outcome=outcome, regressors=[EXPOSURE, INVITED, *held, *strata.columns],
        cluster=trial.cluster, level=level, robust=robust,
    )  # fmt: skip
    others, refusal = _among_others(trial, used, outcome, held, level, robust)
    test = _test(frame, weights, expected, linked, outcome, held, repetitions, seed)
    seen = weights[linked] @ frame[INVITED].to_numpy(dtype=float)
    return Spillover(everyone, test, others, refusal, float(seen.mean()), dropped)


def _among_others(
    trial: Trial, used: pd.DataFrame, outcome: str, held: tuple[str, ...], level: float, robust: str
) -> tuple[Fit | None, str]:
    others = used[used[INVITED] == 0]
    strata = stratum_columns(others)
    try:
        fit = fit_ols(
            pd.concat([others, strata], axis=1),
            outcome=outcome,
            regressors=[EXPOSURE, *held, *strata.columns],
            cluster=trial.cluster,
            level=level,
            robust=robust,
        )
    except EstimationRefused as problem:
        return None, str(problem)
    return fit, ""


def _test(
    frame: pd.DataFrame,
    weights: Weights,
    expected: Floats,
    linked: npt.NDArray[np.bool_],
    outcome: str,
    held: tuple[str, ...],
    repetitions: int,
    seed: int,
) -> PermutationTest:
    """Lots are drawn over all firms; the coefficient is taken over linked firms with a known outcome."""
    used = linked & frame[[outcome, *held]].notna().all(axis=1).to_numpy()
    fixed = held_matrix(frame[used], held)
    outcomes = frame.loc[used, outcome].to_numpy(dtype=float)

    def coefficient(drawn: pd.DataFrame) -> float:
        lot = drawn[INVITED].to_numpy(dtype=float)
        residual = left_over(np.column_stack([fixed, lot[used]]))
        exposure = residual((weights @ lot - expected)[used])
        spread = float(exposure @ exposure)
        return float(residual(outcomes) @ exposure / spread) if spread > 1e-12 else float("nan")

    return permutation_test(
        coefficient, frame[[INVITED, STRATUM, UNIT]], permute=lots_of(frame), repetitions=repetitions, seed=seed
    )
