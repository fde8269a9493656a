"""Small files that would fill the memory are refused with a sentence: each is read in a process that may not grow."""

import io

import pytest
from openpyxl.xml import functions

from analysis.reading import open_source
from clusters.tabular import Asked, read_book
from surveys.fill_in.parcels import read_parcel, unpacked
from tests.hardening.bombs import LISTS, WORKBOOKS, corners, ods, read_apart, repeated, xlsx

BOMBS = {**WORKBOOKS, **LISTS}


def as_frame(content: bytes) -> None:
    read_book(content, "list", Asked(is_forgiving=True))


def as_table(content: bytes) -> None:
    source = open_source(io.BytesIO(content), "table")
    for _batch in source.batches(range(min(3, len(source.names)))):
        pass


def as_workbooks(content: bytes) -> None:
    read_parcel(unpacked([("filled.xlsx", content)]))


@pytest.mark.parametrize("name", BOMBS)
def test_a_list_that_grows_is_refused_with_a_sentence(name: str) -> None:
    said = read_apart(as_frame, BOMBS[name]())
    assert said.startswith("refused: "), said
    assert "Error(" not in said and "root:" not in said


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_filled_workbook_that_grows_is_refused_with_a_sentence(name: str) -> None:
    said = read_apart(as_workbooks, WORKBOOKS[name]())
    assert said.startswith("refused: "), said
    assert "root:" not in said


@pytest.mark.parametrize("name", ["cells that tell no places", "repeated words", "packed zeros"])
def test_a_table_that_grows_is_refused_with_a_sentence(name: str) -> None:
    said = read_apart(as_table, BOMBS[name]())
    assert said.startswith("refused: "), said


def test_files_of_the_same_making_that_do_not_grow_are_taken() -> None:
    number = '<table:table-cell office:value-type="float" office:value="1"/>'
    placeless = "<row><c><v>1</v></c></row>" * 3
    for content in (
        xlsx(corners(1000, "Z")),
        xlsx(placeless),
        ods(repeated(number, 1000, 20)),
        b"code,name\nF1,Nets\n",
    ):
        assert read_apart(as_frame, content) == "taken"


def test_the_library_of_workbooks_reads_xml_by_the_parser_that_refuses_entities() -> None:
    assert functions.DEFUSEDXML
    assert functions.iterparse.__module__.startswith("defusedxml")
