"""A second opinion on a ladder: the one-parameter (Rasch) model of rungs, by marginal maximum likelihood.

A firm of technology t holds rung l with the probability 1/(1 + exp(d_l - t)); t is normal over firms
with mean 0 and standard deviation s. Difficulties d and s are in logits. Given the model a firm's
number of rungs says all there is to know of it, so that the likelihood needs only how many firms hold
each rung and how many hold 0 to k of them. Difficulties therefore always lie in the order of
popularity; what the model adds is how far apart they are and how sure that is.

The integral over t is a sum over evenly spaced points: for a smooth integrand that falls like a normal
density it converges faster than Gauss-Hermite quadrature once s is large, which a good ladder makes it.
Source: method.md A.4; Bock and Aitkin, Psychometrika 46 (1981).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy

from scoring.columns import BoolArray, FloatArray
from scoring.ladder import LEAST_INFORMATIVE, pair_errors

POINTS: FloatArray = np.linspace(-8.5, 8.5, 341)
LOG_WEIGHTS: FloatArray = -(POINTS**2) / 2 - np.log(np.exp(-(POINTS**2) / 2).sum())
STEEPEST = 15.0
"""Standard deviation of firms in logits at which the search ends: no such data tell a difficulty."""
FLATTEST = 0.02
"""Standard deviation below which rungs are taken as independent, and difficulties as logits of shares."""
MOST_STEPS = 500
STILL = 1e-12
"""Slope for each firm, and change of the log likelihood, that are taken as nothing."""
NOT_UPHILL = 1e-3
"""Smallest curvature with which a step is taken."""
SURE = 1.959963984540054


class Rising(StrEnum):
    """Do difficulties rise with the rung? Every step surely; no step surely falls; some surely does; not told."""

    RISES = "rises"
    NOT_SURE = "not_sure"
    FALLS = "falls"
    REFUSED = "refused"


class NoFit(StrEnum):
    """Why there is no fit: fewer than three rungs vary, or firms fit a ladder so well that no finite model does."""

    FEW_RUNGS = "few_rungs"
    PERFECT = "perfect"
    STEEP = "steep"


@dataclass(frozen=True, slots=True)
class Step:
    """From one fitted rung to the next: how much harder it is in logits, and the standard error of that.

    Rungs are columns counted from 1, the easiest in theory first.
    """

    lower: int
    upper: int
    rise: float
    standard_error: float

    @property
    def low(self) -> float:
        """Return the lower end of the 95 per cent interval."""
        return self.rise - SURE * self.standard_error

    @property
    def high(self) -> float:
        """Return the upper end of the 95 per cent interval."""
        return self.rise + SURE * self.standard_error


@dataclass(frozen=True, slots=True)
class RaschFit:
    """The model fitted to ``n`` firms.

    ``rungs`` are the columns fitted, counted from 1, with ``difficulties`` and their
    ``standard_errors`` in logits; ``excluded`` those held by all firms or by none, which have none.
    ``spread`` is the standard deviation of firms. Without a fit ``no_fit`` says why, the lists are
    empty and the figures None.
    """

    n: int
    rungs: tuple[int, ...]
    excluded: tuple[int, ...]
    difficulties: tuple[float, ...]
    standard_errors: tuple[float, ...]
    spread: float | None
    spread_error: float | None
    log_likelihood: float | None
    steps: tuple[Step, ...]
    rising: Rising
    no_fit: NoFit | None = None


def fit_rasch(held: BoolArray) -> RaschFit:
    """Return the one-parameter model of bool[n, k], rungs in theoretical order, easiest first.

    Raises ValueError without firms or with fewer than two rungs.
    """
    if held.ndim != 2 or held.shape[0] == 0 or held.shape[1] < 2:
        raise ValueError(f"Rasch: the matrix has the shape {held.shape}; give at least one firm and two rungs.")
    share = held.mean(axis=0)
    varies = (share > 0) & (share < 1)
    excluded = tuple(int(rung) + 1 for rung in np.flatnonzero(~varies))
    rungs = tuple(int(rung) + 1 for rung in np.flatnonzero(varies))
    if len(rungs) < LEAST_INFORMATIVE:
        return _without(len(held), excluded, NoFit.FEW_RUNGS)
    kept = held[:, varies]
    if not pair_errors(kept[:, np.argsort(-share[varies], kind="stable")]).any():
        return _without(len(held), excluded, NoFit.PERFECT)
    margins = kept.sum(axis=0).astype(np.float64)
    scores = np.bincount(kept.sum(axis=1), minlength=len(rungs) + 1).astype(np.float64)
    found = _maximise(margins, scores)
    if found[-1] >= STEEPEST:
        return _without(len(held), excluded, NoFit.STEEP)
    covariance = _covariance(found, margins, scores)
    errors = np.sqrt(np.diag(covariance))
    steps = _steps(rungs, found[:-1], covariance)
    return RaschFit(
        n=len(held),
        rungs=rungs,
        excluded=excluded,
        difficulties=tuple(float(each) for each in found[:-1]),
        standard_errors=tuple(float(each) for each in errors[:-1]),
        spread=float(found[-1]),
        spread_error=float(errors[-1]) if found[-1] > FLATTEST else None,
        log_likelihood=-minus_log_likelihood(found, margins, scores)[0],
        steps=steps,
        rising=_rising(steps),
    )


def minus_log_likelihood(
    parameters: FloatArray, margins: FloatArray, scores: FloatArray
) -> tuple[float, FloatArray, FloatArray]:
    """Return minus the log likelihood, its gradient and its matrix of second derivatives.

    ``parameters`` float64[k + 1]: k difficulties, then the standard deviation. ``margins`` float64[k]:
    firms that hold each rung; ``scores`` float64[k + 1]: firms that hold 0 to k rungs.
    """
    difficulties, spread = parameters[:-1], parameters[-1]
    k = len(difficulties)
    logits = spread * POINTS[:, None] - difficulties[None, :]
    chance = scipy.special.expit(logits)
    number = np.arange(k + 1)
    # Up to the difficulties of the rungs held, which enter as the margins below, firms with as many rungs are alike.
    joint = LOG_WEIGHTS[:, None] + spread * POINTS[:, None] * number - np.logaddexp(0, logits).sum(axis=1)[:, None]
    of_score = scipy.special.logsumexp(joint, axis=0)
    value = float(scores @ of_score - margins @ difficulties)

    after = np.exp(joint - of_score)
    # The slope of a firm's log likelihood at each point: by each difficulty, and by the standard deviation.
    by_spread = POINTS[:, None] * (number - chance.sum(axis=1)[:, None])
    mean_chance, mean_spread = after.T @ chance, (after * by_spread).sum(axis=0)
    gradient = np.append(scores @ mean_chance - margins, scores @ mean_spread)

    weighted = after @ scores
    vary = chance * (1 - chance)
    second = np.zeros((k + 1, k + 1))
    second[:k, :k] = chance.T @ (weighted[:, None] * chance) - mean_chance.T @ (scores[:, None] * mean_chance)
    second[:k, :k] -= np.diag(weighted @ vary)
    cross = chance.T @ ((after * by_spread) @ scores) - mean_chance.T @ (scores * mean_spread)
    second[:k, k] = second[k, :k] = cross + vary.T @ (weighted * POINTS)
    second[k, k] = scores @ ((after * by_spread**2).sum(axis=0) - mean_spread**2)
    second[k, k] -= weighted @ (POINTS**2 * vary.sum(axis=1))
    return -value, -gradient, -second


def _maximise(margins: FloatArray, scores: FloatArray) -> FloatArray:
    """Return the difficulties and the standard deviation at which the likelihood is largest.

    Newton's steps, shortened and turned downhill (Levenberg) where a whole one would not go up. The
    likelihood is the same for s and -s, so that a step across 0 is taken on this side of it.
    """
    share = margins / scores.sum()
    independent: FloatArray = np.log((1 - share) / share)
    found, damping = np.append(1.4 * independent, 1.5), 0.0
    value, gradient, second = minus_log_likelihood(found, margins, scores)
    for _ in range(MOST_STEPS):
        if np.abs(gradient).max() < STILL * scores.sum() or found[-1] <= FLATTEST or found[-1] >= STEEPEST:
            break
        shortest = max(0.0, NOT_UPHILL - float(np.linalg.eigvalsh(second)[0]))
        closer = found - np.linalg.solve(second + (shortest + damping) * np.eye(len(found)), gradient)
        closer[-1] = min(abs(closer[-1]), STEEPEST)
        there = minus_log_likelihood(closer, margins, scores)
        if there[0] > value + STILL:
            damping = max(4 * damping, 1.0)
            continue
        found, (value, gradient, second), damping = closer, there, damping / 8
    return found if found[-1] > FLATTEST else np.append(independent, 0.0)


def _covariance(found: FloatArray, margins: FloatArray, scores: FloatArray) -> FloatArray:
    """Return the inverse of the observed information; the standard deviation is taken as known where it is nothing."""
    information = minus_log_likelihood(found, margins, scores)[2]
    covariance = np.zeros_like(information)
    if found[-1] > FLATTEST:
        return np.asarray(np.linalg.inv(information))
    covariance[:-1, :-1] = np.linalg.inv(information[:-1, :-1])
    return covariance


def _steps(rungs: tuple[int, ...], difficulties: FloatArray, covariance: FloatArray) -> tuple[Step, ...]:
    return tuple(
        Step(
            lower=rungs[i],
            upper=rungs[i + 1],
            rise=float(difficulties[i + 1] - difficulties[i]),
            standard_error=float(np.sqrt(covariance[i, i] + covariance[i + 1, i + 1] - 2 * covariance[i, i + 1])),
        )
        for i in range(len(rungs) - 1)
    )


def _rising(steps: tuple[Step, ...]) -> Rising:
    if any(step.high < 0 for step in steps):
        return Rising.FALLS
    return Rising.RISES if all(step.low > 0 for step in steps) else Rising.NOT_SURE


def _without(n: int, excluded: tuple[int, ...], reason: NoFit) -> RaschFit:
    return RaschFit(n, (), excluded, (), (), None, None, None, (), Rising.REFUSED, reason)
