"""What this room does when others do something: a login, a task, a connection, a migration. Connected at the start."""

from dataclasses import replace
from typing import Any

from celery.signals import before_task_publish, task_postrun, task_prerun
from django.contrib.auth.signals import user_logged_in
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.dispatch import receiver

from trail.connections import let_sqlite_ask, tell_postgres
from trail.context import NOBODY, as_parts, current, from_parts, make_known, start
from trail.laying import lay, lift

HEADER = "sextant_actor"
BEFORE = "sextant_acted_before"


@receiver(user_logged_in, dispatch_uid="trail: login")
def on_login(*, user: Any, **kwargs: Any) -> None:
    """From here on the request is this person's."""
    make_known(person_id=user.pk, person_name=str(user))


@before_task_publish.connect(weak=False, dispatch_uid="trail: publish")
def on_publish(*, headers: Any = None, **kwargs: Any) -> None:
    """Let the message say on whose behalf the work is asked for."""
    if isinstance(headers, dict):
        headers[HEADER] = as_parts(current())


@task_prerun.connect(weak=False, dispatch_uid="trail: task begins")
def on_task_begin(*, task_id: str = "", task: Any = None, **kwargs: Any) -> None:
    """Whoever asked for the work acts in it; work nobody asked for has the id of its task."""
    asked = from_parts(getattr(task.request, HEADER, None))
    setattr(task.request, BEFORE, current())
    start(replace(asked, request_id=asked.request_id or task_id, origin=f"task {task.name}"))


@task_postrun.connect(weak=False, dispatch_uid="trail: task ends")
def on_task_end(*, task: Any = None, **kwargs: Any) -> None:
    """The next task of this worker is somebody else's."""
    start(getattr(task.request, BEFORE, NOBODY))


@receiver(connection_created, dispatch_uid="trail: connection")
def on_connection(*, connection: Any, **kwargs: Any) -> None:
    """Let the database know who acts."""
    if connection.vendor == "sqlite":
        let_sqlite_ask(connection.connection)
    else:
        tell_postgres(connection)


@receiver(pre_migrate, dispatch_uid="trail: before migrations")
def before_migrations(*, sender: Any, using: str, plan: Any, **kwargs: Any) -> None:
    """Tables of SQLite cannot be altered under triggers."""
    if sender.name == "trail" and plan and connections[using].vendor == "sqlite":
        lift(connections[using])


@receiver(post_migrate, dispatch_uid="trail: after migrations")
def after_migrations(*, sender: Any, using: str, **kwargs: Any) -> None:
    """Lay the triggers before any room fills its tables."""
    if sender.name == "trail":
        lay(connections[using])
