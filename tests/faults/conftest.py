"""The installation the scenarios share, the seed of the random moments, and the figures printed in the end."""

import json
import os
import random
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.crew import Crew
from tests.faults.figures import FIGURES, lines_of
from tests.faults.installation import Installation, installed
from tests.faults.parts import ROOT, end_all_left

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
SEED = os.environ.get("FAULT_SEED", "") or str(random.SystemRandom().randrange(10**6))
SHARE = Path("/tmp") if Path("/tmp").is_dir() else Path(tempfile.gettempdir())  # noqa: S108 - servers' users look in


def pytest_report_header() -> str:
    return f"faults: FAULT_SEED={SEED} FAULT_ROUNDS={ROUNDS}"


@contextmanager
def home() -> Iterator[Path]:
    """A folder that the users of the servers may look into, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="sextant-faults-", dir=SHARE) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def drawn(request: pytest.FixtureRequest) -> random.Random:
    """Chance of this test's own, the same for the same seed whatever ran before."""
    return random.Random(f"{SEED} {request.node.name}")


@pytest.fixture(scope="session")
def place() -> Iterator[Installation]:
    """PostgreSQL, Redis, web and two workers, shared by scenarios that leave it healthy."""
    with home() as folder, installed(folder, firms=60 + 10 * ROUNDS, computed=1400) as place:
        yield place


@pytest.fixture(scope="session")
def crew(place: Installation) -> Crew:
    return Crew(place, random.Random(SEED))


@pytest.fixture(scope="session", autouse=True)
def nothing_left() -> Iterator[None]:
    """Whatever happened, no process of the suite stays: who is asked to end clears up as well."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    yield
    end_all_left()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if FIGURES.faults:
        terminalreporter.section("faults")
        for line in lines_of(FIGURES):
            terminalreporter.write_line(line)


def pytest_sessionfinish() -> None:
    if FIGURES.faults:
        path = ROOT / "build" / "faults.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(FIGURES.to_json(SEED, ROUNDS), indent=2) + "\n")
