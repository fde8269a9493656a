"""Resilience of one series, by hand and by what must hold of any series."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.resilience.measures import Resilience, Windows, measure, ranks, sensitivity, yardstick_of

YEARS = Windows(base=2019, shock=2020, after=2022)

FALLEN = {2017: 90.0, 2018: 100.0, 2019: 98.0, 2020: 80.0, 2021: 95.0, 2022: 105.0}
WHOLE = {2017: 900.0, 2018: 950.0, 2019: 1000.0, 2020: 900.0, 2021: 990.0, 2022: 1080.0}


def test_a_region_that_fell_a_fifth_and_came_back() -> None:
    """By hand. Peak of 2017–2019: 100. Lowest 80, so depth 0.20; shortfalls 0.20 + 0.05 + 0 = 0.25; at 105 in 2022 it
    is back after 3 years; 105/98; fall −18/98 beside −0.10; rise 25/80 beside 180/900 = 0.2."""
    found = measure(FALLEN, WHOLE, YEARS)
    assert found.depth == pytest.approx(0.20, abs=1e-12)
    assert (found.trough, found.years_to_recover) == (2020, 3)
    assert found.area_lost == pytest.approx(0.25, abs=1e-12)
    assert found.recovery_ratio == pytest.approx(105 / 98)
    assert found.resistance == pytest.approx((-18 / 98 + 0.10) / 0.10)
    assert found.recoverability == pytest.approx((25 / 80 - 0.2) / 0.2)


def test_a_region_that_never_fell_recovered_at_once() -> None:
    rising = {2017: 90.0, 2018: 95.0, 2019: 100.0, 2020: 101.0, 2021: 104.0, 2022: 110.0}
    found = measure(rising, WHOLE, YEARS)
    assert (found.depth, found.years_to_recover, found.area_lost) == (0.0, 0, 0.0)


def test_a_region_that_stays_below_its_peak_has_no_time_to_recover() -> None:
    lasting = {**FALLEN, 2021: 90.0, 2022: 99.0}
    found = measure(lasting, WHOLE, YEARS)
    assert found.years_to_recover is None
    assert found.area_lost == pytest.approx(0.20 + 0.10 + 0.01)


def test_a_second_fall_counts_from_the_deeper_trough() -> None:
    twice = {2017: 90.0, 2018: 95.0, 2019: 100.0, 2020: 90.0, 2021: 101.0, 2022: 85.0, 2023: 100.0}
    found = measure(twice, {**WHOLE, 2023: 1100.0}, Windows(base=2019, shock=2020, after=2023))
    assert (found.depth, found.trough, found.years_to_recover) == (pytest.approx(0.15), 2022, 4)


def test_the_trend_before_is_carried_on() -> None:
    """100, 110, 121 grow by a tenth: carried on, 133.1 in 2020 and 146.41 in 2021."""
    growing = {2017: 100.0, 2018: 110.0, 2019: 121.0, 2020: 121.0, 2021: 140.0}
    expected = yardstick_of(growing, Windows(2019, 2020, 2021, 3, "trend"))
    assert expected == {2020: pytest.approx(133.1), 2021: pytest.approx(146.41)}
    assert measure(growing, growing, Windows(2019, 2020, 2021, 3, "trend")).depth == pytest.approx(1 - 121 / 133.1)


def test_a_missing_year_and_a_figure_that_is_not_positive_are_refused() -> None:
    with pytest.raises(KeyError):
        measure({year: value for year, value in FALLEN.items() if year != 2018}, WHOLE, YEARS)
    with pytest.raises(ValueError, match="positive"):
        measure({**FALLEN, 2021: 0.0}, WHOLE, YEARS)


def test_sensitivity_has_no_value_beside_a_whole_that_stood_still() -> None:
    assert math.isnan(sensitivity(-0.1, 0.0))
    assert sensitivity(-0.05, -0.10) == pytest.approx(0.5)
    assert sensitivity(-0.20, -0.10) == pytest.approx(-1.0)


def test_ranks_share_ties_and_leave_gaps_out() -> None:
    assert ranks([0.3, 0.1, math.nan, 0.3]).tolist()[:2] == [2.5, 1.0]
    assert math.isnan(ranks([0.3, 0.1, math.nan, 0.3])[2])


positive = st.floats(min_value=0.5, max_value=2e6, allow_nan=False)
series = st.tuples(*[positive] * 6).map(lambda values: dict(zip(range(2017, 2023), values, strict=True)))


@given(series, series)
def test_measures_stay_in_their_ranges(values: dict[int, float], whole: dict[int, float]) -> None:
    found = measure(values, whole, YEARS)
    assert 0 <= found.depth < 1
    assert found.depth - 1e-12 <= found.area_lost <= 3
    assert (found.years_to_recover == 0) == (found.depth == 0)
    assert found.years_to_recover is None or found.years_to_recover <= 3
    assert found.recovery_ratio > 0


@given(series, series, st.floats(min_value=0.01, max_value=100))
def test_measures_do_not_depend_on_the_unit(values: dict[int, float], whole: dict[int, float], unit: float) -> None:
    """Scaling is exact up to rounding (1e-9 relative); a series that touches its peak may fall on either side of it."""
    first = measure(values, whole, YEARS)
    again = measure({year: unit * value for year, value in values.items()}, whole, YEARS)
    assert again.depth == pytest.approx(first.depth, rel=1e-9, abs=1e-12)
    assert again.area_lost == pytest.approx(first.area_lost, rel=1e-9, abs=1e-12)
    assert again.resistance == pytest.approx(first.resistance, rel=1e-6, abs=1e-6, nan_ok=True)


@given(series)
def test_the_whole_beside_itself_is_neither_above_nor_below(values: dict[int, float]) -> None:
    found = measure(values, values, YEARS)
    assert math.isnan(found.resistance) or found.resistance == 0
    assert math.isnan(found.recoverability) or found.recoverability == 0


def slow(values: dict[int, float], whole: dict[int, float]) -> Resilience:
    """The same with the peak as yardstick, year by year."""
    peak = max(values[2017], values[2018], values[2019])
    lowest, trough, area = math.inf, 0, 0.0
    for year in (2020, 2021, 2022):
        if values[year] < lowest:
            lowest, trough = values[year], year
        if values[year] < peak:
            area += (peak - values[year]) / peak
    recovered = None
    for year in (2022, 2021, 2020):
        if year > trough and values[year] >= peak:
            recovered = year - 2019
    if lowest >= peak:
        recovered = 0
    fall, whole_fall = values[2020] / values[2019] - 1, whole[2020] / whole[2019] - 1
    rise, whole_rise = values[2022] / values[2020] - 1, whole[2022] / whole[2020] - 1
    return Resilience(
        max(0.0, 1 - lowest / peak), trough, recovered, area, values[2022] / values[2019],
        (fall - whole_fall) / abs(whole_fall) if whole_fall else math.nan,
        (rise - whole_rise) / abs(whole_rise) if whole_rise else math.nan,
    )  # fmt: skip


@given(series, series)
def test_measures_equal_the_obvious_way(values: dict[int, float], whole: dict[int, float]) -> None:
    """Two orders of the same few operations: 1e-12 absolute and 1e-9 relative leave room for rounding only."""
    found, obvious = measure(values, whole, YEARS), slow(values, whole)
    assert (found.trough, found.years_to_recover) == (obvious.trough, obvious.years_to_recover)
    for name in ("depth", "area_lost", "recovery_ratio", "resistance", "recoverability"):
        assert getattr(found, name) == pytest.approx(getattr(obvious, name), rel=1e-9, abs=1e-12, nan_ok=True)
