"""Killing a command at a step: it runs in a process of its own, which sends itself SIGKILL when it comes there.

No moment is drawn and none is waited for: the step is named. What SIGKILL leaves behind is left: files, locks, half a
transaction.
"""

import os
import signal
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection

SECONDS_TO_BE_GONE = 20
OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' "
    "AND pid <> pg_backend_pid()"
)


def _always(*_args: Any) -> bool:
    return True


@dataclass(frozen=True)
class Step:
    """A call of a function: before or behind it, the process dies. `number` counts the calls that are meant."""

    name: str
    owner: Any
    function: str
    is_before: bool = False
    number: int = 1
    meant: Callable[..., bool] = _always
    instead: Callable[..., Any] | None = None
    """Stands in the place of the function and dies by itself."""

    def __str__(self) -> str:
        return self.name


def killed_at(step: Step, work: Callable[[], object]) -> None:
    """Do the work in a process that is killed at the step; fails if it never comes there."""
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            _arm(step)
            work()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, f"it never came to this: {step.name}"
    _wait_until_it_is_gone()


def _arm(step: Step) -> None:
    original, calls = getattr(step.owner, step.function), 0
    if step.instead:
        setattr(step.owner, step.function, step.instead)
        return

    def armed(*args: Any, **named: Any) -> Any:
        nonlocal calls
        calls += step.meant(*args)
        is_now = step.meant(*args) and calls == step.number
        if is_now and step.is_before:
            die()
        answer = original(*args, **named)
        if is_now:
            die()
        return answer

    setattr(step.owner, step.function, armed)


def die() -> None:
    """End this process as the kernel ends one that took too much memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def _wait_until_it_is_gone() -> None:
    """PostgreSQL takes a moment to see that a program is gone."""
    if connection.vendor == "sqlite":
        return
    deadline = time.monotonic() + SECONDS_TO_BE_GONE
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(OTHERS)
            if cursor.fetchone() == (0,):
                break
            time.sleep(0.02)
    connection.close()


class DyingCopy(sqlite3.Connection):
    """Copies a database page by page, and dies when half of it has arrived."""

    def backup(self, target: sqlite3.Connection, **named: Any) -> None:
        def look(_status: int, remaining: int, total: int) -> None:
            if remaining <= total // 2:
                die()

        super().backup(target, pages=10, progress=look)
