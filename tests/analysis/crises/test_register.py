"""Counts, stocks and first crises from the register."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.crises.layouts import TYPES
from analysis.crises.published import PRINTED_CRISES, PRINTED_CRISIS_SUMS
from analysis.crises.register import (
    count_by_year_and_type,
    crowding,
    first_crisis,
    likely_twins,
    stocks,
)

COUNTIES = ("a", "b", "c")
YEARS = range(2000, 2006)
PANEL = pd.DataFrame([(county, year) for county in COUNTIES for year in YEARS], columns=["county", "year"])


def register(*rows: tuple[str, str, int, str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["cluster", "county", "year", "type"])


HAND = register(
    ("shoes", "a", 2001, "quality"),
    ("ties", "a", 2001, "factor_price"),
    ("ties", "a", 2004, "quality"),
    ("socks", "b", 1995, "other"),
    ("socks", "b", 2005, "export_barrier"),
    ("pens", "b", 2009, "quality"),
)

events = st.lists(
    st.tuples(st.sampled_from(COUNTIES), st.integers(1997, 2008), st.sampled_from(TYPES)), max_size=12
).map(lambda found: register(*[(f"cluster {place}", *event) for place, event in enumerate(found)]))


def of(frame: pd.DataFrame, column: str, county: str) -> list[float]:
    return frame.loc[PANEL["county"] == county, column].tolist()


def test_the_stock_of_a_county_sums_its_clusters_and_what_it_met_before_the_panel() -> None:
    found = stocks(PANEL, HAND, 2000)
    assert of(found, "crisis", "a") == [0, 2, 2, 2, 3, 3]
    assert of(found, "crisis_quality", "a") == [0, 1, 1, 1, 2, 2]
    assert of(found, "crisis", "b") == [1, 1, 1, 1, 1, 2]
    assert of(found, "crisis", "c") == [0] * 6


def test_the_lagged_stock_is_unknown_before_the_register_begins() -> None:
    lagged = of(stocks(PANEL, HAND, 2000), "crisis_lag1", "a")
    assert np.isnan(lagged[0])
    assert lagged[1:] == [0, 2, 2, 2, 3]
    assert of(stocks(PANEL, HAND, 1999), "crisis_lag1", "b") == [1, 1, 1, 1, 1, 1]


@settings(max_examples=60)
@given(events)
def test_stocks_never_fall_and_types_sum_to_the_whole(crises: pd.DataFrame) -> None:
    found = stocks(PANEL, crises, 2000)
    assert (found[[f"crisis_{kind}" for kind in TYPES]].sum(axis=1) == found["crisis"]).all()
    for county in COUNTIES:
        assert (np.diff(of(found, "crisis", county)) >= 0).all()
        assert of(found, "crisis_lag1", county)[1:] == of(found, "crisis", county)[:-1]


@settings(max_examples=60)
@given(events)
def test_stocks_equal_counting_event_by_event(crises: pd.DataFrame) -> None:
    slow = [
        sum(1 for event in crises.itertuples() if event.county == row.county and event.year <= row.year)
        for row in PANEL.itertuples()
    ]
    assert stocks(PANEL, crises, 2000)["crisis"].tolist() == slow


def test_the_first_crisis_is_the_earliest_and_crises_after_the_panel_are_none() -> None:
    found = first_crisis(PANEL, HAND)
    assert of(found.to_frame("first"), "first", "a") == [2001.0] * 6
    assert of(found.to_frame("first"), "first", "b") == [1995.0] * 6
    assert np.isnan(of(found.to_frame("first"), "first", "c")).all()
    late = first_crisis(PANEL, register(("pens", "c", 2009, "quality")))
    assert late.isna().all()


def test_table_3_of_the_paper_is_counted_from_its_own_crises() -> None:
    rows = [
        ("cluster", "county", year, kind)
        for year, *counts, _total in PRINTED_CRISES
        for kind, count in zip(TYPES, counts, strict=True)
        for _ in range(count)
    ]
    table = count_by_year_and_type(register(*rows))
    assert tuple(zip(table.years, table.counts, table.by_year, strict=True)) == tuple(
        (row[0], tuple(row[1:6]), row[6]) for row in PRINTED_CRISES
    )
    assert (*table.by_type, table.total) == PRINTED_CRISIS_SUMS
    found = crowding(table)
    assert found is not None
    # Method B.0, questionable point 1: 36 of 53 crises fall in 2004-08.
    assert (found.first, found.last, found.count, found.total) == (2004, 2008, 36, 53)


def test_an_empty_register_gives_an_empty_table_and_stocks_of_zero() -> None:
    empty = register()
    table = count_by_year_and_type(empty)
    assert (table.years, table.total, table.by_type) == ((), 0, (0,) * 5)
    assert crowding(table) is None
    assert (stocks(PANEL, empty, 2000)["crisis"] == 0).all()
    assert first_crisis(PANEL, empty).isna().all()


def test_rows_told_twice_are_found() -> None:
    assert likely_twins(HAND) == 0
    assert likely_twins(pd.concat([HAND, HAND.iloc[:2]])) == 2
