"""Do 95 per cent intervals hold the truth 95 times of a hundred? Seeded draws from populations like the survey's.

1,500 draws of a population leave a standard error of 0.6 points at 95 per cent; the full figures, of 20,000 draws,
stand in docs/estimates.md.
"""

import pytest

from benchmarks.coverage import LONELY, PLACES, coverage_of, lonely_coverage

DRAWS = 1500
NOISE = 1.2
"""Twice the standard error of a share of 95 per cent of the draws."""


@pytest.fixture(scope="module")
def cells():
    return [cell for number, place in enumerate(PLACES) for cell in coverage_of(place, DRAWS, 2006 + number)]


def test_wilson_intervals_hold_the_truth_as_often_as_they_say(cells):
    assert len(cells) == 11
    assert min(cell.wilson for cell in cells) > 93 - NOISE
    mean = sum(cell.wilson for cell in cells) / len(cells)
    assert 93 < mean < 97


def test_korn_and_graubard_hold_it_more_often_and_are_wider(cells):
    # They count the sample at most as its effective size: what strata and the finite population save is lost.
    assert min(cell.korn_graubard for cell in cells) > 97
    assert all(cell.width > cell.wilson_width for cell in cells)


@pytest.mark.parametrize("given", LONELY, ids=lambda given: given.name)
def test_intervals_hold_the_truth_where_strata_have_one_firm(given):
    found = lonely_coverage(given, DRAWS, 2006)
    assert min(found.korn_graubard, found.wilson) > 95 - NOISE
