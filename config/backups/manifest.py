"""What a backup says of itself: whence and when it is, and what must come out of it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from config.backups.errors import DamagedBackupError
from config.backups.shapes import Migrations, Table
from config.backups.values import added, digest_of

FORMAT = 1
NAME = "manifest.json"


@dataclass(slots=True)
class Content:
    """What a table holds: how many rows, and the sum of what they mean."""

    columns: dict[str, str]
    rows: int = 0
    sum: str = "0"


@dataclass(slots=True)
class StoredFile:
    """One uploaded file."""

    size: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    """The description at the end of every backup."""

    software: str
    release: str
    taken_at: str
    database: str
    migrations: Migrations
    format: int = FORMAT
    tables: dict[str, Content] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    history_head: str = ""
    """Where the history ended at that moment, as `history_head` prints it; empty where there was none."""
    missing_files: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """Tables that are none of Sextant's."""

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.taken_at)

    def shapes(self) -> list[Table]:
        """The tables as they stood when the backup was taken."""
        return [Table(name, content.columns) for name, content in self.tables.items()]

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False).encode()


def read_manifest(content: bytes) -> Manifest:
    """The manifest of these bytes."""
    try:
        told: dict[str, Any] = json.loads(content)
        told["tables"] = {name: Content(**each) for name, each in told["tables"].items()}
        told["files"] = {name: StoredFile(**each) for name, each in told["files"].items()}
        return Manifest(**told)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise DamagedBackupError("The description in this backup cannot be read.") from error


def counted(rows: Iterable[list[Any]], content: Content) -> Iterator[list[Any]]:
    """The rows, noting in `content` how many there were and what they sum up to once all have gone by."""
    kinds = list(content.columns.values())
    number = total = 0
    for row in rows:
        number += 1
        total = added(total, digest_of(kinds, row))
        yield row
    content.rows, content.sum = number, f"{total:064x}"
