"""The triggers of SQLite. One writes at a time there, so that an entry is sealed at once.

Every expression that stands for a row takes the word by which SQL calls it: NEW, OLD, or the alias of a table.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from django.db import models

from trail.chain import COLUMNS, FIRST_PREVIOUS
from trail.connections import ACTOR_FUNCTION
from trail.declarations import AnyField, Tracked

Columns = dict[str, set[str]]
"""The columns that stand in the database, by table."""

NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
GREATEST = "1.7976931348623157e308"
REFUSAL = (
    "Rows of {table} are append-only: they are never changed or taken away. Add a new row that says what is right."
)


def sqlite_triggers(declared: Sequence[Tracked], columns: Columns) -> dict[str, str]:
    """Every trigger, by its name."""
    made = {"trail_seal_up": _sealing()}
    for each in declared:
        made.update(_watching(each, columns))
    for table in ("trail_entry", "trail_seal", *(each.table for each in declared if each.append_only)):
        made.update(_guarding(table, columns))
    return made


def told_columns(each: Tracked, columns: Columns) -> list[AnyField]:
    """The fields that are written down and stand in the database already."""
    return [field for field in each.fields() if field.column in columns[each.table]]


def as_object(each: Tracked, columns: Columns, row: str) -> str:
    """SQL of the whole row as a JSON object, as it is told."""
    parts = (f"""'"{field.column}":' || {told(each, field, row)}""" for field in told_columns(each, columns))
    return "'{' || " + " || ',' || ".join(parts) + " || '}'"


def key_of(field: AnyField, expression: str) -> str:
    """SQL of a key as text, the same as in PostgreSQL."""
    if isinstance(_target(field), models.UUIDField):
        places = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        return " || '-' || ".join(f"substr({expression}, {start}, {length})" for start, length in places)
    return f"CAST({expression} AS TEXT)"


def about(each: Tracked, row: str, as_text: Callable[[AnyField, str], str] = key_of) -> str:
    """SQL of the thing the row belongs to; the row itself where nothing leads to one."""
    pk = each.key
    own_key = as_text(pk, f'{row}."{pk.column}"')
    path = each.path()
    if not path:
        return f"'{each.table}:' || {own_key}"
    key = f'{row}."{path[0].column}"'
    for before, field in pairwise(path):
        above = before.related_model._meta  # type: ignore[union-attr]
        key = f'(SELECT "{field.column}" FROM "{above.db_table}" WHERE "{above.pk.column}" = {key})'
    thing = path[-1].related_model._meta.db_table  # type: ignore[union-attr]
    return f"COALESCE('{thing}:' || {as_text(path[-1], key)}, '{each.table}:' || {own_key})"


def told(each: Tracked, field: AnyField, row: str) -> str:
    """SQL of one value as JSON: as it is, by its hash, or not at all."""
    value = f'{row}."{field.column}"'
    if field.name in each.untold:
        return f"""CASE WHEN {value} IS NULL OR {value} = '' THEN json_quote({value}) ELSE '{{"untold":true}}' END"""
    if field.name in each.digest:
        digest = f"SHA256(CAST({value} AS TEXT))"
        return f"""CASE WHEN {value} IS NULL THEN 'null' ELSE '{{"sha256":"' || {digest} || '"}}' END"""
    return _value(_target(field), value)


def _value(kind: AnyField, value: str) -> str:
    if isinstance(kind, models.JSONField):
        return f"COALESCE({value}, 'null')"
    if isinstance(kind, models.BooleanField):
        return f"CASE {value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END"
    if isinstance(kind, models.UUIDField):
        return f"""COALESCE('"' || {key_of(kind, value)} || '"', 'null')"""
    if isinstance(kind, models.BinaryField):
        return f"json_quote(hex({value}))"
    if isinstance(kind, models.FloatField | models.DecimalField):
        # SQLite itself writes 15 digits, which is not always the same figure.
        is_real = f"typeof({value}) = 'real' AND abs({value}) <= {GREATEST}"
        return f"CASE WHEN {is_real} THEN printf('%!.17g', {value}) ELSE json_quote({value}) END"
    return f"json_quote({value})"


def _target(field: Any) -> Any:
    while field.remote_field:
        field = field.target_field
    return field


def _watching(each: Tracked, columns: Columns) -> Iterator[tuple[str, str]]:
    fields = told_columns(each, columns)
    differs = " OR ".join(f'OLD."{field.column}" IS NOT NEW."{field.column}"' for field in fields)

    def changed(row: str) -> str:
        parts = (
            f'CASE WHEN OLD."{field.column}" IS NOT NEW."{field.column}" '
            f"""THEN ',"{field.column}":' || {told(each, field, row)} ELSE '' END"""
            for field in fields
        )
        return "'{' || substr(" + " || ".join(parts) + ", 2) || '}'"

    whole = {row: as_object(each, columns, row) for row in ("OLD", "NEW")}
    yield _watch(each, "insert", "NEW", "''", whole["NEW"])
    yield _watch(each, "update", "NEW", changed("OLD"), changed("NEW"), f"WHEN {differs}")
    yield _watch(each, "delete", "OLD", whole["OLD"], "''")


def _watch(each: Tracked, action: str, row: str, old: str, new: str, condition: str = "") -> tuple[str, str]:
    pk = each.key
    name = f"trail_{action}_{each.table}"
    values = [NOW, f"'{each.table}'", key_of(pk, f'{row}."{pk.column}"'), about(each, row), f"'{action}'", old, new]
    values += [f"{ACTOR_FUNCTION}('{part}')" for part in COLUMNS[8:]]
    listed = ", ".join(f'"{column}"' for column in COLUMNS[1:])
    return name, (
        f'CREATE TRIGGER {name} AFTER {action.upper()} ON "{each.table}" {condition} BEGIN '
        f"INSERT INTO trail_entry ({listed}) VALUES ({', '.join(values)}); END"
    )


def _sealing() -> str:
    parts = ["p.position + 1", "p.hash", *(f"COALESCE(CAST(NEW.\"{column}\" AS TEXT), '')" for column in COLUMNS)]
    text = " || ".join(f"length({part}) || ':' || ({part}) || ','" for part in parts)
    last = "SELECT position, hash FROM trail_seal ORDER BY position DESC LIMIT 1"
    return (
        "CREATE TRIGGER trail_seal_up AFTER INSERT ON trail_entry BEGIN "
        "INSERT INTO trail_seal (position, entry_id, previous, hash) "
        f"SELECT p.position + 1, NEW.id, p.hash, SHA256({text}) FROM (SELECT COALESCE(l.position, 0) AS position, "
        f"COALESCE(l.hash, '{FIRST_PREVIOUS}') AS hash FROM (SELECT 1) LEFT JOIN ({last}) l) p; END"
    )


def _guarding(table: str, columns: Columns) -> Iterator[tuple[str, str]]:
    refusal = f"SELECT RAISE(ABORT, '{REFUSAL.format(table=table)}')"
    for action in ("update", "delete"):
        name = f"trail_keep_{action}_{table}"
        yield name, f'CREATE TRIGGER {name} BEFORE {action.upper()} ON "{table}" BEGIN {refusal}; END'
    key = "position" if table == "trail_seal" else "id"
    # INSERT OR REPLACE takes the old row away without asking the trigger above.
    name = f"trail_keep_insert_{table}"
    yield (
        name,
        (
            f'CREATE TRIGGER {name} BEFORE INSERT ON "{table}" '
            f'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE "{key}" = NEW."{key}") BEGIN {refusal}; END'
        ),
    )
