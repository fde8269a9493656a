"""What a run freezes of each cluster: its description, its newest series, its agreed phases, its response."""

from collections import defaultdict
from dataclasses import asdict
from typing import Any

from django.db.models import Count

from clusters.models import Cluster, Firm, Frame, Series, Stratum, Study
from reports.agreement import frozen_pairs
from reports.weights_in_use import frozen_weights
from surveys.models import Interview
from surveys.workshop_results import pillar_results

DESCRIPTION = (
    "slug",
    "name",
    "country",
    "location",
    "product",
    "origin",
    "started_year",
    "sector_variant",
    "currency",
    "note",
)


def cluster_inputs(study: Study) -> list[tuple[Cluster, dict[str, Any]]]:
    """Every cluster of the study in the order of the tables, with what a run freezes of it."""
    clusters = sorted(Cluster.objects.filter(study=study), key=lambda cluster: (cluster.position, cluster.name))
    response, frames = _response(study), _frames(study)
    return [
        (
            cluster,
            {
                **{name: getattr(cluster, name) for name in DESCRIPTION},
                "series": frozen_series(cluster),
                "pillars": frozen_phases(cluster),
                "response": response.get(cluster.pk, {"firms": 0, "dispositions": {}, "interviews": {}}),
                "frame": frames.get(cluster.pk),
                **({"size_bounds": study.size_bounds} if study.size_bounds else {}),
                **({"weights": weights} if (weights := frozen_weights(cluster)) else {}),
                **({"double_scoring": pairs} if (pairs := frozen_pairs(cluster)) else {}),
            },
        )
        for cluster in clusters
    ]


def frozen_series(cluster: Cluster) -> dict[str, Any]:
    """By kind, the newest version with its points as [year, value]."""
    rows = Series.objects.filter(cluster=cluster).order_by("version").prefetch_related("points")
    return {
        series.kind: {
            "version": series.version,
            "unit": series.unit,
            "source": series.source,
            "note": series.note,
            "is_reconstruction": series.is_reconstruction,
            "points": sorted([point.year, point.value] for point in series.points.all()),
        }
        for series in rows
    }


def frozen_phases(cluster: Cluster) -> dict[str, Any]:
    """By pillar with an agreed phase, that phase and the votes behind it, as reports.results.PillarResult."""
    return {code: asdict(each) for code, each in pillar_results(cluster).items() if each.phase is not None}


def _response(study: Study) -> dict[int, dict[str, Any]]:
    """By cluster: firms in the sample, their dispositions, and the states of their first interviews."""
    found: dict[int, dict[str, Any]] = defaultdict(lambda: {"firms": 0, "dispositions": {}, "interviews": {}})
    firms = Firm.objects.filter(cluster__study=study).order_by()
    for pk, disposition, count in firms.values_list("cluster", "disposition").annotate(Count("pk")):
        found[pk]["firms"] += count
        found[pk]["dispositions"][disposition] = count
    interviews = Interview.objects.filter(firm__cluster__study=study, is_second_scoring=False).order_by()
    for pk, state, count in interviews.values_list("firm__cluster", "state").annotate(Count("pk")):
        found[pk]["interviews"][state] = count
    return found


def _frames(study: Study) -> dict[int, dict[str, Any]]:
    """By cluster, the newest frame: where it comes from, whether firms were drawn by chance, N of its strata."""
    frames = {frame.cluster_id: frame for frame in Frame.objects.filter(cluster__study=study).order_by("version")}
    populations: dict[int, dict[str, int | None]] = defaultdict(dict)
    for frame_id, code, population in Stratum.objects.filter(frame__in=frames.values()).values_list(
        "frame", "code", "population"
    ):
        populations[frame_id][code] = population
    return {
        cluster_id: {
            "version": frame.version,
            "source": frame.source,
            "is_probability_sample": frame.is_probability_sample,
            "strata": populations[frame.pk],
        }
        for cluster_id, frame in frames.items()
    }
