"""Reading the chain anew from end to end, with nothing the database calculated taken on trust."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import connection

from trail.chain import COLUMNS, FIRST_PREVIOUS, Head, hash_of
from trail.laying import missing

AT_ONCE = 5_000
LISTED = ", ".join(f'e."{column}"' for column in COLUMNS)
LINKS = (
    f"SELECT s.position, s.entry_id, s.previous, s.hash, {LISTED} FROM trail_seal s "
    "LEFT JOIN trail_entry e ON e.id = s.entry_id WHERE s.position > %s ORDER BY s.position LIMIT %s"
)
UNSEALED = (
    "SELECT e.id FROM trail_entry e WHERE e.id > %s "
    "AND NOT EXISTS (SELECT 1 FROM trail_seal s WHERE s.entry_id = e.id) ORDER BY e.id LIMIT %s"
)
RESTORE = "Compare with a backup taken before, and ask who had access to the database itself."
LAY = "Run manage.py migrate, which lays it again; what was written meanwhile is not in the history."


@dataclass(frozen=True, slots=True)
class Break:
    """One thing that is not as it was written: where, what was found, and what to do."""

    position: int
    fact: str
    remedy: str = RESTORE

    def __str__(self) -> str:
        return f"{self.fact} {self.remedy}"


class Verification:
    """The walk along the chain. `breaks` is consumed once; `links` and `last` tell how far it came."""

    def __init__(self, *, since: int = 0, kept: Head | None = None) -> None:
        self.since = since
        self.kept = kept
        self.links = 0
        self.last = Head(0, FIRST_PREVIOUS)

    def breaks(self) -> Iterator[Break]:
        """Everything that is not as it was written, in the order of the chain; nothing where it is whole."""
        yield from chain(self._chain(), self._kept(), self._unsealed(), self._triggers())

    def _chain(self) -> Iterator[Break]:
        before: Head | None = None if self.since > 1 else Head(0, FIRST_PREVIOUS)
        for position, entry_id, previous, digest, *values in _rows(LINKS, max(self.since - 1, 0)):
            yield from _breaks_of(before, position, entry_id, previous, digest, values)
            before = Head(position, digest)
            self.links += 1
            self.last = before
            if self.kept and self.kept.position == position and self.kept.hash != digest:
                yield Break(position, f"Seal {position} has another hash than the one that was kept.")

    def _kept(self) -> Iterator[Break]:
        if self.kept and self.last.position < self.kept.position:
            yield Break(
                self.last.position + 1,
                f"The chain ends at {self.last.position}, and a head at {self.kept.position} was kept: "
                f"its end was cut off.",
            )

    def _unsealed(self) -> Iterator[Break]:
        for (entry_id,) in _rows(UNSEALED, 0):
            yield Break(self.last.position, f"Entry {entry_id} has no seal: it was put in, or its seal was taken away.")

    def _triggers(self) -> Iterator[Break]:
        for name in missing(connection):
            yield Break(self.last.position, f"The trigger {name} is missing or is not ours.", LAY)


def _breaks_of(
    before: Head | None, position: int, entry_id: int, previous: str, digest: str, values: Sequence[Any]
) -> Iterator[Break]:
    if before and position != before.position + 1:
        gone = f"seal {before.position + 1}" if position == before.position + 2 else (
            f"seals {before.position + 1} to {position - 1}"
        )  # fmt: skip
        yield Break(before.position + 1, f"Of the chain {gone} with what it sealed was taken away.")
    elif before and previous != before.hash:
        yield Break(position, f"Seal {position} does not follow the seal before it: one of both was altered.")
    if values[0] is None:
        yield Break(position, f"Entry {entry_id}, sealed at {position}, was taken away.")
    elif hash_of(position, previous, values) != digest:
        told = dict(zip(COLUMNS, values, strict=True))
        yield Break(
            position,
            f"Entry {entry_id}, sealed at {position} ({told['action']} of row {told['row']} in {told['table']} at "
            f"{told['at']}), is not what was sealed: it was altered or exchanged.",
        )


def _rows(sql: str, after: int) -> Iterator[tuple[Any, ...]]:
    """All rows of a query that begins after a key and ends with a limit, some thousands at a time."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [after, AT_ONCE])
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < AT_ONCE:
            return
        after = rows[-1][0]
