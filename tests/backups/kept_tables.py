"""Tables that were made once by their migrations are made again without them: most of a restore's time goes there.

The first restore of a process to a set of migrations is the real one, and what it made is kept for those that follow.
"""

import json
import sqlite3
from collections.abc import Callable
from typing import Any, cast

from django.db import connection

from config.backups.restoring import make_tables
from config.backups.shapes import Migrations

FILLS = ("SELECT", "INSERT", "UPDATE", "DELETE", "SAVEPO", "RELEAS")
ROWS_OF_DJANGO = 'INSERT INTO "django_migrations"'
Statement = tuple[Any, Any]


class KeptTables:
    """Stands in the place of `make_tables`."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def __call__(self, migrations: Migrations) -> None:
        key = json.dumps(migrations, sort_keys=True)
        is_file = connection.vendor == "sqlite"
        if key in self.kept:
            (_filed_again if is_file else _said_again)(self.kept[key])
        else:
            self.kept[key] = (_filed if is_file else _said)(migrations)


def _filed(migrations: Migrations) -> sqlite3.Connection:
    make_tables(migrations)
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    _opened().backup(kept)
    return kept


def _filed_again(kept: sqlite3.Connection) -> None:
    kept.backup(_opened())


def _opened() -> sqlite3.Connection:
    connection.ensure_connection()
    return cast(sqlite3.Connection, connection.connection)


def _said(migrations: Migrations) -> list[Statement]:
    """Every statement that made something; rows are left out, since a restore empties tables before filling them."""
    said: list[Statement] = []

    def listen(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        text = str(sql).lstrip()
        if text.startswith(ROWS_OF_DJANGO) or not text.upper().startswith(FILLS):
            said.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        make_tables(migrations)
    return said


def _said_again(said: list[Statement]) -> None:
    connection.ensure_connection()
    opened = connection.connection
    assert opened is not None
    with opened.transaction(), connection.cursor() as cursor:
        for sql, params in said:
            cursor.execute(sql, params)
