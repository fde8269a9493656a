"""The stylised model behaves as section 4 of the paper argues."""

import numpy as np
import pytest

from analysis.crises.concept import HIGH, LOW, LOW_IN_CRISIS, Producer, concept_figure


@pytest.mark.parametrize("producer", [LOW, LOW_IN_CRISIS, HIGH], ids=lambda each: each.name)
def test_no_other_quantity_gives_more_profit(producer: Producer) -> None:
    tried = np.linspace(0.01, 20, 4001)
    profits = producer.price * tried - producer.fixed - producer.slope * tried**2 / 2
    # The grid is 0.005 wide and profit flat at its top.
    assert producer.profit == pytest.approx(profits.max(), abs=1e-4)
    assert producer.profit == pytest.approx(
        producer.quantity * (producer.price - producer.average_cost(producer.quantity))
    )


def test_a_crisis_turns_the_order_of_the_two_profits() -> None:
    """By hand: 6²/2 − 4 = 14; 4²/2 − 4 = 4; 9²/3 − 18 = 9."""
    assert (LOW.profit, LOW_IN_CRISIS.profit, HIGH.profit) == pytest.approx((14.0, 4.0, 9.0))
    assert LOW.profit > HIGH.profit > LOW_IN_CRISIS.profit > 0


def test_the_figure_says_that_its_numbers_are_ours() -> None:
    figure = concept_figure()
    assert all(len(series.x) == len(series.y) for series in figure.series)
    assert "14.0" in figure.reading and "9.0" in figure.reading and "4.0" in figure.reading
    assert "ours" in figure.notes[0]
