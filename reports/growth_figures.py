"""Growth of a cluster's exports, employment and real wages by every definition, from firms or official series. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.models import SeriesKind
from reports.results import Figure
from reports.score_inputs import EMPLOYEES, EXPORTS, WAGE_BILL
from reports.specification import Specification
from scoring.aggregate_growth import AggregateBasis, FirmSeries, aggregate_growth
from scoring.columns import FloatArray
from scoring.disclosure import dominated, too_few
from scoring.growth import GrowthDefinition, Undefined, growth
from scoring.wages import real_wage_series

Point = float | None
Yearly = dict[int, Point]
FrozenSeries = Mapping[str, Mapping[str, Any]]

OF_ENDS = (GrowthDefinition.CAGR, GrowthDefinition.DLOG)
"""Definitions that rest on the two end years, whatever is known between them."""

TOLD = {EXPORTS: gettext_lazy("exports"), EMPLOYEES: gettext_lazy("employment")}
NATIONAL_TOLD = gettext_lazy("the nation's exports")
WAGES_TOLD = gettext_lazy("the wage bill per employee")

REASONS = {
    Undefined.BASE_MISSING: gettext_lazy("There is no figure of %(told)s for the base year."),
    Undefined.REF_MISSING: gettext_lazy("There is no figure of %(told)s for the reference year."),
    Undefined.BASE_NOT_POSITIVE: gettext_lazy("The figure of %(told)s for the base year is not positive."),
    Undefined.REF_NOT_POSITIVE: gettext_lazy("The figure of %(told)s for the reference year is not positive."),
    Undefined.YEAR_MISSING: gettext_lazy(
        "This definition needs every year, and a figure of %(told)s is missing for a year between the ends."
    ),
    Undefined.YEAR_NOT_POSITIVE: gettext_lazy("A year between the ends has a figure of %(told)s that is not positive."),
}


def growth_of_all_measures(
    series: FrozenSeries, specification: Specification, figures: Mapping[str, FloatArray], weights: FloatArray
) -> dict[str, dict[str, Figure]]:
    """Return, by measure and definition, the growth of a cluster over the study's years.

    Measures: exports, employment, real_wages over the chosen basis; exports_national and exports_location as Table 1
    prints them, the latter from the firms where the location has no series of its own.
    """
    used = weights.tolist() if specification.weighted else [1.0] * int(weights.size)
    official = {kind: _yearly(entry) for kind, entry in series.items()}
    exports = _of_firms(EXPORTS, SeriesKind.LOCATION_EXPORTS, official, specification, figures, used)
    location = official.get(SeriesKind.LOCATION_EXPORTS)
    return {
        "exports": exports,
        "employment": _of_firms(EMPLOYEES, SeriesKind.LOCATION_EMPLOYMENT, official, specification, figures, used),
        "real_wages": _of_real_wages(official, specification, figures, used),
        "exports_national": growth_of_series(official.get(SeriesKind.NATIONAL_EXPORTS), NATIONAL_TOLD, specification),
        "exports_location": exports if location is None else growth_of_series(location, TOLD[EXPORTS], specification),
    }


def growth_of_series(yearly: Yearly | None, told: object, specification: Specification) -> dict[str, Figure]:
    """Return the growth of one official series by every definition; `n` counts the years a definition looks at.

    `told` names the figure in the sentence that says why there is no growth.
    """
    if yearly is None:
        return _undefined(_("No such series was entered."))
    base, ref = specification.base_year, specification.reference_year
    known = [year for year, value in yearly.items() if base <= year <= ref and value is not None]
    ends = [year for year in known if year in (base, ref)]
    return {
        str(each): _figure(growth(yearly, base, ref, each), told, len(ends if each in OF_ENDS else known), 0)
        for each in GrowthDefinition
    }


def points_of(values: FloatArray) -> list[Point]:
    """Return an array's numbers with None for NaN."""
    return [None if math.isnan(value) else value for value in values.tolist()]


def _of_firms(
    items: tuple[str, str],
    kind: str,
    official: Mapping[str, Yearly],
    specification: Specification,
    figures: Mapping[str, FloatArray],
    weights: Sequence[float],
) -> dict[str, Figure]:
    """Growth of a total that firms report for the two end years."""
    if specification.growth_over is AggregateBasis.OFFICIAL_SERIES:
        return growth_of_series(official.get(kind), TOLD[items], specification)
    base, ref = specification.base_year, specification.reference_year
    ends = zip(points_of(figures[items[0]]), points_of(figures[items[1]]), weights, strict=True)
    firms = [FirmSeries({base: first, ref: last}, weight) for first, last, weight in ends]
    found = {}
    for each in GrowthDefinition:
        total = aggregate_growth(firms, base, ref, definition=each, basis=specification.growth_over)
        found[str(each)] = _figure(total.growth, TOLD[items], total.firms_used, total.firms_left_out)
    amounts = [(firm.values[base], firm.values[ref]) for firm in firms]
    return _protected(found, amounts if items == EXPORTS else [], specification)


def _of_real_wages(
    official: Mapping[str, Yearly],
    specification: Specification,
    figures: Mapping[str, FloatArray],
    weights: Sequence[float],
) -> dict[str, Figure]:
    """Growth of the wage bill per employee in constant prices."""
    prices = official.get(SeriesKind.PRICE_INDEX)
    base, ref = specification.base_year, specification.reference_year
    needed = (base, ref, specification.price_base_year)
    if prices is None or any(prices.get(year) is None for year in needed):
        return _undefined(_("The price index lacks the base year, the reference year or the year of the price base."))
    if specification.growth_over is AggregateBasis.OFFICIAL_SERIES:
        bill, staff = official.get(SeriesKind.LOCATION_WAGE_BILL), official.get(SeriesKind.LOCATION_EMPLOYMENT)
        if bill is None or staff is None:
            return _undefined(_("The location has no series of wage bill and employment."))
        real = real_wage_series(bill, staff, prices, specification.price_base_year)
        return growth_of_series(real, WAGES_TOLD, specification)
    bill, staff, used = _wages_of_firms(specification, figures, weights)
    wages = real_wage_series(bill, staff, prices, specification.price_base_year)
    left_out = len(weights) - used
    found = {
        str(each): _figure(growth(wages, base, ref, each), WAGES_TOLD, used, left_out) for each in GrowthDefinition
    }
    bills = zip(*(points_of(figures[code]) for code in WAGE_BILL), strict=True)
    return _protected(found, list(bills), specification)


def _protected(
    found: Mapping[str, Figure], amounts: Sequence[tuple[Point, Point]], specification: Specification
) -> dict[str, Figure]:
    """The figures of firms, marked when they rest on too few, or when one firm rules a year's total of money."""
    if specification.growth_over is AggregateBasis.MATCHED_PANEL:
        amounts = [pair for pair in amounts if None not in pair]
    ends = zip(*amounts, strict=True) if amounts else ()
    rules = specification.disclosure
    ruled = any(dominated([amount for amount in end if amount is not None], rules) for end in ends)
    return {
        name: replace(figure, protected=ruled or too_few(figure.n, fewest=rules.fewest))
        for name, figure in found.items()
    }


def _wages_of_firms(
    specification: Specification, figures: Mapping[str, FloatArray], weights: Sequence[float]
) -> tuple[Yearly, Yearly, int]:
    """Weighted wage bill and employment at both ends over firms that tell both, and how many firms those are."""
    columns = [points_of(figures[code]) for code in (*WAGE_BILL, *EMPLOYEES)]
    rows = list(zip(*columns, weights, strict=True))
    matched = specification.growth_over is AggregateBasis.MATCHED_PANEL
    if matched:
        rows = [row for row in rows if None not in row]
    bill: Yearly = {}
    staff: Yearly = {}
    for place, year in enumerate((specification.base_year, specification.reference_year)):
        told = [row for row in rows if row[place] is not None and row[place + 2] is not None]
        bill[year] = math.fsum(row[4] * row[place] for row in told) if told else None
        staff[year] = math.fsum(row[4] * row[place + 2] for row in told) if told else None
    used = [row for row in rows if any(row[end] is not None and row[end + 2] is not None for end in (0, 1))]
    return bill, staff, len(used)


def _yearly(entry: Mapping[str, Any]) -> Yearly:
    return {int(year): value for year, value in entry["points"]}


def _figure(rate: Any, told: object, n: int, left_out: int) -> Figure:
    return Figure(rate.rate_pct, n, left_out, "" if rate.reason is None else str(REASONS[rate.reason]) % {"told": told})


def _undefined(reason: str) -> dict[str, Figure]:
    return {str(each): Figure(None, reason=reason) for each in GrowthDefinition}
