"""What strangers reach is counted once for all processes; beyond the limit comes a sentence, and nothing is lost."""

import json
import multiprocessing
import re
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from config import limits
from config.limits import LIMITS, OF_ROUTE, Limit, counted, network_of
from config.shared_files import SharedFiles
from surveys.live_access import SEAT_COOKIE
from surveys.models import Revision, Workshop
from surveys.views.field import MOST_MESSAGES
from tests.factories.clusters import FirmFactory
from tests.factories.live import held_seat, live_session, seat_cookie
from tests.factories.surveys import QuestionnaireFactory
from tests.factories.workshops import PanelistFactory, WorkshopFactory
from tests.hardening.fuzzing import ROOT
from tests.hardening.routes import routes

ROW = re.compile(r"^\| ([a-z ]+) \| .* \| (address|person|seat) \| (\d+) \| (\d+) minutes? \|$", re.MULTILINE)
INTERVIEWS, MESSAGES_EACH = 500, 34


class Clock:
    """The hour as the limits see it."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Clock:
    """Limits are on, nothing has been counted yet, and the hour is ours."""
    settings.RATE_LIMITS = True
    caches["shared"].clear()
    clock = Clock()
    monkeypatch.setattr(limits, "time", clock)
    monkeypatch.setattr(limits, "_resting_until", 0.0)
    return clock


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every limit is two."""
    for route, limit in OF_ROUTE.items():
        monkeypatch.setitem(OF_ROUTE, route, replace(limit, most=2))
    monkeypatch.setattr(limits, "ELSE", replace(limits.ELSE, most=2))


@pytest.fixture
def workshop(db: None) -> Workshop:
    workshop = WorkshopFactory()
    for _number in range(2):
        PanelistFactory(workshop=workshop)
    return workshop


def phone(seat: str, address: str = "192.0.2.1") -> Client:
    client = Client(REMOTE_ADDR=address)
    client.cookies[SEAT_COOKIE] = seat
    return client


def test_the_table_of_the_document_is_the_one_of_the_code() -> None:
    told = ROW.findall((ROOT / "docs" / "security.md").read_text())
    assert [(name, by, int(most), int(minutes) * 60) for name, by, most, minutes in told] == [
        (limit.name, limit.by.value, limit.most, limit.seconds) for limit in LIMITS
    ]


def test_every_address_that_is_limited_is_there() -> None:
    assert set(OF_ROUTE) <= {route.name for route in routes()}


@pytest.mark.usefixtures("narrow", "db")
@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("login", []),
        ("password_reset", []),
        ("invitation", ["no-token"]),
        ("join", []),
        ("join_session", ["AAAAAA"]),
        ("seat", []),
        ("screen", ["AAAAAAAAAAAA"]),
        ("home", []),
        ("field_session", []),
        ("field_deliveries", []),
    ],
)
def test_who_asks_too_often_is_told_when_to_come_again(name: str, args: list[str], clock: Clock) -> None:
    client, address = Client(REMOTE_ADDR="192.0.2.1"), reverse(name, args=args)
    answers = [client.get(address) for _turn in range(3)]
    assert [answer.status_code == 429 for answer in answers] == [False, False, True]
    limit = OF_ROUTE.get(name, limits.ELSE)
    assert int(answers[2]["Retry-After"]) == limit.seconds - clock.now % limit.seconds
    assert "Try again in " in answers[2].content.decode()
    assert answers[2]["Sextant"] and answers[2]["Content-Security-Policy"]
    assert Client(REMOTE_ADDR="192.0.2.2").get(address).status_code != 429
    clock.now += limit.seconds
    assert client.get(address).status_code != 429


@pytest.mark.usefixtures("narrow")
def test_a_vote_beyond_the_limit_is_not_taken_and_is_taken_later(workshop: Workshop, clock: Clock) -> None:
    live_session(workshop)
    client = phone(seat_cookie(held_seat(workshop.panelists.first())))
    for _turn in range(2):
        assert client.get(reverse("seat_state")).status_code == 200
    refused = client.post(reverse("seat_vote"), "{}", content_type="application/json")
    assert refused.status_code == 429 and refused.json()["error"] == "too_many"
    # Only an answer with this header has taken the vote (static/js/live_ballot.js).
    assert "Sextant-Parts" not in refused
    clock.now += 60
    assert client.post(reverse("seat_vote"), "{}", content_type="application/json").status_code == 400


@pytest.mark.usefixtures("narrow")
def test_seats_behind_one_address_count_for_themselves_and_forged_ones_by_their_address(workshop: Workshop) -> None:
    live_session(workshop)
    seats = [seat_cookie(held_seat(panelist)) for panelist in workshop.panelists.all()[:2]]
    assert len(seats) == 2
    for seat in seats:
        assert [phone(seat).get(reverse("seat_state")).status_code for _turn in range(3)] == [200, 200, 429]
    forged = [phone(f"forged-{turn}").get(reverse("seat_state")).status_code for turn in range(3)]
    assert forged == [404, 404, 429]


@pytest.mark.usefixtures("narrow")
def test_a_phone_that_is_told_to_wait_loses_nothing(consultant: User, cluster: Any, clock: Clock) -> None:
    client = Client()
    client.force_login(consultant)
    message = {
        "id": str(uuid4()),
        "kind": "revision",
        "interview": str(uuid4()),
        "firm": str(FirmFactory(cluster=cluster).pk),
        "questionnaire": QuestionnaireFactory().pk,
        "begun_at": "2026-03-02T12:00:00Z",
        "made_at": "2026-03-02T12:00:00Z",
        "changes": {"TRAINS": {"state": "answered", "value": True}},
    }
    empty, full = json.dumps({"messages": []}), json.dumps({"messages": [message]})

    def send(body: str) -> Any:
        return client.post(reverse("field_deliveries"), body, content_type="application/json")

    assert [send(empty).status_code for _turn in range(2)] == [200, 200]
    refused = send(full)
    assert (refused.status_code, refused.json()["error"]) == (429, "too_many")
    assert not Revision.objects.exists()
    clock.now += 60
    assert send(full).json()["results"][0]["outcome"] == "stored", send(full).json()


def test_a_week_without_a_connection_stays_below_the_limit() -> None:
    """Whatever the line gives: all batches of the week within one minute are not half of what is taken."""
    assert 2 * ceil(INTERVIEWS * MESSAGES_EACH / MOST_MESSAGES) < OF_ROUTE["field_deliveries"].most


def test_who_is_logged_in_reads_pages_without_a_count(consultant: User, narrow: None) -> None:
    client = Client()
    client.force_login(consultant)
    assert {client.get(reverse("home")).status_code for _turn in range(5)} == {200}


def test_addresses_of_one_network_of_the_sixth_version_are_one() -> None:
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::1")
    assert network_of("192.0.2.1") == "192.0.2.1"
    assert network_of("nonsense") == "unknown"


def test_where_counts_cannot_be_kept_nobody_is_shut_out(settings: Any, client: Client, db: None, clock: Clock) -> None:
    settings.CACHES = {
        **settings.CACHES,
        "shared": {"BACKEND": "config.shared_files.SharedFiles", "LOCATION": "/proc/no-such-place"},
    }
    assert client.get(reverse("login")).status_code == 200
    assert clock.now < limits._resting_until <= clock.now + limits.REST_SECONDS


def count_up(folder: str) -> None:
    cache = SharedFiles(folder, {})
    for _turn in range(40):
        cache.add("one", 0)
        cache.incr("one")


def test_processes_that_count_at_once_lose_no_count(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=count_up, args=(str(tmp_path),)) for _number in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert SharedFiles(str(tmp_path), {}).get("one") == 160


def test_a_count_ends_with_its_window(clock: Clock) -> None:
    limit = Limit("any", 1, 60, limits.By.ADDRESS)
    assert [counted("a:1", limit), counted("a:1", limit), counted("a:2", limit), counted("b:1", limit)] == [1, 2, 1, 1]


def test_limits_can_be_left_to_the_proxy(settings: Any, narrow: None, client: Client, db: None) -> None:
    settings.RATE_LIMITS = False
    assert {client.get(reverse("login")).status_code for _turn in range(4)} == {200}


def test_an_address_is_the_visitor_behind_the_proxies_that_are_trusted(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    request = RequestFactory().get("/join/", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
    assert limits.counted_as(request, OF_ROUTE["join"]) == "198.51.100.7"
