"""Recording revisions: the log, its fold, and what never happens twice."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.answering import rebuild_interview, record_revision, settle_conflict
from surveys.errors import AnswersRefused, InterviewClosed, NoSuchCandidate, RevisionConflict
from surveys.models import Interview, Revision
from surveys.reviewing import submit_interview
from tests.factories.clusters import FirmFactory
from tests.factories.surveys import NOON, SMALL_ANSWERS, InterviewFactory, QuestionnaireFactory, give_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def interview(consultant):
    return InterviewFactory(author=consultant)


def record(interview, changes, **more):
    return record_revision(interview=interview, author=None, changes=changes, now=NOON, **more)


def test_a_save_is_one_revision_with_what_changed(interview, consultant, noon):
    earlier = noon - timedelta(hours=3)
    revision = record_revision(
        interview=interview,
        author=consultant,
        changes={"TRAINS": {"value": True, "note": "A plan was seen."}},
        now=noon,
        made_at=earlier,
        device="Phone",
    )
    stored = Revision.objects.get()
    assert stored == revision
    assert (stored.sequence, stored.author, stored.made_at, stored.received_at) == (1, consultant, earlier, noon)
    assert stored.device == "Phone"
    assert set(stored.changes) == {"TRAINS"}
    assert stored.changes["TRAINS"]["note"] == "A plan was seen."


def test_the_interview_keeps_step_with_its_log(interview, noon):
    later = noon + timedelta(minutes=5)
    give_answers(interview, TRAINS=True, EMPLOYEES={"state": "dont_know"})
    record_revision(interview=interview, author=None, changes={"SALES": {"value": 10}}, now=later)
    stored = Interview.objects.get()
    assert {code: entry["value"] for code, entry in stored.answers.items()} == {
        "TRAINS": True,
        "EMPLOYEES": None,
        "SALES": 10,
    }
    assert (stored.revision_count, stored.answered_count, stored.changed_at) == (2, 3, later)
    assert (interview.revision_count, interview.answers) == (2, stored.answers)


def test_an_answer_taken_back_is_no_longer_counted(interview):
    give_answers(interview, TRAINS=True)
    give_answers(interview, TRAINS={"state": "missing"})
    assert (interview.answered_count, interview.revision_count) == (0, 2)


def test_the_same_revision_twice_changes_nothing(interview):
    revision_id = uuid4()
    changes = {"TRAINS": {"value": True}}
    first = record(interview, changes, revision_id=revision_id)
    again = record(interview, changes, revision_id=str(revision_id))
    assert again == first
    assert Revision.objects.count() == 1
    assert Interview.objects.get().revision_count == 1


def test_the_same_revision_comes_again_after_submission_without_harm(interview, consultant, noon):
    revision_id = uuid4()
    record(interview, {"TRAINS": {"value": True}}, revision_id=revision_id)
    submit_interview(interview=interview, by=consultant, now=noon)
    record(interview, {"TRAINS": {"value": True}}, revision_id=revision_id)
    assert Revision.objects.count() == 1


def test_the_same_id_with_other_answers_is_refused(interview):
    revision_id = uuid4()
    record(interview, {"TRAINS": {"value": True}}, revision_id=revision_id)
    with pytest.raises(RevisionConflict, match="recorded before with other content"):
        record(interview, {"TRAINS": {"value": False}}, revision_id=revision_id)
    assert Interview.objects.get().answers["TRAINS"]["value"] is True


def test_the_same_id_in_another_interview_is_refused(interview):
    other = InterviewFactory(questionnaire=interview.questionnaire)
    revision_id = uuid4()
    record(interview, {"TRAINS": {"value": True}}, revision_id=revision_id)
    with pytest.raises(RevisionConflict):
        record(other, {"TRAINS": {"value": True}}, revision_id=revision_id)
    assert other.revisions.count() == 0


def test_one_answer_that_cannot_be_right_stops_the_whole_save_and_all_are_listed(interview):
    with pytest.raises(AnswersRefused) as refusal:
        give_answers(interview, TRAINS=True, TRAINED_SH=140, NO_SUCH_ITEM=1, SALES_MODE="barter")
    assert [each.place for each in refusal.value.problems] == ["TRAINED_SH", "NO_SUCH_ITEM", "SALES_MODE"]
    assert Revision.objects.count() == 0
    assert Interview.objects.get().answers == {}


def test_an_item_of_another_sector_is_not_asked(cluster):
    interview = InterviewFactory(firm=FirmFactory(cluster=cluster))
    give_answers(interview, SPECIES=True)
    with pytest.raises(AnswersRefused, match="PRECISION: This is not asked in this interview"):
        give_answers(interview, PRECISION=True)


@pytest.mark.parametrize(
    ("state", "is_open"),
    [("draft", True), ("returned", True), ("submitted", False), ("resubmitted", False), ("approved", False)],
)
def test_answers_are_taken_only_while_the_interview_is_open(interview, state, is_open):
    Interview.objects.filter(pk=interview.pk).update(state=state)
    if is_open:
        give_answers(interview, TRAINS=True)
    else:
        with pytest.raises(InterviewClosed, match="Ask a reviewer to return it"):
            give_answers(interview, TRAINS=True)
    assert Revision.objects.count() == is_open


def test_two_devices_that_differ_leave_a_conflict_and_lose_neither(interview):
    first = record(interview, {"TRAINS": {"value": True, "note": "Plan."}, "EMPLOYEES": {"value": 5}})
    second = record(interview, {"TRAINS": {"value": False, "note": "No plan."}, "SALES": {"value": 7}})
    stored = Interview.objects.get()
    assert list(stored.conflicts) == ["TRAINS"]
    assert [(entry["value"], entry["note"], entry["revision"]) for entry in stored.conflicts["TRAINS"]] == [
        (True, "Plan.", str(first.pk)),
        (False, "No plan.", str(second.pk)),
    ]
    assert (stored.answers["EMPLOYEES"]["value"], stored.answers["SALES"]["value"]) == (5, 7)


def test_settling_keeps_the_answer_chosen_and_the_other_one_in_the_log(interview, consultant, noon):
    record(interview, {"TRAINS": {"value": True}})
    second = record(interview, {"TRAINS": {"value": False, "note": "No plan."}})
    revision = settle_conflict(interview=interview, item="TRAINS", keep_revision=second.pk, author=consultant, now=noon)
    stored = Interview.objects.get()
    assert stored.conflicts == {}
    assert (stored.answers["TRAINS"]["value"], stored.answers["TRAINS"]["note"]) == (False, "No plan.")
    assert stored.answers["TRAINS"]["revision"] == str(revision.pk)
    assert stored.revision_count == 3


def test_a_conflict_can_be_settled_only_for_one_of_its_answers(interview, consultant, noon):
    only = record(interview, {"TRAINS": {"value": True}})
    with pytest.raises(NoSuchCandidate, match="choose one of the answers shown"):
        settle_conflict(interview=interview, item="TRAINS", keep_revision=only.pk, author=consultant, now=noon)


def test_the_log_alone_gives_the_interview_back(interview):
    give_answers(interview, **SMALL_ANSWERS)
    give_answers(interview, EMPLOYEES=121)
    record(interview, {"TRAINS": {"value": False}})
    before = Interview.objects.values("answers", "conflicts", "revision_count", "answered_count", "changed_at").get()
    Interview.objects.update(answers={"TRAINS": {}}, conflicts={}, revision_count=0, answered_count=0)
    assert rebuild_interview(interview=interview)
    after = Interview.objects.values("answers", "conflicts", "revision_count", "answered_count", "changed_at").get()
    assert after == before
    assert not rebuild_interview(interview=interview)


def test_a_stale_row_in_the_callers_hand_loses_nothing(interview):
    stale = Interview.objects.get(pk=interview.pk)
    give_answers(interview, TRAINS=True)
    give_answers(stale, EMPLOYEES=4)
    assert set(Interview.objects.get().answers) == {"TRAINS", "EMPLOYEES"}


def test_a_save_takes_a_fixed_number_of_queries_however_long_the_log(interview):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            give_answers(interview, EMPLOYEES=interview.revision_count)
        return len(captured)

    give_answers(interview, TRAINS=True)
    short = queries()
    for _ in range(5):
        give_answers(interview, TRAINS=True)
    assert queries() == short <= 5


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(st.dictionaries(st.sampled_from(["TRAINS", "PRECISION"]), st.booleans(), min_size=1), st.booleans()),
        max_size=5,
    )
)
def test_step_by_step_and_at_once_give_the_same(saves):
    interview = InterviewFactory(questionnaire=QuestionnaireFactory())
    for values, has_seen in saves:
        if has_seen:
            give_answers(interview, **values)
        else:
            record(interview, {code: {"value": value} for code, value in values.items()})
    assert not rebuild_interview(interview=interview)
