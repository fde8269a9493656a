"""What people and programs do to a workbook: read where it is clear, refused by sheet and cell where it is not."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, time
from typing import Any

import openpyxl
import pytest

from clusters.models import Cluster, Firm
from clusters.problems import ImportRefused, Problem
from clusters.tabular import read_book
from surveys.fill_in import measuring
from surveys.fill_in.parcels import read_parcel, unpacked
from surveys.fill_in.reading import read_workbook
from surveys.models import Interview, Revision
from tests.factories.clusters import ClusterFactory, FirmFactory
from tests.factories.fill_in import cell_of, closed, filled, handed_out, handed_out_to_all, opened, take
from tests.factories.surveys import InterviewFactory, give_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def interview(cluster: Cluster) -> Interview:
    return InterviewFactory(firm=FirmFactory(cluster=cluster, code="F1"))


def problems_of(cluster: Cluster, content: bytes) -> tuple[Problem, ...]:
    with pytest.raises(ImportRefused) as refusal:
        take(cluster, content)
    assert not Revision.objects.filter(device__startswith="workbook").exists()
    return refusal.value.problems


def stored(interview: Interview, code: str) -> Any:
    interview.refresh_from_db()
    entry = interview.answers[code]
    return entry["value"] if entry["state"] == "answered" else entry["state"]


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("EMPLOYEES", 120.0, 120),
        ("EMPLOYEES", "1,234", 1234),
        ("EMPLOYEES", "1 234", 1234),
        ("SALES", "1.234,5", 1234.5),
        ("SALES", 1 / 3, 0.333333333333),
        ("TRAINED_SH", "35 %", 35),
        ("TRAINED_SH", "35,5", 35.5),
        ("TRAINS", "yes", True),
        ("TRAINS", "NO", False),
        ("TRAINS", "sí", True),
        ("TRAINS", "是", True),
        ("TRAINS", True, True),
        ("TRAINS", 0, False),
        ("TRAINS", "x", True),
        ("TRAINS", "don't know", "dont_know"),
        ("TRAINS.state", "no sabe", "dont_know"),
        ("SALES", "refused", "refused"),
        ("SALES_MODE", "own brand", "own"),
        ("SALES_MODE", "oem", "oem"),
        ("CERTIFICATES:iso", "sí", ["iso"]),
        ("REMARK", 2026, "2026"),
        ("REMARK", "=SUM(A1:A9)", "=SUM(A1:A9)"),
        ("REMARK", "don't know", "don't know"),
        ("REMARK", "  two\nlines ", "two\nlines"),
    ],
)
def test_what_can_be_read_in_one_way_is_read(
    cluster: Cluster, interview: Interview, key: str, typed: object, value: object
) -> None:
    take(cluster, filled(handed_out(interview.firm, interview), {key: typed}))
    assert stored(interview, key.partition(":")[0].partition(".")[0]) == value


@pytest.mark.parametrize(
    ("key", "typed", "fact"),
    [
        ("EMPLOYEES", 12.5, "is not a whole number"),
        ("EMPLOYEES", -1, "-1 is less than 0"),
        ("EMPLOYEES", "about fifty", "is not a number"),
        ("EMPLOYEES", True, "This is yes or no."),
        ("EMPLOYEES", date(2026, 2, 1), "has made a date of what was typed"),
        ("EMPLOYEES", date(1905, 6, 28), "has made a date of what was typed"),
        ("SALES", time(12, 30), "has made a date of what was typed"),
        ("SALES", "1.234", "can be read as 1234 or as 1.234"),
        ("EMPLOYEES", "not applicable", "“Not applicable” is not open to this question."),
        ("TRAINED_SH", 101, "101 is more than 100"),
        ("TRAINS", "perhaps", "This is not on the list of the cell."),
        ("TRAINS", "NA", "This is not on the list of the cell."),
        ("TRAINS.state", "perhaps", "This is not on the list of the cell."),
        ("TRAINS.state", "Answered", "It is marked as answered and has no answer."),
        ("TRAINS.done_by", "Supplier", "Nothing is asked in this cell."),
        ("ENGINEERS.done_by", "A neighbour", "This is not on the list of the cell."),
        ("ENGINEERS.evidence_kind", "Heard", "This is not on the list of the cell."),
        ("SALES_MODE", "both", "This is not on the list of the cell."),
        ("CERTIFICATES", "ISO 9001", "Nothing is asked in this cell."),
        ("CERTIFICATES:iso", "soon", "This is not on the list of the cell."),
        ("SALES.state", "Not applicable", "Say in the note why this does not apply to the firm."),
        ("TRAINS.note", "x" * 4001, "at most 4000 characters"),
        ("TRAINS.evidence_text", "x" * 501, "at most 500 characters"),
    ],
)
def test_what_cannot_be_right_is_told_at_its_cell(
    cluster: Cluster, interview: Interview, key: str, typed: object, fact: str
) -> None:
    book = opened(handed_out(interview.firm, interview))
    cell = cell_of(book, key)
    content = filled(closed(book), {key: typed})
    (problem,) = problems_of(cluster, content)
    assert fact in problem.fact
    assert problem.remedy
    where = cell_of(book, "SALES.note") if key == "SALES.state" else cell
    assert (problem.sheet, problem.row, problem.column) == (where.parent.title, where.row, where.column_letter)


@pytest.mark.parametrize(
    ("cells", "fact"),
    [
        ({"CERTIFICATES:iso": "Yes", "CERTIFICATES:none": "Yes"}, "cannot stand beside others"),
        ({f"CERTIFICATES:{code}": "No" for code in ("iso", "haccp", "none")}, "Every choice is marked with no."),
        ({"EMPLOYEES": 5, "EMPLOYEES.state": "Refused"}, "There is a value here"),
        ({"TRAINS": "Yes", "TRAINS.state": "Refused"}, "a reason why there is none stands beside it"),
        ({"CERTIFICATES:iso": "Yes", "CERTIFICATES.state": "Refused"}, "There is a value here"),
    ],
)
def test_cells_that_contradict_each_other_are_asked_back(
    cluster: Cluster, interview: Interview, cells: dict[str, object], fact: str
) -> None:
    (problem,) = problems_of(cluster, filled(handed_out(interview.firm, interview), cells))
    assert fact in problem.fact


def test_every_problem_is_told_at_once(cluster: Cluster, interview: Interview) -> None:
    cells = {"EMPLOYEES": -1, "TRAINED_SH": 400, "SALES_MODE": "both", "TRAINS": "Yes"}
    found = problems_of(cluster, filled(handed_out(interview.firm, interview), cells))
    assert [problem.value for problem in found] == ["-1", "400", "both"]
    assert "sheet Human resources, row" in str(found[1])


@pytest.mark.parametrize(("before", "after"), [("dont_know", 7), ({"state": "refused"}, 7)])
def test_an_answer_typed_beside_an_old_reason_prevails(
    cluster: Cluster, interview: Interview, before: Any, after: int
) -> None:
    give_answers(interview, EMPLOYEES={"state": before} if isinstance(before, str) else before)
    take(cluster, filled(handed_out(interview.firm, interview), {"EMPLOYEES": after}))
    assert stored(interview, "EMPLOYEES") == after


@pytest.mark.parametrize("code", ["EMPLOYEES", "TRAINS"])
def test_a_reason_marked_beside_an_old_answer_prevails(cluster: Cluster, interview: Interview, code: str) -> None:
    give_answers(interview, EMPLOYEES=7, TRAINS=True)
    take(cluster, filled(handed_out(interview.firm, interview), {f"{code}.state": "Refused"}))
    assert stored(interview, code) == "refused"


def test_a_percentage_is_what_its_cell_shows(cluster: Cluster, interview: Interview) -> None:
    book = opened(handed_out(interview.firm, interview))
    cell = cell_of(book, "TRAINED_SH")
    cell.value, cell.number_format = 0.35, "0%"
    take(cluster, closed(book))
    assert stored(interview, "TRAINED_SH") == 35


def test_a_share_below_one_is_taken_and_told_for_a_second_look(cluster: Cluster, interview: Interview) -> None:
    taken = take(cluster, filled(handed_out(interview.firm, interview), {"TRAINED_SH": 0.35}))
    assert "0.35 per cent is less than one in a hundred. If 35 per cent is meant" in str(taken.doubts[0])


def test_a_percentage_where_none_is_asked_is_refused(cluster: Cluster, interview: Interview) -> None:
    book = opened(handed_out(interview.firm, interview))
    cell = cell_of(book, "EMPLOYEES")
    cell.value, cell.number_format = 0.35, "0.0%"
    (problem,) = problems_of(cluster, closed(book))
    assert "The cell shows 35 %, and no percentage is asked." in problem.fact


def test_a_formula_without_a_result_is_refused_and_one_with_a_result_counts(
    cluster: Cluster, interview: Interview
) -> None:
    book = opened(handed_out(interview.firm, interview))
    cell = cell_of(book, "EMPLOYEES")
    cell.value = "=100+20"
    content = closed(book)
    (problem,) = problems_of(cluster, content)
    assert "a formula whose result is not in the file" in problem.fact
    take(cluster, reckoned(content, EMPTY_RESULT, b"<f>100+20</f><v>120</v>"))
    assert stored(interview, "EMPLOYEES") == 120


def test_a_formula_error_is_refused(cluster: Cluster, interview: Interview) -> None:
    book = opened(handed_out(interview.firm, interview))
    cell = cell_of(book, "EMPLOYEES")
    cell.value = "#REF!"
    cell.data_type = "e"
    (problem,) = problems_of(cluster, closed(book))
    assert problem.fact == "The cell shows a formula error."


EMPTY_RESULT = re.compile(rb"<f>100\+20</f><v(?: ?/>|></v>)")
"""As the writer of workbooks spells it, which depends on the library of XML that is installed."""


def reckoned(content: bytes, before: "re.Pattern[bytes]", after: bytes) -> bytes:
    """The workbook with one piece of its sheets changed."""
    out, changed = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            changed += len(before.findall(part))
            target.writestr(name, before.sub(after, part))
    assert changed == 1
    return out.getvalue()


def moved_rows(book: Any) -> None:
    cell_of(book, "EMPLOYEES").parent.insert_rows(5)


def renamed_sheet(book: Any) -> None:
    cell_of(book, "EMPLOYEES").parent.title = "Hoja 1"


def other_order_of_sheets(book: Any) -> None:
    book.move_sheet(cell_of(book, "EMPLOYEES").parent, offset=2)


def column_in_between(book: Any) -> None:
    sheet = cell_of(book, "EMPLOYEES").parent
    sheet.insert_cols(4)
    sheet["D7"] = "my own remark"


def sheet_of_ones_own(book: Any) -> None:
    book.create_sheet("Mine")["E5"] = "12"


@pytest.mark.parametrize(
    "change", [moved_rows, renamed_sheet, other_order_of_sheets, column_in_between, sheet_of_ones_own]
)
def test_cells_are_found_wherever_they_went(
    cluster: Cluster, interview: Interview, change: Callable[[Any], None]
) -> None:
    book = opened(filled(handed_out(interview.firm, interview), {"EMPLOYEES": 120, "SALES": 9}))
    change(book)
    taken = take(cluster, closed(book))
    assert [(each.code, each.after.words) for each in taken.firms[0].told] == [("EMPLOYEES", "120"), ("SALES", "9")]
    expected = {sheet_of_ones_own: ["Not read, because they are none of the sheets handed out: Mine."]}
    assert taken.notes == expected.get(change, [])


def test_what_stands_beside_the_questions_is_told_and_not_read(cluster: Cluster, interview: Interview) -> None:
    book = opened(filled(handed_out(interview.firm, interview), {"EMPLOYEES": 120}))
    cell_of(book, "EMPLOYEES").parent["M9"] = "call again"
    assert take(cluster, closed(book)).notes == ["Firm sheet: not read, because nothing is asked there: M9."]


def deleted_row(book: Any) -> None:
    cell = cell_of(book, "EMPLOYEES")
    cell.parent.delete_rows(cell.row)


def deleted_column(book: Any) -> None:
    cell = cell_of(book, "EMPLOYEES")
    cell.parent.delete_cols(cell.column)


def deleted_sheet(book: Any) -> None:
    book.remove(cell_of(book, "TRAINS").parent)


def doubled_row(book: Any) -> None:
    cell = cell_of(book, "EMPLOYEES")
    cell.parent.cell(cell.row + 40, 1).value = "EMPLOYEES"


def unknown_row(book: Any) -> None:
    cell_of(book, "EMPLOYEES").parent["A60"] = "EMPLOYES"


def broken_row(book: Any) -> None:
    cell_of(book, "EMPLOYEES").parent["A60"] = "EMPLOYEES.colour"


def merged_cells(book: Any) -> None:
    cell = cell_of(book, "EMPLOYEES")
    cell.parent.merge_cells(start_row=cell.row, end_row=cell.row + 1, start_column=cell.column, end_column=cell.column)


@pytest.mark.parametrize(
    ("change", "fact", "places"),
    [
        (deleted_row, "F1: the cells of 1 question are missing: EMPLOYEES.", 1),
        (deleted_column, "F1: the sheet, or the column of the firm on it, is missing.", 1),
        (deleted_sheet, "F1: the sheet, or the column of the firm on it, is missing.", 1),
        (doubled_row, "The question EMPLOYEES stands on the sheet twice", 6),
        (unknown_row, "The questionnaire does not ask EMPLOYES here.", 1),
        (broken_row, "The hidden column A says “EMPLOYEES.colour”", 1),
        (merged_cells, "The cell was merged with others", 2),
    ],
)
def test_what_was_torn_is_refused(
    cluster: Cluster, interview: Interview, change: Callable[[Any], None], fact: str, places: int
) -> None:
    book = opened(filled(handed_out(interview.firm, interview), {"SALES": 120}))
    change(book)
    found = problems_of(cluster, closed(book))
    assert len(found) == places
    assert all(fact in problem.fact for problem in found)


def test_a_workbook_of_another_cluster_is_sent_there(cluster: Cluster, interview: Interview) -> None:
    content = filled(handed_out(interview.firm, interview), {"EMPLOYEES": 120})
    other = ClusterFactory(study=cluster.study, slug="hills")
    (problem,) = problems_of(other, content)
    assert "belongs to the cluster lakes of the study salmon-study" in problem.fact


def test_a_firm_that_went_elsewhere_is_named(cluster: Cluster, interview: Interview) -> None:
    content = handed_out_to_all(cluster)
    Firm.objects.update(cluster=ClusterFactory(study=cluster.study))
    (problem,) = problems_of(cluster, content)
    assert problem.fact == "F1 is no firm of this cluster."


def test_a_questionnaire_with_another_content_is_refused(cluster: Cluster, interview: Interview) -> None:
    book = opened(filled(handed_out(interview.firm, interview), {"EMPLOYEES": 120}))
    cells = {row[0].value: row[1] for row in book["sextant"]}
    cells["hash"].value = "0" * 64
    (problem,) = problems_of(cluster, closed(book))
    assert "asks a questionnaire that is not here" in problem.fact


def without_hidden_sheet(content: bytes) -> bytes:
    book = opened(content)
    del book["sextant"]
    return closed(book)


def with_other_identity(content: bytes) -> bytes:
    book = opened(content)
    book["sextant"]["B2"] = "nobody"
    return closed(book)


def with_a_line_less(content: bytes) -> bytes:
    book = opened(content)
    book["sextant"].delete_rows(book["sextant"].max_row)
    return closed(book)


def of_another_time(content: bytes) -> bytes:
    book = opened(content)
    book["sextant"]["B1"] = "99"
    return closed(book)


def somebody_elses(_content: bytes) -> bytes:
    return closed(openpyxl.Workbook())


def a_picture(_content: bytes) -> bytes:
    return b"\x89PNG and so on"


def half_of_it(content: bytes) -> bytes:
    return content[: len(content) // 2]


def with_an_entity(content: bytes) -> bytes:
    return reckoned(content, re.compile(b"<workbook "), b'<!DOCTYPE bomb [<!ENTITY a "a">]><workbook ')


@pytest.mark.parametrize(
    ("spoil", "fact"),
    [
        (without_hidden_sheet, "its hidden sheet is missing or changed"),
        (with_other_identity, "What the hidden sheet of the workbook says was changed."),
        (with_a_line_less, "What the hidden sheet of the workbook says was changed."),
        (of_another_time, "made by another version of Sextant"),
        (somebody_elses, "its hidden sheet is missing or changed"),
        (a_picture, "The workbook cannot be opened"),
        (half_of_it, "The workbook cannot be opened"),
        (with_an_entity, "The workbook cannot be opened"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused(
    interview: Interview, spoil: Callable[[bytes], bytes], fact: str
) -> None:
    with pytest.raises(ImportRefused) as refusal:
        read_workbook(spoil(handed_out(interview.firm, interview)), "book.xlsx")
    (problem,) = refusal.value.problems
    assert fact in problem.fact
    assert problem.remedy


def test_a_workbook_made_to_name_another_firms_interview_begins_nothing(cluster: Cluster) -> None:
    elsewhere = InterviewFactory(firm=FirmFactory(cluster=ClusterFactory()))
    firm = FirmFactory(cluster=cluster, code="F2")
    book = opened(filled(handed_out(firm), {"EMP_TOTAL_REF": 12}))
    line = next(row for row in book["sextant"].iter_rows() if row[0].value == "firm")
    line[3].value = str(elsewhere.pk)
    (problem,) = problems_of(cluster, closed(book))
    assert problem.fact == "What the hidden sheet of the workbook says was changed."
    assert not Interview.objects.filter(firm=firm).exists()


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("name", ["xl/workbook.xml", "book.xlsx", "libro año.xlsx"])
@pytest.mark.parametrize("spoilt", [8, 12, 20])
def test_a_packed_file_damaged_inside_is_refused(packing: int, name: str, spoilt: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        archive.writestr(name, b"<workbook/>" * 200)
    content = bytearray(out.getvalue().replace("ñ".encode(), b"\xff\xfe"))
    start = 30 + len(name.encode()) + spoilt
    content[start : start + 6] = b"\xff\x00\xfe\x01\x80\x7f"
    for read in (
        lambda packed: read_parcel(unpacked([("many.zip", packed)])),
        lambda one: read_workbook(one, "a.xlsx"),
    ):
        with pytest.raises(ImportRefused):
            read(bytes(content))
    if name == "xl/workbook.xml":
        with pytest.raises(ImportRefused):
            read_book(bytes(content), "list.xlsx")


def test_a_file_that_unpacks_to_more_than_fits_is_refused_before_it_is_read(
    interview: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = handed_out(interview.firm, interview)
    for limit in ("UNPACKED_LIMIT", "MOST_CELLS"):
        with monkeypatch.context() as patched, pytest.raises(ImportRefused, match="1 problem"):
            patched.setattr(measuring, limit, 100)
            read_workbook(content, "book.xlsx")


def test_texts_are_written_as_texts_and_never_as_formulas(cluster: Cluster, interview: Interview) -> None:
    for begin in "=+-@":
        give_answers(interview, REMARK=f"{begin}SUM(A1)", TRAINS={"value": True, "note": f"{begin}cmd"})
        book = opened(handed_out(interview.firm, interview))
        cells = [cell_of(book, "REMARK"), cell_of(book, "TRAINS.note")]
        assert [(cell.data_type, cell.value[0], cell.quotePrefix) for cell in cells] == [("s", begin, True)] * 2
    firm = interview.firm
    firm.name = "=HYPERLINK(1)"
    firm.save()
    kinds = {cell.data_type for sheet in opened(handed_out(firm, interview)) for row in sheet for cell in row}
    assert "f" not in kinds
