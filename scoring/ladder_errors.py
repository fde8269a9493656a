"""Where the errors of a ladder stand: by group of firms (interviewer, sector, size) and by rung.

A cluster of errors at one rung means that the rung is misplaced for that group; errors of one
interviewer alone mean that they ask it differently. Source: method.md A.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.columns import BoolArray
from scoring.ladder import pair_errors
from scoring.truth import Truth

FEWEST_WITH_ERRORS = 5
"""Firms with an error below which nothing is said about where errors gather."""
GATHERED = 2 / 3
"""Share of a group's pair errors at one rung from which they gather there: evenly spread, each of six has a third."""


@dataclass(frozen=True, slots=True)
class GroupErrors:
    """The errors of one group of firms.

    ``with_errors`` of its ``firms`` have at least one pair error; ``pair_errors`` are all of them. By
    rung, easiest first: ``passed_over`` counts errors in which the rung is not held though a harder
    one is, ``ahead`` those in which it is held though an easier one is not; every pair error is one
    of each. ``gathered`` are the rungs (1 is the easiest) at which errors gather.
    """

    group: str
    firms: int
    with_errors: int
    pair_errors: int
    passed_over: tuple[int, ...]
    ahead: tuple[int, ...]
    gathered: tuple[int, ...]

    @property
    def share_pct(self) -> float:
        """Return the share of firms with at least one error in per cent."""
        return 100 * self.with_errors / self.firms


def errors_of(held: BoolArray, group: str = "") -> GroupErrors:
    """Return the errors of all firms of bool[n, k] as one group; raises ValueError without a firm."""
    if not len(held):
        raise ValueError("Ladder: a group has no firm; leave it out.")
    wrong = pair_errors(held)
    passed_over, ahead = errors_by_rung(held)
    total, firms = int(wrong.sum()), int(np.count_nonzero(wrong))
    at = [one + other for one, other in zip(passed_over, ahead, strict=True)]
    gathered = [rung for rung, count in enumerate(at, 1) if count >= GATHERED * total]
    return GroupErrors(
        group=group,
        firms=len(held),
        with_errors=firms,
        pair_errors=total,
        passed_over=passed_over,
        ahead=ahead,
        # Of three rungs each takes part in two of three pairs anyway.
        gathered=tuple(gathered) if firms >= FEWEST_WITH_ERRORS and held.shape[1] > 3 else (),
    )


def errors_by_group(held: BoolArray, groups: Sequence[str]) -> list[GroupErrors]:
    """Return the errors of each group, those with the largest share of firms with an error first.

    ``groups`` names the group of each firm of bool[n, k]; raises ValueError for another number of names.
    """
    if len(groups) != len(held):
        raise ValueError(f"Ladder: {len(groups)} groups for {len(held)} firms; give one for each firm.")
    names = np.array(groups, dtype=object)
    found = [errors_of(held[names == name], name) for name in sorted(set(groups))]
    return sorted(found, key=lambda each: -each.share_pct)


def errors_by_rung(held: BoolArray) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return by rung in how many pair errors it is passed over, and in how many it is held ahead."""
    has = held.astype(np.int64)
    # wrong[i, j]: firms that hold the harder j and not the easier i.
    wrong = np.triu((1 - has).T @ has, 1)
    return tuple(int(count) for count in wrong.sum(axis=1)), tuple(int(count) for count in wrong.sum(axis=0))


def stopped_at_first_no(rungs: np.ndarray[tuple[int, int], np.dtype[np.int8]]) -> int:
    """Return how many firms know nothing of any rung above the first one not met, though there is one above.

    ``rungs`` int8[n, k] of Truth codes. Where this is so of many, the questions were not asked further,
    and whatever is complete is a perfect ladder by construction.
    """
    if not rungs.size:
        return 0
    not_met = rungs == Truth.FALSE
    first = np.where(not_met.any(axis=1), not_met.argmax(axis=1), rungs.shape[1])
    above = np.arange(rungs.shape[1])[None, :] > first[:, None]
    return int((above.any(axis=1) & ((rungs == Truth.UNKNOWN) | ~above).all(axis=1)).sum())
