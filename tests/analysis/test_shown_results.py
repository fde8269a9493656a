"""Results as pages show them: figures by their kind, the paper's beside ours, the data behind a picture."""

import pytest
from django.utils.formats import get_format

from analysis.results import Cell, Dropped, Figure, Inference, ResultColumn, ResultTable, Series
from analysis.shown_results import cell_text, inference_words, shown_figure, shown_table

KEY = ResultColumn("key", "Region", "text")
VALUE = ResultColumn("value", "Output", decimals=2)


def with_commas(text: str) -> str:
    """Pages group thousands by a thin space that is hard to tell from others."""
    return text.replace(get_format("THOUSAND_SEPARATOR"), ",")


@pytest.mark.parametrize(
    ("value", "column", "text"),
    [
        (1234.5678, ResultColumn("a", "A", decimals=2), "1,234.57"),
        (0.00001234, ResultColumn("a", "A"), "1.2e-05"),
        (0.0, ResultColumn("a", "A"), "0.000"),
        (-0.26, ResultColumn("a", "A", decimals=1), "-0.3"),
        (1234567, ResultColumn("a", "A", "count"), "1,234,567"),
        (2004.0, ResultColumn("a", "A", "year"), "2004"),
        (0.1234, ResultColumn("a", "A", "share"), "12.3 %"),
        (None, ResultColumn("a", "A"), "–"),
        ("dropped", ResultColumn("a", "A"), "dropped"),
    ],
)
def test_a_cell_is_told_by_the_kind_of_its_column(value: Cell, column: ResultColumn, text: str) -> None:
    assert with_commas(cell_text(value, column)) == text


def test_printed_figures_stand_under_ours_where_rows_name_the_same() -> None:
    told = ResultTable(
        "t",
        "T",
        (KEY, VALUE),
        (("north", 1.0), ("south", 2.0)),
        printed=(("south", 2.5), ("west", 3.0)),
        sic={"0:value": "The column adds up to 5.", "1:value": "Not among the sources."},
    )
    shown = shown_table(told)
    assert [(cell.text, cell.printed, cell.sic) for cell in shown.rows[1]] == [
        ("south", "", ""),
        ("2.00", "2.50", "The column adds up to 5."),
    ]
    assert shown.rows[0][1].printed == ""
    assert [[cell.text for cell in row] for row in shown.only_printed] == [["west", "3.00"]]
    assert shown.only_printed[0][1].sic == "Not among the sources."
    assert shown.sics == ("The column adds up to 5.", "Not among the sources.")


def test_rows_of_one_name_are_not_paired_by_chance() -> None:
    shown = shown_table(
        ResultTable("t", "T", (KEY, VALUE), (("north", 1.0), ("north", 2.0)), printed=(("north", 9.0),))
    )
    assert not shown.has_printed and len(shown.only_printed) == 1


def test_what_a_table_rests_on_is_told_in_sentences() -> None:
    told = Inference("clustered by county", 1300, {"county": 73}, (Dropped(12, "output is missing."),), "OLS", "x 1.0")
    assert with_commas(inference_words(told)) == (
        "Standard errors: clustered by county. 1,300 rows used. Clusters: county 73. "
        "Left out: 12, because output is missing. OLS (x 1.0)."
    )


def test_series_over_the_same_places_stand_side_by_side() -> None:
    series = (Series("A", (1990, 1991), (1.0, None)), Series("B", (1990, 1991), (0.123456789, 4.0)))
    shown = shown_figure(Figure("f", "F", "line", series, "Year", "Share"))
    assert shown.heads == ("Year", "A", "B")
    assert shown.rows == (("1990", "1", "0.123457"), ("1991", "–", "4"))


def test_points_with_intervals_or_names_stand_one_to_a_row() -> None:
    series = (Series("A", ("x", "y"), (1.0, 2.0), low=(0.5, 1.5), high=(1.5, None)), Series("B", ("x",), (3.0,)))
    shown = shown_figure(Figure("f", "F", "interval", series, "Place", "Effect"))
    assert shown.heads == ("Series", "Place", "Effect", "low", "high")
    assert shown.rows == (("A", "x", "1", "0.5", "1.5"), ("A", "y", "2", "1.5", "–"), ("B", "x", "3", "–", "–"))
