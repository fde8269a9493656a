"""What a panel's votes on one pillar say: their middle, their spread, and whether they agree.

Votes are phases 1 to 5; None stands for "cannot judge", which is counted and otherwise left out.
Source: method.md A.7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
import scipy

from scoring.rater_agreement import Concordance, kendall_w, krippendorff_alpha, weighted_kappa

__all__ = [
    "PHASES",
    "Concordance",
    "Consensus",
    "ConsensusRule",
    "Stability",
    "VoteSummary",
    "consensus",
    "kendall_w",
    "krippendorff_alpha",
    "stability",
    "summarise_votes",
    "tastle_wierman",
    "van_der_eijk",
    "weighted_kappa",
]

PHASES = (1, 2, 3, 4, 5)
AGREEING_SHARE = 0.75
MOST_CHANGED = 0.15


@dataclass(frozen=True, slots=True)
class VoteSummary:
    """One pillar's votes in one round.

    ``counts`` of phases 1 to 5. ``median`` is exact and may lie half way between two phases
    (``half_median``); it is never rounded: ``shown_phase``, the lower of the two, is for display
    until somebody decides. ``iqr`` uses linear quantiles. Shares are 0 to 1: ``at_mode`` of the
    most frequent phase, ``near_median`` within one phase of the median. ``sd`` is the sample
    standard deviation, None below two votes, as is ``r_wg`` (1 minus the variance over that of even
    votes, below 0 when they spread more). Without votes all are None and ``modes`` is empty.
    """

    n: int
    cannot_judge: int
    counts: tuple[int, ...]
    median: float | None
    half_median: bool
    shown_phase: int | None
    modes: tuple[int, ...]
    lowest: int | None
    highest: int | None
    iqr: float | None
    at_mode: float | None
    near_median: float | None
    sd: float | None
    van_der_eijk: float | None
    tastle_wierman: float | None
    r_wg: float | None


class ConsensusRule(StrEnum):
    """When a panel is said to agree; fixed before the first round.

    ``DEFAULT``: the middle half of the votes spans at most one phase, and at least 75 per cent lie
    in two adjacent phases that hold the median. ``STRICT``: at least 75 per cent at one phase.
    """

    DEFAULT = "default"
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Consensus:
    """Whether the rule is met, and the share of votes (0 to 1) it looked at; None without votes."""

    rule: ConsensusRule
    reached: bool
    share: float | None


@dataclass(frozen=True, slots=True)
class Stability:
    """How one pillar's votes moved between two rounds, over panelists with a vote in both.

    ``share_changed`` is 0 to 1; ``stable`` when below the limit. ``kappa`` is quadratic-weighted;
    ``wilcoxon_p`` the signed-rank test's, for information, None when nobody moved. All but ``n``
    and ``changed`` are None when nobody voted twice.
    """

    n: int
    changed: int
    share_changed: float | None
    stable: bool | None
    kappa: float | None
    wilcoxon_p: float | None


def summarise_votes(votes: Sequence[int | None]) -> VoteSummary:
    """Return the summary of one pillar's votes; raises ValueError for a vote that is no phase."""
    given = sorted(vote for vote in votes if vote is not None)
    strange = [vote for vote in given if vote not in PHASES]
    if strange:
        raise ValueError(f"Votes: found phase {strange[0]}; give 1 to {len(PHASES)}, or None for cannot judge.")
    counts = tuple(given.count(phase) for phase in PHASES)
    n, unable = len(given), len(votes) - len(given)
    if not given:
        return VoteSummary(0, unable, counts, None, False, None, (), *([None] * 9))
    median = (given[(n - 1) // 2] + given[n // 2]) / 2
    lower, upper = np.percentile(given, [25, 75], method="linear")
    variance = float(np.var(given, ddof=1)) if n > 1 else None
    return VoteSummary(
        n=n,
        cannot_judge=unable,
        counts=counts,
        median=median,
        half_median=not median.is_integer(),
        shown_phase=int(median),
        modes=tuple(phase for phase, count in zip(PHASES, counts, strict=True) if count == max(counts)),
        lowest=given[0],
        highest=given[-1],
        iqr=float(upper - lower),
        at_mode=max(counts) / n,
        near_median=sum(abs(vote - median) <= 1 for vote in given) / n,
        sd=None if variance is None else variance**0.5,
        van_der_eijk=van_der_eijk(counts),
        tastle_wierman=tastle_wierman(counts),
        r_wg=None if variance is None else 1 - variance / ((len(PHASES) ** 2 - 1) / 12),
    )


def van_der_eijk(counts: Sequence[int]) -> float | None:
    """Return van der Eijk's agreement A of votes over ordered categories.

    ``counts`` of at least three categories. 1 when all votes are in one category, 0 when even, -1
    when split between the two ends; None without votes. The votes are peeled into layers of even
    votes; a layer over S of K categories has agreement U (1 - (S-1)/(K-1)), where U compares its
    triples of categories that are one hump (110, 011) with those that are two (101); the layers
    are weighted by their votes. Source: method.md A.7; van der Eijk, Quality & Quantity 35 (2001).
    """
    total = sum(counts)
    if total == 0:
        return None
    left, agreement = list(counts), 0.0
    while any(left):
        filled = [count > 0 for count in left]
        height = min(count for count in left if count > 0)
        agreement += height * sum(filled) / total * _layer(filled)
        left = [count - height if full else 0 for count, full in zip(left, filled, strict=True)]
    return agreement


def _layer(filled: list[bool]) -> float:
    """Return the agreement of even votes over the filled categories."""
    k, s = len(filled), sum(filled)
    if s == 1:
        return 1.0
    triples = list(combinations(filled, 3))
    one_hump = triples.count((True, True, False)) + triples.count((False, True, True))
    two_humps = triples.count((True, False, True))
    if one_hump + two_humps == 0:
        return 0.0
    unimodal = ((k - 2) * one_hump - (k - 1) * two_humps) / ((k - 2) * (one_hump + two_humps))
    return unimodal * (1 - (s - 1) / (k - 1))


def tastle_wierman(counts: Sequence[int]) -> float | None:
    """Return Tastle and Wierman's consensus: 1 for one category, 0 when split between the ends.

    1 + sum p_k log2(1 - |k - mean|/(K - 1)); None without votes. Source: method.md A.7.
    """
    total = sum(counts)
    if total == 0:
        return None
    mean = sum(n * count for n, count in enumerate(counts)) / total
    width = len(counts) - 1
    parts = (count / total * np.log2(1 - abs(n - mean) / width) for n, count in enumerate(counts) if count)
    return float(1 + sum(parts))


def consensus(
    votes: Sequence[int | None], rule: ConsensusRule = ConsensusRule.DEFAULT, *, least_share: float = AGREEING_SHARE
) -> Consensus:
    """Return whether one pillar's votes agree by the rule; without votes they do not."""
    summary = summarise_votes(votes)
    if summary.median is None or summary.iqr is None or summary.at_mode is None:
        return Consensus(rule, False, None)
    if rule is ConsensusRule.STRICT:
        return Consensus(rule, summary.at_mode >= least_share, summary.at_mode)
    pairs = [(low, low + 1) for low in PHASES[:-1] if low <= summary.median <= low + 1]
    share = max(summary.counts[low - 1] + summary.counts[high - 1] for low, high in pairs) / summary.n
    return Consensus(rule, summary.iqr <= 1 and share >= least_share, share)


def stability(
    earlier: Mapping[str, int | None], later: Mapping[str, int | None], *, most_changed: float = MOST_CHANGED
) -> Stability:
    """Return how one pillar's votes moved from one round to the next; keys name the panelists."""
    both = [
        (before, after)
        for panelist, before in sorted(earlier.items())
        if before is not None and (after := later.get(panelist)) is not None
    ]
    moves = [after - before for before, after in both]
    changed = sum(move != 0 for move in moves)
    if not both:
        return Stability(0, 0, None, None, None, None)
    kappa = weighted_kappa([before for before, _ in both], [after for _, after in both], categories=PHASES)
    p = float(scipy.stats.wilcoxon(np.array(moves, dtype=float), method="approx").pvalue) if changed else None
    share = changed / len(both)
    return Stability(len(both), changed, share, share < most_changed, kappa, p)
