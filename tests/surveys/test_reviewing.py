"""The walk of an interview through review."""

import pytest

from clusters.models import Disposition
from surveys.errors import ConflictsOpen, InterviewClosed, NoteRequired, OwnInterview, WrongState
from surveys.models import InterviewState, ReviewEvent
from surveys.reviewing import approve_interview, return_interview, submit_interview, withdraw_approval
from surveys.signals import approval_changed
from tests.factories.clusters import FirmFactory
from tests.factories.surveys import SMALL_ANSWERS, InterviewFactory, give_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def interview(consultant):
    return InterviewFactory(author=consultant)


@pytest.fixture
def submitted(interview, consultant, noon):
    give_answers(interview, consultant, **SMALL_ANSWERS)
    submit_interview(interview=interview, by=consultant, now=noon)
    return interview


@pytest.fixture
def announced():
    heard = []

    def hear(sender, interview_ids, study_id, **kwargs):
        heard.append((interview_ids, study_id))

    approval_changed.connect(hear)
    yield heard
    approval_changed.disconnect(hear)


def test_the_whole_walk_is_written_down(interview, consultant, reviewer, noon):
    submit_interview(interview=interview, by=consultant, now=noon)
    return_interview(interview=interview, by=reviewer, note="Which year?", now=noon)
    give_answers(interview, consultant, TRAINS=True)
    submit_interview(interview=interview, by=consultant, now=noon)
    approve_interview(interview=interview, by=reviewer, now=noon, note="Clear now.")
    assert list(ReviewEvent.objects.order_by("pk").values_list("from_state", "to_state", "note", "revision_count")) == [
        ("draft", "submitted", "", 0),
        ("submitted", "returned", "Which year?", 0),
        ("returned", "resubmitted", "", 1),
        ("resubmitted", "approved", "Clear now.", 1),
    ]
    interview.refresh_from_db()
    assert (interview.state, interview.submitted_at, interview.approved_at) == ("approved", noon, noon)


def test_submission_says_what_is_still_open_and_the_firm_counts_as_partial(interview, consultant, noon):
    give_answers(interview, consultant, TRAINS={"state": "dont_know"}, SALES={"state": "not_applicable"})
    still_open = submit_interview(interview=interview, by=consultant, now=noon)
    assert {(each.code, str(each.why)) for each in still_open} == {
        *((code, "unanswered") for code in SMALL_ANSWERS if code not in ("TRAINS", "SALES")),
        ("SALES", "no_reason"),
    }
    interview.firm.refresh_from_db()
    assert interview.firm.disposition == Disposition.PARTIAL


def test_an_interview_with_an_answer_to_everything_is_complete(submitted):
    submitted.firm.refresh_from_db()
    assert submitted.firm.disposition == Disposition.COMPLETE


def test_a_remark_left_open_does_not_make_an_interview_partial(interview, consultant, noon):
    give_answers(interview, consultant, **{code: value for code, value in SMALL_ANSWERS.items() if code != "REMARK"})
    assert "REMARK" in {each.code for each in submit_interview(interview=interview, by=consultant, now=noon)}
    interview.firm.refresh_from_db()
    assert interview.firm.disposition == Disposition.COMPLETE


def test_an_interview_without_open_questions_leaves_nothing_to_list(interview, consultant, noon):
    give_answers(interview, consultant, **SMALL_ANSWERS)
    assert submit_interview(interview=interview, by=consultant, now=noon) == []


def test_a_submitted_interview_takes_no_more_answers(submitted, consultant):
    with pytest.raises(InterviewClosed, match="Ask a reviewer to return it"):
        give_answers(submitted, consultant, TRAINS=False)
    submitted.refresh_from_db()
    assert submitted.answers["TRAINS"]["value"] is True


def test_an_interview_with_answers_that_differ_cannot_be_submitted(interview, consultant, reviewer, noon):
    give_answers(interview, consultant, TRAINS=True)
    give_answers(interview, reviewer, TRAINS={"value": False, "seen": None})
    with pytest.raises(ConflictsOpen, match="Choose one of them"):
        submit_interview(interview=interview, by=consultant, now=noon)
    interview.refresh_from_db()
    assert interview.state == InterviewState.DRAFT
    assert not ReviewEvent.objects.exists()


@pytest.mark.parametrize("step", [submit_interview, approve_interview])
def test_a_second_click_does_nothing_more(interview, consultant, reviewer, noon, step):
    submit_interview(interview=interview, by=consultant, now=noon)
    by = {submit_interview: consultant, approve_interview: reviewer}[step]
    step(interview=interview, by=by, now=noon)
    events = ReviewEvent.objects.count()
    step(interview=interview, by=by, now=noon)
    assert ReviewEvent.objects.count() == events


def test_returning_twice_with_the_same_note_is_one_return(submitted, reviewer, noon):
    for _ in range(2):
        return_interview(interview=submitted, by=reviewer, note=" Look again. ", now=noon)
    assert ReviewEvent.objects.filter(to_state="returned").get().note == "Look again."


def test_a_note_that_comes_too_late_is_not_swallowed(submitted, reviewer, owner, noon):
    return_interview(interview=submitted, by=reviewer, note="Look again.", now=noon)
    with pytest.raises(WrongState, match="Reload the page"):
        return_interview(interview=submitted, by=owner, note="Quite another thing.", now=noon)


@pytest.mark.parametrize("note", ["", "  \n"])
def test_returning_and_withdrawing_need_a_note(submitted, reviewer, noon, note):
    with pytest.raises(NoteRequired, match="Say what"):
        return_interview(interview=submitted, by=reviewer, note=note, now=noon)
    approve_interview(interview=submitted, by=reviewer, now=noon)
    with pytest.raises(NoteRequired, match="Say why"):
        withdraw_approval(interview=submitted, by=reviewer, note=note, now=noon)
    submitted.refresh_from_db()
    assert submitted.state == InterviewState.APPROVED


def test_nobody_approves_answers_of_their_own(submitted, consultant, owner, reviewer, noon):
    return_interview(interview=submitted, by=reviewer, note="Look again.", now=noon)
    give_answers(submitted, owner, EMPLOYEES=121)
    submit_interview(interview=submitted, by=consultant, now=noon)
    for own in (consultant, owner):
        with pytest.raises(OwnInterview, match="Somebody else has to approve it"):
            approve_interview(interview=submitted, by=own, now=noon)
    submitted.refresh_from_db()
    assert submitted.state == InterviewState.RESUBMITTED


@pytest.mark.parametrize("state", ["draft", "returned", "approved"])
def test_only_what_was_submitted_can_be_approved(interview, reviewer, noon, state):
    type(interview).objects.filter(pk=interview.pk).update(state=state)
    with pytest.raises(WrongState, match="The interview with"):
        approve_interview(interview=interview, by=reviewer, now=noon)


def test_a_withdrawn_approval_puts_the_interview_back_where_it_was_approved_from(submitted, consultant, reviewer, noon):
    return_interview(interview=submitted, by=reviewer, note="Look again.", now=noon)
    submit_interview(interview=submitted, by=consultant, now=noon)
    approve_interview(interview=submitted, by=reviewer, now=noon)
    withdraw_approval(interview=submitted, by=reviewer, note="The sales figure is wrong.", now=noon)
    submitted.refresh_from_db()
    assert (submitted.state, submitted.approved_at) == (InterviewState.RESUBMITTED, None)
    return_interview(interview=submitted, by=reviewer, note="Correct the sales.", now=noon)
    assert submitted.is_open


def test_approval_and_its_withdrawal_are_announced_once_they_are_stored(
    submitted, reviewer, noon, announced, django_capture_on_commit_callbacks
):
    study_id = submitted.firm.cluster.study_id
    with django_capture_on_commit_callbacks(execute=True):
        approve_interview(interview=submitted, by=reviewer, now=noon)
        assert announced == []
    with django_capture_on_commit_callbacks(execute=True):
        approve_interview(interview=submitted, by=reviewer, now=noon)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_approval(interview=submitted, by=reviewer, note="Too early.", now=noon)
    assert announced == [([submitted.pk], study_id)] * 2


def test_the_row_in_the_callers_hand_follows(interview, consultant, noon):
    held = type(interview).objects.get(pk=interview.pk)
    submit_interview(interview=held, by=consultant, now=noon)
    assert (held.state, held.submitted_at) == (InterviewState.SUBMITTED, noon)


def test_a_stale_row_in_the_callers_hand_does_not_decide(submitted, consultant, reviewer, noon):
    stale = type(submitted).objects.get(pk=submitted.pk)
    return_interview(interview=submitted, by=reviewer, note="Look again.", now=noon)
    with pytest.raises(WrongState):
        approve_interview(interview=stale, by=reviewer, now=noon)


def test_an_interview_of_a_salmon_cluster_is_complete_without_the_items_of_others(cluster, consultant, noon):
    interview = InterviewFactory(firm=FirmFactory(cluster=cluster), author=consultant)
    answers = {code: value for code, value in SMALL_ANSWERS.items() if code != "PRECISION"}
    give_answers(interview, consultant, SPECIES=False, **answers)
    assert submit_interview(interview=interview, by=consultant, now=noon) == []


def test_withdrawing_twice_with_the_same_note_is_one_withdrawal(submitted, reviewer, noon):
    approve_interview(interview=submitted, by=reviewer, now=noon)
    for _ in range(2):
        withdraw_approval(interview=submitted, by=reviewer, note="Too early.", now=noon)
    assert ReviewEvent.objects.filter(from_state="approved").count() == 1
