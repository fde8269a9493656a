"""Writes the register of crises and policy actions of a cluster."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction

from accounts.models import User
from clusters.models import Cluster, CrisisEvent, CrisisKind, PolicyAction, PolicyKind, Timing

Line = TypeVar("Line", CrisisEvent, PolicyAction)


@transaction.atomic
def record_crisis(
    *,
    cluster: Cluster,
    year: int,
    kind: str,
    by: User | None,
    now: datetime,
    description: str = "",
    informant: str = "",
    source: str = "",
) -> CrisisEvent:
    """Adds a crisis to the register of a cluster."""
    return CrisisEvent.objects.create(
        cluster=cluster,
        year=year,
        kind=CrisisKind(kind),
        description=description,
        informant=informant,
        source=source,
        recorded_by=by,
        recorded_at=now,
    )


@transaction.atomic
def record_policy(
    *,
    cluster: Cluster,
    kind: int,
    timing: str,
    by: User | None,
    now: datetime,
    year: int | None = None,
    description: str = "",
    informant: str = "",
    source: str = "",
) -> PolicyAction:
    """Adds an action of local policy to the register of a cluster."""
    return PolicyAction.objects.create(
        cluster=cluster,
        year=year,
        kind=PolicyKind(int(kind)),
        timing=Timing(timing),
        description=description,
        informant=informant,
        source=source,
        recorded_by=by,
        recorded_at=now,
    )


@transaction.atomic
def correct_line(*, line: Line, by: User | None, now: datetime, **values: object) -> Line:
    """Corrects what a line of the register says; tables that were built from it keep what they held."""
    for name, value in {**values, "recorded_by": by, "recorded_at": now}.items():
        setattr(line, name, value)
    line.save()
    return line


@transaction.atomic
def strike_line(*, line: CrisisEvent | PolicyAction) -> None:
    """Takes a line out of the register; tables that were built from it keep it."""
    line.delete()
