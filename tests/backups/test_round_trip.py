"""A backup brings everything back: every table, every file, every number given, and nothing else."""

import json
import os
import sqlite3
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import User
from clusters.models import Study
from config.backups.checking import check_backup
from config.backups.container import packed
from config.backups.errors import BackupRefusedError
from config.backups.keys import Key, Lock
from config.backups.reading import snapshot
from config.backups.restoring import restore
from config.backups.shapes import applied_migrations, newest_of, tables_of
from config.backups.taking import OF_THE_DATABASE, take_backup
from config.backups.values import is_known
from config.presence import JOURNAL, be_at_work
from tests.conftest import NOON
from tests.factories.accounts import UserFactory
from tests.factories.installation import UPLOADS, raw_content
from trail.laying import lift

OPEN = Lock()
NO_KEY = Key()


def uploads(folder: Path) -> dict[str, bytes]:
    root = folder / "files"
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_everything_comes_back_and_a_second_restore_changes_nothing(at_work: Path) -> None:
    before, files = raw_content(), uploads(at_work)
    assert files.items() >= UPLOADS.items()
    assert sum(bool(rows) for rows in before.values()) >= 30, "the installation shall hold nearly everything"
    out = at_work / "a.backup"
    taken = take_backup(out=out, lock=OPEN, now=NOON)
    User.objects.all().update(email="changed@after.example")
    UserFactory(username="made after the backup")
    (at_work / "files" / "empty").write_bytes(b"no longer")
    (at_work / "files" / "later").write_bytes(b"later")
    with pytest.raises(BackupRefusedError, match="There is data here already"):
        restore(source=out, key=NO_KEY, replace=False, now=NOON)
    assert User.objects.filter(username="made after the backup").exists()

    done = restore(source=out, key=NO_KEY, replace=True, now=NOON)
    assert raw_content() == before
    assert uploads(at_work) == files
    assert done.manifest == taken
    assert done.safety_copy is not None
    saved = check_backup(done.safety_copy, NO_KEY)
    assert saved.tables["accounts_user"].rows == taken.tables["accounts_user"].rows + 1
    assert "later" in saved.files

    done.safety_copy.unlink()
    restore(source=out, key=NO_KEY, replace=True, now=NOON)
    assert raw_content() == before
    assert sorted(path.name for path in at_work.iterdir() if path.name.startswith(".")) == []
    assert not (at_work / JOURNAL).exists()


def test_numbers_that_were_given_are_not_given_again(at_work: Path) -> None:
    last = UserFactory(username="last")
    number = last.pk
    User.objects.filter(pk=number).delete()
    take_backup(out=at_work / "a.backup", lock=OPEN, now=NOON)
    restore(source=at_work / "a.backup", key=NO_KEY, replace=True, now=NOON)
    assert UserFactory(username="next").pk > number


def test_every_column_of_every_model_can_be_held() -> None:
    strange = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if not is_known(field)
    ]
    assert strange == [], "name its kind in config/backups/values.py"


def test_no_table_is_left_out(installation: Path) -> None:
    with snapshot() as rows:
        assert rows.names() - OF_THE_DATABASE == {table.name for table in tables_of(rows.applied())}


def test_a_table_that_is_none_of_ours_is_named_and_left_alone(at_work: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE notes_of_the_administrator (note text)")
    manifest = take_backup(out=at_work / "a.backup", lock=OPEN, now=NOON)
    assert manifest.left_out == ["notes_of_the_administrator"]
    if connection.vendor == "postgresql":
        restore(source=at_work / "a.backup", key=NO_KEY, replace=True, now=NOON)
        assert "notes_of_the_administrator" in raw_content()


def test_an_older_backup_is_brought_up_to_date(at_work: Path) -> None:
    applied = applied_migrations()
    executor = MigrationExecutor(connection)
    if connection.vendor == "sqlite":
        lift(connection)
    executor.migrate([("reports", applied["reports"][-2])])
    take_backup(out=at_work / "old.backup", lock=OPEN, now=NOON)
    executor = MigrationExecutor(connection)
    executor.migrate(newest_of(applied))
    done = restore(source=at_work / "old.backup", key=NO_KEY, replace=True, now=NOON)
    assert done.manifest.migrations != applied
    assert applied_migrations() == applied
    assert Study.objects.get().title == "Salmón, “三文鱼” & co"


def test_rows_that_do_not_sum_up_are_refused_and_the_old_data_stays(at_work: Path, tmp_path: Path) -> None:
    """A file somebody wrote by hand, whole by its checksum: what it lists must still be what comes out of it."""
    take_backup(out=at_work / "a.backup", lock=OPEN, now=NOON)
    forged = tmp_path / "forged.backup"
    with ZipFile(at_work / "a.backup") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    rows = members["tables/accounts_user.jsonl"].decode().splitlines()
    members["tables/accounts_user.jsonl"] = "\n".join(rows[1:]).encode()
    forged.write_bytes(b"".join(packed((name, [content]) for name, content in members.items())))
    before, files = raw_content(), uploads(at_work)
    with pytest.raises(BackupRefusedError):
        restore(source=forged, key=NO_KEY, replace=True, now=NOON)
    with pytest.raises(BackupRefusedError, match="accounts_user"):
        check_backup(forged, NO_KEY)
    assert (raw_content(), uploads(at_work)) == (before, files)


def test_a_restore_waits_for_nobody_at_work(at_work: Path) -> None:
    take_backup(out=at_work / "a.backup", lock=OPEN, now=NOON)
    handle = be_at_work(at_work)
    try:
        with pytest.raises(BackupRefusedError, match="at work"):
            restore(source=at_work / "a.backup", key=NO_KEY, replace=True, now=NOON)
    finally:
        os.close(handle)


def test_another_program_at_the_database_is_waited_for_by_nobody(
    at_work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.backups.postgresql_target.LEAVING_SECONDS", 0.1)
    take_backup(out=at_work / "a.backup", lock=OPEN, now=NOON)
    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"])
        other.execute("BEGIN IMMEDIATE")
    else:
        other = connection.get_new_connection(connection.get_connection_params())
    try:
        with pytest.raises(BackupRefusedError, match=r"Another program|Others are connected"):
            restore(source=at_work / "a.backup", key=NO_KEY, replace=True, now=NOON)
    finally:
        other.close()


def test_a_backup_of_a_newer_release_is_refused(at_work: Path, tmp_path: Path) -> None:
    take_backup(out=at_work / "a.backup", lock=OPEN, now=NOON)
    with ZipFile(at_work / "a.backup") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(members["manifest.json"])
    told["migrations"]["clusters"].append("9999_of_the_future")
    members["manifest.json"] = json.dumps(told).encode()
    (tmp_path / "newer.backup").write_bytes(b"".join(packed((name, [part]) for name, part in members.items())))
    before = raw_content()
    with pytest.raises(BackupRefusedError, match=r"newer release.*9999_of_the_future"):
        restore(source=tmp_path / "newer.backup", key=NO_KEY, replace=True, now=NOON)
    assert raw_content() == before
