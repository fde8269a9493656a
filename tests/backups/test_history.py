"""A backup keeps the end of the history: what is restored ends there, and an end cut off later shows beside it."""

import json
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from clusters.models import Study
from config.backups.checking import check_backup
from config.backups.container import packed
from config.backups.errors import BackupRefusedError
from config.backups.keys import Key, Lock
from config.backups.manifest import NAME, counted, read_manifest
from config.backups.restoring import restore
from config.backups.taking import take_backup
from tests.conftest import NOON
from tests.factories.installation import raw_content
from tests.trail.damage import guards_lifted, run
from trail.chain import head

NO_KEY = Key()
HISTORY = {"trail_entry": "id", "trail_seal": "position"}


def cut_short(whole: Path, forged: Path) -> None:
    """The backup without the last link of its history, its rows counted and summed anew by somebody who knows how."""
    with ZipFile(whole) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = read_manifest(members[NAME])
    for table, key in HISTORY.items():
        member, content = f"tables/{table}.jsonl", manifest.tables[table]
        place = list(content.columns).index(key)
        rows = sorted((json.loads(line) for line in members[member].splitlines()), key=lambda row: row[place])
        kept = list(counted(rows[:-1], content))
        members[member] = "".join(json.dumps(row) + "\n" for row in kept).encode()
    members[NAME] = json.dumps(asdict(manifest)).encode()
    forged.write_bytes(b"".join(packed((name, [part]) for name, part in members.items())))


def test_the_restored_history_ends_where_the_backup_says_and_the_proof_tells_it(at_work: Path) -> None:
    out = at_work / "a.backup"
    taken = take_backup(out=out, lock=Lock(), now=NOON)
    assert taken.history_head == str(head())
    Study.objects.update(note="changed after the backup")
    assert str(head()) != taken.history_head
    said = StringIO()
    call_command("restore", str(out), "--replace", stdout=said)
    assert str(head()) == taken.history_head
    assert f"The history ends at {taken.history_head}" in said.getvalue()
    call_command("verify_history", "--head", taken.history_head, stdout=StringIO())


def test_an_end_that_is_cut_off_after_a_restore_shows_beside_a_kept_backup(at_work: Path) -> None:
    out = at_work / "a.backup"
    take_backup(out=out, lock=Lock(), now=NOON)
    restore(source=out, key=NO_KEY, replace=True, now=NOON)
    with guards_lifted():
        run("DELETE FROM trail_entry WHERE id = (SELECT max(entry_id) FROM trail_seal)")
        run("DELETE FROM trail_seal WHERE position = (SELECT max(position) FROM trail_seal)")
    call_command("verify_history", stdout=StringIO())
    said = StringIO()
    call_command("restore", str(out), "--verify", stdout=said)
    told = next(line for line in said.getvalue().splitlines() if line.startswith("The history ends at "))
    with pytest.raises(CommandError, match="not what was written"):
        call_command("verify_history", "--head", told.split()[-1], stderr=(found := StringIO()))
    assert "its end was cut off" in found.getvalue()


def test_a_backup_whose_history_was_cut_is_refused_though_everything_sums_up(at_work: Path, tmp_path: Path) -> None:
    take_backup(out=at_work / "a.backup", lock=Lock(), now=NOON)
    forged = tmp_path / "forged.backup"
    cut_short(at_work / "a.backup", forged)
    before = raw_content()
    with pytest.raises(BackupRefusedError, match="history in this backup does not end at"):
        check_backup(forged, NO_KEY)
    with pytest.raises(BackupRefusedError, match="its end was cut off or made anew"):
        restore(source=forged, key=NO_KEY, replace=True, now=NOON)
    assert raw_content() == before


def test_a_backup_of_a_release_that_noted_no_end_is_restored_all_the_same(at_work: Path, tmp_path: Path) -> None:
    take_backup(out=at_work / "a.backup", lock=Lock(), now=NOON)
    with ZipFile(at_work / "a.backup") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(members[NAME])
    del told["history_head"]
    members[NAME] = json.dumps(told).encode()
    (tmp_path / "older.backup").write_bytes(b"".join(packed((name, [part]) for name, part in members.items())))
    assert check_backup(tmp_path / "older.backup", NO_KEY).history_head == ""
    restore(source=tmp_path / "older.backup", key=NO_KEY, replace=True, now=NOON)
