"""Levels that a person assessed, in place of the computed ones. Source: method.md A.3.2, R4."""

from __future__ import annotations

import numpy as np

from scoring.columns import Int8Array
from scoring.levels import HIGHEST
from scoring.vectorised import NO_POINT, LevelColumns


def stand_in(levels: LevelColumns, assessed: Int8Array, *, floor_level_1: bool) -> LevelColumns:
    """Return the levels with the assessed ones in place of the computed ones.

    ``assessed`` int8[n] holds a level 0 to 6, or -1 where nobody assessed the firm. An assessed level is settled:
    low, high and point are the same. ``floor_level_1`` raises an assessed 0 to 1, as it does under the assessor's rule.
    Raises ValueError for another number of firms or a level outside 0 to 6.
    """
    if assessed.shape != levels.low.shape:
        raise ValueError(
            f"Assessed levels: found {assessed.shape[0]}; give one for each of {levels.low.shape[0]} firms."
        )
    if assessed.size and (int(assessed.min()) < NO_POINT or int(assessed.max()) > HIGHEST):
        raise ValueError(f"Assessed levels: give whole numbers from 0 to {HIGHEST}, or {NO_POINT} for none.")
    given = assessed != NO_POINT
    settled = np.maximum(assessed, np.int8(1 if floor_level_1 else 0))
    return LevelColumns(
        low=np.where(given, settled, levels.low),
        high=np.where(given, settled, levels.high),
        point=np.where(given, settled, levels.point),
        tie=levels.tie & ~given,
    )
