"""Workbooks on the pages: downloaded, looked at, taken as they were shown, and refused with every reason."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from clusters.models import Cluster, Firm
from surveys.fill_in import building
from surveys.models import Interview
from surveys.reviewing import submit_interview
from tests.factories.clusters import FirmFactory
from tests.factories.fill_in import cell_of, filled, handed_out, opened
from tests.factories.surveys import NOON, InterviewFactory, give_answers

PLACE = ["salmon-study", "lakes"]


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    yield


@pytest.fixture
def interview(cluster: Cluster) -> Interview:
    return InterviewFactory(firm=FirmFactory(cluster=cluster, code="F1", name="Lake <Salmon>"))


@pytest.fixture
def entering(client: Client, consultant: User) -> Client:
    client.force_login(consultant)
    return client


def send(client: Client, *contents: bytes, name: str = "f.xlsx") -> Any:
    files = [SimpleUploadedFile(name, content) for content in contents]
    return client.post(reverse("fill_in", args=PLACE), {"workbooks": files})


def take_in(client: Client, preview: Any) -> Any:
    found = re.search(r'name="token" value="([^"]+)"', preview.content.decode())
    assert found
    return client.post(reverse("fill_in_take", args=PLACE), {"token": found.group(1)})


def test_workbooks_are_shown_and_then_taken(entering: Client, interview: Interview, consultant: User) -> None:
    preview = send(entering, filled(handed_out(interview.firm, interview), {"EMPLOYEES": 120, "TRAINED_SH": 0.5}))
    page = preview.content.decode()
    assert "2 answers of 1 firm would be taken in." in page
    assert "Lake &lt;Salmon&gt;" in page
    assert "If 50 per cent is meant, correct the cell." in page
    assert not interview.revisions.exists()
    answer = take_in(entering, preview)
    assert answer.url == reverse("firms", args=PLACE)
    assert interview.revisions.get().author == consultant
    assert default_storage.listdir("fill-in") == ([], [])
    assert take_in(entering, preview).status_code == 422


def test_what_happens_to_each_answer_is_told_in_words(entering: Client, interview: Interview) -> None:
    give_answers(interview, EMPLOYEES=100, TRAINS=True, SALES=5, REMARK="Once")
    content = handed_out(interview.firm, interview)
    give_answers(interview, EMPLOYEES=110)
    cells = {"EMPLOYEES": 120, "TRAINS": "No", "SALES": None, "REMARK.note": "Twice", "TRAINED_SH": 4}
    page = send(entering, filled(content, cells)).content.decode()
    for word in ("New", "Changed", "Taken away", "Note or evidence", "Answers differ"):
        assert f"{word}</span>" in page
    assert "In 1 question the answers differ; somebody has to choose." in page
    assert "4 questions stay as they were handed out." in page


def test_answers_after_handing_over_go_to_the_reviewers(entering: Client, interview: Interview) -> None:
    content = filled(handed_out(interview.firm, interview), {"EMPLOYEES": 120})
    submit_interview(interview=interview, by=None, now=NOON)
    preview = send(entering, content)
    assert "1 answer goes to the reviewers" in preview.content.decode()
    take_in(entering, preview)
    assert interview.late_answers.get().change["value"] == 120


def test_a_workbook_that_says_nothing_new_offers_nothing_to_take(entering: Client, interview: Interview) -> None:
    page = send(entering, handed_out(interview.firm, interview)).content.decode()
    assert "Nothing changes: what the workbooks say stands already." in page
    assert "Take them in" not in page


def test_every_problem_is_shown_and_nothing_is_kept(entering: Client, interview: Interview) -> None:
    right = filled(handed_out(interview.firm, interview), {"EMPLOYEES": 120})
    answer = send(entering, right, filled(right, {"EMPLOYEES": "<many>", "TRAINED_SH": 300}), b"no workbook")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "f.xlsx" in page and "The workbook cannot be opened" in page
    answer = send(entering, filled(right, {"EMPLOYEES": "<many>", "TRAINED_SH": 300}))
    page = answer.content.decode()
    assert "it has 2 problems" in page
    assert "&lt;many&gt;" in page
    assert not default_storage.exists("fill-in")


@pytest.mark.usefixtures("cluster")
@pytest.mark.parametrize("data", [{}, {"workbooks": ""}])
def test_nothing_sent_is_asked_for(entering: Client, data: dict[str, str]) -> None:
    answer = entering.post(reverse("fill_in", args=PLACE), data)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"workbooks": ["This field is required."]}


def test_a_packed_file_of_workbooks_is_taken_whole(entering: Client, cluster: Cluster, interview: Interview) -> None:
    other = InterviewFactory(firm=FirmFactory(cluster=cluster, code="F2"), questionnaire=interview.questionnaire)
    packed = entering.get(reverse("fill_in_cluster", args=PLACE), {"firms": "open", "shape": "zip"})
    assert packed["Content-Type"] == "application/zip"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed.content)) as source, zipfile.ZipFile(out, "w") as target:
        assert sorted(source.namelist()) == [building.file_name(interview.firm), building.file_name(other.firm)]
        for name in source.namelist():
            target.writestr(f"back/{name}", filled(source.read(name), {"EMPLOYEES": 12}))
        target.writestr("__MACOSX/._F1.xlsx", b"left by a program")
    take_in(entering, send(entering, out.getvalue(), name="back.zip"))
    assert [each.revisions.count() for each in (interview, other)] == [1, 1]


def test_a_packed_file_without_a_workbook_is_refused(entering: Client, cluster: Cluster) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("letter.txt", b"Dear team")
    assert "No workbook was sent." in send(entering, out.getvalue(), name="back.zip").content.decode()


def test_more_than_fits_is_refused(entering: Client, interview: Interview, monkeypatch: pytest.MonkeyPatch) -> None:
    content = handed_out(interview.firm, interview)
    monkeypatch.setattr("surveys.fill_in.parcels.MOST_WORKBOOKS", 1)
    assert "Send them in several goes." in send(entering, content, content).content.decode()
    monkeypatch.setattr("surveys.forms.fill_in.MOST_BYTES", 1000)
    assert "Send them in several goes." in send(entering, content).content.decode()


def test_workbooks_sent_after_them_replace_those_that_were_shown(entering: Client, interview: Interview) -> None:
    content = handed_out(interview.firm, interview)
    first = send(entering, filled(content, {"EMPLOYEES": 120}))
    send(entering, filled(content, {"EMPLOYEES": 130}))
    assert "Send the files again." in take_in(entering, first).content.decode()
    assert not interview.revisions.exists()


def test_the_workbook_of_a_firm_is_in_the_language_of_the_reader(
    entering: Client, cluster: Cluster, settings: Any
) -> None:
    firm = FirmFactory(cluster=cluster, code="A/1", name="=Años")
    answer = entering.get(reverse("fill_in_firm", args=[firm.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="a1-anos.xlsx"'
    english = cell_of(opened(answer.content), "UNIT_TYPE")
    with translation.override("es"):
        spanish = cell_of(opened(handed_out(firm)), "UNIT_TYPE")
    shown = [cell.parent.cell(cell.row, 3).value for cell in (english, spanish)]
    assert shown[0].startswith("What do the answers in this interview cover?")
    assert shown[1] != shown[0]
    assert cell_of(opened(answer.content), "UNIT_TYPE").protection.locked is False


def test_a_spanish_workbook_is_read_by_whoever_reads_english(entering: Client, cluster: Cluster) -> None:
    firm = FirmFactory(cluster=cluster)
    with translation.override("es"):
        content = handed_out(firm)
        label = opened(content)["lists"]
        words = {(row[0].value, row[1].value): row[2].value for row in label}
    cells = {
        "UNIT_TYPE": words["item UNIT_TYPE", "firm"],
        "FOREIGN_EQUITY.state": words["states", "dont_know"],
        "HR1_OJT": words["yes_no", "yes"],
    }
    take_in(entering, send(entering, filled(content, cells)))
    answers = Interview.objects.get().answers
    assert answers["UNIT_TYPE"]["value"] == "firm"
    assert answers["FOREIGN_EQUITY"]["state"] == "dont_know"
    assert answers["HR1_OJT"]["value"] is True


def test_one_workbook_holds_the_open_firms_or_all(entering: Client, cluster: Cluster, interview: Interview) -> None:
    FirmFactory(cluster=cluster, code="F2")
    submit_interview(interview=interview, by=None, now=NOON)
    only = entering.get(reverse("fill_in_cluster", args=PLACE), {"firms": "open", "shape": "one"})
    assert str(interview.firm.pk).encode() not in only.content
    columns = [cell.value for cell in opened(only.content).worksheets[1][1][4:]]
    assert columns == [str(Firm.objects.get(code="F2").pk)]


def test_firms_on_several_versions_come_one_by_one(entering: Client, cluster: Cluster, interview: Interview) -> None:
    InterviewFactory(firm=FirmFactory(cluster=cluster, code="F2"))
    answer = entering.get(reverse("fill_in_cluster", args=PLACE), {"firms": "all", "shape": "one"}, follow=True)
    assert "on several versions of the questionnaire" in answer.content.decode()


@pytest.mark.parametrize("query", [{}, {"firms": "some", "shape": "zip"}, {"firms": "open", "shape": "zip"}])
def test_a_download_that_cannot_be_made_says_why(entering: Client, cluster: Cluster, query: dict[str, str]) -> None:
    answer = entering.get(reverse("fill_in_cluster", args=PLACE), query, follow=True)
    page = answer.content.decode()
    assert "No firm of Lakes is left to fill in." in page or "Choose which firms, and in which shape." in page


def test_more_firms_than_one_download_takes_are_refused(
    entering: Client, interview: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "MOST_FIRMS", 0)
    answer = entering.get(reverse("fill_in_cluster", args=PLACE), {"firms": "all", "shape": "one"}, follow=True)
    assert "more than one download takes" in answer.content.decode()


def test_the_pages_lead_to_the_workbooks(entering: Client, interview: Interview) -> None:
    firms = entering.get(reverse("firms", args=PLACE)).content.decode()
    assert reverse("fill_in", args=PLACE) in firms
    assert reverse("fill_in_interview", args=[interview.pk]) in firms
    page = entering.get(reverse("interview", args=[interview.pk])).content.decode()
    assert reverse("fill_in_interview", args=[interview.pk]) in page


def test_nobody_but_those_who_enter_gets_or_sends_a_workbook(
    client: Client, interview: Interview, analyst: User, stranger: User
) -> None:
    content = handed_out(interview.firm, interview)
    for user, status in ((analyst, 403), (stranger, 404)):
        client.force_login(user)
        assert send(client, content).status_code == status
        assert client.get(reverse("fill_in_interview", args=[interview.pk])).status_code == status
