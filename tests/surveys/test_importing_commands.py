"""import_interviews and open_cluster: what they print, how they refuse, and with which status they end."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from clusters.models import Cluster, Membership, Study
from surveys.models import Interview, StudySetup
from tests.factories.clusters import ClusterFactory
from tests.factories.files import csv_file

pytestmark = pytest.mark.django_db

ROWS = (("code", "weight", "HR1_OJT"), ("F1", "2", "yes"), ("F2", "3", "no"))
MAPPING = """
[mapping]
questionnaire = "technology-ladder"
version = 1
[firm]
code = "id"
[only]
column = "sector"
values = ["nets"]
[items.HR1_OJT]
column = "q1"
values = { "Si" = true, "No" = false }
reason = "Asks the same."
"""


@pytest.fixture
def cluster(study: Study) -> Cluster:
    return ClusterFactory(study=study, slug="makers", sector_variant="generic")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "firms.csv", csv_file(ROWS))


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def run(*arguments: Any) -> str:
    out = StringIO()
    call_command("import_interviews", *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def refusal(*arguments: Any) -> tuple[int, str]:
    err = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("import_interviews", *map(str, arguments), stdout=err, stderr=err)
    return error.value.returncode, f"{err.getvalue()}{error.value}"


def test_the_command_takes_a_file_and_says_what_it_took(cluster: Cluster, file: Path) -> None:
    said = run("salmon-study", "makers", file)
    assert "2 firms (2 new) that stand for 5; 2 answers to 1 items." in said
    assert "Took 2 new interviews" in said
    assert Interview.objects.filter(state="submitted").count() == 2


def test_a_dry_run_stores_nothing(cluster: Cluster, file: Path) -> None:
    assert "Would take 2 new interviews" in run("salmon-study", "makers", file, "--dry-run")
    assert not Interview.objects.exists()


def test_a_mapping_may_take_some_rows_only(cluster: Cluster, tmp_path: Path) -> None:
    rows = (("id", "sector", "q1"), ("F1", "nets", "Si"), ("F2", "ropes", "Quizas"))
    data, mapping = write(tmp_path / "a.csv", csv_file(rows)), write(tmp_path / "a.toml", MAPPING.encode())
    said = run("salmon-study", "makers", data, "--mapping", mapping)
    assert "1 row was left out" in said
    assert Interview.objects.get().firm.code == "F1"


def test_a_wrong_file_lists_all_its_problems_and_changes_nothing(cluster: Cluster, tmp_path: Path) -> None:
    rows = (("id", "sector", "q1"), ("F1", "nets", "Quizas"), ("F1", "nets", "Quizas"), ("", "nets", "Talvez"))
    data, mapping = write(tmp_path / "a.csv", csv_file(rows)), write(tmp_path / "a.toml", MAPPING.encode())
    status, said = refusal("salmon-study", "makers", data, "--mapping", mapping)
    assert status == 1
    assert "row 2, column “q1” [Quizas]: The mapping does not name this value. It stands in 1 row more." in said
    assert "row 3, column “id” [F1]: The code stands in row 2 already." in said
    assert "row 4, column “id”: The cell is empty." in said
    assert "row 4, column “q1” [Talvez]" in said
    assert "it has 4 problems. Nothing was changed." in said
    assert not Interview.objects.exists()


def test_columns_the_mapping_names_and_the_file_lacks_are_listed_with_the_nearest(
    cluster: Cluster, tmp_path: Path
) -> None:
    data = write(tmp_path / "a.csv", csv_file((("id", "sectors", "q2"), ("F1", "nets", "Si"))))
    mapping = write(tmp_path / "a.toml", MAPPING.encode())
    status, said = refusal("salmon-study", "makers", data, "--mapping", mapping)
    assert status == 1
    assert "column “sector”" in said
    assert "sectors" in said
    assert "column “q1”" in said


def test_a_reviewer_may_approve_from_the_command_line(cluster: Cluster, file: Path, reviewer: User) -> None:
    said = run("salmon-study", "makers", file, "--by", "reviewer", "--approve", "Public file.")
    assert "approved 2" in said
    event = Interview.objects.first().review_events.get(to_state="approved")
    assert (event.by, event.note) == (reviewer, "Public file.")


def test_somebody_without_the_right_may_not_approve(cluster: Cluster, file: Path, consultant: User) -> None:
    status, said = refusal("salmon-study", "makers", file, "--by", "consultant", "--approve", "Mine.")
    assert status == 1
    assert "may not approve" in said
    assert not Interview.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("salmon-study", "nowhere", "FILE"), "salmon-study makers"),
        (("salmon-study", "makers", "absent.csv"), "absent.csv"),
        (("salmon-study", "makers", "FILE", "--mapping", "absent.toml"), "absent.toml"),
        (("salmon-study", "makers", "FILE", "--by", "nobody"), "nobody"),
        (("salmon-study", "makers", "FILE", "--approve", "Note."), "--by"),
    ],
)
def test_a_wrong_call_ends_with_two(arguments: tuple[str, ...], hint: str, cluster: Cluster, file: Path) -> None:
    status, said = refusal(*(file if part == "FILE" else part for part in arguments))
    assert status == 2
    assert hint in said


NEW_STUDY = ("--title", "Ends", "--base-year", "2014", "--reference-year", "2016")
NEW_CLUSTER = ("--name", "Makers", "--country", "Argentina", "--product", "Goods")


def open_cluster(*arguments: str) -> str:
    out = StringIO()
    call_command("open_cluster", *arguments, stdout=out)
    return out.getvalue()


def test_open_cluster_makes_the_study_too_and_a_second_call_changes_nothing(reviewer: User) -> None:
    call = ("ends", "makers", *NEW_CLUSTER, *NEW_STUDY, "--weighted", "--manager", "reviewer")
    assert "Opened the study ends." in open_cluster(*call)
    cluster = Cluster.objects.get(slug="makers")
    assert (cluster.name, cluster.study.slug, cluster.study.reference_year) == ("Makers", "ends", 2016)
    assert StudySetup.objects.get(study=cluster.study).weighted is True
    assert Membership.objects.get(study=cluster.study).user == reviewer
    assert "already" in open_cluster(*call)
    assert Cluster.objects.filter(study__slug="ends").count() == 1


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("ends", "makers", *NEW_CLUSTER), 2),
        (("ends", "makers", *NEW_CLUSTER, "--title", "E", "--base-year", "2016", "--reference-year", "2014"), 2),
        (("Ends of", "makers", *NEW_CLUSTER, *NEW_STUDY), 2),
        (("ends", "makers", *NEW_CLUSTER, *NEW_STUDY, "--manager", "nobody"), 2),
        (("salmon-study", "others", *NEW_CLUSTER), 1),
    ],
)
def test_open_cluster_refuses_and_leaves_nothing(arguments: tuple[str, ...], status: int, study: Study) -> None:
    ClusterFactory(study=study, slug="makers", name="Makers")
    with pytest.raises(CommandError) as error:
        open_cluster(*arguments)
    assert error.value.returncode == status
    assert (Study.objects.count(), Cluster.objects.count()) == (1, 1)
