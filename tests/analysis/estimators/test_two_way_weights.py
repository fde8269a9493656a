"""The weights that a two-way equation gives to the effects of treated cells."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.estimators.records import EstimationRefused
from analysis.estimators.staggered import two_way_weights
from tests.analysis.estimators.staggered_panels import dummies, staggered

CELLS = {"unit": "region", "time": "year", "treatment": "dose"}
EXACT = 1e-8
"""Effects are taken out to a relative 1e-11; weights divide by sums that may be a thousand times smaller."""


def coefficient(frame: pd.DataFrame, outcome: np.ndarray) -> float:
    design = np.column_stack([frame["dose"], dummies(frame["region"]), dummies(frame["year"])])
    return float(np.linalg.lstsq(design, outcome, rcond=None)[0][0])


def test_three_periods_and_two_groups_by_hand() -> None:
    # Two units, three periods; treated are (a, 2), (a, 3) and (b, 3). Residuals of the treatment beside the effects:
    # mean of a 2/3, of b 1/3; of the periods 0, 1/2, 1; of all 1/2. So e(a,2) = 1 − 2/3 − 1/2 + 1/2 = 1/3,
    # e(a,3) = 1 − 2/3 − 1 + 1/2 = −1/6, e(b,3) = 1 − 1/3 − 1 + 1/2 = 1/6; the sum is 1/3.
    frame = pd.DataFrame(
        [("a", 1, 0), ("a", 2, 1), ("a", 3, 1), ("b", 1, 0), ("b", 2, 0), ("b", 3, 1)],
        columns=["region", "year", "dose"],
    )
    found = two_way_weights(frame, **CELLS)
    told = {(each.unit, each.time): each.weight for each in found.weights}
    assert told == pytest.approx({("a", 2.0): 1.0, ("a", 3.0): -0.5, ("b", 3.0): 0.5}, abs=EXACT)
    assert (found.n_cells, found.n_negative) == (3, 1)
    assert found.share_negative == pytest.approx(1 / 3)
    assert found.sum_negative == pytest.approx(-0.5, abs=EXACT)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(4, 9), st.integers(3, 7), st.booleans(), st.booleans())
def test_weights_sum_to_one_and_weigh_effects_to_the_coefficient(
    seed: int, units: int, years: int, doses: bool, uneven: bool
) -> None:
    draw = np.random.default_rng(seed)
    cells = pd.MultiIndex.from_product([range(units), range(years)], names=["region", "year"]).to_frame(index=False)
    steps = draw.integers(0, 2, (units, years)) * (draw.random((units, years)) < 0.4)
    stock = np.cumsum(steps, axis=1)
    cells["dose"] = (stock if doses else np.minimum(stock, 1)).ravel().astype(float)
    design = np.column_stack([dummies(cells["region"]), dummies(cells["year"])])
    left = cells["dose"] - design @ np.linalg.lstsq(design, cells["dose"], rcond=None)[0]
    if float(left @ left) < 0.05:
        return  # The effects explain the treatment, or nearly: there is no coefficient to decompose.
    effects = draw.normal(size=len(cells))
    alone = draw.normal(size=units)[cells["region"]] + draw.normal(size=years)[cells["year"]]
    outcome = alone + effects * cells["dose"].to_numpy()
    sizes = draw.integers(1, 4, len(cells)) if uneven else np.ones(len(cells), dtype=int)
    rows = cells.loc[cells.index.repeat(sizes)].reset_index(drop=True)
    found = two_way_weights(rows, **CELLS)
    assert sum(each.weight for each in found.weights) == pytest.approx(1.0, abs=EXACT)
    by_cell = {(str(r), float(y)): effect for r, y, effect in zip(cells["region"], cells["year"], effects, strict=True)}
    weighed = sum(each.weight * by_cell[each.unit, each.time] for each in found.weights)
    # Weights may be large where the treatment varies little, and then the sum is known less exactly.
    size = max(1.0, *(abs(each.weight) for each in found.weights))
    assert weighed == pytest.approx(coefficient(rows, np.repeat(outcome, sizes)), abs=EXACT * size * len(cells))


def test_the_library_finds_the_same_weights_of_a_yes_or_no_treatment() -> None:
    library = pytest.importorskip("diff_diff", reason="the optional libraries for staggered designs are not installed")
    frame = staggered().assign(dose=lambda each: each["treated"])
    theirs = library.twowayfeweights(frame, outcome="y", unit="region", time="year", treatment="treated")
    found = two_way_weights(frame, **CELLS)
    assert found.share_negative == pytest.approx(theirs.fraction_negative)
    slow = theirs.weights.merge(frame, on=["region", "year"]).query("treated > 0")
    by_cell = dict(zip(zip(slow["region"], slow["year"].astype(float), strict=True), slow["weight"], strict=True))
    assert {(each.unit, each.time): each.weight for each in found.weights} == pytest.approx(by_cell, abs=EXACT)


def test_rows_without_a_dose_are_dropped_and_told() -> None:
    frame = staggered().assign(dose=lambda each: each["treated"])
    frame.loc[0, "dose"] = np.nan
    found = two_way_weights(frame, **CELLS)
    assert [(each.count, each.reason) for each in found.dropped] == [(1, "no value of “dose”")]


def test_doses_below_zero_and_treatments_without_variation_are_refused() -> None:
    frame = staggered()
    with pytest.raises(EstimationRefused, match="below zero"):
        two_way_weights(frame.assign(dose=-1.0), **CELLS)
    with pytest.raises(EstimationRefused, match="explain “dose” wholly"):
        two_way_weights(frame.assign(dose=(frame["year"] > 2004).astype(float)), **CELLS)
