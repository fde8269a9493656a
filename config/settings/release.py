"""What names the release that answers: devices compare it to notice that the application has been updated."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

SHOWN = 12
DERIVED = ".mo"
"""Catalogues as the interface reads them are made of the .po files beside them, before or after a server starts."""


def release_of(folders: Iterable[Path]) -> str:
    """Return the first digits of a SHA-256 over every file below the folders, by name and content, save .mo files."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != DERIVED):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:SHOWN]
