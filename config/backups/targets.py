"""The place a backup is restored to: first aside, where nobody looks; then, proven, in the place of the old data."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from django.apps import apps
from django.db import connection

from config.backups.checking import Backup
from config.backups.shapes import Table

ROOMS_WITH_DATA = ("accounts", "clusters", "reports", "analysis")


class Target(Protocol):
    """A database that is restored."""

    def held(self) -> AbstractContextManager[None]:
        """Nobody else works here and nobody else restores while the block runs; refuses otherwise."""

    def aside(self) -> AbstractContextManager[None]:
        """The default connection leads to a new, empty database while the block runs."""

    def load(self, table: Table, rows: Iterator[list[Any]]) -> None:
        """Put rows into a table as they are."""

    def filling(self, tables: list[Table]) -> AbstractContextManager[None]:
        """Tables are emptied and their triggers keep still while the block fills them; references are checked after."""

    def count_on(self, sequences: dict[str, int]) -> None:
        """Give no number again that was given before."""

    def take_place(self, token: int) -> None:
        """Put what stands aside in the place of the old data, whole or not at all."""

    def has_taken_place(self, token: int) -> bool:
        """Whether that has happened."""

    def discard(self) -> None:
        """Remove what stands aside."""


@contextmanager
def leading_to(**changed: Any) -> Iterator[None]:
    """The default connection leads elsewhere while the block runs."""
    before = {name: connection.settings_dict[name] for name in changed}
    connection.close()
    connection.settings_dict.update(changed)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def holds_data() -> bool:
    """Whether somebody has begun to work: migrating alone brings questionnaires, but none of these rows."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for room in ROOMS_WITH_DATA:
            for model in apps.get_app_config(room).get_models():
                table = model._meta.db_table
                if table in there:
                    cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608
                    if cursor.fetchone():
                        return True
    return False


def filled(target: Target, backup: Backup) -> None:
    """Fill the tables of the database that stands aside with the rows of the backup."""
    tables = backup.manifest.shapes()
    with target.filling(tables):
        for table in tables:
            target.load(table, backup.rows(table.name))
    target.count_on(backup.manifest.sequences)
