"""Rounding as the published tables do it: halves go up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def percent_half_up(count: int, n: int) -> int:
    """Return 100 count/n as a whole number, halves up, in exact integer arithmetic.

    0 <= count <= n. Raises ValueError when n is 0 or count lies outside. Source: method.md A.3.3.
    """
    if n <= 0:
        raise ValueError(f"Per cent: {count} of {n}; a percentage needs at least one case.")
    if not 0 <= count <= n:
        raise ValueError(f"Per cent: {count} of {n}; a part lies between nothing and the whole.")
    return (200 * count + n) // (2 * n)


def round_half_up(value: Decimal | Fraction | int | float, places: int = 0) -> Decimal:
    """Return a number with so many decimals, halves away from zero.

    A float is taken at its shortest decimal form, so 0.145 counts as a half and not as the
    slightly smaller double behind it; a fraction is rounded exactly.
    """
    unit = Decimal(1).scaleb(-places)
    if isinstance(value, Fraction):
        whole = (abs(value) / Fraction(unit) * 2 + 1) // 2
        return Decimal(whole if value >= 0 else -whole).scaleb(-places)
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return exact.quantize(unit, rounding=ROUND_HALF_UP)
