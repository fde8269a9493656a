"""The worked example of docs/estimates.md, read and checked. Figures are held to every printed digit."""

import re
from pathlib import Path

import numpy as np
import pytest

from benchmarks.coverage import LONELY, PLACES, coverage_of, lonely_coverage
from scoring.comparisons import mean_difference, mean_test
from scoring.designs import estimate_means, sample_design
from scoring.estimates import Estimate, NoError
from scoring.interval_columns import IntervalMethod, share_bounds

PAGE = (Path(__file__).parents[2] / "docs" / "estimates.md").read_text(encoding="utf-8")


def rows_below(heading):
    """The rows of the table that begins with this heading, cell by cell."""
    block = re.search(rf"^\| {heading} \|.*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in block[1].splitlines()]


@pytest.mark.parametrize("row", rows_below("population"), ids=lambda row: row[0])
def test_the_worked_example(row):
    ones = np.array([1.0] * 6 + [0] * 4 + [1] * 4 + [0] * 16)
    sizes = {"a": 20, "b": 80} if row[0] == "finite" else None
    found = estimate_means(sample_design(["a"] * 10 + ["b"] * 20, np.array([2.0] * 10 + [4.0] * 20), sizes), ones)
    first, second = (share_bounds(found, method=IntervalMethod(each)) for each in ("korn_graubard", "wilson"))
    shares = [found.value, found.se, first.low, first.high, second.low, second.high]
    printed = [row[place] for place in (1, 2, 5, 6, 7, 8)]
    assert [f"{each[0]:.6f}".lstrip("0") for each in shares] == printed
    assert [str(found.df[0]), str(found.n[0])] == row[3:5]


def test_the_populations_of_the_page_are_those_of_the_benchmark():
    cells = [(place, cell) for number, place in enumerate(PLACES) for cell in coverage_of(place, 1, 2006 + number)]
    told = [row[:4] for row in rows_below("cluster")]
    assert told == [
        [place.name, f"{place.drawn} of {place.population}", str(cell.level), f"{cell.truth:.1f}"]
        for place, cell in cells
    ]


def told_estimate(value, error, df):
    if error == "census":
        return Estimate(float(value), None, 0, 40, 40, NoError.CENSUS)
    return Estimate(float(value), float(error), int(df), int(df) + 1, 900)


@pytest.mark.parametrize("row", rows_below("first"), ids=lambda row: row[4])
def test_the_difference_of_two_figures(row):
    found = mean_difference(told_estimate(*row[:3]), told_estimate(*row[3:6]))
    told = (found.value, found.low, found.high, found.df, mean_test(found).p)
    shown = zip(told, (1, 4, 4, 2, 4), strict=True)
    assert [f"{each:.{places}f}".removeprefix("0") for each, places in shown] == row[6:]


def test_the_clusters_with_strata_of_one_firm_are_those_of_the_benchmark():
    cells = [lonely_coverage(each, 1, 2006 + number) for number, each in enumerate(LONELY)]
    assert [row[:2] for row in rows_below("strata of one firm")] == [
        [each.place, f"{each.truth:.1f}"] for each in cells
    ]
