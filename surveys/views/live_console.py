"""The moderator's console of a live session, and the steps that are taken on it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.qr import qr_picture
from accounts.requests import PersonRequest
from clusters.access import Right
from surveys.access import panelist_for, workshop_for
from surveys.errors import SurveyError
from surveys.forms.live import NoteForm, ShownForm
from surveys.live_pages import RoomPage, room_page
from surveys.live_seats import release_seat
from surveys.live_sessions import allow_new_seats, close_session, open_session, show_on_screen
from surveys.models import LiveSession, Workshop
from surveys.views.live_answers import parts_of
from surveys.workshops import close_round, note_discussion, open_round

LOOPBACK = ("localhost", "127.", "[::1]")


@require_safe
def live(request: PersonRequest, workshop_id: UUID) -> HttpResponse:
    """The console: code, seats, rounds, results, notes."""
    workshop = workshop_for(request.user, workshop_id, Right.ENTER)
    return render(request, "surveys/live/console.html", console_context(request, workshop))


@require_safe
def live_state(request: PersonRequest, workshop_id: UUID) -> HttpResponse:
    """The parts of the console that have changed."""
    workshop = workshop_for(request.user, workshop_id, Right.ENTER)
    return parts_of(request, "surveys/live/console_parts.html", workshop, lambda: console_context(request, workshop))


@require_POST
def live_open(request: PersonRequest, workshop_id: UUID) -> HttpResponse:
    """Open a session."""
    workshop = workshop_for(request.user, workshop_id, Right.ENTER)
    return step(request, workshop, lambda: open_session(workshop=workshop, by=request.user, now=timezone.now()))


@require_POST
def live_close(request: PersonRequest, workshop_id: UUID) -> HttpResponse:
    """End the session."""
    workshop = workshop_for(request.user, workshop_id, Right.ENTER)
    return in_session(
        request, workshop, lambda session: close_session(session=session, by=request.user, now=timezone.now())
    )


@require_POST
def live_round_open(request: PersonRequest, workshop_id: UUID) -> HttpResponse:
    """Open the next round; the phones show the ballots."""
    workshop = workshop_for(request.user, workshop_id, Right.ENTER)
    return step(request, workshop, lambda: open_round(workshop=workshop, by=request.user, now=timezone.now()))


@require_POST
def live_reveal(request: PersonRequest, workshop_id: UUID) -> HttpResponse:
    """Close the open round and reveal its votes."""
    workshop = workshop_for(request.user, workshop_id, Right.ENTER)
    opened = workshop.rounds.filter(closed_at__isnull=True).select_related("workshop").first()
    if opened is None:
        return step(request, workshop, lambda: None)
    return step(request, workshop, lambda: close_round(round=opened, by=request.user, now=timezone.now()))


@require_POST
def live_show(request: PersonRequest, workshop_id: UUID) -> HttpResponse:
    """Choose what stands on the big screen."""
    workshop = workshop_for(request.user, workshop_id, Right.ENTER)
    form = ShownForm(request.POST)
    pillar = form.cleaned_data["pillar"] if form.is_valid() else ""
    return in_session(request, workshop, lambda session: show_on_screen(session=session, pillar=pillar))


@require_POST
def live_new_seats(request: PersonRequest, workshop_id: UUID) -> HttpResponse:
    """Allow new seats by code, or not."""
    workshop = workshop_for(request.user, workshop_id, Right.ENTER)
    allowed = request.POST.get("allowed") == "yes"
    return in_session(request, workshop, lambda session: allow_new_seats(session=session, allowed=allowed))


@require_POST
def live_release(request: PersonRequest, panelist_id: UUID) -> HttpResponse:
    """Take a seat away from its phone."""
    panelist = panelist_for(request.user, panelist_id, Right.ENTER)
    return step(
        request,
        panelist.workshop,
        lambda: release_seat(panelist=panelist, by=request.user, now=timezone.now()),
        _("%(seat)s is free again.") % {"seat": panelist.called},
    )


@require_POST
def live_note(request: PersonRequest, workshop_id: UUID) -> HttpResponse:
    """Write down what was said."""
    workshop = workshop_for(request.user, workshop_id, Right.ENTER)
    form = NoteForm(request.POST)
    if form.is_valid():
        note_discussion(workshop=workshop, by=request.user, now=timezone.now(), **form.cleaned_data)
    else:
        messages.error(request, _("The note is empty. Write what was said, then keep it."))
    return redirect(f"{reverse('live', args=[workshop.pk])}#{request.POST.get('pillar') or 'notes'}")


def step(request: PersonRequest, workshop: Workshop, verb: Callable[[], object], done: str = "") -> HttpResponse:
    """Take a step and come back to the console, saying what was refused."""
    try:
        verb()
        if done:
            messages.success(request, done)
    except SurveyError as refusal:
        messages.error(request, str(refusal))
    return redirect("live", workshop.pk)


def in_session(request: PersonRequest, workshop: Workshop, verb: Callable[[LiveSession], object]) -> HttpResponse:
    """Take a step of the open session; without one there is nothing to do but to look."""
    session = workshop.sessions.filter(closed_at__isnull=True).select_related("workshop").first()
    return step(request, workshop, lambda: verb(session) if session else None)


def console_context(request: PersonRequest, workshop: Workshop) -> dict[str, object]:
    page = room_page(workshop, events=True)
    return {
        "study": workshop.cluster.study,
        "workshop": workshop,
        "page": page,
        "moment": page.moment,
        "is_loopback": request.get_host().startswith(LOOPBACK),
        **addresses(request, page),
    }


def addresses(request: PersonRequest, page: RoomPage) -> dict[str, object]:
    """Where phones join and where the screen is, in full, as a projector or a camera needs them."""
    session = page.moment.session
    if session is None:
        return {}
    joined = request.build_absolute_uri(reverse("join_session", args=[session.code]))
    return {
        "join_address": joined,
        "join_page": request.build_absolute_uri(reverse("join")),
        "screen_address": request.build_absolute_uri(reverse("screen", args=[session.screen_key])),
        "qr": qr_picture(joined),
    }
