"""Approving several interviews at once: all of them, or none as long as one of them is held up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from surveys.deciding import FORWARD, Decision, decision_for
from surveys.desk import TAKERS
from surveys.errors import ListedError, Problem
from surveys.flags import open_flags_of
from surveys.models import Awaits, Interview, LateAnswerState
from surveys.review_table import Step


@dataclass(frozen=True, slots=True)
class Judged:
    """One of the interviews chosen: the step it would take, and every reason why it is held up."""

    interview: Interview
    step: str
    reasons: tuple[str, ...]


class SomeHeldUp(ListedError):
    """Raised when some of the interviews cannot go on; none of them was touched. `judged` has all of them."""

    code = "some_held_up"

    def __init__(self, judged: Sequence[Judged]) -> None:
        self.judged = tuple(judged)
        problems = [
            Problem(str(each.interview), " ".join(each.reasons), _("Open it and decide there."))
            for each in judged
            if each.reasons
        ]
        super().__init__(_("Some of the interviews are held up; nothing was decided."), problems)


@transaction.atomic
def approve_several(*, interviews: Sequence[Interview], by: User, now: datetime) -> list[Judged]:
    """Approve these interviews, or pass them where their study has a second step; returns what was done.

    Raises SomeHeldUp, and then nothing is done, where one has open flags, open comments, answers that differ, late
    answers that wait, answers of the person's own, or no such step.
    """
    rows = Interview.objects.select_related("firm__cluster__study", "questionnaire", "author")
    ids = sorted({interview.pk for interview in interviews})
    judged = [judge(each, by) for each in rows.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")]
    if any(each.reasons for each in judged):
        raise SomeHeldUp(judged)
    for each in judged:
        TAKERS[Step(each.step)](interview=each.interview, by=by, now=now, note="")
    return judged


def judge(interview: Interview, by: User) -> Judged:
    """What stands in the way of approving an interview without reading it."""
    decision = decision_for(by, interview)
    reasons = [] if decision.forward else [_why_no_step(interview, decision)]
    if flags := len(open_flags_of(interview)):
        reasons.append(ngettext("%(n)d odd figure is open.", "%(n)d odd figures are open.", flags) % {"n": flags})
    if threads := interview.threads.exclude(awaits=Awaits.NOBODY).count():
        reasons.append(ngettext("%(n)d comment is open.", "%(n)d comments are open.", threads) % {"n": threads})
    if interview.conflicts:
        reasons.append(_("Answers differ."))
    if late := interview.late_answers.filter(state=LateAnswerState.WAITING).count():
        reasons.append(ngettext("%(n)d late answer waits.", "%(n)d late answers wait.", late) % {"n": late})
    return Judged(interview, decision.forward, tuple(reasons))


def _why_no_step(interview: Interview, decision: Decision) -> str:
    if any(move.step in FORWARD for move in decision.moves) and decision.remarks:
        return decision.remarks[-1]
    return _("It is now: %(state)s.") % {"state": interview.get_state_display()}
