"""Pairs of a trained and an untrained firm that were alike before the training."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from analysis.development.trial_data import INVITED, STRATUM, Trial
from analysis.estimators.records import EstimationRefused
from analysis.estimators.samples import Codes, Floats
from analysis.results import Dropped

PAIR = "pair"


@dataclass(frozen=True, slots=True)
class Matches:
    """`pairs`: one row a matched firm, columns firm and pair (from 0). `distances`: Mahalanobis, one a pair."""

    pairs: pd.DataFrame
    distances: tuple[float, ...]
    dropped: tuple[Dropped, ...]


def match(trial: Trial, caliper: float | None = None) -> Matches:
    """Pairs without replacement that make the sum of Mahalanobis distances over the covariates least, within strata.

    The spread of the covariates is that of all firms of the roster with every covariate known (pooled over arms about
    their own means). Trained firms without a partner nearer than `caliper`, or in strata with too few others, are left
    out and counted. Raises EstimationRefused without covariates, with covariates that are combinations of each other,
    and where no pair is found.
    """
    if not trial.covariates:
        raise EstimationRefused("Matching needs measures at the baseline; name them in “baseline”.")
    roster = trial.roster.dropna(subset=list(trial.covariates)).reset_index(drop=True)
    dropped = [Dropped(len(trial.roster) - len(roster), "a covariate at the baseline is not known")]
    white = _whitened(roster, list(trial.covariates))
    found: list[tuple[int, int, float]] = []
    for _stratum, places in sorted(roster.groupby(STRATUM).indices.items()):
        found += _in_stratum(roster, white, np.asarray(places, dtype=np.int64))
    near = [each for each in found if caliper is None or each[2] <= caliper]
    trained = int(roster[INVITED].sum())
    dropped.append(Dropped(trained - len(found), "trained firms for which no untrained firm was left in their stratum"))
    dropped.append(Dropped(len(found) - len(near), f"pairs farther apart than {caliper}"))
    dropped.append(Dropped(len(roster) - trained - len(found), "untrained firms that are in no pair"))
    if not near:
        raise EstimationRefused("No trained firm has an untrained one near enough to be its pair; widen “caliper”.")
    rows = [(roster["firm"].iloc[place], pair) for pair, each in enumerate(near) for place in each[:2]]
    return Matches(
        pd.DataFrame(rows, columns=["firm", PAIR]),
        tuple(each[2] for each in near),
        tuple(each for each in dropped if each.count),
    )


def _whitened(roster: pd.DataFrame, names: list[str]) -> Floats:
    """Covariates turned so that plain distance is Mahalanobis distance; rows × k."""
    values = roster[names].to_numpy(dtype=float)
    centred = values - roster.groupby(INVITED)[names].transform("mean").to_numpy(dtype=float)
    spread = np.atleast_2d(centred.T @ centred / max(len(roster) - 2, 1))
    scale = np.sqrt(np.diag(spread))
    if (scale == 0).any() or np.linalg.cond(spread / np.outer(scale, scale)) > 1e10:
        raise EstimationRefused("The covariates do not vary, or are combinations of each other; leave some out.")
    turned = np.linalg.solve(np.linalg.cholesky(spread), values.T).T
    return np.asarray(turned, dtype=np.float64)


def _in_stratum(roster: pd.DataFrame, white: Floats, places: Codes) -> list[tuple[int, int, float]]:
    trained = places[roster[INVITED].to_numpy()[places] == 1]
    others = places[roster[INVITED].to_numpy()[places] == 0]
    if not len(trained) or not len(others):
        return []
    apart = np.linalg.norm(white[trained][:, None, :] - white[others][None, :, :], axis=2)
    rows, columns = linear_sum_assignment(apart)
    return [
        (int(trained[row]), int(others[column]), float(apart[row, column]))
        for row, column in zip(rows, columns, strict=True)
    ]
