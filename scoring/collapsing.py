"""Collapsed strata: with which others a stratum of one observed unit is joined, for the error alone.

From one unit no variance can be known. Strata are joined by what is known before anybody answers (their names and how
many were observed), never by what was found. Source: Cochran (1977), Sampling Techniques, 5A.12; Wolter (2007),
Introduction to Variance Estimation, ch. 2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from scoring.columns import BoolArray, FloatArray

OWNERS = ("foreign", "national", "unknown")
SIZES = ("micro", "small", "medium", "large")
UNKNOWN = "unknown"
"""Names of strata are an ownership and a size class, a hyphen between them, or words of a file's own."""

Counts = NDArray[np.int64] | FloatArray


class JoinedBy(StrEnum):
    """What joined strata have in common: the owners, the size class, or that they belong to one sample."""

    OWNERS = "owners"
    SIZE = "size"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class JoinedStrata:
    """Strata that count as one for the error: ``alone`` those of one observed unit, ``others`` the rest of them.

    ``by`` is the least that any of them has in common with the one it was joined with.
    """

    alone: tuple[str, ...]
    others: tuple[str, ...]
    by: JoinedBy

    @property
    def free(self) -> int:
        """Return the degrees of freedom that the lonely strata add."""
        return len(self.alone) if self.others else len(self.alone) - 1


def join_lonely(names: Sequence[str], units: Counts, left: FloatArray) -> tuple[JoinedStrata, ...]:
    """Return the groups that leave no sampled stratum alone; none where none is, or nobody is there to join.

    ``names`` of H strata, ``units`` [H] observed and ``left`` float64[H] the correction 1 - n/N. A
    stratum is lonely with one unit of more. In the order of owners, then of sizes, each that is still
    lonely is joined with the nearest size class of its owners, else with its size class of other
    owners, else all strata are joined. Of two equally near the one with more units is taken, whose
    mean is better known, then the first in order. Strata taken whole (``left`` of 0) are never joined.
    """
    sampled = sorted((each for each in range(len(names)) if left[each] > 0 and units[each] > 0), key=_order(names))
    lonely = [each for each in sampled if units[each] == 1]
    groups: list[tuple[set[int], JoinedBy]] = []
    for place in lonely if len(sampled) > 1 else []:
        if any(place in group for group, _by in groups):
            continue
        other, by = _nearest(place, sampled, names, units)
        wanted = set(sampled) if other is None else {place, other}
        met = [each for each in groups if each[0] & wanted]
        least = max([by, *(each[1] for each in met)], key=list(JoinedBy).index)
        groups = [each for each in groups if each not in met] + [(wanted.union(*(each[0] for each in met)), least)]
    return tuple(_told(sorted(group, key=sampled.index), lonely, names, by) for group, by in groups)


def lonely_variance(
    joined: Sequence[JoinedStrata], names: Sequence[str], sums: FloatArray, weights: FloatArray
) -> FloatArray:
    """Return what lonely strata add to the variances of k sums of linearised variables.

    ``sums`` float64[H, k] of the linearised variable and ``weights`` float64[H] by stratum. A lonely
    unit adds (z - w m)^2, w its weight and m the mean of its group's other units, taken with their
    weights. Where all of a group are lonely, m = sum w z/sum w^2, and the sum of theirs is multiplied
    by sum w^2/(sum w^2 - W^2), W the greatest weight: L/(L - 1) of L equal ones. No finite population
    correction is made: the spread of one draw of N is (1 - 1/N) S^2 already. Either is on average not
    below the variance of a linear estimate.
    """
    place = {name: number for number, name in enumerate(names)}
    found = np.zeros(sums.shape[1])
    for group in joined:
        alone, others = ([place[name] for name in part] for part in (group.alone, group.others))
        z, w = sums[alone], weights[alone, None]
        if others:
            mean, factor = sums[others].sum(axis=0) / weights[others].sum(), 1.0
        else:
            squares = float((w**2).sum())
            mean, factor = (w * z).sum(axis=0) / squares, squares / (squares - float(w.max()) ** 2)
        found += factor * ((z - w * mean) ** 2).sum(axis=0)
    return found


def met_with(joined: Sequence[JoinedStrata], names: Sequence[str], met: BoolArray) -> tuple[BoolArray, int]:
    """Return the strata bool[H] that count where these are met, and the degrees of freedom that lonely ones add.

    A group counts whole as soon as one of its strata is met.
    """
    place, counts, free = {name: number for number, name in enumerate(names)}, met.copy(), 0
    for group in joined:
        inside = [place[name] for name in (*group.alone, *group.others)]
        if met[inside].any():
            counts[inside] = True
            free += group.free
    return counts, free


def classes_of(name: str) -> tuple[str, str] | None:
    """Return ownership and size class of a stratum by its name, None for a name that tells neither."""
    owners, _hyphen, size = name.partition("-")
    return (owners, size) if owners in OWNERS and size in (*SIZES, UNKNOWN) else None


def _nearest(place: int, sampled: Sequence[int], names: Sequence[str], units: Counts) -> tuple[int | None, JoinedBy]:
    """Return the stratum to join with, None for all of them."""
    near = []
    for rank, other in enumerate(sampled):
        found = None if other == place else _distance(classes_of(names[place]), classes_of(names[other]))
        if found is not None:
            near.append((*found, -float(units[other]), rank, other))
    if not near:
        return None, JoinedBy.SAMPLE
    best = min(near)
    return best[-1], list(JoinedBy)[best[0]]


def _distance(one: tuple[str, str] | None, other: tuple[str, str] | None) -> tuple[int, int] | None:
    """Return the step at which two strata are neighbours and the size classes between them; None if they are none."""
    if one is None or other is None:
        return None
    if one[0] == other[0]:
        known = UNKNOWN not in (one[1], other[1])
        return 0, abs(SIZES.index(one[1]) - SIZES.index(other[1])) if known else len(SIZES)
    return (1, 0) if one[1] == other[1] else None


def _order(names: Sequence[str]) -> Callable[[int], tuple[int, int, str]]:
    """Return the key by which places are sorted: owners, then sizes from the smallest, then other names."""

    def key(place: int) -> tuple[int, int, str]:
        classes = classes_of(names[place])
        if classes is None:
            return len(OWNERS), 0, names[place]
        return OWNERS.index(classes[0]), (*SIZES, UNKNOWN).index(classes[1]), names[place]

    return key


def _told(group: Sequence[int], lonely: Sequence[int], names: Sequence[str], by: JoinedBy) -> JoinedStrata:
    return JoinedStrata(
        alone=tuple(names[each] for each in group if each in lonely),
        others=tuple(names[each] for each in group if each not in lonely),
        by=by,
    )
