"""Is it a ladder at all? Scalability of six rungs over firms.

Input are rungs as answered, never rungs derived from levels: those are perfect by construction.
Source: method.md A.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from scoring.columns import BoolArray, FloatArray, Int8Array
from scoring.truth import Truth

LEAST_INFORMATIVE = 3
FEWEST_FIRMS = 10
"""Firms below which the figures are told, but neither an interval nor a verdict."""


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
    ge_errors, min_errors = int(goodenough_edwards(held).sum()), int(minimum_errors(held).sum())
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
    """Return Loevinger's coefficients; ``order`` lists the rungs' columns from easiest to hardest."""
    has = held.astype(np.float64)
    return loevinger_of_counts(len(held), has.sum(axis=0), (1 - has).T @ has, order)


def loevinger_of_counts(n: int, holders: FloatArray, wrong: FloatArray, order: tuple[int, ...]) -> Loevinger:
    """Return Loevinger's coefficients of n firms of which only counts are known.

    ``holders`` float64[k]: firms that hold each rung; ``wrong[i, j]``, float64[k, k]: firms that hold
    j and not i. H_ij = 1 - O_ij/E_ij with O_ij firms that hold the harder j and not the easier i, and
    E_ij as many as independent rungs would give; H and H_i sum O and E over pairs. Results are by column.
    """
    k = len(holders)
    seen, expected = np.zeros((k, k)), np.zeros((k, k))
    for position, easier in enumerate(order):
        for harder in order[position + 1 :]:
            by_chance = (n - holders[easier]) * holders[harder] / n
            seen[easier, harder] = seen[harder, easier] = wrong[easier, harder]
            expected[easier, harder] = expected[harder, easier] = by_chance
    return Loevinger(
        h=_coefficient(seen.sum(), expected.sum()),
        h_rungs=tuple(_coefficient(seen[rung].sum(), expected[rung].sum()) for rung in range(k)),
        h_pairs=tuple(tuple(_coefficient(seen[i, j], expected[i, j]) for j in range(k)) for i in range(k)),
    )


def goodenough_edwards(held: BoolArray) -> Int8Array:
    """Return for each firm the cells that differ from the perfect ladder with as many rungs, int8[n]."""
    perfect = np.arange(held.shape[1])[None, :] < held.sum(axis=1)[:, None]
    return np.asarray((held != perfect).sum(axis=1), dtype=np.int8)


def minimum_errors(held: BoolArray) -> Int8Array:
    """Return for each firm the cells to change until it fits its nearest perfect ladder, int8[n]."""
    rungs = np.arange(held.shape[1])
    cuts = np.arange(held.shape[1] + 1)
    errors = np.stack([(held != (rungs < cut)).sum(axis=1) for cut in cuts])
    return np.asarray(errors.min(axis=0), dtype=np.int8)


def _coefficient(seen: float | FloatArray, expected: float | FloatArray) -> float | None:
    """Return 1 - seen/expected, or None when no error is to be expected."""
    return None if expected == 0 else float(1 - seen / expected)
