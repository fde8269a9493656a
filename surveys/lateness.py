"""Answers that arrive when their interview is with the reviewers or approved: proposals, never changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from surveys.answering import append_revision, cleaned_changes, locked
from surveys.errors import InterviewClosed, NoteRequired, RevisionConflict, WrongState
from surveys.folding import TOLD, UNTOUCHED, ids_of, says_the_same
from surveys.models import Interview, InterviewState, LateAnswer, LateAnswerState, Revision
from surveys.standings import keep_standing


@transaction.atomic
def record_late(
    *,
    interview: Interview,
    author: User | None,
    changes: Mapping[str, Mapping[str, Any]],
    now: datetime,
    revision_id: UUID,
    made_at: datetime | None = None,
    device: str = "",
) -> list[LateAnswer]:
    """Lay the answers of a revision that came too late before the reviewers, one proposal an item.

    The same id with the same content changes nothing; with other content it raises RevisionConflict. What says only
    what stands already needs no decision. Raises AnswersRefused, with every problem, when an answer cannot be right.
    """
    stored = locked(interview)
    cleaned = cleaned_changes(stored, changes)
    known = list(LateAnswer.objects.filter(revision=revision_id))
    if known:
        _refuse_other_content(known, stored, cleaned)
        return known
    return LateAnswer.objects.bulk_create(
        LateAnswer(
            revision=revision_id,
            interview=stored,
            item=item,
            change=change,
            author=author,
            made_at=made_at or now,
            received_at=now,
            device=device,
            state=LateAnswerState.SAME if _adds_nothing(stored, item, change) else LateAnswerState.WAITING,
        )
        for item, change in cleaned.items()
    )


@transaction.atomic
def take_late_answer(*, late_answer: LateAnswer, by: User, now: datetime, note: str = "") -> Revision:
    """Let a late answer hold in place of whatever stands; the answer it replaces stays in the log.

    It enters the log under its author's name, and the proposal keeps who took it over. Raises InterviewClosed while
    the interview is approved, and WrongState when the proposal was decided before.
    """
    interview = locked(late_answer.interview)
    if interview.state == InterviewState.APPROVED:
        raise InterviewClosed(
            _("The interview with %(firm)s is approved.") % {"firm": interview.firm},
            _("Withdraw the approval first; then this answer can be taken over."),
        )
    stored = _decide(late_answer, LateAnswerState.TAKEN, by=by, now=now, note=note)
    standing = interview.conflicts.get(stored.item) or [
        entry for entry in [interview.answers.get(stored.item)] if entry is not None
    ]
    replaced = sorted(each for entry in standing for each in ids_of(entry))
    told = {part: stored.change.get(part, UNTOUCHED[part]) for part in TOLD}
    change = {**told, "seen": replaced[0] if replaced else None, **({"settles": replaced} if replaced[1:] else {})}
    revision = append_revision(
        interview,
        Revision(
            id=uuid5(stored.revision, stored.item),
            author=stored.author,
            made_at=stored.made_at,
            received_at=now,
            device=stored.device,
            changes={stored.item: change},
        ),
    )
    keep_standing(interview=interview)
    return revision


@transaction.atomic
def decline_late_answer(*, late_answer: LateAnswer, by: User, note: str, now: datetime) -> None:
    """Leave what stands as it is, with the reason; the late answer stays on record."""
    if not note.strip():
        raise NoteRequired(_("A note is needed."), _("Say why the answer is not taken over."), place="note")
    locked(late_answer.interview)
    _decide(late_answer, LateAnswerState.DECLINED, by=by, now=now, note=note)


def _decide(late_answer: LateAnswer, state: LateAnswerState, *, by: User, now: datetime, note: str) -> LateAnswer:
    stored = LateAnswer.objects.select_for_update().get(pk=late_answer.pk)
    if stored.state != LateAnswerState.WAITING:
        raise WrongState(
            _("This late answer was decided before: %(state)s.") % {"state": stored.get_state_display()},
            _("Reload the page."),
        )
    stored.state, stored.decided_by, stored.decided_at, stored.note = state, by, now, note.strip()
    stored.save(update_fields=["state", "decided_by", "decided_at", "note"])
    return stored


def _adds_nothing(interview: Interview, item: str, change: Mapping[str, Any]) -> bool:
    """Whether the interview says the same already, with every word of the note and the evidence."""
    if item in interview.conflicts:
        return False
    standing = interview.answers.get(item, UNTOUCHED)
    evidence = change["evidence"].items() <= standing["evidence"].items()
    return says_the_same(standing, change) and change["note"] in standing["note"] and evidence


def _refuse_other_content(known: list[LateAnswer], interview: Interview, cleaned: Mapping[str, Any]) -> None:
    before = {each.item: each.change for each in known}
    if any(each.interview_id != interview.pk for each in known) or before != cleaned:
        raise RevisionConflict(
            _("The revision %(id)s has been recorded before with other content.") % {"id": known[0].revision},
            _("Nothing was changed. Send these answers under an id of their own."),
        )
