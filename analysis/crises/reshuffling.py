"""Randomisation inference for R4: what t-statistics counties would show had they met each other's crises.

Whole paths of crises are swapped between counties, all types of a county together, and the t-statistics of all outcomes
and types are taken from the same swap, so that p-values can be adjusted for their number (Romano and Wolf 2005).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.crises.county_panel import CountyPanel, Outcome
from analysis.estimators.multiplicity import romano_wolf, share_at_least
from analysis.estimators.permutation import whole_paths
from analysis.estimators.records import EstimationRefused

Floats = npt.NDArray[np.float64]

LEFT = 1e-8
"""A stock of which effects and controls leave less than this share of its length cannot be told from them."""


@dataclass(frozen=True, slots=True)
class Reshuffled:
    """p-values by (outcome, stock): of the statistic by itself, and step-down over the family of the types."""

    alone: Mapping[tuple[str, str], float]
    stepdown: Mapping[tuple[str, str], float]
    repetitions: int


@dataclass(frozen=True, slots=True)
class PartialledOut:
    """R4 of one outcome with effects and controls taken out once, so that a swap costs one small regression.

    `places` are the positions of the rows in the panel, `basis` (rows × rank) spans effects and controls, `left` is the
    outcome beside them, `weight` the roots of the weights, `counties` codes of the clusters.
    """

    places: npt.NDArray[np.int64]
    basis: Floats
    left: Floats
    weight: Floats
    counties: npt.NDArray[np.int64]

    def t_statistics(self, stocks: Floats) -> Floats:
        """t-statistics, clustered by county, of stocks (rows of the panel × stocks) that enter together.

        Small-sample factors are left out: they are the same for every swap. Raises EstimationRefused where a stock is
        explained by the rest.
        """
        given = stocks[self.places] * self.weight[:, None]
        left = given - self.basis @ (self.basis.T @ given)
        if bool((np.linalg.norm(left, axis=0) <= LEFT * np.maximum(np.linalg.norm(given, axis=0), 1e-300)).any()):
            raise EstimationRefused("A stock of crises does not vary beside the effects and controls.")
        bread = np.linalg.pinv(left.T @ left)
        estimates = bread @ (left.T @ self.left)
        scores = left * (self.left - left @ estimates)[:, None]
        sums = np.column_stack([np.bincount(self.counties, weights=column) for column in scores.T])
        errors = np.sqrt(np.diag(bread @ (sums.T @ sums) @ bread))
        answer: Floats = estimates / errors
        return answer


def partial_out(panel: CountyPanel, outcome: Outcome, weights: str) -> PartialledOut:
    """Take county effects, year effects and controls out of an outcome, on the rows R4 uses."""
    years = panel.frame["year"]
    wanted = (years >= outcome.first) & (years <= outcome.last)
    needed = [outcome.column, *panel.controls, *([weights] if weights else [])]
    complete = wanted & panel.frame[needed].notna().all(axis=1)
    if weights:
        complete &= panel.frame[weights] > 0
    places = np.flatnonzero(complete.to_numpy(bool))
    if not places.size:
        raise EstimationRefused(f"No row has a value in each of: {', '.join(needed)}.")
    rows = panel.frame.iloc[places]
    weight = np.sqrt(rows[weights].to_numpy(float)) if weights else np.ones(len(rows))
    parts = [pd.get_dummies(rows["county"], dtype=float), pd.get_dummies(rows["year"], dtype=float).iloc[:, 1:]]
    controls = rows[list(panel.controls)].to_numpy(float)
    spread = np.where(np.std(controls, axis=0) > 0, np.std(controls, axis=0), 1.0)
    beside = np.column_stack([*(part.to_numpy(float) for part in parts), controls / spread]) * weight[:, None]
    left, sizes, _right = np.linalg.svd(beside, full_matrices=False)
    basis: Floats = left[:, sizes > sizes[0] * 1e-10]
    values = rows[outcome.column].to_numpy(float) * weight
    counties = pd.factorize(rows["county"])[0].astype(np.int64)
    return PartialledOut(places.astype(np.int64), basis, values - basis @ (basis.T @ values), weight, counties)


def reshuffle(
    panel: CountyPanel,
    families: Sequence[tuple[Outcome, Sequence[Sequence[str]]]],
    *,
    weights: str,
    repetitions: int,
    seed: int,
    watched: Callable[[float], None] = lambda _share: None,
) -> Reshuffled:
    """Swap paths `repetitions` times. `families` has for each outcome the groups of stocks that enter together.

    The step-down family is all stocks by type of all outcomes; the stock of all crises stands by itself. `watched` is
    told the share done. Raises EstimationRefused for stocks that the rest explains, observed or in more than 5 per
    cent of the swaps.
    """
    ready = [(outcome, groups, partial_out(panel, outcome, weights)) for outcome, groups in families]
    keys = [(outcome.code, stock) for outcome, groups, _part in ready for group in groups for stock in group]
    columns = sorted({stock for _outcome, stock in keys})
    observed = _statistics(panel.frame, ready)
    swap = whole_paths(columns, entity="county", time="year")
    generator = np.random.default_rng(seed)
    thin = panel.frame[["county", "year", *columns]]
    drawn: list[Floats] = []
    for repetition in range(repetitions):
        if repetition % 20 == 0:
            watched(repetition / repetitions)
        try:
            drawn.append(_statistics(swap(thin, generator), ready))
        except EstimationRefused:
            continue
    if len(drawn) < 0.95 * repetitions:
        raise EstimationRefused(f"{repetitions - len(drawn)} of {repetitions} swaps have no statistic.")
    draws = np.abs(np.array(drawn))
    alone = {key: share_at_least(draws[:, place], abs(float(observed[place]))) for place, key in enumerate(keys)}
    return Reshuffled(alone, _stepdown(keys, observed, draws), len(drawn))


def _stepdown(keys: Sequence[tuple[str, str]], observed: Floats, draws: Floats) -> dict[tuple[str, str], float]:
    places = [place for place, key in enumerate(keys) if key[1] != "crisis"]
    if not places:
        return {}
    found = romano_wolf({str(place): float(observed[place]) for place in places}, draws[:, places])
    return {keys[place]: found[str(place)] for place in places}


def _statistics(frame: pd.DataFrame, ready: Sequence[tuple[Outcome, Sequence[Sequence[str]], PartialledOut]]) -> Floats:
    found = [
        part.t_statistics(frame[list(group)].to_numpy(float)) for _outcome, groups, part in ready for group in groups
    ]
    answer: Floats = np.concatenate(found)
    if not bool(np.isfinite(answer).all()):
        raise EstimationRefused("A stock of crises has no error in R4.")
    return answer
