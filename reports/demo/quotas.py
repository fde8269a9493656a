"""Splitting a total into whole numbers that add up to it exactly."""

import math
from collections.abc import Sequence


class QuotaError(ValueError):
    """A total that cannot be split within the limits given."""


def apportion(
    total: int, weights: Sequence[float], *, least: Sequence[int] = (), most: Sequence[int] = ()
) -> list[int]:
    """Return whole numbers in proportion to `weights` whose sum is `total`, by largest remainders.

    `least` and `most`, when given, bound each part (both included). Raises QuotaError when the bounds leave no room.
    """
    low = list(least) or [0] * len(weights)
    high = list(most) or [total] * len(weights)
    if not sum(low) <= total <= sum(high):
        raise QuotaError(f"{total} cannot be split into parts between {sum(low)} and {sum(high)} in all.")
    scale = _scale(total, weights, low, high)
    exact = [min(max(weight * scale, low[i]), high[i]) for i, weight in enumerate(weights)]
    parts = [min(max(math.floor(value), low[i]), high[i]) for i, value in enumerate(exact)]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    while (gap := total - sum(parts)) != 0:
        step = 1 if gap > 0 else -1
        for i in by_remainder if gap > 0 else reversed(by_remainder):
            if gap == 0:
                break
            if low[i] <= parts[i] + step <= high[i]:
                parts[i] += step
                gap -= step
    return parts


def _scale(total: int, weights: Sequence[float], low: Sequence[int], high: Sequence[int]) -> float:
    """Return the factor by which bounded weights add up to the total, found by halving."""
    least, most = 0.0, 2.0 * (total + 1) / min(weight for weight in weights if weight > 0)
    for _ in range(200):
        middle = (least + most) / 2
        reached = sum(min(max(weight * middle, low[i]), high[i]) for i, weight in enumerate(weights))
        least, most = (middle, most) if reached < total else (least, middle)
    return (least + most) / 2
