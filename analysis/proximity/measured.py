"""From the checked tables to proximities of industries and of regions: what every table of a run starts from."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.proximity.cells import Cells, Matched, cells_from_batches, matched
from analysis.proximity.choices import Choices
from analysis.proximity.industries import carried_over, given_ready
from analysis.proximity.products import FloatArray, Proximities, proximity_from_trade
from analysis.proximity.regional import regional_proximity
from analysis.specifications import SpecificationError

BATCH_ROWS = 200_000
"""A table of firms in memory is summed in pieces of this many rows, so that no second copy of it is made."""


@dataclass(frozen=True, slots=True)
class Near:
    """Proximities of the industries of the firms, and sentences on how they came about."""

    proximities: Proximities
    cautions: tuple[str, ...]


def industry_proximities(choices: Choices, tables: Mapping[str, pd.DataFrame]) -> Near:
    """From world trade and the concordance, or from the matrix given ready; SpecificationError with both or neither."""
    ready, trade = tables.get("proximity"), tables.get("trade")
    if (ready is None) == (trade is None):
        fact = "are both given" if ready is not None else "are both missing"
        raise SpecificationError([f"World trade and a proximity given ready {fact}. Give one of the two."])
    if ready is not None:
        if "concordance" in tables:
            raise SpecificationError(["A proximity given ready is of industries already. Leave the concordance out."])
        return Near(given_ready(ready, missing_pairs=choices.missing_pairs), ())
    assert trade is not None  # noqa: S101 - one of the two is there
    return _from_trade(choices, trade, tables.get("concordance"))


def _from_trade(choices: Choices, trade: pd.DataFrame, concordance: pd.DataFrame | None) -> Near:
    try:
        products = proximity_from_trade(
            trade,
            years=choices.trade_years,
            threshold=choices.advantage_threshold,
            rule=choices.advantage_rule,
        )
    except ValueError as problem:
        raise SpecificationError([str(problem)]) from problem
    if not products.codes:
        raise SpecificationError(["No country has an advantage in any product; lower advantage_threshold."])
    cautions = [
        "Proximity comes from exports of the whole world: it tells which industries need alike capabilities, not who "
        "deals with whom in a region."
    ]
    if products.left_out:
        cautions.append(
            f"No country has an advantage in {len(products.left_out)} products ({_some(products.left_out)}); they have "
            "no proximity."
        )
    if concordance is None:
        return Near(products, (*cautions, "Without a concordance the industries of the firms were read as products."))
    carried = carried_over(products, concordance, shared=choices.shared_products)
    if carried.without_product:
        told = f"{len(carried.without_product)} industries of the concordance ({_some(carried.without_product)})"
        cautions.append(f"{told} have no product with a proximity and are left out.")
    if carried.rescaled:
        told = f"{len(carried.rescaled)} industries ({_some(carried.rescaled)})"
        cautions.append(f"{told} lost products without proximity; the weights of the others were raised to sum to one.")
    if carried.shared:
        how = "count as one" if choices.shared_products == "one" else "are left out"
        cautions.append(
            f"{carried.shared} pairs of industries share a product; such pairs of a product with itself {how}."
        )
    return Near(carried.proximities, tuple(cautions))


def _some(names: tuple[str, ...], most: int = 5) -> str:
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")


@dataclass(frozen=True, slots=True)
class Measured:
    """Cells and regional proximities of one division into regions.

    `values` maps a weight and a year to proximity by region (NaN where there is none); `phi` is in the order of the
    industries of the cells.
    """

    cells: Cells
    phi: FloatArray
    values: Mapping[tuple[str, int], FloatArray]
    lost: Matched

    def of(self, weight: str, year: int) -> FloatArray:
        """Proximity by region in the order of `cells.regions`."""
        return self.values[weight, year]


def measured(choices: Choices, firms: pd.DataFrame, near: Proximities, *, region: str = "region") -> Measured:
    """Sums the firms to cells of `region`, keeps the industries with a proximity, and weighs with every size."""
    batches = (firms.iloc[start : start + BATCH_ROWS] for start in range(0, max(len(firms), 1), BATCH_ROWS))
    return measured_cells(choices, cells_from_batches(batches, region=region), near)


def measured_cells(choices: Choices, cells: Cells, near: Proximities) -> Measured:
    """The same for cells that are summed already, as from a file too long for the memory."""
    found = matched(cells, near.codes)
    places = [near.codes.index(industry) for industry in found.cells.industries]
    phi = near.values[np.ix_(places, places)]
    values = {
        (weight, year): regional_proximity(found.cells.of(weight, year), phi, single=choices.single_industry)
        for weight in wanted_weights(choices, found.cells)
        for year in found.cells.years
    }
    return Measured(found.cells, phi, values, found)


def wanted_weights(choices: Choices, cells: Cells) -> tuple[str, ...]:
    """The weights of the run; SpecificationError where the table lacks one that is wanted."""
    wanted = choices.weights or tuple(cells.sizes)
    needed = dict.fromkeys([*wanted, *([choices.main_weight] if choices.main_weight else [])])
    if missing := [weight for weight in needed if weight not in cells.sizes]:
        raise SpecificationError([f"The table of firms has no column “{weight}” to weigh with." for weight in missing])
    return tuple(needed)


def main_weight(choices: Choices, cells: Cells) -> str:
    """The weight of Table 4 and the pictures."""
    return choices.main_weight or wanted_weights(choices, cells)[0]


def compared_years(choices: Choices, cells: Cells) -> tuple[int, int]:
    """The earlier and the later year, alike where the table has one year; SpecificationError where one is not there."""
    first = cells.years[0] if choices.first_year is None else choices.first_year
    last = cells.years[-1] if choices.last_year is None else choices.last_year
    have = ", ".join(map(str, cells.years))
    problems = [f"The table of firms has no year {y}; it has {have}." for y in (first, last) if y not in cells.years]
    if not problems and first > last:
        problems = [f"first_year ({first}) lies after last_year ({last})."]
    if problems:
        raise SpecificationError(problems)
    return first, last
