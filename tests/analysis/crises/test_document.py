"""The worked tables of docs/crises.md, read and checked, so that the page cannot drift from the code."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.crises.choices import CrisisChoices
from analysis.crises.county_panel import build_panel, treat_zeros
from analysis.crises.equations import BEST, fit_specification
from analysis.crises.imputation import impute
from analysis.crises.inconsistencies import INCONSISTENCIES
from analysis.crises.register import stocks

PAGE = (Path(__file__).parents[3] / "docs" / "crises.md").read_text(encoding="utf-8")


def cells_of(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def worked(name: str) -> list[dict[str, str]]:
    """The rows of a worked table, each a mapping of heading to text."""
    found = re.search(rf"<!-- worked: {name} -->\n((?:\|.*\n)+)", PAGE)
    assert found, f"docs/crises.md has no worked table {name}"
    heading, _line, *rows = found.group(1).splitlines()
    return [dict(zip(cells_of(heading), cells_of(row), strict=True)) for row in rows]


def number(text: str) -> float:
    return np.nan if text in {"empty", "unknown", "left out"} else float(text)


def test_the_stock_of_the_page() -> None:
    rows = worked("stock")
    panel = pd.DataFrame({"county": [row["county"] for row in rows], "year": [int(row["year"]) for row in rows]})
    register = [("one", "A", 2001, "quality"), ("two", "A", 2003, "factor_price"), ("three", "B", 1998, "other")]
    crises = pd.DataFrame(register, columns=["cluster", "county", "year", "type"])
    found = stocks(panel, crises, 2000)
    for heading, column in (("stock", "crisis"), ("lagged", "crisis_lag1"), ("quality", "crisis_quality")):
        assert found[column].tolist() == pytest.approx([number(row[heading]) for row in rows], nan_ok=True)


def test_the_filled_cells_of_the_page() -> None:
    rows = worked("imputed")
    state = np.array([number(row["state share"]) for row in rows])
    panel = pd.DataFrame(
        {
            "county": "A",
            "year": [int(row["year"]) for row in rows],
            "gdp": 100.0,
            "gross_output": 200.0,
            "gross_output_industry": [number(row["industrial output"]) for row in rows],
            "gdp_industry": [number(row["industrial GDP"]) for row in rows],
            "n_enterprises": 10.0,
            "n_soe": 10.0 * state,
        }
    )
    choices = CrisisChoices(
        gross_output_years=(1992,), gdp_industry_years=(1990, 1991, 1992), soe_next_year=(1990,), soe_zero_from=1999
    )
    found = impute(panel, choices).frame
    columns = {
        "industrial output after": "gross_output_industry",
        "industrial GDP after": "gdp_industry",
        "state share after": "soe_share",
    }
    for heading, column in columns.items():
        assert found[column].tolist() == pytest.approx([number(row[heading]) for row in rows], nan_ok=True)


def test_the_zeros_of_the_page() -> None:
    rows = worked("zeros")
    values = pd.Series([float(row["x"]) for row in rows])
    for treatment in ("ln_plus_one", "ln_plus_constant", "asinh", "drop_zeros"):
        expected = [number(row[treatment]) for row in rows]
        # Printed with three decimals: half a unit of the last.
        assert treat_zeros(values, treatment, 0.5).tolist() == pytest.approx(expected, abs=0.0005, nan_ok=True)
    assert CrisisChoices().zero_constant == 0.5


def test_the_equation_of_the_page() -> None:
    rows = worked("r4")
    panel = pd.DataFrame(
        [(row["county"], year, float(row[str(year)])) for row in rows for year in (2000, 2001)],
        columns=["county", "year", "y"],
    )
    crises = pd.DataFrame({"cluster": ["one"], "county": ["A"], "year": [2001], "type": ["quality"]})
    choices = CrisisChoices(outcomes=(), other_outcomes=("y",), controls=())
    found = build_panel(choices, panel, crises)
    estimate = fit_specification(found, found.outcomes[0], BEST, choices).coefficient("crisis").estimate
    assert estimate == pytest.approx(float(rows[0]["R4"]), abs=1e-9)


def test_the_page_counts_the_contradictions_of_the_paper_as_the_code_lists_them() -> None:
    words = {12: "twelve"}
    assert f"{words[len(INCONSISTENCIES)]} places" in PAGE
    assert len({each.code for each in INCONSISTENCIES}) == len(INCONSISTENCIES)
