"""The reviewer sees what came late beside what stands, and decides; the consultant sees what became of it."""

from uuid import uuid4

import pytest
from django.urls import reverse

from surveys.lateness import record_late
from surveys.models import Interview, LateAnswer
from surveys.reviewing import approve_interview, submit_interview
from tests.factories.clusters import FirmFactory
from tests.factories.devices import told
from tests.factories.surveys import InterviewFactory, QuestionnaireFactory, give_answers


@pytest.fixture
def late(cluster, consultant, noon):
    cluster.sector_variant = "generic"
    cluster.save()
    interview = InterviewFactory(
        firm=FirmFactory(cluster=cluster, name="Estuary Farms"),
        questionnaire=QuestionnaireFactory(),
        author=consultant,
    )
    give_answers(interview, consultant, EMPLOYEES=12)
    submit_interview(interview=interview, by=consultant, now=noon)
    record_late(
        interview=interview,
        author=consultant,
        changes={"EMPLOYEES": told(14, note="Counted again.")},
        now=noon,
        revision_id=uuid4(),
    )
    return LateAnswer.objects.get()


def decide(client, late, person, **fields):
    client.force_login(person)
    return client.post(reverse("late_answer", args=[late.pk]), fields, follow=True)


def stands(late):
    return Interview.objects.get(pk=late.interview_id).answers["EMPLOYEES"]["value"]


def test_both_answers_stand_side_by_side_before_the_reviewer(client, late, reviewer):
    client.force_login(reviewer)
    page = client.get(reverse("review_interview", args=[late.interview_id])).text
    assert "Answers that came late" in page
    assert "<strong>12</strong>" in page
    assert "<strong>14</strong>" in page
    assert "Counted again." in page


def test_taking_over_lets_the_late_answer_hold(client, late, reviewer):
    page = decide(client, late, reviewer, step="take", note="By telephone.").text
    assert stands(late) == 14
    assert "Taken over" in page
    assert "By telephone." in page


def test_leaving_what_stands_asks_for_a_reason_first(client, late, reviewer):
    assert "A note is needed" in decide(client, late, reviewer, step="decline").text
    assert "Not taken over" in decide(client, late, reviewer, step="decline", note="The books say 12.").text
    assert stands(late) == 12


def test_nothing_is_taken_over_into_an_approved_interview(client, late, reviewer, noon):
    approve_interview(interview=late.interview, by=reviewer, now=noon)
    page = decide(client, late, reviewer, step="take").text
    assert "Withdraw the approval first" in page
    assert stands(late) == 12


def test_what_is_no_decision_changes_nothing(client, late, reviewer):
    decide(client, late, reviewer, step="perhaps")
    assert LateAnswer.objects.get().state == "waiting"


def test_the_consultant_sees_what_became_of_it_and_decides_nothing(client, late, consultant):
    client.force_login(consultant)
    page = client.get(reverse("interview", args=[late.interview_id])).text
    assert "Waits for a reviewer." in page
    assert 'value="take"' not in page
    assert client.post(reverse("late_answer", args=[late.pk]), {"step": "take"}).status_code == 403


def test_the_queue_finds_interviews_with_late_answers_in_any_state(client, late, reviewer, noon):
    approve_interview(interview=late.interview, by=reviewer, now=noon)
    client.force_login(reviewer)
    queue = client.get(reverse("review", args=["salmon-study"]), {"state": "all", "marks": "late"})
    assert [row.interview.firm.name for row in queue.context["rows"]] == ["Estuary Farms"]
    assert "Late answers (1)" in queue.text
