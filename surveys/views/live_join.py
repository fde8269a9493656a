"""Joining a live workshop: the code, then a seat."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from surveys.errors import SurveyError
from surveys.forms.live import CodeForm, KeyForm, NewSeatForm
from surveys.live_access import keep_seat, panelist_of, seat_on, session_by_code
from surveys.live_codes import read_key
from surveys.live_errors import TooManyTries
from surveys.live_seats import join_panel, return_to_seat, take_seat
from surveys.models import LiveSession
from surveys.views.live_answers import WRONG_CODE, ask_for_code, with_session
from surveys.views.requests import READ_OR_SEND
from surveys.workshop_results import seats_of


@login_not_required
@never_cache
@READ_OR_SEND
def join(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a session."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return ask_for_code(request, form, status=422 if form.is_bound else 200)
    try:
        session = session_by_code(request, form.cleaned_data["code"])
    except TooManyTries as refusal:
        return ask_for_code(request, form, str(refusal), status=429)
    if session is None:
        return ask_for_code(request, form, str(WRONG_CODE), status=422)
    return redirect("join_session", session.code)


@require_safe
@with_session
def join_session(request: HttpRequest, session: LiveSession) -> HttpResponse:
    """The seats of a session; a phone that holds one goes straight to it."""
    held = seat_on(request)
    if held and held.hold.panelist.workshop_id == session.workshop_id:
        return redirect("seat")
    return show_seats(request, session)


@require_POST
@with_session
def join_take(request: HttpRequest, session: LiveSession) -> HttpResponse:
    """Take a free seat."""
    panelist = panelist_of(session, request.POST.get("seat", ""))
    if panelist is None:
        return show_seats(request, session, problem=_("Choose one of the seats that are free."))
    try:
        handed = take_seat(session=session, panelist=panelist, now=timezone.now())
    except SurveyError as refusal:
        return show_seats(request, session, problem=str(refusal))
    return keep_seat(redirect("seat"), handed)


@require_POST
@with_session
def join_return(request: HttpRequest, session: LiveSession) -> HttpResponse:
    """Come back to a seat with its key."""
    form = KeyForm(request.POST)
    panelist = panelist_of(session, request.POST.get("seat", ""))
    if not form.is_valid() or panelist is None:
        return show_seats(request, session, problem=_("Choose your seat and enter its key."))
    try:
        key = read_key(form.cleaned_data["key"])
        handed = return_to_seat(session=session, panelist=panelist, key=key, now=timezone.now())
    except SurveyError as refusal:
        return show_seats(request, session, problem=str(refusal))
    if handed is None:
        wrong = _("This is not the key of seat %(seat)d. Without it, ask the moderator to release the seat.")
        return show_seats(request, session, problem=wrong % {"seat": panelist.seat})
    return keep_seat(redirect("seat"), handed)


@READ_OR_SEND
@with_session
def join_new(request: HttpRequest, session: LiveSession) -> HttpResponse:
    """Join without a seat that was prepared."""
    form = NewSeatForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return keep_seat(redirect("seat"), join_panel(session=session, now=timezone.now(), **form.cleaned_data))
        except SurveyError as refusal:
            form.add_error(None, str(refusal))
    context = {"session": session, "workshop": session.workshop, "form": form}
    return render(request, "surveys/live/new_seat.html", context, status=422 if form.is_bound else 200)


def show_seats(request: HttpRequest, session: LiveSession, problem: str = "") -> HttpResponse:
    seats = seats_of(session.workshop)
    context = {
        "session": session,
        "workshop": session.workshop,
        "free": [seat.panelist for seat in seats if not seat.is_held],
        "held": [seat.panelist for seat in seats if seat.is_held],
        "problem": problem,
        "form": KeyForm(),
    }
    return render(request, "surveys/live/seats.html", context, status=422 if problem else 200)
