"""Restoring a backup: beside the old data first, compared row by row, and only then in its place."""

import json
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zipfile import BadZipFile

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.backups.checking import Backup, opened_backup
from config.backups.errors import DATABASE_ERRORS, BackupRefusedError, DamagedBackupError
from config.backups.files import stored_files, unpack_files
from config.backups.folder import name_of
from config.backups.keys import Key
from config.backups.manifest import Content, Manifest, counted
from config.backups.postgresql_target import PostgresqlTarget
from config.backups.reading import snapshot
from config.backups.shapes import Migrations, applied_migrations, newest_of, tables_of, unknown_migrations
from config.backups.sqlite_target import SqliteTarget
from config.backups.taking import being_written, clear_abandoned, take_backup
from config.backups.targets import Target, filled, holds_data
from config.presence import JOURNAL
from trail.chain import read_head
from trail.verifying import Verification

TARGETS: dict[str, Callable[[], Target]] = {"sqlite": SqliteTarget, "postgresql": PostgresqlTarget}
SAFETY_FOLDER = "backups"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came out of a backup, and where the data it replaced is kept."""

    manifest: Manifest
    safety_copy: Path | None


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of uploaded files: in use, about to be, and the one that was."""

    live: Path
    new: Path
    old: Path
    journal: Path


def restore(*, source: Path, key: Key, replace: bool, now: datetime) -> Restored:
    """Put what a backup holds in the place of an empty database, or with `replace` of one that is saved first.

    Whatever goes wrong, the old data is there as it was.
    """
    places = _places()
    with opened_backup(source, key) as backup:
        _refuse_unknown(backup.manifest)
        target = TARGETS[connection.vendor]()
        with target.held():
            heal(target, places)
            safety = _make_room(key, now, replace=replace)
            try:
                _build(target, backup, places)
                _take_place(target, places)
            except (*DATABASE_ERRORS, BadZipFile, OSError, ValueError) as error:
                raise BackupRefusedError(
                    f"The backup could not be restored: {error}.", "The old data is there as it was."
                ) from error
            finally:
                heal(target, places)
        return Restored(backup.manifest, safety)


def _places() -> Places:
    live = Path(settings.MEDIA_ROOT)
    return Places(
        live,
        live.with_name(f".{live.name}.restoring"),
        live.with_name(f".{live.name}.before"),
        Path(settings.HOME) / JOURNAL,
    )


def _refuse_unknown(manifest: Manifest) -> None:
    """Refuse what a newer release has made, and tables that are not those its migrations make."""
    if unknown := unknown_migrations(manifest.migrations):
        raise BackupRefusedError(
            f"The backup is of a newer release, {manifest.software}: this one does not know {unknown[0]}.",
            "Nothing was touched. Install that release, or a later one, and restore with it.",
        )
    if tables_of(manifest.migrations) != manifest.shapes():
        raise DamagedBackupError("The tables that this backup lists are not those its migrations make.")


def _make_room(key: Key, now: datetime, *, replace: bool) -> Path | None:
    """Refuse data that is in use, or save it where it shall be replaced."""
    is_in_use = holds_data() or any(stored_files(Path(settings.MEDIA_ROOT)))
    if not is_in_use:
        return None
    if not replace:
        raise BackupRefusedError(
            "There is data here already.", "Call again with --replace: it is saved to a file and then replaced."
        )
    folder = Path(settings.HOME) / SAFETY_FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy = folder / name_of(now, "before-restore")
    take_backup(out=copy, lock=key.as_lock(), now=now)
    return copy


def _build(target: Target, backup: Backup, places: Places) -> None:
    """Everything the backup holds, aside: made by the migrations of its time, compared, then brought up to date."""
    unpack_files(backup.archive, backup.manifest, places.new)
    with target.aside():
        make_tables(backup.manifest.migrations)
        filled(target, backup)
        _prove(backup.manifest)
        call_command("migrate", interactive=False, verbosity=0)
        _check_history(backup.manifest)


def make_tables(migrations: Migrations) -> None:
    """Let these migrations make their tables in the empty database to which the default connection leads."""
    MigrationExecutor(connection).migrate(newest_of(migrations))


def _prove(manifest: Manifest) -> None:
    """Refuse a database that does not hold, row for row, what the backup says."""
    if applied_migrations() != manifest.migrations:
        raise DamagedBackupError("The migrations that this backup lists do not belong together.")
    with snapshot() as rows:
        for table in manifest.shapes():
            found = Content(table.columns)
            for _row in counted(rows.rows(table), found):
                pass
            if found != manifest.tables[table.name]:
                raise DamagedBackupError(
                    f"The table {table.name} came out with {found.rows} rows that are not those of the backup."
                )
        if manifest.history_head and rows.history_head() != manifest.history_head:
            raise DamagedBackupError(
                f"The history in this backup ends at {rows.history_head() or 'nothing'}, "
                f"and its description says at {manifest.history_head}: its end was cut off or made anew."
            )


def _check_history(manifest: Manifest) -> None:
    """Have the history looked through before it takes its place.

    It may be older than the last head that was kept here; the head that the backup holds must be in it.
    """
    kept = read_head(manifest.history_head) if manifest.history_head else None
    if broken := next(iter(Verification(since=0, kept=kept).breaks()), None):
        raise BackupRefusedError(
            f"The history in this backup does not hold together: {broken}", "The old data is there as it was."
        )


def _take_place(target: Target, places: Places) -> None:
    """Exchange files and rows: two steps, written down before, since a power cut may let only one of them happen."""
    token = secrets.randbelow(2**31 - 1) + 1
    places.live.mkdir(parents=True, exist_ok=True)
    with being_written(places.journal) as file:
        file.write(json.dumps({"token": token}).encode())
    try:
        places.live.rename(places.old)
        places.new.rename(places.live)
        target.take_place(token)
    finally:
        heal(target, places)


def heal(target: Target, places: Places) -> None:
    """Finish or undo an exchange that was cut off between its two steps, and clear away what is left of it."""
    if places.journal.exists():
        token = json.loads(places.journal.read_text())["token"]
        if places.old.exists() and not target.has_taken_place(token):
            shutil.rmtree(places.live, ignore_errors=True)
            places.old.rename(places.live)
        places.journal.unlink()
    clear_abandoned(places.journal.parent)
    for folder in (places.old, places.new):
        shutil.rmtree(folder, ignore_errors=True)
    target.discard()
