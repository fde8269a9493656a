"""Whether this installation can do its work now, and by name what hinders it. No answer holds an address or a key."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max, Min
from kombu.exceptions import OperationalError as BrokerError

from reports.clock import ledger_now
from reports.models import Job, JobState

MEBIBYTE = 2**20
LIMITS = {"redis": ("socket_timeout", "socket_connect_timeout"), "amqp": ("read_timeout", "write_timeout")}
"""By what a broker that is there and does not answer is given up."""


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Something that must be looked after, in a word for machines and a sentence for people."""

    name: str
    fact: str


def hindrances() -> list[Hindrance]:
    """Everything that hinders; nothing where the installation is ready."""
    return [*_in_database(), *_of_broker(), *_on_disk()]


def _in_database() -> Iterator[Hindrance]:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield Hindrance("migrations", "The database is not migrated to this release. Run manage.py migrate.")
            return
        yield from _of_workers()
    except DatabaseError:
        connection.close()
        yield Hindrance("database", "The database cannot be reached.")


def _of_workers() -> Iterator[Hindrance]:
    """Work that waits behind other work is no trouble; work that waits while no worker shows itself is."""
    patience = timedelta(seconds=settings.READY_QUEUE_SECONDS)
    now = ledger_now()
    oldest = Job.objects.filter(state=JobState.QUEUED).aggregate(oldest=Min("queued_at"))["oldest"]
    if oldest is None or now - oldest <= patience:
        return
    signs = Job.objects.exclude(state=JobState.QUEUED).aggregate(beat=Max("heartbeat_at"), end=Max("finished_at"))
    last = max((sign for sign in signs.values() if sign is not None), default=None)
    if last is None or now - last > patience:
        waited = int((now - oldest).total_seconds())
        yield Hindrance("workers", f"A job has waited for {waited} s and no worker has shown itself. Start a worker.")


def _of_broker() -> Iterator[Hindrance]:
    if not _broker_answers():
        yield Hindrance("broker", "The broker cannot be reached. Work waits in the database until it can.")


def _broker_answers() -> bool:
    limit = settings.READY_BROKER_SECONDS
    with current_app.connection_for_write() as asked:
        kind = asked.transport.driver_type
        asked.connect_timeout = limit
        asked.transport_options = {**asked.transport_options, **dict.fromkeys(LIMITS.get(kind, ()), limit)}
        try:
            asked.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=limit)
        except (BrokerError, *asked.connection_errors, *asked.channel_errors, OSError):
            return False
    return True


def _on_disk() -> Iterator[Hindrance]:
    free = shutil.disk_usage(settings.HOME).free // MEBIBYTE
    if free < settings.READY_FREE_MEBIBYTES:
        least = settings.READY_FREE_MEBIBYTES
        yield Hindrance("disk", f"{free} MiB are free where the data is kept, and {least} shall be. Make room.")
