"""An invitation opens one account or gives one role, once, for a week, to whoever holds its link."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail, signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.second_factor import has_second_factor
from clusters.access import Right, firms_for, rights_in
from clusters.errors import LastManager, Refusal
from clusters.invitations import (
    SALT,
    InvitationOver,
    accept_invitation,
    invitation_behind,
    invite,
    renew_invitation,
    token_of,
)
from clusters.models import Cluster, Firm, Invitation, Membership, Role, Study
from clusters.people import change_member
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, FirmFactory, InvitationFactory, MembershipFactory
from tests.factories.second_factor import is_logged_in, second_factor_of

NEW = {"full_name": "Ana Field", "username": "ana", "password": "north wind and sun"}


@pytest.fixture
def managing(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


def link_in_mail() -> str:
    found = re.search(r"https?://[^/]+(/invitations/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_a_manager_invites_and_somebody_new_joins_with_a_name_of_their_own(
    managing: Client, study: Study, cluster: Cluster
) -> None:
    other = ClusterFactory(study=study)
    sent = {"email": "ana@example.org", "role": "consultant", "own_rows_only": "on", "clusters": [cluster.pk, other.pk]}
    assert managing.post(reverse("invitation_new", args=[study.slug]), sent).status_code == 302
    assert mail.outbox[-1].to == ["ana@example.org"]
    browser = Client()
    assert "Salmon study" in browser.get(link_in_mail()).text
    assert browser.post(link_in_mail(), NEW).url == reverse("study", args=[study.slug])
    ana = User.objects.get(username="ana")
    held = {(each.cluster, each.role, each.own_rows_only) for each in ana.memberships.all()}
    assert held == {(cluster, "consultant", True), (other, "consultant", True)}
    assert (ana.email, ana.full_name, is_logged_in(browser)) == ("ana@example.org", "Ana Field", True)
    assert Invitation.objects.get().used_by == ana


def test_a_link_opens_once(study: Study) -> None:
    address = reverse("invitation", args=[token_of(InvitationFactory(study=study))])
    assert Client().post(address, NEW).status_code == 302
    for answer in (Client().get(address), Client().post(address, {**NEW, "username": "second"})):
        assert answer.status_code == 410 and "holds no longer" in answer.text
    assert not User.objects.filter(username="second").exists()


@pytest.mark.parametrize("how", ["expired", "revoked", "renewed"])
def test_a_link_that_was_taken_back_opens_nothing(managing: Client, study: Study, how: str) -> None:
    invitation = InvitationFactory(study=study)
    address = reverse("invitation", args=[token_of(invitation)])
    if how == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        step = "invitation_revoke" if how == "revoked" else "invitation_renew"
        assert managing.post(reverse(step, args=[study.slug, invitation.pk])).status_code == 302
    assert Client().get(address).status_code == 410
    assert Client().post(address, NEW).status_code == 410
    assert not User.objects.filter(username="ana").exists()
    if how == "renewed":
        assert Client().get(link_in_mail()).status_code == 200


@pytest.mark.parametrize("token", ["a", "1", "x:y:z", "%00", "..", None])
def test_a_token_that_nobody_made_is_not_found(study: Study, token: str | None) -> None:
    InvitationFactory(study=study)
    token = token or signing.dumps("text", salt=SALT)
    assert Client().get(f"/invitations/{token}/").status_code == 404


def test_a_token_of_another_purpose_is_not_found(study: Study) -> None:
    invitation = InvitationFactory(study=study)
    forged = signing.dumps([invitation.pk, invitation.nonce], salt="something.else")
    assert Client().get(reverse("invitation", args=[forged])).status_code == 404


def test_somebody_with_an_account_accepts_and_is_told_of_another_address(study: Study, stranger: User) -> None:
    invitation = InvitationFactory(study=study, role=Role.ANALYST, email="ana@example.org")
    browser = Client()
    browser.force_login(stranger)
    address = reverse("invitation", args=[token_of(invitation)])
    assert "ana@example.org" in browser.get(address).text
    assert browser.post(address).url == reverse("study", args=[study.slug])
    assert rights_in(stranger, study) == {Right.VIEW, Right.EXPORT}
    assert browser.post(address).status_code == 410


def test_an_upgraded_role_adds_to_the_one_that_was_held(study: Study, consultant: User) -> None:
    accept_invitation(
        invitation=InvitationFactory(study=study, role=Role.REVIEWER), person=consultant, now=timezone.now()
    )
    assert rights_in(consultant, study) == {Right.VIEW, Right.ENTER, Right.REVIEW}


def test_the_same_role_takes_over_how_far_it_reaches(study: Study, own_rows: User, cluster: Cluster) -> None:
    FirmFactory(cluster=cluster)
    assert not firms_for(own_rows).exists()
    accept_invitation(invitation=InvitationFactory(study=study), person=own_rows, now=timezone.now())
    assert firms_for(own_rows).exists()
    assert own_rows.memberships.count() == 1


def test_an_invitation_of_before_cannot_be_accepted_behind_a_new_link(study: Study, stranger: User) -> None:
    old = InvitationFactory(study=study)
    renew_invitation(invitation=old, now=timezone.now())
    with pytest.raises(InvitationOver):
        accept_invitation(invitation=old, person=stranger, now=timezone.now())
    assert not Membership.objects.filter(user=stranger).exists()


def test_own_rows_are_for_consultants(study: Study, owner: User) -> None:
    told = {"study": study, "by": owner, "email": "a@example.org", "now": timezone.now()}
    assert not invite(**told, role=Role.REVIEWER, own_rows_only=True).own_rows_only


@pytest.mark.parametrize(
    "change", [{"username": "OWNER-NAME"}, {"password": "short"}, {"username": "a b"}, {"full_name": ""}]
)
def test_what_cannot_be_taken_is_said_and_the_link_stays_good(study: Study, change: dict[str, str]) -> None:
    UserFactory(username="owner-name")
    address = reverse("invitation", args=[token_of(InvitationFactory(study=study))])
    answer = Client().post(address, {**NEW, **change})
    assert answer.status_code == 200 and "data-error-summary" in answer.text
    assert Client().post(address, NEW).status_code == 302


def test_a_reviewer_who_joins_sets_up_a_second_factor_first(study: Study, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    browser = Client()
    address = reverse("invitation", args=[token_of(InvitationFactory(study=study, role=Role.REVIEWER))])
    onward = browser.post(address, NEW).url
    assert browser.get(onward).url == reverse("mfa_activate_totp")
    assert browser.get(reverse("mfa_activate_totp")).status_code == 200


def test_a_mail_that_cannot_be_sent_leaves_the_link_to_copy(managing: Client, study: Study, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    sent = {"email": "ana@example.org", "role": "reader"}
    page = managing.post(reverse("invitation_new", args=[study.slug]), sent, follow=True).text
    assert "could not be sent" in page
    # Links that are made in different seconds differ; each leads to the same invitation.
    tokens = re.findall(r"/invitations/([\w:-]{40,})/", page)
    assert [invitation_behind(token) for token in tokens] == [(Invitation.objects.get(), True)]


def test_roles_are_changed_and_the_last_manager_stays(
    managing: Client, study: Study, analyst: User, owner: User
) -> None:
    membership = analyst.memberships.get()
    address = reverse("study_person_edit", args=[study.slug, membership.pk])
    assert managing.post(address, {"role": "consultant", "own_rows_only": "on"}).status_code == 302
    membership.refresh_from_db()
    assert (membership.role, membership.own_rows_only) == ("consultant", True)
    with pytest.raises(LastManager):
        change_member(membership=owner.memberships.get(), role=Role.READER)
    own = reverse("study_person_edit", args=[study.slug, owner.memberships.get().pk])
    assert "last manager" in managing.post(own, {"role": "reader"}).text


def test_a_role_that_is_held_already_is_not_given_twice(study: Study, analyst: User) -> None:
    MembershipFactory(user=analyst, study=study, role=Role.READER)
    with pytest.raises(Refusal):
        change_member(membership=analyst.memberships.get(role=Role.ANALYST), role=Role.READER)


def test_a_manager_resets_a_second_factor_of_their_own_people_only(
    managing: Client, study: Study, reviewer: User, analyst: User
) -> None:
    MembershipFactory(user=analyst, role=Role.MANAGER)
    for person, code in ((reviewer, 302), (analyst, 403)):
        second_factor_of(person)
        membership = person.memberships.get(study=study)
        answer = managing.post(reverse("study_person_reset", args=[study.slug, membership.pk]))
        assert (answer.status_code, has_second_factor(person)) == (code, code == 403)


def test_firms_are_given_to_a_consultant_and_taken_back(
    managing: Client, cluster: Cluster, own_rows: User, analyst: User
) -> None:
    firms = [FirmFactory(cluster=cluster) for _each in range(3)]
    address = reverse("firms_assign", args=["salmon-study", "lakes"])
    chosen = [firm.pk for firm in firms[:2]]
    assert managing.post(address, {"firms": chosen, "person": own_rows.pk}).status_code == 302
    assert set(firms_for(own_rows)) == set(firms[:2])
    assert managing.post(address, {"firms": chosen[:1], "person": ""}).status_code == 302
    assert list(firms_for(own_rows)) == [firms[1]]
    foreign = FirmFactory()
    assert managing.post(address, {"firms": [foreign.pk], "person": own_rows.pk}).status_code == 200
    assert managing.post(address, {"firms": chosen, "person": analyst.pk}).status_code == 200
    assert Firm.objects.get(pk=foreign.pk).assigned_to is None
