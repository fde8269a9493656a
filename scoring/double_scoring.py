"""How far two blind scorers of the same firms agree: by dimension on levels, by item on answers.

Everything rests on a table of counts, ``table[i, j]`` being the firms to which the first scorer gave
category i and the second category j. The functions take one table or a stack of them, k x k in the
last two axes, so that a bootstrap is one call. Source: method.md A.4; Fleiss, Cohen and Everitt
(1969); Krippendorff, Content Analysis (2004), chapter 11.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from scoring.columns import FloatArray
from scoring.levels import HIGHEST

LEVELS = tuple(range(HIGHEST + 1))
FEWEST_PAIRS = 10
"""Firms scored twice below which nothing is concluded, and no interval given."""
REPLICATES = 2000
SEED = 1969
TAIL = 0.025
MOST_UNDEFINED = 0.05
"""Share of bootstrap replicates without a coefficient above which no interval is given."""
GOOD, TENTATIVE = 0.8, 0.667
"""Krippendorff's customary bounds: reliable from the first on, tentative conclusions from the second."""


class Scale(StrEnum):
    """How answers to an item differ: the same or not, by their order, or by how much."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


class Verdict(StrEnum):
    """What a coefficient says."""

    GOOD = "good"
    TENTATIVE = "tentative"
    WEAK = "weak"
    TOO_FEW = "too_few"
    UNDEFINED = "undefined"


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient of agreement, 1 when perfect and 0 as by chance, with a 95 per cent interval.

    ``value`` is None where chance alone would agree fully. ``low`` and ``high`` come from a
    bootstrap of firms and are None below ``FEWEST_PAIRS`` firms.
    """

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class LevelAgreement:
    """Agreement of two scorers on the levels of one dimension.

    ``pairs`` firms have a settled level from both; ``left_out`` have not and count in nothing else.
    ``same`` firms got the same level, ``within_one`` levels at most one apart. ``kappa`` has
    quadratic weights and the analytic standard error ``kappa_se``; ``alpha`` is ordinal. The
    verdict is on alpha.
    """

    pairs: int
    left_out: int
    same: int
    within_one: int
    kappa: Coefficient
    kappa_se: float | None
    alpha: Coefficient
    verdict: Verdict

    @property
    def same_pct(self) -> float | None:
        """Return the share of firms with the same level in per cent."""
        return 100 * self.same / self.pairs if self.pairs else None


@dataclass(frozen=True, slots=True)
class ItemAgreement:
    """Agreement of two scorers on one item.

    ``pairs`` firms have a word from both, ``same`` of them the same one. ``coefficient`` is Cohen's
    kappa on a nominal scale, quadratic-weighted kappa on an ordinal and Krippendorff's alpha on an
    interval scale, over the ``compared`` firms whose answers can stand on the scale.
    """

    pairs: int
    same: int
    compared: int
    scale: Scale
    coefficient: Coefficient

    @property
    def same_pct(self) -> float | None:
        """Return the share of firms with the same answer in per cent."""
        return 100 * self.same / self.pairs if self.pairs else None


def cross_table(first: Sequence[Hashable], second: Sequence[Hashable], categories: Sequence[Hashable]) -> FloatArray:
    """Return the counts k x k of pairs of categories; raises ValueError for unequal lengths or a strange category."""
    if len(first) != len(second):
        raise ValueError(f"Agreement: {len(first)} ratings beside {len(second)}; give as many of both.")
    index = {category: place for place, category in enumerate(categories)}
    strange = sorted({str(each) for each in (*first, *second) if each not in index})
    if strange:
        raise ValueError(f"Agreement: rating {strange[0]} is none of {list(categories)}; correct it.")
    table = np.zeros((len(index), len(index)))
    for one, other in zip(first, second, strict=True):
        table[index[one], index[other]] += 1
    return table


def quadratic_weights(size: int) -> FloatArray:
    """Return agreement weights k x k: 1 on the diagonal, falling with the squared distance to 0 at the far corner."""
    places = np.arange(size)
    return np.asarray(1 - ((places[:, None] - places[None, :]) / max(size - 1, 1)) ** 2, dtype=np.float64)


def kappa_of(tables: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the weighted kappa of each table, NaN where chance alone would agree fully."""
    total = tables.sum(axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = tables / total[..., None, None]
        chance = share.sum(axis=-1)[..., :, None] * share.sum(axis=-2)[..., None, :]
        seen, expected = (np.sum(each * weights, axis=(-2, -1)) for each in (share, chance))
        found = (seen - expected) / (1 - expected)
    return np.asarray(np.where(np.isclose(expected, 1) | (total == 0), np.nan, found))


def kappa_standard_error(table: FloatArray, weights: FloatArray) -> float | None:
    """Return the large-sample standard error of weighted kappa, None where kappa is not defined.

    Source: Fleiss, Cohen and Everitt (1969), equation 11.
    """
    total = float(table.sum())
    if not total or np.isnan(float(kappa_of(table, weights))):
        return None
    share = table / total
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    mean = (weights @ columns)[:, None] + (rows @ weights)[None, :]
    seen, expected = float((share * weights).sum()), float(rows @ weights @ columns)
    spread = float((share * (weights * (1 - expected) - mean * (1 - seen)) ** 2).sum())
    variance = (spread - (seen * expected - 2 * expected + seen) ** 2) / (total * (1 - expected) ** 4)
    return float(np.sqrt(max(variance, 0.0)))


def ordinal_alpha_of(tables: FloatArray) -> FloatArray:
    """Return Krippendorff's ordinal alpha for two scorers of each table; NaN where only one category was given."""
    together = tables + np.swapaxes(tables, -2, -1)
    each = together.sum(axis=-1)
    middle = np.cumsum(each, axis=-1) - each / 2
    distance = (middle[..., :, None] - middle[..., None, :]) ** 2
    number = each.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        seen = np.sum(together * distance, axis=(-2, -1)) * (number - 1)
        expected = np.sum(each[..., :, None] * each[..., None, :] * distance, axis=(-2, -1))
        found = 1 - seen / expected
    return np.asarray(np.where(expected == 0, np.nan, found))


def level_agreement(
    first: Sequence[int | None],
    second: Sequence[int | None],
    *,
    firms: Sequence[Hashable] | None = None,
    replicates: int = REPLICATES,
    seed: int = SEED,
) -> LevelAgreement:
    """Return how far two scorers agree on levels 0 to 6, firm by firm.

    None stands for a level that is not settled: such levels are left out and counted. ``firms`` names
    the firm of each level where a firm has several (one a dimension): they are then drawn anew together,
    firms and not levels have to be enough, and there is no analytic error, which takes levels as
    independent. Raises ValueError for lists of different length or a level outside 0 to 6.
    """
    if len(first) != len(second) or (firms is not None and len(firms) != len(first)):
        raise ValueError(f"Agreement: {len(first)} levels beside {len(second)}; give as many of both, and of firms.")
    settled = [(one, other) for one, other in zip(first, second, strict=True) if one is not None and other is not None]
    table = cross_table([one for one, _ in settled], [other for _, other in settled], LEVELS)
    weights = quadratic_weights(len(LEVELS))
    number, stack = len(settled), _resampled(table, replicates, seed)
    if firms is not None:
        number, stack = _resampled_together(first, second, firms, replicates, seed)
    alpha = _coefficient(ordinal_alpha_of(table), ordinal_alpha_of(stack), number)
    return LevelAgreement(
        pairs=len(settled),
        left_out=len(first) - len(settled),
        same=sum(one == other for one, other in settled),
        within_one=sum(abs(one - other) <= 1 for one, other in settled),
        kappa=_coefficient(kappa_of(table, weights), kappa_of(stack, weights), number),
        kappa_se=kappa_standard_error(table, weights) if firms is None else None,
        alpha=alpha,
        verdict=verdict_on(alpha.value, number),
    )


def category_agreement(
    first: Sequence[Hashable],
    second: Sequence[Hashable],
    *,
    scale: Scale = Scale.NOMINAL,
    categories: Sequence[Hashable] | None = None,
    replicates: int = REPLICATES,
    seed: int = SEED,
) -> ItemAgreement:
    """Return how far two scorers agree on an item whose answers are categories.

    On an ordinal scale ``categories`` gives their order; on a nominal one it may be left out.
    Raises ValueError for an interval scale, lists of different length or a strange category.
    """
    if scale is Scale.INTERVAL or (scale is Scale.ORDINAL and categories is None):
        raise ValueError(f"Agreement: categories on a scale {scale} need another function, or their order.")
    known = list(categories) if categories is not None else sorted({*first, *second}, key=str)
    table = cross_table(first, second, known)
    weights = np.eye(len(known)) if scale is Scale.NOMINAL else quadratic_weights(len(known))
    stack = _resampled(table, replicates, seed)
    return ItemAgreement(
        pairs=len(first),
        same=int(np.trace(table)),
        compared=len(first),
        scale=scale,
        coefficient=_coefficient(kappa_of(table, weights), kappa_of(stack, weights), len(first)),
    )


def number_agreement(
    first: Sequence[float], second: Sequence[float], *, replicates: int = REPLICATES, seed: int = SEED
) -> ItemAgreement:
    """Return how far two scorers agree on an item whose answers are numbers, by Krippendorff's interval alpha.

    Raises ValueError for lists of different length or a number that is not finite.
    """
    if len(first) != len(second):
        raise ValueError(f"Agreement: {len(first)} numbers beside {len(second)}; give as many of both.")
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if not (np.isfinite(one).all() and np.isfinite(other).all()):
        raise ValueError("Agreement: a number is not finite; leave out answers without one.")
    number = len(first)
    counts = np.ones(number)
    often = np.random.default_rng(seed).multinomial(number, counts / number, size=replicates) if number else counts
    return ItemAgreement(
        pairs=number,
        same=int(np.count_nonzero(one == other)),
        compared=number,
        scale=Scale.INTERVAL,
        coefficient=_coefficient(
            interval_alpha_of(one, other, counts), interval_alpha_of(one, other, np.asarray(often, float)), number
        ),
    )


def interval_alpha_of(first: FloatArray, second: FloatArray, often: FloatArray) -> FloatArray:
    """Return Krippendorff's interval alpha with each pair taken ``often`` times, NaN where all numbers are one.

    ``often`` is float64[n], or a stack of such rows for a bootstrap.
    """
    number = 2 * often.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        # Differences from a middle first: squares of large figures would swallow them.
        centre = np.mean([first, second]) if first.size else 0.0
        one, other = first - centre, second - centre
        seen = np.sum(often * (one - other) ** 2, axis=-1) / (number / 2)
        total = np.sum(often * (one + other), axis=-1)
        squares = np.sum(often * (one**2 + other**2), axis=-1)
        expected = 2 * (squares - total**2 / number) / (number - 1)
        found = 1 - seen / expected
    same = expected <= 1e-12 * np.maximum(squares, 1e-300)
    return np.asarray(np.where(same | (number < 2), np.nan, found))


def verdict_on(alpha: float | None, pairs: int) -> Verdict:
    """Return what alpha over so many pairs says: nothing below ``FEWEST_PAIRS``."""
    if pairs < FEWEST_PAIRS:
        return Verdict.TOO_FEW
    if alpha is None:
        return Verdict.UNDEFINED
    if alpha >= GOOD:
        return Verdict.GOOD
    return Verdict.TENTATIVE if alpha >= TENTATIVE else Verdict.WEAK


def _resampled(table: FloatArray, replicates: int, seed: int) -> NDArray[np.float64]:
    """Return tables of as many firms drawn anew with replacement; firms with the same pair are alike."""
    total = int(table.sum())
    if not total:
        return np.zeros((0, *table.shape))
    drawn = np.random.default_rng(seed).multinomial(total, table.ravel() / total, size=replicates)
    return drawn.reshape(replicates, *table.shape).astype(np.float64)


def _resampled_together(
    first: Sequence[int | None],
    second: Sequence[int | None],
    firms: Sequence[Hashable],
    replicates: int,
    seed: int,
) -> tuple[int, NDArray[np.float64]]:
    """Return how many firms have a settled pair, and tables of as many firms drawn anew with all their levels."""
    tables: dict[Hashable, FloatArray] = {}
    for one, other, firm in zip(first, second, firms, strict=True):
        if one is not None and other is not None:
            tables.setdefault(firm, np.zeros((len(LEVELS), len(LEVELS))))[one, other] += 1
    number = len(tables)
    if not number:
        return 0, np.zeros((0, len(LEVELS), len(LEVELS)))
    flat = np.array([tables[firm].ravel() for firm in sorted(tables, key=str)])
    often = np.random.default_rng(seed).multinomial(number, np.full(number, 1 / number), size=replicates)
    return number, (often.astype(np.float64) @ flat).reshape(replicates, len(LEVELS), len(LEVELS))


def _coefficient(value: FloatArray, replicates: FloatArray, pairs: int) -> Coefficient:
    found = None if np.isnan(value) else float(value)
    known = replicates[~np.isnan(replicates)] if np.ndim(replicates) else np.zeros(0)
    if found is None or pairs < FEWEST_PAIRS or known.size < (1 - MOST_UNDEFINED) * np.size(replicates):
        return Coefficient(found)
    low, high = np.quantile(known, [TAIL, 1 - TAIL])
    return Coefficient(found, float(low), float(high))
