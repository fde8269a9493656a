"""Writes of seats on phones: taking one, coming back to it, giving it back, releasing it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from surveys.errors import WorkshopRefused
from surveys.live_codes import hashed, matches, new_seat_key, new_secret
from surveys.live_errors import SeatGone, TooManyTries
from surveys.models import LiveEvent, LiveEventKind, LiveSession, Panelist, SeatHold
from surveys.workshop_changes import begin_change
from surveys.workshops import seat_panelist

MOST_WRONG_KEYS = 10


@dataclass(frozen=True, slots=True)
class Handed:
    """A held seat with what only its phone may know: the secret it keeps, and the key it shows its holder."""

    hold: SeatHold
    secret: str
    key: str


@transaction.atomic
def take_seat(*, session: LiveSession, panelist: Panelist, now: datetime) -> Handed:
    """Give a free seat of the panel to the phone that asks for it."""
    _begin(session)
    if panelist.holds.filter(ended_at__isnull=True).exists():
        raise WorkshopRefused(
            _("Somebody has taken seat %(seat)d already.") % {"seat": panelist.seat},
            _("If it is yours, come back to it with its key, or ask the moderator to release it."),
        )
    return _hand_over(panelist, LiveEventKind.SEAT_TAKEN, now)


@transaction.atomic
def join_panel(
    *, session: LiveSession, label: str, kind: str, organisation: str, conflict_of_interest: str, now: datetime
) -> Handed:
    """Add a seat to the panel and give it to the phone that asks for it, where the moderator allows it."""
    _begin(session)
    if not session.may_join:
        raise WorkshopRefused(
            _("The moderator has closed the panel to new seats."),
            _("Choose your seat among those that are free, or ask the moderator for one."),
        )
    panelist = seat_panelist(
        workshop=session.workshop,
        label=label,
        kind=kind,
        organisation=organisation,
        conflict_of_interest=conflict_of_interest,
    )
    return _hand_over(panelist, LiveEventKind.SEAT_ADDED, now)


@transaction.atomic
def return_to_seat(*, session: LiveSession, panelist: Panelist, key: str, now: datetime) -> Handed | None:
    """Bring a held seat to another phone, from which moment the older phone has it no longer.

    Nothing for a key that is not the seat's; after ten of them in a row the key opens nothing until the seat is
    released.
    """
    _begin(session)
    hold = panelist.holds.select_for_update().filter(ended_at__isnull=True).first()
    if hold is None:
        return None
    if hold.wrong_keys >= MOST_WRONG_KEYS:
        raise TooManyTries(
            _("Too many wrong keys were tried for seat %(seat)d.") % {"seat": panelist.seat},
            _("Ask the moderator to release the seat; then take it anew."),
        )
    if not matches(key, hold.key_hash):
        _count_wrong_key(hold, now)
        return None
    secret = new_secret()
    hold.secret_hash, hold.wrong_keys = hashed(secret), 0
    hold.save(update_fields=["secret_hash", "wrong_keys"])
    _log(panelist, LiveEventKind.SEAT_MOVED, now)
    return Handed(hold, secret, key)


@transaction.atomic
def leave_seat(*, hold: SeatHold, now: datetime) -> None:
    """Give a seat back from its phone; votes that were cast stay the seat's, and nobody reads them."""
    begin_change(hold.panelist.workshop)
    if _end(hold, now):
        _log(hold.panelist, LiveEventKind.SEAT_LEFT, now)


@transaction.atomic
def release_seat(*, panelist: Panelist, by: User | None, now: datetime) -> None:
    """Take a seat away from its phone, so that it can be taken anew or its ballot be entered on paper."""
    begin_change(panelist.workshop)
    hold = panelist.holds.filter(ended_at__isnull=True).first()
    if hold is None:
        raise WorkshopRefused(
            _("Nobody holds seat %(seat)d on a phone.") % {"seat": panelist.seat}, _("It can be taken as it is.")
        )
    _end(hold, now)
    _log(panelist, LiveEventKind.SEAT_RELEASED, now, by)


def _begin(session: LiveSession) -> None:
    """Seats are handed out while the session is open."""
    begin_change(session.workshop)
    session.refresh_from_db(fields=["closed_at", "may_join"])
    if session.closed_at:
        raise SeatGone(_("This session has ended."), _("Ask the moderator for the code of the next one."))


def _hand_over(panelist: Panelist, kind: LiveEventKind, now: datetime) -> Handed:
    secret, key = new_secret(), new_seat_key()
    hold = SeatHold.objects.create(panelist=panelist, secret_hash=hashed(secret), key_hash=hashed(key), taken_at=now)
    _log(panelist, kind, now)
    return Handed(hold, secret, key)


def _count_wrong_key(hold: SeatHold, now: datetime) -> None:
    hold.wrong_keys += 1
    hold.save(update_fields=["wrong_keys"])
    if hold.wrong_keys == MOST_WRONG_KEYS:
        _log(hold.panelist, LiveEventKind.KEY_BLOCKED, now)


def _end(hold: SeatHold, now: datetime) -> bool:
    """Whether the seat was held until now."""
    hold.refresh_from_db(fields=["ended_at"])
    if hold.ended_at:
        return False
    hold.ended_at = now
    hold.save(update_fields=["ended_at"])
    return True


def _log(panelist: Panelist, kind: LiveEventKind, now: datetime, by: User | None = None) -> None:
    LiveEvent.objects.create(workshop=panelist.workshop, kind=kind, seat=panelist.called, by=by, at=now)
