"""How the database learns who acts: SQLite asks, PostgreSQL is told before the first write of a transaction."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus

from trail.context import Actor, current

ACTOR_FUNCTION = "sextant_actor"
ACTOR_SETTING = "sextant.actor"
READS = ("SELECT", "SAVEPO", "RELEAS", "ROLLBA", "SET", "SHOW", "DECLAR", "FETCH", "CLOSE", "EXPLAI", "BEGIN", "COMMIT")
LONGEST = {"person_name": 200, "device": 200, "request_id": 64, "origin": 250}


def let_sqlite_ask(connection: Any) -> None:
    """Give triggers a function that tells who acts. A program that does not know it cannot write tracked rows."""
    connection.create_function(ACTOR_FUNCTION, 1, lambda part: _parts(current())[part])


def tell_postgres(connection: BaseDatabaseWrapper) -> None:
    """Send who acts ahead of every write that is the first of its transaction, or of a new actor in it."""
    if not any(isinstance(each, ActorSender) for each in connection.execute_wrappers):
        # The first place: context managers that wrap executions take the last one away again.
        connection.execute_wrappers.insert(0, ActorSender())


class ActorSender:
    """Remembers for one connection what was sent last, and whether it may have been undone since."""

    def __init__(self) -> None:
        self.sent: tuple[Any, str] | None = None
        self.in_transaction = False

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        start = str(sql).lstrip()[:6].upper()
        connection = context["connection"]
        if start == "ROLLBA" or (self.in_transaction and _is_idle(connection)):
            # A setting made in a transaction goes when that is undone, and with a savepoint that is undone.
            self.sent = None
        if not start.startswith(READS):
            self._send(connection)
        return execute(sql, params, many, context)

    def _send(self, connection: Any) -> None:
        raw, told = connection.connection, json.dumps(_parts(current()))
        if self.sent == (raw, told) or raw.info.transaction_status == TransactionStatus.INERROR:
            return
        with connection.wrap_database_errors:
            raw.execute("SELECT set_config(%s, %s, false)", (ACTOR_SETTING, told))
        self.sent, self.in_transaction = (raw, told), not _is_idle(connection)


def _is_idle(connection: Any) -> bool:
    return bool(connection.connection.info.transaction_status == TransactionStatus.IDLE)


def _parts(actor: Actor) -> dict[str, Any]:
    """The actor as it is written down: short enough, and without characters that no text should have."""
    parts = asdict(actor)
    for name, longest in LONGEST.items():
        parts[name] = "".join(each if each.isprintable() else " " for each in str(parts[name])[:longest])
    return parts
