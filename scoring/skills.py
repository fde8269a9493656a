"""Skill intensity: the share of the workforce that counts as skilled, by two definitions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

CATEGORIES = ("managers", "professionals", "technical", "supervisory", "clerical", "skilled", "unskilled")


class SkillDefinition(StrEnum):
    """Whom skill intensity counts.

    ``NARROW`` counts managers, professionals, technical, supervisory and clerical staff; ``WIDE``,
    the survey's own, adds skilled direct workers.
    """

    NARROW = "narrow"
    WIDE = "wide"


class SkillAggregate(StrEnum):
    """How firms make a cluster's figure."""

    RATIO_OF_TOTALS = "ratio_of_totals"
    MEAN_OF_RATIOS = "mean_of_ratios"


@dataclass(frozen=True, slots=True)
class Workforce:
    """A firm's employees by category and in all, in persons; None where unknown."""

    total: float | None
    managers: float | None = None
    professionals: float | None = None
    technical: float | None = None
    supervisory: float | None = None
    clerical: float | None = None
    skilled: float | None = None
    unskilled: float | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class SkillIntensity:
    """A cluster's skill intensity in per cent (None when no firm tells), and the firms behind it."""

    share_pct: float | None
    firms_used: int
    firms_left_out: int


def skilled_staff(firm: Workforce, definition: SkillDefinition, *, technical_in_wide: bool = True) -> float | None:
    """Return how many employees count as skilled; None when a category needed is unknown.

    ``technical_in_wide`` settles that the survey paper's note 10 leaves technical staff out of the
    wide definition and its note 11 does not; the narrow one always counts them.
    """
    counted = ["managers", "professionals", "technical", "supervisory", "clerical"]
    if definition is SkillDefinition.WIDE:
        counted.append("skilled")
        if not technical_in_wide:
            counted.remove("technical")
    numbers: list[float | None] = [getattr(firm, category) for category in counted]
    known = [number for number in numbers if number is not None]
    return math.fsum(known) if len(known) == len(numbers) else None


def skill_intensity(
    firms: Sequence[Workforce],
    definition: SkillDefinition,
    *,
    technical_in_wide: bool = True,
    aggregate: SkillAggregate = SkillAggregate.RATIO_OF_TOTALS,
) -> SkillIntensity:
    """Return a cluster's skill intensity.

    Firms with an unknown category or total, or without employees, are left out and counted. The
    ratio of totals divides weighted skilled staff by weighted employees; the mean of ratios is the
    weighted mean of the firms' own shares. Source: method.md A.5 (the paper's notes 10 and 11).
    """
    used = []
    for firm in firms:
        skilled = skilled_staff(firm, definition, technical_in_wide=technical_in_wide)
        if skilled is not None and firm.total is not None and firm.total > 0:
            used.append((firm.weight, skilled, firm.total))
    if aggregate is SkillAggregate.RATIO_OF_TOTALS:
        above = math.fsum(weight * skilled for weight, skilled, _ in used)
        below = math.fsum(weight * total for weight, _, total in used)
    else:
        above = math.fsum(weight * skilled / total for weight, skilled, total in used)
        below = math.fsum(weight for weight, _, _ in used)
    share = 100 * above / below if below > 0 else None
    return SkillIntensity(share, len(used), len(firms) - len(used))


def category_gap(firm: Workforce) -> float | None:
    """Return the sum of the seven categories minus the total; None when any of them is unknown."""
    numbers = [getattr(firm, category) for category in CATEGORIES]
    if firm.total is None or None in numbers:
        return None
    return math.fsum(numbers) - firm.total
