"""Where somebody is logged in, and ending it there."""

from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.http import HttpRequest

from accounts.models import User
from trail.devices import described

SEEN_EVERY_S = 60


@dataclass(frozen=True, slots=True)
class Place:
    """One browser in which somebody is logged in."""

    session: UserSession
    device: str
    is_here: bool


def places_of(request: HttpRequest, person: User) -> list[Place]:
    """Every browser in which the person is logged in: this one first, then the one seen last."""
    here = request.session.session_key
    found = [
        Place(session, described(session.user_agent), session.session_key == here)
        for session in UserSession.objects.purge_and_list(person)
    ]
    return sorted(found, key=lambda place: (not place.is_here, -place.session.last_seen_at.timestamp()))


def note_visit(request: HttpRequest) -> None:
    """Write down once a minute that somebody was here; a full disk must not close the pages that only read."""
    key = request.session.session_key
    if not settings.NOTE_VISITS or not key or not cache.add(f"seen:{key}", 1, SEEN_EVERY_S):
        return
    try:
        with transaction.atomic():
            UserSession.objects.create_from_request(request)
    except DatabaseError:
        cache.delete(f"seen:{key}")


@transaction.atomic
def end_session(*, session: UserSession) -> None:
    """Log out one browser; its next request finds nobody logged in."""
    session.end()


@transaction.atomic
def end_sessions(*, person: User, but: str = "") -> int:
    """Log out every browser of the person, but the one with this session key."""
    sessions = list(UserSession.objects.filter(user=person).exclude(session_key=but))
    for session in sessions:
        session.end()
    return len(sessions)
