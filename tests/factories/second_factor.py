"""Second factors as an app on a phone would hold them."""

import time
from urllib.parse import urlsplit

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User

PASSWORD = "north wind and sun"
PERIOD_S = 30


def code_of(secret: str, steps: int = 0) -> str:
    """What the app shows now, or `steps` half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD_S + steps))


def with_password(person: User) -> User:
    person.set_password(PASSWORD)
    person.save()
    return person


def second_factor_of(person: User) -> tuple[str, list[str]]:
    """Set one up; returns its secret and the recovery codes."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    codes = RecoveryCodes.activate(person)
    codes.mark_as_viewed()
    return secret, codes.get_unused_codes()


def log_in(client: Client, person: User, code: str = "", **headers: str) -> HttpResponse:
    """Both steps of the login page; without a code only the first."""
    answer = client.post(reverse("login"), {"username": person.username, "password": PASSWORD}, **headers)
    if code and urlsplit(getattr(answer, "url", "")).path == reverse("mfa_authenticate"):
        answer = client.post(reverse("mfa_authenticate"), {"code": code}, **headers)
    return answer


def is_logged_in(client: Client) -> bool:
    return client.get(reverse("field_session")).json()["person"] is not None
