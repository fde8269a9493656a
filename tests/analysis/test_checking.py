"""Checks of uploaded tables: whatever is wrong is named with its row and column, and what is right is read exactly."""

import gzip
import io
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from analysis import reading
from analysis.checking import Checked
from analysis.errors import TableRefused
from analysis.layouts import Layout, LayoutColumn
from analysis.table_files import check_file, frame_of_file, match_file
from tests.factories.analysis import CSV, FIRMS

HEAD = "region,year,firm,output"
PANEL = Layout("panel", "Panel", "Rows.", FIRMS.columns[:4], key=("firm", "year"))


def check(content: str | bytes, name: str = "t.csv", layout: Layout = FIRMS, **chosen: str) -> Checked:
    return check_file(_file(content), name, layout, chosen)


def frame(content: str | bytes, name: str = "t.csv", layout: Layout = FIRMS, **chosen: str) -> pd.DataFrame:
    return frame_of_file(_file(content), name, layout, chosen)


def _file(content: str | bytes) -> io.BytesIO:
    return io.BytesIO(content.encode() if isinstance(content, str) else content)


def problems(content: str | bytes, layout: Layout = FIRMS, name: str = "t.csv") -> list[tuple[int | None, str, str]]:
    with pytest.raises(TableRefused) as refusal:
        check(content, name, layout)
    return [(each.row, each.column, each.value) for each in refusal.value.problems]


def test_a_table_is_read_with_the_names_and_kinds_of_its_layout() -> None:
    found = frame(CSV)
    assert list(found.columns) == ["region", "year", "firm", "output", "size", "extra"]
    kinds = {name: str(kind) for name, kind in found.dtypes.items()}
    expected = {"region": "str", "year": "Int64", "firm": "Int64", "output": "float64", "size": "str"}
    assert kinds == {**expected, "extra": "float64"}
    assert found["size"].tolist() == ["Small", "Small", "Large"]
    assert found["output"].tolist() == [1.5, 2.5, 3.25]


def test_what_a_table_holds_is_counted() -> None:
    found = check(CSV)
    assert (found.rows, found.left_out, found.notes) == (3, (), ())
    year = next(column for column in found.columns if column.name == "year")
    assert (year.heading, year.kind, year.empty, year.low, year.high) == ("YEAR", "year", 0, 2001, 2002)
    assert found.first_rows[2] == ("south", "2001", "2", "3.25", "Large", "9")


BROKEN: dict[str, list[str]] = {
    "year": ["x", "99", "2001.5", "20O1", "", "-2001"],
    "firm": ["one", "1.5", "", "3e"],
    "output": ["much", "-1", "", "1,2,3", "inf", "1e999"],
    "size": ["Huge"],
    "exporter": ["perhaps", "2"],
    "region": ["", "  "],
}


@given(
    row=st.integers(0, 19),
    broken=st.sampled_from([(column, value) for column, values in BROKEN.items() for value in values]),
    large=st.booleans(),
)
def test_a_broken_cell_is_named_with_its_row_and_column(row: int, broken: tuple[str, str], large: bool) -> None:
    column, value = broken
    names = [each.name for each in FIRMS.columns]
    rows = [["north", "2001", str(n), "1.5", "Small", "yes"] for n in range(20)]
    rows[row][names.index(column)] = f'"{value}"'
    content = "\n".join([",".join(names), *(",".join(each) for each in rows)]) + "\n"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reading, "LARGEST_SMALL", 0 if large else 2**20)
        found = problems(content)
    assert [(place, name) for place, name, _value in found] == [(row + 2, column)]


@given(
    st.lists(
        st.tuples(
            st.integers(1900, 2100),
            st.floats(0, 1e12, allow_nan=False),
            st.sampled_from(["north", "Süd, Ost", "北方", '“a" b']),
        ),
        min_size=1,
        max_size=30,
    ),
    st.sampled_from(["csv", "large", "gz", "parquet", "dta", "xlsx"]),
)
def test_a_sound_table_comes_back_as_it_was_from_every_kind_of_file(rows: list[Any], kind: str) -> None:
    told = pd.DataFrame(
        {
            "region": [region for _year, _output, region in rows],
            "year": [year for year, _output, _region in rows],
            "firm": range(len(rows)),
            "output": [output for _year, output, _region in rows],
        }
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reading, "LARGEST_SMALL", 0 if kind in ("large", "gz") else 2**20)
        found = frame(written(told, kind), f"t.{kind}", PANEL)
    # Exact to the last bit; but the program that writes the workbook gives figures 16 digits, a double has up to 17.
    tolerance = 1e-15 if kind == "xlsx" else 0.0
    np.testing.assert_allclose(found["output"], told["output"], rtol=tolerance, atol=0)
    assert found[["region", "year", "firm"]].astype(object).equals(told[["region", "year", "firm"]].astype(object))


def written(told: pd.DataFrame, kind: str) -> bytes:
    stream = io.BytesIO()
    if kind == "parquet":
        told.to_parquet(stream)
    elif kind == "dta":
        told.to_stata(stream, write_index=False, version=118)
    elif kind == "xlsx":
        told.to_excel(stream, index=False, engine="xlsxwriter")
    else:
        content = told.to_csv(index=False).encode()
        return gzip.compress(content) if kind == "gz" else content
    return stream.getvalue()


def test_all_problems_are_told_at_once_in_the_order_of_the_rows() -> None:
    content = f"{HEAD},size\nnorth,2001,1,-2,Small\nsouth,x,2,1,Huge\nnorth,2001,1,1,Small\n"
    assert problems(content) == [
        (2, "output", "-2"),
        (3, "year", "x"),
        (3, "size", "Huge"),
        (4, "firm, year", "1, 2001"),
    ]


def test_of_problems_alike_the_first_are_shown_and_all_are_counted() -> None:
    rows = "".join(f"north,2001,{n},much\n" for n in range(5000))
    with pytest.raises(TableRefused) as refusal:
        check(f"{HEAD}\n{rows}")
    assert (len(refusal.value.problems), refusal.value.count, refusal.value.hidden) == (10, 5000, 4990)
    assert "5000 problems" in str(refusal.value)


def test_rows_with_the_same_key_name_each_other() -> None:
    rows = "".join(f"north,{2001 + n % 2},{n // 2},1\n" for n in range(6))
    with pytest.raises(TableRefused) as refusal:
        check(f"{HEAD}\n{rows}north,2002,1,9\n")
    assert [str(each) for each in refusal.value.problems] == [
        "row 8, column “firm, year” [1, 2002]: Another row has the same values here. Row 5 has them too. "
        "Leave one of the two out, or correct it."
    ]


def test_missing_columns_are_told_with_what_they_hold_beside_what_is_wrong_with_the_others() -> None:
    with pytest.raises(TableRefused) as refusal:
        check("region,year,output\nnorth,nine,1\n")
    told = [str(each) for each in refusal.value.problems]
    assert "column “firm”: This column is missing. It holds: Number of the firm." in told[0]
    assert told[1].startswith("row 2, column “year” [nine]")


def test_columns_can_be_named_and_left_out() -> None:
    content = "Gebiet,Jahr,Nr,Wert,note\nnorth,2001,1,5,x\n"
    chosen = {"Gebiet": "region", "Jahr": "year", "Nr": "firm", "Wert": "output", "note": ""}
    found = check(content, **chosen)
    assert [column.name for column in found.columns] == ["region", "year", "firm", "output"]
    assert found.left_out == ("note",)


def test_a_chosen_column_goes_before_one_of_the_same_name() -> None:
    assert frame("region,year,firm,output,real\na,2001,1,5,6\n", real="output")["output"].tolist() == [6.0]


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        ({"nowhere": "output"}, "The file has no column of this name."),
        ({"output": "income"}, "The table “Panel” has no column of this name."),
        ({"extra": "region", "region": "region"}, "Several columns of the file are this one."),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(chosen: dict[str, str], reason: str) -> None:
    with pytest.raises(TableRefused) as refusal:
        check(f"{HEAD},extra\na,2001,1,5,b\n", layout=PANEL, **chosen)
    assert reason in {each.fact for each in refusal.value.problems}


def test_what_is_missing_is_known_before_anything_is_checked() -> None:
    _source, found = match_file(_file("Region , FIRM\na,1\n"), "t.csv", PANEL, {})
    assert (dict(found.pairs), found.missing) == ({0: "region", 1: "firm"}, ("year", "output"))


@pytest.mark.parametrize(
    ("texts", "figures"),
    [
        (["1,5", "2,25"], [1.5, 2.25]),
        (["1.5", "2"], [1.5, 2.0]),
        (["1 234,5", "7"], [1234.5, 7.0]),
    ],
)
def test_decimal_commas_are_read_where_the_file_proves_them(texts: list[str], figures: list[float]) -> None:
    rows = "".join(f"a;2001;{n};{text}\n" for n, text in enumerate(texts))
    assert frame(HEAD.replace(",", ";") + "\n" + rows)["output"].tolist() == figures


def test_a_figure_that_can_be_read_in_two_ways_is_refused() -> None:
    assert problems(HEAD.replace(",", ";") + "\na;2001;1;1.234\n") == [(2, "output", "1.234")]


def test_words_for_no_figure_are_empty_and_codes_stay_texts() -> None:
    layout = Layout(
        "t",
        "T",
        "m",
        (LayoutColumn("code", "text", "c"), LayoutColumn("x", "number", "x", may_be_empty=True)),
    )
    found = frame("code,x\nNA,NA\n007,.\n011,n/a\nb,.5\n", layout=layout)
    assert found["code"].tolist() == ["NA", "007", "011", "b"]
    assert np.isnan(found["x"].to_numpy()).tolist() == [True, True, True, False]
    assert found["x"].iloc[3] == 0.5


def test_yes_and_no_are_read_in_three_languages_and_as_figures() -> None:
    words = ["yes", "No", "sí", "是", "否", "1", "0", "TRUE", ""]
    rows = "".join(f"a,2001,{n},1,{word}\n" for n, word in enumerate(words))
    found = frame(f"{HEAD},exporter\n{rows}")["exporter"]
    assert found.tolist()[:-1] == [True, False, True, True, False, True, False, True] and found.isna().iloc[-1]


def test_a_workbook_tells_the_sheet_and_the_row_of_the_headings_by_what_is_looked_for() -> None:
    book = Workbook()
    book.active.title = "Read me"  # type: ignore[union-attr]
    book.active.append(["This workbook holds firms"])  # type: ignore[union-attr]
    sheet = book.create_sheet("Data")
    for row in (["Firms of the north"], [], ["Region", "Year", "Firm", "Output"], ["a", 2001, 1, 2.5]):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    found = check(stream.getvalue(), "t.xlsx")
    assert found.rows == 1
    assert found.notes == ("The sheet “Data” was read.", "The headings were found in row 3.")
    sheet["D4"] = "much"
    stream = io.BytesIO()
    book.save(stream)
    assert problems(stream.getvalue(), name="t.xlsx") == [(4, "Output", "much")]


def test_labels_of_a_stata_file_are_its_texts() -> None:
    told = pd.DataFrame({"region": pd.Categorical(["north", "south"]), "year": [2001, 2001], "firm": [1, 2]})
    told["output"] = [1.0, 2.0]
    assert frame(written(told, "dta"), "t.dta")["region"].tolist() == ["north", "south"]


def test_rows_that_do_not_fit_the_headings_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_SMALL", 0)
    found = problems(f"{HEAD}\na,2001,1,5\nb,2001,2\nc,2001,3,5,6\n")
    assert [row for row, _column, _value in found] == [3, 4]


@pytest.mark.parametrize("name", ["t.parquet", "t.dta", "t.xlsx", "t.csv"])
@pytest.mark.parametrize("start", [b"", b"PAR1", b"<stata_dta>", b"PK\x03\x04", b"\x1f\x8b"])
def test_rubbish_is_refused_with_a_reason(name: str, start: bytes) -> None:
    with pytest.raises(TableRefused) as refusal:
        check(start + b"\x00\x01\x02\xff" * 40, name)
    assert refusal.value.problems[0].fact and refusal.value.problems[0].remedy


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(TableRefused, match="1 problem"):
        check(f"{HEAD}\n")


def test_empty_rows_are_passed_over_and_counted() -> None:
    found = check(f"{HEAD},note\n,,,,\na,2001,1,5,\n,,,,\n,,,,\nb,2001,2,5,\n")
    assert (found.rows, found.notes) == (2, ())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reading, "LARGEST_SMALL", 0)
        found = check(f"{HEAD},note\n,,,,\na,2001,1,5,\n,,,,\n,,,,\nb,2001,2,5,\n")
    assert (found.rows, found.notes) == (2, ("3 empty rows were passed over.",))
