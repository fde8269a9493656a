"""The clock of the job ledger: the database's, where machines with clocks of their own share one.

A worker whose clock runs behind would seem silent to all others, and one whose clock runs ahead would, once dead, keep
its job until the others' clocks have caught up.
"""

from datetime import UTC, datetime

from django.db import connection
from django.utils import timezone


def ledger_now() -> datetime:
    """This moment for the ledger. SQLite has no clock but that of the one machine it is on."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
    return moment.astimezone(UTC)
