"""Growth rates, cluster growth and real wages.

The printed vector has four decimals of a per cent: PRINTED is half a unit of the last one. Where
the same formula is written twice, CLOSE allows for a few roundings of doubles.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.aggregate_growth import AggregateBasis, FirmSeries, aggregate_growth
from scoring.growth import EXPLANATIONS, NAMES, GrowthDefinition, Undefined, growth
from scoring.wages import real_growth, real_wage, real_wage_series

PRINTED = 5e-5
CLOSE = 1e-9

CAGR, LOGLINEAR, ARITH, DLOG = GrowthDefinition
SERIES = dict(zip(range(2000, 2007), [100.0, 92.0, 70.0, 75.0, 110.0, 150.0, 190.0], strict=True))


def rate(series, definition=CAGR):
    return growth(series, 2000, 2006, definition)


@pytest.mark.parametrize(
    ("definition", "printed"), [(CAGR, 11.2907), (ARITH, 14.1545), (DLOG, 10.6976), (LOGLINEAR, 12.7305)]
)
def test_the_printed_vector(definition, printed):
    assert rate(SERIES, definition).rate_pct == pytest.approx(printed, abs=PRINTED)


def test_the_printed_slope_of_the_trend():
    assert rate(SERIES, LOGLINEAR).slope == pytest.approx(0.119830, abs=5e-7)


def test_six_intervals_lie_between_2000_and_2006():
    doubled = rate({2000: 1.0, 2006: 2.0})
    assert doubled.intervals == 6
    assert doubled.rate_pct == pytest.approx(100 * (2 ** (1 / 6) - 1), abs=CLOSE)


positive_series = st.lists(st.floats(0.1, 1e6), min_size=7, max_size=7).map(
    lambda values: dict(zip(range(2000, 2007), values, strict=True))
)


@given(positive_series)
def test_each_definition_is_its_slow_and_obvious_version(series):
    values = np.array(list(series.values()))
    slope = np.polyfit(np.arange(7.0), np.log(values), 1)[0]
    assert rate(series, LOGLINEAR).slope == pytest.approx(slope, abs=1e-8)
    assert rate(series, ARITH).rate_pct == pytest.approx(100 * np.mean(values[1:] / values[:-1] - 1), rel=CLOSE)
    assert rate(series, DLOG).rate_pct == pytest.approx(100 * np.mean(np.diff(np.log(values))), abs=1e-8)
    grown = values[0]
    for _ in range(6):
        grown *= 1 + rate(series, CAGR).rate_pct / 100
    assert grown == pytest.approx(values[-1], rel=1e-8)


@given(st.floats(-0.5, 2.0), st.floats(0.1, 1e6))
def test_steady_growth_is_the_same_by_every_definition(yearly, first):
    series = {2000 + n: first * (1 + yearly) ** n for n in range(7)}
    for definition in (CAGR, LOGLINEAR, ARITH):
        assert rate(series, definition).rate_pct == pytest.approx(100 * yearly, abs=1e-8)
    assert rate(series, DLOG).rate_pct == pytest.approx(100 * math.log1p(yearly), abs=1e-8)


@pytest.mark.parametrize(
    ("change", "definition", "reason"),
    [
        ({2000: None}, CAGR, Undefined.BASE_MISSING),
        ({2006: None}, CAGR, Undefined.REF_MISSING),
        ({2000: 0.0}, CAGR, Undefined.BASE_NOT_POSITIVE),
        ({2000: -5.0}, CAGR, Undefined.BASE_NOT_POSITIVE),
        ({2006: -5.0}, CAGR, Undefined.REF_NOT_POSITIVE),
        ({2006: 0.0}, DLOG, Undefined.REF_NOT_POSITIVE),
        ({2006: 0.0}, LOGLINEAR, Undefined.REF_NOT_POSITIVE),
        ({2003: None}, ARITH, Undefined.YEAR_MISSING),
        ({2003: 0.0}, ARITH, Undefined.YEAR_NOT_POSITIVE),
        ({2003: -1.0}, LOGLINEAR, Undefined.YEAR_NOT_POSITIVE),
    ],
)
def test_growth_that_does_not_exist_says_why(change, definition, reason):
    found = rate({**SERIES, **change}, definition)
    assert (found.rate_pct, found.slope, found.reason) == (None, None, reason)


def test_what_is_lost_altogether_shrinks_by_the_whole():
    assert rate({2000: 10.0, 2006: 0.0}).rate_pct == -100


def test_a_trend_rests_on_the_years_that_are_known():
    assert rate({**SERIES, 2003: None}, LOGLINEAR).rate_pct is not None
    assert rate({**SERIES, 2003: None, 2002: -1.0}, DLOG).rate_pct == pytest.approx(10.6976, abs=PRINTED)


def test_years_outside_are_not_looked_at():
    assert rate({**SERIES, 1999: -1.0, 2007: 0.0}, LOGLINEAR) == rate(SERIES, LOGLINEAR)


def test_a_reference_year_before_the_base_year_is_refused():
    with pytest.raises(ValueError, match="must come later"):
        growth(SERIES, 2006, 2006)


def test_every_definition_has_a_name_and_an_explanation():
    assert set(NAMES) == set(EXPLANATIONS) == set(GrowthDefinition)


OLD, NEW, HALF = FirmSeries({2000: 100.0, 2006: 200.0}), FirmSeries({2006: 50.0}), FirmSeries({2000: 20.0, 2006: None})


def test_the_matched_panel_takes_only_firms_with_both_years():
    found = aggregate_growth([OLD, NEW, HALF], 2000, 2006)
    assert (found.totals, found.firms_used, found.firms_left_out) == ({2000: 100.0, 2006: 200.0}, 1, 2)
    assert found.growth.rate_pct == pytest.approx(12.2462, abs=PRINTED)
    assert found.survivors_only


def test_all_firms_takes_whoever_is_known_in_each_year():
    found = aggregate_growth([OLD, NEW, HALF], 2000, 2006, basis=AggregateBasis.ALL_FIRMS)
    assert (found.totals, found.firms_used) == ({2000: 120.0, 2006: 250.0}, 3)
    assert found.survivors_only


def test_the_official_series_takes_no_firm():
    found = aggregate_growth([OLD], 2000, 2006, basis=AggregateBasis.OFFICIAL_SERIES, official=SERIES)
    assert found.growth == rate(SERIES)
    assert (found.firms_used, found.survivors_only) == (0, False)
    with pytest.raises(ValueError, match="official series"):
        aggregate_growth([OLD], 2000, 2006, basis=AggregateBasis.OFFICIAL_SERIES)


def test_weights_weigh_the_firms():
    firms = [FirmSeries({2000: 1.0, 2006: 2.0}, weight=3.0), FirmSeries({2000: 5.0, 2006: 5.0}, weight=2.0)]
    assert aggregate_growth(firms, 2000, 2006).totals == {2000: 13.0, 2006: 16.0}


def test_a_year_that_some_matched_firm_does_not_know_is_no_total():
    firms = [FirmSeries({2000: 1.0, 2003: 1.0, 2006: 2.0}), FirmSeries({2000: 1.0, 2006: 2.0})]
    assert set(aggregate_growth(firms, 2000, 2006).totals) == {2000, 2006}


def test_without_firms_there_is_no_growth():
    assert aggregate_growth([], 2000, 2006).growth.reason is Undefined.BASE_MISSING


def test_a_real_wage_by_hand():
    # 1200 for 10 people is 120 each; prices up by half since the base year leave 80.
    assert real_wage(1200.0, 10.0, 150.0, 100.0) == pytest.approx(80.0, abs=CLOSE)


@pytest.mark.parametrize("figures", [(None, 1, 1, 1), (1, 0, 1, 1), (1, 1, 0, 1), (1, 1, 1, None), (1, None, 1, 1)])
def test_a_real_wage_without_its_figures_is_unknown(figures):
    assert real_wage(*figures) is None


@given(st.floats(0.1, 1e6), st.floats(0.1, 1e6), st.floats(0.01, 100), st.floats(0.01, 100))
def test_growth_of_the_real_wage_is_fishers_and_not_the_difference(wage, later, prices, later_prices):
    bills = real_wage_series(
        {2000: wage, 2006: later}, {2000: 1.0, 2006: 1.0}, {2000: prices, 2006: later_prices}, 2000
    )
    by_deflation = bills[2006] / bills[2000] - 1
    assert by_deflation == pytest.approx(real_growth(later / wage - 1, later_prices / prices - 1), rel=1e-7, abs=1e-9)


def test_ten_per_cent_more_in_money_at_six_per_cent_inflation_is_less_than_four():
    assert real_growth(0.10, 0.06) == pytest.approx(0.0377358, abs=5e-8)
    with pytest.raises(ValueError, match="minus 100"):
        real_growth(0.1, -1.0)


def test_the_implausible_wage_growth_would_be_ordinary_as_the_growth_of_the_whole_span():
    assert growth({2000: 1.0, 2006: 1.271}, 2000, 2006).rate_pct == pytest.approx(4.1, abs=0.05)


@pytest.mark.parametrize(("yearly", "factor"), [(27.1, 4.22), (13.1, 2.09)])
def test_the_printed_real_wage_growth_multiplies_wages_as_computed(yearly, factor):
    assert (1 + yearly / 100) ** 6 == pytest.approx(factor, abs=5e-3)
    assert growth({2000: 1.0, 2006: (1 + yearly / 100) ** 6}, 2000, 2006).rate_pct == pytest.approx(yearly)
