"""What may not be shown in public: figures of few firms, totals one firm rules. Source: method.md A.6, point 10."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

FEWEST_SHOWN = 3


class Dominance(StrEnum):
    """By which rule a total of money gives a large contributor away."""

    P_PERCENT = "p_percent"
    N_K = "n_k"


class Why(StrEnum):
    """Why a figure is hidden."""

    FEW = "few"
    PROTECTS = "protects"
    RULED = "ruled"


@dataclass(frozen=True, slots=True)
class DisclosureRules:
    """What a study hides in public. ``fewest`` firms a figure must rest on; ``dominance`` for totals of money.

    By the p per cent rule the rest, without the largest two, must be ``p_pct`` per cent of the largest or more. By the
    (n, k) rule the largest may have ``k1_pct`` per cent of the total at most, the largest two ``k2_pct`` together.
    """

    fewest: int = FEWEST_SHOWN
    dominance: str = Dominance.P_PERCENT
    p_pct: float = 10.0
    k1_pct: float = 75.0
    k2_pct: float = 85.0


AS_A_RULE = DisclosureRules()


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


def may_show_groups(counts: Sequence[int], *, fewest: int = FEWEST_SHOWN) -> bool:
    """Return whether the groups of one small total may be shown: all of them, or none as soon as one is too small.

    ``counts`` share out a number of people that others know, such as the votes of a panel. Hiding some of them would
    not do: whoever knows the rule could often work them out from the total, as two groups of two from a sum of four.
    """
    return not any(too_few(count, fewest=fewest) for count in counts)


def protect_shares(
    classes: Sequence[Sequence[int]], counts_shown: Sequence[bool], *, fewest: int = FEWEST_SHOWN
) -> tuple[bool, ...]:
    """Return at which levels a weighted share may stand beside its cumulative count.

    ``classes`` one row for each weight in use: how many of its firms have a level, then how many are at level 1 to k or
    above. ``counts_shown`` says at which of the k levels the plain count is shown. Whoever knows the weights can at
    best solve a share for the count of each class; so it is shown only where each of those could be shown: none is
    smaller than ``fewest``, nor lies less than that below the count of its class at the last level with a share. A
    share that is 0 or 100 per cent says what its count says, and is shown with it.

    Raises ValueError where a row falls short or rises.
    """
    levels = range(1, len(counts_shown) + 1)
    for row in classes:
        if len(row) != len(counts_shown) + 1 or any(lower < higher for lower, higher in pairwise(row)):
            raise ValueError(f"Disclosure: {list(row)} is no cumulative row of {len(counts_shown)} levels.")
    last = [row[0] for row in classes]
    shown = []
    for level, count_shown in zip(levels, counts_shown, strict=True):
        now = [row[level] for row in classes]
        says_no_more = sum(now) in (0, sum(row[0] for row in classes))
        is_safe = not any(
            too_few(count, fewest=fewest) or too_few(above - count, fewest=fewest)
            for above, count in zip(last, now, strict=True)
        )
        shown.append(count_shown and (says_no_more or is_safe))
        if shown[-1]:
            last = now
    return tuple(shown)


def dominated(amounts: Sequence[float], rules: DisclosureRules = AS_A_RULE) -> bool:
    """Return whether a total of money gives a large contributor away, by the study's rule of dominance.

    ``amounts`` none negative (exports, wages of each firm). By the p per cent rule the second largest could work the
    largest out within p per cent; by the (n, k) rule one or two firms are nearly all of the total. Totals of fewer
    contributors than a figure must rest on are always given away. Sources: method.md A.6, point 10; Hundepool et al.,
    Statistical Disclosure Control (2012), section 4.2.
    """
    ordered = sorted((amount for amount in amounts if amount > 0), reverse=True)
    if not ordered:
        return False
    if len(ordered) < rules.fewest:
        return True
    if rules.dominance == Dominance.P_PERCENT:
        return sum(ordered[2:]) < rules.p_pct / 100 * ordered[0]
    total = sum(ordered)
    return ordered[0] > rules.k1_pct / 100 * total or sum(ordered[:2]) > rules.k2_pct / 100 * total
