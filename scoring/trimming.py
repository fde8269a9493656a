"""Cutting the highest weights and handing what is cut to the others. Source: method.md A.6, point 5."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.columns import FloatArray
from scoring.weighting_errors import WeightingError, WeightingFault


@dataclass(frozen=True, slots=True, eq=False)
class Trimmed:
    """Weights float64[n] with the old total, the bound they keep, and how many stand at it."""

    weights: FloatArray
    bound: float
    trimmed: int


def trim(weights: FloatArray, times: float) -> Trimmed:
    """Return weights of which none is above ``times`` the median of those above 0; their total stays.

    What is cut goes to the weights below the bound in proportion, again and again until none is above
    it. Raises WeightingError when the bound times the units is below the total.
    """
    carrying = weights > 0
    if not carrying.any():
        return Trimmed(weights, 0.0, 0)
    total, bound = float(weights.sum()), times * float(np.median(weights[carrying]))
    if times <= 0 or bound * np.count_nonzero(carrying) < total:
        raise WeightingError(WeightingFault.LOW_BOUND, times=times)
    found, cut = weights.copy(), np.zeros_like(carrying)
    while True:
        over = (found > bound * (1 + 1e-12)) & ~cut
        if not over.any():
            break
        cut |= over
        free = carrying & ~cut
        found[cut] = bound
        if free.any():
            found[free] *= (total - bound * np.count_nonzero(cut)) / float(found[free].sum())
    return Trimmed(found, bound, int(np.count_nonzero(cut)))
