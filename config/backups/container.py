"""The file itself: a ZIP archive that any tool can open, and behind it one line with the SHA-256 of all before it.

It is written from front to back without ever going back, so that it can be encrypted on the way in constant memory.
"""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from io import RawIOBase
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from config.backups.errors import BackupRefusedError, DamagedBackupError
from config.backups.manifest import FORMAT

CHUNK = 1 << 20
EPOCH = (1980, 1, 1, 0, 0, 0)
TRAILER = "\nSextant backup {format:04d} {size:020d} {digest}\n"
TRAILER_SIZE = len(TRAILER.format(format=0, size=0, digest="0" * 64))
TRAILER_FORM = re.compile(rb"\nSextant backup (\d{4}) (\d{20}) ([0-9a-f]{64})\n")


class _Sink(RawIOBase):
    """Takes what the archive writes until it is fetched."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self.parts.append(bytes(part))
        return len(part)

    def drained(self) -> bytes:
        parts, self.parts = self.parts, []
        return b"".join(parts)


def packed(members: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """The bytes of a container, from front to back; members are asked for only when it is their turn."""
    digest, size = sha256(), 0
    for part in _archived(members):
        digest.update(part)
        size += len(part)
        yield part
    yield TRAILER.format(format=FORMAT, size=size, digest=digest.hexdigest()).encode()


def _archived(members: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
        for name, chunks in members:
            info = ZipInfo(name, EPOCH)
            info.compress_type = ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as member:
                for chunk in chunks:
                    member.write(chunk)
                    if sink.parts:
                        yield sink.drained()
    yield sink.drained()


def check_whole(file: BinaryIO) -> str:
    """Refuse a file of which a single byte is not what was written; returns the SHA-256 it shows."""
    length = file.seek(0, 2)
    file.seek(max(0, length - TRAILER_SIZE))
    trailer = TRAILER_FORM.fullmatch(file.read())
    if trailer is None:
        raise DamagedBackupError("The file is no whole backup of Sextant: its last line is not there.")
    if int(trailer[1]) > FORMAT:
        raise BackupRefusedError(
            f"The backup has format {int(trailer[1])}, and this release reads formats up to {FORMAT}.",
            "Restore it with the release that made it, or a later one.",
        )
    size = length - TRAILER_SIZE
    if int(trailer[2]) != size or _digest(file, size) != trailer[3].decode():
        raise DamagedBackupError("The file is damaged: it is not what its last line says.")
    return trailer[3].decode()


def _digest(file: BinaryIO, size: int) -> str:
    digest = sha256()
    file.seek(0)
    while size:
        part = file.read(min(CHUNK, size))
        if not part:
            break
        digest.update(part)
        size -= len(part)
    return digest.hexdigest()


def chunks_of(file: Any) -> Iterator[bytes]:
    """A file in pieces."""
    while part := file.read(CHUNK):
        yield part


def is_inside(name: str) -> bool:
    """Whether the name of a member leads to a place below the folder it is unpacked into."""
    path = Path(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and "\0" not in name
