"""People log in and out, and are called by their name."""

import pytest
from django.test import Client

from accounts.models import User
from tests.factories.accounts import UserFactory


@pytest.mark.parametrize(("full_name", "shown"), [("Field Consultant", "Field Consultant"), ("", "field")])
def test_a_person_is_called_by_the_full_name_or_else_the_user_name(full_name: str, shown: str) -> None:
    person = User(username="field", full_name=full_name)
    assert (str(person), person.get_full_name(), person.get_short_name()) == (shown, shown, shown)


@pytest.fixture
def person(db: None) -> User:
    person = UserFactory(username="field")
    person.set_password("a long enough secret")
    person.save()
    return person


@pytest.mark.usefixtures("person")
def test_logging_in_leads_to_the_page_that_was_asked_for(client: Client) -> None:
    asked = client.get("/studies/new/")
    assert asked.url == "/login/?next=/studies/new/"
    answer = client.post(asked.url, {"username": "field", "password": "a long enough secret"})
    assert answer.url == "/studies/new/"


@pytest.mark.usefixtures("person")
def test_logging_in_leads_nowhere_outside(client: Client) -> None:
    secret = {"username": "field", "password": "a long enough secret"}
    assert client.post("/login/?next=https://example.org/", secret).url == "/"


@pytest.mark.usefixtures("person")
def test_a_wrong_password_lets_nobody_in(client: Client) -> None:
    assert client.post("/login/", {"username": "field", "password": "wrong"}).status_code == 200
    assert client.get("/").status_code == 302


def test_logging_out_needs_a_post(client: Client, person: User) -> None:
    client.force_login(person)
    assert client.get("/logout/").status_code == 405
    assert client.get("/").status_code == 200
    assert client.post("/logout/").url == "/login/"
    assert client.get("/").status_code == 302


def test_the_admin_shows_people(client: Client, db: None) -> None:
    administrator = UserFactory(username="administrator", is_staff=True, is_superuser=True)
    client.force_login(administrator)
    assert client.get("/admin/accounts/user/").status_code == 200
    assert client.get("/admin/accounts/user/add/").status_code == 200
    assert client.get(f"/admin/accounts/user/{administrator.pk}/change/").status_code == 200
