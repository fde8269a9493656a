"""What lies on a reviewer's desk: the interviews of the clusters they review, and the steps they take with them."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from clusters.access import Right, clusters_for, study_for, whole_studies_for
from clusters.models import Cluster, Stratum, Study
from surveys.commenting import write_comment
from surveys.forms.review import TAKE
from surveys.forms.review_queue import Choices, QueueFilterForm
from surveys.lateness import decline_late_answer, take_late_answer
from surveys.models import Awaits, Interview, LateAnswer
from surveys.review_queue import ReviewQueue
from surveys.review_table import WAITING, WITH_SUPERVISOR, Step
from surveys.reviewing import (
    approve_interview,
    pass_interview,
    return_interview,
    send_back_interview,
    withdraw_approval,
)

TAKERS: dict[Step, Callable[..., None]] = {
    Step.CHECK: pass_interview,
    Step.APPROVE: approve_interview,
    Step.RETURN: return_interview,
    Step.SEND_BACK: send_back_interview,
    Step.WITHDRAW: withdraw_approval,
}


def clusters_on_desk(user: User, study_slug: str) -> tuple[Study, QuerySet[Cluster]]:
    """The study and those of its clusters the person reviews, or a refusal."""
    study = study_for(user, study_slug)
    clusters = clusters_for(user, Right.REVIEW).filter(study=study)
    if not clusters.exists():
        raise PermissionDenied(_("Your role in this study does not allow this."))
    return study, clusters


def awaited_by(user: User, study: Study) -> frozenset[str]:
    """The states of the interviews that wait for this person: for headquarters also those a supervisor has passed."""
    return WAITING if whole_studies_for(user, Right.REVIEW).filter(pk=study.pk).exists() else WITH_SUPERVISOR


def queue_on_desk(
    user: User, study: Study, clusters: QuerySet[Cluster], query: QueryDict
) -> tuple[QueueFilterForm, ReviewQueue]:
    """The person's queue as they have filtered it, and the filters."""
    form = QueueFilterForm(query, choices_on_desk(clusters))
    return form, ReviewQueue(clusters, awaited_by(user, study), form.wanted())


def choices_on_desk(clusters: QuerySet[Cluster]) -> Choices:
    """What the queue can be filtered by; three queries."""
    authors = User.objects.filter(interviews__firm__cluster__in=clusters).distinct().order_by("username")
    strata = Stratum.objects.filter(firms__cluster__in=clusters).distinct().order_by("code", "pk")
    return Choices(*({row.pk: row for row in rows} for rows in (clusters, authors, strata)))


@transaction.atomic
def take_step(
    *, interview: Interview, by: User, now: datetime, step: str, note: str, comments: Mapping[str, str] | None = None
) -> None:
    """Pass, approve, return, send back, or withdraw the approval, as the form says.

    `comments` are written beforehand, by question; a return that brings or meets comments needs no note of its own.
    """
    said = {item: text for item, text in (comments or {}).items() if text.strip()}
    for item, text in said.items():
        write_comment(interview=interview, item=item, by=by, as_reviewer=True, text=text, now=now)
    if step == Step.RETURN and not note.strip():
        note = _words_of_comments(interview)
    TAKERS[Step(step)](interview=interview, by=by, note=note, now=now)


def _words_of_comments(interview: Interview) -> str:
    asked = interview.threads.filter(awaits=Awaits.CONSULTANT).count()
    if not asked:
        return ""
    words = ngettext("See the comment on %(count)d question.", "See the comments on %(count)d questions.", asked)
    return words % {"count": asked}


def decide_late_answer(*, late_answer: LateAnswer, by: User, now: datetime, step: str, note: str) -> None:
    """Take over an answer that came late, or leave what stands, as the form says."""
    if step == TAKE:
        take_late_answer(late_answer=late_answer, by=by, note=note, now=now)
    else:
        decline_late_answer(late_answer=late_answer, by=by, note=note, now=now)
