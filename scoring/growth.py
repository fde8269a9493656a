"""Average annual growth between a base year and a reference year, by four named definitions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Series = Mapping[int, float | None]


class GrowthDefinition(StrEnum):
    """How growth over several years becomes one yearly figure. The papers print no formula."""

    CAGR = "cagr"
    LOGLINEAR = "loglinear"
    ARITH = "arith"
    DLOG = "dlog"


NAMES: dict[GrowthDefinition, str] = {
    GrowthDefinition.CAGR: "Compound annual growth rate",
    GrowthDefinition.LOGLINEAR: "Log-linear trend",
    GrowthDefinition.ARITH: "Mean of yearly growth rates",
    GrowthDefinition.DLOG: "Mean yearly change of the logarithm",
}

EXPLANATIONS: dict[GrowthDefinition, str] = {
    GrowthDefinition.CAGR: (
        "The constant yearly rate that leads from the base year's value to the reference year's; "
        "it needs these two values only."
    ),
    GrowthDefinition.LOGLINEAR: (
        "The yearly rate of the exponential trend fitted by least squares to all years; "
        "it rests less on the two end years."
    ),
    GrowthDefinition.ARITH: (
        "The plain average of each year's growth over the year before; "
        "it needs every year and overstates growth when values swing."
    ),
    GrowthDefinition.DLOG: (
        "The average yearly change of the natural logarithm, in log points; "
        "a little below the compound rate when values grow."
    ),
}


class Undefined(StrEnum):
    """Why a growth rate does not exist."""

    BASE_MISSING = "base_missing"
    REF_MISSING = "ref_missing"
    BASE_NOT_POSITIVE = "base_not_positive"
    REF_NOT_POSITIVE = "ref_not_positive"
    YEAR_MISSING = "year_missing"
    YEAR_NOT_POSITIVE = "year_not_positive"


@dataclass(frozen=True, slots=True)
class Growth:
    """An average annual growth rate, or the reason why there is none.

    ``rate_pct`` is in per cent a year, for ``DLOG`` in log points (hundredths of a logarithm) a
    year; None when undefined, with ``reason``. ``slope`` is the log-linear trend's yearly change of
    the logarithm, else None. ``intervals`` is the number of years between base and reference.
    """

    definition: GrowthDefinition
    rate_pct: float | None
    reason: Undefined | None
    intervals: int
    slope: float | None = None


def growth(
    series: Series,
    base_year: int,
    ref_year: int,
    definition: GrowthDefinition = GrowthDefinition.CAGR,
) -> Growth:
    """Return the average annual growth of a series from the base to the reference year.

    ``series`` maps years to values, None or absent where unknown; years outside are not looked
    at. Growth over 2000 to 2006 has six intervals, not seven. The base value must be positive; the
    reference value may be 0 (minus 100 per cent) where no logarithm is taken. The mean of yearly
    rates needs every year; the trend uses those years that are known. Raises ValueError when the
    reference year is not after the base year. Source: method.md A.5.
    """
    intervals = ref_year - base_year
    if intervals <= 0:
        raise ValueError(f"Growth: from {base_year} to {ref_year}; the reference year must come later.")
    reason = _undefined(series, base_year, ref_year, definition)
    if reason is not None:
        return Growth(definition, None, reason, intervals)
    known = {year: value for year in range(base_year, ref_year + 1) if (value := series.get(year)) is not None}
    first, last = known[base_year], known[ref_year]
    match definition:
        case GrowthDefinition.CAGR:
            rate = (last / first) ** (1 / intervals) - 1
        case GrowthDefinition.DLOG:
            rate = math.log(last / first) / intervals
        case GrowthDefinition.ARITH:
            rate = math.fsum(known[year] / known[year - 1] - 1 for year in known if year > base_year) / intervals
        case GrowthDefinition.LOGLINEAR:
            slope = _trend(known)
            return Growth(definition, 100 * math.expm1(slope), None, intervals, slope)
    return Growth(definition, 100 * rate, None, intervals)


def _undefined(series: Series, base_year: int, ref_year: int, definition: GrowthDefinition) -> Undefined | None:
    """Return why a rate does not exist, or None when it does."""
    first, last = series.get(base_year), series.get(ref_year)
    if first is None:
        return Undefined.BASE_MISSING
    if last is None:
        return Undefined.REF_MISSING
    if first <= 0:
        return Undefined.BASE_NOT_POSITIVE
    logs = definition in (GrowthDefinition.LOGLINEAR, GrowthDefinition.DLOG)
    if last < 0 or (logs and last == 0):
        return Undefined.REF_NOT_POSITIVE
    between = [series.get(year) for year in range(base_year + 1, ref_year)]
    if definition is GrowthDefinition.ARITH and None in between:
        return Undefined.YEAR_MISSING
    if definition in (GrowthDefinition.ARITH, GrowthDefinition.LOGLINEAR) and any(
        value is not None and value <= 0 for value in between
    ):
        return Undefined.YEAR_NOT_POSITIVE
    return None


def _trend(known: Mapping[int, float]) -> float:
    """Return the least-squares slope of the logarithm on the year."""
    mean_year = math.fsum(known) / len(known)
    mean_log = math.fsum(math.log(value) for value in known.values()) / len(known)
    above = math.fsum((year - mean_year) * (math.log(value) - mean_log) for year, value in known.items())
    return above / math.fsum((year - mean_year) ** 2 for year in known)
