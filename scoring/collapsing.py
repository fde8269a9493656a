"""Collapsed strata: with which others a stratum of one observed unit is joined, for the error alone.

From one unit no variance can be known. Strata are joined by what is known before anybody answers (their names and how
many were observed), never by what was found. Source: Cochran (1977), Sampling Techniques, 5A.12; Wolter (2007),
Introduction to Variance Estimation, ch. 2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
Classes = tuple[str, str] | None
Others = Callable[[Sequence[int], FloatArray], tuple[float, FloatArray]]


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
    stratum is lonely with one unit of more. In the order of owners, then of sizes, each group that has
    no stratum of two units or more is joined with the stratum nearest to any of its own: the nearest size class
    of the same owners, else the same size class of other owners, else all strata are joined; until every group
    has such a stratum or, in a sample without any, another lonely one. Of two equally near the one
    with more units is taken, then the first in order. Strata taken whole (``left`` of 0) are never joined.
    """
    sampled = sorted((each for each in range(len(names)) if left[each] > 0 and units[each] > 0), key=_order(names))
    classes = {each: classes_of(names[each]) for each in sampled}
    spread = {each for each in sampled if units[each] > 1}
    groups: list[tuple[list[int], JoinedBy]] = [([each], JoinedBy.OWNERS) for each in sampled]
    while len(groups) > 1:
        needy = next((group for group, _by in groups if not (spread & set(group) if spread else len(group) > 1)), None)
        if needy is None:
            break
        other, by = _nearest(needy, sampled, classes, units)
        wanted = [each for each in groups if each[0] is needy or other is None or other in each[0]]
        members = sorted((each for group, _by in wanted for each in group), key=sampled.index)
        least = max([by, *(each[1] for each in wanted)], key=list(JoinedBy).index)
        groups = [
            (members, least) if each[0] is needy else each for each in groups if each[0] is needy or each not in wanted
        ]
    told = (_told(group, [each for each in group if each not in spread], names, by) for group, by in groups)
    return tuple(each for each in told if each.alone and len(each.alone) + len(each.others) > 1)


def lonely_variance(
    joined: Sequence[JoinedStrata], names: Sequence[str], sums: FloatArray, weights: FloatArray, others: Others
) -> FloatArray:
    """Return what lonely strata add to the variances of k sums of linearised variables z = w e, w the weights.

    ``sums`` float64[H, k] of z and ``weights`` float64[H] of w by stratum; ``others`` gives for places of
    strata and a mean float64[k] how many units they have and the sums of their (e - mean)^2 float64[k].
    A lonely unit adds w^2 times the larger of (e - m)^2 and s^2, m the weighted mean of its
    group's other units and s^2 their variance about it: one unit that happens to lie near m does not say that
    its stratum lies there. Where all of a group are lonely, m = sum w z/sum w^2 and sum w^2 (e - m)^2 is
    multiplied by sum w^2/(sum w^2 - W^2), W the greatest weight: L/(L - 1) of L equal ones. No finite population
    correction is made: the spread of one draw of N is (1 - 1/N) S^2 already. Either is on average not
    below the variance of a linear estimate.
    """
    place = {name: number for number, name in enumerate(names)}
    found = np.zeros(sums.shape[1])
    for group in joined:
        alone, rest = ([place[name] for name in part] for part in (group.alone, group.others))
        w = weights[alone, None]
        e = sums[alone] / w
        if rest:
            mean = sums[rest].sum(axis=0) / weights[rest].sum()
            count, squares = others(rest, mean)
            found += (w**2 * np.maximum((e - mean) ** 2, squares / (count - 1))).sum(axis=0)
        else:
            whole = float((w**2).sum())
            mean = (w**2 * e).sum(axis=0) / whole
            found += whole / (whole - float(w.max()) ** 2) * (w**2 * (e - mean) ** 2).sum(axis=0)
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


def classes_of(name: str) -> Classes:
    """Return ownership and size class of a stratum by its name, None for a name that tells neither."""
    owners, _hyphen, size = name.partition("-")
    return (owners, size) if owners in OWNERS and size in (*SIZES, UNKNOWN) else None


def _nearest(
    group: Sequence[int], sampled: Sequence[int], classes: Mapping[int, Classes], units: Counts
) -> tuple[int | None, JoinedBy]:
    """Return the stratum to join with, None for all of them."""
    near = []
    for own in group:
        for rank, other in enumerate(sampled):
            found = None if other in group else _distance(classes[own], classes[other])
            if found is not None:
                near.append((*found, -float(units[other]), rank, other))
    if not near:
        return None, JoinedBy.SAMPLE
    best = min(near)
    return best[-1], list(JoinedBy)[best[0]]


def _distance(one: Classes, other: Classes) -> tuple[int, int] | None:
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
