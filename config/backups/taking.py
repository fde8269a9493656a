"""Taking a backup: every row of one moment and every uploaded file, under its name only once it is whole."""

import errno
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection

from config.backups.container import packed
from config.backups.errors import DATABASE_ERRORS, BackupRefusedError
from config.backups.files import file_members
from config.backups.keys import Lock, write_sealed
from config.backups.manifest import NAME, Content, Manifest, counted
from config.backups.reading import ROWS_AT_ONCE, Snapshot, snapshot
from config.backups.shapes import Table, tables_of
from reports.specification import SOFTWARE_VERSION

TABLES = "tables/{}.jsonl"
NO_ROOM = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
OF_THE_DATABASE = {"django_migrations", "sqlite_sequence", "sqlite_stat1", "sqlite_stat4", "trail_bell"}
"""Tables of the machinery: migrations stand in the manifest, the bell of the history comes with its triggers."""
PART = ".{name}.{process}.part"


def take_backup(*, out: Path, lock: Lock, now: datetime) -> Manifest:
    """Write a backup of the database and the uploaded files; returns what it holds.

    People may go on working: everything acknowledged before the call is in it, and whatever is saved meanwhile is in it
    whole or not at all.
    """
    if out.exists():
        raise BackupRefusedError(f"{out} is there already.", "Give another name: a backup never replaces another one.")
    if not out.parent.is_dir():
        raise BackupRefusedError(f"There is no folder {out.parent}.", "Make it, or give a file in one that is there.")
    clear_abandoned(out.parent)
    try:
        with snapshot() as rows:
            manifest = _described(rows, now)
            with being_written(out) as file:
                write_sealed(packed(_members(rows, manifest)), file, lock)
    except DATABASE_ERRORS as error:
        fact = f"The database could not be read ({error})."
        raise BackupRefusedError(fact, "Look after it, then call again.") from error
    return manifest


def _described(rows: Snapshot, now: datetime) -> Manifest:
    applied = rows.applied()
    tables = {table.name: table for table in tables_of(applied)}
    if missing := sorted(tables.keys() - rows.names()):
        raise BackupRefusedError(
            f"The database lacks the table {missing[0]}, which its migrations have made.",
            "Look after the database: a backup without the table could not be restored.",
        )
    return Manifest(
        software=SOFTWARE_VERSION,
        release=settings.RELEASE,
        taken_at=now.isoformat(),
        database=connection.vendor,
        migrations=applied,
        tables={name: Content(table.columns) for name, table in tables.items()},
        sequences=rows.sequences(list(tables.values())),
        history_head=rows.history_head(),
        left_out=sorted(rows.names() - tables.keys() - OF_THE_DATABASE),
    )


def _members(rows: Snapshot, manifest: Manifest) -> Iterator[tuple[str, Iterable[bytes]]]:
    named: set[str] = set()
    for table in tables_of(manifest.migrations):
        passing = counted(rows.rows(table), manifest.tables[table.name])
        yield TABLES.format(table.name), _lines(_naming(passing, table, named))
    root = Path(settings.MEDIA_ROOT)
    yield from file_members(root, manifest)
    manifest.missing_files = sorted(named - manifest.files.keys())
    yield NAME, [manifest.as_bytes()]


def _naming(rows: Iterator[list[Any]], table: Table, named: set[str]) -> Iterator[list[Any]]:
    """The rows, noting which uploaded files they name."""
    places = [list(table.columns).index(name) for name in table.files]
    for row in rows:
        named.update(row[place] for place in places if row[place])
        yield row


def _lines(rows: Iterator[list[Any]]) -> Iterator[bytes]:
    while some := list(islice(rows, ROWS_AT_ONCE)):
        yield "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in some).encode()


@contextmanager
def being_written(out: Path) -> Iterator[BinaryIO]:
    """A file that gets its name when the block ends well, and is gone when it does not."""
    part = out.with_name(PART.format(name=out.name, process=os.getpid()))
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            flock(file, LOCK_EX)
            yield file
            file.flush()
            os.fsync(file.fileno())
            part.rename(out)
        _keep_name(out.parent)
    except OSError as error:
        has_room = error.errno not in NO_ROOM
        raise BackupRefusedError(
            f"{out} cannot be written: {error.strerror or error}.",
            "Give a folder that may be written to." if has_room else "Make room; nothing half written was left behind.",
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _keep_name(folder: Path) -> None:
    """Let the name survive a power cut as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clear_abandoned(folder: Path) -> None:
    """Delete what backups that were killed left half written; one that is being written holds a lock on its file."""
    for part in folder.glob(PART.format(name="*", process="*")):
        with part.open("rb") as file:
            try:
                flock(file, LOCK_EX | LOCK_NB)
            except OSError:
                continue
            part.unlink(missing_ok=True)
