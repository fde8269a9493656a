"""A phone whose browser can be killed and opened again, and what was typed on it, as it should be stored."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, Page, expect
from playwright.sync_api import Error as BrowserError

from tests.browser.application import ROOT, environment, is_answering
from tests.browser.fieldwork import Server
from tests.browser.filling import KINDS, QUESTIONNAIRE, STATES, Said, answer, questions, usual_answer
from tests.browser.looking import PATIENCE_MS, PHONE, REPORT_VIOLATIONS
from tests.browser.people import FIRMS_PAGE

TAKING_MS = 90_000
STATE_CODES = {"Don’t know": "dont_know", "Refused": "refused", "Not applicable": "not_applicable"}
DOERS = {"Own staff here": "own_staff", "Parent company abroad": "parent", "Supplier": "supplier"}
PROOFS = {"Document seen": "document", "Person met": "person"}
WORDS = {"{base_year}": "2000", "{reference_year}": "2006", "{currency}": "USD"}


@dataclass
class Phone:
    """A Chromium at phone width with a profile of its own; scripts that break on it are noted."""

    kind: BrowserType
    program: str
    profile: Path
    url: str
    broken: list[str] = field(default_factory=list)
    context: BrowserContext | None = None

    def open(self) -> Page:
        self.context = self.kind.launch_persistent_context(
            self.profile,
            executable_path=self.program,
            args=["--no-sandbox"],
            viewport=PHONE,
            has_touch=True,
            is_mobile=True,
            base_url=self.url,
            locale="en-GB",
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(REPORT_VIOLATIONS)
        self.context.on("weberror", lambda error: self.broken.append(str(error.error)))
        self.context.on("console", self._note)
        return self.context.pages[0]

    def _note(self, message: Any) -> None:
        # The browser asks for the manifest by itself, also where somebody else answers.
        if message.type == "error" and not message.text.startswith(("Failed to load resource", "Manifest")):
            self.broken.append(message.text)

    def kill(self) -> None:
        """End the browser at once, as a phone whose battery is empty."""
        process = int(os.readlink(self.profile / "SingletonLock").rsplit("-", 1)[1])
        os.kill(process, signal.SIGKILL)
        with suppress(BrowserError):
            self.close()

    def close(self) -> None:
        if self.context is not None:
            self.context.close()
            self.context = None


@dataclass
class Released(Server):
    """A server that can be started as another release."""

    release: str = ""

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{self.port}"]
        with (self.home / "web.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--workers", "2", "--threads", "4", "--worker-tmp-dir", str(self.home), "--preload"],
                cwd=ROOT,
                env=environment(self.home) | {"SEXTANT_RELEASE": self.release},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_for(lambda: is_answering(self.url))


@contextmanager
def another_release(server: Server) -> Iterator[None]:
    """The server as its next release, for the length of a block."""
    released = Released(server.home, server.port, release="another")
    released.start()
    try:
        yield
    finally:
        released.kill()


def wait_for(condition: Any, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain"
        time.sleep(0.1)


@contextmanager
def somebody_else_answers(port: int, status: int, body: str) -> Iterator[None]:
    """Whatever is asked at the port gets this page: a captive portal, or a proxy whose server is down."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body.encode())

        do_POST = do_GET

        def log_message(self, *_told: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def nobody_answers(port: int) -> Iterator[None]:
    """Connections at the port are accepted and never answered, as where a network only seems to be there."""
    with socket.socket() as silent:
        silent.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        wait_for(lambda: is_bound(silent, port))
        silent.listen(128)
        yield


def is_bound(silent: socket.socket, port: int) -> bool:
    """Whether the port could be had; processes of a killed server hold it a moment longer."""
    try:
        silent.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True


def take_along(page: Page) -> None:
    """Take the cluster along, and wait until the page says that everything is here."""
    page.goto(FIRMS_PAGE)
    panel = page.locator("[data-take-along]")
    panel.get_by_role("button", name="Take along").tap()
    expect(panel.get_by_text("On this device since")).to_be_visible(timeout=TAKING_MS)
    expect(panel.get_by_role("button", name="Remove from this device")).to_be_enabled(timeout=TAKING_MS)


def show_app(page: Page, address: str) -> None:
    """Open an address that only the phone itself can answer."""
    page.goto(address)
    expect(page.locator("[data-app][data-shown]")).to_be_attached()


def fill_section_of_phone(page: Page, said: dict[str, Said], but: frozenset[str] = frozenset()) -> dict[str, Said]:
    """Answer every question of the open section but some; what was said to each."""
    told = {}
    for code, question in questions(page).items():
        if code in but:
            continue
        told[code] = said.get(code) or Said(usual_answer(question, KINDS[code]))
        answer(question, code, told[code])
    return told


def options() -> dict[str, dict[str, str]]:
    """For every item with options the codes by their labels, as a firm of the test's cluster is asked."""
    found = {}
    for path in QUESTIONNAIRE.glob("*.toml"):
        for section in tomllib.loads(path.read_text())["section"]:
            for item in section["item"]:
                found[item["code"]] = {filled(each["label"]): each["code"] for each in item.get("options", [])}
    return found


def filled(text: str) -> str:
    for mark, word in WORDS.items():
        text = text.replace(mark, word)
    return text


OPTIONS = options()


def stored(code: str, said: Said) -> dict[str, Any]:
    """What the server should hold after this was said, worked out apart from the application."""
    evidence = {"kind": PROOFS[said.verified], "text": said.document} if said.verified else {}
    is_state = said.value in STATES
    return {
        "state": STATE_CODES[said.value] if is_state else "answered",
        "value": None if is_state else value_of(code, said.value),
        "done_by": DOERS[said.done_by] if said.done_by else "",
        "note": said.note,
        "evidence": evidence,
    }


def value_of(code: str, typed: str) -> Any:
    match KINDS[code]:
        case "yes_no":
            return typed == "Yes"
        case "single":
            return code_of(code, typed)
        case "multiple":
            chosen = {code_of(code, label) for label in typed.split("; ")}
            return [each for each in OPTIONS[code].values() if each in chosen]
        case "text":
            return typed
        case _:
            return float(re.sub("[ ',]", "", typed))


def code_of(item: str, chosen: str) -> str:
    """The code of the option with this label, or the only one whose label holds what was chosen by."""
    exact = OPTIONS[item].get(chosen)
    [code] = [exact] if exact else [code for label, code in OPTIONS[item].items() if chosen.lower() in label.lower()]
    return code


def answers_on(server: Server, firm: str) -> tuple[str, dict[str, dict[str, Any]]]:
    """State of the firm's interview and its answers in the server's database, without the ids of revisions."""
    query = (
        "SELECT i.state, i.answers FROM surveys_interview i JOIN clusters_firm f ON f.id = i.firm_id WHERE f.name = ?"
    )
    [row] = server.rows(query, firm)
    entries = json.loads(row["answers"])
    parts = ("state", "value", "done_by", "note", "evidence")
    return row["state"], {code: {part: entry[part] for part in parts} for code, entry in entries.items()}


def state_on(server: Server, firm: str) -> str:
    """The state of the firm's interview on the server; nothing where it has none."""
    query = "SELECT i.state FROM surveys_interview i JOIN clusters_firm f ON f.id = i.firm_id WHERE f.name = ?"
    return next((str(row["state"]) for row in server.rows(query, firm)), "")
