"""A device's word that an interview is finished: it counts once every answer it rests on has arrived."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from surveys.answering import locked
from surveys.errors import AnswersOnTheWay, ReturnedMeanwhile, RevisionConflict
from surveys.models import Handover, Interview, InterviewState, LateAnswer, Revision
from surveys.reviewing import submit_interview


@transaction.atomic
def hand_over(
    *,
    handover_id: UUID,
    interview: Interview,
    author: User,
    made_at: datetime,
    rests_on: Iterable[UUID],
    knew: str,
    now: datetime,
) -> Handover:
    """Hand the interview to the reviewers as its device asked; the same id again changes nothing.

    `rests_on` are the revisions the device had made; `knew` is the state it took the interview to be in. Raises
    AnswersOnTheWay until all of them are here, ReturnedMeanwhile when the reviewers sent the interview back after the
    device last heard of it, ConflictsOpen while answers differ, and RevisionConflict for other content under a known
    id. An interview that somebody else has handed over before stays as it is.
    """
    stored = locked(interview)
    wanted = sorted({str(each) for each in rests_on})
    known = Handover.objects.filter(pk=handover_id).order_by().first()
    if known is not None:
        if known.interview_id != stored.pk or known.rests_on != wanted:
            raise RevisionConflict(
                _("The message %(id)s has come before with other content.") % {"id": handover_id},
                _("Nothing was changed. Finish the interview once more."),
            )
        return known
    _refuse_before_all_are_here(wanted)
    if stored.state == InterviewState.RETURNED and knew != InterviewState.RETURNED:
        raise ReturnedMeanwhile(
            _("The reviewers had returned the interview with %(firm)s.") % {"firm": stored.firm},
            _("Open it, read their note, and finish it again."),
        )
    if stored.is_open:
        submit_interview(interview=stored, by=author, now=now)
    interview.state, interview.submitted_at = stored.state, stored.submitted_at
    return Handover.objects.create(
        id=handover_id, interview=stored, author=author, made_at=made_at, received_at=now, rests_on=wanted
    )


def _refuse_before_all_are_here(wanted: list[str]) -> None:
    here = {str(pk) for pk in Revision.objects.filter(pk__in=wanted).order_by().values_list("pk", flat=True)}
    if set(wanted) - here:
        late = LateAnswer.objects.filter(revision__in=wanted).order_by()
        here |= {str(pk) for pk in late.values_list("revision", flat=True)}
    missing = len(set(wanted) - here)
    if missing:
        raise AnswersOnTheWay(
            ngettext(
                "%(count)d save of this interview has not arrived yet.",
                "%(count)d saves of this interview have not arrived yet.",
                missing,
            )
            % {"count": missing},
            _("It is handed over as soon as they are here; nothing need be done."),
        )
