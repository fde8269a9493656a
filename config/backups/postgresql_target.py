"""Restoring to PostgreSQL: into a schema of its own, whose tables then take the place of the old ones in one step."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from config.backups.errors import BackupRefusedError
from config.backups.shapes import Table
from config.backups.targets import leading_to
from config.backups.values import to_postgresql
from config.presence import alone

ASIDE = "sextant_restoring"
ONE_RESTORE_AT_A_TIME = 5_392_026
LEAVING_SECONDS = 3
AT_WORK = "Stop every web server and worker, and close other programs that are connected; then call again."
OTHERS = """
    SELECT DISTINCT coalesce(nullif(application_name, ''), 'a program without a name') FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
STATES = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA", "D": "DISABLE"}
TRIGGERS = """
    SELECT c.relname, t.tgname, t.tgenabled::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND c.relnamespace = %s::regnamespace
"""
FUNCTIONS = """
    SELECT p.proname, pg_get_function_identity_arguments(p.oid) FROM pg_proc p WHERE p.pronamespace = %s::regnamespace
"""
LOOSE_SEQUENCES = """
    SELECT c.relname FROM pg_class c WHERE c.relkind = 'S' AND c.relnamespace = %s::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i'))
"""


class PostgresqlTarget:
    """The schema of PostgreSQL in which the default connection makes tables."""

    def __init__(self) -> None:
        self.steering = self._connected()
        self.live = str(self._one("SELECT current_schema()"))

    @contextmanager
    def held(self) -> Iterator[None]:
        with alone(Path(settings.HOME)) as nobody:
            if not nobody:
                raise BackupRefusedError("A web server or a worker is at work on this machine.", AT_WORK)
            if not self._one("SELECT pg_try_advisory_lock(%s)", ONE_RESTORE_AT_A_TIME):
                raise BackupRefusedError("Another restore is under way on this database.", "Wait until it has ended.")
            connection.close()
            if others := self._others():
                raise BackupRefusedError(f"Others are connected to this database: {', '.join(others)}.", AT_WORK)
            try:
                yield
            finally:
                self.steering.close()

    def _others(self) -> list[str]:
        """Who else is connected; a connection that was just closed is given a moment to be gone."""
        deadline = time.monotonic() + LEAVING_SECONDS
        while others := [name for (name,) in self.steering.execute(OTHERS)]:
            if time.monotonic() > deadline:
                break
            time.sleep(0.1)
        return others

    @contextmanager
    def aside(self) -> Iterator[None]:
        self.steering.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(ASIDE)))
        options = connection.settings_dict["OPTIONS"]
        path = f"{options.get('options', '')} -c search_path={ASIDE}".strip()
        with leading_to(OPTIONS={**options, "options": path}):
            yield

    @contextmanager
    def filling(self, tables: list[Table]) -> Iterator[None]:
        opened = self._opened()
        triggers = opened.execute(TRIGGERS, [ASIDE]).fetchall()
        with opened.transaction():
            for name, trigger, _state in triggers:
                opened.execute(_set_trigger(name, trigger, "DISABLE"))
            for table in tables:
                # TRUNCATE makes every file of every table and index anew, and here are few rows.
                opened.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))
        try:
            with opened.transaction():
                yield
        except psycopg.errors.IntegrityError as error:
            raise BackupRefusedError(
                f"The rows of the backup do not fit together ({str(error).strip()}).",
                "Nothing was touched. Take the backup before this one.",
            ) from error
        with opened.transaction():
            for name, trigger, state in triggers:
                opened.execute(_set_trigger(name, trigger, STATES[state]))

    def load(self, table: Table, rows: Iterator[list[Any]]) -> None:
        names = sql.SQL(", ").join(map(sql.Identifier, table.columns))
        into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
        kinds = table.kinds
        with self._opened().cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(self._taken(table, kinds, row))

    def _taken(self, table: Table, kinds: list[str], row: list[Any]) -> list[Any]:
        try:
            return [to_postgresql(kind, value) for kind, value in zip(kinds, row, strict=True)]
        except KeyError as error:
            raise BackupRefusedError(
                f"A row of {table.name} holds a value that only SQLite can hold: {row[0]}.",
                "Nothing was touched. Mend the row there, take another backup and restore that.",
            ) from error

    def count_on(self, sequences: dict[str, int]) -> None:
        opened = self._opened()
        for table, last in sequences.items():
            quoted = sql.Identifier(table).as_string(opened)
            opened.execute(
                "SELECT setval(s, %s) FROM pg_get_serial_sequence(%s, 'id') s WHERE s IS NOT NULL", [last, quoted]
            )

    def take_place(self, token: int) -> None:
        """Drop the old tables and move the new ones where they were; whoever looks sees either."""
        new = self._tables(ASIDE)
        old = [name for name in self._tables(self.live) if name in new]
        live, aside = sql.Identifier(self.live), sql.Identifier(ASIDE)
        with self.steering.transaction():
            self.steering.execute("SET LOCAL lock_timeout = '20s'")
            if old:
                names = sql.SQL(", ").join(sql.Identifier(self.live, name) for name in old)
                self.steering.execute(sql.SQL("DROP TABLE {}").format(names))
            for name, arguments in self.steering.execute(FUNCTIONS, [ASIDE]).fetchall():
                given = sql.SQL(arguments)
                function = sql.SQL("{}({})").format(sql.Identifier(self.live, name), given)
                self.steering.execute(sql.SQL("DROP FUNCTION IF EXISTS {}").format(function))
                moved = sql.SQL("{}({})").format(sql.Identifier(ASIDE, name), given)
                self.steering.execute(sql.SQL("ALTER FUNCTION {} SET SCHEMA {}").format(moved, live))
            for name in new:
                table = sql.Identifier(ASIDE, name)
                self.steering.execute(sql.SQL("ALTER TABLE {} SET SCHEMA {}").format(table, live))
            for (name,) in self.steering.execute(LOOSE_SEQUENCES, [ASIDE]).fetchall():
                self.steering.execute(sql.SQL("DROP SEQUENCE IF EXISTS {}").format(sql.Identifier(self.live, name)))
                sequence = sql.Identifier(ASIDE, name)
                self.steering.execute(sql.SQL("ALTER SEQUENCE {} SET SCHEMA {}").format(sequence, live))
            self.steering.execute(sql.SQL("DROP SCHEMA {}").format(aside))

    def has_taken_place(self, token: int) -> bool:
        return not self._one("SELECT count(*) FROM pg_namespace WHERE nspname = %s", ASIDE)

    def discard(self) -> None:
        self.steering.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(ASIDE)))

    def _tables(self, schema: str) -> list[str]:
        asked = "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename"
        return [name for (name,) in self.steering.execute(asked, [schema])]

    def _one(self, asked: str, *values: Any) -> Any:
        found = self.steering.execute(cast("Any", asked), values).fetchone()
        return found[0] if found else None

    def _connected(self) -> psycopg.Connection[Any]:
        opened = connection.get_new_connection(connection.get_connection_params())
        opened.autocommit = True
        return cast("psycopg.Connection[Any]", opened)

    def _opened(self) -> psycopg.Connection[Any]:
        connection.ensure_connection()
        return cast("psycopg.Connection[Any]", connection.connection)


def _set_trigger(table: str, trigger: str, state: str) -> sql.Composed:
    return sql.SQL("ALTER TABLE {} {} TRIGGER {}").format(
        sql.Identifier(table), sql.SQL(cast("Any", state)), sql.Identifier(trigger)
    )
