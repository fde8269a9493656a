"""Merging cells of a weighting class adjustment that hold too few respondents. Source: method.md A.6, point 5."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from scoring.columns import BoolArray

FEWEST_RESPONDENTS = 5

Cell = tuple[str, ...]
"""The classes that make a cell, the coarsest first, such as ("foreign", "small")."""

ORDER = ("foreign", "national", "micro", "small", "medium", "large", "unknown")
"""Classes that have an order of their own; every other class stands in the alphabet's, behind these."""


@dataclass(frozen=True, slots=True)
class Merge:
    """One merge: the cell that was too small, what it was merged into, and the respondents of both before it."""

    cell: str
    into: str
    respondents: int
    into_respondents: int


def merge_small_cells(
    cells: Sequence[Cell], responded: BoolArray, *, fewest: int = FEWEST_RESPONDENTS
) -> tuple[list[str], tuple[Merge, ...]]:
    """Return for each unit the name of its cell after merging, and the merges in their order.

    While a cell has fewer than ``fewest`` respondents and is not the only one, the smallest of them
    (the first of equals) is merged with its neighbour: the cell that shares most of its leading
    classes, the nearest of those in the order of cells, the one with fewer respondents of two
    equally near. A merged cell is named after all its parts.
    """
    counts = Counter(dict.fromkeys(cells, 0))
    for cell, answered in zip(cells, responded.tolist(), strict=True):
        counts[cell] += bool(answered)
    order = sorted(counts, key=_rank)
    groups = [[cell] for cell in order]
    size = {cell: counts[cell] for cell in order}
    merges: list[Merge] = []
    while len(groups) > 1:
        held = [sum(size[cell] for cell in group) for group in groups]
        place = min(range(len(groups)), key=lambda each: (held[each], each))
        if held[place] >= fewest:
            break
        other = _neighbour(groups, held, place)
        merges.append(Merge(_name(groups[place]), _name(groups[other]), held[place], held[other]))
        first, second = sorted((place, other))
        groups[first] = sorted(groups[first] + groups[second], key=order.index)
        del groups[second]
    named = {cell: _name(group) for group in groups for cell in group}
    return [named[cell] for cell in cells], tuple(merges)


def _neighbour(groups: list[list[Cell]], held: list[int], place: int) -> int:
    """Return the place of the group to merge with."""
    own = groups[place]
    others = [each for each in range(len(groups)) if each != place]
    return min(others, key=lambda each: (-_shared(own, groups[each]), abs(each - place), held[each], each))


def _shared(one: list[Cell], other: list[Cell]) -> int:
    """Return the leading classes that every cell of both groups shares."""
    count = 0
    for classes in zip(*one, *other, strict=False):
        if len(set(classes)) > 1:
            break
        count += 1
    return count


def _rank(cell: Cell) -> tuple[tuple[int, str], ...]:
    """Return the sorting key of a cell: classes with an order of their own come in it."""
    return tuple((ORDER.index(each) if each in ORDER else len(ORDER), each) for each in cell)


def _name(group: list[Cell]) -> str:
    """Return the name of a group: its cells, a plus between them."""
    return " + ".join("-".join(cell) for cell in group)
