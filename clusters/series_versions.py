"""Writes yearly series. A corrected figure is a new version; what a run rested on is never changed."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from clusters.locking import lock_cluster
from clusters.models import Cluster, Series, SeriesKind, SeriesPoint


@transaction.atomic
def add_series(
    *,
    cluster: Cluster,
    kind: str,
    unit: str,
    source: str,
    points: Iterable[tuple[int, float]],
    note: str = "",
    is_reconstruction: bool = False,
) -> Series:
    """Adds the next version of a series with all its years; raises ValueError without a year or with one twice."""
    figures = list(points)
    years = [year for year, _value in figures]
    if not figures or len(set(years)) < len(years):
        raise ValueError("A series needs at least one year, and each year once.")
    lock_cluster(cluster.pk)
    newest = Series.objects.filter(cluster=cluster, kind=SeriesKind(kind)).aggregate(newest=Max("version"))["newest"]
    series = Series.objects.create(
        cluster=cluster,
        kind=SeriesKind(kind),
        version=(newest or 0) + 1,
        unit=unit,
        source=source,
        note=note,
        is_reconstruction=is_reconstruction,
    )
    SeriesPoint.objects.bulk_create(SeriesPoint(series=series, year=year, value=value) for year, value in figures)
    return series
