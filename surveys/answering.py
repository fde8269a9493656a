"""Giving answers: each save is one revision in the interview's log, and the interview keeps the fold of its log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from surveys.answers import AnswerRefused, normalise
from surveys.catalogue import catalogue_of
from surveys.errors import AnswersRefused, InterviewClosed, NoSuchCandidate, Problem, RevisionConflict
from surveys.folding import TOLD, Fold, apply_changes, fold, ids_of
from surveys.models import Interview, LateAnswer, Revision

Changes = dict[str, dict[str, Any]]


@transaction.atomic
def record_revision(
    *,
    interview: Interview,
    author: User | None,
    changes: Mapping[str, Mapping[str, Any]],
    now: datetime,
    revision_id: UUID | str | None = None,
    made_at: datetime | None = None,
    device: str = "",
) -> Revision:
    """Add one revision to the log and bring the interview's answers, conflicts and counts up to it.

    `changes` maps item codes to what was told (`surveys.answers.normalise`). The same id with the same content
    changes nothing, even after the interview was submitted; with other content it raises RevisionConflict. Raises
    InterviewClosed when the interview is not open, or was not when this id first came, and AnswersRefused, with every
    problem, when an answer cannot be right: then nothing of the revision is kept.
    """
    stored = locked(interview)
    cleaned = cleaned_changes(stored, changes)
    known = Revision.objects.filter(pk=revision_id).order_by().first() if revision_id else None
    if known is not None:
        _refuse_other_content(known, stored, cleaned)
        return known
    refuse_closed(stored)
    _refuse_known_as_late(stored, revision_id)
    revision = append_revision(
        stored,
        Revision(
            id=UUID(str(revision_id)) if revision_id else uuid4(),
            author=author,
            made_at=made_at or now,
            received_at=now,
            device=device,
            changes=cleaned,
        ),
    )
    _tell(interview, stored)
    return revision


def append_revision(stored: Interview, revision: Revision) -> Revision:
    """Store a revision with clean changes as the next of a locked interview, and fold it in."""
    revision.interview = stored
    revision.sequence = stored.revision_count + 1
    revision.save(force_insert=True)
    revision.is_new = True
    folded = apply_changes(
        stored.answers,
        stored.conflicts,
        str(revision.pk),
        revision.changes,
        lambda: log_of(stored, before=revision.sequence),
    )
    _keep(stored, folded, revision_count=revision.sequence, changed_at=revision.received_at)
    return revision


@transaction.atomic
def settle_conflict(
    *, interview: Interview, item: str, keep_revision: UUID | str, author: User | None, now: datetime
) -> Revision:
    """Let one of the answers that stand side by side hold; the others stay in the log.

    Raises NoSuchCandidate when the item is not in conflict, or not about an answer of that revision.
    """
    stored = locked(interview)
    candidates = stored.conflicts.get(item, [])
    kept = next((entry for entry in candidates if str(keep_revision) in ids_of(entry)), None)
    if kept is None:
        raise NoSuchCandidate(
            _("This answer is not among those that stand side by side."),
            _("Open the list of conflicts again and choose one of the answers shown."),
            place=item,
        )
    change = {part: kept[part] for part in TOLD} | {
        "seen": kept["revision"],
        "settles": sorted(each for entry in candidates for each in ids_of(entry)),
    }
    return record_revision(interview=interview, author=author, changes={item: change}, now=now)


@transaction.atomic
def rebuild_interview(*, interview: Interview) -> bool:
    """Fold the whole log anew; returns whether the interview had strayed from it and was put right."""
    stored = locked(interview)
    log = log_of(stored, before=None)
    before = (stored.answers, stored.conflicts, stored.revision_count, stored.answered_count)
    _keep(
        stored,
        fold(log),
        revision_count=stored.revisions.count(),
        changed_at=stored.changed_at,
    )
    _tell(interview, stored)
    return before != (stored.answers, stored.conflicts, stored.revision_count, stored.answered_count)


def log_of(interview: Interview, *, before: int | None) -> list[tuple[str, Changes]]:
    """The interview's log as the fold takes it, in one query; up to the revision of this number, or all of it."""
    revisions = interview.revisions.order_by("sequence")
    if before is not None:
        revisions = revisions.filter(sequence__lt=before)
    return [(str(pk), changes) for pk, changes in revisions.values_list("pk", "changes")]


def locked(interview: Interview) -> Interview:
    """The stored interview; others who want to write to it wait until this transaction ends."""
    return (
        Interview.objects.select_related("firm__cluster", "questionnaire")
        .select_for_update(of=("self",))
        .get(pk=interview.pk)
    )


def cleaned_changes(interview: Interview, changes: Mapping[str, Mapping[str, Any]]) -> Changes:
    """What was told of each item as it is stored, or AnswersRefused with every problem."""
    catalogue = catalogue_of(interview.questionnaire)
    variant = interview.firm.cluster.sector_variant
    cleaned: Changes = {}
    problems: list[Problem] = []
    for code, raw in changes.items():
        item = catalogue.items.get(code)
        if item is None or not item.applies_to(variant):
            problems.append(
                Problem(code, _("This is not asked in this interview."), _("Leave it out, or correct its code."))
            )
            continue
        try:
            cleaned[code] = normalise(item, raw)
        except AnswerRefused as refusal:
            problems += refusal.problems
    if problems:
        raise AnswersRefused(problems)
    return cleaned


def _refuse_other_content(known: Revision, interview: Interview, cleaned: Changes) -> None:
    if known.interview_id != interview.pk or known.changes != cleaned:
        raise RevisionConflict(
            _("The revision %(id)s has been recorded before with other content.") % {"id": known.pk},
            _("Nothing was changed. Send these answers under an id of their own."),
        )


def refuse_closed(interview: Interview) -> None:
    """Raise InterviewClosed unless the consultant may still change answers."""
    if not interview.is_open:
        raise InterviewClosed(
            _("The interview with %(firm)s is not open: %(state)s.")
            % {"firm": interview.firm, "state": interview.get_state_display()},
            _("Ask a reviewer to return it; then its answers can be changed."),
        )


def _refuse_known_as_late(interview: Interview, revision_id: UUID | str | None) -> None:
    """What once became a proposal stays one, also after the interview was returned."""
    # Only an interview that was handed over once can have late answers; most saves need not ask.
    if revision_id and interview.submitted_at and LateAnswer.objects.filter(revision=revision_id).exists():
        raise InterviewClosed(
            _("These answers came too late and are before the reviewers."), _("They decide; nothing need be done.")
        )


def _keep(interview: Interview, folded: Fold, *, revision_count: int, changed_at: datetime) -> None:
    catalogue = catalogue_of(interview.questionnaire)
    asked = {item.code for item in catalogue.items_for(interview.firm.cluster.sector_variant)}
    interview.answers = folded.answers
    interview.conflicts = folded.conflicts
    interview.revision_count = revision_count
    interview.answered_count = sum(
        code in asked and entry["state"] != "missing" for code, entry in folded.answers.items()
    )
    interview.changed_at = changed_at
    interview.save(update_fields=["answers", "conflicts", "revision_count", "answered_count", "changed_at"])


def _tell(given: Interview, stored: Interview) -> None:
    """Bring the row the caller holds up to what is stored."""
    for name in ("state", "answers", "conflicts", "revision_count", "answered_count", "changed_at"):
        setattr(given, name, getattr(stored, name))
