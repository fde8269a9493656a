"""Phones of panelists: a session, a seat that is held, and the cookie in which a phone keeps it."""

from django.http import HttpResponse
from django.test import Client

from surveys.live_access import SEAT_COOKIE, keep_seat
from surveys.live_seats import Handed, take_seat
from surveys.live_sessions import open_session
from surveys.models import LiveSession, Panelist, Workshop
from tests.factories.workshops import NOON


def live_session(workshop: Workshop) -> LiveSession:
    """The open session of the workshop, opened by its moderator where there is none."""
    return open_session(workshop=workshop, by=workshop.moderator, now=NOON)


def held_seat(panelist: Panelist) -> Handed:
    """The seat in somebody's hand."""
    return take_seat(session=live_session(panelist.workshop), panelist=panelist, now=NOON)


def seat_cookie(handed: Handed) -> str:
    """What the phone keeps."""
    return str(keep_seat(HttpResponse(), handed).cookies[SEAT_COOKIE].value)


def phone_with(handed: Handed) -> Client:
    """A phone that holds the seat."""
    phone = Client()
    phone.cookies[SEAT_COOKIE] = seat_cookie(handed)
    return phone
