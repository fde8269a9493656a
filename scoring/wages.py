"""Real wages: the wage bill per employee, in prices of one year."""

from __future__ import annotations

from scoring.growth import Series


def real_wage(
    wage_bill: float | None, employees: float | None, price_index: float | None, base_index: float | None
) -> float | None:
    """Return the yearly wage per employee in base-year prices, in the wage bill's currency.

    The wage is divided by price_index/base_index. None when any figure is unknown, or employees or
    an index is not positive. Source: method.md A.5 (the survey paper's note 6 on deflation).
    """
    if wage_bill is None or employees is None or price_index is None or base_index is None:
        return None
    if employees <= 0 or price_index <= 0 or base_index <= 0:
        return None
    return wage_bill / employees / (price_index / base_index)


def real_wage_series(
    wage_bill: Series, employees: Series, price_index: Series, base_year: int
) -> dict[int, float | None]:
    """Return the real wage of every year the wage bill has, in prices of the base year."""
    base_index = price_index.get(base_year)
    return {
        year: real_wage(bill, employees.get(year), price_index.get(year), base_index)
        for year, bill in wage_bill.items()
    }


def real_growth(nominal: float, inflation: float) -> float:
    """Return real growth from nominal growth and inflation, all as shares (0.10 for 10 %).

    (1 + nominal)/(1 + inflation) - 1, Fisher's identity, and not their difference. Raises
    ValueError when prices fall to nothing. Source: method.md A.5.
    """
    if inflation <= -1:
        raise ValueError(f"Real growth: inflation of {inflation}; it must be above -1 (minus 100 per cent).")
    return (1 + nominal) / (1 + inflation) - 1
