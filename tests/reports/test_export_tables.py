"""The command and the page that hand out a workbook: who may, what is refused, and with which exit status."""

import io
from pathlib import Path

import openpyxl
import pytest
from django.contrib.messages import get_messages
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster, Study
from reports.models import Run, RunState
from tests.factories.reports import approved_firm, ready_run


@pytest.fixture
def run(study: Study, cluster: Cluster) -> Run:
    for number, level in enumerate((2, 3, 4)):
        approved_firm(cluster, code=f"F{number}", hr=level)
    return ready_run(study)


def test_the_command_writes_the_workbook_and_tells_the_check(run: Run, tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("export_tables", run.pk, str(tmp_path / "tables.xlsx"), stdout=out)
    sheets = openpyxl.load_workbook(tmp_path / "tables.xlsx").sheetnames
    assert (sheets[0], len(sheets)) == ("About", 16)
    assert "16 sheets, 3 firms." in out.getvalue()
    assert "sum of differences 0." in out.getvalue()


def test_the_command_writes_a_public_file_without_firms(run: Run, tmp_path: Path) -> None:
    call_command("export_tables", run.pk, str(tmp_path / "tables.xlsx"), public=True, stdout=io.StringIO())
    assert "Firms" not in openpyxl.load_workbook(tmp_path / "tables.xlsx").sheetnames


def test_an_older_file_is_replaced(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tables.xlsx").write_text("old")
    call_command("export_tables", run.pk, str(tmp_path / "tables.xlsx"), stdout=io.StringIO())
    assert (tmp_path / "tables.xlsx").read_bytes()[:2] == b"PK"


def refused(*arguments: str) -> CommandError:
    with pytest.raises(CommandError) as caught:
        call_command("export_tables", *arguments, stdout=io.StringIO())
    return caught.value


@pytest.mark.django_db
def test_an_unknown_run_is_refused_with_status_1(tmp_path: Path) -> None:
    error = refused("none", str(tmp_path / "tables.xlsx"))
    assert "There is no run none." in str(error)
    assert error.returncode == 1


def test_a_run_that_is_not_ready_is_refused_with_status_1_and_no_file(run: Run, tmp_path: Path) -> None:
    Run.objects.update(state=RunState.BUILDING)
    error = refused(run.pk, str(tmp_path / "tables.xlsx"))
    assert "“Being computed”" in str(error)
    assert error.returncode == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist_is_refused_with_status_1(run: Run, tmp_path: Path) -> None:
    error = refused(run.pk, str(tmp_path / "nowhere" / "tables.xlsx"))
    assert "cannot be written: No such file or directory." in str(error)
    assert error.returncode == 1


@pytest.mark.django_db
def test_another_kind_of_file_is_a_wrong_call_with_status_2(tmp_path: Path) -> None:
    assert refused("none", str(tmp_path / "tables.csv")).returncode == 2


@pytest.mark.parametrize(
    ("person", "status"),
    [("owner", 200), ("analyst", 200), ("consultant", 403), ("reviewer", 403), ("stranger", 404)],
)
def test_the_page_hands_out_the_workbook_to_those_who_may_export(
    person: str, status: int, run: Run, client: Client, request: pytest.FixtureRequest
) -> None:
    someone: User = request.getfixturevalue(person)
    client.force_login(someone)
    assert client.get(reverse("run_workbook", args=[run.pk])).status_code == status


def test_the_page_sends_the_bytes_the_command_writes(run: Run, owner: User, client: Client, tmp_path: Path) -> None:
    client.force_login(owner)
    answer = client.get(reverse("run_workbook", args=[run.pk]))
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert f'filename="salmon-study-{run.pk}.xlsx"' in answer["Content-Disposition"]
    call_command("export_tables", run.pk, str(tmp_path / "tables.xlsx"), stdout=io.StringIO())
    assert b"".join(answer) == (tmp_path / "tables.xlsx").read_bytes()


def test_the_page_hands_out_a_public_file_too(run: Run, owner: User, client: Client) -> None:
    client.force_login(owner)
    answer = client.get(reverse("run_workbook", args=[run.pk]) + "?public=1")
    sheets = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).sheetnames
    assert "Firms" not in sheets
    assert "-public.xlsx" in answer["Content-Disposition"]


def test_the_page_of_a_run_that_is_not_ready_says_so(run: Run, owner: User, client: Client) -> None:
    Run.objects.update(state=RunState.FAILED)
    client.force_login(owner)
    answer = client.get(reverse("run_workbook", args=[run.pk]))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("run", args=[run.pk])
    (message,) = get_messages(answer.wsgi_request)
    assert "“Failed”" in str(message)


def test_the_page_only_gives(run: Run, owner: User, client: Client) -> None:
    client.force_login(owner)
    assert client.post(reverse("run_workbook", args=[run.pk])).status_code == 405
