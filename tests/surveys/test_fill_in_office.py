"""A workbook that an office program opened and saved is taken in as it was, and prints on A4."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from clusters.models import Cluster
from surveys.models import Interview
from tests.factories.clusters import FirmFactory
from tests.factories.fill_in import cell_of, closed, filled, handed_out, handed_out_to_all, opened, take
from tests.factories.surveys import SMALL_ANSWERS, InterviewFactory, give_answers

pytestmark = [pytest.mark.office, pytest.mark.django_db]

A4 = (595, 842)


@pytest.fixture
def interview(cluster: Cluster) -> Interview:
    return InterviewFactory(firm=FirmFactory(cluster=cluster, code="F1"))


def saved_again(content: bytes, folder: Path, kind: str = "xlsx") -> bytes:
    """The file as LibreOffice writes it."""
    office = shutil.which("soffice") or pytest.fail("LibreOffice is not installed: install it, or leave out -m office.")
    (folder / "book.xlsx").write_bytes(content)
    subprocess.run(
        [
            *(office, f"-env:UserInstallation=file://{folder}/profile", "--headless"),
            *("--convert-to", kind, "--outdir", str(folder / "out"), str(folder / "book.xlsx")),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return (folder / "out" / f"book.{kind}").read_bytes()


@pytest.mark.parametrize("hand_out", [handed_out, handed_out_to_all], ids=["one firm", "many firms"])
def test_what_was_only_opened_and_saved_changes_nothing(
    cluster: Cluster, interview: Interview, hand_out: object, tmp_path: Path
) -> None:
    known = {code: value for code, value in SMALL_ANSWERS.items() if code != "PRECISION"}
    texts = {"value": "=1+1\n  two\n\nlines 是", "note": "@note", "evidence": {"kind": "document", "text": "-list"}}
    give_answers(interview, **{**known, "REMARK": texts, "SALES": 1234.5678, "TRAINED_SH": {"state": "dont_know"}})
    content = handed_out(interview.firm, interview) if hand_out is handed_out else handed_out_to_all(cluster)
    taken = take(cluster, saved_again(content, tmp_path))
    assert [(each.told, each.unchanged) for each in taken.firms] == [((), 9)]
    assert interview.revisions.count() == 1


def test_answers_come_through_an_office_program(cluster: Cluster, interview: Interview, tmp_path: Path) -> None:
    cells = {
        **{"EMPLOYEES": 120, "SALES": "1.234,5", "REMARK": "+5 and more", "TRAINS": "Yes", "ENGINEERS": "Yes"},
        **{"ENGINEERS.done_by": "Supplier", "ENGINEERS.evidence_kind": "Document seen", "CERTIFICATES:iso": "Yes"},
        **{"SALES_MODE": "Own brand", "SPECIES.state": "Don’t know", "SPECIES.note": "Ask again"},
    }
    book = opened(filled(handed_out(interview.firm, interview), cells))
    share = cell_of(book, "TRAINED_SH")
    share.value, share.number_format = "=0.7/2", "0%"
    take(cluster, saved_again(closed(book), tmp_path))
    interview.refresh_from_db()
    told = {code: entry["value"] for code, entry in interview.answers.items()}
    assert told == {
        **{"EMPLOYEES": 120, "SALES": 1234.5, "REMARK": "+5 and more", "TRAINS": True, "ENGINEERS": True},
        **{"CERTIFICATES": ["iso"], "SALES_MODE": "own", "SPECIES": None, "TRAINED_SH": 35},
    }
    assert interview.answers["ENGINEERS"]["done_by"] == "supplier"
    assert interview.answers["SPECIES"]["note"] == "Ask again"


def test_every_sheet_prints_on_a4(interview: Interview, tmp_path: Path) -> None:
    pdf = saved_again(handed_out(interview.firm, interview), tmp_path, "pdf")
    boxes = re.findall(rb"/Type/Page/[^>]*/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)\s*\]", pdf)
    assert len(boxes) >= 4
    assert {tuple(sorted(round(float(side)) for side in box)) for box in boxes} == {A4}
