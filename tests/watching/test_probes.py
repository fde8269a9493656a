"""Probes tell machines whether the application lives and is ready, hold nobody up and give nothing away."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings

from config.watching import readiness
from reports.clock import ledger_now
from reports.models import JobState
from tests.factories.accounts import UserFactory
from tests.factories.reports import JobFactory

FROM_ELSEWHERE = "203.0.113.7"


@pytest.fixture
def silent_broker() -> Iterator[str]:
    """The address of somebody who takes every call and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(16)
        yield f"redis://:sesame@127.0.0.1:{listening.getsockname()[1]}/0"


def reasons(client: Client) -> dict[str, str]:
    response = client.get("/readyz")
    told = response.json()
    assert response.status_code == (503 if told["reasons"] else 200)
    assert told["ready"] is not bool(told["reasons"])
    return {each["name"]: each["fact"] for each in told["reasons"]}


def broker_at(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(readiness, "current_app", _App(address))


class _App:
    def __init__(self, address: str) -> None:
        self.address = address

    def connection_for_write(self) -> Any:
        return current_app.connection_for_write(self.address)


def test_being_alive_asks_no_database_and_no_session(client: Client, db: None) -> None:
    client.force_login(UserFactory())
    with connection.execute_wrapper(refused):
        response = client.get("/healthz", HTTP_HOST="10.1.2.3")
    assert (response.status_code, response.content) == (200, b"alive\n")


def refused(*args: Any, **kwargs: Any) -> None:
    raise OperationalError("no query is expected")


@override_settings(ALLOWED_HOSTS=["sextant.example"], SECURE_SSL_REDIRECT=True)
@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_a_probe_needs_no_name_of_the_host_and_no_encryption(client: Client, db: None, address: str) -> None:
    assert client.get(address, HTTP_HOST="10.1.2.3:8000").status_code == 200
    assert client.post(address).status_code == 405


def test_a_fresh_installation_is_ready(client: Client, db: None) -> None:
    assert reasons(client) == {}


def test_a_database_that_is_away_is_named_without_its_address(client: Client, db: None) -> None:
    with connection.execute_wrapper(refused):
        assert reasons(client) == {"database": "The database cannot be reached."}


def test_a_migration_that_is_missing_is_named(client: Client, db: None) -> None:
    MigrationRecorder.Migration.objects.filter(app="reports").order_by("-pk").first().delete()
    assert list(reasons(client)) == ["migrations"]


def test_a_broker_that_is_gone_is_named_without_its_password(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    for scheme in ("redis", "amqp"):
        broker_at(monkeypatch, f"{scheme}://sextant:sesame@127.0.0.1:{port}/0")
        told = reasons(client)
        assert list(told) == ["broker"]
        assert "sesame" not in str(told) and str(port) not in str(told)


def test_a_broker_that_does_not_answer_is_waited_for_within_bounds(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, silent_broker: str
) -> None:
    """That the call comes back at all is what is asked: nobody ever answers it."""
    for address in (silent_broker, silent_broker.replace("redis", "amqp").replace(":sesame", "a:sesame")):
        broker_at(monkeypatch, address)
        assert list(reasons(client)) == ["broker"]


@override_settings(READY_FREE_MEBIBYTES=2**40)
def test_a_disk_that_is_nearly_full_is_named(client: Client, db: None) -> None:
    assert list(reasons(client)) == ["disk"]


@pytest.mark.parametrize(
    ("waited", "signs", "named"),
    [(590, (), []), (610, (), ["workers"]), (610, (620,), ["workers"]), (610, (620, 30), []), (None, (900,), [])],
)
def test_work_that_waits_while_no_worker_shows_itself_is_named(
    client: Client, db: None, waited: int | None, signs: tuple[int, ...], named: list[str]
) -> None:
    now = ledger_now()
    if waited is not None:
        JobFactory(state=JobState.QUEUED, queued_at=now - timedelta(seconds=waited), heartbeat_at=now)
    for sign in signs:
        at = now - timedelta(seconds=sign)
        JobFactory(state=JobState.DONE, queued_at=at, heartbeat_at=at, finished_at=at)
    assert settings.READY_QUEUE_SECONDS == 600
    assert list(reasons(client)) == named
