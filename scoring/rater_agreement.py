"""Agreement between raters: Kendall's W, Krippendorff's alpha, weighted kappa."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from scoring.columns import FloatArray

Votes = Sequence[Sequence[int | None]]


@dataclass(frozen=True, slots=True)
class Concordance:
    """Kendall's coefficient of concordance over ``panelists`` with a full set of votes.

    ``w`` lies between 0 and 1, corrected for ties; ``w_uncorrected`` is not. ``chi2`` has
    ``df`` degrees of freedom and tail probability ``p``. All are None when no panelist tells any
    two pillars apart, or fewer than two have voted on all. ``left_out`` panelists have not.
    """

    panelists: int
    left_out: int
    w: float | None
    w_uncorrected: float | None
    chi2: float | None
    df: int
    p: float | None


def kendall_w(votes: Votes) -> Concordance:
    """Return how far panelists agree on the order of the pillars, not on their phase.

    ``votes[panelist][pillar]``, None where a panelist cannot judge; such panelists are left out. Each
    panelist's votes are ranked, ties taking their mean rank. Raises ValueError for fewer than two
    pillars or rows of different length. Source: method.md A.7.
    """
    pillars = {len(row) for row in votes}
    if len(pillars) > 1 or min(pillars, default=2) < 2:
        raise ValueError("Kendall's W: give every panelist's votes on the same pillars, at least two.")
    full = [[vote for vote in row if vote is not None] for row in votes if None not in row]
    m, k = len(full), min(pillars, default=2)
    nothing = Concordance(m, len(votes) - m, None, None, None, k - 1, None)
    if m < 2:
        return nothing
    ranks = scipy.stats.rankdata(np.array(full), axis=1)
    ties = sum(float((counts**3 - counts).sum()) for counts in (np.unique(row, return_counts=True)[1] for row in ranks))
    spread = float(((ranks.sum(axis=0) - m * (k + 1) / 2) ** 2).sum())
    most = m**2 * (k**3 - k)
    if most - m * ties <= 0:
        return nothing
    w = 12 * spread / (most - m * ties)
    chi2 = m * (k - 1) * w
    p = float(scipy.stats.chi2.sf(chi2, k - 1))
    return Concordance(m, len(votes) - m, w, 12 * spread / most, chi2, k - 1, p)


def krippendorff_alpha(votes: Votes) -> float | None:
    """Return Krippendorff's alpha for ordered phases.

    ``votes[panelist][pillar]``, None where there is none; pillars with fewer than two votes pair with
    nothing and are left out. 1 is perfect agreement, 0 what chance gives, below it disagreement.
    None when there is nothing to pair or all votes are one phase, where chance explains all.
    Source: method.md A.7; Krippendorff, Content Analysis (2004), the ordinal metric.
    """
    units = [[vote for vote in column if vote is not None] for column in zip(*votes, strict=True)]
    units = [unit for unit in units if len(unit) >= 2]
    phases = sorted({vote for unit in units for vote in unit})
    if len(phases) < 2:
        return None
    index = {phase: n for n, phase in enumerate(phases)}
    together = np.zeros((len(phases), len(phases)))
    for unit in units:
        counts = np.bincount([index[vote] for vote in unit], minlength=len(phases)).astype(float)
        together += (np.outer(counts, counts) - np.diag(counts)) / (len(unit) - 1)
    each = together.sum(axis=1)
    distance = _ordinal_distance(each)
    expected = float((np.outer(each, each) * distance).sum()) / (float(each.sum()) - 1)
    return 1 - float((together * distance).sum()) / expected


def _ordinal_distance(counts: FloatArray) -> FloatArray:
    """Return the squared ordinal distances: the votes from one phase to another, ends counted half."""
    middle = np.cumsum(counts) - counts / 2
    return np.asarray((middle[:, None] - middle[None, :]) ** 2)


def weighted_kappa(
    first: Sequence[int], second: Sequence[int], *, categories: Sequence[int], quadratic: bool = True
) -> float | None:
    """Return Cohen's kappa with weights that grow with the distance of two ratings.

    ``first[i]`` and ``second[i]`` rate the same thing on the ordered ``categories``, whose positions
    make the distance (squared when ``quadratic``). None when chance alone would agree fully, or
    there is nothing to compare. Raises ValueError for lists of different length or a rating that
    is no category. Source: method.md A.4 and A.7.
    """
    if len(first) != len(second):
        raise ValueError(f"Kappa: {len(first)} ratings beside {len(second)}; give as many of both.")
    index = {category: n for n, category in enumerate(categories)}
    strange = sorted({*first, *second} - set(index))
    if strange:
        raise ValueError(f"Kappa: rating {strange[0]} is none of {list(categories)}; correct it.")
    if not first:
        return None
    size = len(index)
    seen = np.zeros((size, size))
    for one, other in zip(first, second, strict=True):
        seen[index[one], index[other]] += 1
    distance = np.abs(np.subtract.outer(np.arange(size), np.arange(size))).astype(float)
    if quadratic:
        distance **= 2
    chance = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / len(first)
    by_chance = float((chance * distance).sum())
    return None if by_chance == 0 else 1 - float((seen * distance).sum()) / by_chance
