"""From which level to which: the same firms in two rounds, what rose and what fell, and how sure that is.

Source: method.md A.6, point 9; Newcombe (1998), Statistics in Medicine 17, 2635–2650; McNemar (1947), made exact.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scoring.differences import Bounded, recovered
from scoring.intervals import CONFIDENCE, clopper_pearson, wilson
from scoring.levels import HIGHEST
from scoring.rungs import RUNGS

Row = tuple[int, ...]
LEVELS = tuple(range(HIGHEST + 1))


@dataclass(frozen=True, slots=True)
class Turnover:
    """What changed among matched units: so many went up, so many down.

    ``share_up`` of those that changed went up, 0 to 1, with exact bounds (Clopper and Pearson); all three are None when
    nothing changed. ``p`` is the exact two-sided probability of a turnover at least as lopsided when up and down are
    equally likely, 1 when nothing changed.
    """

    up: int
    down: int
    share_up: float | None
    low: float | None
    high: float | None
    p: float


@dataclass(frozen=True, slots=True)
class LevelChange:
    """One level: how many matched firms were at it or above, ``first`` and ``second`` time.

    ``difference`` of the shares (second less first, -1 to 1) has the paired bounds ``low`` and ``high``; all three are
    None without a matched firm. ``turnover`` counts the firms that came to the level and those that fell below it.
    """

    level: int
    first: int
    second: int
    difference: float | None
    low: float | None
    high: float | None
    turnover: Turnover


@dataclass(frozen=True, slots=True)
class Transitions:
    """``counts[i][j]`` firms went from level i to level j, 0 to 6; ``left_out`` have no settled level in a round."""

    counts: tuple[Row, ...]
    left_out: int

    @property
    def matched(self) -> int:
        """Return how many firms have a settled level both times."""
        return sum(sum(row) for row in self.counts)

    @property
    def up(self) -> int:
        """Return how many firms rose."""
        return sum(self.counts[one][other] for one in LEVELS for other in LEVELS if other > one)

    @property
    def same(self) -> int:
        """Return how many firms stayed."""
        return sum(self.counts[level][level] for level in LEVELS)

    @property
    def down(self) -> int:
        """Return how many firms fell."""
        return self.matched - self.up - self.same

    def row_pct(self, level: int) -> tuple[float | None, ...]:
        """Return where the firms of a level went, in per cent of them; None throughout when there were none."""
        row = self.counts[level]
        total = sum(row)
        return tuple(100 * count / total if total else None for count in row)


def transitions(first: Sequence[int | None], second: Sequence[int | None]) -> Transitions:
    """Return the table of levels of the same firms in two rounds; None is a level that is not settled.

    Raises ValueError for lists of different length or a level outside 0 to 6.
    """
    if len(first) != len(second):
        raise ValueError(f"Transitions: {len(first)} levels beside {len(second)}; give both of every firm.")
    strange = [level for level in (*first, *second) if level is not None and level not in LEVELS]
    if strange:
        raise ValueError(f"Transitions: level {strange[0]}; levels run from 0 to {HIGHEST}.")
    counts = [[0] * len(LEVELS) for _level in LEVELS]
    left_out = 0
    for one, other in zip(first, second, strict=True):
        if one is None or other is None:
            left_out += 1
        else:
            counts[one][other] += 1
    return Transitions(tuple(tuple(row) for row in counts), left_out)


def turnover(up: int, down: int, *, confidence: float = CONFIDENCE) -> Turnover:
    """Return what so many rises and falls say, by the exact sign test. Raises ValueError for a negative count."""
    if up < 0 or down < 0:
        raise ValueError(f"Turnover: {up} up and {down} down; no count is below 0.")
    changed = up + down
    if not changed:
        return Turnover(0, 0, None, None, None, 1.0)
    tail = sum(math.comb(changed, count) for count in range(min(up, down) + 1))
    bounds = clopper_pearson(up, changed, confidence=confidence)
    # Integers first: two to the power of a thousand firms is no float.
    return Turnover(up, down, up / changed, bounds.low, bounds.high, min(1.0, (2 * tail) / (1 << changed)))


def level_changes(found: Transitions, *, confidence: float = CONFIDENCE) -> tuple[LevelChange, ...]:
    """Return for each of the levels 1 to 6 how the share of matched firms at it or above has changed.

    The bounds are Newcombe's for pairs (method 10): Wilson's bounds of both shares, and the amended phi of the fourfold
    table.
    """
    return tuple(_level_change(found, level, confidence) for level in RUNGS)


def amended_phi(both: int, lost: int, gained: int, neither: int) -> float:
    """Return the correlation of a fourfold table, drawn towards 0; 0 where a margin is empty.

    A positive difference of the diagonals' products is lessened by half the number of pairs, at most to 0: small tables
    overstate how well both go together, which would make the interval of a difference too short.
    """
    margins = (both + lost) * (gained + neither) * (both + gained) * (lost + neither)
    together = float(both * neither - lost * gained)
    if together > 0:
        together = max(0.0, together - (both + lost + gained + neither) / 2)
    return together / math.sqrt(margins) if margins else 0.0


def _level_change(found: Transitions, level: int, confidence: float) -> LevelChange:
    lower, upper = LEVELS[:level], LEVELS[level:]
    gained = sum(found.counts[one][other] for one in lower for other in upper)
    lost = sum(found.counts[one][other] for one in upper for other in lower)
    both = sum(found.counts[one][other] for one in upper for other in upper)
    matched = found.matched
    moved = turnover(gained, lost, confidence=confidence)
    if not matched:
        return LevelChange(level, 0, 0, None, None, None, moved)
    first, second = (_bounded(count, matched, confidence) for count in (both + lost, both + gained))
    low, high = recovered(first, second, amended_phi(both, lost, gained, matched - both - lost - gained))
    return LevelChange(level, both + lost, both + gained, (gained - lost) / matched, low, high, moved)


def _bounded(count: int, n: int, confidence: float) -> Bounded:
    found = wilson(count, n, confidence=confidence)
    share = count / n
    low, high = (share if each is None else each for each in (found.low, found.high))
    return Bounded(share, min(low, share), max(high, share))
