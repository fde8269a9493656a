"""Handing a finished file over, whole or not at all."""

from pathlib import Path
from typing import BinaryIO

Target = str | Path | BinaryIO
"""A path, or a file opened for writing bytes."""


def deliver(data: bytes, target: Target) -> None:
    """Write the bytes; a path has either the whole file or what was there before. Raises OSError."""
    if not isinstance(target, str | Path):
        target.write(data)
        return
    path = Path(target)
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
