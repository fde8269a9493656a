"""What may not be shown in public: figures that rest on one or two firms. Source: method.md A.6, point 10."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

FEWEST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class ProtectedColumn:
    """A cumulative column safe to print: None stands where a count is hidden.

    ``n`` firms in all; ``counts`` of levels 1 to 6; ``exact`` of levels 0 to 6. ``hidden`` lists the
    levels whose cumulative counts are hidden.
    """

    n: int | None
    counts: tuple[int | None, ...]
    exact: tuple[int | None, ...]
    hidden: tuple[int, ...]


def too_few(count: int, *, fewest: int = FEWEST_SHOWN) -> bool:
    """Return whether a count rests on some firms, but on fewer than may be shown."""
    return 0 < count < fewest


def protect_column(counts: Sequence[int], n: int, *, fewest: int = FEWEST_SHOWN) -> ProtectedColumn:
    """Return a cumulative column with those counts hidden that would single out a small group.

    ``counts`` C_1 >= ... >= C_k of n firms. From level 1 upwards a count is shown when it neither is
    one or two itself nor lies one or two below the last count shown, beginning with n, which is
    always printed: so neither a cumulative count nor the number of firms between any two levels can
    be found by subtraction. The rule never looks ahead; a choice of what to hide that depends on the
    hidden counts (such as hiding as few as possible) lets whoever knows it work some of them out.
    Exact levels are shown only where both their neighbours are. With n itself too small all is
    hidden. Raises ValueError when counts rise or exceed n.
    """
    whole = (n, *counts, 0)
    if any(lower < higher for lower, higher in pairwise(whole)):
        raise ValueError(f"Disclosure: {list(counts)} of {n}; a cumulative column falls from n to nothing.")
    levels = range(1, len(counts) + 1)
    last = len(counts) + 1
    if too_few(n, fewest=fewest):
        return ProtectedColumn(None, (None,) * len(counts), (None,) * (len(counts) + 1), tuple(levels))
    seen = {0, last}
    above = n
    for level in levels:
        if not too_few(whole[level], fewest=fewest) and not too_few(above - whole[level], fewest=fewest):
            seen.add(level)
            above = whole[level]
    return ProtectedColumn(
        n=n,
        counts=tuple(whole[level] if level in seen else None for level in levels),
        exact=tuple(whole[level] - whole[level + 1] if {level, level + 1} <= seen else None for level in range(last)),
        hidden=tuple(level for level in levels if level not in seen),
    )


def dominated(amounts: Sequence[float], *, p_pct: float = 10.0) -> bool:
    """Return whether a total gives a large contributor away, by the p per cent rule.

    So it does when the rest, without the largest two, is less than p per cent of the largest: the
    second largest could then work out the largest that closely. ``amounts`` none negative (exports,
    wages of each firm). Totals of fewer than three contributors are always given away.
    """
    ordered = sorted((amount for amount in amounts if amount > 0), reverse=True)
    if not ordered:
        return False
    return len(ordered) < FEWEST_SHOWN or sum(ordered[2:]) < p_pct / 100 * ordered[0]
