"""The history on the page of the thing: in words, by those who may see the thing, and votes only once revealed."""

import csv
import io
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from clusters.models import Cluster, Disclosure, Firm, Membership, Role, Study
from surveys.models import Interview
from surveys.workshops import close_round
from tests.conftest import NOON
from tests.factories.accounts import UserFactory
from tests.factories.clusters import FirmFactory
from tests.factories.surveys import InterviewFactory, give_answers
from tests.factories.workshops import WorkshopFactory, hold_round
from trail.context import Actor, acting_as

pytestmark = pytest.mark.django_db


def by(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words_of(client: Client, name: str, *args: object, **asked: str) -> str:
    answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


@pytest.fixture
def firm(cluster: Cluster) -> Firm:
    return FirmFactory(cluster=cluster, name="Northern Nets")


@pytest.fixture
def interview(firm: Firm) -> Interview:
    return InterviewFactory(firm=firm)


def test_a_change_is_told_with_who_and_both_words(firm: Firm, owner: User) -> None:
    with acting_as(Actor(person_id=owner.pk, person_name="Ana Quiroga", device="Chrome 126, Android")):
        Firm.objects.filter(pk=firm.pk).update(name="Southern Nets", disposition="refusal")
    words = words_of(by(owner), "firm_changes", firm.pk)
    assert re.search(r"Ana Quiroga .{10,40} Chrome 126, Android Firm · Changed", words)
    assert "Name before: Northern Nets → after: Southern Nets" in words
    assert "Disposition before: Not yet contacted → after: Refused" in words


def test_an_answer_is_told_as_question_and_words(interview: Interview, owner: User, consultant: User) -> None:
    give_answers(interview, consultant, TRAINS=True)
    give_answers(interview, consultant, TRAINS=False)
    item = interview.questionnaire.items.get(code="TRAINS")
    words = words_of(by(owner), "interview_changes", interview.pk, kind="surveys_revision")
    assert f"{item.text} before: Yes → after: No" in words


def test_votes_are_told_once_they_are_revealed(cluster: Cluster, owner: User) -> None:
    workshop = WorkshopFactory(cluster=cluster)
    held = hold_round(workshop, [[3, 3, 4, 4], [2, 4, 4, 4]], close=False)
    veiled = words_of(by(owner), "workshop_changes", workshop.pk, kind="surveys_vote")
    assert "told once the round is closed" in veiled and "Phase" not in veiled
    taken = by(owner).get(reverse("workshop_changes", args=[workshop.pk]), {"file": "csv", "kind": "surveys_vote"})
    assert "Phase" not in taken.content.decode()
    close_round(round=held, now=NOON)
    assert "Phase 3" in words_of(by(owner), "workshop_changes", workshop.pk, kind="surveys_vote")


def test_roles_are_told_to_managers_only(study: Study, owner: User, reviewer: User) -> None:
    Membership.objects.create(study=study, user=UserFactory(full_name="Bo Lindqvist"), role=Role.ANALYST)
    assert "Person Bo Lindqvist" in words_of(by(owner), "study_people_changes", study.slug)
    assert "Bo Lindqvist" not in words_of(by(reviewer), "study_changes", study.slug)
    assert by(reviewer).get(reverse("study_people_changes", args=[study.slug])).status_code == 403


def test_a_history_is_narrowed_by_person_kind_and_day(firm: Firm, owner: User) -> None:
    for name in ("Ana", "Bo"):
        with acting_as(Actor(person_name=name)):
            Firm.objects.filter(pk=firm.pk).update(name=f"Named by {name}")
    client = by(owner)
    assert "after: Named by Bo" not in words_of(client, "firm_changes", firm.pk, person="Ana")
    assert "Nothing fits this" in words_of(client, "firm_changes", firm.pk, until="2001-01-01")
    assert "Named by Ana" in words_of(client, "firm_changes", firm.pk, since="2001-01-01")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_holds_no_formula_and_its_leaving_is_logged(firm: Firm, owner: User, kind: str) -> None:
    Firm.objects.filter(pk=firm.pk).update(name='=HYPERLINK("http://bad.example")')
    answer = by(owner).get(reverse("firm_changes", args=[firm.pk]), {"file": kind})
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert any(cell == '\'=HYPERLINK("http://bad.example")' for row in rows for cell in row)
    else:
        cells = [cell for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if cell.value} == {"s"}
        assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert Disclosure.objects.filter(page="firm_changes", act="taken", person=owner).count() == 1


def test_who_may_not_take_data_away_reads_only(firm: Firm, reviewer: User) -> None:
    assert "Take it as CSV" not in words_of(by(reviewer), "firm_changes", firm.pk)
    assert by(reviewer).get(reverse("firm_changes", args=[firm.pk]), {"file": "csv"}).status_code == 403


def test_long_histories_are_read_in_pages_with_few_queries(
    firm: Firm, owner: User, django_assert_max_num_queries: object
) -> None:
    for number in range(60):
        Firm.objects.filter(pk=firm.pk).update(name=f"Name {number}")
    client = by(owner)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        words = words_of(client, "firm_changes", firm.pk)
    assert "Name 59" in words and "Name 5 " not in words
    assert "Name 5 " in words_of(client, "firm_changes", firm.pk, page="2")


def test_every_page_tells_its_thing(interview: Interview, owner: User, cluster: Cluster, study: Study) -> None:
    client = by(owner)
    assert "History of Lakes" in words_of(client, "cluster_changes", study.slug, cluster.slug)
    assert "History of Salmon study" in words_of(client, "study_changes", study.slug)
    assert "Added" in words_of(client, "interview_changes", interview.pk)
