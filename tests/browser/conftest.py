"""A real Chromium before a real web server and a real worker. Each test process has its own home and port."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.application import ROOT, Application, manage, program, serving
from tests.browser.fieldwork import FIRMS, Fieldwork, Server, field_server
from tests.browser.looking import Complaints, Device
from tests.browser.people import SETUP

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = "places.json"
ADVICE = "There is no Chromium on this machine. On Debian or Ubuntu, install it with: sudo apt-get install chromium"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program, or the sentence that says what to install."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        if os.environ.get("SEXTANT_REQUIRE_BROWSER") == "1":
            pytest.fail(ADVICE)
        pytest.skip(ADVICE)
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One for a module: while it is open, nothing else in this process may wait for a database."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def application(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """Sextant with an empty database and three people."""
    home = tmp_path_factory.mktemp("home")
    manage(home, "migrate", "--verbosity", "0")
    manage(home, "shell", "--no-imports", "--command", SETUP)
    with serving(home, "--without-demo") as running:
        yield running


@pytest.fixture(scope="session")
def prepared(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demo study, a run of it, and some work half done; made once for all test processes."""
    base = tmp_path_factory.getbasetemp()
    home = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo-home"
    home.mkdir(exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / PLACES).exists():
            (home / PLACES).write_text(program(home, "-m", "tests.browser.whole_study"))
    return home


@pytest.fixture(scope="session")
def demo(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """Sextant with the demo study."""
    home = tmp_path_factory.mktemp("demo") / "home"
    shutil.copytree(prepared, home)
    with serving(home, "--without-demo") as running:
        yield running


@pytest.fixture(scope="session")
def places(prepared: Path) -> dict[str, Any]:
    """What the addresses of the demo study's pages are made of, by the names the addresses give it."""
    return dict(json.loads((prepared / PLACES).read_text()))


@pytest.fixture
def device(browser: Browser, application: Application) -> Iterator[Device]:
    """A browser before the application; whatever it complained of fails the test."""
    complaints = Complaints()
    yield Device(browser=browser, url=application.url, complaints=complaints)
    assert complaints.heard == []


@pytest.fixture
def demo_device(browser: Browser, demo: Application) -> Iterator[Device]:
    """A browser before the demo study; whatever it complained of fails the test."""
    complaints = Complaints()
    yield Device(browser=browser, url=demo.url, complaints=complaints)
    assert complaints.heard == []


@pytest.fixture(scope="session")
def server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that can be killed, with firms to visit."""
    with field_server(tmp_path_factory.mktemp("field")) as running:
        yield running


@pytest.fixture(scope="session")
def unvisited() -> Iterator[str]:
    """Firms that no test has visited yet."""
    return (f"Field firm {number:03}" for number in range(FIRMS))


@pytest.fixture
def fieldwork(browser: Browser, server: Server, unvisited: Iterator[str]) -> Iterator[Fieldwork]:
    """A firm of its own, and devices with which to visit it."""
    yield Fieldwork(browser, server, next(unvisited))
    if server.process is None:
        server.start()


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where pictures are left for people to look at."""
    folder = ROOT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
