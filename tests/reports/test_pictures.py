"""Charts read as XML: every figure is printed, nothing absent is drawn as zero, all text is escaped."""

import xml.etree.ElementTree as ET
from math import inf, nan

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from reports.pictures import Picture, bars, grouped_bars, level_distribution
from reports.pictures.drawing import one_decimal

SVG = "{http://www.w3.org/2000/svg}"
CLUSTERS = ["Buenos Aires", "Los Lagos", "Penang", "Qiaotou"]
GROWTH = {
    "Exports": [15.3, 18.6, 6.7, 12.4],
    "Employment": [6.5, 11.9, 4.0, 5.6],
    "Real wages": [0.5, 27.1, 1.1, 13.1],
}


def figure_1(**changes: object) -> ET.Element:
    options = {"groups": CLUSTERS, "series": GROWTH, "unit": "per cent a year", "title": "Growth", "desc": "2000–06"}
    return ET.fromstring(grouped_bars(**(options | changes)))  # type: ignore[arg-type]


def texts(picture: ET.Element, css: str) -> list[str]:
    return [element.text or "" for element in picture.iter(f"{SVG}text") if css in element.get("class", "").split()]


def boxes(picture: ET.Element, css: str = "bar") -> list[dict[str, float]]:
    return [
        {name: float(str(rect.get(name)).rstrip("%")) for name in ("x", "width")}
        for rect in picture.iter(f"{SVG}rect")
        if css in rect.get("class", "").split()
    ]


def test_figure_1_prints_each_figure_beside_its_bar() -> None:
    picture = figure_1()
    expected = [one_decimal(GROWTH[name][place]) for place in range(4) for name in GROWTH]
    assert texts(picture, "picture-value") == expected
    assert texts(picture, "picture-group") == CLUSTERS
    assert len(boxes(picture)) == 12


def test_lengths_of_bars_are_in_proportion_to_their_figures() -> None:
    widths = [box["width"] for box in boxes(figure_1())]
    assert widths[0] / widths[3] == pytest.approx(15.3 / 18.6, abs=0.001)
    assert len({box["x"] for box in boxes(figure_1())}) == 1


def test_an_absent_figure_is_said_to_be_absent_and_has_no_bar() -> None:
    picture = figure_1(groups=["A", "B"], series={"Exports": [1.0, None]}, absent="no figure")
    assert len(boxes(picture)) == 1
    assert texts(picture, "picture-absent") == ["– no figure"]


def test_a_figure_of_zero_is_printed_and_is_not_absent() -> None:
    picture = figure_1(groups=["A"], series={"Exports": [0.0]})
    assert texts(picture, "picture-value") == ["0.0"]
    assert boxes(picture)[0]["width"] == 0


def test_negative_figures_run_left_of_the_line_and_carry_a_minus() -> None:
    picture = figure_1(groups=["A", "B"], series={"Exports": [10.0, -5.0]})
    right, left = boxes(picture)
    assert left["x"] + left["width"] == pytest.approx(right["x"], abs=0.02)
    assert left["width"] == pytest.approx(right["width"] / 2, abs=0.02)
    assert texts(picture, "picture-value") == ["10.0", "−5.0"]


def test_series_after_the_first_have_a_hatching_of_their_own() -> None:
    picture = figure_1(key="figure-1")
    patterns = [pattern.get("id") for pattern in picture.iter(f"{SVG}pattern")]
    assert patterns == ["figure-1-hatch-2", "figure-1-hatch-3"]
    used = {rect.get("fill") for rect in picture.iter(f"{SVG}rect") if str(rect.get("fill")).startswith("url")}
    assert used == {f"url(#{name})" for name in patterns}


@pytest.mark.parametrize("value", [nan, inf])
def test_a_figure_that_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        bars({"Penang": value}, "per cent", "t", "d")


def test_series_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="2 figures for 4 groups"):
        figure_1(series={"Exports": [1.0, 2.0]})
    with pytest.raises(ValueError, match="1 to 5 series"):
        figure_1(series={str(number): [1.0] * 4 for number in range(6)})


def test_figure_2_names_each_cluster_beside_its_bar() -> None:
    picture = ET.fromstring(bars(dict(zip(CLUSTERS, [64.3, 63.0, 87.7, None], strict=True)), "per cent", "t", "d"))
    assert texts(picture, "picture-label") == CLUSTERS
    assert texts(picture, "picture-value") == ["64.3", "63.0", "87.7", "– no figure"]


def test_a_chart_without_any_figure_is_still_a_chart() -> None:
    picture = figure_1(groups=["A"], series={"Exports": [None]})
    assert texts(picture, "picture-value") == ["– no figure"]


def test_strips_of_levels_fill_the_width_and_print_level_and_share() -> None:
    counts = {"Buenos Aires": [0, 0, 0, 43, 5, 2, 0], "Nowhere": [0] * 7, "Penang": [4, 0, 18, 16, 34, 34, 1, 9]}
    picture = ET.fromstring(level_distribution(counts, "Levels", "d"))
    shares = boxes(picture, "share")
    assert sum(share["width"] for share in shares[:3]) == pytest.approx(100, abs=0.05)
    assert sum(share["width"] for share in shares[3:]) == pytest.approx(100, abs=0.05)
    assert texts(picture, "share-text")[:2] == ["3: 86 %", "4"]
    assert texts(picture, "share-text")[-1] == "?"
    assert texts(picture, "picture-label") == ["n = 50", "no firm has a level yet", "n = 116"]


@pytest.mark.parametrize("counts", [[1, 2], [0, 0, 0, 0, 0, 0, -1]])
def test_counts_that_are_not_of_the_seven_levels_are_refused(counts: list[int]) -> None:
    with pytest.raises(ValueError, match="Penang"):
        level_distribution({"Penang": counts}, "t", "d")


def test_a_picture_tells_what_it_shows_and_carries_no_inline_style() -> None:
    picture = figure_1(title="A <title>", desc='"quoted" & more')
    assert (picture.get("role"), picture.findtext(f"{SVG}title")) == ("img", "A <title>")
    assert picture.findtext(f"{SVG}desc") == '"quoted" & more'
    assert not [element for element in picture.iter() if element.get("style")]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30))
def test_any_name_stays_text(name: str) -> None:
    picture = ET.fromstring(bars({name: 1.0}, name, name, name))
    assert texts(picture, "picture-label") == [name]


@given(st.lists(st.none() | st.floats(-1e6, 1e6), min_size=1, max_size=8))
def test_every_bar_stays_within_the_drawing(values: list[float | None]) -> None:
    items = {f"Cluster {number}": value for number, value in enumerate(values)}
    picture = ET.fromstring(bars(items, "per cent", "t", "d"))
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 100.02 for box in boxes(picture))


def test_a_template_prints_a_picture_as_it_is() -> None:
    picture = bars({"A & B": 1.0}, "per cent", "t", "d")
    assert isinstance(picture, Picture)
    assert Template("{{ picture }}").render(Context({"picture": picture})) == str(picture)


@pytest.mark.parametrize(
    ("value", "printed"), [(0.05, "0.1"), (12.25, "12.3"), (-0.04, "0.0"), (-8.65, "−8.7"), (27.1, "27.1")]
)
def test_figures_are_rounded_half_up_as_in_print(value: float, printed: str) -> None:
    assert one_decimal(value) == printed


def bounded(values: list[float], errors: list[tuple[float, float] | None]) -> ET.Element:
    groups = ["HR", "PT"][: len(values)]
    return figure_1(groups=groups, series={"Lakes": values}, errors={"Lakes": errors})


def whiskers(picture: ET.Element) -> list[tuple[float, float]]:
    lines = [line for line in picture.iter(f"{SVG}line") if line.get("class") == "whisker"]
    return [(float(str(line.get("x1")).rstrip("%")), float(str(line.get("x2")).rstrip("%"))) for line in lines]


def test_an_interval_is_drawn_between_its_bounds_and_the_figure_stands_beyond_it() -> None:
    picture = bounded([40.0], [(20.0, 80.0)])
    [box] = boxes(picture)
    (low, high), *strokes = whiskers(picture)
    # Places are printed with two decimals of a per cent of the drawing.
    expected = (box["x"] + box["width"] / 2, box["x"] + box["width"] * 2)
    assert (low, high) == pytest.approx(expected, abs=0.03)
    assert strokes == [(low, low), (high, high)]
    [figure] = [each for each in picture.iter(f"{SVG}text") if each.get("class") == "picture-value"]
    assert float(str(figure.get("x")).rstrip("%")) == pytest.approx(high, abs=0.03)
    assert high <= 100


def test_a_figure_without_an_interval_stands_beside_those_that_have_one() -> None:
    assert len(whiskers(bounded([40.0, 20.0], [(20.0, 80.0), None]))) == 3
    assert whiskers(figure_1()) == []
