"""Own rows only, wherever firms and interviews go: lists, figures, phones, messages of devices, workbooks."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.access import Right
from clusters.models import Cluster, Firm, Role
from clusters.problems import ImportRefused
from reports.study_page import cluster_panels
from surveys.access import interview_for, interviews_for
from surveys.delivering import deliver
from surveys.models import Interview, InterviewState, Revision
from surveys.queries import firm_list
from surveys.taking_along import cluster_to_take
from tests.factories.clusters import FirmFactory, MembershipFactory
from tests.factories.devices import message_for, save_message, told
from tests.factories.fill_in import filled, handed_out, opened, take
from tests.factories.surveys import InterviewFactory, QuestionnaireFactory

PLACE = ("salmon-study", "lakes")


@pytest.fixture
def theirs(cluster: Cluster, own_rows: User) -> Firm:
    return FirmFactory(cluster=cluster, code="OWN", name="Their own", assigned_to=own_rows)


@pytest.fixture
def foreign(cluster: Cluster, consultant: User) -> Interview:
    """An interview that somebody else holds with a firm of their own."""
    firm = FirmFactory(cluster=cluster, code="FOREIGN", name="Somebody else's")
    return InterviewFactory(firm=firm, author=consultant, questionnaire=QuestionnaireFactory())


@pytest.fixture
def begun(cluster: Cluster, own_rows: User, consultant: User, foreign: Interview) -> Interview:
    """An interview they began before the firm was given to somebody else."""
    firm = FirmFactory(cluster=cluster, code="BEGUN", name="Begun by them", assigned_to=consultant)
    return InterviewFactory(firm=firm, author=own_rows, questionnaire=foreign.questionnaire)


def test_interviews_are_theirs_by_the_firm_or_by_having_begun_them(
    own_rows: User, theirs: Firm, begun: Interview, foreign: Interview
) -> None:
    by_another = InterviewFactory(firm=theirs, author=foreign.author, questionnaire=foreign.questionnaire)
    for right in (Right.VIEW, Right.ENTER):
        assert set(interviews_for(own_rows, right)) == {begun, by_another}
        assert interview_for(own_rows, begun.pk, right) == begun
        with pytest.raises(Http404):
            interview_for(own_rows, foreign.pk, right)
    with pytest.raises(PermissionDenied):
        interview_for(own_rows, begun.pk, Right.REVIEW)


def test_an_interview_begun_is_lost_with_the_role(own_rows: User, begun: Interview) -> None:
    own_rows.memberships.all().delete()
    assert not interviews_for(own_rows).exists()


def test_another_role_reads_every_interview_and_enters_only_what_is_own(
    own_rows: User, cluster: Cluster, begun: Interview, foreign: Interview
) -> None:
    MembershipFactory(user=own_rows, study=cluster.study, role=Role.READER)
    assert interview_for(own_rows, foreign.pk) == foreign
    assert interview_for(own_rows, begun.pk, Right.ENTER) == begun
    with pytest.raises(PermissionDenied):
        interview_for(own_rows, foreign.pk, Right.ENTER)


def test_the_list_names_their_firms_and_what_they_began(
    own_rows: User, cluster: Cluster, theirs: Firm, begun: Interview, foreign: Interview
) -> None:
    assert [(row.firm.code, row.interview) for row in firm_list(own_rows, cluster)] == [("BEGUN", begun), ("OWN", None)]


def test_every_link_of_their_list_leads_somewhere(
    client: Client, own_rows: User, cluster: Cluster, theirs: Firm, begun: Interview
) -> None:
    client.force_login(own_rows)
    page = client.get(reverse("firms", args=PLACE)).content.decode()
    links = {part.split('"')[0] for part in page.split('href="')[1:] if part.startswith(("/firms/", "/interviews/"))}
    assert reverse("fill_in_interview", args=[begun.pk]) in links
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_a_phone_takes_along_what_is_theirs_and_no_answer_of_others(
    own_rows: User, cluster: Cluster, theirs: Firm, begun: Interview, foreign: Interview
) -> None:
    taken = cluster_to_take(own_rows, cluster)
    assert {firm["code"] for firm in taken["firms"]} == {"OWN", "BEGUN"}
    assert [interview["id"] for interview in taken["interviews"]] == [str(begun.pk)]
    assert str(foreign.pk) not in json.dumps(taken)


def new_message(firm: Firm, like: Interview) -> dict[str, Any]:
    """What begins an interview with the firm on a device, and answers a question of it."""
    return message_for(firm, questionnaire=like.questionnaire_id, changes={"TRAINS": told(True)})


def test_a_message_about_a_firm_of_somebody_else_is_refused_and_stores_nothing(
    own_rows: User, foreign: Interview, noon: object
) -> None:
    new_firm = FirmFactory(cluster=foreign.firm.cluster)
    for message in (save_message(foreign, TRAINS=True), new_message(new_firm, foreign)):
        result = deliver(person=own_rows, raw=message, device="phone", now=noon)
        assert (result.outcome, result.status) == ("refused", 404)
    assert not Revision.objects.exists()
    assert Interview.objects.count() == 1


def test_a_message_about_what_they_began_is_stored(own_rows: User, begun: Interview, noon: object) -> None:
    result = deliver(person=own_rows, raw=save_message(begun, TRAINS=True), device="phone", now=noon)
    assert result.outcome == "stored"


@pytest.mark.parametrize("shape", ["one", "zip"])
def test_the_workbooks_of_a_cluster_hold_their_firms_alone(
    client: Client, own_rows: User, theirs: Firm, foreign: Interview, shape: str
) -> None:
    client.force_login(own_rows)
    answer = client.get(reverse("fill_in_cluster", args=PLACE), {"firms": "all", "shape": shape})
    assert answer.status_code == 200
    text = "".join(texts_of(answer.content, is_zip=shape == "zip"))
    assert str(theirs.pk) in text
    assert str(foreign.firm.pk) not in text and "Somebody else" not in text


def texts_of(content: bytes, *, is_zip: bool) -> list[str]:
    if is_zip:
        archive = zipfile.ZipFile(io.BytesIO(content))
        return [text for name in archive.namelist() for text in (name, *texts_of(archive.read(name), is_zip=False))]
    sheets = opened(content).worksheets
    return [str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_a_workbook_of_a_firm_of_others_is_refused_whole(
    own_rows: User, consultant: User, cluster: Cluster, foreign: Interview
) -> None:
    content = filled(handed_out(foreign.firm, foreign), {"TRAINS": "Yes"})
    with pytest.raises(ImportRefused) as refusal:
        take(cluster, content, by=own_rows)
    assert refusal.value.problems[0].fact == "FOREIGN is no firm of this cluster."
    assert not Revision.objects.exists()
    assert take(cluster, content, by=consultant).answers == 1


def test_a_workbook_of_their_own_firm_is_taken(
    own_rows: User, cluster: Cluster, theirs: Firm, foreign: Interview
) -> None:
    interview = InterviewFactory(firm=theirs, author=foreign.author, questionnaire=foreign.questionnaire)
    assert take(cluster, filled(handed_out(theirs, interview), {"TRAINS": "Yes"}), by=own_rows).answers == 1


def test_figures_of_the_study_tell_of_their_firms(
    own_rows: User, consultant: User, cluster: Cluster, theirs: Firm, foreign: Interview
) -> None:
    Interview.objects.filter(pk=foreign.pk).update(state=InterviewState.SUBMITTED)
    [own], [every] = (cluster_panels(person, cluster.study) for person in (own_rows, consultant))
    assert (own.response.drawn, own.review, own.scored) == (1, (), 0)
    assert (every.response.drawn, len(every.review)) == (2, 1)


def test_an_interview_under_a_new_id_cannot_be_begun_for_a_firm_of_others(
    client: Client, own_rows: User, foreign: Interview
) -> None:
    client.force_login(own_rows)
    firm = FirmFactory(cluster=foreign.firm.cluster)
    assert client.post(reverse("interview_begin", args=[firm.pk])).status_code == 404
    message = new_message(firm, foreign)
    body = json.dumps({"messages": [message], "device": "phone"})
    answer = client.post(reverse("field_deliveries"), body, content_type="application/json")
    assert answer.json()["results"][0]["status"] == 404
    assert not Interview.objects.filter(firm=firm).exists()
