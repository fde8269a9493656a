"""Playing the history: the rows it says there are, beside the rows there are.

The chain shows that nobody touched the history; this shows that nobody touched the rows behind its back.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection

from trail.declarations import Tracked, tracked
from trail.models import Action, Entry
from trail.postgres_triggers import told_row
from trail.sqlite_triggers import as_object, key_of

AT_ONCE = 2_000
Row = dict[str, Any]


def differences() -> Iterator[str]:
    """Sentences on rows that are not what the history last said of them.

    Rows that were stored before the history began are compared only where an entry tells of them.
    """
    for each in tracked():
        yield from _differences_of(each)


def _differences_of(each: Tracked) -> Iterator[str]:
    told, gone = replayed(each.table)
    for key, row in present(each):
        last = told.pop(key, None)
        if key in gone:
            yield f"Row {key} of {each.table} is there, and the history says it was taken away."
        wrong = sorted(name for name in (last or {}) if name in row and last and last[name] != row[name])
        if wrong:
            yield f"Row {key} of {each.table} is not what the history last said of it: {', '.join(wrong)}."
    for key in told:
        yield f"Row {key} of {each.table} is gone, and the history does not say that anybody took it away."


def replayed(table: str) -> tuple[dict[str, Row], set[str]]:
    """What the history says of a table: its rows by key, with the columns that were told, and the keys taken away."""
    rows: dict[str, Row] = {}
    gone: set[str] = set()
    entries = Entry.objects.filter(table=table).order_by("pk").values_list("row", "action", "new")
    for key, action, new in entries.iterator(chunk_size=AT_ONCE):
        if action == Action.DELETE:
            rows.pop(key, None)
            gone.add(key)
        else:
            gone.discard(key)
            rows.setdefault(key, {}).update(json.loads(new))
    return rows, gone


def present(each: Tracked) -> Iterator[tuple[str, Row]]:
    """The rows of a table as the database would tell them now, by key."""
    own = f't."{each.key.column}"'
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            columns = {each.table: {str(field.column) for field in each.fields()}}
            cursor.execute(f'SELECT {key_of(each.key, own)}, {as_object(each, columns, "t")} FROM "{each.table}" t')
        else:
            cursor.execute(f'SELECT {own}::text, {told_row(each, "t")}::text FROM "{each.table}" t')
        while rows := cursor.fetchmany(AT_ONCE):
            yield from ((key, json.loads(told)) for key, told in rows)
