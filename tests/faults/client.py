"""A browser without a window: requests in somebody's name, forms read off pages, and no answer where there is none."""

import http.client
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

PATIENCE_SECONDS = 40


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back whole; an answer that broke off is none."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def is_done(self) -> bool:
        """A form was taken in: the page leads on."""
        return self.status == 302 and "/login" not in self.headers.get("location", "")

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Client:
    """Somebody's cookies on one machine; `failures` holds every answer of 500 that came."""

    port: int
    cookies: dict[str, str]
    person: str = ""
    failures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.token = secrets.token_hex(16)
        self.cookies = {**self.cookies, "csrftoken": self.token}

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer | None:
        """The answer, or None where the connection broke or nothing came in time."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        here = f"http://127.0.0.1:{self.port}"
        sent = {"Cookie": cookies, "X-CSRFToken": self.token, "Origin": here, "Referer": here + path, **headers}
        try:
            connection.request(method, path, body or None, sent)
            came = connection.getresponse()
            answer = Answer(came.status, {k.lower(): v for k, v in came.getheaders()}, came.read().decode())
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        if answer.status == 500:
            self.failures.append(f"{method} {path}: {answer.body[:200]}")
        return answer

    def asks(self, path: str) -> bool:
        """Whether a page comes."""
        answer = self.ask("GET", path)
        return answer is not None and answer.status == 200

    def tell(self, path: str, content: Any) -> Answer | None:
        """Send JSON, as scripts and devices do."""
        headers = {"Content-Type": "application/json"}
        if self.person:
            headers["Sextant-Person"] = self.person
        return self.ask("POST", path, json.dumps(content).encode(), **headers)

    def fill(self, path: str, changes: Mapping[str, str]) -> Answer | None:
        """Fetch the page, fill in its form, and send it; None where either did not work."""
        page = self.ask("GET", path)
        if page is None or page.status != 200:
            return None
        return self.post(path, {**fields_of(page.body, path), **changes})

    def post(self, path: str, fields: Mapping[str, str]) -> Answer | None:
        """Send a form."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(fields).encode(), **headers)


def fields_of(page: str, path: str) -> dict[str, str]:
    """What stands in the fields of the form on a page that leads back to it."""
    reader = _FormReader(path)
    reader.feed(page)
    return reader.fields


class _FormReader(HTMLParser):
    """Collects the fields of forms without an address of their own, or with that of the page."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.fields: dict[str, str] = {}
        self.is_inside = False
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        name, value = told.get("name") or "", told.get("value") or ""
        if tag == "form":
            self.is_inside = (told.get("method") or "get").lower() == "post" and told.get("action") in (
                None,
                "",
                self.path,
            )
        if not self.is_inside:
            return
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in told or self.select not in self.fields):
            self.fields[self.select] = value
        elif tag == "textarea" and name:
            self.fields[name] = ""
        elif tag == "input" and name:
            self._take(told.get("type") or "text", "checked" in told, name, value)

    def _take(self, kind: str, checked: bool, name: str, value: str) -> None:
        if kind in ("radio", "checkbox"):
            if checked:
                self.fields[name] = value or "on"
        elif kind not in ("submit", "button", "file"):
            self.fields[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        elif tag == "select":
            self.select = ""
