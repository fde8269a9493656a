"""Figure 1 of the paper as a stylised model: why a crisis makes a firm choose quality.

Section 4 of the paper: a firm sells at a price where it meets marginal cost; producing quality costs more, fixed and a
piece, and sells at a higher price once buyers can tell. The paper draws no numbers; those below are ours.
"""

from dataclasses import dataclass

import numpy as np

from analysis.results import Figure, Series


@dataclass(frozen=True, slots=True)
class Producer:
    """Cost = fixed + slope·q²/2, sold at `price`: marginal cost slope·q meets the price at q = price/slope."""

    name: str
    price: float
    fixed: float
    slope: float

    @property
    def quantity(self) -> float:
        """The quantity of greatest profit."""
        return self.price / self.slope

    @property
    def profit(self) -> float:
        """price·q − fixed − slope·q²/2 at that quantity: area A or B of the figure."""
        return self.price * self.quantity - self.fixed - self.slope * self.quantity**2 / 2

    def average_cost(self, quantity: float) -> float:
        """Cost a piece."""
        return self.fixed / quantity + self.slope * quantity / 2


LOW = Producer("Low quality", price=6.0, fixed=4.0, slope=1.0)
LOW_IN_CRISIS = Producer("Low quality in a crisis", price=4.0, fixed=4.0, slope=1.0)
HIGH = Producer("High quality", price=9.0, fixed=18.0, slope=1.5)


def concept_figure() -> Figure:
    """Prices and average costs of both qualities; before a crisis A is greater than B, in it B is greater than A."""
    quantities = tuple(float(each) for each in np.linspace(1.0, 9.0, 33))
    costs = tuple(
        Series(f"Average cost, {each.name.lower()}", quantities, tuple(each.average_cost(q) for q in quantities))
        for each in (LOW, HIGH)
    )
    prices = tuple(
        Series(f"Price, {each.name.lower()}", quantities, (each.price,) * len(quantities))
        for each in (LOW, LOW_IN_CRISIS, HIGH)
    )
    return Figure(
        "figure_1",
        "Crises and quality upgrading, a stylised model",
        "line",
        costs + prices,
        "Quantity",
        "Price and cost a piece",
        f"Profit with low quality is {LOW.profit:.1f} (area A), with high quality {HIGH.profit:.1f} (area B); when a "
        f"crisis lowers the price of low quality, A falls to {LOW_IN_CRISIS.profit:.1f} and high quality pays more.",
        "Figure 1",
        ("The paper draws this without numbers; those here are ours and show the argument, not an estimate.",),
    )
