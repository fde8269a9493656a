"""Encrypting a backup in the age format, and opening it again, in constant memory.

To a recipient the file is an age file as any age program reads it. With a passphrase a key is made for this one backup,
stands encrypted with the passphrase in front, and opens the age file behind it: the library encrypts with a passphrase
only what fits into memory.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import pyrage

from config.backups.errors import BackupRefusedError, DamagedBackupError

AGE = b"age-encryption.org/v1\n"
PASSPHRASE = b"Sextant passphrase 1\n"
LENGTH_SIZE = 6
WRONG_KEY = "Nothing was touched. Give the key the backup was made for; without it nobody can open it."


@dataclass(frozen=True, slots=True)
class Lock:
    """For whom a backup is encrypted: nobody in particular where both are empty."""

    recipients: tuple[str, ...] = ()
    passphrase: str = ""

    def __bool__(self) -> bool:
        return bool(self.recipients or self.passphrase)


@dataclass(frozen=True, slots=True)
class Key:
    """What opens a backup."""

    identities: tuple[str, ...] = ()
    passphrase: str = ""

    def as_lock(self) -> Lock:
        """The lock this key opens: a copy made on the way is kept as secret as what it was made for."""
        return Lock(tuple(str(_identity(each).to_public()) for each in self.identities), self.passphrase)


class _Reader:
    """Hands the pieces of a stream to the library, and remembers what went wrong while they were made."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self.parts = iter(parts)
        self.rest = b""
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            while not self.rest:
                self.rest = next(self.parts)
        except StopIteration:
            return b""
        except BaseException as error:
            self.error = error
            raise
        size = len(self.rest) if size < 0 else size
        given, self.rest = self.rest[:size], self.rest[size:]
        return given


class _Writer:
    """Writes for the library, and remembers why it could not."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.error: OSError | None = None

    def write(self, part: bytes) -> int:
        try:
            return self.file.write(part)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        self.file.flush()


def write_sealed(parts: Iterable[bytes], file: BinaryIO, lock: Lock) -> None:
    """Write the stream, encrypted where there is a lock."""
    if not lock:
        for part in parts:
            file.write(part)
        return
    recipients = [_recipient(each) for each in lock.recipients]
    if lock.passphrase:
        own = pyrage.x25519.Identity.generate()
        head = pyrage.passphrase.encrypt(str(own).encode(), lock.passphrase)
        file.write(PASSPHRASE + f"{len(head):0{LENGTH_SIZE}d}".encode() + head)
        recipients = [own.to_public()]
    reader, writer = _Reader(parts), _Writer(file)
    try:
        pyrage.encrypt_io(reader, writer, recipients)
    except (pyrage.EncryptError, OSError) as error:
        raise (reader.error or writer.error or error) from error


@contextmanager
def opened(path: Path, key: Key, scratch: Path) -> Iterator[BinaryIO]:
    """The plain bytes of a backup. An encrypted one is decrypted into a file in `scratch` that has no name."""
    with path.open("rb") as file:
        start = file.read(max(len(AGE), len(PASSPHRASE)))
        if not start.startswith((AGE, PASSPHRASE)):
            file.seek(0)
            yield file
            return
        scratch.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=scratch) as plain:
            _decrypt(file, plain, key, has_passphrase=start.startswith(PASSPHRASE))
            plain.seek(0)
            yield plain


def _decrypt(file: BinaryIO, plain: Any, key: Key, *, has_passphrase: bool) -> None:
    file.seek(0)
    identities = [_own_identity(file, key)] if has_passphrase else [_identity(each) for each in key.identities]
    if not identities:
        raise BackupRefusedError(
            "The backup is encrypted and no key was given.",
            "Name the file that holds it with --identity-file, or set SEXTANT_BACKUP_IDENTITY_FILE.",
        )
    writer = _Writer(plain)
    try:
        pyrage.decrypt_io(file, writer, identities)
    except pyrage.DecryptError as error:
        raise BackupRefusedError(
            f"The key does not open this backup, or its first lines are damaged ({error}).", WRONG_KEY
        ) from error
    except OSError as error:
        if writer.error is not None:
            raise writer.error from error
        raise DamagedBackupError("The file is damaged or cut off: what is encrypted in it is not whole.") from error


def _own_identity(file: BinaryIO, key: Key) -> Any:
    if not key.passphrase:
        raise BackupRefusedError(
            "The backup is protected by a passphrase and none was given.",
            "Name a file that holds it with --passphrase-file, or set SEXTANT_BACKUP_PASSPHRASE.",
        )
    file.seek(len(PASSPHRASE))
    length = file.read(LENGTH_SIZE)
    try:
        return _identity(pyrage.passphrase.decrypt(file.read(int(length)), key.passphrase).decode())
    except (ValueError, pyrage.DecryptError) as error:
        raise BackupRefusedError(
            "The passphrase does not open this backup, or its first lines are damaged.", WRONG_KEY
        ) from error


def _recipient(text: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise BackupRefusedError(
            f"“{text[:12]}…” is no recipient.", "A recipient begins with age1 and comes from age-keygen."
        ) from error


def _identity(text: str) -> Any:
    try:
        return pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError as error:
        raise BackupRefusedError(
            "The file of the key holds none.", "A key begins with AGE-SECRET-KEY-1 and stands on a line of its own."
        ) from error


def secret_lines(path: Path) -> tuple[str, ...]:
    """The lines of a file that hold something; remarks begin with #."""
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise BackupRefusedError(f"{path} cannot be read ({error}).", "Give a text file that may be read.") from error
    found = tuple(line for line in lines if line and not line.startswith("#"))
    if not found:
        raise BackupRefusedError(f"{path} is empty.", "Put the key or the passphrase on its first line.")
    return found


def is_readable_by_others(path: Path) -> bool:
    """Whether more people than the owner may read a secret."""
    return bool(os.stat(path).st_mode & 0o077)
