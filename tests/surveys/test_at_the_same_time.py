"""Two clicks, two tabs, two devices at the same moment: each thing happens once and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection

from surveys.answering import rebuild_interview, record_revision
from surveys.interviewing import begin_interview
from surveys.models import Interview, ReviewEvent, Revision, StudySetup
from surveys.reviewing import submit_interview
from surveys.study_setup import setup_of
from tests.factories.accounts import UserFactory
from tests.factories.clusters import FirmFactory, StudyFactory
from tests.factories.surveys import NOON, InterviewFactory, QuestionnaireFactory

pytestmark = pytest.mark.django_db(transaction=True)

ONCE = UUID(int=7)


def at_once(*steps):
    """Run the steps in threads of their own and return what each returned; a step that raises fails the test."""

    def run(step):
        try:
            return step()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(run, steps))


def test_nothing_happens_twice_and_nothing_is_lost():
    author = UserFactory()
    interview = InterviewFactory(author=author, questionnaire=QuestionnaireFactory())

    def send(changes, revision_id=None):
        mine = Interview.objects.get(pk=interview.pk)
        return record_revision(interview=mine, author=author, changes=changes, now=NOON, revision_id=revision_id)

    same = [lambda: send({"TRAINS": {"value": True}}, ONCE)] * 3
    others = [lambda code=code: send({code: {"value": 4}}) for code in ("EMPLOYEES", "SALES", "TRAINED_SH")]
    revisions = at_once(*same, *others)
    assert [revision.pk for revision in revisions[:3]] == [ONCE] * 3
    interview.refresh_from_db()
    assert set(interview.answers) == {"TRAINS", "EMPLOYEES", "SALES", "TRAINED_SH"}
    assert sorted(Revision.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4]
    assert not rebuild_interview(interview=interview)

    def submit():
        return submit_interview(interview=Interview.objects.get(pk=interview.pk), by=author, now=NOON)

    at_once(submit, submit, submit)
    assert ReviewEvent.objects.get().to_state == "submitted"


def test_an_interview_begun_twice_at_once_is_one():
    firm = FirmFactory()
    begun = at_once(*[lambda: begin_interview(firm=firm, author=None, now=NOON)] * 4)
    assert {interview.pk for interview in begun} == {Interview.objects.get().pk}


def test_a_study_whose_choices_are_asked_for_at_once_has_one_set_of_them():
    study = StudyFactory()
    setups = at_once(*[lambda: setup_of(study)] * 4)
    assert {setup.pk for setup in setups} == {StudySetup.objects.get().pk}
