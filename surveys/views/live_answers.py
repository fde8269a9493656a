"""How the views of the live workshop answer: parts of a page that update by themselves, and refusals of phones."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.cache import never_cache

from surveys.forms.live import CodeForm
from surveys.live_access import HeldSeat, seat_for, session_by_code
from surveys.live_errors import SeatGone, TooManyTries
from surveys.models import LiveSession, Workshop

WRONG_CODE = gettext_lazy(
    "This code opens no session. Look at the screen again: it has six letters and figures, and ends with the session."
)
PARTS = "Sextant-Parts"
"""The header that tells a page that its parts come from Sextant and not from somebody in between."""


def parts_of(
    request: HttpRequest, template: str, workshop: Workshop, context: Callable[[], dict[str, Any]]
) -> HttpResponse:
    """The parts of a page as they are now, or that nothing has changed since they were asked for last."""
    tag = f'"{workshop.pk}-{workshop.changes}-{get_language()}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = render(request, template, context())
    answer["ETag"], answer[PARTS], answer["Cache-Control"] = tag, "1", "no-store"
    return answer


def with_seat(
    view: Callable[Concatenate[HttpRequest, HeldSeat, ...], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Hand the view the seat this phone holds; a phone that has lost its seat is told so."""

    @login_not_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, **values: Any) -> HttpResponse:
        try:
            return view(request, seat_for(request), **values)
        except SeatGone as refusal:
            return render(request, "surveys/live/gone.html", {"refusal": refusal}, status=410)

    return guarded


def with_session(
    view: Callable[Concatenate[HttpRequest, LiveSession, ...], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Hand the view the open session of the code in the address; a wrong code is asked for again."""

    @login_not_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, code: str, **values: Any) -> HttpResponse:
        try:
            session = session_by_code(request, code)
        except TooManyTries as refusal:
            return ask_for_code(request, CodeForm(), str(refusal), status=429)
        if session is None:
            return ask_for_code(request, CodeForm(initial={"code": code}), str(WRONG_CODE), status=404)
        return view(request, session, **values)

    return guarded


def ask_for_code(request: HttpRequest, form: CodeForm, problem: str = "", status: int = 200) -> HttpResponse:
    """The page on which a code is entered, with what was wrong with the last one."""
    return render(request, "surveys/live/join.html", {"form": form, "problem": problem}, status=status)
