"""Size classes of firms. The papers print none; these are two common conventions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from scoring.columns import BoolArray, FloatArray

USUAL_BOUNDS = (5, 20, 100)
"""From how many employees on a firm is small, medium and large by the World Bank Enterprise Surveys."""

CLASS_CODES = ("micro", "small", "medium", "large")


class SizeScheme(StrEnum):
    """A convention of size classes: that of the World Bank Enterprise Surveys, or the EU's."""

    WBES = "wbes"
    EU = "eu"


@dataclass(frozen=True, slots=True)
class SizeClass:
    """A class of firms with ``least`` to ``most`` employees, both included; None for no upper bound."""

    code: str
    least: int
    most: int | None

    @property
    def label(self) -> str:
        """Return the class as a range, "5–19" or "100+"."""
        return f"{self.least}+" if self.most is None else f"{self.least}–{self.most}"


SIZE_CLASSES: dict[SizeScheme, tuple[SizeClass, ...]] = {
    SizeScheme.WBES: (
        SizeClass("small", 5, 19),
        SizeClass("medium", 20, 99),
        SizeClass("large", 100, None),
    ),
    SizeScheme.EU: (
        SizeClass("micro", 1, 9),
        SizeClass("small", 10, 49),
        SizeClass("medium", 50, 249),
        SizeClass("large", 250, None),
    ),
}


def size_class(employees: float | None, scheme: SizeScheme = SizeScheme.WBES) -> SizeClass | None:
    """Return the class of a firm, or None when employment is unknown or below the smallest class.

    A class reaches up to the next one's first whole number, so 19.5 full-time equivalents are
    still small. Source: method.md A.6, point 1.
    """
    if employees is None:
        return None
    reached = [each for each in SIZE_CLASSES[scheme] if employees >= each.least]
    return reached[-1] if reached else None


def classes_by_bounds(employees: FloatArray, bounds: Sequence[int] = USUAL_BOUNDS) -> dict[str, BoolArray]:
    """Return for each class which of n firms are in it, bool[n]: micro, small, medium, large, unknown.

    ``employees`` float64[n], NaN (or below 0) where not known; ``bounds`` ascending, the first head
    counts of small, medium and large. Every firm is in one class. Raises ValueError for other than
    three ascending bounds. Source: method.md A.6, point 1.
    """
    if len(bounds) != len(CLASS_CODES) - 1 or list(bounds) != sorted(set(bounds)):
        raise ValueError(f"Size classes: {list(bounds)} are not three ascending head counts.")
    known = employees >= 0
    place = np.searchsorted(np.asarray(bounds, dtype=np.float64), employees, side="right")
    found = {code: known & (place == number) for number, code in enumerate(CLASS_CODES)}
    return {**found, "unknown": ~known}
