"""Asking somebody in by a link that works once, and what becomes of it."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.errors import Refusal, Taken
from clusters.models import Cluster, Invitation, Membership, Role, Study

VALID_FOR = timedelta(days=7)
SALT = "clusters.invitations"


class InvitationOver(Refusal):
    """The link was used, withdrawn or replaced, or a week has passed."""


def token_of(invitation: Invitation) -> str:
    """What the link of the invitation ends with; nobody can make one without the key of this installation."""
    return signing.dumps([invitation.pk, invitation.nonce], salt=SALT)


def invitation_behind(token: str) -> tuple[Invitation | None, bool]:
    """The invitation a link leads to, and whether it is its present link; None where nobody ever made such a link."""
    try:
        number, nonce = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None, False
    found = Invitation.objects.select_related("study").filter(pk=number).first()
    return found, found is not None and secrets.compare_digest(found.nonce, str(nonce))


@transaction.atomic
def invite(
    *,
    study: Study,
    by: User,
    email: str,
    role: str,
    now: datetime,
    clusters: Iterable[Cluster] = (),
    own_rows_only: bool = False,
) -> Invitation:
    """Ask somebody in, with a role in the whole study or in some clusters of it."""
    Study.objects.select_for_update().get(pk=study.pk)
    places = list(clusters)
    if any(cluster.study_id != study.pk for cluster in places):
        raise ValueError("A cluster belongs to another study.")
    invitation = Invitation.objects.create(
        study=study,
        email=email,
        role=Role(role),
        own_rows_only=own_rows_only and role == Role.CONSULTANT,
        nonce=secrets.token_urlsafe(32),
        invited_by=by,
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    invitation.clusters.set(places)
    return invitation


@transaction.atomic
def renew_invitation(*, invitation: Invitation, now: datetime) -> Invitation:
    """Give the invitation a new link for a week; the one of before opens nothing."""
    stored = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if stored.used_at or stored.revoked_at:
        raise InvitationOver(_("This invitation was accepted or withdrawn already. Invite anew."))
    stored.nonce, stored.expires_at = secrets.token_urlsafe(32), now + VALID_FOR
    stored.save(update_fields=["nonce", "expires_at"])
    return stored


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, now: datetime) -> None:
    """Withdraw the invitation; one that was accepted stays accepted."""
    stored = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if stored.used_at is None and stored.revoked_at is None:
        stored.revoked_at = now
        stored.save(update_fields=["revoked_at"])


@transaction.atomic
def accept_invitation(*, invitation: Invitation, person: User, now: datetime) -> list[Membership]:
    """Give the person the role, once; a role they hold there already takes over how far it reaches."""
    Study.objects.select_for_update().get(pk=invitation.study_id)
    stored = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not stored.is_open(now) or stored.nonce != invitation.nonce:
        raise InvitationOver(_("This invitation holds no longer. Ask for a new one."))
    stored.used_at, stored.used_by = now, person
    stored.save(update_fields=["used_at", "used_by"])
    given = []
    # One in the bin is among them: without it an invitation to it would become one to the whole study.
    places: list[Cluster | None] = [*Cluster.everything.filter(invitations=stored)]
    for cluster in places or [None]:
        membership, is_new = Membership.objects.get_or_create(
            user=person,
            study=stored.study,
            cluster=cluster,
            role=stored.role,
            defaults={"own_rows_only": stored.own_rows_only},
        )
        if not is_new and membership.own_rows_only != stored.own_rows_only:
            membership.own_rows_only = stored.own_rows_only
            membership.save(update_fields=["own_rows_only"])
        given.append(membership)
    return given


@transaction.atomic
def join_by_invitation(*, invitation: Invitation, username: str, full_name: str, password: str, now: datetime) -> User:
    """Make an account for whoever holds the link, and give it the role."""
    if User.objects.filter(username__iexact=username).exists():
        raise Taken(_("Somebody logs in as “%(name)s” already. Choose another name.") % {"name": username}, "username")
    person = User.objects.create_user(username=username, full_name=full_name, email=invitation.email, password=password)
    accept_invitation(invitation=invitation, person=person, now=now)
    return person
