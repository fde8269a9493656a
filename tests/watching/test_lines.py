"""Log lines of a server: one JSON object each, with what they belong to and without what people typed."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from celery import shared_task
from django.test import Client
from django.urls import reverse

from config.watching.lines import Belonging, Lines
from tests.factories.accounts import UserFactory
from trail.context import Actor, acting_as


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What a server would have written, from the level of information on."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines())
    handler.addFilter(Belonging())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_is_told_with_its_id_its_person_and_how_it_went(
    client: Client, db: None, written: io.StringIO
) -> None:
    person = UserFactory()
    client.force_login(person)
    client.get("/?name=Secreta", headers={"X-Request-ID": "asked-by-the-proxy"})
    told = next(line for line in lines(written) if line["logger"] == "config.watching.requests")
    assert {name: told[name] for name in ("level", "method", "path", "status", "request_id", "person_id")} == {
        "level": "INFO",
        "method": "GET",
        "path": "/",
        "status": 200,
        "request_id": "asked-by-the-proxy",
        "person_id": person.pk,
    }
    assert told["milliseconds"] >= 0 and datetime.fromisoformat(told["timestamp"]).utcoffset() is not None


def test_nothing_that_was_asked_for_or_typed_is_told(client: Client, db: None, written: io.StringIO) -> None:
    client.get("/no-such-page/?name=Secreta")
    client.post(reverse("login") + "?next=Secreta", {"username": "Secreta", "password": "Secreta"})
    client.post(reverse("login"), "{Secreta", content_type="application/json")
    assert lines(written) and "Secreta" not in written.getvalue()


def test_probes_leave_no_line(client: Client, db: None, written: io.StringIO) -> None:
    client.get("/healthz")
    assert [line for line in lines(written) if line["logger"] == "config.watching.requests"] == []


def test_a_line_written_while_somebody_acts_says_who(written: io.StringIO) -> None:
    with acting_as(Actor(person_id=7, request_id="the-request")):
        logging.getLogger("reports").warning("Something\nof two lines: %s", "“三文鱼”")
    (told,) = lines(written)
    assert (told["person_id"], told["request_id"], told["task_id"]) == (7, "the-request", None)
    assert told["message"] == "Something\nof two lines: “三文鱼”"


@shared_task(name="tests.say_something")  # type: ignore[untyped-decorator]
def say_something() -> None:
    logging.getLogger("reports").warning("said in a task")


def test_a_line_written_in_a_task_bears_its_id(written: io.StringIO) -> None:
    say_something.apply(task_id="the-task")
    told = next(line for line in lines(written) if line["message"] == "said in a task")
    assert told["task_id"] == "the-task"


def test_a_failure_is_told_on_one_line_with_its_place(written: io.StringIO) -> None:
    try:
        raise ValueError("of itself")
    except ValueError:
        logging.getLogger("reports").exception("It failed.", extra={"request": object(), "cookies": "of somebody"})
    (told,) = lines(written)
    assert "test_lines.py" in told["exc_info"]
    assert "cookies" not in told and "request" not in told
