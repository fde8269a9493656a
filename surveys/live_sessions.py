"""Writes of a live session: opening and closing it, what stands on the screen, and the count of wrong codes."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from surveys.errors import WorkshopRefused
from surveys.live_codes import hashed, new_code, new_screen_key
from surveys.live_errors import TooManyTries
from surveys.models import LiveEvent, LiveEventKind, LiveSession, Pillar, Workshop, WrongCode
from surveys.workshop_changes import begin_change

MOST_WRONG_CODES = 30
WRONG_CODES_COUNT_FOR = timedelta(minutes=10)


@transaction.atomic
def open_session(*, workshop: Workshop, by: User | None, now: datetime) -> LiveSession:
    """Let the panel join on its phones, with a new code; a session that is open already is handed over as it is."""
    begin_change(workshop)
    standing = workshop.sessions.filter(closed_at__isnull=True).first()
    if standing:
        return standing
    session = LiveSession.objects.create(
        workshop=workshop, code=_free_code(), screen_key=new_screen_key(), opened_by=by, opened_at=now
    )
    LiveEvent.objects.create(workshop=workshop, kind=LiveEventKind.SESSION_OPENED, by=by, at=now)
    return session


@transaction.atomic
def close_session(*, session: LiveSession, by: User | None, now: datetime) -> LiveSession:
    """End the session; its code opens nothing any more. A round must not be left open with phones that cannot vote."""
    begin_change(session.workshop)
    session.refresh_from_db(fields=["closed_at"])
    if session.closed_at:
        return session
    if session.workshop.rounds.filter(closed_at__isnull=True).exists():
        raise WorkshopRefused(_("A round is still open."), _("Close it and reveal its votes; then end the session."))
    session.closed_at, session.closed_by = now, by
    session.save(update_fields=["closed_at", "closed_by"])
    LiveEvent.objects.create(workshop=session.workshop, kind=LiveEventKind.SESSION_CLOSED, by=by, at=now)
    return session


@transaction.atomic
def show_on_screen(*, session: LiveSession, pillar: str) -> LiveSession:
    """Put one pillar on the big screen, or all four ("" as pillar)."""
    begin_change(session.workshop)
    session.shown = Pillar(pillar) if pillar else ""
    session.save(update_fields=["shown"])
    return session


@transaction.atomic
def allow_new_seats(*, session: LiveSession, allowed: bool) -> LiveSession:
    """Let people with the code take a seat of their own making, or only the seats that stand there."""
    begin_change(session.workshop)
    session.may_join = allowed
    session.save(update_fields=["may_join"])
    return session


@transaction.atomic
def note_wrong_code(*, address: str, now: datetime) -> None:
    """Count a code that opened nothing against the address it came from, and forget what is too old to count."""
    WrongCode.objects.filter(at__lt=now - WRONG_CODES_COUNT_FOR).delete()
    WrongCode.objects.create(address_hash=hashed(address), at=now)


def check_tries(*, address: str, now: datetime) -> None:
    """Refuse an address from which too many wrong codes came within the last minutes."""
    since = now - WRONG_CODES_COUNT_FOR
    if WrongCode.objects.filter(address_hash=hashed(address), at__gte=since).count() >= MOST_WRONG_CODES:
        raise TooManyTries(
            _("Too many wrong codes came from this network."),
            _("Wait ten minutes, or ask the moderator to enter your votes."),
        )


def _free_code() -> str:
    """A code that no open session has."""
    taken = set(LiveSession.objects.filter(closed_at__isnull=True).values_list("code", flat=True))
    while (code := new_code()) in taken:
        pass
    return code
