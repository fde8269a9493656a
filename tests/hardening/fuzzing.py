"""Asks the application like nobody should, and notes whatever it could not answer."""

import re
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import Client

from tests.hardening.figures import note

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("accounts", "clusters", "surveys", "reports", "analysis")
ASKED_FOR = re.compile(r"""request\.(?:GET|POST)(?:\.get\(|\.getlist\(|\[)\s*["']([\w-]+)["']""")
FORM_FIELD = re.compile(r"^    (\w+) = (?:forms\.|[A-Z]\w*Field\()", re.MULTILINE)
REFUSED = range(400, 500)
COUNTS_TRIES = {"WrongCode", "Disclosure"}
"""What a refusal is meant to write: tries that count, and that a form with a person's data was shown once more."""
KEEPS_THE_GOOD_PART = {"interview_section"}
"""A page of answers stores those that can be read and shows the others again."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, whole enough to be sent again."""

    person: str
    method: str
    address: str
    body: bytes = b""
    content_type: str = "application/x-www-form-urlencoded"

    def __str__(self) -> str:
        return f"{self.person}: {self.method} {self.address[:200]} {self.content_type[:40]} {self.body[:300]!r}"


@dataclass
class Told:
    """What came of all that was asked: how often, with which answers, and each fault with the first that met it."""

    statuses: Counter[int] = field(default_factory=Counter)
    routes: set[str] = field(default_factory=set)
    faults: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        counts = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        return f"{len(self.routes)} routes, {self.statuses.total()} requests, {len(self.faults)} faults ({counts})"

    def report(self) -> str:
        return "\n\n".join(f"{place}\n{first}" for place, first in self.faults.items())


class Fuzzer:
    """Sends requests one by one, each in a transaction that is rolled back, and keeps what went wrong."""

    def __init__(self, clients: dict[str, Client]) -> None:
        self.clients = clients
        self.told = Told()
        self.cookies = {person: {**client.cookies} for person, client in clients.items()}

    def send(self, route: str, ask: Ask, *, looks_at_rows: bool = False) -> Any:
        """Ask; a 5xx, an exception, or a refusal that changed a row is noted as a fault."""
        broken: list[str] = []

        def note(sender: Any, **told: Any) -> None:
            broken.append(place_of_fault())

        got_request_exception.connect(note)
        try:
            with transaction.atomic():
                before = rows() if looks_at_rows and route not in KEEPS_THE_GOOD_PART else None
                answer = self._answer(ask, broken)
                status = answer.status_code if answer is not None else 599
                if before is not None and status in REFUSED and not broken and (changed := before ^ rows()):
                    broken.append(f"{route}: refused with {status} and changed {sorted(changed)}")
                transaction.set_rollback(True)
        finally:
            got_request_exception.disconnect(note)
            # What was done is taken back, and so is a logout.
            self.clients[ask.person].cookies = SimpleCookie()
            self.clients[ask.person].cookies.update(self.cookies[ask.person])
        self.told.routes.add(route)
        self.told.statuses[status] += 1
        if status >= 500 and not broken:
            broken.append(f"{route}: {status}")
        for place in broken[:1]:
            self.told.faults.setdefault(place, str(ask))
        return answer

    def _answer(self, ask: Ask, broken: list[str]) -> Any:
        try:
            answer = self.clients[ask.person].generic(ask.method, ask.address, ask.body, ask.content_type)
            if answer.streaming:
                b"".join(answer.streaming_content)
            else:
                answer.content  # noqa: B018 - a template that is drawn late fails here
            return answer
        except Exception:  # what the test client itself cannot send, no server would have been sent either
            if "django/test/client.py" not in traceback.format_exc().rsplit("File ", 1)[-1]:
                broken.append(place_of_fault())
            return None


def place_of_fault() -> str:
    """The exception at hand with the last line of ours it came through."""
    lines = traceback.format_exc().strip().splitlines()
    ours = [line.strip() for line in lines if str(ROOT) in line and ".venv" not in line and "/tests/" not in line]
    return f"{lines[-1][:300]} @ {ours[-1] if ours else lines[-3].strip()}"


def rows() -> set[tuple[str, int]]:
    """How many rows each table of ours holds."""
    models = [model for model in apps.get_models() if model._meta.app_label in ROOMS]
    counted = [model for model in models if model.__name__ not in COUNTS_TRIES]
    with connection.cursor() as cursor:
        found = set()
        for model in counted:
            cursor.execute(f'SELECT COUNT(*) FROM "{model._meta.db_table}"')  # noqa: S608 - names of our own tables
            found.add((model.__name__, cursor.fetchone()[0]))
    return found


def names_in_sources() -> list[str]:
    """Every name a view asks a request for or a form has as a field, read off the sources."""
    found: set[str] = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            source = path.read_text()
            found |= {*ASKED_FOR.findall(source)}
            if "forms" in path.parts:
                found |= {*FORM_FIELD.findall(source)}
    return sorted(found)


@dataclass
class Form:
    """A form as a page shows it: where it sends, and its fields with what stands in them."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.inside: Form | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        name, value = told.get("name") or "", told.get("value") or ""
        if tag == "form":
            self.inside = Form(told.get("action") or "", (told.get("method") or "get").upper())
            self.found.append(self.inside)
        elif self.inside is None:
            return
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            self._take_option(value, "selected" in told)
        elif tag == "input" and told.get("type") == "file":
            self.inside.files.append(name)
        elif tag in {"input", "textarea", "button"} and name:
            self.inside.fields.append((name, value or "1"))

    def _take_option(self, value: str, is_selected: bool) -> None:
        assert self.inside is not None
        standing = [at for at, (name, _value) in enumerate(self.inside.fields) if name == self.select]
        if not standing:
            self.inside.fields.append((self.select, value))
        elif is_selected or not self.inside.fields[standing[0]][1]:
            self.inside.fields[standing[0]] = (self.select, value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.select = ""


def forms_of(html: str) -> list[Form]:
    """Every form of a page."""
    reader = _Forms()
    reader.feed(html)
    return reader.found


@contextmanager
def summed_up(fuzzer: Fuzzer, title: str) -> Iterator[None]:
    """Print what was asked, and fail on the faults that were met."""
    try:
        yield
    finally:
        note(title, requests=fuzzer.told.statuses.total(), faults=len(fuzzer.told.faults))
        print(f"\n{title}: {fuzzer.told}")
    assert not fuzzer.told.faults, fuzzer.told.report()
