"""Saying a headline, and taking it back (docs/sensitivity.md)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from clusters.models import Cluster
from reports.models import Headline


@transaction.atomic
def say_headline(
    *,
    cluster: Cluster,
    dimension: str,
    compared: str,
    share_pct: float,
    counted: str,
    level: int,
    by: User,
    now: datetime,
) -> Headline:
    """Keep a headline with its cluster; one that stands there already is said once."""
    Cluster.objects.select_for_update().get(pk=cluster.pk)
    said, _created = Headline.objects.get_or_create(
        cluster=cluster,
        dimension=dimension,
        compared=compared,
        share_pct=share_pct,
        counted=counted,
        level=level,
        withdrawn_at=None,
        defaults={"by": by, "at": now},
    )
    return said


@transaction.atomic
def take_back_headline(*, headline: Headline, by: User, now: datetime) -> None:
    """Mark a headline as taken back; one that was taken back before stays as it was."""
    Headline.objects.filter(pk=headline.pk, withdrawn_at=None).update(withdrawn_by=by, withdrawn_at=now)
