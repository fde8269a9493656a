"""Response rates, sample size and allocation, by hand.

Shares are quotients of small integers: CLOSE is far above their rounding.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.response import (
    Allocation,
    Dispositions,
    Thin,
    allocate,
    expected_margin,
    item_response,
    kish_design_effect,
    response_rates,
    sample_size,
    thinness,
    units_to_draw,
)

CLOSE = 1e-9


def test_response_rates_by_hand():
    # 60 + 5 + 15 + 10 + 10 = 100 eligible, 25 ineligible: eligibility 0.8; 50 unknown count as 40.
    found = response_rates(Dispositions(60, 5, 15, 10, 10, 50, 25))
    assert found.rr1 == pytest.approx(60 / 150, abs=CLOSE)
    assert found.eligibility == pytest.approx(0.8, abs=CLOSE)
    assert found.rr_estimated == pytest.approx(60 / 140, abs=CLOSE)
    assert found.cooperation == pytest.approx(60 / 80, abs=CLOSE)


def test_rates_of_nobody_are_none_and_not_zero():
    found = response_rates(Dispositions())
    assert (found.rr1, found.rr_estimated, found.eligibility, found.cooperation) == (None,) * 4
    assert item_response(0, 0) is None
    assert item_response(3, 4) == 0.75


@given(st.builds(Dispositions, *[st.integers(0, 50)] * 7))
def test_estimated_eligibility_never_lowers_the_response_rate(units):
    found = response_rates(units)
    if found.rr1 is not None and found.rr_estimated is not None:
        assert found.rr1 <= found.rr_estimated + CLOSE <= 1 + 2 * CLOSE


@pytest.mark.parametrize(
    ("margin", "population", "confidence", "size"),
    [
        (0.05, None, 0.95, 385),
        (0.05, 1000, 0.95, 278),
        # The World Bank Enterprise Surveys' 7.5 points at 90 per cent: about 120 (120.3, rounded up).
        (0.075, None, 0.90, 121),
        (0.05, 1, 0.95, 1),
    ],
)
def test_sample_sizes(margin, population, confidence, size):
    assert sample_size(margin, population=population, confidence=confidence) == size


@given(st.integers(1, 10**6), st.floats(0.01, 0.5))
def test_a_sample_is_never_larger_than_its_population(population, margin):
    size = sample_size(margin, population=population)
    assert 1 <= size <= population
    assert size <= sample_size(margin)


@pytest.mark.parametrize("kwargs", [{"margin": 0}, {"margin": 5}, {"margin": 0.05, "population": 0}])
def test_a_sample_size_without_sense_is_refused(kwargs):
    with pytest.raises(ValueError, match="Sample size"):
        sample_size(**kwargs)


FRAME = {"foreign large": 10, "national large": 30, "national small": 160}


def test_allocations_by_hand():
    assert allocate(50, FRAME) == {"foreign large": 3, "national large": 7, "national small": 40}
    assert allocate(30, FRAME, Allocation.EQUAL) == dict.fromkeys(FRAME, 10)
    whole = allocate(50, FRAME, take_all=frozenset({"foreign large"}))
    assert (whole["foreign large"], sum(whole.values())) == (10, 50)
    spread = {"foreign large": 4.0, "national large": 2.0, "national small": 0.625}
    assert allocate(40, FRAME, Allocation.NEYMAN, spread=spread) == {
        "foreign large": 8, "national large": 12, "national small": 20,
    }  # fmt: skip
    with pytest.raises(ValueError, match="spread for every stratum"):
        allocate(40, FRAME, Allocation.NEYMAN)


frames = st.dictionaries(st.text(max_size=3), st.integers(0, 60), min_size=1)


@given(st.integers(0, 300), frames, st.sampled_from([Allocation.EQUAL, Allocation.PROPORTIONAL]))
def test_an_allocation_draws_no_more_than_there_is_and_no_fewer_than_the_least(total, frame, method):
    drawn = allocate(total, frame, method)
    assert all(min(size, 2) <= drawn[stratum] <= size for stratum, size in frame.items())
    least = sum(min(size, 2) for size in frame.values())
    assert sum(drawn.values()) == min(sum(frame.values()), max(total, least))


def test_unequal_weights_cost_precision():
    assert kish_design_effect([2.0, 2.0, 2.0]) == pytest.approx(1.0, abs=CLOSE)
    # Mean 2, variance 1: cv squared is a quarter.
    assert kish_design_effect([1.0, 3.0]) == pytest.approx(1.25, abs=CLOSE)
    assert kish_design_effect([]) is None


def test_a_list_shorter_than_its_population_gives_no_more_than_it_holds():
    # Shares of 40 by N are 2, 6, 32; the list holds 20 of the small ones, and what it lacks goes to the others.
    found = allocate(40, FRAME, most={"foreign large": 10, "national large": 30, "national small": 20})
    assert (found["national small"], sum(found.values())) == (20, 40)


def test_the_margin_of_a_worked_sample():
    # N 20 and 80, n 10 and 20, p 0.5: S^2 = .25 N/(N-1); V = .04*.5*.2631579/10 + .64*.75*.2531646/20 = .00660226.
    found = expected_margin({"A": 10, "B": 20}, {"A": 20, "B": 80})
    assert found == pytest.approx(1.959963984540054 * 0.00660226**0.5, abs=1e-6)


@given(st.integers(2, 5000), st.floats(0.02, 0.4), st.floats(0.5, 0.99))
def test_a_sample_of_the_size_found_keeps_the_margin_and_one_unit_fewer_does_not(population, margin, confidence):
    size = sample_size(margin, population=population, confidence=confidence)
    kept = expected_margin({"A": size}, {"A": population}, confidence=confidence)
    assert kept <= margin + CLOSE
    if 1 < size < population:
        fewer = expected_margin({"A": size - 1}, {"A": population}, confidence=confidence)
        assert fewer > margin - CLOSE


def test_a_whole_population_has_no_margin_and_a_stratum_left_out_gives_none():
    assert expected_margin({"A": 1, "B": 7}, {"A": 1, "B": 7, "empty": 0}) == 0.0
    assert expected_margin({"A": 3}, {"A": 9, "B": 7}) is None


@pytest.mark.parametrize(
    ("needed", "response", "population", "drawn"),
    [(60, 0.6, 500, 100), (61, 0.6, 500, 102), (60, 0.6, 80, 80), (7, 1, 9, 7)],
)
def test_more_are_drawn_where_some_will_not_answer(needed, response, population, drawn):
    assert units_to_draw(needed, response, population) == drawn


@pytest.mark.parametrize("response", [0, 1.01, -0.2])
def test_a_response_rate_without_sense_is_refused(response):
    with pytest.raises(ValueError, match="Units to draw"):
        units_to_draw(10, response, 100)


@pytest.mark.parametrize(
    ("units", "sample", "found"),
    [
        (Dispositions(), 10, ()),
        (Dispositions(complete=4, refusal=1), 10, (Thin.FEW_COMPLETE,)),
        (Dispositions(complete=5, refusal=5), 10, ()),
        (Dispositions(complete=5, refusal=6), 20, (Thin.LOW_RESPONSE,)),
        (Dispositions(complete=1, refusal=4), 20, (Thin.FEW_COMPLETE, Thin.LOW_RESPONSE)),
        (Dispositions(complete=3), 3, ()),
        (Dispositions(complete=2, ineligible=1), 3, (Thin.FEW_COMPLETE,)),
    ],
)
def test_where_response_is_thin(units, sample, found):
    assert thinness(units, sample) == found
