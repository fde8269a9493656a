"""The frame's employment as totals for weights: employees of all its firms by class, and what stands in the way."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.models import Frame
from reports.errors import WeightsRefusedError
from scoring.raking import Margin
from scoring.weighting import EMPLOYMENT, WHOLE

COLUMNS = {"ownership": "ownership", "size": "size", "sector": "sector", "stratum": "stratum__code"}


@dataclass(frozen=True, slots=True)
class FrameEmployment:
    """Employees of all firms of a list by variable and class, `all` among them; empty where it does not tell them.

    `is_whole`: it has as many lines as its strata have firms. `untold` counts lines without a head count.
    """

    totals: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    is_whole: bool = False
    untold: int = 0


def frame_employment(frame: Frame) -> FrameEmployment:
    """Add up the employees of a list, by the classes in which every one of its lines is."""
    strata: list[int | None] = list(frame.strata.values_list("population", flat=True))
    rows: list[tuple[Any, ...]] = list(frame.units.values_list("employees", *COLUMNS.values()))
    is_whole = bool(rows) and None not in strata and sum(size or 0 for size in strata) == len(rows)
    untold = len([row for row in rows if row[0] is None])
    if not is_whole or untold:
        return FrameEmployment(is_whole=is_whole, untold=untold)
    totals = {WHOLE: {WHOLE: float(sum(row[0] for row in rows))}}
    for place, variable in enumerate(COLUMNS, start=1):
        if all(row[place] for row in rows):
            sums: dict[str, float] = defaultdict(float)
            for row in rows:
                sums[row[place]] += row[0]
            totals[variable] = dict(sorted(sums.items()))
    return FrameEmployment(totals, is_whole)


def employment_margin(
    name: str, told: FrameEmployment, typed: Mapping[str, Mapping[str, float]], factor: float
) -> Margin:
    """The employees to rake to by the classes of `name`: those that were typed, else the frame's times `factor`.

    The factor is the share of listed firms that are eligible: those that are not employ nobody any more.
    Raises WeightsRefusedError where neither is there.
    """
    if EMPLOYMENT in typed:
        return Margin(name, typed[EMPLOYMENT])
    totals = told.totals.get(name)
    if not totals:
        raise WeightsRefusedError(_why_not(told), _("Type the totals, or leave employment out."), place="trusted")
    return Margin(name, {label: total * factor for label, total in totals.items()})


def _why_not(told: FrameEmployment) -> str:
    if not told.is_whole:
        return _("The list of firms is not whole: how many employees the others have is not known.")
    if told.untold:
        return ngettext(
            "Of %(count)d firm of the list the number of employees is not known.",
            "Of %(count)d firms of the list the number of employees is not known.",
            told.untold,
        ) % {"count": told.untold}
    return _("Not every firm of the list is in a class.")
