"""Files are read whatever wrote them, and what had to be guessed is said."""

import gzip
import io
import re
import zipfile

import pytest

from clusters.figures import AmbiguousNumber, NotANumber, decimal_mark, number_of
from clusters.problems import ImportRefused
from clusters.tabular import read_book, text_of
from tests.factories.files import csv_file, xlsx_file

ROWS = [("código", "razón social"), ("1", "Peñaflor Añeja")]


def cells(content: bytes, name: str = "list.csv") -> list[tuple[object, ...]]:
    return [row.cells for row in read_book(content, name).sheets[0].rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encoding_and_separator_are_found(encoding: str, separator: str) -> None:
    assert cells(csv_file(ROWS, separator, encoding)) == ROWS


def test_an_old_encoding_is_said_aloud() -> None:
    assert "cp1252" in read_book(csv_file(ROWS, encoding="cp1252"), "list.csv").notes[0]
    assert read_book(csv_file(ROWS), "list.csv").notes == ()


def test_chinese_in_its_old_encoding_is_read_and_said_aloud() -> None:
    book = read_book(csv_file([("代码", "名称"), ("1", "东方纽扣厂")], encoding="gb18030"), "list.csv")
    assert book.sheets[0].rows[1].cells == ("1", "东方纽扣厂")
    assert "gb18030" in book.notes[0]


@pytest.mark.parametrize(
    "content",
    [
        "code,name\n1,Peña\n2,Añil\n".encode() + b"3,\xff\n",
        b"code,name\n1,\x00\n",
        b"\xd0\xcf\x11\xe0 old workbook",
        b"PK\x03\x04 broken workbook",
        b"\x1f\x8b broken",
        b"",
        b" \n \n",
        b",,\n,,\n",
        b'code,name\n1,"' + b"x" * 1_100_000,
    ],
    ids=["broken utf-8", "binary", "xls", "zip", "gzip", "empty", "blank", "bare", "quote"],
)
def test_a_file_that_cannot_be_read_is_refused_with_fact_and_remedy(content: bytes) -> None:
    with pytest.raises(ImportRefused) as refusal:
        read_book(content, "list.csv")
    (problem,) = refusal.value.problems
    assert problem.fact.endswith(".")
    assert problem.remedy.endswith(".")


def test_broken_characters_are_told_with_their_row() -> None:
    with pytest.raises(ImportRefused) as refusal:
        read_book("code,name\n1,Peña\n2,Añil\n".encode() + b"3,\xff\n", "list.csv")
    assert refusal.value.problems[0].row == 4


def test_a_quotation_mark_never_closed_swallows_nothing() -> None:
    with pytest.raises(ImportRefused) as refusal:
        read_book(b'code,name\n1,a\n2,"b\n3,c\n4,d\n', "list.csv")
    assert refusal.value.problems[0].row == 3


def test_row_numbers_are_those_of_a_spreadsheet() -> None:
    book = read_book(b'code,name\n\n1,"two\nlines"\n\n2,b\n', "list.csv")
    assert [row.number for row in book.sheets[0].rows] == [1, 3, 5]


def test_a_stray_carriage_return_inside_a_cell_makes_no_new_row() -> None:
    assert cells(b"code,name\n1,one\r two\n2,b\n") == [("code", "name"), ("1", "one  two"), ("2", "b")]


def test_a_packed_file_is_unpacked() -> None:
    assert cells(gzip.compress(csv_file(ROWS)), "list.csv.gz") == ROWS


def test_hidden_and_empty_sheets_are_not_read() -> None:
    book = read_book(xlsx_file({"Firms": ROWS, "Old": ROWS, "Empty": []}, hidden=["Old"]), "list.xlsx")
    assert [sheet.name for sheet in book.sheets] == ["Firms"]


def test_a_formula_error_is_refused_at_its_cell() -> None:
    with pytest.raises(ImportRefused) as refusal:
        read_book(xlsx_file({"Firms & more": [("code", "name"), ("1", "=A9")]}), "list.xlsx")
    (problem,) = refusal.value.problems
    assert (problem.sheet, problem.row, problem.column, problem.value) == ("Firms & more", 2, "B", "#REF!")


@pytest.mark.parametrize(
    ("cell", "text"),
    [(12.0, "12"), (12.5, "12.5"), (None, ""), (True, "yes"), ("  a \u00a0 b\u200b ", "a b"), ("n\u0303", "ñ")],
)
def test_cells_read_as_a_person_would(cell: object, text: str) -> None:
    assert text_of(cell) == text


@pytest.mark.parametrize(
    ("text", "mark", "number"),
    [
        ("12", None, 12),
        ("1 234", None, 1234),
        ("12,5", None, 12.5),
        ("12.5", None, 12.5),
        ("0.125", None, 0.125),
        ("1.234", ".", 1.234),
        ("1,234", ",", 1.234),
        ("−3", None, -3),
        ("1e3", None, 1000),
    ],
)
def test_numbers_are_read(text: str, mark: str | None, number: float) -> None:
    assert number_of(text, mark) == number


@pytest.mark.parametrize(("text", "mark"), [("1.234", None), ("1,234", None), ("12,5", "."), ("1,234", ".")])
def test_a_number_with_two_readings_is_refused(text: str, mark: str | None) -> None:
    with pytest.raises(AmbiguousNumber):
        number_of(text, mark)


@pytest.mark.parametrize("text", ["", "abc", "1,234.5", "1.2.3", "nan", "inf", "1e999", "12 5"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        number_of(text)


def test_a_column_tells_its_decimal_mark_only_when_nothing_speaks_against_it() -> None:
    assert decimal_mark(["1.234", "1.5"]) == "."
    assert decimal_mark(["1.234", "1,5"]) == ","
    assert decimal_mark(["1.234", "5"]) is None
    assert decimal_mark(["1.5", "1,5"]) is None


def test_a_nul_inside_a_text_is_dropped_as_no_database_need_store_it() -> None:
    book = read_book(csv_file([("code", "name"), ("1", "Pe\0ña")], encoding="utf-16"), "list.csv")
    assert book.sheets[0].rows[1].text(1) == "Peña"


def with_parts(content: bytes, changed: dict[str, bytes]) -> bytes:
    """The same workbook with other bytes in the parts named."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted({*old.namelist(), *changed}, key=lambda name: (name not in changed, name)):
            new.writestr(name, changed.get(name) or old.read(name))
    return out.getvalue()


def far_away(reference: str) -> bytes:
    """A small workbook with a second cell at the place named."""
    content = xlsx_file({"Firms": [["code"]]})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    row = re.sub(r"\D", "", reference)
    cell = f'<row r="{row}"><c r="{reference}"><v>1</v></c></row></sheetData>'.encode()
    return with_parts(content, {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", cell)})


@pytest.mark.parametrize("reference", ["XFD1048576", "xfd30000", "A20000001", "ZZ999999"])
def test_a_stray_cell_far_away_is_refused_and_not_laid_out_in_memory(reference: str) -> None:
    with pytest.raises(ImportRefused, match="1 problem") as refusal:
        read_book(far_away(reference), "list.xlsx")
    assert "more than 20 million cells" in refusal.value.problems[0].fact
    assert "stray entry" in refusal.value.problems[0].remedy


def test_a_stray_cell_not_so_far_away_is_read() -> None:
    assert [row.number for row in read_book(far_away("C900"), "list.xlsx").sheets[0].rows] == [1, 900]


def test_a_workbook_that_grows_when_it_is_unpacked_is_refused_whatever_it_says_of_its_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("clusters.workbook_files.UNPACKED_LIMIT", 2**21)
    content = with_parts(xlsx_file({"Firms": [["code"]]}), {"xl/media/picture.bin": b"\0" * 2**22})
    claimed = content.replace((2**22).to_bytes(4, "little"), (2**10).to_bytes(4, "little"))
    assert claimed != content
    with pytest.raises(ImportRefused) as refusal:
        read_book(claimed, "list.xlsx")
    assert "it is too large" in refusal.value.problems[0].fact


def test_another_kind_of_office_file_is_refused_by_name() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    with pytest.raises(ImportRefused, match="1 problem") as refusal:
        read_book(out.getvalue(), "list.docx")
    assert "not an .xlsx, .xls or .ods file" in refusal.value.problems[0].fact


def test_a_text_of_nothing_but_separators_is_refused_before_it_fills_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("clusters.text_files.MOST_CELLS", 1000)
    with pytest.raises(ImportRefused) as refusal:
        read_book(gzip.compress(b"code,name\n" + b",,,,,,,,,\n" * 200), "list.csv.gz")
    assert "million cells" in refusal.value.problems[0].fact
