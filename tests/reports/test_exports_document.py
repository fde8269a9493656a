"""docs/exports.md and the declarations of the sheets say the same."""

import re
from pathlib import Path

import pytest

from reports.workbook.building import SHEETS
from reports.workbook.declaration import Audience, Sheet
from tests.factories.materials import printed_material, specification

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
AUDIENCES = {Audience.PUBLIC: "everybody", Audience.TEAM: "export right only"}
EVERY_COLUMN = printed_material(
    specification=specification(weighted=True, point_policy="multiple_imputation"), items=(), attributes=()
)


def section(sheet: Sheet) -> str:
    found = re.search(rf"^## {re.escape(str(sheet.name))}\n(.*?)(?=^## |\Z)", DOCUMENT, re.M | re.S)
    assert found, f"docs/exports.md has no section on {sheet.name}"
    return found.group(1)


def documented(sheet: Sheet) -> list[tuple[str, str, str]]:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) ?\| (.+?) \|$", section(sheet), re.M)
    return [(key, heading, unit) for key, heading, unit, _meaning in rows]


def declared(sheet: Sheet) -> list[tuple[str, str, str]]:
    return [
        (
            column.key,
            f"{column.group}: {column.heading}" if str(column.group) else str(column.heading),
            str(column.unit),
        )
        for column in (*sheet.columns, *sheet.more_columns(EVERY_COLUMN))
    ]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_every_column_is_documented_with_its_heading_and_unit(sheet: Sheet) -> None:
    assert documented(sheet) == declared(sheet)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_the_document_says_who_may_take_each_sheet_and_what_for(sheet: Sheet) -> None:
    assert f"| {sheet.name} | `{sheet.key}` | {AUDIENCES[sheet.audience]} | {sheet.purpose} |" in DOCUMENT


def test_the_document_knows_no_other_sheet() -> None:
    assert re.findall(r"^## (.+)$", DOCUMENT, re.M) == [str(sheet.name) for sheet in SHEETS]
