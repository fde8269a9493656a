"""The firms of a run by their weights: what somebody who knows the weights could solve a weighted share for. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.results import DIMENSIONS
from scoring.ownership import Ownership
from scoring.rungs import RUNGS

Row = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WeightClasses:
    """Counts of one cluster, one row for each weight in use.

    `levels` by dimension: firms with a level, then firms at level 1 to 6 or above. `owners`: foreign, national.
    """

    levels: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    owners: tuple[Row, ...] = ()


def weight_classes(firms: Iterable[tuple[float, Mapping[str, Any]]]) -> WeightClasses:
    """Count the firms of one cluster by weight. `firms` are weights with scores as a run stores them."""
    levels: dict[str, dict[float, list[int]]] = {name: {} for name in DIMENSIONS}
    owners: dict[float, list[int]] = defaultdict(lambda: [0, 0])
    for weight, scores in firms:
        for name in DIMENSIONS:
            point = (scores.get(name) or {}).get("point")
            if point is not None:
                row = levels[name].setdefault(weight, [0] * (len(RUNGS) + 1))
                for level in range(point + 1):
                    row[level] += 1
        owner = scores.get("ownership")
        if owner in (Ownership.FOREIGN, Ownership.NATIONAL):
            owners[weight][owner == Ownership.NATIONAL] += 1
    return WeightClasses(
        levels={name: tuple(tuple(row) for row in rows.values()) for name, rows in levels.items()},
        owners=tuple(tuple(row) for row in owners.values()),
    )
