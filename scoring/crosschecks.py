"""Whether dimensions move together, whether indices bear levels out, whether interviewers differ.

Each of these warns and none is a verdict. Source: method.md A.2.3 (dimensions), A.2.5 (indices); docs/cross-checks.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import scipy
from numpy.typing import NDArray

from scoring.columns import FloatArray, Int8Array
from scoring.levels import HIGHEST
from scoring.rungs import Dimension
from scoring.vectorised import NO_POINT

LEVELS = HIGHEST + 1
TOO_ALIKE = 0.95
"""A rank correlation of two dimensions above which they were probably not scored independently."""
FEWEST_FIRMS = 10
"""Firms below which nothing is warned of."""
FEWEST_OF_AN_INTERVIEWER = 5
REPLICATES = 4999
SEED = 2006
RARE = 0.01
"""A permutation p value up to which a difference between interviewers is told as a warning."""

PAIRS = tuple(combinations(Dimension, 2))


@dataclass(frozen=True, slots=True)
class Correlation:
    """A rank correlation over ``n`` firms; ``rho`` is None with fewer than 3, or where one side never varies."""

    n: int
    rho: float | None


def rank_correlation(first: FloatArray, second: FloatArray) -> Correlation:
    """Return Spearman's rho of two rows of numbers, ties given their middle rank; pairs with a NaN are left out.

    Raises ValueError for rows of different length.
    """
    if first.shape != second.shape:
        raise ValueError(f"Correlation: {first.size} numbers beside {second.size}; give as many of both.")
    both = ~(np.isnan(first) | np.isnan(second))
    ranks = [scipy.stats.rankdata(each[both]) for each in (first, second)]
    return _correlation(int(both.sum()), ranks[0], ranks[1], np.ones(int(both.sum())))


def level_table_of(first: Int8Array, second: Int8Array) -> NDArray[np.int64]:
    """Return int64[7, 7]: how many firms have level i in one dimension and j in the other; -1 is no level."""
    known = (first != NO_POINT) & (second != NO_POINT)
    codes = first[known].astype(np.int64) * LEVELS + second[known]
    return np.bincount(codes, minlength=LEVELS**2).reshape(LEVELS, LEVELS)


def table_correlation(table: NDArray[np.int64]) -> Correlation:
    """Return Spearman's rho of the firms a table of counts holds: as ``rank_correlation`` gives it one by one."""
    rows, columns = np.indices(table.shape)
    ranks = [_middle_ranks(table.sum(axis=axis)) for axis in (1, 0)]
    return _correlation(
        int(table.sum()), ranks[0][rows.ravel()], ranks[1][columns.ravel()], table.ravel().astype(float)
    )


def is_too_alike(found: Correlation) -> bool:
    """Return whether two dimensions agree more than separate scoring would let one expect."""
    return found.n >= FEWEST_FIRMS and found.rho is not None and found.rho > TOO_ALIKE


@dataclass(frozen=True, slots=True)
class InterviewerEffect:
    """How far interviewers of one cluster differ in the levels of one dimension, strata set aside.

    ``share`` is that of the variance within strata which lies between interviewers (0 to 1), ``p``
    how often drawing interviewers anew within strata gives as large a one; both None where fewer
    than two interviewers have ``FEWEST_OF_AN_INTERVIEWER`` firms, or no level varies. ``expected``
    is the mean share of the draws: some of it is chance. ``firms`` and ``interviewers`` are those
    used, ``left_out`` firms of interviewers with fewer. ``means`` are by interviewer the number of
    firms and how far their mean level lies from that of their strata.
    """

    firms: int
    interviewers: int
    left_out: int
    share: float | None
    expected: float | None
    p: float | None
    means: Mapping[int, tuple[int, float]]

    @property
    def is_notable(self) -> bool:
        """Return whether the difference is rarer than one draw in a hundred."""
        return self.p is not None and self.p <= RARE


def interviewer_effect(
    counts: Mapping[tuple[str, int], Sequence[int]], *, replicates: int = REPLICATES, seed: int = SEED
) -> InterviewerEffect:
    """Return how far interviewers differ, from firms by stratum, interviewer and level.

    ``counts`` maps a stratum and an interviewer to seven numbers, the firms at the levels 0 to 6.
    The statistic is eta squared within strata: the sum over interviewers of n times the square of
    their mean deviation, over the sum of squared deviations from the means of the strata. Drawing
    anew keeps in each stratum how many firms each interviewer has and how many stand at each level:
    that is a table with given margins, so the cost does not grow with the firms. p counts the observed
    table as one of the draws. Source: docs/cross-checks.md.
    """
    totals: dict[int, int] = {}
    for (_stratum, who), row in counts.items():
        totals[who] = totals.get(who, 0) + sum(row)
    used = sorted(who for who, firms in totals.items() if firms >= FEWEST_OF_AN_INTERVIEWER)
    left_out = sum(firms for who, firms in totals.items() if who not in used)
    strata = sorted({stratum for stratum, who in counts if who in used})
    tables = [
        np.array([counts.get((stratum, who), (0,) * LEVELS) for who in used], dtype=np.int64).reshape(-1, LEVELS)
        for stratum in strata
    ]
    firms = np.array([totals[who] for who in used], dtype=np.float64)
    within = sum(_squares(table.sum(axis=0)) for table in tables)
    sums = sum((_deviations(table[None])[0] for table in tables), np.zeros(len(used)))
    means = {who: (totals[who], float(total / totals[who])) for who, total in zip(used, sums, strict=True)}
    if len(used) < 2 or within <= 0:
        return InterviewerEffect(int(firms.sum()), len(used), left_out, None, None, None, means)
    share = float((sums**2 / firms).sum() / within)
    drawn = _draws(tables, len(used), replicates, seed)
    by_chance = (drawn**2 / firms).sum(axis=1) / within
    as_large = int(np.count_nonzero(by_chance >= share - 1e-12))
    p = (1 + as_large) / (1 + replicates)
    return InterviewerEffect(int(firms.sum()), len(used), left_out, share, float(by_chance.mean()), p, means)


def _draws(tables: Sequence[NDArray[np.int64]], interviewers: int, replicates: int, seed: int) -> FloatArray:
    """Return float64[replicates, interviewers]: sums of deviations when interviewers are drawn anew within strata."""
    generator = np.random.default_rng(seed)
    total = np.zeros((replicates, interviewers))
    for table in tables:
        rows, columns = table.sum(axis=1), table.sum(axis=0)
        there, given = rows > 0, columns > 0
        if there.sum() < 2 or given.sum() < 2:
            continue
        drawn = scipy.stats.random_table(rows[there], columns[given]).rvs(replicates, random_state=generator)
        whole = np.zeros((replicates, interviewers, LEVELS))
        whole[np.ix_(np.arange(replicates), np.flatnonzero(there), np.flatnonzero(given))] = drawn
        total += _deviations(whole)
    return total


def _deviations(tables: NDArray[np.number]) -> FloatArray:
    """Return for each table of a stack, by interviewer, the sum of levels less what the stratum's mean would give."""
    levels = np.arange(LEVELS)
    firms = tables.sum(axis=2)
    number = firms.sum(axis=1, keepdims=True)
    mean = (tables.sum(axis=1) @ levels)[:, None] / np.maximum(number, 1)
    return np.asarray(tables @ levels - firms * mean, dtype=np.float64)


def _squares(columns: NDArray[np.int64]) -> float:
    """Return the sum of squared deviations of levels, counted, from their mean."""
    levels, number = np.arange(LEVELS), columns.sum()
    return float(columns @ (levels - columns @ levels / number) ** 2) if number else 0.0


def _middle_ranks(counts: NDArray[np.int64]) -> FloatArray:
    """Return the middle rank of each of several ordered groups of ties."""
    return np.asarray(counts.cumsum() - (counts - 1) / 2, dtype=np.float64)


def _correlation(n: int, first: FloatArray, second: FloatArray, often: FloatArray) -> Correlation:
    """Return Pearson's correlation of ranks, each pair taken as often as told."""
    if n < 3:
        return Correlation(n, None)
    one, other = (each - (often @ each) / n for each in (first, second))
    spread = float(often @ one**2) * float(often @ other**2)
    return Correlation(n, None if spread <= 0 else float(np.clip((often @ (one * other)) / np.sqrt(spread), -1, 1)))
