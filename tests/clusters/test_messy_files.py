"""Files are read in whatever encoding, with whatever separator and format they were written."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusters.encodings import CHOICES, decode
from clusters.figures import NotANumber, number_of
from clusters.problems import ImportRefused
from clusters.tabular import Asked, read_book
from clusters.text_files import SEPARATORS
from tests.factories.files import csv_file, xlsx_file

FORGIVING = Asked(is_forgiving=True)
FORMS = Path(__file__).resolve().parents[3] / "shared" / "data" / "06_xlsforms_real"
SPANISH = "código;razón social;empleados\n1;Peña Añeja S.A.;12\n2;Compañía Ñandú;30\n"
ARABIC = "رمز المنشأة,اسم المنشأة,عدد العاملين\n1,شركة مصانع الجبيل المحدودة,120\n2,مؤسسة النور للتجارة,15\n"
CHINESE = "企业代码,企业名称,从业人数,所有制\n1,温州东方纽扣有限公司,120,内资\n2,青岛红领集团,1500,外资\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SPANISH, "cp1252"),
        (SPANISH, "mac_roman"),
        (SPANISH, "cp850"),
        ("code,name\n1,Peñaflor\n2,Lopez\n", "cp1252"),
        ("code;nom\n1;Société générale d'électricité\n2;Hôtel Élysée\n", "cp1252"),
        (ARABIC, "cp1256"),
        (ARABIC, "iso8859_6"),
        ("رمز,شركة\nمكة,جدة بالرياض\n", "cp1256"),
        (CHINESE, "gb18030"),
        ("代码,名称\n1,东方纽扣厂\n", "gb18030"),
        ("代碼,名稱,員工人數\n1,臺灣積體電路製造股份有限公司,50000\n2,鴻海精密工業,900\n", "big5"),
        ("Код;Имя\n1;Завод", "cp1251"),
        ("Kod;Nazwa;Adres\n1;Zakład Łączności;Łódź\n2;Śląska Huta Żelaza;Gdańsk\n", "cp1250"),
        ("Kod;Ünvan;Adres\n1;İstanbul Çelik Sanayi A.Ş.;Şişli\n2;Güneş Gıda;Iğdır\n", "cp1254"),
        ("コード,会社名,従業員数\n1,東京製作所株式会社,120\n2,大阪工業,30\n", "shift_jis"),
        ("코드,회사명,종업원수\n1,삼성전자 주식회사,120\n2,한국기계,30\n", "cp949"),
        (CHINESE, "utf-16-le"),
        (SPANISH, "utf-16-be"),
    ],
)
def test_an_encoding_nobody_wrote_down_is_guessed_and_the_guess_is_told(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.is_sure) == (text, False)
    assert decoded.encoding == encoding


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_and_utf_8_are_no_guess(encoding: str) -> None:
    decoded = decode(CHINESE.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.is_sure) == (CHINESE, encoding, True)


def test_the_encoding_that_is_asked_for_prevails_or_is_refused_with_the_row() -> None:
    content = SPANISH.encode("cp1252")
    assert decode(content, "cp1251").text != SPANISH
    with pytest.raises(ImportRefused) as refusal:
        decode(content, "utf-8")
    assert refusal.value.problems[0].row == 1
    assert decode(SPANISH.encode("utf-8-sig"), "utf-8").text == SPANISH


CELLS = st.text(st.characters(min_codepoint=32, max_codepoint=0x9FFF, exclude_categories=["C", "Z"]), max_size=12)
LATIN = st.text(st.sampled_from("abcXYZ 019,;|\"'áéñüç"), max_size=12).map(str.strip)
OFFERED = [name for name in CHOICES if name.startswith("utf")]


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6),
    separator=st.sampled_from(SEPARATORS),
    encoding=st.sampled_from([*OFFERED, "utf-8-sig", "gb18030"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    blanks=st.tuples(st.integers(0, 3), st.integers(0, 3)),
)
def test_a_table_in_any_encoding_and_padding_is_read_back_equal(
    rows: list[list[str]], separator: str, encoding: str, line_end: str, blanks: tuple[int, int]
) -> None:
    above, beside = blanks
    table = [["code", "name", "x"], *rows]
    padded = [[""] * (3 + beside)] * above + [[*row, *[""] * beside] for row in table]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(padded)
    chosen = None if encoding == "utf-8-sig" else encoding
    book = read_book(out.getvalue().encode(encoding), "list.csv", Asked(chosen, separator, is_forgiving=True))
    found = {row.number: [row.text(place) for place in range(3)] for row in book.sheets[0].rows}
    expected = {number: row for number, row in enumerate(table, start=above + 1) if any(map(tidy, row))}
    assert found == {number: [tidy(cell) for cell in row] for number, row in expected.items()}


def tidy(text: str) -> str:
    return read_book(csv_file([("x", text)]), "x.csv").sheets[0].rows[0].text(1)


@settings(max_examples=100, deadline=None)
@given(
    rows=st.lists(st.lists(LATIN, min_size=3, max_size=3), min_size=2, max_size=8),
    separator=st.sampled_from(SEPARATORS),
)
def test_the_separator_of_a_quoted_table_is_found(rows: list[list[str]], separator: str) -> None:
    table = [["código", "razón social", "empleados"], *rows]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(table)
    book = read_book(out.getvalue().encode(), "list.csv", FORGIVING)
    assert book.separator == separator


def test_a_first_line_that_names_the_separator_is_no_row() -> None:
    book = read_book(b"sep=|\r\ncode|name\r\n1|a,b\r\n", "list.csv")
    assert [row.cells for row in book.sheets[0].rows] == [("code", "name"), ("1", "a,b")]


def test_mixed_line_ends_make_no_empty_rows() -> None:
    book = read_book(b"code,name\r\n1,a\n2,b\r\n3,c", "list.csv")
    assert [row.number for row in book.sheets[0].rows] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('code,name\n1,"Los "Hermanos" SA"\n2,b\n', [("1", 'Los "Hermanos" SA'), ("2", "b")]),
        ('code,name\n1,"open\n2,b\n', [("1", '"open'), ("2", "b")]),
        ('code,name\n1,"a"b,\n2,"two\nlines"\n', [("1", '"a"b', ""), ("2", "two\nlines")]),
    ],
)
def test_quotation_marks_astray_spoil_no_other_row_and_are_told(text: str, rows: list[tuple[str, ...]]) -> None:
    with pytest.raises(ImportRefused):
        read_book(text.encode(), "list.csv")
    book = read_book(text.encode(), "list.csv", FORGIVING)
    assert [row.cells for row in book.sheets[0].rows[1:]] == rows
    assert "In row 2 a quotation mark stands astray" in book.notes[0]


def test_direction_marks_show_nothing_and_are_dropped() -> None:
    book = read_book("code,name\n\u200f1\u200e,\u202bشركة\u202c\u00a0النور\n".encode(), "list.csv")
    assert [book.sheets[0].rows[1].text(place) for place in range(2)] == ["1", "شركة النور"]


@pytest.mark.parametrize(
    ("text", "number"),
    [("١٢٠", 120), ("１２０", 120), ("۱۲", 12), ("١٬٢٣٤", 1234), ("١٢٫٥", 12.5), ("１２．５", 12.5), ("−３", -3)],
)
def test_digits_of_every_script_are_read(text: str, number: float) -> None:
    assert number_of(text) == number


def test_a_word_of_another_script_is_no_number() -> None:
    with pytest.raises(NotANumber):
        number_of("شركة")


def ods_file(rows: str) -> bytes:
    spaces = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{spaces}office:1.0" xmlns:table="{spaces}table:1.0" '
        f'xmlns:text="{spaces}text:1.0"><office:body><office:spreadsheet><table:table table:name="Firms">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def ods_row(*cells: str, repeated: int = 1, times: int = 1) -> str:
    inside = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{times}">'
        f"<text:p>{cell}</text:p></table:table-cell>"
        for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{inside}</table:table-row>'


def test_an_opendocument_sheet_is_read() -> None:
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    book = read_book(ods_file(ods_row("code", "name") + ods_row("1", "Nets") + empty), "list.ods")
    assert [row.cells for row in book.sheets[0].rows] == [("code", "name"), ("1", "Nets")]


def test_an_opendocument_cell_that_stands_a_million_times_is_refused() -> None:
    with pytest.raises(ImportRefused) as refusal:
        read_book(ods_file(ods_row("x", times=1000, repeated=1_000_000)), "list.ods")
    assert "million cells" in refusal.value.problems[0].fact


@pytest.mark.skipif(not FORMS.is_dir(), reason="the folder of real forms is not beside this checkout")
def test_a_workbook_of_the_old_excel_is_read() -> None:
    book = read_book((FORMS / "kobo_nairobi_2021.xls").read_bytes(), "kobo_nairobi_2021.xls")
    assert "survey" in [sheet.name for sheet in book.sheets]


def test_a_workbook_cut_off_is_refused() -> None:
    with pytest.raises(ImportRefused):
        read_book(xlsx_file({"A": [("code", "name")]})[:-40], "list.xlsx")
