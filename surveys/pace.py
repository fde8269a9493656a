"""How review goes: how long interviews wait, and what became of each consultant's."""

from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import Count, Q, QuerySet

from clusters.models import Cluster
from surveys.models import Interview, ReviewEvent
from surveys.review_table import APPROVED, OPEN, RESUBMITTED, RETURNED, SUBMITTED

SECONDS_OF_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Consultant:
    """Steps with the interviews of one consultant; `person` is None for those from files."""

    person: Any
    submitted: int
    returned: int
    resubmitted: int
    approved: int


@dataclass(frozen=True, slots=True)
class Pace:
    """Days are whole ones since the interview was handed over last; None while nothing waits."""

    waiting: int
    longest_days: int | None
    median_days: int | None
    consultants: tuple[Consultant, ...]


def pace_of(clusters: QuerySet[Cluster], awaited: frozenset[str], people: Any, now: datetime) -> Pace:
    """How long what waits has waited, and the steps by consultant; two queries. `people` maps keys to persons."""
    waiting = Interview.objects.filter(firm__cluster__in=clusters, state__in=awaited, submitted_at__isnull=False)
    days = [
        max(0, int((now - moment).total_seconds() // SECONDS_OF_A_DAY))
        for moment in waiting.order_by().values_list("submitted_at", flat=True)
        if moment is not None
    ]
    rows = ReviewEvent.objects.filter(interview__firm__cluster__in=clusters).order_by().values("interview__author")
    counted = rows.annotate(
        submitted=Count("pk", filter=Q(from_state__in=OPEN, to_state=SUBMITTED)),
        returned=Count("pk", filter=Q(to_state=RETURNED)),
        resubmitted=Count("pk", filter=Q(from_state__in=OPEN, to_state=RESUBMITTED)),
        approved=Count("pk", filter=Q(to_state=APPROVED)),
    )
    consultants = [
        Consultant(
            person=people.get(row["interview__author"]),
            submitted=row["submitted"],
            returned=row["returned"],
            resubmitted=row["resubmitted"],
            approved=row["approved"],
        )
        for row in counted
    ]
    return Pace(
        waiting=len(days),
        longest_days=max(days, default=None),
        median_days=int(median(days)) if days else None,
        consultants=tuple(sorted(consultants, key=lambda each: str(each.person or "~"))),
    )
