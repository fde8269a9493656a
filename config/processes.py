"""Starting and ending the processes that make up Sextant on one machine: a web server and a Celery worker."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

GRACE_SECONDS = 20
"""Celery takes 6 to 8 seconds to end an idle worker, and more on a busy machine."""


def worker_command(name: str) -> list[str]:
    """The command of a worker with its own clock for the sweep of the ledger."""
    schedule = Path(settings.HOME) / f"beat-{name}"
    return [
        *(sys.executable, "-m", "celery", "--quiet", "--app", "config", "worker"),
        *("--beat", "--schedule", str(schedule), "--hostname", f"{name}@%h"),
        *("--loglevel", "WARNING", "--without-gossip", "--without-mingle"),
    ]


def web_command(host: str, port: int) -> list[str]:
    """The command of the web server; how it serves stands in config/serving.py."""
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi:application"),
        *("--config", "python:config.serving", "--bind", f"{host}:{port}"),
    ]


def begin(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a process in the project's folder with the settings of this one."""
    return subprocess.Popen(  # noqa: S603 - the command is put together above, nothing of it comes from outside
        list(command), cwd=settings.BASE_DIR, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to finish; Celery ends its children itself, so only the main one is asked."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def running(*commands: Sequence[str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Keep processes alive for the length of a block."""
    processes = [begin(command) for command in commands]
    try:
        yield processes
    finally:
        for process in reversed(processes):
            end(process)
