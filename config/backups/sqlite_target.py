"""Restoring to SQLite: into a file beside the database, which then takes its place within one transaction."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db import connection

from config.backups.errors import BackupRefusedError
from config.backups.shapes import Table
from config.backups.targets import leading_to
from config.backups.values import to_sqlite
from config.presence import alone

WAIT_SECONDS = 20
AT_WORK = "Stop the web server and the workers, then call again."


class SqliteTarget:
    """The SQLite file of the default connection."""

    def __init__(self) -> None:
        self.live = Path(connection.settings_dict["NAME"])
        self.beside = self.live.with_name(f".{self.live.name}.restoring")

    @contextmanager
    def held(self) -> Iterator[None]:
        with alone(Path(settings.HOME)) as nobody:
            if not nobody:
                raise BackupRefusedError("A web server or a worker is at work on this database.", AT_WORK)
            connection.close()
            self._refuse_writers()
            yield

    def _refuse_writers(self) -> None:
        if self.live.exists():
            with closing(sqlite3.connect(self.live, timeout=1, isolation_level=None)) as opened:
                try:
                    opened.execute("BEGIN EXCLUSIVE")
                except sqlite3.OperationalError as error:
                    raise BackupRefusedError(f"Another program works on {self.live} ({error}).", AT_WORK) from error
                opened.rollback()

    @contextmanager
    def aside(self) -> Iterator[None]:
        with leading_to(NAME=str(self.beside)):
            yield

    @contextmanager
    def filling(self, tables: list[Table]) -> Iterator[None]:
        opened = self._opened()
        opened.execute("PRAGMA foreign_keys = OFF")
        opened.execute("BEGIN")
        triggers = opened.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _made in triggers:
            opened.execute(f'DROP TRIGGER "{name}"')
        for table in tables:
            opened.execute(f'DELETE FROM "{table.name}"')  # noqa: S608 - the name was made by a migration of ours
        yield
        for _name, made in triggers:
            opened.execute(made)
        opened.execute("COMMIT")
        opened.execute("PRAGMA foreign_keys = ON")
        if wrong := opened.execute("PRAGMA foreign_key_check").fetchone():
            raise BackupRefusedError(
                f"A row of {wrong[0]} points to a row of {wrong[2]} that is not in the backup.",
                "Nothing was touched. Take the backup before this one.",
            )

    def load(self, table: Table, rows: Iterator[list[Any]]) -> None:
        names = ", ".join(f'"{name}"' for name in table.columns)
        marks = ", ".join("?" for _name in table.columns)
        kinds = table.kinds
        self._opened().executemany(
            f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})',  # noqa: S608 - compared with the migrations
            ([to_sqlite(kind, value) for kind, value in zip(kinds, row, strict=True)] for row in rows),
        )

    def count_on(self, sequences: dict[str, int]) -> None:
        opened = self._opened()
        for table, last in sequences.items():
            opened.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table])
            opened.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table, last])

    def take_place(self, token: int) -> None:
        deadline = time.monotonic() + WAIT_SECONDS

        def in_time(status: int, remaining: int, total: int) -> None:
            if remaining and time.monotonic() > deadline and status != sqlite3.SQLITE_OK:
                raise BackupRefusedError(f"Another program does not let go of {self.live}.", AT_WORK)

        self.live.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.beside)) as new, closing(sqlite3.connect(self.live)) as old:
            new.execute(f"PRAGMA user_version = {token}")
            new.commit()
            new.backup(old, progress=in_time)
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def has_taken_place(self, token: int) -> bool:
        if not self.live.exists():
            return False
        with closing(sqlite3.connect(self.live)) as opened:
            return bool(opened.execute("PRAGMA user_version").fetchone()[0] == token)

    def discard(self) -> None:
        for ending in ("", "-wal", "-shm", "-journal"):
            self.beside.with_name(self.beside.name + ending).unlink(missing_ok=True)

    def _opened(self) -> sqlite3.Connection:
        connection.ensure_connection()
        return cast(sqlite3.Connection, connection.connection)
