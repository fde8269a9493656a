"""The second factor: who must have one, whether a code is right, and taking it away from somebody who lost it."""

import time
from collections.abc import Callable

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string

from accounts.models import User
from accounts.sessions import end_sessions

TOTP, RECOVERY = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES


def has_second_factor(person: User) -> bool:
    """Whether the person has set one up."""
    return Authenticator.objects.filter(user=person, type=TOTP).exists()


def has_unseen_codes(person: User) -> bool:
    """Whether recovery codes wait to be shown for the only time."""
    codes = Authenticator.objects.filter(user=person, type=RECOVERY).first()
    return codes is not None and not codes.wrap().did_view


def must_have_second_factor(person: User) -> bool:
    """Whether the person's rights ask for one. Which roles do is told by a room above, named in the settings."""
    if person.is_superuser or person.is_staff:
        return True
    holds: Callable[[User], bool] = import_string(settings.SECOND_FACTOR_ASKED_OF)
    return holds(person)


def owes_second_factor(person: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the person has to set one up before anything else."""
    if not settings.REQUIRE_SECOND_FACTOR or not isinstance(person, User):
        return False
    return must_have_second_factor(person) and not has_second_factor(person)


@transaction.atomic
def accept_code(*, person: User, code: str) -> Authenticator | None:
    """Take a code of the app, or a recovery code, and use it up; None when it is neither or was used before.

    The last code that was taken stands with the authenticator, for all processes: it and earlier ones are refused.
    """
    typed = "".join(code.split())
    locked = Authenticator.objects.select_for_update().filter(user=person, type__in=(TOTP, RECOVERY))
    for authenticator in sorted(locked, key=lambda each: each.type != TOTP):
        if authenticator.type == TOTP and _takes_totp(authenticator, typed):
            return authenticator
        if authenticator.type == RECOVERY and authenticator.wrap().validate_code(typed):
            return authenticator
    return None


def _takes_totp(authenticator: Authenticator, typed: str) -> bool:
    secret = decrypt(authenticator.data["secret"])
    for counter in yield_hotp_counters_from_time():
        if counter <= authenticator.data.get("last_counter", -1):
            continue
        if constant_time_compare(format_hotp_value(hotp_value(secret, counter)), typed):
            authenticator.data["last_counter"] = counter
            authenticator.save(update_fields=["data"])
            return True
    return False


@transaction.atomic
def use_up_first_code(*, authenticator: Authenticator) -> None:
    """The code with which an app was set up opens no login afterwards."""
    authenticator.data["last_counter"] = int(time.time()) // app_settings.TOTP_PERIOD
    authenticator.save(update_fields=["data"])


@transaction.atomic
def reset_second_factor(*, person: User) -> None:
    """Take the second factor away and end every session of the person, who sets up a new one at the next login."""
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person=person)
