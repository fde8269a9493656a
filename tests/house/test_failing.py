"""A database that is away and a full disk are told in a sentence, and what was typed stays in the page."""

import errno
import json
import sqlite3
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from config.failing import Trouble, trouble_in


def caused(wrapper: type[Exception], cause: Exception, name: str = "") -> Exception:
    if name:
        cause.sqlite_errorname = name  # type: ignore[attr-defined]
    problem = wrapper(str(cause))
    problem.__cause__ = cause
    return problem


@pytest.mark.parametrize(
    ("problem", "trouble"),
    [
        (caused(OperationalError, psycopg.OperationalError("the connection is closed")), Trouble.AWAY),
        (caused(OperationalError, psycopg.errors.CannotConnectNow("starting up")), Trouble.AWAY),
        (caused(OperationalError, psycopg.errors.AdminShutdown("terminating")), Trouble.AWAY),
        (caused(OperationalError, psycopg.errors.DeadlockDetected("deadlock")), Trouble.AWAY),
        (caused(OperationalError, psycopg.errors.DiskFull("no space left")), Trouble.FULL),
        (caused(OperationalError, sqlite3.OperationalError("database is locked"), "SQLITE_BUSY"), Trouble.AWAY),
        (caused(OperationalError, sqlite3.OperationalError("disk I/O error"), "SQLITE_IOERR_WRITE"), Trouble.AWAY),
        (caused(OperationalError, sqlite3.OperationalError("database or disk is full"), "SQLITE_FULL"), Trouble.FULL),
        (caused(OperationalError, sqlite3.OperationalError("no such table: x"), "SQLITE_ERROR"), None),
        (InterfaceError("connection already closed"), Trouble.AWAY),
        (OSError(errno.ENOSPC, "No space left on device"), Trouble.FULL),
        (OSError(errno.ENOENT, "No such file"), None),
        (IntegrityError("unique"), None),
        (KeyError("an error of ours"), None),
        (None, None),
    ],
)
def test_trouble_that_passes_is_told_from_faults_of_ours(problem: Exception | None, trouble: Trouble | None) -> None:
    assert trouble_in(problem) is trouble


@pytest.mark.parametrize("name", ["SQLITE_IOERR_SHMSIZE", "SQLITE_CANTOPEN"])
def test_a_database_without_room_for_its_log_is_told_as_a_full_disk(name: str, monkeypatch: Any) -> None:
    problem = caused(OperationalError, sqlite3.OperationalError("disk I/O error"), name)
    assert trouble_in(problem) is Trouble.AWAY
    monkeypatch.setattr("config.failing.shutil.disk_usage", lambda _home: SimpleNamespace(free=4096))
    assert trouble_in(problem) is Trouble.FULL


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes whoever asks who is logged in meet this failure, as it is when the database goes away."""

    def break_with(problem: Exception) -> Client:
        def failing(*args: Any, **kwargs: Any) -> Any:
            raise problem

        monkeypatch.setattr("django.contrib.auth.middleware.get_user", failing)
        return Client(raise_request_exception=False)

    return break_with


AWAY = caused(OperationalError, psycopg.OperationalError("the connection is closed"))
FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.django_db
def test_a_page_says_that_the_database_is_away_and_when_to_come_back(broken: Any, consultant: User) -> None:
    client = broken(AWAY)
    client.cookies["sessionid"] = "any"
    response = client.get(reverse("home"))
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "The database does not answer just now" in response.text
    assert f'href="{reverse("home")}"' in response.text


@pytest.mark.django_db
def test_what_was_sent_stays_in_the_page_word_for_word(broken: Any) -> None:
    client = broken(AWAY)
    sent = {"HR1_OJT-value": "yes", "HR1_OJT-note": "Foreman <b>Lin</b>"}
    response = client.post(reverse("home") + "?part=2", sent, headers={"Origin": "http://testserver"})
    assert response.status_code == 503
    assert f'action="{reverse("home")}?part=2"' in response.text
    assert 'name="HR1_OJT-note" value="Foreman &lt;b&gt;Lin&lt;/b&gt;"' in response.text
    assert 'name="csrfmiddlewaretoken" value="' in response.text and "csrftoken" in response.cookies


@pytest.mark.django_db
def test_no_password_and_nothing_of_another_site_is_kept(broken: Any) -> None:
    client = broken(AWAY)
    own = client.post(reverse("home"), {"password": "north wind"}, headers={"Origin": "http://testserver"})
    foreign = client.post(reverse("home"), {"note": "north wind"}, headers={"Origin": "http://elsewhere.example"})
    for response in (own, foreign):
        assert response.status_code == 503
        assert "north wind" not in response.text
        assert "not carried out" in response.text


@pytest.mark.django_db
def test_a_device_is_told_in_json_and_keeps_what_it_holds(broken: Any) -> None:
    client = broken(FULL)
    response = client.post(reverse("field_deliveries"), json.dumps({"messages": []}), content_type="application/json")
    assert response.status_code == 503
    assert response.json() == {"error": "full"}
    assert response.headers["Retry-After"] == "60"
    assert "Sextant" in response.headers, "a device must know that it was Sextant that answered"


@pytest.mark.django_db
def test_a_fault_of_ours_stays_a_fault(broken: Any) -> None:
    response = broken(KeyError("an error of ours")).get(reverse("home"))
    assert response.status_code == 500
    assert "Something failed on our side" in response.text
