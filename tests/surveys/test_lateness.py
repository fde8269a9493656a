"""A late answer is a proposal: a reviewer takes it over or leaves it, and either way it stays on record."""

from uuid import uuid4

import pytest

from surveys.errors import AnswersRefused, InterviewClosed, NoteRequired, WrongState
from surveys.lateness import decline_late_answer, record_late, take_late_answer
from surveys.models import Interview, LateAnswer, LateAnswerState, Revision
from surveys.reviewing import approve_interview, submit_interview, withdraw_approval
from tests.factories.clusters import FirmFactory
from tests.factories.devices import told
from tests.factories.surveys import InterviewFactory, QuestionnaireFactory, give_answers


@pytest.fixture
def interview(cluster, consultant, noon):
    cluster.sector_variant = "generic"
    cluster.save()
    interview = InterviewFactory(
        firm=FirmFactory(cluster=cluster), questionnaire=QuestionnaireFactory(), author=consultant
    )
    give_answers(interview, consultant, TRAINS={"value": True, "note": "A plan was seen."}, EMPLOYEES=12)
    submit_interview(interview=interview, by=consultant, now=noon)
    return interview


@pytest.fixture
def late(interview, consultant, noon):
    def arrive(**changes):
        changes = {code: told(value) if not isinstance(value, dict) else value for code, value in changes.items()}
        return record_late(
            interview=interview, author=consultant, changes=changes, now=noon, revision_id=uuid4(), device="phone 2"
        )[0]

    return arrive


def stored(interview):
    return Interview.objects.get(pk=interview.pk)


def test_what_stands_already_needs_no_decision(late):
    assert late(TRAINS=True).state == LateAnswerState.SAME
    assert late(TRAINS=told(True, note="A plan was seen.")).state == LateAnswerState.SAME
    assert late(TRAINS=told(True, note="The owner said so.")).state == LateAnswerState.WAITING
    assert late(SALES=None).state == LateAnswerState.SAME


def test_taking_over_replaces_what_stands_under_the_authors_name(interview, late, reviewer, consultant, noon):
    answer = late(EMPLOYEES=14)
    take_late_answer(late_answer=answer, by=reviewer, now=noon, note="Checked by telephone.")
    now_stored = stored(interview)
    assert now_stored.answers["EMPLOYEES"]["value"] == 14
    assert now_stored.conflicts == {}
    revision = Revision.objects.get(pk=now_stored.answers["EMPLOYEES"]["revision"])
    assert (revision.author, revision.device) == (consultant, "phone 2")
    answer.refresh_from_db()
    assert (answer.state, answer.decided_by, answer.note) == (
        LateAnswerState.TAKEN,
        reviewer,
        "Checked by telephone.",
    )


def test_the_second_of_two_late_answers_replaces_the_first_when_both_are_taken_over(interview, late, reviewer, noon):
    for answer in (late(EMPLOYEES=14), late(EMPLOYEES=15)):
        take_late_answer(late_answer=answer, by=reviewer, now=noon)
    assert stored(interview).answers["EMPLOYEES"]["value"] == 15
    assert stored(interview).conflicts == {}


def test_an_approved_interview_takes_nothing_over_until_its_approval_is_withdrawn(interview, late, reviewer, noon):
    answer = late(EMPLOYEES=14)
    approve_interview(interview=interview, by=reviewer, now=noon)
    with pytest.raises(InterviewClosed, match="Withdraw the approval first"):
        take_late_answer(late_answer=answer, by=reviewer, now=noon)
    assert stored(interview).answers["EMPLOYEES"]["value"] == 12
    withdraw_approval(interview=interview, by=reviewer, note="An answer came late.", now=noon)
    take_late_answer(late_answer=answer, by=reviewer, now=noon)
    assert stored(interview).answers["EMPLOYEES"]["value"] == 14


def test_leaving_an_answer_needs_a_reason_and_changes_nothing(interview, late, reviewer, noon):
    answer = late(EMPLOYEES=14)
    with pytest.raises(NoteRequired):
        decline_late_answer(late_answer=answer, by=reviewer, note=" ", now=noon)
    decline_late_answer(late_answer=answer, by=reviewer, note="The books say 12.", now=noon)
    assert LateAnswer.objects.get().state == LateAnswerState.DECLINED
    assert stored(interview).answers["EMPLOYEES"]["value"] == 12


def test_a_decision_is_made_once(late, reviewer, noon):
    answer = late(EMPLOYEES=14)
    take_late_answer(late_answer=answer, by=reviewer, now=noon)
    with pytest.raises(WrongState, match="decided before"):
        decline_late_answer(late_answer=answer, by=reviewer, note="No.", now=noon)
    with pytest.raises(WrongState, match="decided before"):
        take_late_answer(late_answer=answer, by=reviewer, now=noon)


def test_an_impossible_late_answer_is_refused_like_any_other(late):
    with pytest.raises(AnswersRefused):
        late(TRAINED_SH=140)
    assert not LateAnswer.objects.exists()
