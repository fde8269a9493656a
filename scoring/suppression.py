"""Complementary suppression: which further cells of a table have to be hidden so that no sum gives a hidden one away.

Source: method.md A.6, point 10; Hundepool et al., Statistical Disclosure Control (2012), chapter 4.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy

Cell = Any
"""Whatever names a cell; it must be hashable."""
NEARLY = 1e-7
"""Slack on the width of an interval, relative to the width asked for: the solver works in doubles."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A cell that is the sum of others; one part alone says that the same figure is shown in two places."""

    total: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The parts in their order, then the total."""
        return (*self.parts, self.total)


def protect_table(
    values: Mapping[Cell, float],
    sums: Sequence[Sum],
    sensitive: Collection[Cell],
    *,
    width: float | Mapping[Cell, float],
    kept: Collection[Cell] = (),
) -> frozenset[Cell]:
    """Return every cell to hide: the sensitive ones, and as many others as keep the sums from telling them.

    ``values`` of all cells, none negative (firms, or an amount of money); ``sums`` every sum a reader knows to hold,
    margins and links between tables alike. Whoever sees what is shown, knows the sums and that no cell is negative,
    can place each sensitive cell no better than within an interval as wide as ``width`` (in the unit of the values; by
    cell where it is a mapping). ``kept`` are hidden only when nothing else is left to hide.

    Which cell goes next depends on places and never on values: in the first sum that leaves a cell alone, the next
    part after it, round about; totals after parts. So the same cells in the same order give the same answer. When to
    stop does depend on the values: whoever knows the rule as well can now and then say more of a table of very few
    (docs/disclosure-control.md). It hides enough, and not always as little as could be.

    Raises ValueError for a cell that is unknown or negative, and for a sum that does not add up.
    """
    _refuse(values, sums, sensitive)
    hidden = {cell for cell in values if cell in sensitive}
    wanted = width if isinstance(width, Mapping) else dict.fromkeys(hidden, width)
    for cell in [cell for cell in values if cell in hidden]:
        while not _is_wide(cell, values, sums, hidden, wanted[cell]):
            following = _next_to_hide(cell, sums, hidden, kept)
            if following is None:
                break
            hidden.add(following)
    return frozenset(_still_open(values, sums, hidden, sensitive))


def interval_of(
    cell: Cell, values: Mapping[Cell, float], sums: Sequence[Sum], hidden: Collection[Cell]
) -> tuple[float, float]:
    """Return the least and the greatest value that a hidden cell can have for whoever sees the others.

    Two linear programmes over the hidden cells, none negative; ``inf`` where nothing bounds it from above.
    """
    unknown = [each for each in values if each in hidden]
    place = {each: number for number, each in enumerate(unknown)}
    rows, right = [], []
    for each in sums:
        row, rest = np.zeros(len(unknown)), 0.0
        for member, sign in (*((part, 1.0) for part in each.parts), (each.total, -1.0)):
            if member in place:
                row[place[member]] += sign
            else:
                rest -= sign * values[member]
        if row.any():
            rows.append(row)
            right.append(rest)
    aim = np.zeros(len(unknown))
    aim[place[cell]] = 1.0
    known: Any = {"A_eq": np.array(rows), "b_eq": np.array(right)} if rows else {}
    found = [scipy.optimize.linprog(sign * aim, bounds=(0, None), method="highs", **known) for sign in (1.0, -1.0)]
    low, high = (each.fun if each.status == 0 else None for each in found)
    # Unbounded is the one other answer: the true values satisfy every sum.
    return (0.0 if low is None else float(low), math.inf if high is None else -float(high))


def _still_open(
    values: Mapping[Cell, float], sums: Sequence[Sum], hidden: set[Cell], sensitive: Collection[Cell]
) -> set[Cell]:
    """The hidden cells without those of the others that can be worked out anyway: hiding them hides nothing."""
    found = set(hidden)
    for cell in [cell for cell in values if cell in hidden and cell not in sensitive]:
        low, high = interval_of(cell, values, sums, found)
        if high - low <= NEARLY * max(1.0, abs(values[cell])):
            found.remove(cell)
    return found


def _is_wide(
    cell: Cell, values: Mapping[Cell, float], sums: Sequence[Sum], hidden: Collection[Cell], width: float
) -> bool:
    low, high = interval_of(cell, values, sums, hidden)
    return high - low >= width * (1 - NEARLY)


def _next_to_hide(cell: Cell, sums: Sequence[Sum], hidden: Collection[Cell], kept: Collection[Cell]) -> Cell | None:
    """The next cell to hide for this one's sake, or None when all that bears on it is hidden already."""
    bearing = _sums_that_bear(cell, sums, hidden)
    alone_first = sorted(bearing, key=lambda each: sum(member in hidden for member in each.cells) > 1)
    for may_be_kept in (False, True):
        for each in alone_first:
            for member in _round_about(each, hidden):
                if member not in hidden and (may_be_kept or member not in kept):
                    return member
    return None


def _sums_that_bear(cell: Cell, sums: Sequence[Sum], hidden: Collection[Cell]) -> list[Sum]:
    """The sums that hold the cell, or hold a hidden cell that shares such a sum, and so on; in their order."""
    reached, found = {cell}, set()
    grown = True
    while grown:
        grown = False
        for number, each in enumerate(sums):
            if number not in found and reached & set(each.cells):
                found.add(number)
                reached |= {member for member in each.cells if member in hidden}
                grown = True
    return [each for number, each in enumerate(sums) if number in found]


def _round_about(each: Sum, hidden: Collection[Cell]) -> Iterator[Cell]:
    """The parts after the first hidden one, then those before it, then the total."""
    first = next((number for number, part in enumerate(each.parts) if part in hidden), -1)
    yield from each.parts[first + 1 :]
    yield from each.parts[: first + 1]
    yield each.total


def _refuse(values: Mapping[Cell, float], sums: Sequence[Sum], sensitive: Collection[Cell]) -> None:
    unknown = {cell for each in sums for cell in each.cells if cell not in values}
    unknown |= {cell for cell in sensitive if cell not in values}
    if unknown:
        raise ValueError(f"Suppression: {sorted(map(str, unknown))} have no value.")
    if any(value < 0 for value in values.values()):
        raise ValueError("Suppression: a cell is negative; amounts of both signs cannot be protected by bounds.")
    for each in sums:
        total, parts = values[each.total], math.fsum(values[part] for part in each.parts)
        if not math.isclose(total, parts, rel_tol=1e-9, abs_tol=1e-9):
            raise ValueError(f"Suppression: {each.total} is {total:g}, and its parts make {parts:g}.")
