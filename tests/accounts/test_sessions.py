"""Where somebody is logged in can be seen and ended, and what is ended is over with the next request."""

import re
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.second_factor import PASSWORD, is_logged_in, log_in, second_factor_of, with_password

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
NEW = "another long wind"


@pytest.fixture(autouse=True)
def visits_are_noted(settings: Any) -> None:
    settings.NOTE_VISITS = True


@pytest.fixture
def person(db: None) -> User:
    return with_password(UserFactory(username="field", email="field@example.org"))


def browser(person: User, agent: str = "", address: str = "192.0.2.1") -> Client:
    client = Client(REMOTE_ADDR=address, headers={"User-Agent": agent or "Mozilla/5.0 (Windows NT 10.0) Firefox/128.0"})
    log_in(client, person)
    client.get("/")
    return client


def test_the_page_names_device_address_and_this_one(person: User) -> None:
    desk, _phone = browser(person), browser(person, PHONE, "198.51.100.9")
    page = desk.get(reverse("sessions")).text
    assert "Firefox 128, Windows" in page and "Chrome 126, Android" in page
    assert "198.51.100.9" in page and "this one" in page


def test_one_browser_is_ended_and_the_other_goes_on(person: User) -> None:
    desk, phone = browser(person), browser(person, PHONE, "198.51.100.9")
    session = UserSession.objects.get(ip="198.51.100.9")
    assert desk.post(reverse("session_end", args=[session.pk])).url == reverse("sessions")
    assert not is_logged_in(phone)
    assert is_logged_in(desk)


def test_nobody_ends_a_browser_of_somebody_else(person: User) -> None:
    desk = browser(person)
    other = browser(with_password(UserFactory(username="other")))
    session = UserSession.objects.get(user=person)
    assert other.post(reverse("session_end", args=[session.pk])).status_code == 404
    assert is_logged_in(desk)


def test_logging_out_everywhere_ends_all_at_once(person: User) -> None:
    desk, phone = browser(person), browser(person, PHONE)
    bystander = browser(with_password(UserFactory(username="other")))
    assert desk.post(reverse("sessions_end")).url == reverse("login")
    assert not is_logged_in(desk) and not is_logged_in(phone)
    assert is_logged_in(bystander)
    assert not UserSession.objects.filter(user=person).exists()


def test_a_new_password_ends_every_other_browser(person: User) -> None:
    desk, phone = browser(person), browser(person, PHONE)
    sent = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert desk.post(reverse("password_change"), sent).status_code == 302
    assert is_logged_in(desk)
    assert not is_logged_in(phone)
    assert desk.get(reverse("sessions")).text.count("last seen") == 1


@pytest.mark.parametrize("weak", ["short", "password123", "field@example"])
def test_weak_passwords_are_refused(person: User, weak: str) -> None:
    sent = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
    assert browser(person).post(reverse("password_change"), sent).status_code == 200
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def link_in_mail() -> str:
    found = re.search(r"https?://[^/]+(/password/new/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_a_forgotten_password_is_renewed_by_mail_once(person: User) -> None:
    desk = browser(person)
    Client().post(reverse("password_reset"), {"email": person.email})
    client = Client()
    form = client.get(link_in_mail(), follow=True)
    assert form.redirect_chain[-1][0].endswith("/set-password/"), "the link does not stay in the address"
    sent = {"new_password1": NEW, "new_password2": NEW}
    assert client.post(form.redirect_chain[-1][0], sent).url == reverse("password_reset_complete")
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert not is_logged_in(desk)
    assert not is_logged_in(client), "a mailbox is not a login: the second factor comes after it"
    assert "used already" in Client().get(link_in_mail(), follow=True).text


def test_a_new_password_by_mail_does_not_go_round_the_second_factor(person: User) -> None:
    second_factor_of(person)
    Client().post(reverse("password_reset"), {"email": person.email})
    client = Client()
    address = client.get(link_in_mail()).url
    client.post(address, {"new_password1": NEW, "new_password2": NEW})
    answer = client.post(reverse("login"), {"username": person.username, "password": NEW})
    assert answer.url == reverse("mfa_authenticate")


def test_an_ended_login_is_asked_for_again_with_the_half_filled_form(person: User) -> None:
    desk = browser(person)
    session = UserSession.objects.get(user=person)
    session.end()
    answer = desk.post(reverse("home"), {"TRAINS": "yes"}, headers={"Origin": "http://testserver"})
    assert answer.status_code == 403
    assert "not saved yet" in answer.text
