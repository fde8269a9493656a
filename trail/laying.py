"""Laying the triggers: after every migration, from what the rooms declare, and only where something differs.

SQLite makes a table anew to alter it, and its triggers go with the old one; that is why they are lifted before a
migration that has something to do, and laid again behind it.
"""

import hashlib
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from trail.chain import COLUMNS
from trail.declarations import Tracked, tracked
from trail.postgres_triggers import NOW as NOW_IN_POSTGRES
from trail.postgres_triggers import postgres_functions, postgres_triggers
from trail.sqlite_triggers import NOW, Columns, sqlite_triggers

LAID = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'trail@_%' ESCAPE '@'"
LAID_IN_POSTGRES = (
    "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE NOT t.tgisinternal AND t.tgname LIKE 'trail\\_%' AND t.tgenabled <> 'D' AND c.relnamespace = "
    "current_schema()::regnamespace"
)
STANDING = "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'"
STANDING_IN_POSTGRES = (
    "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
    "WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace "
    "AND a.attnum > 0 AND NOT a.attisdropped"
)
MARK = "SELECT obj_description('trail_keep()'::regprocedure)"


def lay(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers of the database the ones that are declared."""
    columns = _columns(connection)
    if not {"trail_entry", "trail_seal"} <= columns.keys():
        return
    declared = [each for each in tracked() if each.table in columns]
    with transaction.atomic(using=connection.alias):
        if connection.vendor == "sqlite":
            _lay_sqlite(connection, sqlite_triggers(declared, columns))
        else:
            _lay_postgres(connection, declared)
        _begin(connection)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger out of an SQLite database, whose tables are about to be made anew."""
    with connection.cursor() as cursor:
        for name in _laid(connection):
            cursor.execute(f"DROP TRIGGER {name}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that are declared and do not stand in the database as they should, by name."""
    columns = _columns(connection)
    declared = [each for each in tracked() if each.table in columns]
    if connection.vendor == "sqlite":
        laid = _laid(connection)
        return sorted(name for name, sql in sqlite_triggers(declared, columns).items() if laid.get(name) != sql)
    found = _laid_in_postgres(connection)
    return sorted(f"{table}.{name}" for table, name in postgres_triggers(declared).keys() - found)


def _lay_sqlite(connection: BaseDatabaseWrapper, wanted: dict[str, str]) -> None:
    laid = _laid(connection)
    with connection.cursor() as cursor:
        for name in laid.keys() - {name for name, sql in wanted.items() if laid.get(name) == sql}:
            cursor.execute(f"DROP TRIGGER {name}")
        for name, sql in wanted.items():
            if laid.get(name) != sql:
                cursor.execute(sql)


def _laid(connection: BaseDatabaseWrapper) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(LAID)
        return dict(cursor.fetchall())


def _lay_postgres(connection: BaseDatabaseWrapper, declared: list[Tracked]) -> None:
    functions, triggers = postgres_functions(declared), postgres_triggers(declared)
    digest = hashlib.sha256("\n".join([*functions, *triggers.values()]).encode()).hexdigest()
    laid = _laid_in_postgres(connection)
    with connection.cursor() as cursor:
        if laid == triggers.keys() and _mark(cursor) == digest:
            return
        for sql in functions:
            cursor.execute(sql)
        for table, name in laid - triggers.keys():
            cursor.execute(f'DROP TRIGGER {name} ON "{table}"')
        for place, sql in triggers.items():
            if place not in laid or "OR REPLACE" in sql:
                cursor.execute(sql)
        cursor.execute(f"COMMENT ON FUNCTION trail_keep() IS '{digest}'")


def _laid_in_postgres(connection: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(LAID_IN_POSTGRES)
        return set(cursor.fetchall())


def _mark(cursor: Any) -> str:
    cursor.execute(MARK)
    return str(cursor.fetchone()[0])


def _begin(connection: BaseDatabaseWrapper) -> None:
    """Say in a first entry when the history began: of what was stored before, it knows nothing."""
    listed = ", ".join(f'"{column}"' for column in COLUMNS[1:])
    now = NOW if connection.vendor == "sqlite" else NOW_IN_POSTGRES
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM trail_entry LIMIT 1")
        if cursor.fetchone() is None:
            cursor.execute(
                f"INSERT INTO trail_entry ({listed}) "
                f"VALUES ({now}, 'trail_entry', '', '', 'begin', '', '', NULL, '', '', '', 'migration')"
            )


def _columns(connection: BaseDatabaseWrapper) -> Columns:
    """The columns that stand in the database, of the tables that are tracked and of our own."""
    wanted = {"trail_entry", "trail_seal", *(each.table for each in tracked())}
    found: Columns = {}
    with connection.cursor() as cursor:
        cursor.execute(STANDING if connection.vendor == "sqlite" else STANDING_IN_POSTGRES)
        for table, column in cursor.fetchall():
            if table in wanted:
                found.setdefault(table, set()).add(column)
    return found
