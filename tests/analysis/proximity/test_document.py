"""The worked tables of docs/proximity.md, read and checked, so that the page cannot drift from the code.

A printed decimal is held to half a unit of its last digit.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.proximity.concentration import ellison_glaeser, location_quotients, locational_gini, specialisation
from analysis.proximity.industries import carried_over
from analysis.proximity.layouts import LAYOUTS
from analysis.proximity.products import Proximities, has_advantage, product_proximity, revealed_advantage
from analysis.proximity.regional import industry_proximity, regional_proximity

TEXT = (Path(__file__).parents[3] / "docs" / "proximity.md").read_text(encoding="utf-8")
PHI = np.array([[1.0, 0.6, 0.1], [0.6, 1.0, 0.6], [0.1, 0.6, 1.0]])


def cells_of(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def worked(name: str) -> list[list[str]]:
    block = re.search(rf"<!-- worked: {name} -->\n((?:\|.*\n)+)", TEXT)
    assert block, name
    return [cells_of(line) for line in block[1].splitlines()[2:]]


def figures(name: str) -> np.ndarray:
    return np.array([[float(cell) for cell in row[1:]] for row in worked(name)])


def agrees(printed: str, ours: float) -> bool:
    if printed == "none":
        return bool(np.isnan(ours))
    places = len(printed.partition(".")[2])
    return abs(float(printed) - ours) <= 0.5 * 10**-places + 1e-12


def products() -> Proximities:
    return Proximities(
        ("p0", "p1", "p2", "p3"), product_proximity(has_advantage(revealed_advantage(figures("exports"))))
    )


def test_every_worked_table_is_checked_here() -> None:
    names = set(re.findall(r"<!-- worked: (\w+) -->", TEXT))
    assert names == {"exports", "index", "products", "shared", "regions", "measures"}


def test_indices_and_proximities_of_products() -> None:
    assert np.allclose(figures("index"), revealed_advantage(figures("exports")), rtol=0, atol=1e-15)
    assert np.array_equal(figures("products"), products().values)


def test_shared_products() -> None:
    concordance = pd.DataFrame({"industry": ["A", "A", "B", "B"], "product": ["p0", "p1", "p1", "p2"]})
    for how, printed in worked("shared"):
        assert agrees(printed, carried_over(products(), concordance, shared=how).proximities.pair("A", "B"))


@pytest.mark.parametrize("row", worked("regions"), ids=lambda row: "-".join(row[:3]))
def test_regions(row: list[str]) -> None:
    sizes = np.array([[float(cell) for cell in row[:3]]])
    ours = [*industry_proximity(sizes, PHI)[0], regional_proximity(sizes, PHI)[0]]
    assert [agrees(cell, value) for cell, value in zip(row[3:], ours, strict=True)] == [True] * 4


def test_usual_measures() -> None:
    sizes = np.array([[8.0, 2.0], [2.0, 8.0]])
    ours = [
        location_quotients(sizes)[0, 0],
        locational_gini(sizes)[0],
        specialisation(sizes)[0],
        ellison_glaeser(sizes, np.array([10.0, 10.0]))[0],
    ]
    assert all(agrees(cell, value) for cell, value in zip(worked("measures")[0], ours, strict=True))


def test_the_page_names_every_column_that_is_read() -> None:
    told = set(re.findall(r"\w+", TEXT))
    optional = {"value_added_2"}
    for layout in LAYOUTS:
        assert {layout.code, *(column.name for column in layout.columns)} - optional <= told, layout.code
