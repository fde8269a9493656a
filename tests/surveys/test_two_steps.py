"""Review in two steps: a reviewer of the cluster passes, somebody else who reviews the whole study approves."""

import pytest
from django.urls import reverse

from clusters.models import Role
from surveys.errors import InterviewClosed, NoteRequired, NotHeadquarters, OwnCheck, OwnInterview, WrongState
from surveys.lateness import record_late, take_late_answer
from surveys.models import Interview, LateAnswer, ReviewEvent
from surveys.reviewing import (
    approve_interview,
    pass_interview,
    return_interview,
    send_back_interview,
    submit_interview,
    withdraw_approval,
)
from surveys.study_setup import choose_setup, words_of_review_steps
from tests.factories.accounts import UserFactory
from tests.factories.clusters import FirmFactory, MembershipFactory
from tests.factories.surveys import SMALL_ANSWERS, InterviewFactory, give_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_steps(study):
    return choose_setup(study=study, review_steps=2)


@pytest.fixture
def supervisor(study, cluster):
    return MembershipFactory(study=study, cluster=cluster, role=Role.REVIEWER, user=UserFactory(username="sup")).user


@pytest.fixture
def headquarters(reviewer):
    return reviewer


@pytest.fixture
def submitted(cluster, consultant, noon):
    interview = InterviewFactory(firm=FirmFactory(cluster=cluster), author=consultant)
    salmon = {code: value for code, value in SMALL_ANSWERS.items() if code != "PRECISION"}
    give_answers(interview, consultant, SPECIES=True, **salmon)
    submit_interview(interview=interview, by=consultant, now=noon)
    return interview


@pytest.fixture
def passed(submitted, two_steps, supervisor, noon):
    pass_interview(interview=submitted, by=supervisor, now=noon, note="Complete.")
    return submitted


def state_of(interview):
    return Interview.objects.get(pk=interview.pk).state


def test_the_supervisor_passes_and_headquarters_approves(passed, headquarters, noon):
    assert state_of(passed) == "checked"
    approve_interview(interview=passed, by=headquarters, now=noon)
    assert list(ReviewEvent.objects.order_by("pk").values_list("from_state", "to_state", "note")) == [
        ("draft", "submitted", ""),
        ("submitted", "checked", "Complete."),
        ("checked", "approved", ""),
    ]


def test_nobody_approves_what_was_not_passed(submitted, two_steps, headquarters, noon):
    with pytest.raises(WrongState, match="pass it first, then headquarters approves"):
        approve_interview(interview=submitted, by=headquarters, now=noon)
    assert state_of(submitted) == "submitted"


def test_the_last_step_is_not_the_supervisors(passed, supervisor, noon):
    for step in (approve_interview, return_interview, send_back_interview):
        with pytest.raises(NotHeadquarters, match="Somebody who reviews the whole study takes it"):
            step(interview=passed, by=supervisor, now=noon, note="Right.")
    assert state_of(passed) == "checked"


def test_whoever_passed_an_interview_does_not_approve_it(submitted, two_steps, headquarters, owner, noon):
    pass_interview(interview=submitted, by=headquarters, now=noon)
    with pytest.raises(OwnCheck, match="Somebody else has to approve it"):
        approve_interview(interview=submitted, by=headquarters, now=noon)
    approve_interview(interview=submitted, by=owner, now=noon)
    assert state_of(submitted) == "approved"


def test_nobody_passes_answers_of_their_own(submitted, two_steps, consultant, noon):
    with pytest.raises(OwnInterview, match="Somebody else has to pass it"):
        pass_interview(interview=submitted, by=consultant, now=noon)


def test_headquarters_sends_back_to_the_supervisor_with_a_reason(passed, supervisor, headquarters, noon):
    with pytest.raises(NoteRequired, match="Say what the supervisor"):
        send_back_interview(interview=passed, by=headquarters, note=" ", now=noon)
    send_back_interview(interview=passed, by=headquarters, note="Which year is this?", now=noon)
    assert state_of(passed) == "submitted"
    pass_interview(interview=passed, by=supervisor, now=noon, note="2005, see the note.")
    assert state_of(passed) == "checked"


def test_headquarters_returns_to_the_consultant_who_submits_to_the_supervisor(passed, consultant, headquarters, noon):
    return_interview(interview=passed, by=headquarters, note="Ask for the payroll.", now=noon)
    submit_interview(interview=passed, by=consultant, now=noon)
    assert state_of(passed) == "resubmitted"


def test_what_was_resubmitted_is_sent_back_to_where_it_came_from(passed, consultant, supervisor, headquarters, noon):
    return_interview(interview=passed, by=headquarters, note="Ask for the payroll.", now=noon)
    submit_interview(interview=passed, by=consultant, now=noon)
    pass_interview(interview=passed, by=supervisor, now=noon)
    send_back_interview(interview=passed, by=headquarters, note="Not asked yet.", now=noon)
    assert state_of(passed) == "resubmitted"


def test_an_approval_is_withdrawn_by_headquarters_and_given_anew(passed, supervisor, headquarters, owner, noon):
    approve_interview(interview=passed, by=headquarters, now=noon)
    with pytest.raises(NotHeadquarters):
        withdraw_approval(interview=passed, by=supervisor, note="Wrong.", now=noon)
    withdraw_approval(interview=passed, by=headquarters, note="Too early.", now=noon)
    assert state_of(passed) == "checked"
    send_back_interview(interview=passed, by=owner, note="See the sales.", now=noon)
    assert state_of(passed) == "submitted"


def test_after_a_change_to_one_step_a_reviewer_approves_what_was_passed(passed, study, supervisor, noon):
    choose_setup(study=study, review_steps=1)
    approve_interview(interview=passed, by=supervisor, now=noon)
    assert state_of(passed) == "approved"


def test_a_change_to_two_steps_leaves_what_is_approved(submitted, study, supervisor, headquarters, noon):
    approve_interview(interview=submitted, by=supervisor, now=noon)
    choose_setup(study=study, review_steps=2)
    assert state_of(submitted) == "approved"
    withdraw_approval(interview=submitted, by=headquarters, note="Look again.", now=noon)
    assert state_of(submitted) == "submitted"


def test_a_change_of_the_steps_tells_which_interviews_it_concerns(passed, study):
    assert "also 1 interview that was passed" in words_of_review_steps(study, before=2, after=1)
    assert "0 interviews that wait now are passed first" in words_of_review_steps(study, before=1, after=2)
    assert words_of_review_steps(study, before=2, after=2) == ""


def test_what_waits_for_headquarters_takes_no_answers_but_as_proposals(passed, consultant, supervisor, noon):
    with pytest.raises(InterviewClosed, match="Waits for headquarters"):
        give_answers(passed, consultant, TRAINS=False)
    told = {"interview": passed, "author": consultant, "now": noon, "changes": {"TRAINS": {"value": False}}}
    record_late(revision_id="5b0f7f0e-4f0f-4b43-9d2b-6a3f1c9d4a11", **told)
    take_late_answer(late_answer=LateAnswer.objects.get(), by=supervisor, now=noon)
    assert Interview.objects.get(pk=passed.pk).answers["TRAINS"]["value"] is False


def test_the_page_offers_each_person_their_step(client, passed, supervisor, headquarters):
    page = reverse("review_interview", args=[passed.pk])
    client.force_login(supervisor)
    text = client.get(page).text
    assert "Only somebody who reviews the whole study decides about it now." in text
    assert 'name="step"' not in text
    client.force_login(headquarters)
    text = client.get(page).text
    assert 'value="approve"' in text and 'value="send_back"' in text and 'value="return"' in text


def test_what_was_passed_waits_on_the_desk_of_headquarters_only(client, passed, supervisor, headquarters):
    desk = reverse("review", args=["salmon-study"])
    for person, waiting in ((supervisor, 0), (headquarters, 1)):
        client.force_login(person)
        assert f"Waiting for review ({waiting})" in client.get(desk).text
