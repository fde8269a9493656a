"""Documented tables built from what Sextant itself holds of a study: its registers, series and frames."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import User
from analysis.errors import TableRefused
from analysis.models import DataTable
from analysis.tables import Place, take_table
from clusters.models import Cluster, CrisisEvent, Frame, PolicyAction, Series, SeriesKind, Study
from clusters.problems import Problem
from trail.csv_files import csv_text

Rows = list[Sequence[object]]
SERIES = {SeriesKind.LOCATION_EXPORTS: "exports", SeriesKind.LOCATION_EMPLOYMENT: "employment"}
"""What the columns of a table of cluster series are called among our own series."""


def crises_of(study: Study) -> Rows:
    """The register of crises; the county of a cluster is its location, or its own name where none was entered."""
    found = CrisisEvent.objects.filter(cluster__study=study).select_related("cluster").order_by("cluster", "year", "pk")
    lines = [
        (each.cluster.name, _county(each.cluster), each.year, each.kind, each.description, each.informant, each.source)
        for each in found
    ]
    return [("cluster", "county", "year", "type", "description", "informant", "source"), *lines]


def policies_of(study: Study) -> Rows:
    """The register of policy actions."""
    found = PolicyAction.objects.filter(cluster__study=study).select_related("cluster")
    lines = [(each.cluster.name, each.year, each.kind, each.timing) for each in found.order_by("cluster", "year", "pk")]
    return [("cluster", "year", "type", "relative"), *lines]


def cluster_series_of(study: Study) -> Rows:
    """Yearly figures of the clusters: firms as the newest list of each year counts them, and the newest series."""
    figures: dict[tuple[str, int], dict[str, object]] = {}
    frames = Frame.objects.filter(cluster__study=study, listed_on__isnull=False).select_related("cluster")
    for frame in frames.annotate(firms=Count("units")).order_by("version"):
        if frame.listed_on is not None:
            figures.setdefault((frame.cluster.name, frame.listed_on.year), {})["n_firms"] = frame.firms
    series = Series.objects.filter(cluster__study=study, kind__in=SERIES).select_related("cluster")
    for each in series.order_by("version").prefetch_related("points"):
        for point in each.points.all():
            named = SERIES[SeriesKind(each.kind)]
            figures.setdefault((each.cluster.name, point.year), {})[named] = point.value
    columns = ("n_firms", "employment", "exports")
    lines = [
        (name, year, *(told.get(column, "") for column in columns)) for (name, year), told in sorted(figures.items())
    ]
    return [("cluster", "year", *columns), *lines]


BUILDERS: dict[tuple[str, str], Callable[[Study], Rows]] = {
    ("crises", "crises"): crises_of,
    ("crises", "policies"): policies_of,
    ("development", "cluster_series"): cluster_series_of,
}
"""By the codes of analysis and layout."""


def can_be_built(system: str, layout: str) -> bool:
    """Whether Sextant itself may hold such a table."""
    return (system, layout) in BUILDERS


def build_table(*, place: Place, by: User | None, now: datetime) -> tuple[DataTable, bool]:
    """Take what the study holds now as a table; the same rows are the same table, later changes make another one.

    Raises TableRefused where the study holds nothing of the kind.
    """
    rows = BUILDERS[place.system, place.layout.code](place.study)
    if len(rows) == 1:
        fact = _("This study holds nothing of this table yet.")
        raise TableRefused([Problem(fact, _("Enter it on the pages of its clusters, or send a file."))])
    return take_table(
        place=place,
        file=io.BytesIO(csv_text(rows, line_end="\n").encode()),
        name=f"{place.study.slug}-{place.layout.code}.csv",
        source=_("Entered in Sextant, study “%(study)s”") % {"study": place.study.title},
        mapping={},
        by=by,
        now=now,
    )


def _county(cluster: Cluster) -> str:
    return cluster.location or cluster.name
