"""The workbook as an office program computes it: every difference on Check is 0, and a planted error shows."""

import csv
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reports.workbook.building import write
from tests.factories.materials import printed_material

pytestmark = pytest.mark.office

# Without this the program trusts the values stored in the file and the test would prove nothing.
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""
CHECK_SHEET = 12
FIRST, LAST, TOTAL = 6, 78, 2


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    (folder / "user").mkdir()
    (folder / "user" / "registrymodifications.xcu").write_text(RECALCULATE)
    return folder


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "tables.xlsx"
    write(printed_material(), path)
    return path


def check_rows(path: Path, profile: Path, folder: Path) -> list[list[str]]:
    """The Check sheet as the office program computes it."""
    office = shutil.which("soffice") or pytest.fail("LibreOffice is not installed: install it, or leave out -m office.")
    export = f"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,{CHECK_SHEET}"
    subprocess.run(
        [
            office,
            f"-env:UserInstallation=file://{profile}",
            "--headless",
            *("--convert-to", export),
            *("--outdir", str(folder)),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    (result,) = folder.glob("*.csv")
    with result.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def plant(path: Path, folder: Path, sheet: str, cell: str, value: Any) -> Path:
    """A copy of the workbook with one cell changed, its stored values gone."""
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = value
    book.save(folder / "planted.xlsx")
    return folder / "planted.xlsx"


def differences(rows: list[list[str]]) -> list[tuple[str, str]]:
    return [(row[7], row[10]) for row in rows[FIRST:LAST]]


def test_every_difference_is_zero(workbook: Path, profile: Path, tmp_path: Path) -> None:
    rows = check_rows(workbook, profile, tmp_path)
    assert rows[TOTAL][7] == "0"
    assert len(rows[FIRST:LAST]) == 72
    assert set(differences(rows)) == {("0", "0")}
    assert [row[5] for row in rows[FIRST : FIRST + 6]] == ["50", "50", "50", "7", "2", "0"]


def test_the_zeros_are_computed_and_not_read_from_the_file(workbook: Path, profile: Path, tmp_path: Path) -> None:
    forged = tmp_path / "forged.xlsx"
    with zipfile.ZipFile(workbook) as source, zipfile.ZipFile(forged, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == f"xl/worksheets/sheet{CHECK_SHEET}.xml":
                content, changed = re.subn(rb"(</f><v>)\d+(</v>)", rb"\g<1>99\2", content)
                assert changed == 1 + 7 * 72
            target.writestr(name, content)
    rows = check_rows(forged, profile, tmp_path)
    assert rows[TOTAL][7] == "0"
    assert set(differences(rows)) == {("0", "0")}


def test_a_level_changed_on_the_firms_sheet_shows(workbook: Path, profile: Path, tmp_path: Path) -> None:
    heads = [cell.value for cell in openpyxl.load_workbook(workbook)["Firms"][1]]
    column = openpyxl.utils.get_column_letter(heads.index("hr_level") + 1)
    planted = plant(workbook, tmp_path, "Firms", f"{column}2", 3)
    rows = check_rows(planted, profile, tmp_path)
    assert rows[TOTAL][7] == "6"
    assert differences(rows)[:6] == [("0", "0"), ("0", "0"), ("0", "0"), ("-1", "-2"), ("-1", "-2"), ("0", "0")]


def test_a_figure_changed_in_table_5_shows(workbook: Path, profile: Path, tmp_path: Path) -> None:
    planted = plant(workbook, tmp_path, "Table 5", "F8", 49)
    rows = check_rows(planted, profile, tmp_path)
    assert rows[TOTAL][7] == "1"
    assert differences(rows)[0] == ("1", "0")
