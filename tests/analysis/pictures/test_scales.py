"""Ticks, figures beside an axis, and names beside points: hand-worked, and never in each other's way."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pictures.bars import _bins
from analysis.pictures.naming import Wanted, settle, spread
from analysis.pictures.palette import LOOKS, SEQUENCE, legible, shade
from analysis.pictures.scales import Point, scale_of, short_figure, tick_words, ticks_between
from analysis.results import Figure, Series

ENDS = st.floats(-1e15, 1e15)


@pytest.mark.parametrize(
    ("low", "high", "most", "whole", "words"),
    [
        (0, 1, 6, False, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (0, 17.5, 8, True, ["0", "5", "10", "15"]),
        (0, 2.4, 6, True, ["0", "1", "2"]),
        (-0.05, 0.05, 6, False, ["−0.04", "−0.02", "0.00", "0.02", "0.04"]),
        (0, 30_000, 6, False, ["0", "10,000", "20,000", "30,000"]),
        (0, 5e-324, 6, False, []),
        (3, 3, 6, False, []),
    ],
)
def test_ticks_are_round_and_tell_each_other_apart(
    low: float, high: float, most: int, whole: bool, words: list[str]
) -> None:
    assert tick_words(ticks_between(low, high, most, whole=whole)) == words


@given(ENDS, ENDS, st.integers(2, 12), st.booleans())
def test_ticks_lie_within_their_ends_and_are_even(one: float, other: float, most: int, whole: bool) -> None:
    low, high = min(one, other), max(one, other)
    ticks = ticks_between(low, high, most, whole=whole)
    assert len(ticks) <= most
    # A tick is a product and a quotient, each rounded once: it may pass its end by units in the last place.
    slack = 4 * math.ulp(max(abs(low), abs(high)))
    assert all(low - slack <= tick <= high + slack for tick in ticks)
    if whole:
        assert all(tick == round(tick) for tick in ticks)
    steps = [after - before for before, after in pairwise(ticks)]
    assert all(math.isclose(step, steps[0], rel_tol=1e-9, abs_tol=4 * slack) for step in steps)


def test_years_stay_years_and_other_figures_are_grouped() -> None:
    assert tick_words([1990, 2000], is_years=True) == ["1990", "2000"]
    assert tick_words([1000, 2000]) == ["1,000", "2,000"]
    years = Figure("a", "A", "line", (Series("s", (1990, 2008), (1.0, 2.0)),))
    assert scale_of(years).is_years
    firms = Figure("a", "A", "trajectory", (Series("s", (1900, 2000), (1.0, 2.0)),))
    assert not scale_of(firms).is_years, "a number of firms is no year"


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (-0.0, "0"), (17, "17"), (1234567, "1,234,567"), (-0.2754, "−0.275"), (12.345, "12.3"),
     (1.2345, "1.23"), (1e-7, "1e−07"), (2e12, "2e+12"), (-0.0001, "0.000")],
)  # fmt: skip
def test_a_figure_beside_a_bar_has_the_digits_that_mean_something(value: float, written: str) -> None:
    assert short_figure(value) == written


def point(x: float, y: float) -> Point:
    return Point(0, x, y, None, None, 0.0, "")


def test_bins_that_do_not_meet_have_nothing_between_them() -> None:
    edges, heights = _bins([point(1, 5), point(2, 3), point(5, 7)])
    assert edges == [0.5, 1.5, 2.5, 4.5, 5.5]
    assert heights == [5, 3, 0.0, 7]


@given(
    st.lists(st.tuples(st.floats(-1e99, 1e99), st.floats(0, 9)), min_size=1, max_size=6, unique_by=lambda each: each[0])
)
def test_bins_have_an_edge_more_than_heights_and_lose_none(bins: list[tuple[float, float]]) -> None:
    edges, heights = _bins([point(x, y) for x, y in sorted(bins)])
    assert len(edges) == len(heights) + 1 and all(before < after for before, after in pairwise(edges))
    assert sum(heights) == pytest.approx(sum(y for _x, y in bins))


@given(st.lists(st.floats(0, 100), max_size=8), st.floats(1, 10))
def test_names_at_the_ends_of_lines_keep_apart_and_in_order(places: list[float], gap: float) -> None:
    moved = spread(places, gap, 0, 200)
    order = sorted(range(len(places)), key=lambda number: (places[number], number))
    assert all(moved[after] - moved[before] >= gap - 1e-9 for before, after in pairwise(order))
    assert all(place <= 200 + 1e-9 for place in moved)


WANTED = st.builds(
    Wanted,
    x=st.floats(0, 300),
    y=st.floats(0, 200),
    radius=st.floats(1, 8),
    wide=st.floats(5, 80),
    high=st.just(9.0),
    rank=st.floats(-5, 5),
)


@given(st.lists(WANTED, max_size=25))
def test_no_name_lies_on_another_or_on_a_point(wanted: list[Wanted]) -> None:
    corners = settle(wanted, (0, 0, 300, 200))
    boxes = [
        (corner[0], corner[1], corner[0] + name.wide, corner[1] + name.high)
        for name, corner in zip(wanted, corners, strict=True)
        if corner
    ]
    for number, one in enumerate(boxes):
        assert one[0] >= 0 and one[1] >= 0 and one[2] <= 300 and one[3] <= 200
        for other in boxes[number + 1 :]:
            apart = one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]
            assert apart
        for name in wanted:
            inside = one[0] < name.x < one[2] and one[1] < name.y < one[3]
            assert not inside, "a name hides no point"


def test_a_name_of_lower_rank_goes_first() -> None:
    twins = [Wanted(50, 50, 3, 46, 9, rank) for rank in (1.0, 0.0)]
    room = (0, 40, 102, 60)
    assert settle(twins, room) == [None, (55, 45.5)], "to the right is the only place"
    assert settle(twins[:1], room) == [(55, 45.5)]


def luminance(colour: str) -> float:
    """Relative luminance as the accessibility guidelines define it (WCAG 2, “relative luminance”)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_shades_part_in_grey_print_and_text_can_be_read() -> None:
    shades = [luminance(shade(part / 6)) for part in range(7)]
    assert shades == sorted(shades, reverse=True) and shade(0) == SEQUENCE[0] and shade(1) == SEQUENCE[-1]
    assert luminance(shade(-1)) < luminance(shade(-0.5)) < luminance(shade(-0.01))
    assert all(contrast(legible(each.colour), "#ffffff") >= 4.5 for each in LOOKS)


def test_neighbouring_series_part_without_their_colour() -> None:
    signs = [(each.dash, each.marker) for each in LOOKS]
    assert len(set(signs)) == len(LOOKS)
    assert all(contrast(one.fill, other.fill) > 1.4 or one.hatch != other.hatch for one, other in pairwise(LOOKS))
