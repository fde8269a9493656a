"""A real Chromium before a real web server and a real worker. Each test process has its own home and port."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.application import ROOT, Application, manage, program, serving
from tests.browser.fieldwork import FIELD_SETUP, FIRMS, Fieldwork, Server, field_server
from tests.browser.homes import MADE, copied, made_once, migrate
from tests.browser.looking import PATIENCE_MS, Complaints, Device
from tests.browser.people import SETUP

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
Furnish = Callable[[str, str], Path]
expect.set_options(timeout=PATIENCE_MS)
WITHOUT_WINDOWS = "chromium-headless-shell"
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
    """One for a module: while it is open, nothing else in this process may wait for a database.

    The same Chromium without its own windows and menus, where it is installed: it needs half the work for a page.
    """
    program = shutil.which(WITHOUT_WINDOWS) or chromium
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def migrated(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an empty database, to be copied."""
    return made_once(tmp_path_factory, "migrated", migrate)


@pytest.fixture(scope="session")
def furnish(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Furnish:
    """Makes a home to be copied, once for all test processes: an empty one in which these words were performed."""

    def furnished(name: str, words: str) -> Path:
        def make(home: Path) -> str:
            return manage(copied(migrated, home), "shell", "--no-imports", "--command", words)

        return made_once(tmp_path_factory, name, make)

    return furnished


@pytest.fixture(scope="session")
def demo_home(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demo study as it was loaded, to be copied."""
    return made_once(tmp_path_factory, "loaded", lambda home: manage(copied(migrated, home), "load_demo"))


@pytest.fixture(scope="session")
def application(furnish: Furnish, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """Sextant with an empty database and three people."""
    home = copied(furnish("people", SETUP), tmp_path_factory.mktemp("home"))
    with serving(home, "--without-demo") as running:
        yield running


@pytest.fixture(scope="session")
def prepared(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demo study, a run of it, and some work half done."""
    made = partial(program_in_copy, demo_home, "tests.browser.whole_study")
    return made_once(tmp_path_factory, "half-done", made)


def program_in_copy(template: Path, module: str, home: Path) -> str:
    return program(copied(template, home), "-m", module)


@pytest.fixture(scope="session")
def demo(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """Sextant with the demo study."""
    with serving(copied(prepared, tmp_path_factory.mktemp("demo")), "--without-demo") as running:
        yield running


@pytest.fixture(scope="session")
def places(prepared: Path) -> dict[str, Any]:
    """What the addresses of the demo study's pages are made of, by the names the addresses give it."""
    return dict(json.loads((prepared / MADE).read_text()))


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
def field_home(furnish: Furnish) -> Path:
    """A home with two consultants and the firms they visit, to be copied."""
    return furnish("field", FIELD_SETUP)


@pytest.fixture(scope="session")
def server(field_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that can be killed, with firms to visit."""
    with field_server(copied(field_home, tmp_path_factory.mktemp("field"))) as running:
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
