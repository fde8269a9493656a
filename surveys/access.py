"""Guards of interviews and workshops: they hand over the object, or refuse.

A stranger to the cluster gets 404, so that its existence is not told; somebody inside it without the right gets 403.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.access import Right, clusters_for, may
from surveys.models import Interview, Workshop


def interviews_for(user: User, right: Right = Right.VIEW) -> QuerySet[Interview]:
    """Interviews of the clusters in which the person holds the right."""
    return Interview.objects.filter(firm__cluster__in=clusters_for(user, right))


def workshops_for(user: User, right: Right = Right.VIEW) -> QuerySet[Workshop]:
    """Workshops of the clusters in which the person holds the right."""
    return Workshop.objects.filter(cluster__in=clusters_for(user, right))


def interview_for(user: User, interview_id: UUID, right: Right = Right.VIEW) -> Interview:
    """The interview, with its firm, cluster, study and questionnaire at hand, or a refusal."""
    interview = (
        interviews_for(user)
        .select_related("firm__cluster__study", "questionnaire", "author")
        .filter(pk=interview_id)
        .first()
    )
    if interview is None:
        raise Http404(_("There is no such interview among yours."))
    if right is not Right.VIEW and not may(user, right, interview.firm.cluster):
        raise PermissionDenied(_("Your role in this cluster does not allow this."))
    return interview


def workshop_for(user: User, workshop_id: UUID, right: Right = Right.VIEW) -> Workshop:
    """The workshop, with its cluster and study at hand, or a refusal."""
    workshop = workshops_for(user).select_related("cluster__study", "moderator").filter(pk=workshop_id).first()
    if workshop is None:
        raise Http404(_("There is no such workshop among yours."))
    if right is not Right.VIEW and not may(user, right, workshop.cluster):
        raise PermissionDenied(_("Your role in this cluster does not allow this."))
    return workshop
