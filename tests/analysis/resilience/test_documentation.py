"""The worked example and the list of misprints in docs/resilience.md hold."""

from pathlib import Path

import pytest

from analysis.resilience.layouts import LAYOUTS
from analysis.resilience.measures import Windows, measure
from analysis.resilience.misprints import misprints

PAGE = Path(__file__).resolve().parents[3] / "docs" / "resilience.md"


def table(first: str) -> list[list[str]]:
    """The rows of the table whose head begins with this cell."""
    lines = PAGE.read_text().splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(f"| {first} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_the_worked_example_is_what_the_measures_give() -> None:
    """The page prints three decimals: half of the last place."""
    rows = table("region")
    series = {row[0]: dict(zip(range(2017, 2023), map(float, row[1:7]), strict=True)) for row in rows}
    assert len(rows) == 4
    for row in rows:
        found = measure(series[row[0]], series["the whole"], Windows(2019, 2020, 2022))
        told = (found.depth, found.area_lost, found.recovery_ratio, found.resistance, found.recoverability)
        assert [float(row[place]) for place in (7, 9, 10, 11, 12)] == pytest.approx(told, abs=0.00051)
        assert row[8] == ("" if found.years_to_recover is None else str(found.years_to_recover))


def test_the_page_lists_the_misprints_that_the_arithmetic_finds() -> None:
    assert {tuple(row[:3]) for row in table("table | outcome")} == {
        (each.table, each.outcome, each.term) for each in misprints()
    }


def test_the_page_names_every_table_that_is_read() -> None:
    assert [row[0] for row in table("table | one row is")] == [f"`{layout.code}`" for layout in LAYOUTS]
