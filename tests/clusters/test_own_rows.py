"""A consultant with own rows only sees the firms that were given to them, and nothing tells of the others."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.access import Right, firm_for, firms_for, rights_in, sees_every_row, studies_for, whole_studies_for
from clusters.models import Cluster, Disposition, Firm, Role, Study
from clusters.queries import study_cards
from tests.factories.clusters import ClusterFactory, FirmFactory, MembershipFactory

PLACE = ("salmon-study", "lakes")


@pytest.fixture
def theirs(cluster: Cluster, own_rows: User) -> Firm:
    return FirmFactory(cluster=cluster, name="Their own", assigned_to=own_rows, disposition=Disposition.COMPLETE)


@pytest.fixture
def foreign(cluster: Cluster) -> Firm:
    return FirmFactory(cluster=cluster, name="Somebody else's")


def test_only_firms_given_to_them_are_theirs(own_rows: User, theirs: Firm, foreign: Firm) -> None:
    for right in (Right.VIEW, Right.ENTER):
        assert list(firms_for(own_rows, right)) == [theirs]
        assert firm_for(own_rows, theirs.pk, right) == theirs
        with pytest.raises(Http404):
            firm_for(own_rows, foreign.pk, right)
    assert not firms_for(own_rows, Right.REVIEW).exists()


def test_a_firm_given_to_them_elsewhere_is_not_theirs(own_rows: User, stranger: User, theirs: Firm) -> None:
    elsewhere = FirmFactory(assigned_to=own_rows)
    given_to_a_stranger = FirmFactory(cluster=theirs.cluster, assigned_to=stranger)
    assert list(firms_for(own_rows)) == [theirs]
    assert not firms_for(stranger).exists()
    for firm in (elsewhere, given_to_a_stranger):
        with pytest.raises(Http404):
            firm_for(own_rows, firm.pk)


def test_own_rows_in_one_cluster_do_not_narrow_the_role_in_another(cluster: Cluster, own_rows: User) -> None:
    own_rows.memberships.update(cluster=cluster)
    other = ClusterFactory(study=cluster.study)
    MembershipFactory(user=own_rows, study=cluster.study, cluster=other, role=Role.CONSULTANT)
    hidden, seen = FirmFactory(cluster=cluster), FirmFactory(cluster=other)
    assert list(firms_for(own_rows)) == [seen]
    assert hidden not in firms_for(own_rows, Right.ENTER)


def test_another_role_reads_every_row_and_still_enters_only_what_is_own(
    cluster: Cluster, own_rows: User, theirs: Firm, foreign: Firm
) -> None:
    MembershipFactory(user=own_rows, study=cluster.study, role=Role.READER)
    assert set(firms_for(own_rows)) == {theirs, foreign}
    assert list(firms_for(own_rows, Right.ENTER)) == [theirs]
    assert firm_for(own_rows, foreign.pk) == foreign
    with pytest.raises(PermissionDenied):
        firm_for(own_rows, foreign.pk, Right.ENTER)


def test_no_right_reaches_over_the_whole_study(cluster: Cluster, own_rows: User, study: Study) -> None:
    assert list(studies_for(own_rows)) == [study]
    assert not whole_studies_for(own_rows).exists()
    assert rights_in(own_rows, study) == frozenset()
    assert rights_in(own_rows, cluster) == {Right.VIEW, Right.ENTER}
    assert not sees_every_row(own_rows, cluster)


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.CONSULTANT}))
def test_only_consultants_are_narrowed(study: Study, role: str) -> None:
    with pytest.raises(IntegrityError):
        MembershipFactory(study=study, role=role, own_rows_only=True)


def test_the_first_page_counts_their_own_firms(
    own_rows: User, consultant: User, theirs: Firm, foreign: Firm, cluster: Cluster
) -> None:
    assert [(card.firms, card.complete) for card in study_cards(own_rows)] == [(1, 1)]
    assert [(card.firms, card.complete) for card in study_cards(consultant)] == [(2, 1)]


@pytest.mark.parametrize(
    ("page", "place"), [("cluster", PLACE), ("frame", PLACE), ("firms", PLACE), ("study", PLACE[:1]), ("home", ())]
)
def test_no_page_names_or_counts_a_firm_of_somebody_else(
    client: Client, own_rows: User, theirs: Firm, foreign: Firm, page: str, place: tuple[str, ...]
) -> None:
    client.force_login(own_rows)
    before = client.get(reverse(page, args=place)).content
    FirmFactory(cluster=theirs.cluster, name="One more of somebody else", disposition=Disposition.REFUSAL)
    answer = client.get(reverse(page, args=place))
    assert answer.status_code == 200
    assert foreign.name.encode() not in answer.content
    assert without_tokens(answer.content) == without_tokens(before)


def without_tokens(page: bytes) -> list[bytes]:
    return [line for line in page.splitlines() if b"csrf" not in line.lower()]


def test_what_they_add_by_hand_is_given_to_them(
    client: Client, own_rows: User, consultant: User, cluster: Cluster
) -> None:
    for person, expected in ((own_rows, own_rows), (consultant, None)):
        client.force_login(person)
        code = f"X-{person.pk}"
        answer = client.post(reverse("firm_new", args=PLACE), {"code": code, "name": f"Added by {person}"})
        assert answer.status_code == 302
        assert Firm.objects.get(cluster=cluster, code=code).assigned_to == expected
