"""A filled workbook is taken in as its form would be: it adds, it merges, it stands beside, and never overwrites."""

from typing import Any

import pytest

from accounts.models import User
from clusters.models import Cluster, Firm
from clusters.problems import ImportRefused
from surveys.models import Interview, InterviewState, LateAnswer, Revision
from surveys.reviewing import submit_interview
from surveys.study_setup import choose_setup
from tests.factories.clusters import FirmFactory
from tests.factories.fill_in import filled, handed_out, handed_out_to_all, take
from tests.factories.surveys import NOON, InterviewFactory, QuestionnaireFactory, RuleSetFactory, give_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(cluster: Cluster) -> Firm:
    return FirmFactory(cluster=cluster, code="F1", name="Lake Salmon")


@pytest.fixture
def interview(firm: Firm, consultant: User) -> Interview:
    return InterviewFactory(firm=firm, author=consultant)


def answer(interview: Interview, code: str) -> Any:
    interview.refresh_from_db()
    entry = interview.answers.get(code, {})
    return entry.get("value") if entry.get("state") == "answered" else entry.get("state")


def test_answers_become_one_revision_of_whoever_took_them(
    cluster: Cluster, interview: Interview, consultant: User
) -> None:
    content = filled(
        handed_out(interview.firm, interview), {"EMPLOYEES": 120, "TRAINS": "Yes", "REMARK": "At the plant"}
    )
    taken = take(cluster, content, by=consultant)
    revision = interview.revisions.get()
    assert (revision.author, revision.device[:9]) == (consultant, "workbook ")
    assert {code: answer(interview, code) for code in revision.changes} == {
        "EMPLOYEES": 120,
        "TRAINS": True,
        "REMARK": "At the plant",
    }
    assert [(each.code, each.effect) for each in taken.firms[0].told] == [
        ("EMPLOYEES", "new"),
        ("REMARK", "new"),
        ("TRAINS", "new"),
    ]


def test_the_same_file_twice_is_one_revision(cluster: Cluster, interview: Interview) -> None:
    content = filled(handed_out(interview.firm, interview), {"EMPLOYEES": 120})
    take(cluster, content)
    again = take(cluster, content, content)
    assert interview.revisions.count() == 1
    assert [(each.told, each.before) for each in again.firms] == [((), 1), ((), 1)]


def test_a_file_that_was_filled_further_brings_only_what_is_new(cluster: Cluster, interview: Interview) -> None:
    first = filled(handed_out(interview.firm, interview), {"EMPLOYEES": 120})
    take(cluster, first)
    take(cluster, filled(first, {"TRAINS": "No"}))
    assert [set(each.changes) for each in interview.revisions.order_by("sequence")] == [{"EMPLOYEES"}, {"TRAINS"}]
    assert not interview.conflicts


def test_two_copies_of_one_workbook_never_overwrite_each_other(cluster: Cluster, interview: Interview) -> None:
    copy = handed_out(interview.firm, interview)
    take(cluster, filled(copy, {"EMPLOYEES": 120, "TRAINS": "Yes"}))
    taken = take(cluster, filled(copy, {"EMPLOYEES": 130}))
    interview.refresh_from_db()
    assert answer(interview, "TRAINS") is True
    assert {each["value"] for each in interview.conflicts["EMPLOYEES"]} == {120, 130}
    assert taken.conflicts == 1


def test_what_was_answered_on_a_phone_meanwhile_merges_or_stands_beside(cluster: Cluster, interview: Interview) -> None:
    give_answers(interview, EMPLOYEES=100, TRAINS=True)
    content = handed_out(interview.firm, interview)
    give_answers(interview, EMPLOYEES=110, TRAINED_SH=40)
    taken = take(cluster, filled(content, {"EMPLOYEES": 120, "TRAINS": "No", "SALES": 5000}))
    assert {each.code: each.effect for each in taken.firms[0].told} == {
        "EMPLOYEES": "conflict",
        "TRAINS": "changed",
        "SALES": "new",
    }
    assert [answer(interview, code) for code in ("TRAINED_SH", "TRAINS", "SALES")] == [40, False, 5000]
    assert {each["value"] for each in interview.conflicts["EMPLOYEES"]} == {110, 120}


def test_what_was_not_touched_undoes_nothing(cluster: Cluster, interview: Interview) -> None:
    give_answers(interview, EMPLOYEES=100)
    content = handed_out(interview.firm, interview)
    give_answers(interview, EMPLOYEES=110)
    assert take(cluster, content).answers == 0
    assert answer(interview, "EMPLOYEES") == 110


def test_an_emptied_cell_takes_the_answer_away(cluster: Cluster, interview: Interview) -> None:
    give_answers(interview, EMPLOYEES=100, CERTIFICATES=["iso"])
    cells = {"EMPLOYEES": None, "CERTIFICATES:iso": None}
    taken = take(cluster, filled(handed_out(interview.firm, interview), cells))
    assert {each.effect for each in taken.firms[0].told} == {"taken_away"}
    assert answer(interview, "EMPLOYEES") == answer(interview, "CERTIFICATES") == "missing"


def test_a_firm_without_an_interview_gets_one_when_there_are_answers(
    cluster: Cluster, firm: Firm, consultant: User
) -> None:
    empty = handed_out(firm)
    assert take(cluster, empty).firms[0].interview is None
    assert not Interview.objects.exists()
    items = {"EMP_TOTAL_REF": 30, "UNIT_TYPE": "This location only"}
    taken = take(cluster, filled(empty, items), by=consultant)
    begun = Interview.objects.get()
    assert (begun.firm, begun.author, taken.firms[0].is_begun_here) == (firm, consultant, True)
    assert (begun.answers["EMP_TOTAL_REF"]["value"], begun.answers["UNIT_TYPE"]["value"]) == (30, "establishment")


def test_an_interview_that_was_begun_meanwhile_takes_the_answers(cluster: Cluster, firm: Firm) -> None:
    content = filled(handed_out(firm), {"EMP_TOTAL_REF": 30})
    empty = handed_out(firm)
    take(cluster, content)
    other = take(cluster, filled(empty, {"EMP_TOTAL_REF": 31, "SALES_REF": 9}))
    assert Interview.objects.count() == 1
    assert {each.code: each.effect for each in other.firms[0].told} == {"EMP_TOTAL_REF": "conflict", "SALES_REF": "new"}


def test_a_dry_run_tells_everything_and_keeps_nothing(cluster: Cluster, firm: Firm) -> None:
    taken = take(cluster, filled(handed_out(firm), {"EMP_TOTAL_REF": 30}), is_dry=True)
    assert taken.answers == 1
    assert not Interview.objects.exists()
    assert not Revision.objects.exists()


def test_answers_to_a_closed_interview_become_proposals_once(cluster: Cluster, interview: Interview) -> None:
    give_answers(interview, EMPLOYEES=100)
    content = filled(handed_out(interview.firm, interview), {"EMPLOYEES": 120})
    submit_interview(interview=interview, by=None, now=NOON)
    taken = take(cluster, content)
    take(cluster, content)
    assert taken.proposals == 1
    assert answer(interview, "EMPLOYEES") == 100
    late = LateAnswer.objects.get()
    assert (late.item, late.change["value"], late.state) == ("EMPLOYEES", 120, "waiting")
    assert interview.state == InterviewState.SUBMITTED


def test_a_workbook_of_many_firms_brings_each_what_is_its_own(cluster: Cluster, interview: Interview) -> None:
    other = InterviewFactory(firm=FirmFactory(cluster=cluster, code="F2"), questionnaire=interview.questionnaire)
    give_answers(other, EMPLOYEES=7)
    content = filled(handed_out_to_all(cluster), {"EMPLOYEES": 50, "SALES": "Refused"}, interview.firm)
    content = filled(
        content, {"CERTIFICATES": "Don’t know", "ENGINEERS": "Yes", "ENGINEERS.done_by": "Supplier"}, other.firm
    )
    taken = take(cluster, content)
    assert [(each.firm.code, len(each.told)) for each in taken.firms] == [("F1", 2), ("F2", 2)]
    assert [answer(interview, code) for code in ("EMPLOYEES", "SALES")] == [50, "refused"]
    assert [answer(other, code) for code in ("EMPLOYEES", "CERTIFICATES", "ENGINEERS")] == [7, "dont_know", True]
    assert other.answers["ENGINEERS"]["done_by"] == "supplier"


def test_all_workbooks_are_taken_or_none(cluster: Cluster, interview: Interview) -> None:
    other = InterviewFactory(firm=FirmFactory(cluster=cluster, code="F2"), questionnaire=interview.questionnaire)
    right = filled(handed_out(interview.firm, interview), {"EMPLOYEES": 50})
    wrong = filled(handed_out(other.firm, other), {"EMPLOYEES": -1, "TRAINED_SH": 400, "TRAINS": "perhaps"})
    with pytest.raises(ImportRefused) as refusal:
        take(cluster, right, wrong)
    assert [problem.sheet for problem in refusal.value.problems] == [
        "file-2.xlsx: Firm sheet",
        "file-2.xlsx: Human resources",
        "file-2.xlsx: Human resources",
    ]
    assert not Revision.objects.exists()


def test_a_begun_interview_keeps_its_version_when_the_study_gets_another(cluster: Cluster, firm: Firm) -> None:
    content = filled(handed_out(firm), {"EMP_TOTAL_REF": 30})
    fresh = QuestionnaireFactory()
    rules = RuleSetFactory(status="published")
    choose_setup(study=cluster.study, questionnaire=fresh, rule_set=rules)
    take(cluster, content)
    assert Interview.objects.get().questionnaire.code == "technology-ladder"


def test_a_workbook_of_another_version_than_the_interview_is_refused(cluster: Cluster, firm: Firm) -> None:
    content = filled(handed_out(firm), {"EMP_TOTAL_REF": 30})
    InterviewFactory(firm=firm)
    with pytest.raises(ImportRefused) as refusal:
        take(cluster, content)
    (problem,) = refusal.value.problems
    assert "its interview is on Small questionnaire (1), the workbook asks" in problem.fact
    assert "Download the workbook of the firm anew" in problem.remedy
