"""Heads of the chain that were kept in a file: a history whose end was cut off shows only beside one of them."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from trail.chain import Head, head, read_head


def heads_file() -> Path:
    """Where heads are kept, one a line behind its moment."""
    return Path(settings.HISTORY_HEADS)


def keep_head(*, now: datetime) -> Head:
    """Append the present head to the file."""
    found = head()
    path = heads_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{now.isoformat(timespec='seconds')} {found}\n")
    return found


def last_kept() -> Head | None:
    """The head that was kept last; nothing where none was."""
    path = heads_file()
    lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
    words = [line.split()[-1] for line in lines if line.strip()]
    return read_head(words[-1]) if words else None
