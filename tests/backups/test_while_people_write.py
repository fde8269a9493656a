"""Drills: a backup that is taken while answers are being stored holds one moment, and loses nothing before it."""

import os
import subprocess
import sys
import threading
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from config.backups.checking import check_backup
from config.backups.keys import Key, Lock
from config.backups.reading import PostgresqlSnapshot, SqliteSnapshot
from config.backups.restoring import restore
from config.backups.taking import take_backup
from config.backups.targets import leading_to
from surveys.answering import rebuild_interview
from surveys.models import Interview, Revision
from tests.backups.figures import tell
from tests.conftest import NOON
from tests.factories.installation import empty_database
from tests.factories.surveys import give_answers

ROOT = Path(__file__).resolve().parents[2]
NO_KEY = Key()
PAUSE = 0.01


class People:
    """Store answers in turn with each interview there is; what was acknowledged is noted in its order."""

    def __init__(self) -> None:
        self.interviews = list(Interview.objects.order_by("pk"))
        self.acknowledged: list[UUID] = []

    def store(self) -> None:
        number = len(self.acknowledged)
        interview = self.interviews[number % len(self.interviews)]
        interview.refresh_from_db()
        self.acknowledged.append(give_answers(interview, EMPLOYEES=number, SALES=number).pk)


class AtWork(threading.Thread):
    """People who go on storing until they are told to stop."""

    def __init__(self, people: People) -> None:
        super().__init__(daemon=True)
        self.people = people
        self.has_begun, self.shall_end = threading.Event(), threading.Event()

    def run(self) -> None:
        try:
            while not self.shall_end.wait(PAUSE):
                self.people.store()
                self.has_begun.set()
        finally:
            connection.close()

    def __enter__(self) -> People:
        self.start()
        assert self.has_begun.wait(60)
        return self.people

    def __exit__(self, *_error: object) -> None:
        self.shall_end.set()
        self.join(60)


def stored() -> set[UUID]:
    return set(Revision.objects.values_list("pk", flat=True))


def assert_whole() -> None:
    """Every interview is the fold of its log, and the history tells every row."""
    for interview in Interview.objects.all():
        assert interview.revision_count == interview.revisions.count()
        assert not rebuild_interview(interview=interview)
    call_command("verify_history", "--rows", stdout=StringIO())


def address_of(database: str) -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{database}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}"))


def manage(*arguments: str, home: Path, database: str) -> str:
    """Call the real command."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.local", "SEXTANT_HOME": str(home), "DATABASE_URL": database}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, f"{arguments}: {done.stdout[-2000:]} {done.stderr[-2000:]}"
    return done.stdout


def test_what_is_stored_while_tables_are_read_is_in_no_part_of_the_backup(
    at_work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = People()
    for _time in range(5):
        people.store()
    earlier = set(people.acknowledged)
    reader = SqliteSnapshot if connection.vendor == "sqlite" else PostgresqlSnapshot
    read = reader.rows
    with monkeypatch.context() as patched:
        patched.setattr(reader, "rows", lambda snapshot, table: (people.store(), read(snapshot, table))[1])
        taken = take_backup(out=at_work / "a.backup", lock=Lock(), now=NOON)
    meanwhile = len(people.acknowledged) - len(earlier)
    assert meanwhile == len(taken.tables) >= 60
    done = restore(source=at_work / "a.backup", key=NO_KEY, replace=True, now=NOON)
    assert stored() == earlier
    assert Revision.objects.count() == taken.tables["surveys_revision"].rows
    assert_whole()
    assert done.safety_copy is not None
    saved = check_backup(done.safety_copy, NO_KEY)
    assert saved.tables["surveys_revision"].rows == len(people.acknowledged)
    tell("answers stored between the tables", acknowledged_during_backup=meanwhile, lost=0, halved=0)


def by_way_of_a_laptop(out: Path, laptop: Path) -> Path:
    """Restore a backup of PostgreSQL to SQLite, and take another one there, which holds the very same."""
    there = f"sqlite:///{laptop / 'sextant.sqlite3'}"
    manage("restore", str(out), home=laptop, database=there)
    manage("backup", str(laptop / "b.backup"), home=laptop, database=there)
    first, second = check_backup(out, NO_KEY), check_backup(laptop / "b.backup", NO_KEY)
    assert (first.database, second.database) == ("postgresql", "sqlite")
    assert (second.tables, second.files, second.history_head) == (first.tables, first.files, first.history_head)
    tell("from PostgreSQL to SQLite", rows=second.rows, rows_that_differ=0)
    return laptop / "b.backup"


def test_the_commands_back_up_while_people_write_and_restore_elsewhere(at_work: Path, tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "a.backup", tmp_path / "elsewhere"
    with AtWork(People()) as people:
        before = list(people.acknowledged)
        manage("backup", str(out), home=at_work, database=address_of(str(connection.settings_dict["NAME"])))
        meanwhile = len(people.acknowledged) - len(before)
    assert meanwhile > 0
    with empty_database(elsewhere) as name:
        if connection.vendor == "sqlite":
            said = manage("restore", str(out), home=elsewhere, database=address_of(name))
            assert f"The history ends at {check_backup(out, NO_KEY).history_head}" in said
        with leading_to(NAME=name), override_settings(HOME=elsewhere, MEDIA_ROOT=elsewhere / "files"):
            if connection.vendor == "postgresql":
                back = by_way_of_a_laptop(out, tmp_path / "laptop")
                restore(source=back, key=NO_KEY, replace=False, now=NOON)
            found = stored()
            assert_whole()
    assert len(found) == check_backup(out, NO_KEY).tables["surveys_revision"].rows
    lost = set(before) - found
    assert lost == set()
    assert found == set(people.acknowledged[: len(found)]), "what is there is all that was stored up to one moment"
    tell("commands, people at work", acknowledged_during_backup=meanwhile, lost=len(lost), halved=0)
