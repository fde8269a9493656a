"""A mapping file is checked whole against the questionnaire before any row is read."""

from pathlib import Path

import pytest

from clusters.problems import ImportRefused
from surveys.catalogue import Catalogue, catalogue_of
from surveys.default_content import FOLDER, default_questionnaire
from surveys.importing.mapping import Mapping, read_mapping

pytestmark = pytest.mark.django_db

HEAD = """
[mapping]
code = "test"
questionnaire = "technology-ladder"
version = 1
[values.yn]
"Si" = true
"No" = false
"Ns/Nc" = "dont_know"
[who.doer]
own_staff = { column = "own", values = "yn" }
[firm]
code = "id"
"""
GOOD = """
[items.HR1_OJT]
column = "q1"
values = "yn"
reason = "Asks the same."
"""


@pytest.fixture
def catalogue() -> Catalogue:
    return catalogue_of(default_questionnaire())


def read(text: str, catalogue: Catalogue, variant: str = "generic") -> Mapping:
    return read_mapping(text.encode(), "test.toml", catalogue, variant)


def problems(text: str, catalogue: Catalogue, variant: str = "generic") -> list[str]:
    with pytest.raises(ImportRefused) as refusal:
        read(text, catalogue, variant)
    return [str(problem) for problem in refusal.value.problems]


def test_a_mapping_names_the_columns_it_reads(catalogue: Catalogue) -> None:
    text = HEAD + 'weight = "w"\nstratum = "s"\n[firm.attributes]\nsize = "tam"\n' + GOOD
    mapping = read(text, catalogue)
    assert mapping.firm.columns == ("id", "w", "s", "tam")
    assert [(item.code, item.columns, item.reason) for item in mapping.items] == [
        ("HR1_OJT", ("q1",), "Asks the same.")
    ]
    assert len(mapping.file_hash) == 64


def test_a_file_that_is_no_toml_says_where(catalogue: Catalogue) -> None:
    [problem] = problems("[mapping\ncode = 1", catalogue)
    assert "line 1" in problem
    assert "test.toml" in problem


def test_a_mapping_for_another_version_is_refused(catalogue: Catalogue) -> None:
    [problem] = problems(HEAD.replace("version = 1", "version = 7") + GOOD, catalogue)
    assert "technology-ladder 7" in problem
    assert "technology-ladder 1" in problem


WRONG = {
    "an unknown item": ('[items.HR9_X]\ncolumn = "q"\nvalues = "yn"\nreason = "r"', "HR9_X"),
    "an item of another sector": ('[items.PD4_SPECIES]\ncolumn = "q"\nvalues = "yn"\nreason = "r"', "PD4_SPECIES"),
    "a wrong kind": ('[items.HR1_OJT]\ncolumn = "q"\nvalues = { "Si" = 3 }\nreason = "r"', "values, “Si”"),
    "a number out of range": ('[items.HR3_TRAINED_SH]\nanswer = 120\nreason = "r"', "The most is 100"),
    "an option that does not exist": ('[items.UNIT_TYPE]\nanswer = "plant"\nreason = "r"', "establishment, firm"),
    "a state that is not open": ('[items.HR1_OJT]\nanswer = "not_applicable"\nreason = "r"', "not open"),
    "two ways at once": ('[items.HR1_OJT]\ncolumn = "q"\nany = []\nvalues = "yn"\nreason = "r"', "any, column"),
    "no way at all": ('[items.HR1_OJT]\nreason = "r"', "exactly one way"),
    "a missing table": ('[items.HR1_OJT]\ncolumn = "q"\nvalues = "ny"\nreason = "r"', "ny"),
    "no reason": ('[items.HR1_OJT]\ncolumn = "q"\nvalues = "yn"', "reason"),
    "a doer where none is asked": (
        '[items.HR1_OJT]\ncolumn = "q"\nvalues = "yn"\ndone_by = "parent"\nreason = "r"',
        "who",
    ),
    "an unknown doer": ('[items.PD5_DEV]\ncolumn = "q"\nvalues = "yn"\ndone_by = "uncle"\nreason = "r"', "uncle"),
    "a misspelled key": ('[items.HR1_OJT]\ncolumn = "q"\nvalue = "yn"\nvalues = "yn"\nreason = "r"', "HR1_OJT.value"),
    "a number within any": (
        '[items.HR1_OJT]\nany = [{ column = "q", values = { "3" = 3 } }]\nreason = "r"',
        "yes, no or a state",
    ),
    "a count whose yes is a yes": (
        '[items.PD6_IPR]\nany = [{ column = "q", values = "yn" }]\nwhen_false = 0\nreason = "r"',
        "when_true",
    ),
    "an item that is no table": ("[items]\nHR1_OJT = 3", "HR1_OJT"),
    "no item": ("", "No item is mapped"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_each_slip_is_told_with_its_key(wrong: str, catalogue: Catalogue) -> None:
    text, hint = WRONG[wrong]
    assert any(hint in problem for problem in problems(HEAD + text, catalogue))


SHAPES = [
    HEAD.replace('code = "id"', "code = 3") + GOOD,
    HEAD.replace('code = "id"', 'code = "id"\nweight = ["w"]') + GOOD,
    HEAD.replace('code = "id"', 'code = "id"\nattributes = "size"') + GOOD,
    HEAD.replace('code = "id"', 'code = "id"\nattributes = { size = 3 }') + GOOD,
    HEAD.replace('code = "id"', 'code = "id"\nattributes = { size = { column = "s", values = 3 } }') + GOOD,
    HEAD + "[only]\ncolumn = 3\nvalues = [1]" + GOOD,
    HEAD + '[only]\ncolumn = "c"\nvalues = "x"' + GOOD,
    "only = 3\n" + HEAD + GOOD,
    "mapping = 3\n" + HEAD.replace("[mapping]", "[firms]") + GOOD,
    HEAD + '[values]\nother = 3\n[items.HR1_OJT]\ncolumn = "q"\nvalues = "other"\nreason = "r"',
    HEAD + '[items.HR1_OJT]\ncolumn = 3\nvalues = "yn"\nreason = "r"',
    HEAD + '[items.HR1_OJT]\nany = 3\nreason = "r"',
    HEAD + '[items.HR1_OJT]\nany = [3, { any = [] }]\nreason = "r"',
    HEAD + '[items.PT3_CERT]\noptions = 3\nreason = "r"',
    HEAD + '[items.PT3_CERT]\noptions = { iso = { column = "q", values = "yn" } }\nreason = "r"',
    HEAD + '[items.PD5_DEV]\ncolumn = "q"\nvalues = "yn"\ndone_by = 3\nreason = "r"',
    HEAD + '[items.PD5_DEV]\ncolumn = "q"\nvalues = "yn"\ndone_by = { parent = 3 }\nreason = "r"',
    HEAD + '[items.PD5_DEV]\ncolumn = "q"\nvalues = "yn"\ndone_by = ["parent"]\nreason = "r"',
    HEAD + '[items.HR1_OJT]\nanswer = {}\nreason = "r"',
    HEAD + '[items.HR1_OJT]\nanswer = 2016-01-01\nreason = "r"',
    HEAD + '[items.HR1_OJT]\ncolumn = "q"\ntake = ["number"]\nreason = "r"',
]


@pytest.mark.parametrize("text", SHAPES)
def test_a_mapping_of_a_wrong_shape_is_refused_in_sentences(text: str, catalogue: Catalogue) -> None:
    assert all("test.toml" in problem for problem in problems(text, catalogue))


def test_all_slips_are_told_at_once(catalogue: Catalogue) -> None:
    text = HEAD.replace('code = "id"', 'name = "n"\nkode = "x"') + "\n".join(
        text for text, _hint in WRONG.values() if text.startswith("[items.HR9") or text.startswith("[items.UNIT")
    )
    found = problems(text, catalogue)
    assert len(found) == 4
    assert all("test.toml" in problem for problem in found)


def test_the_mappings_that_ship_with_the_project_fit_its_questionnaire(catalogue: Catalogue) -> None:
    paths = sorted(Path(FOLDER / "mappings").glob("*.toml"))
    assert [path.name for path in paths] == ["endei_ii.toml"]
    for path in paths:
        mapping = read_mapping(path.read_bytes(), path.name, catalogue, "generic")
        assert all(item.reason.startswith(("One to one", "Near", "In part")) for item in mapping.items)
