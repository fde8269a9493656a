"""Who may open an interview or a workshop: strangers get 404, insiders without the right 403."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from clusters.access import Right
from clusters.models import Role
from surveys.access import interview_for, interviews_for, workshop_for, workshops_for
from surveys.models import Workshop
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, FirmFactory, MembershipFactory
from tests.factories.surveys import InterviewFactory

pytestmark = pytest.mark.django_db

YES, DENIED, NOT_FOUND = "yes", PermissionDenied, Http404
MAY = {
    "owner": {Right.VIEW: YES, Right.ENTER: YES, Right.REVIEW: YES, Right.EXPORT: YES, Right.MANAGE: YES},
    "consultant": {Right.VIEW: YES, Right.ENTER: YES, Right.REVIEW: DENIED, Right.EXPORT: DENIED},
    "reviewer": {Right.VIEW: YES, Right.ENTER: DENIED, Right.REVIEW: YES, Right.MANAGE: DENIED},
    "analyst": {Right.VIEW: YES, Right.ENTER: DENIED, Right.REVIEW: DENIED, Right.EXPORT: YES},
    "stranger": dict.fromkeys(Right, NOT_FOUND),
}
CASES = [(person, right, answer) for person, rights in MAY.items() for right, answer in rights.items()]


@pytest.fixture
def interview(cluster):
    return InterviewFactory(firm=FirmFactory(cluster=cluster))


@pytest.fixture
def workshop(cluster):
    return Workshop.objects.create(cluster=cluster, held_on=date(2026, 3, 2), place="Town hall")


@pytest.mark.parametrize(("person", "right", "answer"), CASES)
def test_each_person_gets_what_the_role_allows(request, interview, workshop, person, right, answer):
    user = request.getfixturevalue(person)
    for guard, row in ((interview_for, interview), (workshop_for, workshop)):
        if answer == YES:
            assert guard(user, row.pk, right) == row
        else:
            with pytest.raises(answer):
                guard(user, row.pk, right)


def test_a_consultant_of_one_cluster_sees_its_interviews_and_no_others(interview, workshop, cluster):
    elsewhere = InterviewFactory(firm=FirmFactory(cluster=ClusterFactory(study=cluster.study)))
    consultant = UserFactory()
    MembershipFactory(user=consultant, study=cluster.study, cluster=cluster, role=Role.CONSULTANT)
    assert list(interviews_for(consultant)) == [interview]
    assert list(workshops_for(consultant)) == [workshop]
    with pytest.raises(Http404):
        interview_for(consultant, elsewhere.pk)


def test_an_id_that_nothing_bears_is_not_found(owner):
    for guard in (interview_for, workshop_for):
        with pytest.raises(Http404):
            guard(owner, uuid4())


def test_firm_cluster_study_and_questionnaire_are_at_hand(owner, interview, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = interview_for(owner, interview.pk)
        assert found.firm.cluster.study.title and found.questionnaire.title
