"""Reading the history of a thing: its entries, the newest first, narrowed to what is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Model, QuerySet
from django.utils.timezone import get_current_timezone

from trail.declarations import tracked
from trail.models import Action, Entry
from trail.naming import kind_of

ONLY_HASHES = r'^\{("[a-z_]+": ?\{"sha256": ?"[0-9a-f]{64}"\}(, ?)?)+\}$'
"""New values of which every one is told by its hash only."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks for: a person by name, rows of one table, a span of days; empty asks for everything."""

    person: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Tables:
    """Which tables a page tells of: only these, or all without those."""

    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def key_of(row: Model) -> str:
    """How the history calls a row that others belong to."""
    return f"{row._meta.db_table}:{row.pk}"


def entries_about(keys: Sequence[str], tables: Tables | None = None, asked: Asked | None = None) -> QuerySet[Entry]:
    """The entries about these things, the newest first."""
    wanted = Entry.objects.filter(about__in=keys).order_by("-pk")
    tables, asked = tables or Tables(), asked or Asked()
    if tables.only:
        wanted = wanted.filter(table__in=tables.only)
    if tables.without:
        wanted = wanted.exclude(table__in=tables.without)
    if asked.person:
        wanted = wanted.filter(person_name=asked.person)
    if asked.kind:
        wanted = wanted.filter(table=asked.kind)
    if asked.since:
        wanted = wanted.filter(at__gte=_begin(asked.since))
    if asked.until:
        wanted = wanted.filter(at__lt=_begin(asked.until + timedelta(days=1)))
    return wanted


def without_computed(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """The entries without those where only what is computed has changed: what it is computed from tells the same."""
    return entries.exclude(action=Action.UPDATE, new__regex=ONLY_HASHES)


def choices_about(keys: Sequence[str], tables: Tables | None = None) -> tuple[list[str], list[tuple[str, str]]]:
    """Who changed something of these things, and what there is to choose among: tables with their words."""
    entries = entries_about(keys, tables).order_by()
    people = sorted(name for name in entries.values_list("person_name", flat=True).distinct() if name)
    found = {each.table for each in tracked()} & set(entries.values_list("table", flat=True).distinct())
    return people, sorted(((table, kind_of(table)) for table in found), key=lambda each: each[1])


def _begin(day: date) -> str:
    """The beginning of a day here, as entries write moments."""
    local = datetime(day.year, day.month, day.day, tzinfo=get_current_timezone())
    return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
