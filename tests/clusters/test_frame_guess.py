"""The reader finds the list in a messy file, guesses its columns, and says how sure it is and what is missing."""

import io
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from clusters.frame_choices import Choices, choices_from_json
from clusters.frame_file import read_frame
from clusters.frame_headings import Sureness
from clusters.frame_list import FrameList, open_list, read_list
from clusters.frame_memory import Memory
from clusters.frame_words import FRAME_FIELDS
from clusters.models import OwnershipClass, SizeClass
from clusters.problems import ImportRefused
from tests.factories.files import csv_file, xlsx_file

Rows = list[tuple[object, ...]]


def read(content: bytes, **choices: Any) -> FrameList:
    chosen = Choices(**choices)
    return read_list(open_list(content, "list", chosen), chosen, Memory())


def fields(found: FrameList) -> dict[str, str]:
    return {guess.column.label: guess.field for guess in found.guesses if guess.field}


def test_headings_are_guessed_from_their_words_and_their_values() -> None:
    rows = [
        ("Folio", "Nombre de la empresa extranjera", "Tramo ocupacional", "Capital", "Zona"),
        ("A-1", "Nets", "5-19", "nacional", "Norte"),
        ("A-2", "Piers", "20-99", "extranjera", "Norte"),
        ("A-3", "Salmon", "100+", "nacional", "Sur"),
    ]
    found = read(csv_file(rows))
    assert fields(found) == {
        "Folio": "code",
        "Nombre de la empresa extranjera": "name",
        "Tramo ocupacional": "size",
        "Capital": "ownership",
    }
    assert [guess.sureness for guess in found.guesses] == [
        Sureness.PERHAPS,
        Sureness.LIKELY,
        Sureness.LIKELY,
        Sureness.PERHAPS,
        Sureness.NONE,
    ]
    assert [line.size for line in found.lines] == ["small", "medium", "large"]
    assert not found.is_settled


def test_a_column_guessed_from_its_values_is_never_taken_unseen() -> None:
    with pytest.raises(ImportRefused):
        read_frame(csv_file([("Folio", "name"), ("A-1", "x"), ("A-2", "y"), ("A-3", "z")]), "list.csv")


def test_titles_blank_rows_blank_columns_totals_and_notes_are_passed_over() -> None:
    rows: Rows = [
        ("Registro 2026", "", "", ""),
        ("", "", "", ""),
        ("", "código", "razón social", "empleados"),
        ("", "1", "Nets", "12"),
        ("", "", "", ""),
        ("", "código", "razón social", "empleados"),
        ("", "2", "Total Energy", "7"),
        ("", "Total", "", "19"),
        ("", "Fuente: cámara", "", ""),
    ]
    found = read(csv_file(rows, ";"))
    assert [(line.row, line.name) for line in found.lines] == [(4, "Nets"), (7, "Total Energy")]
    assert [each.row for each in found.left_out] == [6, 8, 9]
    assert [column.letter for column in found.table.columns] == ["A", "B", "C", "D"][1:]
    kept = read(csv_file(rows, ";"), rows={8: "keep"})
    assert [line.row for line in kept.lines] == [4, 7, 8]


def merged_book(ranges: list[tuple[str, str]], rows: Rows) -> bytes:

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("Firms")
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell != "":
                sheet.write(number, place, cell)
    for span, text in ranges:
        sheet.merge_range(span, text)
    book.close()
    return out.getvalue()


def test_merged_headings_of_two_rows_are_joined() -> None:
    rows: Rows = [("", "", "", ""), ("", "", "men", "women"), ("1", "Nets", 4, 5), ("2", "Piers", 3, 2)]
    content = merged_book([("A1:A2", "code"), ("B1:B2", "name"), ("C1:D1", "Employees")], rows)
    found = read(content)
    assert [column.label for column in found.table.columns] == ["code", "name", "Employees men", "Employees women"]
    assert [line.code for line in found.lines] == ["1", "2"]


def test_a_cell_merged_downwards_stands_in_each_of_its_rows() -> None:
    rows: Rows = [("code", "name", "stratum"), ("1", "Nets", ""), ("2", "Piers", "")]
    found = read(merged_book([("C2:C3", "North")], rows))
    assert [line.stratum for line in found.lines] == ["North", "North"]


def test_of_several_sheets_the_one_that_names_firms_is_read() -> None:
    book = {"Pivot": [("region", "count"), ("North", 2)], "List": [("código", "razón social"), ("1", "Nets")]}
    found = read(xlsx_file(book))
    assert found.table.sheet.name == "List"


def test_headings_that_stand_twice_and_columns_without_one_are_named_by_their_place() -> None:
    found = read(csv_file([("code", "name", "x", "x", ""), ("1", "Nets", "a", "b", "c")]))
    assert [column.key for column in found.table.columns] == ["code", "name", "#3", "#4", "#5"]


def test_a_list_without_headings_is_read_when_told_so() -> None:
    found = read(csv_file([("1", "Nets"), ("2", "Piers")]), heading_row=0, columns={"#1": "code", "#2": "name"})
    assert [(line.code, line.name) for line in found.lines] == [("1", "Nets"), ("2", "Piers")]


def test_missing_columns_are_named_and_nothing_is_read() -> None:
    found = read(csv_file([("region", "employees"), ("North", "12")]))
    assert (found.missing, found.lines) == (("code", "name"), ())


def test_codes_can_be_made_of_names_and_stay_the_same_in_the_next_list() -> None:
    first = read(csv_file([("name",), ("Lake Salmon S.A.",), ("Nets",)]), makes_codes=True)
    later = read(csv_file([("name",), ("Piers",), ("LAKE SALMON",)]), makes_codes=True)
    assert first.lines[0].code == later.lines[1].code
    assert len({line.code for line in (*first.lines, *later.lines)}) == 3


def test_words_nobody_knows_are_gathered_and_settled_by_what_is_said() -> None:
    rows = [
        ("code", "name", "ownership"),
        ("1", "a", "mixta"),
        ("2", "b", "MIXTA"),
        ("3", "c", "本地"),
        ("4", "d", "60"),
    ]
    found = read(csv_file(rows))
    assert [(word.text, word.count, word.value) for word in (found.words or {})["ownership"]] == [
        ("mixta", 2, ""),
        ("本地", 1, "national"),
    ]
    assert len(found.word_problems) == 2
    told = read(csv_file(rows), words={"ownership": {"Mixta": "foreign"}})
    assert [line.ownership for line in told.lines] == ["foreign", "foreign", "national", "foreign"]
    others = read(csv_file(rows), words={"ownership": {"*": "unknown"}})
    assert [line.ownership for line in others.lines] == ["unknown", "unknown", "national", "foreign"]


def test_a_band_over_several_classes_gives_no_number_and_is_told() -> None:
    rows = [
        ("code", "name", "employees"),
        ("1", "a", "10-49"),
        ("2", "b", "50至99人"),
        ("3", "c", "120人"),
        ("4", "d", "７"),
    ]
    found = read(csv_file(rows))
    assert [(line.employees, line.size) for line in found.lines] == [
        (None, SizeClass.UNKNOWN),
        (None, SizeClass.MEDIUM),
        (120, SizeClass.LARGE),
        (7, SizeClass.SMALL),
    ]
    assert any("band over several size classes" in note for note in found.notes)


TWINS = [
    ("code", "name"),
    ("1", "Lake Salmon Ltd"),
    ("1", "Lake Salmon Ltd"),
    ("2", "LAKE SALMON"),
    ("3", "Lake Salmons"),
    ("4", "Nets"),
]


def test_firms_that_may_be_listed_twice_are_found() -> None:
    found = read(csv_file(TWINS))
    assert [(each.kind.value, [line.row for line in each.lines], each.is_same) for each in found.twins] == [
        ("code", [2, 3], True),
        ("name", [2, 3, 4], False),
        ("similar", [2, 3, 4, 5], False),
    ]
    assert [problem.row for problem in found.twin_problems] == [3]


def test_what_is_decided_of_twins_is_done() -> None:
    one = read(csv_file(TWINS), rows={2: "keep", 3: "leave_out"})
    assert [line.row for line in one.lines] == [2, 4, 5, 6]
    assert not one.all_problems
    both = read(csv_file(TWINS), rows={2: "keep", 3: "number"})
    assert [line.code for line in both.lines] == ["1", "1-2", "2", "3", "4"]


def test_what_is_wrong_in_a_row_left_out_stands_in_nobodys_way() -> None:
    rows = [("code", "name", "employees"), ("1", "a", "many"), ("2", "b", "3")]
    assert read(csv_file(rows)).problems
    assert not read(csv_file(rows), rows={2: "leave_out"}).problems


def test_choices_are_kept_and_read_back_the_same() -> None:
    choices = Choices(
        "cp1256", ";", None, 0, {"#1": "code", "الاسم": "name", "x": ""}, {"size": {"*": "small"}}, {7: "number"}, True
    )
    assert choices_from_json(choices.to_json()) == choices


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ([], ""),
        ({"colums": {}}, "colums"),
        ({"encoding": "klingon"}, "encoding"),
        ({"separator": "x"}, "separator"),
        ({"heading_row": "two"}, "heading_row"),
        ({"sheet": 3}, "sheet"),
        ({"columns": ["code"]}, "columns"),
        ({"columns": {"A": "kode"}}, "columns, A"),
        ({"columns": {"A": "code", "B": "code"}}, "columns, B"),
        ({"words": {"ownership": "x"}}, "words"),
        ({"words": {"ownership": {"a": "alien"}}}, "words, ownership, a"),
        ({"words": {"name": {"a": "b"}}}, "words, name, a"),
        ({"rows": ["1"]}, "rows"),
        ({"rows": {"1": "burn"}}, "rows, 1"),
    ],
)
def test_a_mapping_that_is_wrong_is_refused_with_place_and_remedy(told: Any, place: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        choices_from_json(told)
    (problem,) = refusal.value.problems
    assert problem.column == place
    assert problem.remedy.endswith(".")


HEADING = {field.key: field.aliases for field in FRAME_FIELDS}
NAMES = ["Peñaflor S.A.", "温州东方纽扣有限公司", "شركة النور", "Lake Salmon", "Añeja, Hijos"]


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_frame_in_any_language_order_and_padding_is_read_back_equal(data: st.DataObject) -> None:
    keys = [
        "code",
        "name",
        "employees",
        "ownership",
        *data.draw(st.lists(st.sampled_from(["address", "sector"]), unique=True)),
    ]
    order = data.draw(st.permutations([*keys, "blank"]))
    headings = {key: data.draw(st.sampled_from(HEADING[key])) for key in keys}
    count = data.draw(st.integers(2, 6))
    firms = [
        {
            "code": f"F{number}",
            "name": data.draw(st.sampled_from(NAMES)),
            "employees": str(data.draw(st.integers(0, 900))),
            "ownership": data.draw(st.sampled_from(["外资", "nacional", "محلي", "foreign", "75", ""])),
            "address": "calle 1",
            "sector": "行业",
        }
        for number in range(count)
    ]
    title = data.draw(st.sampled_from([[], [("Register 2026",), ()]]))
    rows = [*title, tuple(headings.get(key, "") for key in order)]
    rows += [tuple(firm.get(key, "") for key in order) for firm in firms]
    separator = data.draw(st.sampled_from([",", ";", "\t", "|"]))
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    found = read(csv_file(rows, separator, encoding))
    assert {guess.field: guess.column.label for guess in found.guesses if guess.field} == headings
    assert [(line.code, line.name, str(line.employees)) for line in found.lines] == [
        (firm["code"], firm["name"], firm["employees"]) for firm in firms
    ]
    meant = {"外资": "foreign", "foreign": "foreign", "75": "foreign", "": "unknown"}
    assert [line.ownership for line in found.lines] == [
        OwnershipClass(meant.get(firm["ownership"], "national")) for firm in firms
    ]
