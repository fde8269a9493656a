"""One count of wrong tries for every way in: password, second factor, recovery code, password asked again, reset.

django-axes keeps the count in the database, so that every process and machine knows it. It is kept by user name and
address; from many addresses a name is closed too, later. Nothing else counts: the limits of allauth, which every
process would keep for itself, are switched off.
"""

import unicodedata
from datetime import timedelta
from math import ceil
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import Max, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

FROM_MANY_ADDRESSES = 5
"""So many times as many wrong tries close a name wherever they come from."""


def counted_name(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The name under which a try is counted: one for every way of typing it."""
    typed = str((credentials or {}).get(settings.AXES_USERNAME_FORM_FIELD) or "")
    return unicodedata.normalize("NFKC", typed).strip().casefold().replace("\x00", "")[:150]


class CountingHandler(AxesDatabaseHandler):
    """Counts by name and address, and besides by name alone, at a fifth."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        near = super().get_failures(request, credentials)
        tries = AccessAttempt.objects.filter(
            username=get_client_username(request, credentials), attempt_time__gte=get_cool_off_threshold(request)
        )
        far = tries.aggregate(sum=Sum("failures_since_start"))["sum"] or 0
        return max(near, far // FROM_MANY_ADDRESSES)


def refusal(request: HttpRequest, username: str) -> str:
    """Why this name cannot be tried from here now, and when it can again; nothing as long as it can."""
    credentials = {"username": username}
    if AxesProxyHandler.is_allowed(request, credentials):
        return ""
    minutes = max(1, ceil(_wait(counted_name(request, credentials)).total_seconds() / 60))
    return ngettext(
        "Too many tries went wrong. Wait %(minutes)d minute and try again, or ask an administrator to open the way.",
        "Too many tries went wrong. Wait %(minutes)d minutes and try again, or ask an administrator to open the way.",
        minutes,
    ) % {"minutes": minutes}


def _wait(name: str) -> timedelta:
    last = AccessAttempt.objects.filter(username=name).aggregate(last=Max("attempt_time"))["last"]
    return settings.AXES_COOLOFF_TIME - (timezone.now() - last) if last else timedelta(minutes=1)


def count_failure(request: HttpRequest, username: str) -> None:
    """Count a try that went wrong on a way in which no backend of Django looks at."""
    user_login_failed.send(sender=__name__, credentials={"username": username}, request=request)


def lift_lock(*, username: str = "", address: str = "") -> int:
    """Forget the wrong tries of a name or an address, or all of them; returns how many lines were forgotten."""
    name = counted_name(None, {"username": username}) or None
    return AxesProxyHandler.reset_attempts(username=name, ip_address=address or None)
