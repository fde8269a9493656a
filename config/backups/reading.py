"""Reading the database as it is at one moment, while people go on working."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol, cast
from urllib.parse import quote

import psycopg
from django.db import connection
from psycopg import sql

from config.backups.errors import BackupRefusedError
from config.backups.shapes import Migrations, Table
from config.backups.values import from_postgresql, from_sqlite
from trail.chain import Head

ROWS_AT_ONCE = 500
WAIT_SECONDS = 30


class Snapshot(Protocol):
    """The rows of one moment."""

    def names(self) -> set[str]:
        """The tables there are."""

    def applied(self) -> Migrations:
        """The migrations applied at that moment."""

    def rows(self, table: Table) -> Iterator[list[Any]]:
        """Every row, its values as a backup holds them."""

    def sequences(self, tables: list[Table]) -> dict[str, int]:
        """By table: the last number that was given to a row, so that none is given twice after a restore."""

    def history_head(self) -> str:
        """Where the history ends, in the words of `history_head`; empty before there was one."""


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """The database of the default connection, at the moment of the first look."""
    with _sqlite() if connection.vendor == "sqlite" else _postgresql() as opened:
        yield opened


class SqliteSnapshot:
    """One read transaction: in write-ahead mode it neither waits for those who write nor holds them up."""

    def __init__(self, opened: sqlite3.Connection) -> None:
        self.opened = opened

    def names(self) -> set[str]:
        return {name for (name,) in self.opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

    def applied(self) -> Migrations:
        return _by_app(self.opened.execute("SELECT app, name FROM django_migrations ORDER BY app, name"))

    def rows(self, table: Table) -> Iterator[list[Any]]:
        columns = ", ".join(f'"{name}"' for name in table.columns)
        kinds = table.kinds
        for row in self.opened.execute(f'SELECT {columns} FROM "{table.name}"'):  # noqa: S608 - names of our models
            yield [from_sqlite(kind, raw) for kind, raw in zip(kinds, row, strict=True)]

    def sequences(self, tables: list[Table]) -> dict[str, int]:
        if "sqlite_sequence" not in self.names():
            return {}
        told = dict(self.opened.execute("SELECT name, seq FROM sqlite_sequence"))
        return {table.name: told[table.name] for table in tables if told.get(table.name)}

    def history_head(self) -> str:
        return _head(self.opened.execute(LAST_SEAL).fetchone()) if SEALS in self.names() else ""


class PostgresqlSnapshot:
    """One transaction at REPEATABLE READ: it sees what was committed when it first looked, and nothing later."""

    def __init__(self, opened: psycopg.Connection[Any]) -> None:
        self.opened = opened

    def names(self) -> set[str]:
        asked = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        return {name for (name,) in self.opened.execute(asked)}

    def applied(self) -> Migrations:
        return _by_app(self.opened.execute("SELECT app, name FROM django_migrations ORDER BY app, name"))

    def rows(self, table: Table) -> Iterator[list[Any]]:
        columns = sql.SQL(", ").join(
            sql.SQL(SELECTED.get(kind, "{}")).format(sql.Identifier(name)) for name, kind in table.columns.items()
        )
        kinds = table.kinds
        with self.opened.cursor(name="backup") as cursor:
            cursor.itersize = ROWS_AT_ONCE
            cursor.execute(sql.SQL("SELECT {} FROM {}").format(columns, sql.Identifier(table.name)))
            for row in cursor:
                yield [from_postgresql(kind, raw) for kind, raw in zip(kinds, row, strict=True)]

    def sequences(self, tables: list[Table]) -> dict[str, int]:
        asked = (
            "SELECT t.relname, s.last_value FROM pg_sequences s"
            " JOIN pg_class c ON c.relname = s.sequencename AND c.relnamespace = s.schemaname::regnamespace"
            " JOIN pg_depend d ON d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.classid = 'pg_class'::regclass"
            " JOIN pg_class t ON t.oid = d.refobjid"
            " WHERE s.schemaname = current_schema() AND s.last_value IS NOT NULL"
        )
        told = dict(self.opened.execute(asked).fetchall())
        return {table.name: told[table.name] for table in tables if table.name in told}

    def history_head(self) -> str:
        return _head(self.opened.execute(LAST_SEAL).fetchone()) if SEALS in self.names() else ""


SELECTED = {"json": "{}::text", "address": "host({})"}
SEALS = "trail_seal"
LAST_SEAL = "SELECT position, hash FROM trail_seal ORDER BY position DESC LIMIT 1"


def _head(last: Any) -> str:
    return str(Head(*last)) if last else ""


def _by_app(found: Any) -> Migrations:
    applied: Migrations = {}
    for app, name in found:
        applied.setdefault(app, []).append(name)
    return applied


@contextmanager
def _sqlite() -> Iterator[SqliteSnapshot]:
    path = Path(connection.settings_dict["NAME"])
    if not path.exists():
        raise BackupRefusedError(f"There is no database at {path}.", "Look at DATABASE_URL and SEXTANT_HOME.")
    address = f"file:{quote(str(path))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None, timeout=WAIT_SECONDS)) as opened:
        opened.execute("BEGIN")
        opened.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield SqliteSnapshot(opened)


@contextmanager
def _postgresql() -> Iterator[PostgresqlSnapshot]:
    parameters = connection.get_connection_params()
    opened = cast("psycopg.Connection[Any]", connection.get_new_connection(parameters))
    with closing(opened):
        opened.autocommit = False
        opened.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        opened.read_only = True
        opened.execute("SELECT 1")
        yield PostgresqlSnapshot(opened)
        opened.rollback()
