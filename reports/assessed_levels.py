"""Which assessed levels hold, and how a run freezes them. Reads only."""

from collections.abc import Iterable
from datetime import UTC
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from reports.models import LevelOverride

Frozen = dict[str, dict[str, Any]]


def standing_overrides(rows: QuerySet[LevelOverride]) -> dict[UUID, dict[str, LevelOverride]]:
    """By interview and dimension, the newest row of each log unless it is a withdrawal."""
    found: dict[UUID, dict[str, LevelOverride]] = {}
    for row in rows.select_related("by").order_by("pk"):
        found.setdefault(row.interview_id, {})[row.dimension] = row
    standing = {
        interview: {dimension: row for dimension, row in sorted(rows_of.items()) if not row.is_withdrawal}
        for interview, rows_of in found.items()
    }
    return {interview: rows_of for interview, rows_of in standing.items() if rows_of}


def overrides_of(interviews: Iterable[UUID]) -> dict[UUID, dict[str, LevelOverride]]:
    """The assessed levels that hold for these interviews."""
    return standing_overrides(LevelOverride.objects.filter(interview__in=list(interviews)))


def frozen_overrides(standing: dict[str, LevelOverride]) -> Frozen:
    """Assessed levels as a run keeps and hashes them: everything a workbook tells of them, and no ids."""
    return {
        dimension: {
            "level": row.level,
            "low": row.computed_low,
            "high": row.computed_high,
            "point": row.computed_point,
            "reason": row.reason,
            "evidence_kind": row.evidence_kind,
            "evidence": row.evidence,
            "by": str(row.by),
            "at": row.at.astimezone(UTC).isoformat(timespec="seconds"),
        }
        for dimension, row in standing.items()
    }


def has_moved(row: LevelOverride, low: int, high: int) -> bool:
    """Whether the computed level is no longer the one that stood beside the assessment."""
    return (row.computed_low, row.computed_high) != (low, high)
