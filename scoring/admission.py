"""Whether a cluster belongs in the survey at all."""

from __future__ import annotations

from dataclasses import dataclass

LEAST_YEARS = 20


@dataclass(frozen=True, slots=True)
class Admission:
    """The two conditions with their margins, which are None where a figure is unknown.

    ``years_margin`` is experience beyond the years asked for, ``growth_margin`` the location's
    growth beyond the nation's in percentage points. ``admitted`` is None while it depends on what
    is unknown.
    """

    admitted: bool | None
    years_margin: float | None
    growth_margin: float | None


def admission(
    experience_years: float | None,
    location_growth_pct: float | None,
    national_growth_pct: float | None,
    *,
    least_years: float = LEAST_YEARS,
) -> Admission:
    """Return whether a cluster is old enough and outgrows its nation.

    Experience of exactly ``least_years`` is enough; growth of exports of the lead product must be
    above the nation's, by the same definition and over the same years. Source: method.md A.5.
    """
    years = None if experience_years is None else experience_years - least_years
    grown = None
    if location_growth_pct is not None and national_growth_pct is not None:
        grown = location_growth_pct - national_growth_pct
    conditions = [None if years is None else years >= 0, None if grown is None else grown > 0]
    if False in conditions:
        return Admission(False, years, grown)
    return Admission(None if None in conditions else True, years, grown)
