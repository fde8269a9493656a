"""A sampling frame is read in whatever words it is written, or refused with every reason."""

import re
from pathlib import Path

import pytest

from clusters.frame_file import FrameFile, read_frame
from clusters.frame_words import FRAME_FIELDS, size_class
from clusters.models import Disposition, OwnershipClass, SizeClass
from clusters.problems import ImportRefused, Problem
from tests.factories.files import FIRMS, HEADINGS, csv_file, xlsx_file


def read(*rows: tuple[object, ...]) -> FrameFile:
    return read_frame(csv_file(rows), "frame.csv")


def problems(content: bytes) -> tuple[Problem, ...]:
    with pytest.raises(ImportRefused) as refusal:
        read_frame(content, "frame.csv")
    return refusal.value.problems


def test_a_plain_frame_is_read() -> None:
    file = read(HEADINGS, *FIRMS)
    first, second, third, fourth, fifth = file.lines
    assert (first.code, first.name, first.row) == ("F1", "Lake Salmon", 2)
    assert [line.ownership for line in file.lines] == ["foreign", "foreign", "national", "national", "unknown"]
    assert [line.size for line in file.lines] == ["large", "large", "small", "small", "unknown"]
    assert [line.is_selected for line in file.lines] == [True, True, True, False, True]
    assert (first.disposition, second.disposition) == (Disposition.COMPLETE, None)
    assert (third.stratum_code, fifth.stratum_code) == ("national-small", "unknown-unknown")
    assert fourth.population == 20


@pytest.mark.parametrize(
    "headings",
    [
        ("CÓDIGO", "Razón  social", "Personal_ocupado"),
        ("codigo", "razon social", "personal ocupado"),
        ("Firm code", "COMPANY", "Number of employees"),
        ("代码", "企业名称", "职工人数"),
    ],
)
def test_headings_are_known_in_three_languages_and_any_case(headings: tuple[str, ...]) -> None:
    (line,) = read(headings, ("A1", "Nets", "12")).lines
    assert (line.code, line.name, line.employees) == ("A1", "Nets", 12)


def test_a_misspelt_heading_is_understood_and_said_aloud() -> None:
    file = read(("code", "name", "employes", "colour"), ("A1", "Nets", "12", "red"))
    assert file.lines[0].employees == 12
    assert "The column “employes” was taken for “employees”." in file.notes
    assert "Columns not read: colour." in file.notes


def test_titles_above_the_headings_are_passed_over() -> None:
    content = xlsx_file({"Notes": [("read me",)], "List": [("Register 2026",), (), ("code", "name"), (7.0, "Nets")]})
    file = read_frame(content, "frame.xlsx")
    assert (file.sheet, file.lines[0].row, file.lines[0].code) == ("List", 4, "7")


@pytest.mark.parametrize(
    ("share", "ownership"),
    [("49.99", "national"), ("50", "foreign"), ("50,01", "foreign"), ("0", "national"), ("100 %", "foreign")],
)
def test_from_half_of_the_equity_on_a_firm_is_foreign(share: str, ownership: str) -> None:
    file = read(("code", "name", "foreign share"), ("A1", "Nets", share), ("A2", "Piers", "80"))
    assert file.lines[0].ownership == OwnershipClass(ownership)


@pytest.mark.parametrize(
    ("employees", "size"),
    [
        (None, "unknown"),
        (0, "micro"),
        (4, "micro"),
        (5, "small"),
        (19, "small"),
        (20, "medium"),
        (99, "medium"),
        (100, "large"),
    ],
)
def test_size_classes_follow_the_method(employees: int | None, size: str) -> None:
    assert size_class(employees) == SizeClass(size)


def test_strata_of_the_file_come_before_ownership_and_size() -> None:
    file = read(("code", "name", "estrato", "size"), ("A1", "Nets", "North", "grande"))
    assert (file.lines[0].stratum_code, file.lines[0].size) == ("North", SizeClass.LARGE)


def test_every_problem_is_told_with_row_column_value_and_remedy() -> None:
    content = csv_file(
        [
            ("code", "name", "Empleados", "ownership", "selected", "weight", "disposition"),
            ("A1", "", "many", "mixed", "maybe", "-1", "gone"),
            ("a1", "Nets", "-5", "120", "yes", "", ""),
            ("", "Piers", "7", "foreign", "no", "1", "complete"),
        ]
    )
    found = problems(content)
    assert {(problem.row, problem.column, problem.value) for problem in found} == {
        (2, "name", ""),
        (2, "Empleados", "many"),
        (2, "ownership", "mixed"),
        (2, "selected", "maybe"),
        (2, "weight", "-1"),
        (2, "disposition", "gone"),
        (3, "code", "a1"),
        (3, "Empleados", "-5"),
        (3, "ownership", "120"),
        (3, "weight", ""),
        (4, "code", ""),
        (4, "disposition", "complete"),
    }
    assert [problem.row for problem in found] == sorted(problem.row or 0 for problem in found)
    assert all(problem.fact and problem.remedy for problem in found)


def test_a_number_with_a_mark_of_thousands_is_refused() -> None:
    (problem,) = problems(csv_file([("code", "name", "employees"), ("A1", "Nets", "1.234")], separator=";"))
    assert (problem.row, problem.column, problem.value) == (2, "employees", "1.234")


@pytest.mark.parametrize("shares", [("0.5", "0"), ("1", "0"), ("0.8", "0.2")])
def test_shares_that_may_be_fractions_are_refused(shares: tuple[str, str]) -> None:
    rows = [("code", "name", "ownership"), *((f"A{number}", "Nets", share) for number, share in enumerate(shares))]
    (problem,) = problems(csv_file(rows))
    assert "per cent" in problem.remedy


def test_a_stratum_has_one_population_and_no_more_firms_drawn_than_it() -> None:
    first, second = problems(
        csv_file(
            [
                ("code", "name", "stratum", "population"),
                ("A1", "Nets", "North", "1"),
                ("A2", "Piers", "North", "3"),
            ]
        )
    )
    assert (first.row, second.row) == (2, 3)
    assert "2 firms were drawn" in first.fact
    assert "Row 2 says 1" in second.fact


def test_headings_that_are_missing_or_doubled_are_told() -> None:
    (missing,) = problems(csv_file([("code", "employees", "colour"), ("A1", "3", "red")]))
    assert "no column “name”" in missing.fact
    assert "colour" in missing.remedy
    (doubled,) = problems(csv_file([("code", "id", "name"), ("A1", "B1", "Nets")]))
    assert doubled.value == "code; id"


def test_two_lists_in_one_workbook_are_refused() -> None:
    found = problems(xlsx_file({"A": [("code", "name"), ("1", "x")], "B": [("code", "name"), ("1", "x")]}))
    assert [problem.sheet for problem in found] == ["A", "B"]


def test_a_list_nobody_can_read_shows_its_first_row() -> None:
    (problem,) = problems(csv_file([("السنة", "المنطقة"), ("2023", "الشرقية")]))
    assert problem.value == "السنة; المنطقة"


def test_headings_without_firms_and_samples_without_firms_are_refused() -> None:
    assert len(problems(csv_file([("code", "name")]))) == 1
    (problem,) = problems(csv_file([("code", "name", "selected"), ("A1", "Nets", "no")]))
    assert "No firm of the list" in problem.fact


def test_the_documented_headings_are_those_that_are_understood() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "import-frame.md").read_text()
    for field in FRAME_FIELDS:
        (printed,) = re.findall(rf"^\| {field.key} \| .*? \| (.*) \|$", page, re.MULTILINE)
        assert tuple(printed.split(", ")) == field.aliases


def test_the_documented_example_is_taken() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "import-frame.md").read_text()
    lines = re.findall(r"^    ((?:code|F\d);.*)$", page, re.MULTILINE)
    file = read_frame("\n".join(lines).encode(), "list.csv")
    assert [line.code for line in file.lines] == ["F1", "F2", "F3", "F4"]
    assert file.notes == ("Columns are separated by a semicolon.",)
