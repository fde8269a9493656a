"""Guards: who may do what, and which rows a person sees. Every view of this room begins with one of them.

A stranger to a study gets 404, so that its existence is not told; somebody inside it without the right gets 403.
"""

from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.blindness import seen_firms
from clusters.models import Cluster, CrisisEvent, Firm, Invitation, Membership, PolicyAction, Role, Study

Line = TypeVar("Line", CrisisEvent, PolicyAction)


class Right(StrEnum):
    """What a role allows. Reading is part of every role."""

    VIEW = "view"
    ENTER = "enter"
    REVIEW = "review"
    EXPORT = "export"
    MANAGE = "manage"


ROLE_RIGHTS: dict[str, frozenset[Right]] = {
    Role.CONSULTANT: frozenset({Right.VIEW, Right.ENTER}),
    Role.REVIEWER: frozenset({Right.VIEW, Right.REVIEW}),
    Role.ANALYST: frozenset({Right.VIEW, Right.EXPORT}),
    Role.MANAGER: frozenset(Right),
    Role.READER: frozenset({Right.VIEW}),
}


def roles_with(right: Right) -> list[str]:
    """The roles that hold a right, in the order they are declared."""
    return [role for role, rights in ROLE_RIGHTS.items() if right in rights]


def studies_for(user: User, right: Right = Right.VIEW) -> QuerySet[Study]:
    """Studies in which the person holds the right; reading also through a role in one cluster."""
    if right is not Right.VIEW:
        return whole_studies_for(user, right)
    if user.is_superuser:
        return Study.objects.all()
    return Study.objects.filter(pk__in=Membership.objects.filter(user=user).values("study_id"))


def whole_studies_for(user: User, right: Right = Right.VIEW) -> QuerySet[Study]:
    """Studies in which the person holds the right over every row, through a role in the whole study."""
    if user.is_superuser:
        return Study.objects.all()
    held = _held(user, right).filter(cluster__isnull=True, own_rows_only=False)
    return Study.objects.filter(pk__in=held.values("study_id"))


def clusters_for(user: User, right: Right = Right.VIEW) -> QuerySet[Cluster]:
    """Clusters in which the person holds the right, through the study or through the cluster itself.

    Somebody with own rows only is among them; which of its firms they see is told by `firms_for`.
    """
    return Cluster.objects.all() if user.is_superuser else _clusters_of(_held(user, right))


def whole_clusters_for(user: User, right: Right = Right.VIEW) -> QuerySet[Cluster]:
    """Clusters in which the person holds the right over every row."""
    return Cluster.objects.all() if user.is_superuser else _clusters_of(_held(user, right).filter(own_rows_only=False))


def own_clusters_for(user: User, right: Right = Right.VIEW) -> QuerySet[Cluster]:
    """Clusters in which the person holds the right over what is their own: firms given to them, interviews begun."""
    return _clusters_of(_held(user, right).filter(own_rows_only=True))


def _held(user: User, right: Right) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user, role__in=roles_with(right))


def _clusters_of(held: QuerySet[Membership]) -> QuerySet[Cluster]:
    whole = held.filter(cluster__isnull=True)
    return Cluster.objects.filter(
        Q(study_id__in=whole.values("study_id")) | Q(pk__in=held.filter(cluster__isnull=False).values("cluster_id"))
    )


def firms_for(user: User, right: Right = Right.VIEW) -> QuerySet[Firm]:
    """Firms over which the person holds the right: every one of their clusters, or those given to them.

    What is hidden from the person (`clusters.blindness`) is not among them.
    """
    return seen_firms(user, every_firm_for(user, right))


def every_firm_for(user: User, right: Right = Right.VIEW) -> QuerySet[Firm]:
    """The same with what is hidden from the person; only guards that hide it themselves begin from here."""
    if user.is_superuser:
        return Firm.objects.all()
    every, own = whole_clusters_for(user, right), own_clusters_for(user, right)
    return Firm.objects.filter(Q(cluster__in=every) | Q(cluster__in=own, assigned_to=user))


def may(user: User, right: Right, place: Study | Cluster) -> bool:
    """Whether the person holds the right in this study or cluster."""
    if isinstance(place, Study):
        return studies_for(user, right).filter(pk=place.pk).exists()
    return clusters_for(user, right).filter(pk=place.pk).exists()


def sees_every_row(user: User, cluster: Cluster, right: Right = Right.VIEW) -> bool:
    """Whether the person holds the right over every firm of the cluster, and not only over their own."""
    return whole_clusters_for(user, right).filter(pk=cluster.pk).exists()


def rights_in(user: User, place: Study | Cluster) -> frozenset[Right]:
    """Every right the person holds in this place, in one query; over a study only with every row of it."""
    if user.is_superuser:
        return frozenset(Right)
    memberships = Membership.objects.filter(user=user)
    if isinstance(place, Study):
        memberships = memberships.filter(study=place, cluster__isnull=True, own_rows_only=False)
    else:
        memberships = memberships.filter(study_id=place.study_id).filter(Q(cluster__isnull=True) | Q(cluster=place))
    held: set[Right] = set()
    for role in memberships.values_list("role", flat=True):
        held |= ROLE_RIGHTS[role]
    return frozenset(held)


def study_for(user: User, slug: str, right: Right = Right.VIEW) -> Study:
    """The study of this name, or a refusal."""
    study = studies_for(user).filter(slug=slug).first()
    if study is None:
        raise Http404(_("There is no study of this name among yours."))
    if right is not Right.VIEW and not may(user, right, study):
        raise PermissionDenied(_("Your role in this study does not allow this."))
    return study


def cluster_for(user: User, study_slug: str, cluster_slug: str, right: Right = Right.VIEW) -> Cluster:
    """The cluster of this name, with its study at hand, or a refusal."""
    cluster = clusters_for(user).select_related("study").filter(study__slug=study_slug, slug=cluster_slug).first()
    if cluster is None:
        raise Http404(_("There is no cluster of this name among yours."))
    if right is not Right.VIEW and not may(user, right, cluster):
        raise PermissionDenied(_("Your role in this cluster does not allow this."))
    return cluster


def numbered_cluster_for(user: User, cluster_id: int, right: Right = Right.VIEW) -> Cluster:
    """The cluster of this number, with its study at hand, or a refusal."""
    cluster = clusters_for(user).select_related("study").filter(pk=cluster_id).first()
    if cluster is None:
        raise Http404(_("There is no such cluster among yours."))
    if right is not Right.VIEW and not may(user, right, cluster):
        raise PermissionDenied(_("Your role in this cluster does not allow this."))
    return cluster


def firm_for(user: User, firm_id: UUID, right: Right = Right.VIEW) -> Firm:
    """The firm, with its cluster and study at hand, or a refusal."""
    firm = firms_for(user).select_related("cluster__study").filter(pk=firm_id).first()
    if firm is None:
        raise Http404(_("There is no such firm among yours."))
    if right is not Right.VIEW and not firms_for(user, right).filter(pk=firm.pk).exists():
        raise PermissionDenied(_("Your role in this cluster does not allow this."))
    return firm


def crisis_for(user: User, crisis_id: int, right: Right = Right.ENTER) -> CrisisEvent:
    """The line of a register that tells of a crisis, with its cluster and study at hand, or a refusal."""
    return _line_of_register(CrisisEvent.objects.all(), user, crisis_id, right)


def policy_for(user: User, policy_id: int, right: Right = Right.ENTER) -> PolicyAction:
    """The line of a register that tells of a policy action, with its cluster and study at hand, or a refusal."""
    return _line_of_register(PolicyAction.objects.all(), user, policy_id, right)


def _line_of_register(lines: QuerySet[Line], user: User, number: int, right: Right) -> Line:
    line = lines.select_related("cluster__study").filter(cluster__in=clusters_for(user), pk=number).first()
    if line is None:
        raise Http404(_("There is no such line in a register of yours; somebody may have taken it out already."))
    if not may(user, right, line.cluster):
        raise PermissionDenied(_("Your role in this cluster does not allow this."))
    return line


def membership_for(user: User, study_slug: str, membership_id: int, right: Right = Right.MANAGE) -> Membership:
    """The membership, with its person and study at hand, or a refusal."""
    study = study_for(user, study_slug, right)
    membership = Membership.objects.select_related("user", "study").filter(study=study, pk=membership_id).first()
    if membership is None:
        raise Http404(_("There is no such role in this study; somebody may have taken it away already."))
    return membership


def holds_a_role_of_trust(user: User) -> bool:
    """Whether the person reviews or manages anywhere: an account that others rely on needs a second factor."""
    return Membership.objects.filter(user=user, role__in=(Role.REVIEWER, Role.MANAGER)).exists()


def invitation_for(user: User, study_slug: str, invitation_id: int) -> Invitation:
    """The invitation to a study the person manages, or a refusal."""
    study = study_for(user, study_slug, Right.MANAGE)
    invitation = Invitation.objects.select_related("study").filter(study=study, pk=invitation_id).first()
    if invitation is None:
        raise Http404(_("There is no such invitation to this study."))
    return invitation


def may_reset_second_factor(user: User, person: User) -> bool:
    """Whether somebody who manages may reset it: of people of theirs alone, whom nobody else relies on."""
    if user.is_superuser:
        return True
    managed = whole_studies_for(user, Right.MANAGE).values("pk")
    held = Membership.objects.filter(user=person)
    is_theirs = held.exists() and not held.exclude(study__in=managed).exists()
    return is_theirs and person != user and not (person.is_superuser or person.is_staff)


def may_open_studies(user: User) -> bool:
    """Whether the person may open a study of their own."""
    return user.has_perm("clusters.add_study")


def opener(user: User) -> User:
    """The person, who becomes the manager of what they open, or a refusal."""
    if not may_open_studies(user):
        raise PermissionDenied(_("Only people whom the administrator allowed it may open a study."))
    return user
