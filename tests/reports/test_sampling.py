"""What a sample says of its population: the printed vector, a census, and every reason to say nothing.

The method prints six decimals of a share; SIX_DECIMALS is half a unit of the last, in per cent.
"""

from typing import Any

import numpy as np
import pytest

from reports.sampling import NoSample, PopulationShares, population_shares
from scoring.vectorised import NO_POINT

SIX_DECIMALS = 5e-5
FRAME = {"is_probability_sample": True, "strata": {"a": 20, "b": 80}}
# Method A.6: of 20 firms 6 of 10 drawn have it, of 80 firms 4 of 20.
LEVELS = {"a": [2] * 6 + [1] * 4, "b": [2] * 4 + [1] * 16}


def shares(levels: dict[Any, list[int]], frame: dict[str, Any] | None = FRAME) -> PopulationShares:
    points = np.array([point for some in levels.values() for point in some], dtype=np.int8)
    attributes = [{"stratum": code} for code, some in levels.items() for _point in some]
    return population_shares(points, attributes, frame)


def test_the_printed_vector_has_its_share_and_korn_and_graubards_interval() -> None:
    found = shares(LEVELS)
    assert (found.population, found.reason) == (100, "")
    assert found.share[1] == pytest.approx(28)
    assert (found.low[1], found.high[1]) == pytest.approx((13.2491, 47.3033), abs=SIX_DECIMALS)


def test_an_interval_of_nobody_or_everybody_is_not_a_point() -> None:
    found = shares(LEVELS)
    assert (found.share[0], found.high[0], found.share[5], found.low[5]) == (100, 100, 0, 0)
    assert found.low[0] < 90
    assert found.high[5] > 10


def test_a_census_has_shares_and_no_interval() -> None:
    found = shares({"a": [1, 2], "b": [3]}, {"is_probability_sample": True, "strata": {"a": 2, "b": 1}})
    assert (found.reason, found.low, found.high) == (NoSample.CENSUS, (), ())
    assert found.share == pytest.approx((100, 200 / 3, 100 / 3, 0, 0, 0))


def test_firms_without_a_single_level_are_not_observed() -> None:
    with_silent = shares({**LEVELS, "a": [*LEVELS["a"], NO_POINT]})
    assert with_silent == shares(LEVELS)


@pytest.mark.parametrize(
    ("levels", "frame", "reason"),
    [
        ({}, FRAME, NoSample.NO_FIRMS),
        (LEVELS, None, NoSample.NOT_BY_CHANCE),
        (LEVELS, {**FRAME, "is_probability_sample": False}, NoSample.NOT_BY_CHANCE),
        (LEVELS, {**FRAME, "strata": {"a": 20, "b": None}}, NoSample.POPULATION_UNKNOWN),
        (LEVELS, {**FRAME, "strata": {"a": 20, "b": 19}}, NoSample.POPULATION_UNKNOWN),
        (LEVELS, {**FRAME, "strata": {"a": 20, "b": 80, "nobody": 5}}, NoSample.POPULATION_UNKNOWN),
        ({**LEVELS, None: [1]}, FRAME, NoSample.POPULATION_UNKNOWN),
        ({"a": [2]}, {**FRAME, "strata": {"a": 20}}, NoSample.SINGLETON),
        ({"a": [2], "b": [2, 1]}, {**FRAME, "strata": {"a": 20, "b": 2}}, NoSample.SINGLETON),
    ],
)
def test_what_cannot_be_said_has_its_reason(
    levels: dict[Any, list[int]], frame: dict[str, Any] | None, reason: str
) -> None:
    found = shares(levels, frame)
    assert (found.share, found.low, found.reason) == ((), (), reason)
