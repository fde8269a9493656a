"""Where names are set so that none lies on another. Pure geometry in points of paper, y upwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name to be set beside a point: the point, the room around it, and the width and height of the text."""

    x: float
    y: float
    radius: float
    wide: float
    high: float
    rank: float


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """The places moved apart to at least `gap`, in their order, within low–high as far as there is room."""
    order = sorted(range(len(places)), key=lambda number: (places[number], number))
    moved = list(places)
    for before, number in pairwise(order):
        moved[number] = max(moved[number], moved[before] + gap)
    if order and moved[order[-1]] > high:
        moved[order[-1]] = max(high, low)
        for after, number in pairwise(order[::-1]):
            moved[number] = min(moved[number], moved[after] - gap)
    return moved


def settle(wanted: Sequence[Wanted], room: Box) -> list[tuple[float, float] | None]:
    """The left lower corner of each text, or None where every place beside its point is taken.

    Names of lower rank are set first; points themselves are kept clear.
    """
    points = [
        (each.x - each.radius, each.y - each.radius, each.x + each.radius, each.y + each.radius) for each in wanted
    ]
    taken: list[Box] = []
    found: list[tuple[float, float] | None] = [None] * len(wanted)
    for number in sorted(range(len(wanted)), key=lambda place: (wanted[place].rank, place)):
        for box in _candidates(wanted[number]):
            others = (point for place, point in enumerate(points) if place != number)
            if _inside(box, room) and not any(_meet(box, each) for each in taken):
                if any(_meet(box, each) for each in others):
                    continue
                taken.append(box)
                found[number] = box[0], box[1]
                break
    return found


def _candidates(name: Wanted) -> list[Box]:
    away = name.radius + 2.0
    right, left, middle = name.x + away, name.x - away - name.wide, name.x - name.wide / 2
    level, above, below = name.y - name.high / 2, name.y + away, name.y - away - name.high
    corners = (
        (right, level), (left, level), (middle, above), (middle, below),
        (right, above - away / 2), (left, above - away / 2), (right, below + away / 2), (left, below + away / 2),
    )  # fmt: skip
    return [(x, y, x + name.wide, y + name.high) for x, y in corners]


def _inside(box: Box, room: Box) -> bool:
    return box[0] >= room[0] and box[1] >= room[1] and box[2] <= room[2] and box[3] <= room[3]


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
