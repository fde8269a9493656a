"""Drills: a backup while people write, backups and restores that are killed, files that are damaged, wrong keys."""

import random
import sqlite3
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pyrage
import pytest
from django.db import connection

from accounts.models import User
from config.backups import files, taking
from config.backups.checking import check_backup
from config.backups.container import TRAILER_SIZE
from config.backups.errors import BackupRefusedError
from config.backups.keys import Key, Lock
from config.backups.postgresql_target import PostgresqlTarget
from config.backups.restoring import restore
from config.backups.sqlite_target import SqliteTarget
from config.backups.taking import take_backup
from config.presence import JOURNAL, CutOffRestoreError, be_at_work
from tests.backups.figures import tell
from tests.backups.killing import DyingCopy, Step, killed_at
from tests.conftest import NOON
from tests.factories.installation import raw_content

OPEN = Lock()
NO_KEY = Key()
State = tuple[dict[str, list[str]], dict[str, bytes]]
TARGET = SqliteTarget if connection.vendor == "sqlite" else PostgresqlTarget


def state_of(home: Path) -> State:
    """Everything there is: every row, and every uploaded file."""
    root = home / "files"
    return raw_content(), {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def parts_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.endswith(".part")]


# Backups that are killed.

KILLED_BACKUPS = [
    Step("before the first row", taking, "_naming", is_before=True),
    Step("between two tables", taking, "_naming", is_before=True, number=40),
    Step("between two files", files, "_noted", is_before=True, number=2),
    Step("before it has its name", Path, "rename", is_before=True),
]


@pytest.mark.parametrize(
    "lock", [OPEN, Lock((str(pyrage.x25519.Identity.generate().to_public()),))], ids=["open", "age"]
)
def test_a_backup_that_is_killed_leaves_no_file_and_the_next_one_is_whole(at_work: Path, lock: Lock) -> None:
    out = at_work / "a.backup"
    for step in KILLED_BACKUPS:
        killed_at(step, lambda: take_backup(out=out, lock=lock, now=NOON))
        assert not out.exists(), step
    before = state_of(at_work)
    take_backup(out=out, lock=OPEN, now=NOON)
    assert check_backup(out, NO_KEY).rows > 0
    assert parts_in(at_work) == [], "what was left half written is cleared away by the next backup"
    assert state_of(at_work) == before
    tell(f"backup killed ({'encrypted' if lock else 'open'})", kills=len(KILLED_BACKUPS), files_under_their_name=0)


# Restores that are killed.


def is_journal(path: Path, *_rest: Any) -> bool:
    return path.name == JOURNAL or path.name.startswith(f".{JOURNAL}")


def is_exchange(_connection: Any, asked: Any, *_rest: Any) -> bool:
    return isinstance(asked, psycopg.sql.Composed) and "ALTER TABLE" in asked.as_string(None)


def of_files(path: Path, *_rest: Any) -> bool:
    return "files" in path.name


HALF_EXCHANGED = (
    Step("half of the database exchanged", sqlite3, "connect", instead=partial(sqlite3.connect, factory=DyingCopy))
    if connection.vendor == "sqlite"
    else Step("half of the database exchanged", psycopg.Connection, "execute", meant=is_exchange, number=20)
)
KILLED_RESTORES = [
    (Step("half of the tables filled", TARGET, "load", number=40), False),
    (Step("journal half written", Path, "rename", is_before=True, meant=is_journal), False),
    (Step("journal written", Path, "rename", meant=is_journal), False),
    (Step("old files moved away", Path, "rename", meant=of_files), False),
    (Step("new files moved in", Path, "rename", meant=of_files, number=2), False),
    (HALF_EXCHANGED, False),
    (Step("database exchanged", TARGET, "take_place"), True),
    (Step("journal taken away", Path, "unlink", meant=is_journal, number=2), True),
]


def test_a_restore_that_is_killed_leaves_the_old_or_the_new_and_the_next_one_heals(at_work: Path) -> None:
    out = at_work / "a.backup"
    take_backup(out=out, lock=OPEN, now=NOON)
    new = state_of(at_work)
    restore(source=out, key=NO_KEY, replace=True, now=NOON)
    left_half = 0
    for number, (step, is_exchanged) in enumerate(KILLED_RESTORES):
        User.objects.update(email=f"changed-{number}@after.example")
        (at_work / "files" / "later").write_text(step.name)
        old = state_of(at_work)
        moment = NOON + timedelta(minutes=1 + number)
        killed_at(step, lambda moment=moment: restore(source=out, key=NO_KEY, replace=True, now=moment))  # type: ignore[misc]
        if (at_work / JOURNAL).exists():
            left_half += 1
            with pytest.raises(CutOffRestoreError, match="it puts the data right"):
                be_at_work(at_work)
        with pytest.raises(BackupRefusedError, match="There is data here already"):
            restore(source=out, key=NO_KEY, replace=False, now=NOON)
        assert state_of(at_work) == (new if is_exchanged else old), step
        assert [path.name for path in at_work.iterdir() if path.name.startswith(".")] == [], step
    assert left_half >= 4
    restore(source=out, key=NO_KEY, replace=True, now=NOON - timedelta(hours=1))
    assert state_of(at_work) == new
    tell("restore killed", kills=len(KILLED_RESTORES), mixtures=0, data_lost=0)


# Files that are not what was written.


def damaged(whole: bytes) -> dict[str, bytes]:
    """The backup cut off at several places, longer than it was, and with one byte turned at many."""
    size, chance = len(whole), random.Random(20)
    cuts = [0, 1, 100, size // 4, size // 2, size - TRAILER_SIZE - 1, size - TRAILER_SIZE, size - 40, size - 1]
    turned = [0, 30, size // 2, *range(size - TRAILER_SIZE, size, 7), *chance.sample(range(size), 40)]
    return {
        **{f"cut off at {cut}": whole[:cut] for cut in cuts},
        **{f"byte {at} turned": whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in turned},
        "longer": whole + b"\n",
    }


def refused(content: bytes, at_work: Path, key: Key = NO_KEY) -> str:
    """What the command says to a file; fails where it takes it."""
    (file := at_work.parent / "given.backup").write_bytes(content)
    with pytest.raises(BackupRefusedError) as refusal:
        restore(source=file, key=key, replace=True, now=NOON)
    assert refusal.value.fact.endswith(".") and refusal.value.remedy.endswith(".")
    return str(refusal.value)


def test_a_file_that_was_cut_off_or_of_which_one_byte_is_another_is_refused(at_work: Path, whole_backup: bytes) -> None:
    before, there = state_of(at_work), sorted(at_work.iterdir())
    drills = damaged(whole_backup)
    for name, content in drills.items():
        assert refused(content, at_work), name
    assert (state_of(at_work), sorted(at_work.iterdir())) == (before, there)
    tell("file damaged", files=len(drills), taken=0)


def test_an_encrypted_file_that_is_damaged_is_refused(at_work: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    out = at_work / "a.backup"
    take_backup(out=out, lock=Lock((str(identity.to_public()),)), now=NOON)
    key = Key((str(identity),))
    assert check_backup(out, key).rows > 0
    before, there = state_of(at_work), sorted(at_work.iterdir())
    drills = damaged(out.read_bytes())
    for name, content in drills.items():
        assert refused(content, at_work, key), name
    assert (state_of(at_work), sorted(at_work.iterdir())) == (before, there)
    tell("encrypted file damaged", files=len(drills), taken=0)


def test_a_file_of_a_newer_format_is_refused_with_the_release_to_take(at_work: Path, whole_backup: bytes) -> None:
    before = state_of(at_work)
    newer = whole_backup.replace(b"\nSextant backup 0001 ", b"\nSextant backup 0002 ")
    told = refused(newer, at_work)
    assert "has format 2, and this release reads formats up to 1" in told and "with the release that made it" in told
    assert state_of(at_work) == before
    tell("file of a newer format", files=1, taken=0)


def test_a_backup_opens_with_no_key_but_its_own(at_work: Path) -> None:
    own, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    for name, lock in {"key": Lock((str(own.to_public()),)), "phrase": Lock(passphrase="right")}.items():
        take_backup(out=at_work / f"{name}.backup", lock=lock, now=NOON)
    key, phrase = ((at_work / f"{name}.backup").read_bytes() for name in ("key", "phrase"))
    before, there = state_of(at_work), sorted(at_work.iterdir())
    assert "The key does not open this backup" in refused(key, at_work, Key((str(other),)))
    assert "no key was given" in refused(key, at_work, Key(passphrase="right"))
    assert "The passphrase does not open this backup" in refused(phrase, at_work, Key(passphrase="wrong"))
    assert "none was given" in refused(phrase, at_work, Key((str(own),)))
    assert (state_of(at_work), sorted(at_work.iterdir())) == (before, there)
    tell("wrong key", files=4, taken=0)
