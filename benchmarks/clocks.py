"""Timing two ways of doing the same thing in turn, so that a machine that slows down slows both."""

import statistics
import time
from collections.abc import Callable


def paired_ratio(ours: Callable[[], object], yardstick: Callable[[], object], rounds: int = 9) -> list[float]:
    """Return ours over yardstick, round by round, after one warm-up of each."""
    ours()
    yardstick()
    ratios = []
    for _ in range(rounds):
        begun = time.perf_counter()
        ours()
        middle = time.perf_counter()
        yardstick()
        ratios.append((middle - begun) / (time.perf_counter() - middle))
    return ratios


def line(what: str, ratios: list[float], at_most: float) -> str:
    """One printed line: the median ratio, its range, and what it should stay under."""
    return (
        f"{what}: {statistics.median(ratios):.2f}× the yardstick "
        f"({min(ratios):.2f} to {max(ratios):.2f} over {len(ratios)} rounds; aim: at most {at_most:g}×)"
    )
