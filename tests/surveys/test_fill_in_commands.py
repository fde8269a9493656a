"""interview_workbook and take_in_workbook: what they print, how they refuse, and with which status they end."""

import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from clusters.models import Cluster, Firm
from surveys.models import Interview
from tests.factories.clusters import FirmFactory
from tests.factories.fill_in import cell_of, filled, opened
from tests.factories.surveys import InterviewFactory

PLACE = ("salmon-study", "lakes")


@pytest.fixture
def firm(cluster: Cluster) -> Firm:
    return FirmFactory(cluster=cluster, code="F1", name="Lake Salmon")


def run(*arguments: Any, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_a_workbook_is_written_filled_and_taken(firm: Firm, consultant: User, tmp_path: Path) -> None:
    path = tmp_path / "f1.xlsx"
    told, _err = run("interview_workbook", *PLACE, path, firm="F1")
    assert told.startswith(f"{path}: ") and told.endswith(" kB.\n")
    path.write_bytes(filled(path.read_bytes(), {"EMP_TOTAL_REF": 30, "FOREIGN_EQUITY": 0.5}))
    dry, _err = run("take_in_workbook", *PLACE, path, dry_run=True)
    assert "2 answers of 1 firm would be taken in." in dry
    assert not Interview.objects.exists()
    told, _err = run("take_in_workbook", *PLACE, path, by="consultant")
    assert told.splitlines() == [
        "Note: sheet Firm sheet, row 10, column “D” [0.5]: 0.5 per cent is less than one in a hundred. "
        "If 50 per cent is meant, correct the cell.",
        "F1: Its interview begins with this workbook. 2 answers change.",
        "  FOREIGN_EQUITY: No answer → 0.5 (New)",
        "  EMP_TOTAL_REF: No answer → 30 (New)",
        "2 answers of 1 firm were taken in.",
    ]
    assert Interview.objects.get().revisions.get().author == consultant
    again, _err = run("take_in_workbook", *PLACE, path)
    assert again.splitlines()[-1] == "Nothing changes: what the workbooks say stands already."


def test_a_refusal_lists_every_problem_and_ends_with_1(firm: Firm, tmp_path: Path) -> None:
    path = tmp_path / "f1.xlsx"
    run("interview_workbook", *PLACE, path, firm="F1")
    path.write_bytes(filled(path.read_bytes(), {"EMP_TOTAL_REF": "many", "FOREIGN_EQUITY": 300}))
    err = StringIO()
    with pytest.raises(CommandError, match="it has 2 problems") as refusal:
        call_command("take_in_workbook", *PLACE, str(path), stderr=err)
    assert refusal.value.returncode == 1
    assert len(err.getvalue().splitlines()) == 2


def test_a_cluster_is_written_as_one_workbook_or_as_one_for_each_firm(
    cluster: Cluster, firm: Firm, tmp_path: Path
) -> None:
    FirmFactory(cluster=cluster, code="F2")
    run("interview_workbook", *PLACE, tmp_path / "all.xlsx", language="es")
    run("interview_workbook", *PLACE, tmp_path / "all.zip")
    book = opened((tmp_path / "all.xlsx").read_bytes())
    assert cell_of(book, "UNIT_TYPE", firm).parent.title != "Firm sheet"
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert len(archive.namelist()) == 2
    out, _err = run("take_in_workbook", *PLACE, tmp_path / "all.zip", dry_run=True)
    assert out.splitlines()[0] == "F1: Nothing changes."


@pytest.mark.usefixtures("firm")
@pytest.mark.parametrize(
    ("arguments", "status", "text"),
    [
        (("interview_workbook", "salmon-study", "hills", "OUT.xlsx"), 2, "There is no cluster salmon-study hills."),
        (("interview_workbook", *PLACE, "OUT.csv"), 2, "name a file that ends in .xlsx or .zip"),
        (("interview_workbook", *PLACE, "OUT.xlsx", "--language", "tlh"), 2, "There is no language tlh."),
        (("interview_workbook", *PLACE, "OUT.xlsx", "--firm", "F9"), 2, "There is no firm F9 in Lakes."),
        (("interview_workbook", *PLACE, "nowhere/OUT.xlsx"), 2, "cannot be written"),
        (("take_in_workbook", *PLACE, "none.xlsx"), 2, "cannot be read"),
        (("take_in_workbook", *PLACE, "none.xlsx", "--by", "nobody"), 2, "There is nobody of the name nobody"),
        (("take_in_workbook", *PLACE, "none.xlsx", "--by", "analyst"), 1, "may not enter interviews"),
    ],
)
def test_a_wrong_call_says_what_would_be_right(
    analyst: User, arguments: tuple[str, ...], status: int, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=text.replace(".", r"\.")) as refusal:
        call_command(*arguments)
    assert refusal.value.returncode == status


def test_no_firm_left_to_fill_in_ends_with_1(cluster: Cluster, tmp_path: Path) -> None:
    InterviewFactory(firm=FirmFactory(cluster=cluster), state="approved")
    with pytest.raises(CommandError, match="No firm of Lakes is left") as refusal:
        call_command("interview_workbook", *PLACE, str(tmp_path / "a.xlsx"))
    assert refusal.value.returncode == 1
    run("interview_workbook", *PLACE, tmp_path / "a.xlsx", all=True)
    assert (tmp_path / "a.xlsx").exists()


def test_firms_whose_codes_differ_only_in_a_sign_keep_a_workbook_each(cluster: Cluster, tmp_path: Path) -> None:
    for code in ("A-1", "A 1"):
        FirmFactory(cluster=cluster, code=code, name="Fiord")
    run("interview_workbook", *PLACE, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert len(set(archive.namelist())) == 2
