"""Is it a ladder at all? Scalability of six rungs over firms.

Input are rungs as answered, never rungs derived from levels: those are perfect by construction.
Source: method.md A.4.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from scoring.columns import BoolArray, FloatArray, Int8Array
from scoring.truth import Truth

LEAST_INFORMATIVE = 3


class Scalability(StrEnum):
    """The verdict by Loevinger's H: below 0.3, 0.4, 0.5, from 0.5; refused below three rungs that vary."""

    REFUSED = "refused"
    UNSCALABLE = "unscalable"
    WEAK = "weak"
    MEDIUM = "medium"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Loevinger:
    """Loevinger's coefficients in one order of rungs, easiest first.

    ``h`` of the scale, ``h_rungs`` of each rung, ``h_pairs[i][j]`` of each pair (the same both
    ways, None on the diagonal); None where no error is to be expected.
    """

    h: float | None
    h_rungs: tuple[float | None, ...]
    h_pairs: tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True, slots=True)
class LadderDiagnostics:
    """How well firms' rungs form a ladder in the theoretical order.

    ``popularity`` is the share of firms that hold each rung; ``violations`` the rungs held by
    fewer firms than the next. ``ge_errors`` counts cells that differ from the perfect ladder with
    the same number of rungs (Goodenough and Edwards), ``min_errors`` the changes to the nearest
    perfect ladder, ``pair_errors`` pairs with the harder rung held and the easier not. ``cr_ge``
    and ``cr_min`` are reproducibility by either; ``mmr`` is its chance level, ``cs`` what ``cr_ge``
    adds to it (None when nothing can be added). ``theory`` and ``by_popularity`` hold Loevinger's
    coefficients in the two orders. ``informative`` rungs are neither held by all nor by none.
    """

    n: int
    popularity: tuple[float, ...]
    violations: tuple[int, ...]
    ge_errors: int
    min_errors: int
    pair_errors: int
    cr_ge: float
    cr_min: float
    mmr: float
    cs: float | None
    theory: Loevinger
    by_popularity: Loevinger
    informative: tuple[int, ...]
    verdict: Scalability


@dataclass(frozen=True, slots=True)
class Interval:
    """A bootstrap percentile interval and how many of its replicates had a value."""

    low: float
    high: float
    replicates: int


def complete_rows(rungs: Int8Array) -> tuple[BoolArray, int]:
    """Return the firms all of whose rungs are met or not, bool[m, k], and the number left out.

    ``rungs`` int8[n, k] of Truth codes.
    """
    known = ((rungs == Truth.TRUE) | (rungs == Truth.FALSE)).all(axis=1)
    return rungs[known] == Truth.TRUE, int(np.count_nonzero(~known))


def rows_if_unknown(rungs: Int8Array, *, met: bool) -> tuple[BoolArray, int]:
    """Return the firms with every unknown rung read as met, or as not; those with rungs that do not
    apply are left out and counted.
    """
    applies = (rungs != Truth.NA).all(axis=1)
    kept = rungs[applies]
    return (kept == Truth.TRUE) | ((kept == Truth.UNKNOWN) & met), int(np.count_nonzero(~applies))


def diagnose(held: BoolArray) -> LadderDiagnostics:
    """Return the diagnostics of a matrix bool[n, k], rungs in theoretical order, easiest first.

    Raises ValueError without firms or with fewer than two rungs. Source: method.md A.4.
    """
    if held.ndim != 2 or held.shape[0] == 0 or held.shape[1] < 2:
        raise ValueError(f"Ladder: the matrix has the shape {held.shape}; give at least one firm and two rungs.")
    n, k = held.shape
    popularity = held.mean(axis=0)
    informative = tuple(int(rung) + 1 for rung in np.flatnonzero((popularity > 0) & (popularity < 1)))
    ge_errors, min_errors = _goodenough_edwards(held), _minimum(held)
    cr_ge = 1 - ge_errors / (n * k)
    mmr = float(np.maximum(popularity, 1 - popularity).mean())
    theory = loevinger(held, tuple(range(k)))
    return LadderDiagnostics(
        n=n,
        popularity=tuple(float(share) for share in popularity),
        violations=tuple(int(rung) + 1 for rung in np.flatnonzero(np.diff(popularity) > 0)),
        ge_errors=ge_errors,
        min_errors=min_errors,
        pair_errors=int(pair_errors(held).sum()),
        cr_ge=cr_ge,
        cr_min=1 - min_errors / (n * k),
        mmr=mmr,
        cs=(cr_ge - mmr) / (1 - mmr) if informative else None,
        theory=theory,
        by_popularity=loevinger(held, tuple(int(rung) for rung in np.argsort(-popularity, kind="stable"))),
        informative=informative,
        verdict=verdict_of(theory.h, len(informative)),
    )


def pair_errors(held: BoolArray) -> Int8Array:
    """Return for each firm how many pairs have the harder rung held and the easier not, int8[n]."""
    n, k = held.shape
    errors = np.zeros(n, dtype=np.int8)
    for harder in range(1, k):
        errors += held[:, harder] * (~held[:, :harder]).sum(axis=1, dtype=np.int8)
    return errors


def verdict_of(h: float | None, informative: int) -> Scalability:
    """Return the verdict on a scale; refused when fewer than three rungs vary."""
    if h is None or informative < LEAST_INFORMATIVE:
        return Scalability.REFUSED
    steps = [(0.5, Scalability.STRONG), (0.4, Scalability.MEDIUM), (0.3, Scalability.WEAK)]
    return next((verdict for least, verdict in steps if h >= least), Scalability.UNSCALABLE)


def loevinger(held: BoolArray, order: tuple[int, ...]) -> Loevinger:
    """Return Loevinger's coefficients; ``order`` lists the rungs' columns from easiest to hardest.

    H_ij = 1 - O_ij/E_ij with O_ij firms that hold the harder j and not the easier i, and E_ij as
    many as independent rungs would give; H and H_i sum O and E over pairs. Results are by column.
    """
    n, k = held.shape
    seen, expected = np.zeros((k, k)), np.zeros((k, k))
    share = held.mean(axis=0)
    for position, easier in enumerate(order):
        for harder in order[position + 1 :]:
            errors = float(np.count_nonzero(~held[:, easier] & held[:, harder]))
            by_chance = n * (1 - share[easier]) * share[harder]
            seen[easier, harder] = seen[harder, easier] = errors
            expected[easier, harder] = expected[harder, easier] = by_chance
    return Loevinger(
        h=_coefficient(seen.sum(), expected.sum()),
        h_rungs=tuple(_coefficient(seen[rung].sum(), expected[rung].sum()) for rung in range(k)),
        h_pairs=tuple(tuple(_coefficient(seen[i, j], expected[i, j]) for j in range(k)) for i in range(k)),
    )


def bootstrap_h(
    held: BoolArray,
    *,
    strata: Sequence[Hashable] | None = None,
    replicates: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> Interval | None:
    """Return a percentile interval of H (theoretical order), firms drawn again within their strata.

    ``strata`` names each firm's stratum. The same seed gives the same interval. None when H has
    no value in any replicate.
    """
    draw = np.random.default_rng(seed)
    labels = [0] * len(held) if strata is None else list(strata)
    groups = [np.flatnonzero([label == each for label in labels]) for each in dict.fromkeys(labels)]
    order = tuple(range(held.shape[1]))
    values = []
    for _ in range(replicates):
        rows = np.concatenate([draw.choice(group, size=len(group)) for group in groups])
        h = loevinger(held[rows], order).h
        if h is not None:
            values.append(h)
    if not values:
        return None
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high), len(values))


def errors_by_group(held: BoolArray, groups: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return for each group (interviewer, sector) its firms and those with at least one pair error."""
    with_errors = pair_errors(held) > 0
    found: dict[str, tuple[int, int]] = {}
    for group, error in zip(groups, with_errors.tolist(), strict=True):
        firms, errors = found.get(group, (0, 0))
        found[group] = (firms + 1, errors + error)
    return found


def _goodenough_edwards(held: BoolArray) -> int:
    """Return the cells that differ from the perfect ladder with the same number of rungs."""
    perfect = np.arange(held.shape[1])[None, :] < held.sum(axis=1)[:, None]
    return int(np.count_nonzero(held != perfect))


def _minimum(held: BoolArray) -> int:
    """Return the cells to change for every firm to fit its nearest perfect ladder."""
    rungs = np.arange(held.shape[1])
    cuts = np.arange(held.shape[1] + 1)
    errors = np.stack([(held != (rungs < cut)).sum(axis=1) for cut in cuts])
    return int(errors.min(axis=0).sum())


def _coefficient(seen: float | FloatArray, expected: float | FloatArray) -> float | None:
    """Return 1 - seen/expected, or None when no error is to be expected."""
    return None if expected == 0 else float(1 - seen / expected)
