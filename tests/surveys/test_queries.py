"""Reads of the survey pages: right rows, right order, a fixed number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusters.access import Right, clusters_for
from clusters.models import Role
from surveys.answering import record_revision
from surveys.models import Interview
from surveys.queries import firm_list, open_conflicts, open_items, progress_of
from surveys.review_queue import ReviewQueue, Wanted
from surveys.review_table import WITH_SUPERVISOR
from surveys.reviewing import return_interview, submit_interview
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, FirmFactory, MembershipFactory
from tests.factories.surveys import SMALL_ANSWERS, InterviewFactory, QuestionnaireFactory, give_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def questionnaire():
    return QuestionnaireFactory()


@pytest.fixture
def interview(cluster, consultant, questionnaire):
    return InterviewFactory(firm=FirmFactory(cluster=cluster), questionnaire=questionnaire, author=consultant)


def count_queries(read):
    with CaptureQueriesContext(connection) as captured:
        result = read()
        for row in result:
            str(row.interview and (row.interview.firm, row.interview.author, row.interview.questionnaire))
    return len(captured)


def test_open_items_come_in_the_order_in_which_they_are_asked(interview):
    give_answers(interview, EMPLOYEES=3, TRAINS=True)
    assert [(each.section.code, each.code) for each in open_items(interview)] == [
        ("S_FIRM", "SALES"),
        ("S_FIRM", "REMARK"),
        ("S_HR", "TRAINED_SH"),
        ("S_HR", "ENGINEERS"),
        ("S_PRODUCT", "SPECIES"),
        ("S_PRODUCT", "SALES_MODE"),
        ("S_PRODUCT", "CERTIFICATES"),
    ]


def test_an_open_item_says_what_it_still_wants(interview):
    answers = {code: value for code, value in SMALL_ANSWERS.items() if code != "PRECISION"}
    give_answers(interview, SPECIES={"state": "refused"}, **answers)
    assert open_items(interview) == []
    give_answers(
        interview, SALES={"state": "not_applicable"}, ENGINEERS={"value": True}, EMPLOYEES={"state": "missing"}
    )
    give_answers(interview, TRAINS={"value": False, "seen": None})
    assert {each.code: str(each.why) for each in open_items(interview)} == {
        "EMPLOYEES": "unanswered",
        "SALES": "no_reason",
        "TRAINS": "conflict",
        "ENGINEERS": "who",
    }


def test_a_no_needs_nobody_who_did_it(interview):
    give_answers(interview, ENGINEERS=False)
    assert "ENGINEERS" not in {each.code for each in open_items(interview)}


def test_progress_counts_what_is_asked_in_the_sector(interview):
    give_answers(interview, EMPLOYEES=3, TRAINS=True, SPECIES={"state": "dont_know"})
    record_revision(interview=interview, author=None, changes={"TRAINS": {"value": False}}, now=interview.begun_at)
    assert [(each.section.code, each.answered, each.asked, each.conflicts) for each in progress_of(interview)] == [
        ("S_FIRM", 1, 3, 0),
        ("S_HR", 1, 3, 1),
        ("S_PRODUCT", 1, 3, 0),
    ]


def test_a_section_is_done_when_all_is_answered_and_nothing_in_conflict(interview):
    give_answers(interview, EMPLOYEES=3, SALES=1, REMARK={"state": "refused"})
    assert [each.is_done for each in progress_of(interview)] == [True, False, False]
    give_answers(interview, EMPLOYEES={"value": 4, "seen": None})
    assert not progress_of(interview)[0].is_done


def test_the_list_of_firms_shows_how_far_each_is(cluster, consultant, reviewer, interview, noon):
    FirmFactory(cluster=cluster, code="A-first")
    FirmFactory(cluster=ClusterFactory(study=cluster.study))
    give_answers(interview, consultant, EMPLOYEES=3, TRAINS=True, SPECIES=True)
    submit_interview(interview=interview, by=consultant, now=noon)
    return_interview(interview=interview, by=reviewer, note="Look at the sales.", now=noon)
    begun, none = sorted(firm_list(consultant, cluster), key=lambda row: row.interview is None)
    assert (none.firm.code, none.asked, none.percent) == ("A-first", 0, 0)
    assert (begun.answered, begun.asked, begun.percent, begun.conflicts) == (3, 9, 33, 0)
    assert (begun.interview.state, begun.note) == ("returned", "Look at the sales.")
    assert [row.firm.code for row in firm_list(consultant, cluster)] == sorted([begun.firm.code, "A-first"])


def test_the_list_of_firms_shows_the_last_reason_only_while_returned(interview, consultant, reviewer, cluster, noon):
    for minute, note in enumerate(["First.", "Second."]):
        submit_interview(interview=interview, by=consultant, now=noon)
        return_interview(interview=interview, by=reviewer, note=note, now=noon + timedelta(minutes=minute))
    assert [row.note for row in firm_list(consultant, cluster)] == ["Second."]
    submit_interview(interview=interview, by=consultant, now=noon)
    assert [row.note for row in firm_list(consultant, cluster)] == [""]


def test_a_stranger_sees_no_firm(cluster, stranger, interview):
    assert firm_list(stranger, cluster) == []


def test_a_second_scoring_does_not_stand_in_for_the_first(cluster, consultant, interview):
    InterviewFactory(firm=interview.firm, questionnaire=interview.questionnaire, is_second_scoring=True)
    assert [row.interview for row in firm_list(consultant, cluster)] == [interview]


def test_the_list_of_firms_takes_the_same_queries_for_one_firm_and_for_many(
    cluster, consultant, interview, questionnaire
):
    Interview.objects.update(state="returned")
    count_queries(lambda: firm_list(consultant, cluster))
    few = count_queries(lambda: firm_list(consultant, cluster))
    for state in ("draft", "returned", "approved", "submitted"):
        InterviewFactory(firm=FirmFactory(cluster=cluster), questionnaire=questionnaire, author=consultant, state=state)
    FirmFactory.create_batch(5, cluster=cluster)
    assert count_queries(lambda: firm_list(consultant, cluster)) == few == 3


def on_the_desk_of(person, study):
    queue = ReviewQueue(clusters_for(person, Right.REVIEW).filter(study=study), WITH_SUPERVISOR, Wanted())
    return queue.rows(queue.page())


def test_the_desk_of_a_reviewer_begins_with_the_longest_waiting(cluster, consultant, reviewer, questionnaire, noon):
    waiting = [
        InterviewFactory(firm=FirmFactory(cluster=cluster), questionnaire=questionnaire, author=consultant)
        for _ in range(3)
    ]
    for interview, minute in zip(waiting, (5, 0, 9), strict=True):
        submit_interview(interview=interview, by=consultant, now=noon + timedelta(minutes=minute))
    InterviewFactory(firm=FirmFactory(cluster=cluster), questionnaire=questionnaire)
    rows = on_the_desk_of(reviewer, cluster.study)
    assert [row.interview for row in rows] == [waiting[1], waiting[0], waiting[2]]
    assert (rows[0].asked, rows[0].answered, rows[0].left_open) == (9, 0, 9)


def test_the_desk_of_a_reviewer_holds_only_what_the_person_may_review(cluster, consultant, interview, noon):
    submit_interview(interview=interview, by=consultant, now=noon)
    elsewhere = ClusterFactory(study=cluster.study)
    here, there = UserFactory(), UserFactory()
    MembershipFactory(user=here, study=cluster.study, cluster=cluster, role=Role.REVIEWER)
    MembershipFactory(user=there, study=cluster.study, cluster=elsewhere, role=Role.REVIEWER)
    assert [len(on_the_desk_of(person, cluster.study)) for person in (here, there, consultant)] == [1, 0, 0]


def test_the_desk_of_a_reviewer_takes_the_same_queries_for_one_and_for_many(
    cluster, consultant, reviewer, interview, questionnaire
):
    Interview.objects.update(state="submitted")
    count_queries(lambda: on_the_desk_of(reviewer, cluster.study))
    few = count_queries(lambda: on_the_desk_of(reviewer, cluster.study))
    for _ in range(4):
        InterviewFactory(firm=FirmFactory(cluster=cluster), questionnaire=questionnaire, state="resubmitted")
    assert count_queries(lambda: on_the_desk_of(reviewer, cluster.study)) == few == 2, (
        "the figures of all, and the rows"
    )


def test_a_conflict_shows_who_gave_which_answer(interview, consultant, owner, noon, django_assert_num_queries):
    give_answers(interview, consultant, TRAINS=True, EMPLOYEES=1)
    give_answers(interview, owner, TRAINS={"value": False, "seen": None}, EMPLOYEES={"value": 2, "seen": None})
    with django_assert_num_queries(1):
        conflicts = open_conflicts(interview)
        shown = [(each.item.code, [(c.entry["value"], c.author) for c in each.candidates]) for each in conflicts]
    assert shown == [
        ("EMPLOYEES", [(1, consultant), (2, owner)]),
        ("TRAINS", [(True, consultant), (False, owner)]),
    ]
    assert conflicts[0].candidates[0].made_at == noon
