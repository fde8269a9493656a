"""The walk of an interview through review: submitted, returned, submitted again, approved.

Each step locks the interview, changes its state only from where the step begins, and writes down what happened; a
second click finds it done and does nothing more.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from clusters.models import Disposition
from clusters.registry import set_disposition
from surveys.errors import ConflictsOpen, NoteRequired, OwnInterview, WrongState
from surveys.models import Interview, InterviewState, ReviewEvent
from surveys.queries import OpenItem, open_items
from surveys.signals import approval_changed

State = InterviewState
SUBMIT = {State.DRAFT: State.SUBMITTED, State.RETURNED: State.RESUBMITTED}
RETURN = {State.SUBMITTED: State.RETURNED, State.RESUBMITTED: State.RETURNED}
APPROVE = {State.SUBMITTED: State.APPROVED, State.RESUBMITTED: State.APPROVED}


@transaction.atomic
def submit_interview(*, interview: Interview, by: User | None, now: datetime) -> list[OpenItem]:
    """Hand the interview to the reviewers; returns what is still open, which stays missing.

    Raises ConflictsOpen while two answers to one question stand side by side. The firm's disposition becomes
    complete, or partial when a question on which a rung can rest was left without any answer.
    """
    stored = _locked(interview)
    if stored.conflicts and stored.is_open:
        raise ConflictsOpen(
            ngettext(
                "%(count)d question has two answers that differ.",
                "%(count)d questions have two answers that differ.",
                len(stored.conflicts),
            )
            % {"count": len(stored.conflicts)},
            _("Choose one of them for each, then submit."),
        )
    still_open = open_items(stored)
    if _step(stored, SUBMIT, by=by, now=now, note="", submitted_at=now):
        unanswered = any(each.is_unanswered and each.item.counts for each in still_open)
        disposition = Disposition.PARTIAL if unanswered else Disposition.COMPLETE
        set_disposition(firm=stored.firm, disposition=disposition)
    _tell(interview, stored)
    return still_open


@transaction.atomic
def return_interview(*, interview: Interview, by: User | None, note: str, now: datetime) -> None:
    """Give the interview back to its consultant, with the reason."""
    stored = _locked(interview)
    _step(stored, RETURN, by=by, now=now, note=_reason(note, _("Say what should be looked at again.")))
    _tell(interview, stored)


@transaction.atomic
def approve_interview(*, interview: Interview, by: User | None, now: datetime, note: str = "") -> None:
    """Let the interview into runs; nobody approves answers of their own."""
    stored = _locked(interview)
    _refuse_own(stored, by)
    if _step(stored, APPROVE, by=by, now=now, note=note.strip(), approved_at=now):
        _announce(stored)
    _tell(interview, stored)


@transaction.atomic
def withdraw_approval(*, interview: Interview, by: User | None, note: str, now: datetime) -> None:
    """Take the approval back, with the reason: the interview stands again where it was approved from."""
    stored = _locked(interview)
    reason = _reason(note, _("Say why the approval is withdrawn."))
    approval = stored.review_events.filter(to_state=State.APPROVED).order_by("-at", "-pk").first()
    back_to = State(approval.from_state) if approval else State.SUBMITTED
    if _step(stored, {State.APPROVED: back_to}, by=by, now=now, note=reason, approved_at=None):
        _announce(stored)
    _tell(interview, stored)


def _locked(interview: Interview) -> Interview:
    return (
        Interview.objects.select_related("firm__cluster__study", "questionnaire")
        .select_for_update(of=("self",))
        .get(pk=interview.pk)
    )


def _step(
    interview: Interview,
    steps: Mapping[InterviewState, InterviewState],
    *,
    by: User | None,
    now: datetime,
    note: str,
    **dates: datetime | None,
) -> bool:
    """Take the step that begins at the interview's state; False when the same person has just taken it."""
    begin = State(interview.state)
    if begin not in steps:
        if _was_just_done(interview, steps, by=by, note=note):
            return False
        raise WrongState(
            _("The interview with %(firm)s is now: %(state)s.")
            % {"firm": interview.firm, "state": interview.get_state_display()},
            _("Reload the page to see what happened to it."),
        )
    moved = Interview.objects.filter(pk=interview.pk, state=begin).update(state=steps[begin], **dates)
    if not moved:
        raise WrongState(_("The interview has just been changed by somebody else."), _("Reload the page."))
    ReviewEvent.objects.create(
        interview=interview,
        from_state=begin,
        to_state=steps[begin],
        by=by,
        at=now,
        note=note,
        revision_count=interview.revision_count,
    )
    interview.state = steps[begin]
    for name, date in dates.items():
        setattr(interview, name, date)
    return True


def _was_just_done(
    interview: Interview, steps: Mapping[InterviewState, InterviewState], *, by: User | None, note: str
) -> bool:
    """Whether the last step of review was this very one: a second click, not a second opinion."""
    last = interview.review_events.order_by("at", "pk").last()
    return (
        last is not None
        and steps.get(State(last.from_state)) == last.to_state == interview.state
        and last.by_id == (by.pk if by else None)
        and last.note == note
    )


def _reason(note: str, remedy: str) -> str:
    reason = note.strip()
    if not reason:
        raise NoteRequired(_("A note is needed."), remedy, place="note")
    return reason


def _refuse_own(interview: Interview, by: User | None) -> None:
    if by is not None and (interview.author_id == by.pk or interview.revisions.filter(author=by).exists()):
        raise OwnInterview(
            _("You gave answers in this interview yourself."), _("Somebody else has to approve it."), place="approve"
        )


def _announce(interview: Interview) -> None:
    ids, study_id = [interview.pk], interview.firm.cluster.study_id
    # A lambda: Django reports what fails here by its name, and a partial has none.
    transaction.on_commit(
        lambda: approval_changed.send(sender=Interview, interview_ids=ids, study_id=study_id), robust=True
    )


def _tell(given: Interview, stored: Interview) -> None:
    """Bring the row the caller holds up to what is stored."""
    for name in ("state", "submitted_at", "approved_at"):
        setattr(given, name, getattr(stored, name))
