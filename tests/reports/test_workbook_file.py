"""The file: the same run gives the same bytes, every sheet reads back, text stays text, a refusal leaves nothing."""

import hashlib
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import translation

from clusters.models import Cluster
from reports.models import Run, RunState
from reports.results import RunTables
from reports.workbook.building import TABLES, build_workbook
from reports.workbook.material import WorkbookRefusedError
from surveys.folding import fold
from tests.factories.clusters import ClusterFactory, StudyFactory
from tests.factories.reports import approved_firm, ready_run, stored
from tests.factories.surveys import RevisionFactory

ALL = (
    "About",
    "Table 1",
    "Table 4",
    "Table 5",
    "Sensitivity",
    "Cross-checks",
    "Ladder",
    "Figure 1",
    "Figure 2",
    "Growth",
    "Groups",
    "Firms",
    "Overrides",
    "Codebook",
    "Check",
    "Hidden",
)
DANGEROUS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    '=HYPERLINK("http://evil.example","x")',
    "http://example.org",
    "mailto:a@example.org",
    "<r>rich</r>",
    "_x0041_",
    "a\x00\x07b\x1bc\ud800\uffff",
    "tab\tnew\nline",
    "纽扣 🎣",
    "#REF!",
)


@pytest.fixture
def cluster(db: None) -> Cluster:
    return ClusterFactory(study=StudyFactory(slug="lakes-study", title="=Lakes & rivers"), slug="lakes", name="+Lakes")


@pytest.fixture
def run(cluster: Cluster) -> Run:
    for number, level in enumerate((1, 2, 3, 4)):
        approved_firm(cluster, code=f"F{number}", hr=level, process="11?100", product=level, FOREIGN_EQUITY=60)
    return ready_run(cluster.study)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def test_every_sheet_is_there_and_reads_back(run: Run, tmp_path: Path) -> None:
    written = build_workbook(run, tmp_path / "out.xlsx")
    book = read(tmp_path / "out.xlsx")
    assert tuple(book.sheetnames) == written.sheets == ALL
    assert written.firms == 4
    assert written.difference == 0
    assert not (tmp_path / "out.xlsx.part").exists()


def test_the_same_run_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    build_workbook(run, tmp_path / "first.xlsx")
    build_workbook(run, tmp_path / "second.xlsx")
    assert digest(tmp_path / "first.xlsx") == digest(tmp_path / "second.xlsx")


def test_the_workbook_is_the_same_whatever_language_somebody_reads(run: Run, tmp_path: Path) -> None:
    for language in ("en", "es", "zh-hans"):
        with translation.override(language):
            build_workbook(run, tmp_path / f"{language}.xlsx")
    assert len({digest(path) for path in tmp_path.iterdir()}) == 1


PROGRAM = """
import sys
from pathlib import Path
import django
django.setup()
from reports.workbook.building import write
from tests.factories.materials import printed_material
write(printed_material(), Path(sys.argv[1]))
"""


def test_processes_that_hash_differently_write_the_same_bytes(tmp_path: Path) -> None:
    digests = set()
    for seed in ("0", "1", "4242"):
        path = tmp_path / f"{seed}.xlsx"
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "TZ": f"Etc/GMT+{len(digests)}",
        }
        subprocess.run([sys.executable, "-c", PROGRAM, str(path)], check=True, env=environment)
        digests.add(digest(path))
    assert len(digests) == 1


def test_the_file_tells_no_moment_but_a_fixed_one(run: Run, tmp_path: Path) -> None:
    build_workbook(run, tmp_path / "out.xlsx")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 31, 0, 0, 0)}
        assert archive.read("docProps/core.xml").decode().count("2000-01-01T00:00:00Z") == 2


def test_text_from_people_never_becomes_a_formula_or_a_link(cluster: Cluster, tmp_path: Path) -> None:
    for number, text in enumerate(DANGEROUS):
        name = text.replace("\x00", "").replace("\ud800", "")
        firm = approved_firm(cluster, code=f"={number}", hr=1, attributes={"=group": name}).firm
        firm.name = name
        firm.save()
    run = ready_run(cluster.study)
    build_workbook(run, tmp_path / "out.xlsx")
    book = read(tmp_path / "out.xlsx")
    formulas = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas, "the Check sheet is made of formulas"
    assert {cell.parent.title for cell in formulas} == {"Check"}
    assert all(cell.hyperlink is None for sheet in book for row in sheet.iter_rows() for cell in row)
    heads = [cell.value for cell in book["Firms"][1]]
    names = [row[heads.index("firm")].value for row in book["Firms"].iter_rows(min_row=2)]
    by_code = {f"={number}": text for number, text in enumerate(DANGEROUS)}
    codes = [row[heads.index("firm_code")].value for row in book["Firms"].iter_rows(min_row=2)]
    for code, name in zip(codes, names, strict=True):
        assert name.rstrip().replace("_x005F_", "_") == shown(by_code[code])
    assert book["About"]["A1"].value == "=Lakes & rivers"
    assert "attribute_=group" in heads


def shown(text: str) -> str:
    """What is left of a text without its control characters."""
    return "".join(character for character in text if character in "\t\n" or ord(character) >= 32).translate(
        {0xD800: None, 0xFFFF: None}
    )


@pytest.mark.parametrize("state", [RunState.BUILDING, RunState.FAILED])
def test_a_run_that_is_not_ready_has_no_workbook(run: Run, state: str, tmp_path: Path) -> None:
    run.state = state
    with pytest.raises(WorkbookRefusedError, match="Wait until it is ready"):
        build_workbook(run, tmp_path / "out.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_table_that_its_firms_do_not_give_is_refused_and_nothing_is_left(run: Run, tmp_path: Path) -> None:
    tables = RunTables.from_json(run.tables)
    cluster = tables.clusters[0]
    wrong = replace(cluster.dimensions["hr"], cumulative=(4, 4, 2, 1, 0, 0))
    changed = replace(cluster, dimensions={**cluster.dimensions, "hr": wrong})
    run.tables = RunTables((changed,)).to_json()
    with pytest.raises(WorkbookRefusedError, match="figures differ by 1 in all"):
        build_workbook(run, tmp_path / "out.xlsx")
    assert list(tmp_path.iterdir()) == []


def exports(path: Path) -> list[Any]:
    rows = list(read(path)["Firms"].iter_rows(values_only=True))
    return [row[rows[0].index("EXPORTS_REF")] for row in rows[1:]]


def test_a_firm_whose_interview_went_on_is_shown_as_the_run_used_it(cluster: Cluster, tmp_path: Path) -> None:
    interview = approved_firm(cluster, code="F1", hr=2, EXPORTS_REF=500)
    first = RevisionFactory(interview=interview, sequence=1, changes=interview.answers)
    interview.answers = fold([(str(first.pk), first.changes)]).answers
    interview.revision_count = 1
    interview.save()
    run = ready_run(cluster.study)
    build_workbook(run, tmp_path / "before.xlsx")
    changed = {"EXPORTS_REF": {**stored(900), "seen": str(first.pk)}}
    second = RevisionFactory(interview=interview, sequence=2, changes=changed)
    interview.answers = fold([(str(first.pk), first.changes), (str(second.pk), changed)]).answers
    interview.revision_count = 2
    interview.save()
    build_workbook(run, tmp_path / "after.xlsx")
    assert interview.answers["EXPORTS_REF"]["value"] == 900
    assert exports(tmp_path / "after.xlsx") == [500]
    assert digest(tmp_path / "before.xlsx") == digest(tmp_path / "after.xlsx")


def test_answers_the_log_does_not_lead_back_to_are_refused(cluster: Cluster, tmp_path: Path) -> None:
    interview = approved_firm(cluster, code="F1", hr=2, EXPORTS_REF=500)
    run = ready_run(cluster.study)
    interview.revision_count = 1
    interview.save()
    with pytest.raises(WorkbookRefusedError, match="F1: its log does not lead back"):
        build_workbook(run, tmp_path / "after.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_every_sheet_has_a_key_and_a_name_of_its_own() -> None:
    assert len({sheet.key for sheet in TABLES}) == len({str(sheet.name) for sheet in TABLES}) == len(TABLES)
