"""Fieldwork on a server that can be killed: what was typed on the devices, compared with what its database holds."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, ViewportSize, WebError, expect

from tests.browser.application import ROOT, environment, is_answering
from tests.browser.filling import questions
from tests.browser.looking import PATIENCE_MS, PHONE, log_in, press
from tests.browser.people import FIRMS_PAGE, INTERVIEWER, PASSWORD, SETUP

COLLEAGUE = "colleague"
"""Another consultant of the same study."""

FIRMS = 200
EMPLOYMENT = "FIRM_EMP_REF"
TRAINING = "HR_R1"
START_SECONDS = 60
GRACE_MS = 60_000

FIELD_SETUP = f"""{SETUP}
User.objects.create_user(username="{COLLEAGUE}", password="{PASSWORD}", full_name="Colleague")
add_member(study=study, user=User.objects.get(username="{COLLEAGUE}"), role="consultant")
for number in range({FIRMS}):
    add_firm(cluster=cluster, code=f"F{{number:03}}", name=f"Field firm {{number:03}}")
"""


@dataclass
class Server:
    """A web server over a home of its own, that stops as a plug is pulled."""

    home: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{self.port}"]
        options = ["--workers", "2", "--threads", "4", "--worker-tmp-dir", str(self.home), "--preload"]
        log = (self.home / "web.log").open("ab")
        self.process = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env=environment(self.home),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        deadline = time.monotonic() + START_SECONDS
        while not is_answering(self.url):
            assert time.monotonic() < deadline, (self.home / "web.log").read_text()
            time.sleep(0.1)

    def kill(self) -> None:
        """End it and its workers at once, whatever they are doing."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """What the database holds, read without the server."""
        with closing(sqlite3.connect(self.home / "sextant.sqlite3", timeout=20)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(query, values)]

    def change(self, statement: str, *values: object) -> None:
        with closing(sqlite3.connect(self.home / "sextant.sqlite3", timeout=20)) as database, database:
            database.execute(statement, values)


@contextmanager
def field_server(home: Path) -> Iterator[Server]:
    """A server over a home, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = Server(home, port)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@dataclass
class Fieldwork:
    """One test's devices, the firm it visits, and what was typed about it."""

    browser: Browser
    server: Server
    firm: str
    broken: list[str] = field(default_factory=list)
    interview: str = ""

    @contextmanager
    def device(
        self, name: str = INTERVIEWER, size: ViewportSize = PHONE, script: str = "", **options: Any
    ) -> Iterator[Page]:
        """A page of somebody logged in on a device of their own; scripts that break there are noted."""
        is_phone = size["width"] < 600
        context = self.browser.new_context(
            base_url=self.server.url, viewport=size, has_touch=is_phone, is_mobile=is_phone, locale="en-GB", **options
        )
        context.set_default_timeout(PATIENCE_MS)
        context.on("weberror", self._note)
        if script:
            context.add_init_script(script)
        try:
            page = context.new_page()
            log_in(page, name, PASSWORD)
            yield page
        finally:
            context.close()

    def _note(self, error: WebError) -> None:
        self.broken.append(str(error.error))

    def begin(self, page: Page, section: str = EMPLOYMENT) -> None:
        """Begin the interview with the firm, or go on with it, at a section."""
        if not self.interview:
            page.goto(f"{FIRMS_PAGE}?search={self.firm}")
            press(page, f"Begin {self.firm}")
            self.interview = page.url.rstrip("/").rsplit("/", 1)[-1]
        self.open(page, section)

    def open(self, page: Page, section: str = EMPLOYMENT) -> None:
        page.goto(f"/interviews/{self.interview}/sections/{section}/")
        expect(page.locator("[data-whereabouts][data-tone]")).to_be_visible()

    def _stored(self, column: str) -> Any:
        query = f"SELECT {column} AS told FROM surveys_interview WHERE id = ?"  # noqa: S608 - a column of ours
        (row,) = self.server.rows(query, self.interview.replace("-", ""))
        return row["told"]

    def entries(self) -> dict[str, dict[str, Any]]:
        """What the database holds of the interview."""
        return dict(json.loads(self._stored("answers")))

    def answers(self) -> dict[str, Any]:
        """The same as values by item, and states where there is no value."""
        return {code: plain(entry) for code, entry in self.entries().items() if entry["state"] != "missing"}

    def notes(self) -> dict[str, str]:
        return {code: entry["note"] for code, entry in self.entries().items() if entry["note"]}

    def conflicts(self) -> dict[str, list[dict[str, Any]]]:
        return dict(json.loads(self._stored("conflicts")))

    def state(self) -> str:
        return str(self._stored("state"))

    def revisions(self) -> int:
        query = "SELECT count(*) AS n FROM surveys_revision WHERE interview_id = ?"
        return int(self.server.rows(query, self.interview.replace("-", ""))[0]["n"])

    def arrives(self, typed: Mapping[str, Any], page: Page) -> None:
        """Wait until everything is on the server by the page's own word, then compare with the database."""
        expect(line(page)).to_contain_text("on the server", timeout=GRACE_MS)
        expect(line(page)).not_to_contain_text("wait")
        stored = self.answers()
        assert stored == typed, f"stored {stored}, typed {typed}"
        assert self.broken == [], self.broken


def plain(entry: Mapping[str, Any]) -> Any:
    return entry["value"] if entry["state"] == "answered" else entry["state"]


def line(page: Page) -> Locator:
    """The line that says where the answers are."""
    return page.locator("[data-whereabouts] > :first-child")


def box(page: Page, code: str) -> Locator:
    """The field of a question that is typed."""
    return questions(page)[code].get_by_role("textbox").first


def choose(page: Page, code: str, label: str) -> None:
    questions(page)[code].get_by_role("radio", name=label, exact=True).check()


def type_figures(page: Page, figures: Mapping[str, Any]) -> None:
    for code, figure in figures.items():
        box(page, code).fill(str(figure))


def waiting(page: Page) -> int:
    """How many messages wait in the database of the device, whatever the page says."""
    return int(page.evaluate(COUNT))


COUNT = """async () => {
  const { here } = await import("/static/js/field/here.js");
  const present = await here;
  // What is about to be written counts from the keystroke on, so it is asked for before what was written.
  const keeping = present?.sender.state.keeping;
  if (present) return keeping + (await present.store.outbox()).length;
  const counted = ({ name }) => new Promise((resolve, reject) => {
    const opening = indexedDB.open(name);
    opening.onerror = reject;
    opening.onsuccess = () => {
      const counting = opening.result.transaction("outbox").objectStore("outbox").count();
      counting.onsuccess = () => resolve(counting.result);
      counting.onerror = reject;
      counting.transaction.oncomplete = () => opening.result.close();
    };
  });
  const own = (await indexedDB.databases()).filter(({ name }) => name.startsWith("sextant-"));
  return (await Promise.all(own.map(counted))).reduce((sum, count) => sum + count, 0);
}"""
"""On a page that the phone drew by itself nobody is `here`; its database is counted without the application."""


@contextmanager
def answered_by(context: BrowserContext, address: str, **answer: Any) -> Iterator[list[str]]:
    """Something else answers what is asked at addresses of this pattern; gives the list of what was asked."""
    asked: list[str] = []

    def reply(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(**answer)

    context.route(address, reply)
    try:
        yield asked
    finally:
        context.unroute(address, reply)
