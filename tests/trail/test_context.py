"""Who acts is known in requests, tasks and commands, and forgotten when they end."""

import subprocess
import sys
from pathlib import Path

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from surveys.live_access import SEAT_COOKIE, seat_for
from tests.factories.accounts import UserFactory
from tests.factories.live import held_seat, seat_cookie
from tests.factories.workshops import PanelistFactory
from trail.context import NOBODY, Actor, acting_as, current, make_known, of_command
from trail.devices import described
from trail.middleware import ActorMiddleware

ROOT = Path(__file__).resolve().parents[2]
ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)


def seen_in(request: HttpRequest) -> Actor:
    seen: list[Actor] = []

    def view(_request: HttpRequest) -> HttpResponse:
        seen.append(current())
        return HttpResponse()

    ActorMiddleware(view)(request)
    return seen[0]


def request_by(person: object, **headers: str) -> HttpRequest:
    request = RequestFactory().post("/firms/", headers=headers)
    request.user = person  # type: ignore[assignment]
    return request


def test_nobody_acts_before_somebody_is_named() -> None:
    assert current() == NOBODY


def test_an_actor_acts_until_its_block_ends_however_it_ends() -> None:
    with pytest.raises(ValueError), acting_as(Actor(person_name="Ana")):
        make_known(device="tablet")
        assert current() == Actor(person_name="Ana", device="tablet")
        raise ValueError
    assert current() == NOBODY


@pytest.mark.django_db
def test_a_request_knows_person_device_and_occasion() -> None:
    ana = UserFactory(full_name="Ana Quiroga")
    actor = seen_in(request_by(ana, user_agent=ANDROID))
    assert (actor.person_id, actor.person_name) == (ana.pk, "Ana Quiroga")
    assert actor.device == "Chrome 126, Android"
    assert actor.origin == "request POST /firms/"
    assert current() == NOBODY


@pytest.mark.django_db
def test_the_id_of_a_request_is_taken_where_it_is_well_formed() -> None:
    ana = UserFactory()
    assert seen_in(request_by(ana, x_request_id="gate-0123456789")).request_id == "gate-0123456789"
    for bad in ("short", "two words are none", "x" * 65, "line\nbreak-0123"):
        made = seen_in(request_by(ana, x_request_id=bad)).request_id
        assert made != bad and len(made) == 32


@pytest.mark.django_db
def test_every_answer_bears_the_id_of_its_request(client: Client) -> None:
    first, second = client.get("/accounts/login/"), client.get("/no-such-page/")
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]
    assert client.get("/accounts/login/", headers={"X-Request-ID": "known-by-us"}).headers["X-Request-ID"] == (
        "known-by-us"
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (ANDROID, "Chrome 126, Android"),
        (IPHONE, "Safari 17, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox 127, Windows"),
        ("Mozilla/5.0 (X11; CrOS) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge 120, ChromeOS"),
        ("curl/8.5.0\n" + "x" * 200, "curl/8.5.0" + "x" * 70),
        ("", ""),
    ],
)
def test_a_browser_is_told_in_a_few_words(line: str, words: str) -> None:
    assert described(line) == words


def test_a_command_is_known_by_its_name_and_whoever_calls_it() -> None:
    actor = of_command(["manage.py", "import_frame", "study"])
    assert actor.origin == "command import_frame" and actor.person_id is None
    assert of_command(["manage.py"]).origin == "command"


def test_manage_says_who_calls_it_before_anything_is_set_up(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", "import trail.context as c; print('by', c.current().origin)"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "SEXTANT_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings.local"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "by command shell" in told.stdout


def test_a_task_acts_for_whoever_asked_for_it() -> None:
    app = Celery("trail-test", broker="memory://", backend="cache+memory://")

    @app.task(name="trail.test.who")
    def who() -> list[object]:
        actor = current()
        return [actor.person_name, actor.request_id, actor.origin]

    with start_worker(app, perform_ping_check=False, shutdown_timeout=30):
        with acting_as(Actor(person_id=7, person_name="Ana", request_id="gate-0123456789")):
            asked = who.delay().get(timeout=30)
        unasked = who.delay()
        assert asked == ["Ana", "gate-0123456789", "task trail.test.who"]
        assert unasked.get(timeout=30) == ["", unasked.id, "task trail.test.who"]


def test_a_task_done_on_the_spot_leaves_the_one_who_asked() -> None:
    app = Celery("trail-test", broker="memory://")

    @app.task(name="trail.test.here")
    def who() -> str:
        return current().origin

    with acting_as(Actor(origin="request GET /")):
        assert who.apply().get() == "task trail.test.here"
        assert current().origin == "request GET /"


@pytest.mark.django_db
def test_a_login_names_the_person_for_the_rest_of_its_request(client: Client) -> None:
    person = UserFactory(username="ana")
    seen: list[Actor] = []

    def look(**kwargs: object) -> None:
        seen.append(current())

    user_logged_in.connect(look)
    try:
        with acting_as(Actor(origin="request POST /accounts/login/")):
            client.force_login(person)
    finally:
        user_logged_in.disconnect(look)
    assert [actor.person_id for actor in seen] == [person.pk]


@pytest.mark.django_db
def test_a_phone_without_an_account_is_known_by_its_seat() -> None:
    seat = PanelistFactory(seat=3)
    request = request_by(AnonymousUser(), cookie=f"{SEAT_COOKIE}={seat_cookie(held_seat(seat))}")
    with acting_as(Actor(origin="request POST /seat/")):
        seat_for(request)
        assert current().origin == "seat 3"
