"""Beginning an interview."""

from uuid import uuid4

import pytest

from surveys.errors import RevisionConflict
from surveys.interviewing import begin_interview
from surveys.models import Interview
from surveys.publishing import publish_rule_set
from surveys.study_setup import choose_setup, setup_of
from tests.factories.clusters import FirmFactory
from tests.factories.surveys import QuestionnaireFactory, RuleSetFactory

pytestmark = pytest.mark.django_db


def test_an_interview_begins_on_the_questionnaire_of_the_study(cluster, consultant, noon):
    firm = FirmFactory(cluster=cluster)
    interview = begin_interview(firm=firm, author=consultant, now=noon)
    assert interview.questionnaire == setup_of(cluster.study).questionnaire
    assert (interview.state, interview.origin, interview.author) == ("draft", "entered", consultant)
    assert (interview.begun_at, interview.changed_at, interview.answers) == (noon, noon, {})


def test_beginning_twice_gives_the_same_interview(cluster, consultant, reviewer, noon):
    firm = FirmFactory(cluster=cluster)
    first = begin_interview(firm=firm, author=consultant, now=noon)
    assert begin_interview(firm=firm, author=reviewer, now=noon, interview_id=uuid4()) == first
    assert Interview.objects.get().author == consultant


def test_the_id_made_on_the_device_is_kept(cluster, consultant, noon):
    firm, interview_id = FirmFactory(cluster=cluster), uuid4()
    interview = begin_interview(firm=firm, author=consultant, now=noon, interview_id=interview_id)
    assert interview.pk == interview_id
    assert begin_interview(firm=firm, author=consultant, now=noon, interview_id=interview_id) == interview


def test_an_id_of_another_firms_interview_is_refused(cluster, consultant, noon):
    first = begin_interview(firm=FirmFactory(cluster=cluster), author=consultant, now=noon)
    with pytest.raises(RevisionConflict, match="belongs to"):
        begin_interview(firm=FirmFactory(cluster=cluster), author=consultant, now=noon, interview_id=first.pk)
    assert Interview.objects.count() == 1


def test_a_later_choice_leaves_the_interview_on_the_version_it_began_on(cluster, consultant, noon):
    firm = FirmFactory(cluster=cluster)
    interview = begin_interview(firm=firm, author=consultant, now=noon)
    before = interview.questionnaire
    small = QuestionnaireFactory()
    rules = publish_rule_set(rule_set=RuleSetFactory(), now=noon)
    choose_setup(study=cluster.study, questionnaire=small, rule_set=rules)
    assert begin_interview(firm=firm, author=consultant, now=noon).questionnaire == before
    other = begin_interview(firm=FirmFactory(cluster=cluster), author=consultant, now=noon)
    assert other.questionnaire == small
