"""Settling what two scorers answered differently: the answer that holds goes into the first interview's log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from surveys.answering import append_revision, locked
from surveys.errors import NoteRequired, ScoringRefused, WrongState
from surveys.folding import TOLD, UNTOUCHED, Entry, ids_of, says_the_same
from surveys.models import DoubleScoring, Interview, Revision, Settlement
from surveys.review_table import OPEN, WITH_SUPERVISOR
from surveys.standings import keep_standing


@transaction.atomic
def settle_difference(
    *,
    pair: DoubleScoring,
    item: str,
    holds: str,
    reason: str,
    by: User,
    now: datetime,
    answer: Mapping[str, Any] | None = None,
) -> Settlement:
    """Say which of two blind answers holds, or `answer`; it enters the first interview under the name of who gave it.

    The blind answers stay as they are. A third answer is given by whoever settles. Raises ScoringRefused while the pair
    is blind and for an item on which both agree, NoteRequired without a reason or without the third answer, and
    WrongState while the first interview is approved or with headquarters.
    """
    first = locked(pair.first)
    stored = DoubleScoring.objects.get(pk=pair.pk)
    entries = answers_that_differ(stored).get(item)
    if stored.revealed_at is None or entries is None or holds not in Settlement.Holds.values:
        raise ScoringRefused(
            _("The two scorers did not answer this differently."), _("Reload the page and choose one of the answers.")
        )
    reason = _reason(reason)
    _refuse_closed(first)
    third = _third(answer) if holds == Settlement.Holds.OTHER else None
    entry, author_id = {
        Settlement.Holds.FIRST.value: (entries[0], first.author_id),
        Settlement.Holds.SECOND.value: (entries[1], stored.scorer_id),
    }.get(holds, (third or UNTOUCHED, by.pk))
    revision = _record(first, item, entry, author_id, now)
    last = Settlement.objects.filter(pair=stored, item=item).order_by("pk").last()
    same = last and (last.holds, last.answer, last.reason, last.by_id) == (holds, third, reason, by.pk)
    if revision is None and last is not None and same:
        return last
    return Settlement.objects.create(
        pair=stored, item=item, holds=holds, answer=third, reason=reason, by=by, at=now, revision=revision
    )


def _reason(said: str) -> str:
    if not said.strip():
        raise NoteRequired(_("A reason is needed."), _("Say why this answer holds."), place="reason")
    return said.strip()


def _refuse_closed(first: Interview) -> None:
    if first.state not in OPEN | WITH_SUPERVISOR:
        raise WrongState(
            _("The interview with %(firm)s is now: %(state)s.")
            % {"firm": first.firm, "state": first.get_state_display()},
            _("Take it back to the reviewers first; then differences can be settled."),
        )


def _third(answer: Mapping[str, Any] | None) -> Entry:
    if answer is None or answer.get("state", UNTOUCHED["state"]) == UNTOUCHED["state"]:
        raise NoteRequired(
            _("The other answer is needed."), _("Give the answer that holds, or choose one of the two."), place="answer"
        )
    return {part: answer.get(part, UNTOUCHED[part]) for part in TOLD}


def can_be_settled(pair: DoubleScoring) -> bool:
    """Whether the first interview is where answers still may be changed."""
    return pair.first.state in OPEN | WITH_SUPERVISOR


def answers_that_differ(pair: DoubleScoring) -> dict[str, tuple[Entry, Entry]]:
    """By item, the two blind answers where they differ in state, value or who did it; none while one is missing."""
    if pair.first_answers is None or pair.second_answers is None:
        return {}
    found = {}
    for code in sorted({*pair.first_answers, *pair.second_answers}):
        one, other = (answers.get(code, UNTOUCHED) for answers in (pair.first_answers, pair.second_answers))
        if not says_the_same(one, other):
            found[code] = (one, other)
    return found


def _record(first: Interview, item: str, entry: Entry, author_id: Any, now: datetime) -> Revision | None:
    """The answer as one more revision, replacing whatever stands; none where it stands already."""
    conflict = first.conflicts.get(item)
    standing = conflict or [each for each in [first.answers.get(item)] if each is not None]
    if not conflict and says_the_same(standing[0] if standing else UNTOUCHED, entry):
        return None
    replaced = sorted(each for answer in standing for each in ids_of(answer))
    told = {part: entry.get(part, UNTOUCHED[part]) for part in TOLD}
    change = {**told, "seen": replaced[0] if replaced else None, **({"settles": replaced} if replaced[1:] else {})}
    revision = append_revision(
        first, Revision(id=uuid4(), author_id=author_id, made_at=now, received_at=now, changes={item: change})
    )
    keep_standing(interview=first)
    return revision
