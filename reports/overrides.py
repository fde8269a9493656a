"""Assessing a level by hand, and taking the assessment back: each word is one more row of a log (docs/overrides.md)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from reports.assessed_levels import overrides_of
from reports.errors import AssessmentRefusedError
from reports.models import AssessedDimension, EvidenceKind, LevelOverride
from reports.scores import present_scores, refresh_score
from reports.staleness import mark_runs_with_other_levels
from scoring.levels import HIGHEST
from scoring.rungs import Dimension
from scoring.vectorised import NO_POINT
from surveys.answering import locked
from surveys.deciding import gave_answers
from surveys.errors import OwnInterview, WrongState
from surveys.models import Interview


@transaction.atomic
def assess_level(
    *,
    interview: Interview,
    dimension: str,
    level: int,
    reason: str,
    evidence_kind: str,
    evidence: str,
    by: User,
    now: datetime,
) -> LevelOverride:
    """Give the firm a level in one dimension, beside the computed one; the same level once more confirms it.

    Raises OwnInterview for somebody who gave answers in the interview, WrongState while it is not handed over, and
    AssessmentRefusedError for a level outside 0 to 6, or without a reason or evidence. The same word by the same person
    over the same computed level, said twice, is one.
    """
    stored = _ready(interview, dimension, by)
    if level not in range(HIGHEST + 1):
        raise AssessmentRefusedError(
            _("%(level)s is no level.") % {"level": level}, _("Choose a level from 0 to 6."), place="level"
        )
    told = {
        "level": level,
        "reason": _told(reason, "reason", _("Say why the computed level does not hold.")),
        "evidence_kind": _kind(evidence_kind),
        "evidence": _told(evidence, "evidence", _("Say what was seen, or who was asked, and when.")),
    }
    return _append(stored, dimension, told, by, now)


@transaction.atomic
def withdraw_assessment(*, interview: Interview, dimension: str, reason: str, by: User, now: datetime) -> LevelOverride:
    """Take an assessed level back, with the reason: the computed one counts again. Raises as assess_level does."""
    stored = _ready(interview, dimension, by)
    if dimension not in overrides_of([stored.pk]).get(stored.pk, {}):
        raise AssessmentRefusedError(
            _("No assessed level of this dimension holds."), _("Reload the page to see what happened to it.")
        )
    told = {"level": None, "reason": _told(reason, "reason", _("Say why the assessment is withdrawn."))}
    return _append(stored, dimension, told, by, now)


def _ready(interview: Interview, dimension: str, by: User) -> Interview:
    stored = locked(interview)
    if dimension not in AssessedDimension.values:
        raise AssessmentRefusedError(_("There is no dimension %(name)s.") % {"name": dimension}, _("Choose another."))
    if stored.is_second_scoring:
        raise AssessmentRefusedError(
            _("This is the second scoring of the firm."), _("Assess the level on its first interview.")
        )
    if gave_answers(by, stored):
        raise OwnInterview(
            _("You gave answers in this interview yourself."), _("Somebody else has to assess its levels.")
        )
    if stored.is_open:
        raise WrongState(
            _("The interview with %(firm)s is with its consultant: %(state)s.")
            % {"firm": stored.firm, "state": stored.get_state_display()},
            _("Assess its levels once it is handed over."),
        )
    return stored


def _append(interview: Interview, dimension: str, told: Mapping[str, Any], by: User, now: datetime) -> LevelOverride:
    setup, scored = present_scores(interview)
    levels = scored.computed[Dimension(dimension)]
    point = int(levels.point[0])
    row = LevelOverride(
        interview=interview,
        dimension=dimension,
        computed_low=int(levels.low[0]),
        computed_high=int(levels.high[0]),
        computed_point=None if point == NO_POINT else point,
        rule_set=setup.rule_set,
        level_rule=setup.level_rule,
        floor_level_1=setup.floor_level_1,
        point_policy=setup.point_policy,
        revision_count=interview.revision_count,
        by=by,
        at=now,
        **told,
    )
    said = LevelOverride.objects.filter(interview=interview, dimension=dimension).order_by("pk").last()
    if said is not None and _says_the_same(said, row):
        return said
    row.save(force_insert=True)
    refresh_score(interview_id=interview.pk, now=now)
    mark_runs_with_other_levels(interview_id=interview.pk, now=now)
    return row


def _says_the_same(said: LevelOverride, row: LevelOverride) -> bool:
    """Whether a second click says what has just been said."""
    parts = ("level", "reason", "evidence_kind", "evidence", "computed_low", "computed_high", "by_id")
    return all(getattr(said, part) == getattr(row, part) for part in parts)


def _told(text: str, place: str, remedy: str) -> str:
    found = text.strip()
    if not found:
        raise AssessmentRefusedError(_("Nothing stands here."), remedy, place=place)
    return found


def _kind(kind: str) -> str:
    if kind not in EvidenceKind.values:
        raise AssessmentRefusedError(
            _("No kind of evidence is chosen."), _("Choose what the assessment rests on."), place="evidence_kind"
        )
    return kind
