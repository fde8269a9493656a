"""What the history tells of accounts: a language by its name, a second factor by what it is."""

from collections.abc import Callable, Sequence
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Permission
from django.utils.translation import gettext as _

from trail.models import Entry
from trail.values import Words


def read_language(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """The language a person reads, by its own name."""
    return lambda entry, value: str(dict(settings.LANGUAGES).get(value, value))


def read_factor(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """What a second factor is."""
    names = {
        Authenticator.Type.TOTP.value: _("app that shows codes"),
        Authenticator.Type.RECOVERY_CODES.value: _("recovery codes"),
    }
    return lambda entry, value: names.get(value, str(value))


def read_permission(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """What may be done with rows of which kind."""
    may = {"add": _("may add"), "change": _("may change"), "delete": _("may delete"), "view": _("may see")}
    known = {
        str(row.pk): f"{may.get(row.codename.partition('_')[0], row.codename)}: {row.content_type.name}"
        for row in Permission.objects.select_related("content_type")
    }
    return lambda entry, value: known.get(str(value), str(value))
