"""Everybody reads the history of their own account: password, second factor, roles. Nobody reads another's."""

import re
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Membership, Role, Study
from tests.factories.accounts import UserFactory
from trail.context import Actor, acting_as

pytestmark = pytest.mark.django_db


def words_of(person: User) -> str:
    client = Client()
    client.force_login(person)
    page = client.get(reverse("account_changes")).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page[page.index("<main") :])).split())


@pytest.fixture
def person() -> User:
    return UserFactory(full_name="Bo Lindqvist")


def test_a_new_password_is_told_with_who_and_device_and_never_says_what_it_is(person: User) -> None:
    with acting_as(Actor(person_id=person.pk, person_name="Bo Lindqvist", device="Chrome 126, Android")):
        person.set_password("seven brown horses")
        person.save()
    words = words_of(person)
    assert re.search(r"Bo Lindqvist .{10,40} Chrome 126, Android Person · Changed Password changed; what it", words)
    assert "seven brown" not in words and "argon2" not in words


def test_a_second_factor_that_comes_and_goes_is_told(person: User) -> None:
    factor = Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    with acting_as(Actor(person_name="Ana Quiroga")):
        factor.delete()
    words = words_of(person)
    assert "Second factor · Added Type app that shows codes" in words
    assert re.search(r"Ana Quiroga .{10,30} Second factor · Taken away", words)


def test_a_role_is_told_with_its_study_also_after_it_was_taken_away(person: User, study: Study) -> None:
    member = Membership.objects.create(study=study, user=person, role=Role.READER)
    Membership.objects.filter(pk=member.pk).update(role=Role.ANALYST)
    member.delete()
    words = words_of(person)
    assert f"Membership {study} · Changed Role before: Reader → after: Analyst" in words
    assert f"Membership {study} · Taken away" in words


def test_a_permission_is_told_in_words(person: User) -> None:
    person.user_permissions.add(Permission.objects.get(codename="add_study"))
    assert "Permission of a person · Added Permission may add: study" in words_of(person)


def test_nobody_reads_what_changed_in_the_account_of_another(person: User, study: Study, owner: User) -> None:
    other = UserFactory(full_name="Mo Reyes")
    Membership.objects.create(study=study, user=other, role=Role.READER)
    Authenticator.objects.create(user=other, type=Authenticator.Type.TOTP, data={"secret": "x"})
    for reader in (person, owner):
        words = words_of(reader)
        assert "Second factor ·" not in words and "Mo Reyes" not in words and "Reader" not in words


def test_a_key_that_begins_like_ones_own_is_another(study: Study) -> None:
    short, long = UserFactory(pk=71), UserFactory(pk=711, full_name="Mo Reyes")
    Membership.objects.create(study=study, user=long, role=Role.READER)
    assert "Membership" not in words_of(short)
    assert "Membership" in words_of(long)
