"""Accounts in the admin: whoever keeps them cannot make themselves more than they are."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> User:
    """Somebody on the staff who may add, change and delete accounts."""
    person = UserFactory(username="keeper", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    return person


@pytest.fixture
def browser(client: Client, keeper: User) -> Client:
    client.force_login(keeper)
    return client


def page(action: str, person: User) -> str:
    return reverse(f"admin:{action}", args=[person.pk])


def test_keeping_accounts_gives_nobody_rights(browser: Client, keeper: User) -> None:
    address = page("accounts_user_change", keeper)
    assert 'name="is_superuser"' not in browser.get(address).content.decode()
    fields = {"username": "keeper", "full_name": "New name", "is_active": "on", "is_superuser": "on", "is_staff": ""}
    joined = {"date_joined_0": "2026-03-02", "date_joined_1": "12:00:00"}
    assert browser.post(address, fields | joined).status_code == 302
    keeper.refresh_from_db()
    assert (keeper.full_name, keeper.is_superuser, keeper.is_staff) == ("New name", False, True)


def test_an_administrators_account_is_beyond_a_keeper(browser: Client) -> None:
    administrator = UserFactory(is_superuser=True, is_staff=True)
    password = administrator.password
    assert browser.post(page("accounts_user_change", administrator), {"username": "mine"}).status_code == 403
    fields = {"password1": "a-long-new-word-17", "password2": "a-long-new-word-17", "usable_password": "true"}
    assert browser.post(page("auth_user_password_change", administrator), fields).status_code == 403
    assert browser.post(page("accounts_user_delete", administrator), {"post": "yes"}).status_code == 403
    administrator.refresh_from_db()
    assert administrator.password == password


def test_an_administrator_gives_rights(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    assert 'name="is_superuser"' in client.get(page("accounts_user_change", UserFactory())).content.decode()
