"""Growth of a cluster: what each definition rests on, and prices whose index is 100 in no year of the study.

Both sides take the same few roots of doubles: pytest's own tolerance of 1e-6 is far above their rounding.
"""

from typing import Any

import numpy as np
import pytest

from reports.growth_figures import growth_of_all_measures, growth_of_series
from reports.score_inputs import EMPLOYEES, EXPORTS, FIGURES, WAGE_BILL
from tests.factories.materials import specification

PRINTED = {2000: 100.0, 2001: 92.0, 2002: 70.0, 2003: 75.0, 2004: 110.0, 2005: 150.0, 2006: 190.0}


def series(points: dict[int, float]) -> dict[str, Any]:
    return {"points": [[year, value] for year, value in points.items()]}


def figures(**given: list[float]) -> dict[str, Any]:
    n = len(next(iter(given.values())))
    return {code: np.array(given.get(code, [np.nan] * n)) for code in FIGURES}


def test_each_definition_says_on_how_many_years_it_rests() -> None:
    found = growth_of_series({**PRINTED, 1999: 5.0}, "exports", specification())
    assert {name: figure.n for name, figure in found.items()} == {"cagr": 2, "dlog": 2, "arith": 7, "loglinear": 7}
    assert [round(found[name].value or 0, 4) for name in ("cagr", "arith", "dlog", "loglinear")] == [
        11.2907,
        14.1545,
        10.6976,
        12.7305,
    ]


def test_a_series_without_its_base_year_rests_on_what_is_left() -> None:
    rest = {year: value for year, value in PRINTED.items() if year != 2000}
    found = growth_of_series(rest, "the nation's exports", specification())
    assert (found["cagr"].value, found["cagr"].n) == (None, 1)
    assert found["cagr"].reason == "There is no figure of the nation's exports for the base year."


@pytest.mark.parametrize("price_base", [2000, 2003, 2006])
def test_real_wages_grow_alike_in_the_prices_of_whatever_year(price_base: int) -> None:
    # Wages from 10 to 40 a head, prices from 80 to 160: twice as high in real terms over six years.
    firms = figures(**{WAGE_BILL[0]: [100.0], WAGE_BILL[1]: [400.0], EMPLOYEES[0]: [10.0], EMPLOYEES[1]: [10.0]})
    prices = {"price_index": series({2000: 80.0, 2003: 97.0, 2006: 160.0})}
    found = growth_of_all_measures(prices, specification(price_base_year=price_base), firms, np.ones(1))
    assert found["real_wages"]["cagr"].value == pytest.approx(100 * (2 ** (1 / 6) - 1))


def test_real_wages_need_the_year_whose_prices_they_are_told_in() -> None:
    firms = figures(**{WAGE_BILL[0]: [100.0], WAGE_BILL[1]: [400.0], EMPLOYEES[0]: [10.0], EMPLOYEES[1]: [10.0]})
    prices = {"price_index": series({2000: 80.0, 2006: 160.0})}
    found = growth_of_all_measures(prices, specification(price_base_year=2003), firms, np.ones(1))
    assert found["real_wages"]["cagr"].value is None
    assert "year of the price base" in found["real_wages"]["cagr"].reason


@pytest.mark.parametrize(("basis", "factor", "used"), [("matched", 2.0, 2), ("all_firms", 3.0, 3)])
def test_firms_born_later_count_only_over_all_firms(basis: str, factor: float, used: int) -> None:
    # A firm that sold nothing abroad in the base year is known; one not yet born is not.
    firms = figures(**{EXPORTS[0]: [100.0, 0.0, np.nan], EXPORTS[1]: [150.0, 50.0, 100.0]})
    found = growth_of_all_measures({}, specification(growth_basis=basis), firms, np.ones(3))
    assert found["exports"]["cagr"].value == pytest.approx(100 * (factor ** (1 / 6) - 1))
    assert (found["exports"]["cagr"].n, found["exports"]["cagr"].left_out) == (used, 3 - used)


@pytest.mark.parametrize(
    ("measure", "told"),
    [("exports", "exports"), ("employment", "employment"), ("real_wages", "the wage bill per employee")],
)
def test_a_base_year_of_nothing_has_no_growth_and_names_the_figure(measure: str, told: str) -> None:
    nothing = {EXPORTS[0]: [0.0], EMPLOYEES[0]: [0.0], WAGE_BILL[0]: [0.0]}
    firms = figures(**{**nothing, EXPORTS[1]: [150.0], EMPLOYEES[1]: [4.0], WAGE_BILL[1]: [9.0]})
    if measure == "real_wages":
        firms[EMPLOYEES[0]][:] = 4.0
    prices = {"price_index": series({2000: 100.0, 2006: 160.0})}
    found = growth_of_all_measures(prices, specification(price_base_year=2000), firms, np.ones(1))[measure]
    assert {figure.value for figure in found.values()} == {None}
    assert {figure.reason for figure in found.values()} == {f"The figure of {told} for the base year is not positive."}
