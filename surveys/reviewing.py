"""The walk of an interview through review: submitted, passed where a study asks for two steps, approved; or returned.

Each step locks the interview, takes one line of `surveys.review_table` and writes down what happened; a second click
finds it done and does nothing more.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from clusters.access import Right, whole_studies_for
from clusters.models import Disposition
from clusters.registry import set_disposition
from surveys.double_scoring import freeze_blind_answers
from surveys.errors import (
    CommentsOpen,
    ConflictsOpen,
    NoteRequired,
    NotHeadquarters,
    OwnCheck,
    OwnInterview,
    WrongState,
)
from surveys.models import Awaits, Interview, InterviewState, ReviewEvent
from surveys.queries import OpenItem, open_items
from surveys.review_table import APPROVED, CHECKED, LOCKED, SUBMITTED, Actor, Move, Step, is_line, move_of
from surveys.signals import approval_changed
from surveys.standings import keep_standing, remember_levels
from surveys.study_setup import setup_of


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
    if _take(stored, Step.SUBMIT, by=by, now=now, submitted_at=now):
        freeze_blind_answers(interview=stored, now=now)
        _set_disposition(stored, still_open)
    _tell(interview, stored)
    return still_open


@transaction.atomic
def return_interview(*, interview: Interview, by: User | None, note: str, now: datetime) -> None:
    """Give the interview back to its consultant, with the reason."""
    stored = _locked(interview)
    reason = _reason(note, _("Say what should be looked at again."))
    if _take(stored, Step.RETURN, by=by, now=now, note=reason):
        remember_levels(interview=stored)
    _tell(interview, stored)


@transaction.atomic
def pass_interview(*, interview: Interview, by: User | None, now: datetime, note: str = "") -> None:
    """Let the interview go on to headquarters, in a study of two steps; nobody passes answers of their own."""
    stored = _locked(interview)
    _take(stored, Step.CHECK, by=by, now=now, note=note.strip())
    _tell(interview, stored)


@transaction.atomic
def send_back_interview(*, interview: Interview, by: User | None, note: str, now: datetime) -> None:
    """Give an interview that was passed back to the reviewers of its cluster, with the reason."""
    stored = _locked(interview)
    reason = _reason(note, _("Say what the supervisor should look at again."))
    _take(stored, Step.SEND_BACK, by=by, now=now, note=reason)
    _tell(interview, stored)


@transaction.atomic
def approve_interview(*, interview: Interview, by: User | None, now: datetime, note: str = "") -> None:
    """Let the interview into runs, by the last step of its study; nobody approves answers of their own."""
    stored = _locked(interview)
    if _take(stored, Step.APPROVE, by=by, now=now, note=note.strip(), approved_at=now):
        _announce(stored)
    _tell(interview, stored)


@transaction.atomic
def withdraw_approval(*, interview: Interview, by: User | None, note: str, now: datetime) -> None:
    """Take the approval back, with the reason: the interview stands again where it was approved from."""
    stored = _locked(interview)
    reason = _reason(note, _("Say why the approval is withdrawn."))
    if _take(stored, Step.WITHDRAW, by=by, now=now, note=reason, approved_at=None):
        _announce(stored)
    _tell(interview, stored)


def way_to(interview: Interview) -> ReviewEvent | None:
    """The step that brought the interview to its state; a withdrawn approval brought it nowhere new."""
    steps = interview.review_events.filter(to_state=interview.state).exclude(from_state__in=LOCKED)
    return steps.order_by("at", "pk").last()


def is_headquarters(user: User, interview: Interview) -> bool:
    """Whether the person reviews the whole study, which the last of two steps asks for."""
    return whole_studies_for(user, Right.REVIEW).filter(pk=interview.firm.cluster.study_id).exists()


def _set_disposition(interview: Interview, still_open: list[OpenItem]) -> None:
    """What became of the firm; a second scoring says nothing of that."""
    if interview.is_second_scoring:
        return
    unanswered = any(each.is_unanswered and each.item.counts for each in still_open)
    set_disposition(firm=interview.firm, disposition=Disposition.PARTIAL if unanswered else Disposition.COMPLETE)


def _locked(interview: Interview) -> Interview:
    return (
        Interview.objects.select_related("firm__cluster__study", "questionnaire")
        .select_for_update(of=("self",))
        .get(pk=interview.pk)
    )


def _take(
    interview: Interview, step: Step, *, by: User | None, now: datetime, note: str = "", **dates: datetime | None
) -> bool:
    """Take the step that begins at the interview's state; False when the same person has just taken it."""
    begin, steps = interview.state, setup_of(interview.firm.cluster.study).review_steps
    way = way_to(interview)
    move = move_of(step, begin, steps=steps, came_from=way.from_state if way else SUBMITTED)
    if move is None:
        if _was_just_done(interview, step, by=by, note=note):
            return False
        raise _wrong_state(interview, step, steps)
    _refuse_others(interview, move, way, by)
    _refuse_open_comments(interview, move)
    moved = Interview.objects.filter(pk=interview.pk, state=begin).update(state=move.end, **dates)
    if not moved:
        raise WrongState(_("The interview has just been changed by somebody else."), _("Reload the page."))
    ReviewEvent.objects.create(
        interview=interview,
        from_state=begin,
        to_state=move.end,
        by=by,
        at=now,
        note=note,
        revision_count=interview.revision_count,
    )
    keep_standing(interview=interview)
    interview.state = InterviewState(move.end)
    for name, date in dates.items():
        setattr(interview, name, date)
    return True


def _wrong_state(interview: Interview, step: Step, steps: int) -> WrongState:
    is_too_early = step is Step.APPROVE and move_of(Step.CHECK, interview.state, steps=steps) is not None
    fact = _("The interview with %(firm)s is now: %(state)s.")
    told = {"firm": interview.firm, "state": interview.get_state_display()}
    if is_too_early:
        return WrongState(fact % told, _("This study reviews in two steps: pass it first, then headquarters approves."))
    return WrongState(fact % told, _("Reload the page to see what happened to it."))


def _was_just_done(interview: Interview, step: Step, *, by: User | None, note: str) -> bool:
    """Whether the last step of review was this very one: a second click, not a second opinion."""
    last = interview.review_events.order_by("at", "pk").last()
    return (
        last is not None
        and last.to_state == interview.state
        and is_line(step, last.from_state, last.to_state)
        and last.by_id == (by.pk if by else None)
        and last.note == note
    )


def _reason(note: str, remedy: str) -> str:
    reason = note.strip()
    if not reason:
        raise NoteRequired(_("A note is needed."), remedy, place="note")
    return reason


def _refuse_others(interview: Interview, move: Move, way: ReviewEvent | None, by: User | None) -> None:
    """Refuse whoever may not take this step; a command on the server acts for nobody and may."""
    if by is None:
        return
    if move.actor is Actor.HEADQUARTERS and not is_headquarters(by, interview):
        raise NotHeadquarters(
            _("This is the step of headquarters."), _("Somebody who reviews the whole study takes it."), place=move.step
        )
    if not move.by_another:
        return
    if interview.author_id == by.pk or interview.revisions.filter(author=by).exists():
        remedy = _("Somebody else has to approve it.") if move.end == APPROVED else _("Somebody else has to pass it.")
        raise OwnInterview(_("You gave answers in this interview yourself."), remedy, place=move.step)
    if move.actor is Actor.HEADQUARTERS and move.begin == CHECKED and way is not None and way.by_id == by.pk:
        raise OwnCheck(_("You passed this interview yourself."), _("Somebody else has to approve it."), place=move.step)


def _refuse_open_comments(interview: Interview, move: Move) -> None:
    count = interview.threads.exclude(awaits=Awaits.NOBODY).count() if move.end == APPROVED else 0
    if count:
        told = ngettext(
            "%(count)d comment on this interview is open.", "%(count)d comments on this interview are open.", count
        )
        raise CommentsOpen(
            told % {"count": count},
            _("Resolve what is settled, or return the interview."),
            place=move.step,
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
