"""Firms that were not found again, and how far they could turn the result: Lee's bounds.

Sources: Lee (2009), where an invitation moves being found in one direction only; Imbens and Manski (2004).
Where strata were invited at different rates, firms are weighted by the inverse of the chance of their arm.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.stats import norm

from analysis.development.lots import rates, stratum_columns
from analysis.development.trial_data import INVITED, SEEN, STRATUM, UNIT, Trial
from analysis.estimators.least_squares import fit_ols
from analysis.estimators.records import EstimationRefused, Fit
from analysis.estimators.samples import Codes, Floats


@dataclass(frozen=True, slots=True)
class Attrition:
    """Firms of the baseline and those found in a wave, by arm; `fit`: difference in being found, strata held fixed."""

    wave: int
    invited: int
    invited_seen: int
    others: int
    others_seen: int
    fit: Fit | None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class LeeBounds:
    """Bounds on the effect on firms that are found whether or not they are invited.

    `trimmed` is the arm found more often ("invited", "others", or "" where none is), `share` the share (0–1) of it that
    is trimmed; `low` and `high` the interval that holds the effect at the level asked for, None where none was drawn.
    """

    lower: float
    upper: float
    trimmed: str
    share: float
    invited_known: float
    others_known: float
    low: float | None = None
    high: float | None = None
    rows_used: int = 0


def attrition(trial: Trial, wave: int, robust: str = "HC1", level: float = 0.95) -> Attrition:
    """Who was found again in `wave`, by arm."""
    frame = trial.waves[wave]
    strata = stratum_columns(frame)
    invited, others = frame.loc[frame[INVITED] == 1, SEEN], frame.loc[frame[INVITED] == 0, SEEN]
    told = Attrition(wave, len(invited), int(invited.sum()), len(others), int(others.sum()), None)
    if frame[SEEN].nunique() < 2:
        return replace(told, refusal="Every firm has the same fate, so there is nothing to compare.")
    try:
        fit = fit_ols(
            pd.concat([frame, strata], axis=1),
            outcome=SEEN,
            regressors=[INVITED, *strata.columns],
            cluster=trial.cluster,
            robust=robust,
            level=level,
        )
    except EstimationRefused as problem:
        return replace(told, refusal=str(problem))
    return replace(told, fit=fit)


def lee_bounds(outcome: Floats, invited: Floats, weights: Floats | None = None) -> LeeBounds:
    """Lee's bounds without an interval. `outcome` is NaN where not known; `invited` 0 or 1; one entry a firm each.

    The arm that is known more often is trimmed by (q₊ − q₋)/q₊ of its weight, from above for one bound and from below
    for the other; the firm at the margin counts in part, so that the trimmed share is exact. Raises EstimationRefused
    where an arm is empty or nothing is known of it.
    """
    weights = np.ones(len(outcome)) if weights is None else weights
    known = ~np.isnan(outcome)
    arms = {arm: invited == arm for arm in (1.0, 0.0)}
    for arm, name in ((1.0, "invited"), (0.0, "not invited")):
        if not (arms[arm] & known).any():
            raise EstimationRefused(f"No firm that was {name} has a known outcome, so there are no bounds.")
    shares = {arm: float(weights[here & known].sum() / weights[here].sum()) for arm, here in arms.items()}
    values = {arm: (outcome[here & known], weights[here & known]) for arm, here in arms.items()}
    means = {arm: float(np.average(value, weights=weight)) for arm, (value, weight) in values.items()}
    more = 1.0 if shares[1.0] > shares[0.0] else 0.0
    share = 1 - shares[1 - more] / shares[more]
    rows = int(known.sum())
    if share <= 1e-12:
        effect = means[1.0] - means[0.0]
        return LeeBounds(effect, effect, "", 0.0, shares[1.0], shares[0.0], rows_used=rows)
    without_high, without_low = _trimmed(*values[more], share), -_trimmed(-values[more][0], values[more][1], share)
    if more == 1.0:
        low, high, name = without_high - means[0.0], without_low - means[0.0], "invited"
    else:
        low, high, name = means[1.0] - without_low, means[1.0] - without_high, "others"
    return LeeBounds(low, high, name, share, shares[1.0], shares[0.0], rows_used=rows)


def _trimmed(values: Floats, weights: Floats, share: float) -> float:
    """The weighted mean without the highest `share` of the weight."""
    order = np.argsort(values, kind="stable")
    values, weights = values[order], weights[order]
    left = (1 - share) * weights.sum()
    before = np.cumsum(weights) - weights
    kept = np.clip(left - before, 0, weights)
    return float(kept @ values / kept.sum())


def bounds_of(trial: Trial, wave: int, outcome: str, *, level: float, repetitions: int, seed: int) -> LeeBounds:
    """Lee's bounds for one outcome of a trial, with an interval from a bootstrap of units within strata and arms.

    Strata with one arm only are left out. The interval is that of Imbens and Manski: it holds the effect itself, not
    both bounds, at the level.
    """
    frame = trial.waves[wave]
    frame = frame[rates(frame).between(0, 1, inclusive="neither")].reset_index(drop=True)
    if frame.empty:
        raise EstimationRefused("No stratum holds firms of both arms, so there are no bounds.")
    found = lee_bounds(*_columns(frame, outcome))
    random = np.random.default_rng(seed)
    groups = list(frame.groupby([STRATUM, INVITED], sort=True).indices.values())
    places = [_units(frame, np.asarray(group, dtype=np.int64)) for group in groups]
    columns = _columns(frame, outcome)
    draws = []
    for _repetition in range(repetitions):
        drawn = np.concatenate([np.concatenate(_again(units, random)) for units in places])
        try:
            one = lee_bounds(*(column[drawn] for column in columns))
        except EstimationRefused:
            continue
        draws.append((one.lower, one.upper))
    if len(draws) < 0.95 * repetitions:
        raise EstimationRefused("Too few firms are known in one of the arms for an interval of the bounds.")
    errors = np.std(np.array(draws), axis=0, ddof=1)
    low, high = imbens_manski((found.lower, found.upper), (float(errors[0]), float(errors[1])), level)
    return replace(found, low=low, high=high)


def _columns(frame: pd.DataFrame, outcome: str) -> tuple[Floats, Floats, Floats]:
    invited = frame[INVITED].to_numpy(dtype=float)
    chance = rates(frame).to_numpy(dtype=float)
    own = np.where(invited == 1, chance, 1 - chance)
    return frame[outcome].to_numpy(dtype=float), invited, 1 / own


def _units(frame: pd.DataFrame, places: Codes) -> list[Codes]:
    names = frame[UNIT].to_numpy()[places]
    return [places[names == name] for name in pd.unique(names)]


def _again(units: list[Codes], random: np.random.Generator) -> list[Codes]:
    return [units[place] for place in random.integers(len(units), size=len(units))]


def imbens_manski(bounds: tuple[float, float], errors: tuple[float, float], level: float) -> tuple[float, float]:
    """The interval (low, high) that holds the effect with probability `level`, given its bounds and their errors."""
    width, widest = bounds[1] - bounds[0], max(errors)
    if widest == 0:
        return bounds

    def missing(factor: float) -> float:
        return float(norm.cdf(factor + width / widest) - norm.cdf(-factor)) - level

    factor = float(brentq(missing, 0.0, 10.0))
    return bounds[0] - factor * errors[0], bounds[1] + factor * errors[1]
