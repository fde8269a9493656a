"""manage.py analyse: every file of a result without database and worker; 1 refused with reasons, 2 wrong call."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from analysis.results import Result
from tests.factories.analysis import CSV

pytestmark = pytest.mark.usefixtures("tiny")  # and no database: a query would fail the test

SPEC = """
[tables]
firms = "data/firms.csv"

[columns.firms]
"Gross output" = "output"

[sources]
firms = "Statistics office, table 7"

[choices]
measure = "sum"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "firms.csv").write_text(CSV.replace("output", "Gross output"))
    (tmp_path / "spec.toml").write_text(SPEC)
    return tmp_path


def analyse(folder: Path, system: str = "tiny", spec: str = "spec.toml", out: str = "out") -> tuple[str, str]:
    printed, progress = io.StringIO(), io.StringIO()
    call_command("analyse", system, str(folder / spec), str(folder / out), stdout=printed, stderr=progress)
    return printed.getvalue(), progress.getvalue()


def refused(folder: Path, status: int = 1, **call: str) -> str:
    """What is printed where the call is refused with this status."""
    said = io.StringIO()
    arguments = {"system": "tiny", "spec": "spec.toml", "out": "out", **call}
    with pytest.raises(CommandError) as refusal:
        call_command(
            "analyse",
            arguments["system"],
            str(folder / arguments["spec"]),
            str(folder / arguments["out"]),
            stdout=io.StringIO(),
            stderr=said,
        )
    assert refusal.value.returncode == status
    assert not (folder / "out").is_dir()
    return f"{said.getvalue()}{refusal.value}"


def test_result_and_pictures_are_written_and_the_findings_printed(folder: Path) -> None:
    printed, progress = analyse(folder)
    assert "- north is ahead." in printed and "Caution: Two regions are few." in printed
    assert "Not computed: Event study. There is one year only." in printed
    assert "Reading the table “Firms”" in progress and "Adding up" in progress
    told = json.loads((folder / "out" / "result.json").read_text())
    # by hand: 1.5 + 2.5 and 3.25
    assert Result.from_json(told["result"]).table("regions").rows == (("north", 4.0), ("south", 3.25))
    assert told["about"]["sources"] == "Statistics office, table 7."
    assert (folder / "out" / "figures" / "by-region.svg").read_bytes().startswith(b"<svg")
    assert (folder / "out" / "figures" / "by-region.png").read_bytes().startswith(b"\x89PNG")
    assert (folder / "out" / "tables.xlsx").read_bytes().startswith(b"PK")
    assert (folder / "out" / "brief.pdf").read_bytes().startswith(b"%PDF")
    named = [Path(line) for line in printed.splitlines() if line.startswith(str(folder))]
    assert sorted(named) == sorted(path for path in (folder / "out").rglob("*") if path.is_file())


def test_the_same_inputs_write_the_same_files(folder: Path) -> None:
    analyse(folder, out="one")
    analyse(folder, out="two")
    for path in (path for path in (folder / "one").rglob("*") if path.is_file()):
        assert path.read_bytes() == (folder / "two" / path.relative_to(folder / "one")).read_bytes(), path.name


def test_problems_of_tables_and_choices_are_told_together(folder: Path) -> None:
    (folder / "data" / "firms.csv").write_text(CSV.replace("output", "Gross output").replace("1.5", "much"))
    (folder / "spec.toml").write_text(SPEC.replace('"sum"', '"median"'))
    said = refused(folder)
    assert "- “measure” is 'median'; it may be one of: mean, sum." in said
    assert "- firms.csv: row 2, column “Gross output” [much]: This is not a number." in said
    assert "Refused for 2 reasons" in said


def test_what_the_system_refuses_is_told_in_its_words(folder: Path) -> None:
    (folder / "data" / "firms.csv").write_text(CSV.replace("output", "Gross output").replace("south", "north"))
    assert "- One region cannot be compared. Send at least two." in refused(folder)


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ('[tables]\nfirms = "none.csv"\n', "“tables.firms”: there is no file"),
        ("[choices]\n", "“tables.firms” is missing. It holds: One row a firm and year."),
        (
            '[tables]\nfirms = "data/firms.csv"\ncities = "c.csv"\n',
            "“tables.cities”: this analysis reads no such table.",
        ),
        ("[tables]\nfirms = 3\n", "“tables.firms” must be a text."),
        (SPEC.replace('= "output"', "= 3"), "“columns.firms” must map headings to columns"),
        (SPEC + "[wind]\n", "“wind” is no part of a specification."),
        ("choices = 3\n" + SPEC.replace("[choices]", "[other]"), "“choices” must be a table"),
    ],
)
def test_a_specification_that_does_not_fit_is_refused_with_its_reasons(folder: Path, spec: str, reason: str) -> None:
    (folder / "spec.toml").write_text(spec)
    assert reason in refused(folder)


def test_a_call_that_cannot_be_meant_is_told_apart_from_a_refusal(folder: Path) -> None:
    assert "There is no analysis wind. There are: " in refused(folder, 2, system="wind")
    assert "nowhere.toml cannot be read" in refused(folder, 2, spec="nowhere.toml")
    (folder / "broken.toml").write_text("[tables\n")
    assert "is no TOML" in refused(folder, 2, spec="broken.toml")
    assert "cannot be written" in refused(folder, 2, out="spec.toml")
