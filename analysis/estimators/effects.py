"""Fixed effects as groupings: which rows they leave to nothing, and how many parameters they take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analysis.estimators.records import EstimationRefused
from analysis.estimators.samples import Codes, Floats, Sample, levels_of


@dataclass(frozen=True, slots=True)
class EffectCount:
    """`rank`: parameters of the effects, their common constant included; `beyond_clusters`: the constant and what the
    others add to the effects that are nested in a cluster."""

    rank: int
    beyond_clusters: int


def without_singletons(sample: Sample, effects: tuple[str, ...]) -> Sample:
    """The sample without rows that are alone in a group of an effect, repeated until none is left.

    Such a row is fitted by its own effect and says nothing of the regressors; kept, it would make cluster errors
    small (Correia 2015).
    """
    start = sample.rows
    keep = np.ones(start, dtype=bool)
    changed = True
    while changed:
        changed = False
        for name in effects:
            alone = np.bincount(sample.groups[name][keep], minlength=levels_of(sample.groups[name])) == 1
            gone = keep & alone[sample.groups[name]]
            if gone.any():
                keep &= ~gone
                changed = len(effects) > 1
    if not keep.any():
        raise EstimationRefused(f"Every row is alone in its group of: {', '.join(effects)}. Leave that effect out.")
    return sample.kept(keep, f"alone in its group of {' or '.join(f'“{name}”' for name in effects)}")


def count_effects(groups: Mapping[str, Codes], trends: str | None, clusters: Mapping[str, Codes]) -> EffectCount:
    """Parameters that the effects take, exact for one and two effects (Abowd, Creecy and Kramarz 2002).

    A third effect and later ones count their groups less one, which is an upper bound. `trends` names the effect that
    has a linear trend a group besides.
    """
    nested = {name: codes for name, codes in groups.items() if any(_nested(codes, each) for each in clusters.values())}
    rank = _rank(groups, trends)
    return EffectCount(rank, rank - _rank(nested, trends if trends in nested else None) + 1)


def effects_counted(
    sample: Sample, effects: Sequence[str], cluster: Sequence[str], trends: str | None = None
) -> EffectCount:
    """`count_effects` of columns of a sample."""
    groups, clusters = ({name: sample.groups[name] for name in names} for names in (effects, cluster))
    return count_effects(groups, trends, clusters)


def trends_vary(codes: Codes, time: Floats) -> bool:
    """Whether each group has two different times, so that it can have a trend."""
    low = np.full(levels_of(codes), np.inf)
    high = np.full(levels_of(codes), -np.inf)
    np.minimum.at(low, codes, time)
    np.maximum.at(high, codes, time)
    return bool((high > low).all())


def _rank(groups: Mapping[str, Codes], trends: str | None) -> int:
    columns = list(groups.values())
    if not columns:
        return 1
    joint = _components(columns[0], columns[1]) if len(columns) > 1 else 0
    rank = sum(levels_of(codes) for codes in columns) - joint - max(0, len(columns) - 2)
    if trends is not None:
        rank += levels_of(groups[trends]) - joint
    return rank


def _components(first: Codes, second: Codes) -> int:
    rows, columns = levels_of(first), levels_of(second)
    edges = coo_array((np.ones(len(first), dtype=np.int8), (first, rows + second)), shape=(rows + columns,) * 2)
    count, _labels = connected_components(edges, directed=False)
    return int(count)


def _nested(codes: Codes, cluster: Codes) -> bool:
    holder = np.empty(levels_of(codes), dtype=np.int64)
    holder[codes] = cluster
    return bool((holder[codes] == cluster).all())
