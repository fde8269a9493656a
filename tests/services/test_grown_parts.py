"""The same run on the embedded parts and on the ones it grows into: same inputs, same run, same bytes.

Needs PostgreSQL (DATABASE_URL names a server on which databases may be made), Redis (CI_REDIS_URL) and RabbitMQ
(CI_AMQP_URL).
"""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.browser.homes import MADE, made_once

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.services, pytest.mark.long]


def manage(*arguments: str, environment: dict[str, str]) -> str:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "config.settings.local", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, f"{arguments}: {done.stdout[-2000:]} {done.stderr[-2000:]}"
    return done.stdout


@pytest.fixture
def own_database() -> Iterator[str]:
    """A database of this test alone, on the server DATABASE_URL names."""
    server = os.environ["DATABASE_URL"]
    name = f"sextant_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload]


def demo_workbook(home: Path, environment: dict[str, str]) -> tuple[str, str]:
    """Load, aggregate and export the demo study; returns the run's id and the hash of its workbook."""
    environment = {**environment, "SEXTANT_HOME": str(home)}
    manage("migrate", "--verbosity", "0", environment=environment)
    manage("load_demo", environment=environment)
    run = manage("aggregate", "unido-2006", environment=environment).strip().splitlines()[-1]
    workbook = home / "tables.xlsx"
    manage("export_tables", run, str(workbook), environment=environment)
    return run, sha256(workbook.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The run's id and the hash of its workbook, computed once for all test processes."""
    home = made_once(tmp_path_factory, "embedded", lambda made: " ".join(demo_workbook(made, {})))
    run, digest = (home / MADE).read_text().split()
    return run, digest


@pytest.mark.parametrize("broker", ["CI_REDIS_URL", "CI_AMQP_URL"])
def test_postgresql_and_a_broker_give_the_run_and_the_bytes_of_the_embedded_parts(
    broker: str, embedded: tuple[str, str], own_database: str, tmp_path: Path
) -> None:
    grown = demo_workbook(tmp_path, {"DATABASE_URL": own_database, "CELERY_BROKER_URL": os.environ[broker]})
    assert grown == embedded
