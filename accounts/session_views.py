"""Where somebody is logged in, and logging out there."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import PersonRequest
from accounts.sessions import end_session, end_sessions, places_of


@require_safe
def sessions(request: PersonRequest) -> HttpResponse:
    return render(request, "accounts/sessions.html", {"places": places_of(request, request.user)})


@require_POST
def session_end(request: PersonRequest, session_id: int) -> HttpResponse:
    """Log out one browser of one's own."""
    session = get_object_or_404(UserSession, pk=session_id, user=request.user)
    end_session(session=session)
    messages.success(request, _("That browser is logged out."))
    return redirect("sessions")


@require_POST
def sessions_end(request: PersonRequest) -> HttpResponse:
    """Log out everywhere, here as well."""
    end_sessions(person=request.user)
    logout(request)
    messages.success(request, _("You are logged out everywhere."))
    return redirect("login")
