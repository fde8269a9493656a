"""Somebody who may do everything to the database, and does."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from trail.laying import lay, lift


@contextmanager
def guards_lifted() -> Iterator[None]:
    """The database without our triggers, as an owner of its file or a superuser can have it."""
    if connection.vendor == "sqlite":
        lift(connection)
    else:
        run("SET session_replication_role = replica")
    yield
    if connection.vendor == "sqlite":
        lay(connection)
    else:
        run("SET session_replication_role = DEFAULT")


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)


def seal_now() -> None:
    """In a test that never commits: what PostgreSQL does at commit."""
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")
        run("SET CONSTRAINTS ALL DEFERRED")
