"""Writes who takes part in a study and as what."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.errors import LastManager, Taken
from clusters.models import Cluster, Membership, Role, Study


@transaction.atomic
def add_member(
    *, study: Study, user: User, role: str, cluster: Cluster | None = None, own_rows_only: bool = False
) -> Membership:
    """Gives a person a role in the whole study, or in one cluster of it; own rows only narrows a consultant."""
    Study.objects.select_for_update().get(pk=study.pk)
    if cluster is not None and cluster.study_id != study.pk:
        raise ValueError("The cluster belongs to another study.")
    narrowed = {"own_rows_only": own_rows_only and role == Role.CONSULTANT}
    membership, is_new = Membership.objects.get_or_create(
        user=user, study=study, cluster=cluster, role=Role(role), defaults=narrowed
    )
    if not is_new:
        raise Taken(_("%(person)s has this role here already.") % {"person": user}, "user")
    return membership


@transaction.atomic
def remove_member(*, membership: Membership) -> None:
    """Takes a role away; the last person who manages the whole study stays."""
    Study.objects.select_for_update().get(pk=membership.study_id)
    _refuse_last_manager(membership)
    membership.delete()


@transaction.atomic
def change_member(*, membership: Membership, role: str, own_rows_only: bool = False) -> Membership:
    """Changes what somebody is here; the last person who manages the whole study stays it."""
    Study.objects.select_for_update().get(pk=membership.study_id)
    if role != Role.MANAGER:
        _refuse_last_manager(membership)
    same = Membership.objects.filter(user=membership.user, cluster=membership.cluster_id, study=membership.study_id)
    if same.filter(role=role).exclude(pk=membership.pk).exists():
        raise Taken(_("%(person)s has this role here already.") % {"person": membership.user}, "role")
    membership.role, membership.own_rows_only = Role(role), own_rows_only and role == Role.CONSULTANT
    membership.save(update_fields=["role", "own_rows_only"])
    return membership


def _refuse_last_manager(membership: Membership) -> None:
    if membership.role == Role.MANAGER and membership.cluster_id is None:
        others = Membership.objects.filter(study=membership.study_id, role=Role.MANAGER, cluster__isnull=True)
        if not others.exclude(pk=membership.pk).filter(user__is_active=True).exists():
            raise LastManager(
                _("%(person)s is the last manager of the study. Make somebody else a manager first.")
                % {"person": membership.user}
            )
