"""Guards of interviews and workshops: they hand over the object, or refuse.

A stranger to the cluster gets 404, so that its existence is not told; somebody inside it without the right gets 403.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.access import Right, clusters_for, every_firm_for, firms_for, may, own_clusters_for
from clusters.models import Firm
from surveys.blindness import seen_interviews
from surveys.models import AgreedPhase, Evidence, Interview, LateAnswer, Panelist, Thread, Workshop


def interviews_for(user: User, right: Right = Right.VIEW) -> QuerySet[Interview]:
    """Interviews over which the person holds the right: with the firms that are theirs, and those they began.

    Two scorers of one firm do not see each other's (`surveys.blindness`).
    """
    if user.is_superuser:
        return seen_interviews(user, Interview.objects.all())
    begun = Q(author=user, firm__cluster__in=own_clusters_for(user, right))
    return seen_interviews(user, Interview.objects.filter(Q(firm__in=every_firm_for(user, right)) | begun))


def firms_seen_by(user: User) -> QuerySet[Firm]:
    """Firms a list may name: the person's own, and those of interviews they began before the firm went to another."""
    begun = interviews_for(user).filter(author=user, is_second_scoring=False)
    return Firm.objects.filter(Q(pk__in=firms_for(user).values("pk")) | Q(pk__in=begun.values("firm")))


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
    if right is not Right.VIEW and not interviews_for(user, right).filter(pk=interview.pk).exists():
        raise PermissionDenied(_("Your role in this cluster does not allow this."))
    return interview


def late_answer_for(user: User, late_answer_id: int, right: Right = Right.VIEW) -> LateAnswer:
    """The late answer, with its interview at hand, or a refusal."""
    late = LateAnswer.objects.filter(pk=late_answer_id, interview__in=interviews_for(user)).first()
    if late is None:
        raise Http404(_("There is no such late answer among those of your interviews."))
    late.interview = interview_for(user, late.interview_id, right)
    return late


def thread_for(user: User, thread_id: int, right: Right = Right.VIEW) -> Thread:
    """The thread of comments, with its interview at hand, or a refusal."""
    thread = Thread.objects.filter(pk=thread_id, interview__in=interviews_for(user)).first()
    if thread is None:
        raise Http404(_("There is no such comment among those of your interviews."))
    thread.interview = interview_for(user, thread.interview_id, right)
    return thread


def workshop_for(user: User, workshop_id: UUID, right: Right = Right.VIEW) -> Workshop:
    """The workshop, with its cluster and study at hand, or a refusal."""
    workshop = workshops_for(user).select_related("cluster__study", "moderator").filter(pk=workshop_id).first()
    if workshop is None:
        raise Http404(_("There is no such workshop among yours."))
    if right is not Right.VIEW and not may(user, right, workshop.cluster):
        raise PermissionDenied(_("Your role in this cluster does not allow this."))
    return workshop


def panelist_for(user: User, panelist_id: UUID, right: Right = Right.VIEW) -> Panelist:
    """The panelist, with the workshop at hand, or a refusal."""
    panelist = Panelist.objects.filter(pk=panelist_id, workshop__in=workshops_for(user)).first()
    if panelist is None:
        raise Http404(_("There is no such panelist among those of your workshops."))
    panelist.workshop = workshop_for(user, panelist.workshop_id, right)
    return panelist


def evidence_for(user: User, evidence_id: int, right: Right = Right.VIEW) -> Evidence:
    """The source laid before a panel, with the workshop at hand, or a refusal."""
    evidence = Evidence.objects.filter(pk=evidence_id, workshop__in=workshops_for(user)).first()
    if evidence is None:
        raise Http404(_("There is no such source among those of your workshops."))
    evidence.workshop = workshop_for(user, evidence.workshop_id, right)
    return evidence


def agreed_phase_for(user: User, agreed_phase_id: int, right: Right = Right.VIEW) -> AgreedPhase:
    """The agreed phase, with the workshop at hand, or a refusal."""
    agreed = AgreedPhase.objects.filter(pk=agreed_phase_id, workshop__in=workshops_for(user)).first()
    if agreed is None:
        raise Http404(_("There is no such agreed phase among those of your workshops."))
    agreed.workshop = workshop_for(user, agreed.workshop_id, right)
    return agreed
