"""One installation of Sextant over real servers: what may die, and what a supervisor starts again."""

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from django.test import override_settings
from psycopg.rows import dict_row

from config.processes import web_command, worker_command
from tests.faults.client import Client
from tests.faults.parts import ROOT, Part, free_port, surroundings, wait_until
from tests.faults.servers import Served, postgresql, redis

SILENT_SECONDS, HEARTBEAT_SECONDS = 6, 1
PROGRAM = str(Path(__file__).with_name("study.py"))
WORKERS = ("one", "two")
LONG_ID, SHORT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), re.compile(r"[0-9a-f]{32}")
AS_JSON = ("changes", "answers", "conflicts")


@dataclass
class Installation:
    """Web server, two workers, and the servers under them; `told` is what `study.py build` printed."""

    home: Path
    port: int
    environment: dict[str, str]
    database: Served | None
    broker: Served | None
    web: Part = field(init=False)
    workers: list[Part] = field(init=False)
    told: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        with override_settings(HOME=self.home):
            self.web = self.part("web", web_command("127.0.0.1", self.port))
            self.workers = [self.part(name, worker_command(name)) for name in WORKERS]

    def part(self, name: str, command: list[str], **environment: str) -> Part:
        return Part(name, command, {**self.environment, **environment}, self.home / f"{name}.log")

    def program(self, *arguments: str, seconds: float = 300) -> str:
        """What a program of the project prints on this installation."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout[-2000:]} {done.stderr[-2000:]}"
        return done.stdout

    def start(self) -> None:
        for part in (self.web, *self.workers):
            part.start()
        self.wait()

    def supervise(self) -> None:
        """Start again what died, as a supervisor does; what lives is left alone, however it feels."""
        for part in self.parts():
            part.supervise()

    def parts(self) -> list[Part]:
        """Every process, the servers first; the embedded database and broker have none."""
        servers = [each.part for each in (self.database, self.broker) if each is not None]
        return [*servers, self.web, *self.workers]

    def wait(self) -> float:
        """Until servers and pages answer again; returns how long that took."""

        def does() -> bool:
            self.supervise()
            servers = [each for each in (self.database, self.broker) if each is not None]
            return all(each.answers() for each in servers) and self.anybody().asks("/field/session/")

        return wait_until(does, "the installation answers", 90)

    def anybody(self) -> Client:
        return Client(self.port, {})

    def person(self, name: str) -> Client:
        """A browser in which somebody has logged in."""
        return Client(self.port, {"sessionid": self.told["sessions"][name]}, str(self.told["people"][name]))

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """What the database holds, read without the application."""
        if self.database is None:
            return embedded_rows(self.home / "sextant.sqlite3", query, values)
        with psycopg.connect(self.database.url, connect_timeout=5, row_factory=dict_row) as connection:
            return connection.execute(query, values).fetchall()  # type: ignore[call-overload,no-any-return]

    def stop(self) -> None:
        for part in reversed(self.parts()):
            part.kill()


def embedded_rows(path: Path, query: str, values: tuple[object, ...]) -> list[dict[str, Any]]:
    """The same from SQLite, where ids are texts without dashes and JSON is text."""
    asked = query.replace("::text", "").replace("%s", "?")
    told = [str(value).replace("-", "") if LONG_ID.fullmatch(str(value)) else value for value in values]
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)) as database:
        database.row_factory = sqlite3.Row
        return [{name: _read(name, row[name]) for name in row.keys()} for row in database.execute(asked, told)]  # noqa: SIM118


def _read(name: str, value: Any) -> Any:
    if name in AS_JSON and isinstance(value, str):
        return json.loads(value)
    return str(UUID(value)) if isinstance(value, str) and SHORT_ID.fullmatch(value) else value


def surroundings_of(home: Path, database: str, broker: str) -> dict[str, str]:
    servers = {"DATABASE_URL": database, "CELERY_BROKER_URL": broker} if database else {}
    return surroundings(
        **servers,
        DJANGO_SETTINGS_MODULE="config.settings.local",
        SEXTANT_HOME=str(home),
        STATIC_ROOT=str(home / "static"),
        # Nobody votes twenty times a second; whoever waits for the next minute says nothing about faults.
        SEXTANT_RATE_LIMITS="false",
        JOB_SILENT_SECONDS=str(SILENT_SECONDS),
        JOB_HEARTBEAT_SECONDS=str(HEARTBEAT_SECONDS),
    )


@contextmanager
def installed(home: Path, firms: int, computed: int) -> Iterator[Installation]:
    """An installation at work, with the studies of `study.py` in it."""
    (home / "static").mkdir()
    database, broker = postgresql(home / "postgresql"), redis(home / "redis")
    broker.start()
    with at_work(home, database, broker, firms, computed) as place:
        yield place


@contextmanager
def embedded(home: Path, firms: int, computed: int) -> Iterator[Installation]:
    """The same on SQLite and the folder of the broker, as `make serve` starts it."""
    (home / "static").mkdir()
    with at_work(home, None, None, firms, computed) as place:
        yield place


@contextmanager
def at_work(
    home: Path, database: Served | None, broker: Served | None, firms: int, computed: int
) -> Iterator[Installation]:
    urls = (database.url if database else "", broker.url if broker else "")
    place = Installation(home, free_port(), surroundings_of(home, *urls), database, broker)
    try:
        place.told = json.loads(place.program(PROGRAM, "build", str(firms), str(computed)))
        place.start()
        yield place
    finally:
        place.stop()
