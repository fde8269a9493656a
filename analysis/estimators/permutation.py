"""Randomisation inference: how often a reshuffled treatment gives a statistic as great as the one observed.

Source: Fisher (1935); Young (2019) on its use beside regressions. The p-value counts the observed table among the
draws (Phipson and Smyth 2010), so that it is never zero.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.random import Generator

from analysis.estimators.multiplicity import romano_wolf, share_at_least
from analysis.estimators.records import EstimationRefused

Permute = Callable[[pd.DataFrame, Generator], pd.DataFrame]
MOST_REFUSED = 0.05
"""Share of draws that may lack a statistic; beyond it the test is refused."""


@dataclass(frozen=True, slots=True)
class PermutationTest:
    """A two-sided test: `draws` are the statistics of the reshuffled tables; `refused` counts those without one."""

    observed: float
    p_value: float
    draws: tuple[float, ...]
    repetitions: int
    refused: int = 0


def permutation_test(
    statistic: Callable[[pd.DataFrame], float],
    frame: pd.DataFrame,
    *,
    permute: Permute,
    repetitions: int = 999,
    seed: int = 0,
) -> PermutationTest:
    """Compare the statistic of a table with those of `repetitions` reshuffled ones.

    `permute` returns a reshuffled copy by the scheme of the design: `within` or `whole_paths`. The p-value is that of
    the absolute statistic. Raises EstimationRefused when the table itself, or more than 5 % of the draws, has none.
    """
    observed = _finite(statistic(frame))
    drawn = _drawn(lambda table: {"": statistic(table)}, frame, permute, repetitions, seed)
    draws = drawn[:, 0]
    p_value = share_at_least(np.abs(draws), abs(observed))
    return PermutationTest(
        observed, p_value, tuple(float(each) for each in draws), len(draws), repetitions - len(draws)
    )


def joint_permutation_test(
    statistics: Callable[[pd.DataFrame], Mapping[str, float]],
    frame: pd.DataFrame,
    *,
    permute: Permute,
    repetitions: int = 999,
    seed: int = 0,
) -> dict[str, float]:
    """Romano–Wolf p-values by name over several statistics of the same reshuffled tables; give t-statistics."""
    observed = {name: _finite(value) for name, value in statistics(frame).items()}
    return romano_wolf(observed, _drawn(statistics, frame, permute, repetitions, seed))


def within(columns: Sequence[str], groups: Sequence[str] = ()) -> Permute:
    """Reshuffle rows of `columns` together, inside the groups (strata of a trial), or over all rows without groups."""

    def reshuffled(frame: pd.DataFrame, random: Generator) -> pd.DataFrame:
        strata = frame.groupby(list(groups), sort=False).ngroup().to_numpy() if groups else np.zeros(len(frame))
        drawn = np.lexsort((random.random(len(frame)), strata))
        taken = np.empty(len(frame), dtype=np.int64)
        taken[np.argsort(strata, kind="stable")] = drawn
        return frame.assign(**{name: frame[name].array.take(taken) for name in columns})

    return reshuffled


def whole_paths(columns: Sequence[str], *, entity: str, time: str) -> Permute:
    """Give each entity the whole path over time that another entity had in `columns`.

    Entities swap paths only with entities that are seen at the same times, so that no path is cut or stretched.
    """

    def reshuffled(frame: pd.DataFrame, random: Generator) -> pd.DataFrame:
        taken = np.arange(len(frame))
        for paths in _alike(frame, entity, time):
            for place, donor in zip(paths, random.permutation(len(paths)), strict=True):
                taken[place] = paths[donor]
        return frame.assign(**{name: frame[name].array.take(taken) for name in columns})

    return reshuffled


def _alike(frame: pd.DataFrame, entity: str, time: str) -> "list[list[np.ndarray[tuple[int], np.dtype[np.int64]]]]":
    """Positions of each entity's rows by time, entities seen at the same times together."""
    who = pd.factorize(frame[entity])[0]
    when = pd.factorize(frame[time], sort=True)[0]
    order = np.lexsort((when, who)).astype(np.int64)
    found: dict[bytes, list[np.ndarray[tuple[int], np.dtype[np.int64]]]] = {}
    for places in np.split(order, np.flatnonzero(np.diff(who[order])) + 1):
        found.setdefault(when[places].tobytes(), []).append(places)
    if all(len(paths) == 1 for paths in found.values()):
        raise EstimationRefused(f"No two groups of “{entity}” are seen at the same times, so no path can be swapped.")
    return list(found.values())


def _drawn(
    statistics: Callable[[pd.DataFrame], Mapping[str, float]],
    frame: pd.DataFrame,
    permute: Permute,
    repetitions: int,
    seed: int,
) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    if repetitions < 19:
        raise EstimationRefused(f"{repetitions} repetitions cannot give a p-value of 0.05; ask for 19 or more.")
    random = np.random.default_rng(seed)
    found = []
    for _repetition in range(repetitions):
        table = permute(frame, random)
        try:
            drawn = list(statistics(table).values())
        except EstimationRefused:
            continue
        if np.isfinite(drawn).all():
            found.append(drawn)
    if len(found) < (1 - MOST_REFUSED) * repetitions:
        lost = repetitions - len(found)
        raise EstimationRefused(f"{lost} of {repetitions} reshuffled tables have no statistic; the test says nothing.")
    return np.array(found, dtype=np.float64)


def _finite(value: float) -> float:
    if not np.isfinite(value):
        raise EstimationRefused("The statistic of the table itself is no number, so there is nothing to compare.")
    return float(value)
