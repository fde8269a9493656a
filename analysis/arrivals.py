"""A file that was sent and waits: its headings, which columns are missing, and taking it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, cast

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from accounts.models import User
from analysis.errors import TableRefused
from analysis.models import DataTable
from analysis.table_files import match_file
from analysis.tables import Place, drop_waiting, take_table, waiting_file
from clusters.problems import Problem


@dataclass(frozen=True, slots=True)
class Arrival:
    """A waiting file as its columns page shows it."""

    name: str
    names: tuple[str, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]


def arrival_of(*, place: Place, user: User) -> Arrival | None:
    """The file of this person that waits for this place, or None; raises TableRefused where it cannot be read."""
    waiting = waiting_file(place=place, user=user)
    if waiting is None:
        return None
    with default_storage.open(waiting.path) as file:
        source, matching = match_file(cast(IO[bytes], file), waiting.name, place.layout, {})
    return Arrival(waiting.name, source.names, matching.missing, source.notes)


def take_arrival(*, place: Place, user: User, mapping: Mapping[str, str], now: datetime) -> tuple[DataTable, bool]:
    """Take the waiting file with these columns; returns the table, and whether it is new. Raises TableRefused."""
    waiting = waiting_file(place=place, user=user)
    if waiting is None:
        fact = _("The file is no longer kept: it was taken, or another one was sent after it.")
        raise TableRefused([Problem(fact, _("Send the file again."))])
    with default_storage.open(waiting.path) as file:
        found = take_table(
            place=place,
            file=cast(IO[bytes], file),
            name=waiting.name,
            source=waiting.source,
            mapping=mapping,
            by=user,
            now=now,
        )
    drop_waiting(place=place, user=user)
    return found
