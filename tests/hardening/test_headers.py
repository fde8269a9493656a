"""Which headers every answer bears: of every address, for everybody, also where it refuses."""

from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.second_factor import log_in, with_password
from tests.hardening.routes import Route, routes, things_in_the_admin

SAME_FOR_ALL = {"field_app", "manifest"}
"""Drawn for nobody: a cache may keep them, and asks each time whether they still hold."""
KEPT_BY_ONE_BROWSER = {"analysis_figure"}
"""A picture of a frozen run never changes; the reader's own browser may keep it for an hour."""

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": settings.PERMISSIONS_POLICY,
}


def clients(world: dict[str, Any]) -> dict[str, Client]:
    """A browser of each person, and one of somebody who keeps the whole installation."""
    keeper = Client()
    keeper.force_login(User.objects.create_superuser("keeper", password="not needed here"))
    found = {**world["clients"], "keeper": keeper}
    for client in found.values():
        client.raise_request_exception = False
    return found


def address_in(route: Route, world: dict[str, Any]) -> str:
    return route.address(world | {"object_id": things_in_the_admin().get(route.name, "1")})


def complaints(route: Route, answer: Any) -> list[str]:
    """What is missing from one answer."""
    wrong = [f"{name}: {answer.get(name)}" for name, value in ALWAYS.items() if answer.get(name) != value]
    policy = answer.get("Content-Security-Policy", "")
    if "unsafe" in policy or "default-src 'none'" not in policy or "frame-ancestors 'none'" not in policy:
        wrong.append(policy)
    kept = answer.get("Cache-Control", "")
    if route.name in SAME_FOR_ALL and answer.status_code in {200, 405}:
        wrong += [kept] if "no-cache" not in kept else []
    elif "no-store" not in kept and not (route.name in KEPT_BY_ONE_BROWSER and "private" in kept):
        wrong.append(f"Cache-Control: {kept}")
    return wrong


def is_of_the_admin(route: Route) -> bool:
    return route.name.startswith("admin:")


@pytest.mark.parametrize(
    ("person", "method", "of_the_admin"),
    [
        *(("owner", "get", False), ("owner", "post", False), ("panelist", "get", False), ("keeper", "get", True)),
        *(("anonymous", "get", False), ("anonymous", "post", False), ("anonymous", "get", True)),
    ],
)
def test_every_answer_bears_every_header(person: str, method: str, of_the_admin: bool, world: dict[str, Any]) -> None:
    asked = [route for route in routes() if is_of_the_admin(route) == of_the_admin]
    client, found = clients(world)[person], {}
    for route in asked:
        address = address_in(route, world)
        with transaction.atomic():
            found[route.name] = complaints(route, getattr(client, method)(address))
            transaction.set_rollback(True)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert len(found) > 50


def test_what_is_no_page_runs_nothing(world: dict[str, Any]) -> None:
    client = clients(world)["owner"]
    for name, kind in (("analysis_figure", "image/svg+xml"), ("analysis_file", "application/json")):
        route = next(each for each in routes() if each.name == name)
        answer = client.get(address_in(route, world))
        assert answer["Content-Type"].startswith(kind), name
        assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"


def test_a_page_names_each_kind_of_content_it_takes(client: Client, db: None) -> None:
    policy = dict(
        part.strip().split(" ", 1) for part in client.get(reverse("login"))["Content-Security-Policy"].split(";")
    )
    own, none = "'self'", "'none'"
    assert policy == {
        **dict.fromkeys(("script-src", "style-src", "font-src", "connect-src", "worker-src"), own),
        **dict.fromkeys(("manifest-src", "form-action"), own),
        **dict.fromkeys(("default-src", "script-src-attr", "media-src", "frame-src", "child-src"), none),
        **dict.fromkeys(("object-src", "frame-ancestors", "base-uri"), none),
        "img-src": "'self' data:",
    }


@pytest.mark.parametrize("path", ["/nowhere/", "/static/../secret-key", "/firms/not-a-uuid/edit/", "/%00", "/a" * 900])
def test_a_refusal_bears_them_as_well(path: str, client: Client, db: None) -> None:
    answer = client.get(path)
    assert answer.status_code in {400, 404} or answer.status_code == 302
    assert complaints(Route("refusal", ()), answer) == []


def test_a_wrong_host_is_refused_and_told_nothing(client: Client, db: None, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["sextant.example"]
    answer = client.get("/login/", headers={"host": "evil.example"})
    assert answer.status_code == 400 and "evil" not in answer.content.decode()
    assert complaints(Route("host", ()), answer) == []


@pytest.fixture
def person(db: None) -> User:
    return with_password(UserFactory(username="field"))


def test_cookies_are_kept_from_scripts_and_other_sites(client: Client, person: User) -> None:
    client.get(reverse("login"))
    log_in(client, person)
    client.post(reverse("language"), {"language": "es"})
    hidden = {name: bool(cookie["httponly"]) for name, cookie in client.cookies.items()}
    # The token against forged forms is no secret from our own scripts: they send it along.
    assert hidden[settings.SESSION_COOKIE_NAME] and hidden[settings.LANGUAGE_COOKIE_NAME]
    assert {name for name, is_hidden in hidden.items() if not is_hidden} <= {settings.CSRF_COOKIE_NAME}
    assert {cookie["samesite"] for cookie in client.cookies.values()} == {"Lax"}


def test_a_login_gets_a_session_of_its_own(client: Client, person: User) -> None:
    planted = "0123456789abcdef0123456789abcdef"
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    log_in(client, person)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != planted
