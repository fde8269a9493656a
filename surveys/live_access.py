"""Guards of the live workshop, for people without an account: a code, a key of the screen, or a seat on a phone.

Whoever has none of them gets 404, so that it is not told what there is. Whoever had a seat and lost it is told so.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.addresses import address_of
from surveys.live_codes import matches, read_code, same
from surveys.live_errors import SeatGone
from surveys.live_seats import Handed
from surveys.live_sessions import check_tries, note_wrong_code
from surveys.models import LiveSession, Panelist, SeatHold
from trail.context import make_known

SEAT_COOKIE = settings.SEAT_COOKIE_NAME
SEAT_SALT = "surveys.live.seat"
SEAT_COOKIE_AGE_S = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class HeldSeat:
    """The seat a phone holds, with workshop, cluster and study at hand, and the key to come back with."""

    hold: SeatHold
    key: str


def session_by_code(request: HttpRequest, typed: str) -> LiveSession | None:
    """The open session of this code, with its workshop at hand; None for a code that opens nothing, which is counted.

    Raises TooManyTries for an address from which too many wrong codes came.
    """
    address, now = address_of(request), timezone.now()
    check_tries(address=address, now=now)
    session = _open_session(read_code(typed))
    if session is None:
        note_wrong_code(address=address, now=now)
    return session


def session_on_screen(typed: str) -> LiveSession:
    """The session whose screen key this is, open or closed, in one query, or a refusal; a key this long needs no count
    of tries."""
    sessions = LiveSession.objects.filter(screen_key=read_code(typed), workshop__binned_at__isnull=True)
    session = sessions.select_related("workshop__cluster__study").first()
    if session is None:
        raise Http404(_("No session has a screen with this key."))
    return session


def seat_for(request: HttpRequest) -> HeldSeat:
    """The seat this phone holds, in one query, or a refusal; SeatGone when it held one that it has no longer."""
    kept = _kept_in(request)
    if kept is None:
        raise Http404(_("This phone holds no seat."))
    hold = (
        SeatHold.objects.select_related("panelist__workshop__cluster__study")
        .filter(pk=UUID(kept["hold"]), ended_at__isnull=True)
        .first()
    )
    if hold is None or not matches(kept["secret"], hold.secret_hash):
        raise SeatGone(
            _("This phone no longer holds a seat: it was released, or taken to another phone with its key."),
            _("Enter the code of the workshop to take a seat again."),
        )
    if hold.panelist.workshop.binned_at:
        raise Http404(_("This phone holds no seat."))
    make_known(origin=f"seat {hold.panelist.seat}")
    return HeldSeat(hold, kept["key"])


def seat_named(request: HttpRequest) -> str:
    """The seat this phone says it holds, if we signed it, without asking the database; nothing otherwise."""
    kept = _kept_in(request)
    return str(kept["hold"]) if kept else ""


def seat_on(request: HttpRequest) -> HeldSeat | None:
    """The seat this phone holds, if it does."""
    try:
        return seat_for(request)
    except (Http404, SeatGone):
        return None


def panelist_of(session: LiveSession, panelist_id: str) -> Panelist | None:
    """A panelist of the session's workshop by what a form sent."""
    try:
        found = session.workshop.panelists.filter(pk=UUID(panelist_id)).first()
    except ValueError:
        return None
    if found:
        found.workshop = session.workshop
    return found


def keep_seat(response: HttpResponse, handed: Handed) -> HttpResponse:
    """Let the phone keep its seat, where scripts cannot read it."""
    kept = {"hold": str(handed.hold.pk), "secret": handed.secret, "key": handed.key}
    response.set_cookie(
        SEAT_COOKIE,
        signing.dumps(kept, salt=SEAT_SALT),
        max_age=SEAT_COOKIE_AGE_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _kept_in(request: HttpRequest) -> dict[str, str] | None:
    try:
        kept = signing.loads(request.COOKIES.get(SEAT_COOKIE, ""), salt=SEAT_SALT, max_age=SEAT_COOKIE_AGE_S)
    except signing.BadSignature:
        return None
    return dict(kept)


def _open_session(code: str) -> LiveSession | None:
    """Compared with every open session, so that the time it takes tells nothing of how near a guess was."""
    sessions = LiveSession.objects.filter(closed_at__isnull=True, workshop__binned_at__isnull=True)
    found = [session for session in sessions.select_related("workshop__cluster__study") if same(code, session.code)]
    return found[0] if found else None
