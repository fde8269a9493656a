"""A panelist's phone: its page, the parts of it that update by themselves, and the votes it sends."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from surveys.errors import SurveyError, WorkshopRefused
from surveys.forms.live import read_cast
from surveys.live_access import SEAT_COOKIE, HeldSeat
from surveys.live_errors import SeatGone
from surveys.live_pages import moment_of, seat_page
from surveys.live_seats import leave_seat
from surveys.live_votes import cast_vote
from surveys.models import Vote
from surveys.views.live_answers import PARTS, parts_of, with_seat


@ensure_csrf_cookie
@require_safe
@with_seat
def seat(request: HttpRequest, held: HeldSeat) -> HttpResponse:
    """Waiting room, evidence, ballot, result: whatever the workshop has come to."""
    return render(request, "surveys/live/seat.html", {"page": seat_page(held.hold, held.key), "hold": held.hold})


@require_safe
@with_seat
def seat_state(request: HttpRequest, held: HeldSeat) -> HttpResponse:
    """The parts of the page that have changed; while a round lasts only the line that tells how many have voted."""
    workshop = held.hold.panelist.workshop

    def context() -> dict[str, object]:
        moment = moment_of(workshop)
        if moment.opened and request.GET.get("voting") == str(moment.number):
            return {"moment": moment, "workshop": workshop}
        return {"page": seat_page(held.hold, held.key), "moment": moment, "workshop": workshop, "hold": held.hold}

    return parts_of(request, "surveys/live/seat_parts.html", workshop, context)


@require_POST
@with_seat
def seat_vote(request: HttpRequest, held: HeldSeat) -> HttpResponse:
    """Record a vote of the seat and answer with the one that stands."""
    try:
        cast = read_cast(request.body)
    except (ValueError, RecursionError) as unreadable:
        return refused("unreadable", str(unreadable), 400)
    try:
        vote = cast_vote(hold=held.hold, cast=cast, now=timezone.now())
    except SeatGone as refusal:
        return refused(refusal.code, str(refusal), 410)
    except WorkshopRefused as refusal:
        return refused(refusal.code, str(refusal), 422)
    except SurveyError as refusal:
        return refused(refusal.code, str(refusal), 409)
    return JsonResponse(stored(vote), headers={PARTS: "1"})


@require_POST
@with_seat
def seat_leave(request: HttpRequest, held: HeldSeat) -> HttpResponse:
    """Give the seat back."""
    with suppress(WorkshopRefused):
        leave_seat(hold=held.hold, now=timezone.now())
    answer = redirect("join")
    answer.delete_cookie(SEAT_COOKIE)
    return answer


def stored(vote: Vote) -> dict[str, object]:
    at = time_format(timezone.localtime(vote.made_at), "H:i")
    return {"cast": str(vote.cast), "turn": vote.turn, "round": vote.round.number, "at": at}


def refused(code: str, text: str, status: int) -> HttpResponse:
    return JsonResponse({"error": code, "text": text}, status=status, headers={PARTS: "1"})
