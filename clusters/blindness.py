"""Hiding a firm from a person who judges it blind, and showing it again."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from clusters.models import Firm, HiddenFirm


def hidden_firms(user: User) -> QuerySet[HiddenFirm]:
    """What is hidden from the person at present; the firms are in `firm`."""
    return HiddenFirm.objects.filter(user=user, ended_at__isnull=True)


def seen_firms(user: User, firms: QuerySet[Firm]) -> QuerySet[Firm]:
    """Of these firms, those that are not hidden from the person."""
    return firms.exclude(pk__in=hidden_firms(user).values("firm"))


@transaction.atomic
def hide_firm(*, firm: Firm, user: User, now: datetime) -> None:
    """Hide the firm from the person, with all that hangs on it; a firm that is hidden stays so."""
    HiddenFirm.objects.get_or_create(firm=firm, user=user, ended_at=None, defaults={"since": now})


@transaction.atomic
def show_firm(*, firm: Firm, user: User, now: datetime) -> None:
    """Show the firm to the person again."""
    HiddenFirm.objects.filter(firm=firm, user=user, ended_at__isnull=True).update(ended_at=now)
