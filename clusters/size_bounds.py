"""Size classes of a study: from how many employees on a firm is small, medium, large; below small it is micro."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clusters.models import SizeClass, Study
from clusters.models.frame import USUAL_BOUNDS

CLASSES = (SizeClass.MICRO, SizeClass.SMALL, SizeClass.MEDIUM, SizeClass.LARGE)
LARGEST_BOUND = 1_000_000


@dataclass(frozen=True, slots=True)
class SizeBounds:
    """The first head count of each class above micro, ascending. Unless told otherwise, those of the World Bank
    Enterprise Surveys, which the EU's 10, 50, 250 stand beside."""

    small: int = USUAL_BOUNDS[0]
    medium: int = USUAL_BOUNDS[1]
    large: int = USUAL_BOUNDS[2]

    def size_class(self, employees: int | None) -> SizeClass:
        """The size class of a head count."""
        if employees is None:
            return SizeClass.UNKNOWN
        return CLASSES[sum(employees >= first for first in self.told())]

    def told(self) -> tuple[int, int, int]:
        """The three numbers, as they are kept."""
        return (self.small, self.medium, self.large)


USUAL = SizeBounds()
EU = SizeBounds(10, 50, 250)


def are_bounds(told: Any) -> bool:
    """Whether this is three whole numbers, ascending, the first above 1."""
    is_three = isinstance(told, list | tuple) and len(told) == 3
    return is_three and all(type(each) is int for each in told) and 1 < told[0] < told[1] < told[2] <= LARGEST_BOUND


def bounds_from(told: Sequence[int] | None) -> SizeBounds:
    """The bounds as they are kept; the usual ones where nothing is."""
    return SizeBounds(*told) if told else USUAL


def bounds_of(study: Study) -> SizeBounds:
    """The bounds the study takes its next lists by."""
    return bounds_from(study.size_bounds)


def kept_bounds(bounds: SizeBounds) -> list[int] | None:
    """What is kept of bounds: nothing of the usual ones."""
    return None if bounds == USUAL else list(bounds.told())
