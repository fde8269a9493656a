"""What lies on a reviewer's desk: the interviews of the clusters they review, and the steps they take with them."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.access import Right, clusters_for, study_for
from clusters.models import Cluster, Study
from surveys.forms.lists import LATE
from surveys.forms.review import APPROVE, RETURN, TAKE
from surveys.lateness import decline_late_answer, take_late_answer
from surveys.models import Interview, LateAnswer, LateAnswerState
from surveys.queries import AWAITING, ReviewRow, asked_count
from surveys.reviewing import approve_interview, return_interview, withdraw_approval


def clusters_on_desk(user: User, study_slug: str) -> tuple[Study, QuerySet[Cluster]]:
    """The study and those of its clusters the person reviews, or a refusal."""
    study = study_for(user, study_slug)
    clusters = clusters_for(user, Right.REVIEW).filter(study=study)
    if not clusters.exists():
        raise PermissionDenied(_("Your role in this study does not allow this."))
    return study, clusters


def counts_on_desk(clusters: QuerySet[Cluster]) -> dict[str, int]:
    """How many interviews are in each state."""
    interviews = Interview.objects.filter(firm__cluster__in=clusters)
    counts = dict(interviews.values_list("state").order_by("state").annotate(Count("pk")))
    return {**counts, LATE: _with_late_answers(interviews).count()}


def _with_late_answers(interviews: QuerySet[Interview]) -> QuerySet[Interview]:
    waiting = LateAnswer.objects.filter(interview=OuterRef("pk"), state=LateAnswerState.WAITING)
    return interviews.filter(Exists(waiting))


def desk_rows(clusters: QuerySet[Cluster], *, state: str = "", cluster: Cluster | None = None) -> list[ReviewRow]:
    """Interviews in this state, or with late answers, or else those that wait for a review: by cluster, the longest
    waiting first."""
    interviews = Interview.objects.filter(firm__cluster__in=clusters.filter(pk=cluster.pk) if cluster else clusters)
    if state == LATE:
        interviews = _with_late_answers(interviews)
    else:
        interviews = interviews.filter(state__in=[state] if state else AWAITING)
    return [
        ReviewRow(
            interview,
            asked=asked_count(interview.questionnaire, interview.firm.cluster.sector_variant),
            answered=interview.answered_count,
        )
        for interview in interviews.select_related("firm__cluster__study", "questionnaire", "author")
        .defer("answers")
        .order_by("firm__cluster__position", "firm__cluster__name", "submitted_at", "begun_at", "pk")
    ]


def take_step(*, interview: Interview, by: User, now: datetime, step: str, note: str) -> None:
    """Return, approve, or withdraw the approval, as the form says."""
    if step == RETURN:
        return_interview(interview=interview, by=by, note=note, now=now)
    elif step == APPROVE:
        approve_interview(interview=interview, by=by, note=note, now=now)
    else:
        withdraw_approval(interview=interview, by=by, note=note, now=now)


def decide_late_answer(*, late_answer: LateAnswer, by: User, now: datetime, step: str, note: str) -> None:
    """Take over an answer that came late, or leave what stands, as the form says."""
    if step == TAKE:
        take_late_answer(late_answer=late_answer, by=by, note=note, now=now)
    else:
        decline_late_answer(late_answer=late_answer, by=by, note=note, now=now)


def gave_answers(user: User, interview: Interview) -> bool:
    """Whether the answers are, all or in part, the person's own; nobody approves those."""
    return interview.author_id == user.pk or interview.revisions.filter(author=user).exists()
