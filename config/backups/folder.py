"""A folder of backups: how they are called, and which of them are kept."""

import re
from datetime import UTC, datetime
from pathlib import Path

ENDING = ".backup"
NAMES = re.compile(r"sextant-\d{8}T\d{6}Z\.backup")


def name_of(now: datetime, word: str = "sextant") -> str:
    """The name of a backup taken now; names in their order are moments in theirs."""
    return f"{word}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{ENDING}"


def keep_newest(folder: Path, number: int) -> list[Path]:
    """Delete all but the newest backups that bear a name of ours; returns those deleted."""
    found = sorted(path for path in folder.iterdir() if NAMES.fullmatch(path.name) and path.is_file())
    gone = found[:-number]
    for path in gone:
        path.unlink()
    return gone
