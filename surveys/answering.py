"""Giving answers: each save is one revision in the interview's log, and the interview keeps the fold of its log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from surveys.answers import AnswerRefused, normalise
from surveys.catalogue import Catalogue, catalogue_of
from surveys.errors import AnswersRefused, InterviewClosed, NoSuchCandidate, Problem, RevisionConflict
from surveys.folding import TOLD, Fold, apply_changes, fold, ids_of
from surveys.models import Interview, Revision

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
    InterviewClosed when the interview is not open and AnswersRefused, with every problem, when an answer cannot be
    right: then nothing of the revision is kept.
    """
    stored = _locked(interview)
    catalogue = catalogue_of(stored.questionnaire)
    cleaned = _normalised(stored, catalogue, changes)
    known = Revision.objects.filter(pk=revision_id).first() if revision_id else None
    if known is not None:
        _refuse_other_content(known, stored, cleaned)
        return known
    _refuse_closed(stored)
    revision = Revision.objects.create(
        id=UUID(str(revision_id)) if revision_id else uuid4(),
        interview=stored,
        sequence=stored.revision_count + 1,
        author=author,
        made_at=made_at or now,
        received_at=now,
        device=device,
        changes=cleaned,
    )
    folded = apply_changes(stored.answers, stored.conflicts, str(revision.pk), cleaned)
    _keep(stored, folded, catalogue, revision_count=revision.sequence, changed_at=now)
    _tell(interview, stored)
    return revision


@transaction.atomic
def settle_conflict(
    *, interview: Interview, item: str, keep_revision: UUID | str, author: User | None, now: datetime
) -> Revision:
    """Let one of the answers that stand side by side hold; the others stay in the log.

    Raises NoSuchCandidate when the item is not in conflict, or not about an answer of that revision.
    """
    stored = _locked(interview)
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
    stored = _locked(interview)
    log = [(str(each.pk), each.changes) for each in stored.revisions.order_by("sequence")]
    before = (stored.answers, stored.conflicts, stored.revision_count, stored.answered_count)
    _keep(
        stored,
        fold(log),
        catalogue_of(stored.questionnaire),
        revision_count=stored.revisions.count(),
        changed_at=stored.changed_at,
    )
    _tell(interview, stored)
    return before != (stored.answers, stored.conflicts, stored.revision_count, stored.answered_count)


def _locked(interview: Interview) -> Interview:
    return (
        Interview.objects.select_related("firm__cluster", "questionnaire")
        .select_for_update(of=("self",))
        .get(pk=interview.pk)
    )


def _normalised(interview: Interview, catalogue: Catalogue, changes: Mapping[str, Mapping[str, Any]]) -> Changes:
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


def _refuse_closed(interview: Interview) -> None:
    if not interview.is_open:
        raise InterviewClosed(
            _("The interview with %(firm)s is not open: %(state)s.")
            % {"firm": interview.firm, "state": interview.get_state_display()},
            _("Ask a reviewer to return it; then its answers can be changed."),
        )


def _keep(
    interview: Interview, folded: Fold, catalogue: Catalogue, *, revision_count: int, changed_at: datetime
) -> None:
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
