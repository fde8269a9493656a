"""The workbook read back cell by cell: figures, formats, the paper's own beside ours, notes, pictures and data."""

import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from analysis.results import Dropped, Figure, Inference, Result, ResultColumn, ResultTable, Series
from analysis.telling import grouped, uncertainty, written
from analysis.workbook import write_workbook
from analysis.workbook.pairing import difference, keys_of, pairs_of, slots_of
from tests.factories.analysis_results import (
    crises_result,
    crisis_equations,
    crisis_types,
    development_result,
    every_result,
    network_figure,
    told,
)

DANGEROUS = (
    "=1+1",
    "+1",
    "@SUM(1)",
    '=HYPERLINK("http://evil.example","x")',
    "<r>rich</r>",
    "a\x00\x07b\ud800",
    "纽扣",
)


def book_of(result: Result, about: dict[str, str] | None = None) -> Any:
    file = BytesIO()
    write_workbook(result, file, about=told() if about is None else about)
    return openpyxl.load_workbook(BytesIO(file.getvalue()))


def with_table(table: ResultTable) -> Result:
    return replace(crises_result(), tables=(table,), figures=())


def sheet_of(table: ResultTable) -> Worksheet:
    return book_of(with_table(table)).worksheets[1]


def texts_of(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("result", every_result(), ids=lambda result: result.system)
def test_the_same_result_gives_the_same_bytes(result: Result) -> None:
    one, other = BytesIO(), BytesIO()
    write_workbook(result, one, about=told())
    write_workbook(Result.from_json(result.to_json()), other, about=told())
    assert one.getvalue() == other.getvalue()


def test_a_path_and_a_file_get_the_same(tmp_path: Path) -> None:
    file = BytesIO()
    write_workbook(crises_result(), file, about={})
    write_workbook(crises_result(), tmp_path / "a.xlsx", about={})
    write_workbook(crises_result(), str(tmp_path / "b.xlsx"), about={})
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes() == file.getvalue()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]


def test_a_folder_that_is_not_there_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        write_workbook(crises_result(), tmp_path / "none" / "a.xlsx", about={})


def test_about_says_everything_a_reader_has_to_know() -> None:
    result = crises_result()
    sheet = book_of(result)["About"]
    found = texts_of(sheet)
    assert found[0] == result.title
    assert {*result.findings, *result.cautions} <= set(found)
    beside = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(1, sheet.max_row + 1)}
    assert all(beside[each.part] == each.reason for each in result.refused)
    assert beside["Run"] == "9f2c41d07ab3" and beside["Made on"] == "2026-03-02"
    assert beside["level"] == "0.95" and beside["counties"] == "sha256:4b5a1f0e5c7d"
    assert beside["linearmodels"] == "7.1"
    headings = ["Findings", "Cautions", "Not computed, and why", "This run", "Choices", "Tables that went in"]
    assert [text for text in found if text in headings] == headings


def test_about_lists_every_other_sheet_by_its_name() -> None:
    book = book_of(crises_result())
    sheet = book["About"]
    beside = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(1, sheet.max_row + 1)}
    shown = (*crises_result().tables, *crises_result().figures)
    assert [beside[name] for name in book.sheetnames[1:]] == [each.title for each in shown]


def test_a_table_has_its_figures_with_their_formats() -> None:
    table = crisis_equations()
    sheet = sheet_of(table)
    assert [cell.value for cell in sheet[4]] == [column.title for column in table.columns]
    assert [cell.value for cell in sheet[5]] == [column.unit or None for column in table.columns]
    for number, row in enumerate(table.rows):
        for place, value in enumerate(row):
            cell = sheet.cell(6 + number, place + 1)
            assert cell.value == (value if isinstance(value, str) else pytest.approx(value, rel=1e-15))
    assert [cell.number_format for cell in sheet[6]] == [
        "General", "#,##0.000", "#,##0.00", "#,##0.000", "#,##0.000", "#,##0.000", "#,##0.000", "#,##0.0", "#,##0",
    ]  # fmt: skip
    assert "In the paper: Table 4" in texts_of(sheet)
    assert uncertainty(table.inference[0]) in texts_of(sheet)


def test_a_sheet_stays_readable_when_scrolled_and_printed() -> None:
    sheet = sheet_of(crisis_equations())
    assert sheet.freeze_panes == "B6" and sheet.print_title_rows == "$4:$5"
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
    assert sheet.oddFooter.left.text.endswith("Run 9f2c41d07ab3")


def test_printed_figures_stand_beside_ours_with_their_difference() -> None:
    sheet = sheet_of(crisis_types())
    assert [cell.value for cell in sheet[4]][:8] == [None, "Factor price", None, None, "Quality", None, None,
                                                     "Share of all crises"]  # fmt: skip
    parts = ["Ours", "Printed", "Difference"]
    assert [cell.value for cell in sheet[5]] == ["Year", *parts * 3, "Ours", "Printed"]
    assert sheet["J6"].value == "percentage points"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=7, max_row=10)]
    assert rows[0][:7] == [2004, 2, 2, "=ROUND((B7-C7),0)", 1, 1, "=ROUND((E7-F7),0)"]
    assert rows[1][7:10] == [0.0189, 0.0377, "=ROUND((H8-I8)*100,1)"]
    assert rows[2][:4] == [2008, 5, None, None], "a year that is not printed has nothing beside it"
    assert rows[3] == [1999, None, "sic (2)", None, None, 1, None, None, 0.0189, None, None, None]


def test_a_misprint_stays_printed_and_is_told_below() -> None:
    sheet = sheet_of(crisis_types())
    assert sheet["F8"].value == 1 and sheet["F8"].number_format == '#,##0" sic (1)"'
    assert "sic (1): 2005, Quality. The row adds up to one crisis, not two." in texts_of(sheet)
    assert "sic (2): 1999, Factor price. The cell is empty in print." in texts_of(sheet)


def test_a_share_is_shown_in_per_cent_and_stays_a_share() -> None:
    sheet = sheet_of(crisis_types())
    assert sheet["H7"].value == 0.0566 and sheet["H7"].number_format == "0.0%"


def test_the_difference_shown_is_that_of_the_formula() -> None:
    file = BytesIO()
    write_workbook(with_table(crisis_types()), file, about={})
    values = openpyxl.load_workbook(BytesIO(file.getvalue()), data_only=True).worksheets[1]
    assert values["J8"].value == round((0.0189 - 0.0377) * 100, 1) and values["G8"].value == -1


def test_text_stays_text_and_a_figure_that_is_none_stays_empty() -> None:
    columns = (ResultColumn("a", "=A", "text"), ResultColumn("b", "B"))
    rows = tuple(
        (text, value)
        for text, value in zip(DANGEROUS, [1.0, None, float("nan"), float("inf"), "n.a.", 0, 2], strict=True)
    )
    sheet = sheet_of(ResultTable("=bad[name]:*?/\\ that is far too long for a sheet", "T", columns, rows))
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=11)]
    assert [row[0] for row in cells] == [*DANGEROUS[:4], "<r>rich</r> ", "ab", "纽扣"]
    assert [row[1] for row in cells] == [1, None, None, None, "n.a.", 0, 2]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_sheets_have_names_of_their_own_whatever_the_codes() -> None:
    table = ResultTable("a" * 40, "T", (ResultColumn("a", "A"),), ((1,),))
    codes = ("a" * 40, "A" * 40, "history", "about", "'", "")
    book = book_of(replace(crises_result(), tables=tuple(replace(table, code=code) for code in codes), figures=()))
    assert len({name.casefold() for name in book.sheetnames}) == 7 and "History" not in book.sheetnames
    assert all(0 < len(name) <= 31 for name in book.sheetnames)


def test_an_empty_table_says_so() -> None:
    sheet = sheet_of(ResultTable("none", "None", (ResultColumn("a", "A"),), ()))
    assert "There is no row to show." in texts_of(sheet)


def test_a_figure_has_its_picture_and_every_point() -> None:
    figure = network_figure()
    sheet = book_of(replace(crises_result(), tables=(), figures=(figure,))).worksheets[1]
    [picture] = sheet._images
    assert picture._data().startswith(b"\x89PNG")
    found = texts_of(sheet)
    assert figure.reading in found and set(figure.notes) <= set(found)
    heads = next(row for row in range(1, 80) if sheet.cell(row, 1).value == "Series")
    assert heads > picture.anchor.to.row, "no figure stands below the picture"
    first = [cell.value for cell in sheet[heads + 1]][:5]
    series = figure.series[0]
    assert first == ["industries", series.x[0], pytest.approx(series.y[0]), series.size[0], series.labels[0]]
    points = sum(sheet.cell(row, 1).value == "industries" for row in range(heads + 1, heads + 25))
    assert points == len(series.x) == 24
    assert ["industries", "Steel 1", "Motor vehicles 1"] in [
        [cell.value for cell in row][:3] for row in sheet.iter_rows(min_row=heads + 26)
    ]


def test_a_picture_is_described_for_those_who_do_not_see_it() -> None:
    file = BytesIO()
    write_workbook(replace(crises_result(), tables=(), figures=(network_figure(),)), file, about={})
    with zipfile.ZipFile(file) as parts:
        assert f'descr="{network_figure().reading}"' in parts.read("xl/drawings/drawing1.xml").decode()


def test_rows_meet_by_their_names_and_by_place_where_names_repeat() -> None:
    table = crisis_types()
    assert keys_of(table) == 1
    assert [pair.number for pair in pairs_of(table)] == [0, 1, None, 2]
    repeated = replace(table, rows=table.rows[:1] * 2)
    assert keys_of(repeated) == 0
    assert [pair.number for pair in pairs_of(repeated)] == [0, 1, 2]
    assert [slot.part for slot in slots_of(repeated)][:2] == ["ours", "printed"]


def test_a_row_may_be_named_by_two_columns() -> None:
    columns = (ResultColumn("a", "A", "text"), ResultColumn("y", "Y", "year"), ResultColumn("v", "V", decimals=1))
    ours = (("x", 1995, 1.04), ("x", 2004, 2.0))
    table = ResultTable("t", "T", columns, ours, printed=(("x", 2004, 1.96), ("x", 1995, 1.0)))
    assert keys_of(table) == 2
    slot = slots_of(table)[-1]
    assert [difference(pair, slot) for pair in pairs_of(table)] == [0.0, 0.0], "1.04 is printed as 1.0"


def wide_table() -> ResultTable:
    """Nine columns of figures, of which a sheet cannot hold three times as many."""
    columns = (ResultColumn("name", "Name", "text"), *(ResultColumn(f"r{n}", f"R{n}", decimals=1) for n in range(1, 9)))
    columns += (ResultColumn("share", "Share", "share", decimals=1), ResultColumn("said", "Said", "text"))
    ours = (("crisis", *(float(n) for n in range(1, 9)), 0.5, "yes"), ("size", *(0.5,) * 8, 0.25, "no"))
    printed = (("crisis", *(float(n) + 0.25 for n in range(1, 9)), 0.4, "no"), ("area", *(None,) * 8, None, None))
    return ResultTable("wide", "Wide", columns, ours, "Table 4", (), (), printed, {"0:r8": "A misprint."})


def test_parts_of_a_wide_table_stand_below_each_other() -> None:
    sheet = sheet_of(wide_table())
    assert [cell.value for cell in sheet[4]][:3] == ["Name", None, "R1"] and sheet.freeze_panes == "C6"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6, max_row=10)]
    assert rows[0] == ["crisis", "Ours", *range(1, 9), 0.5, "yes"]
    assert rows[1] == [None, "Printed", *(n + 0.25 for n in range(1, 9)), 0.4, "no"]
    assert rows[2][:3] == [None, "Difference", "=ROUND((C6-C7),1)"]
    assert rows[2][10:] == ["=ROUND((K6-K7)*100,1)", None]
    assert rows[3][:3] == ["size", "Ours", 0.5], "what is not printed has one line"
    assert rows[4][:3] == ["area", "Printed", None]
    assert sheet["J7"].number_format == '#,##0.0" sic (1)"'
    found = texts_of(sheet)
    assert "In the paper: Table 4, whose figures stand below ours" in found
    assert {"sic (1): crisis, R8. A misprint.", "Differences of shares are in percentage points."} <= set(found)


def test_the_same_difference_is_shown_beside_and_below() -> None:
    file = BytesIO()
    write_workbook(with_table(wide_table()), file, about={})
    values = openpyxl.load_workbook(BytesIO(file.getvalue()), data_only=True).worksheets[1]
    assert values["C8"].value == -0.3, "a half goes away from zero, as ROUND in the formula does"
    assert values["K8"].value == 10


CELL = st.one_of(st.none(), st.text(max_size=8), st.floats(), st.integers(-(10**9), 10**9))


@settings(max_examples=25)
@given(st.data())
def test_any_table_becomes_a_sheet_that_reads_back(data: st.DataObject) -> None:
    kinds = data.draw(st.lists(st.sampled_from(["text", "number", "count", "share", "year"]), min_size=1, max_size=4))
    columns = tuple(ResultColumn(f"k{n}", f"Column {n}", kind) for n, kind in enumerate(kinds))
    row = st.tuples(*[CELL for _kind in kinds])
    rows = tuple(data.draw(st.lists(row, max_size=4)))
    printed = tuple(data.draw(st.lists(row, max_size=4)))
    table = ResultTable("any", "Any", columns, rows, printed=printed)
    sheet = sheet_of(table)
    slots, pairs = slots_of(table), pairs_of(table)
    assert {pair.number for pair in pairs if pair.printed is not None} == set(range(len(printed)))
    assert [pair.ours for pair in pairs if pair.ours is not None] == list(rows)
    body = 5 + bool(printed) + any(kind == "share" for kind in kinds)
    for number, pair in enumerate(pairs):
        for place, slot in enumerate(slots):
            if slot.part == "ours" and pair.ours is not None and slot.column.kind != "text":
                value = pair.ours[slot.place]
                if isinstance(value, int | float) and abs(value) < 1e300 and value == value:
                    assert sheet.cell(body + number, place + 1).value == pytest.approx(value, rel=1e-15)


def test_what_uncertainty_rests_on_is_told_in_words() -> None:
    plain = uncertainty(Inference("HC1", 1200))
    assert plain == "Standard errors: HC1. Rows used: 1,200. No row was left out."
    full = uncertainty(Inference("CRV1.", 9, {"county": 73, "year": 5}, (Dropped(2, "no FDI."),), "OLS", "a"))
    assert full == (
        "Standard errors: CRV1. Clusters: 73 (county); 5 (year). Rows used: 9. Left out: 2 (no FDI). Estimator: OLS, a."
    )


@pytest.mark.parametrize(
    ("value", "column", "text"),
    [
        (0.1234, ResultColumn("a", "A", "share", decimals=1), "12.3 %"),
        (-1234.5678, ResultColumn("a", "A", decimals=2), "−1,234.57"),
        (-0.0001, ResultColumn("a", "A", decimals=2), "−0.0001"),
        (1.5e-11, ResultColumn("p", "p"), "1.5e−11"),
        (-0.0, ResultColumn("a", "A", decimals=2), "0.00"),
        (1995, ResultColumn("a", "A", "year"), "1995"),
        (1995, ResultColumn("a", "A", "count"), "1,995"),
        (None, ResultColumn("a", "A"), "–"),
        (float("nan"), ResultColumn("a", "A"), "–"),
        (12, ResultColumn("a", "A", "text"), "12"),
        ("n.a.", ResultColumn("a", "A"), "n.a."),
    ],
)
def test_a_cell_is_written_as_its_column_says(value: Any, column: ResultColumn, text: str) -> None:
    assert written(value, column) == text


def test_what_is_told_of_a_run_falls_into_its_lists() -> None:
    assert grouped({"made_on": "x", "choices.level": "1", "tables.firms": "h", "e.g.": "y"}) == {
        "run": [("Made on", "x"), ("E.g.", "y")],
        "choices": [("level", "1")],
        "tables": [("firms", "h")],
    }


def test_a_result_with_nothing_in_it_is_a_workbook() -> None:
    empty = Result("crises", "Nothing", (), (), (), (), (), {})
    assert book_of(empty, {}).sheetnames == ["About"]
    bare = Figure("empty", "Empty", "line", (Series("none", (), ()),))
    assert book_of(replace(development_result(), figures=(bare,)), {}).sheetnames[-1] == "Empty"
