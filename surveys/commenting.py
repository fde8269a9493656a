"""Asking and answering about a question of an interview: each word is a row of its own, and a correction is another."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from surveys.answering import locked
from surveys.catalogue import catalogue_of
from surveys.errors import InterviewClosed, NoteRequired, RevisionConflict, UnknownQuestion
from surveys.models import Awaits, Comment, CommentKind, Interview, Thread, ThreadReading
from surveys.review_table import LOCKED

LONGEST = 4000


@transaction.atomic
def write_comment(
    *,
    interview: Interview,
    item: str,
    by: User,
    as_reviewer: bool,
    text: str,
    now: datetime,
    comment_id: UUID | None = None,
    made_at: datetime | None = None,
    device: str = "",
) -> Comment:
    """Say something about a question, or about the whole interview (`item` empty); its thread is open from then on.

    The same id with the same words changes nothing; with others it raises RevisionConflict. Nothing is written on an
    approved interview.
    """
    stored = locked(interview)
    said = text.strip()[:LONGEST]
    known = Comment.objects.select_related("thread").filter(pk=comment_id).first() if comment_id else None
    if known is not None:
        _refuse_other_words(known, stored, item, by, said)
        return known
    _refuse_locked(stored)
    if not said:
        raise NoteRequired(_("A comment is empty."), _("Write what is asked or answered."), place=item)
    if item and item not in catalogue_of(stored.questionnaire).items:
        raise UnknownQuestion(
            _("The interview has no question %(code)s.") % {"code": item}, _("Reload the page."), place=item
        )
    awaits = Awaits.CONSULTANT if as_reviewer else Awaits.REVIEWER
    thread, _is_new = Thread.objects.update_or_create(
        interview=stored,
        item=item,
        defaults={"awaits": awaits, "last_at": now},
        create_defaults={"awaits": awaits, "last_at": now, "opened_at": now},
    )
    return _add(thread, CommentKind.SAID, by, as_reviewer, said, now, comment_id, made_at, device)


@transaction.atomic
def resolve_thread(*, thread: Thread, by: User, now: datetime, text: str = "") -> None:
    """Say that a question about a question is settled; a second click does nothing more."""
    stored = _locked_thread(thread)
    if stored.is_open:
        _move(stored, CommentKind.RESOLVED, Awaits.NOBODY, by, text, now)
    thread.awaits = stored.awaits


@transaction.atomic
def reopen_thread(*, thread: Thread, by: User, now: datetime, text: str = "") -> None:
    """Open a resolved thread again; the consultant is asked."""
    stored = _locked_thread(thread)
    if not stored.is_open:
        _move(stored, CommentKind.REOPENED, Awaits.CONSULTANT, by, text, now)
    thread.awaits = stored.awaits


@transaction.atomic
def note_as_read(*, interview: Interview, by: User, now: datetime) -> int:
    """Note that the person has read every thread of the interview; returns how many held something new."""
    unread = [thread for thread in interview.threads.all() if not _has_read(thread, by)]
    ThreadReading.objects.bulk_create(
        [ThreadReading(thread=thread, person=by, read_at=now) for thread in unread],
        update_conflicts=True,
        unique_fields=["thread", "person"],
        update_fields=["read_at"],
    )
    return len(unread)


def _has_read(thread: Thread, person: User) -> bool:
    return thread.readings.filter(person=person, read_at__gte=thread.last_at).exists()


def _locked_thread(thread: Thread) -> Thread:
    _refuse_locked(locked(thread.interview))
    return Thread.objects.select_for_update().select_related("interview").get(pk=thread.pk)


def _move(thread: Thread, kind: CommentKind, awaits: Awaits, by: User, text: str, now: datetime) -> None:
    thread.awaits, thread.last_at = awaits, now
    thread.save(update_fields=["awaits", "last_at"])
    _add(thread, kind, by, True, text.strip()[:LONGEST], now)


def _add(
    thread: Thread,
    kind: CommentKind,
    by: User,
    as_reviewer: bool,
    text: str,
    now: datetime,
    comment_id: UUID | None = None,
    made_at: datetime | None = None,
    device: str = "",
) -> Comment:
    comment = Comment.objects.create(
        id=comment_id or uuid4(),
        thread=thread,
        kind=kind,
        by=by,
        as_reviewer=as_reviewer,
        text=text,
        made_at=made_at or now,
        received_at=now,
        device=device,
    )
    ThreadReading.objects.update_or_create(thread=thread, person=by, defaults={"read_at": now})
    return comment


def _refuse_locked(interview: Interview) -> None:
    if interview.state in LOCKED:
        raise InterviewClosed(
            _("The interview with %(firm)s is approved.") % {"firm": interview.firm},
            _("Withdraw the approval first; then comments can be written again."),
        )


def _refuse_other_words(known: Comment, interview: Interview, item: str, by: User, said: str) -> None:
    same = (known.thread.interview_id, known.thread.item, known.by_id, known.text)
    if same != (interview.pk, item, by.pk, said):
        raise RevisionConflict(
            _("The comment %(id)s has been recorded before with other words.") % {"id": known.pk},
            _("Nothing was changed. Send these words under an id of their own."),
        )
