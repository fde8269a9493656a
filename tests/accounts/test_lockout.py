"""Wrong tries are counted once for every way in, in the database, and the way opens again by the clock or by hand."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.second_factor import PASSWORD, code_of, is_logged_in, log_in, second_factor_of, with_password

LIMIT = 6
LOCKED = "Too many tries went wrong."


@pytest.fixture
def person(db: None) -> User:
    return with_password(UserFactory(username="field", email="field@example.org"))


@pytest.fixture
def secret(person: User) -> str:
    return second_factor_of(person)[0]


def by_login_page(person: User) -> Any:
    return Client().post(reverse("login"), {"username": person.username, "password": "wrong"})


def by_name_in_capitals(person: User) -> Any:
    return Client().post(reverse("login"), {"username": f" {person.username.upper()}", "password": "wrong"})


def by_admin(person: User) -> Any:
    client = Client()
    page = client.get(reverse("admin:index"), follow=True)
    assert page.redirect_chain[-1][0].startswith(reverse("login"))
    return client.post(page.redirect_chain[-1][0], {"username": person.username, "password": "wrong"})


def by_code(person: User) -> Any:
    client = Client()
    log_in(client, person)
    return client.post(reverse("mfa_authenticate"), {"code": "000000"})


def by_recovery_code(person: User) -> Any:
    client = Client()
    log_in(client, person)
    return client.post(reverse("mfa_authenticate"), {"code": "12345678"})


def logged_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def by_password_again(person: User) -> Any:
    return logged_in(person).post(reverse("account_reauthenticate"), {"password": "wrong"})


def by_code_again(person: User) -> Any:
    return logged_in(person).post(reverse("mfa_reauthenticate"), {"code": "000000"})


def by_old_password(person: User) -> Any:
    new = {"old_password": "wrong", "new_password1": "another wind", "new_password2": "another wind"}
    return logged_in(person).post(reverse("password_change"), new)


def by_reset(person: User) -> Any:
    return Client().post(reverse("password_reset"), {"email": person.email.upper()})


WAYS: list[Callable[[User], Any]] = [
    by_login_page,
    by_name_in_capitals,
    by_admin,
    by_password_again,
    by_code_again,
    by_old_password,
    by_reset,
    by_code,
    by_recovery_code,
]


def named(way: Callable[[User], Any]) -> str:
    return way.__name__


@pytest.mark.usefixtures("secret")
@pytest.mark.parametrize("way", WAYS, ids=named)
def test_every_way_adds_to_the_one_count(person: User, way: Callable[[User], Any]) -> None:
    way(person)
    [attempt] = AccessAttempt.objects.all()
    assert (attempt.username, attempt.failures_since_start) == ("field", 1)


@pytest.mark.usefixtures("secret")
@pytest.mark.parametrize("way", [way for way in WAYS if way not in (by_code, by_recovery_code)], ids=named)
def test_what_was_spent_on_another_way_closes_this_one(person: User, way: Callable[[User], Any]) -> None:
    other = by_password_again if way is by_login_page else by_login_page
    for _each in range(LIMIT):
        other(person)
    assert LOCKED in way(person).text
    assert not is_logged_in(logs_in_rightly(person))


def logs_in_rightly(person: User) -> Client:
    client = Client()
    client.post(reverse("login"), {"username": person.username, "password": PASSWORD})
    return client


def test_codes_are_counted_between_password_and_login(person: User, secret: str) -> None:
    client = Client()
    log_in(client, person)
    answers = [client.post(reverse("mfa_authenticate"), {"code": "000000"}).text for _each in range(LIMIT)]
    assert [LOCKED in text for text in answers] == [False] * (LIMIT - 1) + [True]
    assert LOCKED in client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).text
    assert LOCKED in log_in(Client(), person).text, "the right password opens no closed way"


def test_the_message_says_how_long_to_wait_and_knocking_does_not_lengthen_it(person: User) -> None:
    for _each in range(LIMIT):
        by_login_page(person)
    pass_time(minutes=6)
    assert "Wait 9 minutes" in by_login_page(person).text
    assert "Wait 9 minutes" in by_login_page(person).text
    pass_time(minutes=9, seconds=1)
    assert is_logged_in(logs_in_rightly(person))


def pass_time(**span: int) -> None:
    """Let all that was counted lie further back."""
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(**span))


def test_a_success_forgets_the_tries(person: User) -> None:
    for _each in range(LIMIT - 1):
        by_login_page(person)
    assert is_logged_in(logs_in_rightly(person))
    for _each in range(LIMIT - 1):
        assert LOCKED not in by_login_page(person).text


def test_the_right_password_without_the_code_forgets_nothing(person: User, secret: str) -> None:
    for _each in range(LIMIT - 1):
        by_login_page(person)
        logs_in_rightly(person)
    by_login_page(person)
    assert LOCKED in by_login_page(person).text


def test_another_address_is_free_until_many_have_tried(person: User) -> None:
    def wrong(address: str) -> str:
        sent = {"username": person.username, "password": "wrong"}
        return Client(REMOTE_ADDR=address).post(reverse("login"), sent).text

    for _each in range(LIMIT):
        wrong("192.0.2.1")
    assert LOCKED in wrong("192.0.2.1")
    assert LOCKED not in wrong("192.0.2.2")
    for last in range(3, 26):
        wrong(f"192.0.2.{last}")
    assert LOCKED in wrong("198.51.100.7"), "thirty tries from everywhere close the name"


def test_a_header_does_not_make_another_address(person: User, settings: Any) -> None:
    def wrong(header: str) -> str:
        sent = {"username": person.username, "password": "wrong"}
        return Client().post(reverse("login"), sent, headers={"X-Forwarded-For": header}).text

    for last in range(LIMIT):
        wrong(f"192.0.2.{last}")
    assert LOCKED in wrong("192.0.2.200")
    settings.TRUSTED_PROXIES = 1
    assert LOCKED not in wrong("192.0.2.201"), "a proxy of ours says where the visitor sits"


def test_somebody_else_is_not_closed_out(person: User) -> None:
    for _each in range(LIMIT):
        by_login_page(person)
    assert is_logged_in(logs_in_rightly(with_password(UserFactory(username="colleague"))))


@pytest.mark.parametrize("how", ["command", "admin"])
def test_an_administrator_opens_the_way(person: User, how: str) -> None:
    for _each in range(LIMIT):
        by_login_page(person)
    if how == "command":
        call_command("lift_lock", "FIELD")
    else:
        admin = logged_in(UserFactory(is_superuser=True, is_staff=True))
        sent = {"action": "open_the_way", "_selected_action": [person.pk]}
        admin.post(reverse("admin:accounts_user_changelist"), sent)
    assert is_logged_in(logs_in_rightly(person))


def test_a_mailbox_is_not_flooded(person: User) -> None:
    for _each in range(2 * LIMIT):
        by_reset(person)
    assert len(mail.outbox) == LIMIT


def test_an_unknown_address_is_answered_like_a_known_one(person: User) -> None:
    known, unknown = (Client().post(reverse("password_reset"), {"email": each}) for each in (person.email, "a@b.org"))
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [message.to for message in mail.outbox] == [[person.email]]


@pytest.mark.parametrize("name", ["", "\x00", "x" * 5000, "ＦＩＥＬＤ", "' OR 1=1"])
def test_odd_names_are_refused_and_no_error(db: None, name: str) -> None:
    for _each in range(LIMIT + 1):
        assert Client().post(reverse("login"), {"username": name, "password": "wrong"}).status_code == 200
