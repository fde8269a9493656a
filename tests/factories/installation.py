"""An installation that holds something of nearly everything, and a database of its own to hold it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from django.test import override_settings

from clusters.models import Study
from config.backups.targets import leading_to
from reports.models import RunState
from reports.results import RunTables
from tests.factories.analysis import computed
from tests.factories.clusters import (
    ClusterFactory,
    CrisisFactory,
    FirmFactory,
    FrameFactory,
    MembershipFactory,
    PolicyFactory,
    SeriesFactory,
    StudyFactory,
)
from tests.factories.devices import LateAnswerFactory
from tests.factories.live import held_seat, live_session
from tests.factories.reports import RunFactory
from tests.factories.surveys import InterviewFactory
from tests.factories.workshops import EvidenceFactory, WorkshopFactory, agree, hold_round

UPLOADS = {"2026/statutes.pdf": b"%PDF statutes", "2026/nested/\N{SNOWMAN}.csv": b"a;b\n1;2\n", "empty": b""}


def furnished() -> Study:
    """A study with firms, interviews, a workshop held on phones, registers, a run and an analysis."""
    study = StudyFactory(slug="salmon-study", title="Salmón, “三文鱼” & co")
    cluster = ClusterFactory(study=study, slug="lakes")
    member = MembershipFactory(study=study)
    for _number in range(3):
        interview = InterviewFactory(firm=FirmFactory(cluster=cluster), author=member.user, questionnaire__filled=True)
        LateAnswerFactory(interview=interview)
    FrameFactory(cluster=cluster)
    SeriesFactory(cluster=cluster)
    CrisisFactory(cluster=cluster)
    PolicyFactory(cluster=cluster)
    workshop = WorkshopFactory(cluster=cluster, moderator=member.user)
    EvidenceFactory(workshop=workshop)
    hold_round(workshop)
    agree(workshop)
    held_seat(workshop.panelists.last())
    live_session(workshop)
    RunFactory(study=study, state=RunState.READY, tables=RunTables(clusters=()).to_json())
    computed(study)
    return study


def put_files(folder: Path) -> None:
    """Some uploaded files."""
    for name, content in UPLOADS.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@contextmanager
def own_installation(home: Path) -> Iterator[Path]:
    """A folder and a migrated database of its own, to which the default connection leads; no transaction is open."""
    home.mkdir(parents=True, exist_ok=True)
    with own_database(home) as name, leading_to(NAME=name), override_settings(HOME=home, MEDIA_ROOT=home / "files"):
        yield home


@contextmanager
def own_database(home: Path) -> Iterator[str]:
    """The name of a copy of the test database."""
    tested = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        copy = str(home / "sextant.sqlite3")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [copy])
        yield copy
        return
    with _on_the_server(f'TEMPLATE "{tested}"') as copy:
        yield copy


@contextmanager
def empty_database(home: Path) -> Iterator[str]:
    """The name of a database in which nothing is, not even tables."""
    home.mkdir(parents=True, exist_ok=True)
    if connection.vendor == "sqlite":
        yield str(home / "sextant.sqlite3")
        return
    with _on_the_server("TEMPLATE template0") as name:
        yield name


@contextmanager
def _on_the_server(copied_from: str) -> Iterator[str]:
    name = f"sextant_{uuid.uuid4().hex[:12]}"
    connection.close()
    with leading_to(NAME="postgres"), _server() as server:
        server.execute(f'CREATE DATABASE "{name}" {copied_from}')
        server.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    try:
        yield name
    finally:
        connection.close()
        with leading_to(NAME="postgres"), _server() as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _server() -> Iterator[psycopg.Connection[Any]]:
    opened = connection.get_new_connection(connection.get_connection_params())
    opened.autocommit = True
    try:
        yield opened
    finally:
        opened.close()


def raw_content() -> dict[str, list[str]]:
    """Every row of every table as the driver reads it, in no order that matters: a witness of its own."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            if table != "django_migrations":
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
                names = [column[0] for column in cursor.description]
                found[table] = sorted(repr(sorted(zip(names, row, strict=True))) for row in cursor.fetchall())
        return found
