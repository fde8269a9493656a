"""Reads the log of looks and exports: for its page, and as a CSV file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime

from clusters.disclosure_words import page_words
from clusters.models import Cluster, Disclosure, Study
from trail.csv_files import csv_text

COLUMNS = (
    "when",
    "person",
    "act",
    "page",
    "cluster",
    "about",
    "rows",
    "filters",
    "file",
    "sha256",
    "device",
    "request",
)


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """A line of the log with its page in words, and its cluster where there still is one."""

    line: Disclosure
    page: str
    cluster: str


def disclosures_of(
    study: Study,
    *,
    person: str = "",
    act: str = "",
    page: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Disclosure]:
    """The log of a study, the newest line first, narrowed to what is asked for."""
    wanted: dict[str, Any] = {
        "person_name": person or None,
        "act": act or None,
        "page": page or None,
        "at__date__gte": since,
        "at__date__lte": until,
    }
    return Disclosure.objects.filter(
        study=study, **{name: value for name, value in wanted.items() if value is not None}
    )


def told(lines: Iterable[Disclosure]) -> list[DisclosureRow]:
    """The lines as the page shows them; one query for their clusters."""
    kept = list(lines)
    numbers = {line.cluster_id for line in kept if line.cluster_id}
    names = dict(Cluster.everything.filter(pk__in=numbers).values_list("pk", "name"))
    return [DisclosureRow(line, page_words(line.page), names.get(line.cluster_id or 0, "")) for line in kept]


def as_csv(lines: Iterable[Disclosure]) -> str:
    """The lines with a head in English; no cell can be taken for a formula."""
    return csv_text([COLUMNS, *map(_cells, told(lines))])


def _cells(row: DisclosureRow) -> tuple[object, ...]:
    line = row.line
    return (
        localtime(line.at).isoformat(timespec="seconds"),
        line.person_name,
        line.act,
        line.page,
        row.cluster,
        line.subject,
        line.rows,
        line.filters,
        line.file_name,
        line.file_hash,
        line.device,
        line.request_id,
    )
