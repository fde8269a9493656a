"""Homes made once for all test processes, of which each test takes a copy: what takes long is done once."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.application import manage

MADE = "made"


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], str | None]) -> Path:
    """The home of this name, made by the process that needs it first; what `make` printed is in its file `made`."""
    base = factory.getbasetemp()
    home = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"home-{name}"
    home.mkdir(exist_ok=True)
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / MADE).exists():
            (home / MADE).write_text(make(home) or "")
    return home


def copied(home: Path, target: Path) -> Path:
    """A home of its own with all that stands in this one."""
    shutil.copytree(home, target, dirs_exist_ok=True)
    return target


def migrate(home: Path) -> None:
    """An empty database, and the files that pages are made of."""
    manage(home, "compile_words", "--verbosity", "0")
    manage(home, "collectstatic", "--no-input", "--verbosity", "0")
    manage(home, "migrate", "--verbosity", "0")
