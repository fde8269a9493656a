"""An installation with a database of its own for each test, and one backup that the drills on files share."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.backups.keys import Lock
from config.backups.taking import take_backup
from tests.backups.figures import TOLD
from tests.backups.kept_tables import KeptTables
from tests.conftest import NOON
from tests.factories.installation import furnished, own_installation, put_files


@pytest.fixture
def db() -> None:
    """Has the test database made, of which each installation is a copy, and opens no transaction in it."""


@pytest.fixture(scope="session")
def kept_tables() -> KeptTables:
    """What the migrations of this process have made so far."""
    return KeptTables()


@pytest.fixture(autouse=True)
def tables_made_once(kept_tables: KeptTables, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the first restore of a process to a set of migrations runs them."""
    monkeypatch.setattr("config.backups.restoring.make_tables", kept_tables)


@pytest.fixture
def installation(db: None, django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Path]:
    """The folder of an empty, migrated installation."""
    with django_db_blocker.unblock(), own_installation(tmp_path / "home") as home:
        yield home


@pytest.fixture
def at_work(installation: Path) -> Path:
    """The folder of an installation that holds something of nearly everything."""
    furnished()
    put_files(installation / "files")
    return installation


@pytest.fixture(scope="session")
def whole_backup(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a backup that is whole."""
    folder = tmp_path_factory.mktemp("whole")
    with django_db_blocker.unblock(), own_installation(folder / "home"):
        furnished()
        put_files(folder / "home" / "files")
        take_backup(out=folder / "whole.backup", lock=Lock(), now=NOON)
    return (folder / "whole.backup").read_bytes()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if TOLD:
        terminalreporter.section("backup drills")
        for line in TOLD:
            terminalreporter.write_line(line)
