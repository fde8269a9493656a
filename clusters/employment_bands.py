"""Reads bands of employment such as “10-49”, “50至99人” or “más de 500”, and tells the size class they lie in."""

import re
from dataclasses import dataclass

from clusters.figures import plain_digits
from clusters.models import SizeClass
from clusters.size_bounds import CLASSES, USUAL, SizeBounds

LETTERED = re.compile(r"^(?:[a-z]|[ivx]{1,4}|\d)[.)]\s+(?=\D*\d)", re.IGNORECASE)
GROUPING = re.compile(r"(?<=\d)[.,\s'\u00a0\u202f](?=\d{3}(?!\d))")
UNIT = re.compile(
    r"\s*(?:人|名|personas?|empleados?|trabajadores|employees|workers|people|persons|عامل|عمال|موظف\w*)\s*$"
)
BEFORE = r"(?:de|desde|del?|entre|from|between|从|由|من|بين)?\s*"
RANGE = re.compile(BEFORE + r"(\d+)\s*(?:人|名)?\s*(?:-|–|—|~|～|to|and|a|y|hasta|至|到|إلى|الى)\s*(\d+)")
FROM_ON = re.compile(r"(\d+)\s*(?:人|名)?\s*(?:\+|(?:and|or) (?:more|over)|[yo] más|(?:及|或)?以上|فأكثر|فما فوق)")
AT_LEAST = re.compile(r"(?:≥|>=|at least|al menos|desde|至少)\s*(\d+)")
ABOVE = re.compile(r"(?:>|more than|over|más de|mas de|超过|أكثر من)\s*(\d+)")
BELOW = re.compile(r"(?:<|less than|fewer than|under|menos de|不足|少于|أقل من)\s*(\d+)")
UP_TO = re.compile(r"(?:≤|<=|up to|hasta|至多|حتى)\s*(\d+)")
AT_MOST = re.compile(r"(\d+)\s*(?:人|名)?\s*(?:(?:and|or) (?:less|fewer)|o menos|(?:及|或)?以下|فأقل)")


@dataclass(frozen=True, slots=True)
class Band:
    """People employed, from `low` to `high`, both counted in; `high` is None where the band is open."""

    low: int
    high: int | None
    bounds: SizeBounds = USUAL

    @property
    def classes(self) -> tuple[SizeClass, ...]:
        """The size classes the band reaches into, the smallest first."""
        last = SizeClass.LARGE if self.high is None else self.bounds.size_class(self.high)
        first = self.bounds.size_class(self.low)
        return CLASSES[CLASSES.index(first) : CLASSES.index(last) + 1]

    @property
    def size(self) -> SizeClass | None:
        """The size class of the whole band; None where it reaches into more than one."""
        return self.classes[0] if len(self.classes) == 1 else None


def band_of(text: str, bounds: SizeBounds = USUAL) -> Band | None:
    """The band a text names, or None; its size classes are those of the bounds."""
    tidy = GROUPING.sub("", LETTERED.sub("", plain_digits(text.strip().casefold())))
    tidy = UNIT.sub("", tidy).strip()
    if match := RANGE.fullmatch(tidy):
        low, high = int(match[1]), int(match[2])
        return Band(low, high, bounds) if low <= high else None
    for pattern, shift in ((FROM_ON, 0), (AT_LEAST, 0), (ABOVE, 1)):
        if match := pattern.fullmatch(tidy):
            return Band(int(match[1]) + shift, None, bounds)
    for pattern, shift in ((BELOW, -1), (UP_TO, 0), (AT_MOST, 0)):
        if (match := pattern.fullmatch(tidy)) and int(match[1]) + shift >= 0:
            return Band(0, int(match[1]) + shift, bounds)
    return None


def without_unit(text: str) -> str:
    """A head count without the word for people behind it."""
    return UNIT.sub("", text.casefold()).strip()
