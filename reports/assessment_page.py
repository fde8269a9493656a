"""Assessed levels ready to be read: on a firm's page, on the page that gives one, and in the list of all of a study."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.models import Cluster, Study
from reports.assessed_levels import Frozen, frozen_overrides, has_moved, overrides_of
from reports.models import EvidenceKind, LevelOverride, RunFirm
from reports.scores import present_scores
from scoring.rungs import RUNGS, Dimension
from surveys.access import interviews_for
from surveys.catalogue import spoken_catalogue
from surveys.default_content import LEVELS_TABLE
from surveys.models import Interview

STANDING, MOVED, WITHDRAWN = "standing", "moved", "withdrawn"


@dataclass(frozen=True, slots=True)
class ReadAssessment:
    """An assessed level as a page tells it; `moved` says that the computed level has changed since."""

    level: int
    counts: bool
    reason: str
    evidence_kind: str
    evidence: str
    by: str
    at: datetime
    computed: str
    moved: bool


@dataclass(frozen=True, slots=True)
class LevelChoice:
    """One level to choose from: its number, name and descriptor."""

    level: int
    name: str
    descriptor: str


@dataclass(frozen=True, slots=True)
class ListedOverride:
    """One line of the list of all assessed levels of a study."""

    row: LevelOverride
    computed: str
    now: str
    standing: str


def bounds_in_words(low: int, high: int) -> str:
    """A computed level as it is told: 3, or 2–4 where it is not settled."""
    return str(low) if low == high else f"{low}–{high}"


def assessments_of(interview: Interview, row: RunFirm | None, *, counts: bool) -> Frozen:
    """By dimension the assessed levels that hold now, or those a run froze, with whether they count."""
    frozen = row.overrides if row else frozen_overrides(overrides_of([interview.pk]).get(interview.pk, {}))
    return {dimension: {**told, "counts": counts} for dimension, told in frozen.items()}


def read_assessment(told: Mapping[str, Any] | None, low: int, high: int) -> ReadAssessment | None:
    """One assessed level beside the computed bounds of the page."""
    if told is None:
        return None
    return ReadAssessment(
        level=told["level"],
        counts=told["counts"],
        reason=told["reason"],
        evidence_kind=str(EvidenceKind(told["evidence_kind"]).label),
        evidence=told["evidence"],
        by=told["by"],
        at=datetime.fromisoformat(told["at"]),
        computed=bounds_in_words(told["low"], told["high"]),
        moved=(told["low"], told["high"]) != (low, high),
    )


def level_choices(interview: Interview, dimension: str) -> list[LevelChoice]:
    """The levels 0 to 6 with the descriptors of Table 3."""
    descriptors = spoken_catalogue(interview.questionnaire).descriptors
    none = _("Nothing of what level 1 describes was found.")
    choices = [LevelChoice(0, _("Below level 1"), none)]
    for level in RUNGS:
        cell = descriptors.get((LEVELS_TABLE, dimension, level))
        choices.append(LevelChoice(level, cell.row_title if cell else "", cell.text if cell else ""))
    return choices


def computed_now(interview: Interview, dimension: str) -> tuple[int, int]:
    """The computed bounds of the present answers under the study's choices."""
    _setup, scored = present_scores(interview)
    levels = scored.computed[Dimension(dimension)]
    return int(levels.low[0]), int(levels.high[0])


def log_of(interview: Interview, dimension: str) -> QuerySet[LevelOverride]:
    """Everything that was said of the level of this dimension, the newest first."""
    rows = LevelOverride.objects.filter(interview=interview, dimension=dimension)
    return rows.select_related("by").order_by("-pk")


def list_overrides(
    user: User, study: Study, *, cluster: Cluster | None = None, dimension: str = "", standing: str = ""
) -> list[ListedOverride]:
    """The newest word on every assessed level of the study that the person may see, by cluster and firm."""
    rows = LevelOverride.objects.filter(interview__in=interviews_for(user), interview__firm__cluster__study=study)
    if cluster is not None:
        rows = rows.filter(interview__firm__cluster=cluster)
    if dimension:
        rows = rows.filter(dimension=dimension)
    wanted = rows.select_related("by", "interview__firm__cluster", "interview__score").order_by("pk")
    newest = {(row.interview_id, row.dimension): row for row in wanted}
    found = [_listed(row) for row in newest.values()]
    found.sort(
        key=lambda each: (each.row.interview.firm.cluster.name, each.row.interview.firm.code, each.row.dimension)
    )
    return [each for each in found if not standing or each.standing == standing]


def _listed(row: LevelOverride) -> ListedOverride:
    score = getattr(row.interview, "score", None)
    entry = score.dimensions.get(row.dimension, {}) if score else {}
    now = entry.get("computed", entry)
    moved = bool(now) and has_moved(row, now["low"], now["high"])
    standing = WITHDRAWN if row.is_withdrawal else MOVED if moved else STANDING
    return ListedOverride(
        row=row,
        computed=bounds_in_words(row.computed_low, row.computed_high),
        now=bounds_in_words(now["low"], now["high"]) if now else "",
        standing=standing,
    )
