"""Every shape becomes a picture: same figure, same bytes; nothing that a page refuses; no warning whatever comes."""

import re
import struct
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.pictures.drawing import NOTHING, SHAPES, png_of, svg_of
from analysis.results import Figure, Series, Shape
from tests.factories.analysis_results import (
    bar_figure,
    coefficient_figure,
    event_figure,
    every_figure,
    histogram_figure,
    line_figure,
    map_figure,
    matrix_figure,
    network_figure,
    scatter_figure,
    step_figure,
    trajectory_figure,
)

ROOT = Path(__file__).resolve().parents[3]
SVG = "{http://www.w3.org/2000/svg}"


@cache
def words(figure: Figure) -> list[str]:
    """The texts of the drawing, in their order."""
    return ["".join(each.itertext()) for each in ElementTree.fromstring(svg_of(figure)).iter(f"{SVG}text")]


def told(figure: Figure) -> str:
    return " | ".join(words(figure))


def test_every_shape_of_results_can_be_drawn() -> None:
    assert set(SHAPES) == set(get_args(Shape)) == {figure.shape for figure in every_figure()}


@pytest.mark.parametrize("figure", every_figure(), ids=lambda figure: figure.code)
def test_the_same_figure_gives_the_same_bytes(figure: Figure) -> None:
    assert svg_of(figure) == svg_of(replace(figure))
    assert png_of(figure, 200) == png_of(replace(figure), 200)


def test_another_process_gives_the_same_bytes() -> None:
    source = (
        "import sys; from analysis.pictures.drawing import svg_of; "
        "from tests.factories.analysis_results import event_figure; sys.stdout.buffer.write(svg_of(event_figure()))"
    )
    made = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, check=True)
    assert made.stdout == svg_of(event_figure())


def test_workers_that_draw_at_the_same_time_draw_the_same() -> None:
    figures = (event_figure(), network_figure(), matrix_figure(), event_figure())
    alone = [svg_of(figure) for figure in figures]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(svg_of, figures)) == alone


@pytest.mark.parametrize("figure", every_figure(), ids=lambda figure: figure.code)
def test_a_drawing_bears_its_title_and_says_what_it_shows(figure: Figure) -> None:
    root = ElementTree.fromstring(svg_of(figure))
    assert root.tag == f"{SVG}svg" and root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == figure.title
    assert root.findtext(f"{SVG}desc") == figure.reading
    assert figure.title in told(figure)
    for note in (*figure.notes, *([f"In the paper: {figure.paper}."] if figure.paper else [])):
        assert note in told(figure)


@pytest.mark.parametrize("figure", every_figure(), ids=lambda figure: figure.code)
def test_a_drawing_holds_nothing_that_a_strict_page_refuses(figure: Figure) -> None:
    drawing = svg_of(figure).decode()
    assert not re.search(r"\sstyle=|<style|<script|<\?xml|<!DOCTYPE|<metadata", drawing)
    assert set(re.findall(r"https?://[^\"]+", drawing)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_a_png_is_as_wide_as_asked() -> None:
    for wide in (100, 640, 1200):
        data = png_of(event_figure(), wide)
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">I", data[16:20])[0] == wide
    with pytest.raises(ValueError, match="at least 100"):
        png_of(event_figure(), 99)


def test_lines_bear_their_names_at_their_ends_and_break_where_a_figure_is_missing() -> None:
    figure = line_figure()
    assert {"with a crisis", "without a crisis"} <= set(words(figure))
    assert "1 point has no figure and cannot be drawn." in words(figure)
    whole = replace(figure, series=(replace(figure.series[1], name="a"), replace(figure.series[1], name="b")))
    assert "cannot be drawn" not in told(whole)


def test_many_lines_are_told_by_a_key() -> None:
    series = tuple(Series(f"region {n}", (1, 2, 3), (1.0 * n, 2.0 * n, 3.0)) for n in range(9))
    assert {each.name for each in series} <= set(words(Figure("many", "Many", "line", series)))


def test_years_are_written_without_a_mark_of_thousands() -> None:
    assert "1990" in words(line_figure()) and "1,990" not in words(line_figure())


def test_bars_bear_their_figures_and_whole_names() -> None:
    found = words(bar_figure())
    assert {"Quality inspection and certification", "before", "after", "17", "12"} <= set(found)
    assert "2.5" not in found, "nobody counts half a cluster"


def test_estimates_with_names_lie_and_those_over_time_stand() -> None:
    lying, standing = words(coefficient_figure()), words(event_figure())
    assert "Raw material price crisis" in lying and "0.2" in lying
    assert "Years since the first crisis" in standing and "−2" in standing and "-2" not in standing


def test_an_estimate_that_was_set_is_hollow() -> None:
    hollow = svg_of(event_figure()).decode().count('fill="#ffffff" stroke="#0f5c7c"')
    filled = replace(
        event_figure(),
        series=tuple(replace(each, low=tuple(v - 1 for v in each.y), high=each.y) for each in event_figure().series),  # type: ignore[operator]
    )
    assert hollow > svg_of(filled).decode().count('fill="#ffffff" stroke="#0f5c7c"')


def test_a_reference_line_is_drawn_where_it_is_asked_for() -> None:
    figure = replace(event_figure(), vertical_line=None)
    dashed = "stroke-dasharray"
    assert svg_of(figure).decode().count(dashed) == 0
    assert svg_of(replace(figure, vertical_line=-0.5)).decode().count(dashed) == 1
    assert svg_of(replace(figure, vertical_line=-0.5, horizontal_line=0.1)).decode().count(dashed) == 2
    assert svg_of(replace(figure, horizontal_line=0.0)) == svg_of(figure), "there is a line at zero already"
    lying = coefficient_figure()
    assert svg_of(replace(lying, horizontal_line=0.0)) == svg_of(lying) != svg_of(replace(lying, horizontal_line=0.1))


def test_several_distributions_are_outlined_over_each_other() -> None:
    assert {"1995", "2004", "Counties"} <= set(words(histogram_figure()))


def test_a_map_names_its_degrees_and_a_network_its_nodes() -> None:
    assert {"30°N", "110°E", "Wenzhou 温州", "above 0.3"} <= set(words(map_figure()))
    found = words(network_figure())
    assert sum(label in found for label in network_figure().series[0].labels) == 24


def test_what_a_network_stands_on_is_pale_and_its_nodes_are_named_once() -> None:
    own = network_figure().series[0]
    ground = replace(own, name="all industries", size=())
    figure = replace(network_figure(), series=(ground, replace(own, links=())))
    drawing = svg_of(figure).decode()
    assert drawing.index("#b4bac0") < drawing.index("#0f5c7c"), "what is drawn later lies above"
    assert sum(word == "Steel 1" for word in words(figure)) == 1


def test_names_that_find_no_room_are_counted() -> None:
    crowd = Series("crowd", (1.0,) * 30, (1.0,) * 30, labels=tuple(f"a rather long name {n}" for n in range(30)))
    apart = Series("apart", (0.0, 2.0), (0.0, 2.0))
    figure = Figure("crowd", "Crowd", "scatter", (crowd, apart))
    named = sum(word.startswith("a rather long name") for word in words(figure))
    assert f"{30 - named} names found no room; the data name every point." in words(figure)


def test_a_matrix_writes_its_figures_and_keys_the_cells_without_one() -> None:
    found = words(matrix_figure())
    assert {"0.586", "−0.791", "–", "no figure", "Ellison–Glaeser"} <= set(found)


def test_a_matrix_of_few_figures_keys_each_of_them() -> None:
    rows = tuple(Series(name, (1, 2, 3), (0.0, 1.0, 2.0)) for name in "ab")
    found = words(Figure("few", "Few", "matrix", rows))
    assert found.count("2") == 4 and "0.500" not in found, "two cells, a column and the key"


def test_a_trajectory_names_every_year_and_the_end_of_each_path() -> None:
    found = words(trajectory_figure())
    assert {"1982", "1994", "Zhili 2002", "Jili 2004", "Number of firms"} <= set(found)


def test_steps_hold_until_the_next_place() -> None:
    figure = Figure("steps", "Steps", "step", (Series("one", (0, 10), (0.0, 10.0)),))
    path = re.findall(r'<path d="([^"]+)" clip-path[^>]*stroke="#0f5c7c"', svg_of(figure).decode())[0]
    corners = [tuple(float(number) for number in pair) for pair in re.findall(r"[ML] ([\d.]+) ([\d.]+)", path)]
    assert corners[0][1] == corners[1][1] and corners[1][0] == corners[2][0], "first along, then up"
    assert {"Wenzhou shoes 温州鞋", "Datang socks"} <= set(words(step_figure()))


@pytest.mark.parametrize("shape", get_args(Shape))
@pytest.mark.parametrize("series", [(), (Series("none", (), ()),), (Series("gone", (None, "b"), (1.0, None)),)])
def test_a_figure_without_a_point_says_so(shape: Shape, series: tuple[Series, ...]) -> None:
    assert NOTHING in words(Figure("empty", "Empty", shape, series))


def test_lists_of_different_lengths_are_refused_aloud() -> None:
    with pytest.raises(ValueError, match="“firms” has 2 x and 1 y"):
        svg_of(Figure("odd", "Odd", "line", (Series("firms", (1, 2), (1.0,)),)))


def test_text_stays_text() -> None:
    nasty = "a & b < c $x_1$ \x00\ud800 “纽扣” \n next"
    figure = replace(scatter_figure(), title=nasty, notes=(nasty,), x_title=nasty)
    assert "a & b < c $x_1$ “纽扣” next" in words(figure)


CELLS = st.one_of(
    st.none(),
    st.integers(-3, 3000),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from(["Wenzhou 温州", "a very long name of a region that nobody would print in full " * 3, "", "é$_"]),
)
FIGURES = st.one_of(st.none(), st.floats(-1e6, 1e6), st.floats(allow_nan=True), st.sampled_from([0.0, 1e99, -1e-300]))


@st.composite
def series(draw: st.DrawFn) -> Series:
    count = draw(st.integers(0, 6))

    def several(values: st.SearchStrategy) -> tuple:  # type: ignore[type-arg]
        return tuple(draw(st.lists(values, min_size=count, max_size=count)))

    optional = draw(st.booleans())
    sizes = several(st.floats(0, 1e6)) if optional else ()
    links = st.tuples(st.integers(0, max(0, count - 1)), st.integers(0, max(0, count - 1)))
    return Series(
        draw(st.text(max_size=20)),
        several(CELLS),
        several(FIGURES),
        several(FIGURES) if optional else (),
        several(FIGURES) if optional else (),
        sizes,
        several(st.text(max_size=12)) if optional else (),
        tuple(draw(st.lists(links, max_size=3))) if optional and count else (),
    )


@settings(max_examples=25)
@given(shape=st.sampled_from(get_args(Shape)), all_series=st.lists(series(), max_size=6), title=st.text(max_size=300))
def test_whatever_comes_is_drawn_without_a_warning(shape: Shape, all_series: list[Series], title: str) -> None:
    figure = Figure("any", title, shape, tuple(all_series), "x", "y", "r", vertical_line=1.0, horizontal_line=0.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ElementTree.fromstring(svg_of(figure))
        assert png_of(figure, 150).startswith(b"\x89PNG")
