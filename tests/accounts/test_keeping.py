"""A login that runs out in the middle of a form costs a password and one press, and no answer."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.keeping import keep, open_kept
from tests.factories.accounts import UserFactory

PASSWORD = "north wind and sun"
ENTRY = {"HR1_OJT-value": "yes", "HR1_OJT-note": "Foreman <b>Lin</b>\nsecond line", "tags": ["a", "b"]}


@pytest.fixture
def person(db):
    user = UserFactory(username="consultant")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


def token_in(response):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', response.text)[1]


def kept_in(response):
    return re.search(r'name="kept" value="([^"]+)"', response.text)[1]


def fresh_token(browser):
    return token_in(browser.get(reverse("login")))


def log_in(browser, headers=None, **fields):
    credentials = {"username": "consultant", "password": PASSWORD}
    return browser.post(reverse("login"), {**credentials, **fields}, headers=headers)


def test_what_a_logged_out_person_sends_comes_with_the_login_page(person, browser):
    response = browser.post(reverse("home"), {**ENTRY, "csrfmiddlewaretoken": fresh_token(browser)})

    assert response.status_code == 403
    assert "not saved yet" in response.text
    assert open_kept(kept_in(response)).path == reverse("home")


def test_after_login_what_was_sent_is_ready_to_be_sent_again_field_by_field(person, browser):
    asked = browser.post(reverse("home"), {**ENTRY, "csrfmiddlewaretoken": fresh_token(browser)})

    offered = log_in(browser, kept=kept_in(asked), csrfmiddlewaretoken=token_in(asked))

    assert offered.status_code == 200
    assert "You are logged in as Consultant" in offered.text
    assert "only if it was you who entered it" in offered.text, "the next person may sit at the same machine"
    assert offered.context["kept"].fields == [
        ("HR1_OJT-value", "yes"),
        ("HR1_OJT-note", "Foreman <b>Lin</b>\nsecond line"),
        ("tags", "a"),
        ("tags", "b"),
    ]
    assert "Foreman &lt;b&gt;Lin" in offered.text


def test_a_wrong_password_in_between_loses_nothing(person, browser):
    asked = browser.post(reverse("home"), {**ENTRY, "csrfmiddlewaretoken": fresh_token(browser)})

    again = log_in(browser, password="wrong", kept=kept_in(asked), csrfmiddlewaretoken=token_in(asked))

    assert kept_in(again) == kept_in(asked)


def test_a_form_from_before_a_new_login_is_offered_for_sending(person, browser):
    old = fresh_token(browser)
    log_in(browser, csrfmiddlewaretoken=old)

    response = browser.post(
        reverse("home"), {**ENTRY, "csrfmiddlewaretoken": old}, headers={"Origin": "http://testserver"}
    )

    assert response.status_code == 403
    assert response.context["kept"].fields[0] == ("HR1_OJT-value", "yes")
    assert token_in(response) != old


def test_a_login_in_another_tab_does_not_lose_what_the_first_tab_keeps(person, browser):
    asked = browser.post(reverse("home"), {**ENTRY, "csrfmiddlewaretoken": fresh_token(browser)})
    log_in(browser, csrfmiddlewaretoken=fresh_token(browser))

    response = log_in(
        browser, kept=kept_in(asked), csrfmiddlewaretoken=token_in(asked), headers={"Origin": "http://testserver"}
    )

    assert response.context["kept"].path == reverse("home")


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "http://elsewhere.example"}, {"Referer": "http://elsewhere.example/"}]
)
def test_what_comes_from_another_site_is_refused_and_never_offered(person, browser, headers):
    browser.force_login(person)

    response = browser.post(reverse("home"), ENTRY, headers=headers)

    assert response.status_code == 403
    assert "HR1_OJT" not in response.text


def test_a_forged_text_is_not_offered(person, browser):
    response = log_in(browser, kept="forged", csrfmiddlewaretoken=fresh_token(browser))

    assert response.status_code == 302


def test_passwords_are_never_kept(rf):
    assert keep(rf.post("/password/", {"old_password": "one", "new_password1": "two"})) == ""


def test_a_press_without_entries_is_not_kept(rf):
    assert keep(rf.post("/logout/", {"csrfmiddlewaretoken": "x"})) == ""


def test_a_page_that_was_only_asked_for_leads_to_the_plain_login(db, browser):
    response = browser.get(reverse("home"))

    assert response.status_code == 302
    assert response.url == f"{reverse('login')}?next={reverse('home')}"
