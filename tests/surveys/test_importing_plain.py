"""Files whose columns bear the codes of the items are read without a mapping."""

from typing import Any

import pytest

from clusters.problems import ImportRefused
from surveys.catalogue import Catalogue, catalogue_of
from surveys.default_content import default_questionnaire
from surveys.importing.reading import InterviewFile, InterviewLine, read_interviews
from tests.factories.files import csv_file, xlsx_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue() -> Catalogue:
    return catalogue_of(default_questionnaire())


def read(catalogue: Catalogue, *rows: tuple[object, ...], variant: str = "generic") -> InterviewFile:
    return read_interviews(csv_file(rows), "firms.csv", catalogue=catalogue, variant=variant)


def lines(catalogue: Catalogue, *rows: tuple[object, ...]) -> list[InterviewLine]:
    return list(read(catalogue, *rows).lines())


def answer(catalogue: Catalogue, code: str, cell: object) -> Any:
    [line] = lines(catalogue, ("code", "name", code), ("F1", "Nets", cell))
    change = line.changes.get(code)
    return change and (change["state"], change["value"])


def refused(catalogue: Catalogue, *rows: tuple[object, ...]) -> list[str]:
    with pytest.raises(ImportRefused) as refusal:
        read(catalogue, *rows)
    return [str(problem) for problem in refusal.value.problems]


@pytest.mark.parametrize("cell", ["yes", "Sí", "si", "1", "TRUE", "x", "是"])
def test_many_words_mean_yes(cell: str, catalogue: Catalogue) -> None:
    assert answer(catalogue, "HR1_OJT", cell) == ("answered", True)


@pytest.mark.parametrize("cell", ["no", "0", "False", "否"])
def test_many_words_mean_no(cell: str, catalogue: Catalogue) -> None:
    assert answer(catalogue, "HR1_OJT", cell) == ("answered", False)


@pytest.mark.parametrize(
    ("code", "cell", "stored"),
    [
        ("HR1_OJT", "", None),
        ("HR1_OJT", "don't know", ("dont_know", None)),
        ("HR1_OJT", "refused", ("refused", None)),
        ("PD2_PREC", "not applicable", ("not_applicable", None)),
        ("HR3_TRAINED_SH", "62.5 %", ("answered", 62.5)),
        ("EMP_TOTAL_REF", "1200", ("answered", 1200)),
        ("UNIT_TYPE", "firm", ("answered", "firm")),
        ("PT3_CERT", "haccp; iso9001", ("answered", ["iso9001", "haccp"])),
        ("PRODUCTS", "Nets and ropes", ("answered", "Nets and ropes")),
    ],
)
def test_each_kind_of_item_has_its_cells(code: str, cell: str, stored: Any, catalogue: Catalogue) -> None:
    assert answer(catalogue, code, cell) == stored


def test_the_rest_of_an_answer_stands_in_columns_beside_it(catalogue: Catalogue) -> None:
    [line] = lines(
        catalogue,
        ("code", "PD5_DEV", "PD5_DEV.done_by", "PD5_DEV.note", "PD5_DEV.evidence", "HR1_OJT.state"),
        ("F1", "yes", "Own staff", "Two nets.", "document: design file", "refused"),
    )
    assert line.changes["PD5_DEV"] == {
        "state": "answered",
        "value": True,
        "done_by": "own_staff",
        "note": "Two nets.",
        "evidence": {"kind": "document", "text": "design file"},
        "seen": None,
    }
    assert line.changes["HR1_OJT"]["state"] == "refused"


def test_a_firm_has_its_weight_stratum_and_groups(catalogue: Catalogue) -> None:
    file = read(
        catalogue,
        ("code", "name", "weight", "stratum", "attribute.size", "HR1_OJT"),
        ("F1", "Nets", "2.5", "S1", "Small", "yes"),
        ("F2", "", "1.5", "S1", "", "no"),
    )
    first, second = file.lines()
    assert (first.weight, first.stratum, first.attributes) == (2.5, "S1", {"size": "Small"})
    assert (second.name, second.attributes) == ("", {})
    assert file.strata == {"S1": 4.0}


def test_a_workbook_is_read_with_its_numbers_and_a_title_above_the_headings(catalogue: Catalogue) -> None:
    rows = [("Interviews 2016",), ("code", "weight", "HR3_TRAINED_SH", "HR1_OJT"), (101, 1.234, 12.125, 1)]
    file = read_interviews(
        xlsx_file({"Data": rows, "Old": rows}, hidden=["Old"]), "firms.xlsx", catalogue=catalogue, variant="generic"
    )
    [line] = file.lines()
    assert (line.code, line.weight) == ("101", 1.234)
    assert [change["value"] for change in line.changes.values()] == [True, 12.125]


def test_a_wrong_file_lists_every_problem_with_row_column_value_and_remedy(catalogue: Catalogue) -> None:
    found = refused(
        catalogue,
        ("code", "weight", "HR1_OJT", "HR3_TRAINED_SH", "UNIT_TYPE", "PD5_DEV.done_by", "PD5_DEV"),
        ("F1", "2", "perhaps", "140", "plant", "", "yes"),
        ("F1", "0", "NA", "many", "firm", "uncle", "yes"),
        ("", "", "yes", "10", "firm", "", "no"),
    )
    assert len(found) == 10
    for place in (
        "row 2, column “HR1_OJT” [perhaps]",
        "row 2, column “HR3_TRAINED_SH” [140]",
        "row 2, column “UNIT_TYPE” [plant]",
        "row 3, column “code” [F1]",
        "row 3, column “weight” [0]",
        "row 3, column “HR1_OJT” [NA]",
        "row 3, column “HR3_TRAINED_SH” [many]",
        "uncle",
        "row 4, column “code”",
        "row 4, column “weight”",
    ):
        assert any(place in problem for problem in found), place


def test_headings_that_look_like_items_and_are_none_are_refused_and_others_are_named(catalogue: Catalogue) -> None:
    found = refused(catalogue, ("code", "HR1_OTJ", "HR1_OJT"), ("F1", "yes", "yes"))
    assert len(found) == 1
    assert "HR1_OJT" in found[0]
    file = read(catalogue, ("code", "remarks", "HR1_OJT"), ("F1", "-", "yes"))
    assert any("remarks" in note for note in file.notes)


def test_an_item_asked_only_in_another_sector_is_refused(catalogue: Catalogue) -> None:
    assert "PD4_SPECIES" in refused(catalogue, ("code", "PD4_SPECIES"), ("F1", "yes"))[0]


@pytest.mark.parametrize(
    "rows",
    [
        [("firm", "HR1_OJT"), ("F1", "yes")],
        [("code", "HR1_OJT")],
        [("code", "remarks"), ("F1", "-")],
        [("code", "HR1_OJT", "HR1_OJT"), ("F1", "yes", "no")],
    ],
)
def test_a_table_without_firms_headings_or_answers_is_refused(rows: list[Any], catalogue: Catalogue) -> None:
    assert len(refused(catalogue, *rows)) == 1
