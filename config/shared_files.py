"""A cache of files that every process of this machine shares: what is counted in it is counted once, and whole."""

import fcntl
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zlib import crc32

from django.core.cache.backends.filebased import FileBasedCache

LOCKS = 16
LOOKS_AFTER_ITSELF = 0.005
"""In how many of the writes old files are counted and taken away; doing it in each would read the folder each time."""


class SharedFiles(FileBasedCache):
    """Django's cache of files, whose `incr` loses no count when two processes count at once."""

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Raise what is kept by `delta` and return it; ValueError where nothing is kept."""
        with self._locked(key):
            return int(super().incr(key, delta, version=version))

    def add(self, key: str, value: Any, *args: Any, **kwargs: Any) -> bool:
        """Keep a value where none is kept; whether it was."""
        with self._locked(key):
            return bool(super().add(key, value, *args, **kwargs))

    def _cull(self) -> None:
        if random.random() < LOOKS_AFTER_ITSELF:
            super()._cull()  # type: ignore[misc]

    @contextmanager
    def _locked(self, key: str) -> Iterator[None]:
        self._createdir()  # type: ignore[attr-defined]
        with (Path(self._dir) / f"lock-{crc32(key.encode()) % LOCKS}").open("w") as file:  # type: ignore[attr-defined]
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
