"""Looking into a backup without touching anything."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.conf import settings

from config.backups.container import check_whole
from config.backups.errors import BackupRefusedError, DamagedBackupError
from config.backups.files import check_files
from config.backups.keys import Key, opened
from config.backups.manifest import NAME, Content, Manifest, counted, read_manifest
from config.backups.reading import SEALS
from config.backups.taking import TABLES
from trail.chain import Head


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was found whole."""

    archive: ZipFile
    manifest: Manifest
    sha256: str

    def rows(self, table: str) -> Iterator[list[Any]]:
        with self.archive.open(TABLES.format(table)) as lines:
            for line in lines:
                yield json.loads(line)


@contextmanager
def opened_backup(path: Path, key: Key) -> Iterator[Backup]:
    """The backup, once every byte of it has been compared with its checksum."""
    if not path.is_file():
        raise BackupRefusedError(f"There is no file {path}.", "Give the path of a backup.")
    with ExitStack() as stack:
        try:
            plain = stack.enter_context(opened(path, key, Path(settings.HOME)))
            checksum = check_whole(plain)
            archive = stack.enter_context(ZipFile(plain))
            manifest = read_manifest(archive.read(NAME))
        except (BadZipFile, KeyError) as error:
            raise DamagedBackupError(f"The file cannot be read as a backup ({error}).") from error
        except OSError as error:
            raise BackupRefusedError(f"{path} cannot be read ({error.strerror}).", "See that it can.") from error
        if not {TABLES.format(name) for name in manifest.tables} <= set(archive.namelist()):
            raise DamagedBackupError("A table that the description lists is not in this backup.")
        yield Backup(archive, manifest, checksum)


def check_backup(path: Path, key: Key) -> Manifest:
    """Compare every row and file in the backup with its description; returns that."""
    with opened_backup(path, key) as backup:
        for name, told in backup.manifest.tables.items():
            found = Content(told.columns)
            for _row in counted(backup.rows(name), found):
                pass
            if found != told:
                raise DamagedBackupError(f"The table {name} in this backup is not what its description says.")
        _check_head(backup)
        check_files(backup.archive, backup.manifest)
        return backup.manifest


def _check_head(backup: Backup) -> None:
    """Refuse a history that does not end where the description says."""
    told = backup.manifest.history_head
    if not told:
        return
    columns = list(backup.manifest.tables[SEALS].columns)
    seals = (dict(zip(columns, row, strict=True)) for row in backup.rows(SEALS))
    last = max(seals, key=lambda seal: int(seal["position"]))
    if str(Head(last["position"], last["hash"])) != told:
        raise DamagedBackupError(f"The history in this backup does not end at {told}, where its description says.")
