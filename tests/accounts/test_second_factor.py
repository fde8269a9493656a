"""A second factor is asked for when it is there, has to be set up where the role wants it, and no code works twice."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from accounts.keeping import keep
from accounts.models import User
from accounts.second_factor import accept_code, reset_second_factor
from clusters.models import Role, Study
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.second_factor import PASSWORD, code_of, is_logged_in, log_in, second_factor_of, with_password

SET_UP = "/security/app/"


@pytest.fixture
def person(db: None) -> User:
    return with_password(UserFactory(username="field"))


@pytest.fixture
def required(settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


def test_the_password_alone_opens_nothing_where_there_is_a_second_factor(client: Client, person: User) -> None:
    secret, _codes = second_factor_of(person)
    assert log_in(client, person).url == reverse("mfa_authenticate")
    assert not is_logged_in(client)
    assert client.get("/").status_code == 302
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).url == "/"
    assert is_logged_in(client)


def test_whoever_sets_one_up_by_choice_is_not_told_that_the_role_asks_for_it(
    client: Client, person: User, required: None
) -> None:
    log_in(client, person)
    assert "From then on a login asks for" in client.get(SET_UP).text
    MembershipFactory(user=person, role=Role.REVIEWER)
    assert "Your role asks for" in client.get(SET_UP).text


def test_the_page_asked_for_comes_after_the_code(client: Client, person: User) -> None:
    secret, _codes = second_factor_of(person)
    client.post("/login/?next=/about/", {"username": person.username, "password": PASSWORD})
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).url == "/about/"


def test_what_a_form_sent_when_the_login_had_run_out_is_offered_after_the_code(
    client: Client, person: User, rf: Any
) -> None:
    secret, _codes = second_factor_of(person)
    token = keep(rf.post("/somewhere/", {"TRAINS": "yes"}))
    client.post(reverse("login"), {"username": person.username, "password": PASSWORD, "kept": token})
    offered = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}, follow=True)
    assert offered.context["kept"].fields == [("TRAINS", "yes")]
    assert client.get(reverse("send_again")).url == "/"


def test_a_code_of_the_app_is_taken_once(person: User) -> None:
    secret, _codes = second_factor_of(person)
    code = code_of(secret)
    assert accept_code(person=person, code=code) is not None
    assert accept_code(person=person, code=code) is None
    assert accept_code(person=person, code=code_of(secret, -1)) is None, "an earlier one is refused after a later one"
    assert accept_code(person=person, code=code_of(secret, 1)) is not None


@pytest.mark.parametrize("steps", [-3, -2, 2, 40])
def test_a_code_of_another_time_is_refused(person: User, steps: int) -> None:
    secret, _codes = second_factor_of(person)
    assert accept_code(person=person, code=code_of(secret, steps)) is None


def test_codes_are_taken_by_the_clock(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, _codes = second_factor_of(person)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    code = code_of(secret)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0 + 120)
    assert accept_code(person=person, code=code) is None
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0 + 20)
    assert accept_code(person=person, code=code) is not None


def test_a_recovery_code_is_taken_once_and_typed_with_gaps(client: Client, person: User) -> None:
    _secret, codes = second_factor_of(person)
    assert log_in(client, person, f"{codes[0][:4]} {codes[0][4:]}").url == "/"
    again = Client()
    assert log_in(again, person, codes[0]).status_code == 200
    assert not is_logged_in(again)
    assert log_in(again, person, codes[1]).url == "/"


def test_a_code_of_somebody_else_opens_nothing(client: Client, person: User) -> None:
    second_factor_of(person)
    secret, codes = second_factor_of(UserFactory())
    for code in (code_of(secret), codes[0]):
        assert log_in(client, person, code).status_code == 200
    assert not is_logged_in(client)


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("role", Role.values)
def test_reviewers_and_managers_reach_nothing_before_they_have_one(client: Client, study: Study, role: str) -> None:
    person = MembershipFactory(study=study, role=role).user
    client.force_login(person)
    answer = client.get(reverse("study", args=[study.slug]))
    if role in (Role.REVIEWER, Role.MANAGER):
        assert answer.url == SET_UP
        second_factor_of(person)
        assert client.get(reverse("study", args=[study.slug])).status_code == 200
    else:
        assert answer.status_code == 200


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("rights", [{"is_superuser": True}, {"is_staff": True}])
def test_administrators_and_staff_need_one(client: Client, db: None, rights: dict[str, bool]) -> None:
    client.force_login(UserFactory(**rights))
    assert client.get(reverse("admin:index")).url == SET_UP
    assert client.get("/").url == SET_UP


@pytest.mark.usefixtures("required")
def test_a_device_is_told_why_and_in_json(client: Client, reviewer: User) -> None:
    client.force_login(reviewer)
    answer = client.post(reverse("field_deliveries"), "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (403, "second_factor")
    assert "second factor" in answer.json()["text"]
    assert client.get(reverse("field_session")).json()["person"] == str(reviewer.pk)


@pytest.mark.usefixtures("required")
def test_what_needs_no_login_needs_no_second_factor(client: Client, reviewer: User) -> None:
    client.force_login(reviewer)
    assert client.get(reverse("join")).status_code == 200
    assert client.get(reverse("manifest")).status_code == 200
    assert client.post(reverse("logout")).status_code == 302


@pytest.mark.usefixtures("required")
def test_setting_one_up_after_the_login_shows_codes_once(
    client: Client, reviewer: User, django_capture_on_commit_callbacks: Any
) -> None:
    with_password(reviewer)
    assert log_in(client, reviewer).url == "/"
    page = client.get(client.get("/").url)
    assert page.status_code == 200, "right after the login the password is not asked for again"
    secret = page.context["form"].secret
    assert secret in page.text and "data:image/svg+xml" in page.text
    wrong = client.post(SET_UP, {"code": "000000"})
    assert wrong.status_code == 200 and not Authenticator.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(SET_UP, {"code": (code := code_of(secret))})
    assert accept_code(person=reviewer, code=code) is None, "the code of the set-up opens no login afterwards"
    codes = client.get(reverse("mfa_view_recovery_codes"))
    [first, *_others] = codes.context["unused_codes"]
    assert first in codes.text
    assert client.get("/").status_code == 200
    reauthenticated(client)
    assert first not in client.get(reverse("mfa_view_recovery_codes")).text


def reauthenticated(client: Client) -> None:
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302


def test_changing_it_asks_for_the_password_again(client: Client, person: User) -> None:
    secret, codes = second_factor_of(person)
    log_in(client, person, code_of(secret))
    for page in ("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes"):
        assert client.get(reverse(page)).url.startswith(reverse("account_reauthenticate"))
    assert client.post(reverse("account_reauthenticate"), {"password": "wrong"}).status_code == 200
    reauthenticated(client)
    renewed = client.post(reverse("mfa_generate_recovery_codes"), follow=True)
    assert len(renewed.context["unused_codes"]) == 10
    assert accept_code(person=person, code=codes[0]) is None
    assert accept_code(person=person, code=renewed.context["unused_codes"][0]) is not None
    assert client.post(reverse("mfa_deactivate_totp")).url == reverse("mfa_index")
    assert not Authenticator.objects.filter(user=person).exists()


def test_whoever_needs_one_keeps_it(client: Client, reviewer: User) -> None:
    secret, _codes = second_factor_of(with_password(reviewer))
    log_in(client, reviewer, code_of(secret))
    reauthenticated(client)
    assert "so it stays" in client.post(reverse("mfa_deactivate_totp")).text
    assert Authenticator.objects.filter(user=reviewer, type=Authenticator.Type.TOTP).exists()


def test_a_reset_takes_it_away_and_ends_every_session(client: Client, person: User) -> None:
    secret, codes = second_factor_of(person)
    log_in(client, person, code_of(secret))
    client.get("/")
    reset_second_factor(person=person)
    assert not is_logged_in(client)
    assert accept_code(person=person, code=codes[0]) is None
    assert log_in(client, person).url == "/"


def test_an_administrator_resets_it_in_the_admin(client: Client, person: User) -> None:
    second_factor_of(person)
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    sent = {"action": "take_second_factor_away", "_selected_action": [person.pk]}
    assert client.post(reverse("admin:accounts_user_changelist"), sent).status_code == 302
    assert not Authenticator.objects.exists()


def test_a_server_without_it_is_warned_of(settings: Any) -> None:
    assert settings.REQUIRE_SECOND_FACTOR is False
    assert "sextant.W010" in {each.id for each in run_checks(include_deployment_checks=True)}
    settings.REQUIRE_SECOND_FACTOR = True
    assert "sextant.W010" not in {each.id for each in run_checks(include_deployment_checks=True)}
