"""The big screen: what the whole room sees, and nothing else. Its key is enough, so that nobody logs in there."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.qr import qr_picture
from surveys.live_access import session_on_screen
from surveys.live_pages import room_page
from surveys.models import LiveSession
from surveys.views.live_answers import parts_of


@login_not_required
@require_safe
def screen(request: HttpRequest, key: str) -> HttpResponse:
    """Code and QR picture while people join, the count while they vote, distribution and reasons afterwards."""
    return render(request, "surveys/live/screen.html", screen_context(request, session_on_screen(key)))


@login_not_required
@require_safe
def screen_state(request: HttpRequest, key: str) -> HttpResponse:
    """What stands on the screen now."""
    session = session_on_screen(key)
    return parts_of(
        request, "surveys/live/screen_parts.html", session.workshop, lambda: screen_context(request, session)
    )


def screen_context(request: HttpRequest, session: LiveSession) -> dict[str, object]:
    if session.closed_at:
        return {"workshop": session.workshop, "session": session}
    page = room_page(session.workshop)
    return {
        "page": page,
        "moment": page.moment,
        "workshop": session.workshop,
        "session": session,
        "join_page": request.build_absolute_uri(reverse("join")),
        "qr": qr_picture(request.build_absolute_uri(reverse("join_session", args=[session.code]))),
    }
