"""The uploaded files of a backup."""

import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from config.backups.container import CHUNK, chunks_of, is_inside
from config.backups.errors import DamagedBackupError
from config.backups.manifest import Manifest, StoredFile

FOLDER = "files/"


def stored_files(root: Path) -> Iterator[Path]:
    """Every file below the folder, in the order of their names; links are not followed."""
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            path = Path(folder) / name
            if path.is_file() and not path.is_symlink():
                yield path


def file_members(root: Path, manifest: Manifest) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Every file as a member of the archive, noted in the manifest once it has gone by.

    The rows were read before: a file they name is there, unless somebody replaced it meanwhile.
    """
    for path in stored_files(root):
        name = path.relative_to(root).as_posix()
        try:
            file = path.open("rb")
        except FileNotFoundError:
            continue
        with file:
            yield FOLDER + name, _noted(file, name, manifest)


def _noted(file: Any, name: str, manifest: Manifest) -> Iterator[bytes]:
    digest, size = sha256(), 0
    for part in chunks_of(file):
        digest.update(part)
        size += len(part)
        yield part
    manifest.files[name] = StoredFile(size, digest.hexdigest())


def check_files(archive: ZipFile, manifest: Manifest) -> None:
    """Refuse files that are not what the manifest says, and names that lead elsewhere."""
    held = {name.removeprefix(FOLDER) for name in archive.namelist() if name.startswith(FOLDER)}
    if held != set(manifest.files) or not all(is_inside(name) for name in held):
        raise DamagedBackupError("The uploaded files in this backup are not those its description lists.")
    for name, told in manifest.files.items():
        with archive.open(FOLDER + name) as file:
            if _measure(file) != told:
                raise DamagedBackupError(f"The uploaded file {name} in this backup is not what its description says.")


def unpack_files(archive: ZipFile, manifest: Manifest, folder: Path) -> None:
    """Write the files into a folder and read them back."""
    folder.mkdir(parents=True, mode=0o700)
    for name, told in manifest.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(FOLDER + name) as packed, path.open("xb") as file:
            while part := packed.read(CHUNK):
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        with path.open("rb") as file:
            if _measure(file) != told:
                raise DamagedBackupError(f"The uploaded file {name} did not arrive as it was packed.")


def _measure(file: Any) -> StoredFile:
    digest, size = sha256(), 0
    for part in chunks_of(file):
        digest.update(part)
        size += len(part)
    return StoredFile(size, digest.hexdigest())
