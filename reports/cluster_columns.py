"""The firms of one cluster as columns: what its figures are made of. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scoring.columns import FloatArray, Int8Array
from scoring.rungs import Dimension
from scoring.vectorised import LevelColumns


@dataclass(frozen=True, slots=True)
class ClusterColumns:
    """All firms of one cluster: weights float64[n], by dimension rungs int8[n, 6] of Truth codes and levels, figures
    of the firm sheet float64[n] by item with NaN where unknown, and each firm's attributes.

    `levels` are those that count; `computed` and `assessed` are empty where nobody assessed a level."""

    weights: FloatArray
    rungs: Mapping[Dimension, Int8Array]
    levels: Mapping[Dimension, LevelColumns]
    figures: Mapping[str, FloatArray]
    attributes: list[dict[str, Any]]
    computed: Mapping[Dimension, LevelColumns] = field(default_factory=dict)
    assessed: Mapping[Dimension, Int8Array] = field(default_factory=dict)

    @property
    def firms(self) -> int:
        return int(self.weights.size)
