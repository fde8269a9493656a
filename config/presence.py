"""Who is at work on this machine: every web and worker process holds a lock that the kernel drops when it dies."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path

NAME = "at-work"
JOURNAL = "restore-under-way.json"
"""There while a restore exchanges files and rows, and after one that was killed between the two."""


class CutOffRestoreError(Exception):
    """Raised where work would begin on files of one moment and rows of another."""

    def __init__(self) -> None:
        super().__init__(
            "A restore was cut off while it exchanged the data. Call manage.py restore with the same file again: "
            "it puts the data right before anything else."
        )


def be_at_work(home: Path) -> int:
    """Hold the lock together with all others at work, until this process and its children end.

    Raises CutOffRestoreError where a restore was killed half way; one that is under way is waited for.
    """
    handle = _opened(home)
    flock(handle, LOCK_SH)
    if (home / JOURNAL).exists():
        os.close(handle)
        raise CutOffRestoreError
    return handle


@contextmanager
def alone(home: Path) -> Iterator[bool]:
    """Whether nobody is at work; if so, whoever would begin waits until the block ends."""
    handle = _opened(home)
    try:
        flock(handle, LOCK_EX | LOCK_NB)
    except OSError:
        yield False
    else:
        yield True
    finally:
        os.close(handle)


def _opened(home: Path) -> int:
    home.mkdir(parents=True, exist_ok=True)
    return os.open(home / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
