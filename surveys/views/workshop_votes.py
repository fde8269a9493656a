"""Rounds of votes: opening one, entering it panelist by panelist, closing it."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import PersonRequest
from clusters.access import Right
from surveys.access import panelist_for, workshop_for
from surveys.errors import WorkshopRefused
from surveys.forms.workshops import BallotsForm
from surveys.models import Panelist, Vote, VotingRound, Workshop
from surveys.views.requests import READ_OR_SEND, sent
from surveys.workshop_results import Seat, seats_of
from surveys.workshop_words import phase_descriptors
from surveys.workshops import close_round, open_round, record_votes


@require_POST
def round_open(request: PersonRequest, workshop_id: UUID) -> HttpResponse:
    """Open the next round."""
    workshop = workshop_for(request.user, workshop_id, Right.ENTER)
    try:
        opened = open_round(workshop=workshop, by=request.user, now=timezone.now())
    except WorkshopRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("workshop", workshop.pk)
    messages.success(request, _("Round %(number)d is open.") % {"number": opened.number})
    return redirect("workshop_votes", workshop.pk)


@require_safe
def workshop_votes(request: PersonRequest, workshop_id: UUID) -> HttpResponse:
    """Who has voted in the open round, and whose turn it is."""
    workshop = workshop_for(request.user, workshop_id, Right.ENTER)
    opened = open_round_of(workshop)
    if opened is None:
        return no_open_round(request, workshop)
    return render(request, "surveys/workshops/votes.html", voting_context(workshop, opened))


@READ_OR_SEND
def panelist_votes(request: PersonRequest, panelist_id: UUID) -> HttpResponse:
    """One panelist's votes on the four pillars; saving goes on to the next one who has not voted."""
    panelist = panelist_for(request.user, panelist_id, Right.ENTER)
    workshop = panelist.workshop
    opened = open_round_of(workshop)
    if opened is None:
        return no_open_round(request, workshop)
    form = BallotsForm(sent(request), votes=votes_on_paper(opened, panelist), sources=workshop.evidence.all())
    if form.is_valid():
        try:
            record_votes(round=opened, panelist=panelist, votes=form.ballots(), by=request.user, now=timezone.now())
            return go_on(workshop, opened, panelist)
        except WorkshopRefused as refusal:
            form.add_error(None, str(refusal))
    context = {
        **voting_context(workshop, opened, panelist),
        "panelist": panelist,
        "from_phone": opened.votes.filter(panelist=panelist, hold__isnull=False).count(),
        "form": form,
        "pillars": form.by_pillar(phase_descriptors(workshop.cluster.study)),
    }
    return render(request, "surveys/workshops/ballot.html", context, status=422 if form.is_bound else 200)


@READ_OR_SEND
def round_close(request: PersonRequest, workshop_id: UUID) -> HttpResponse:
    """Close the open round, seeing first who has not voted."""
    workshop = workshop_for(request.user, workshop_id, Right.ENTER)
    opened = open_round_of(workshop)
    if opened is None:
        return no_open_round(request, workshop)
    if request.method == "POST":
        try:
            close_round(round=opened, by=request.user, now=timezone.now())
            return redirect("workshop", workshop.pk)
        except WorkshopRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("workshop_votes", workshop.pk)
    return render(request, "surveys/workshops/close.html", voting_context(workshop, opened))


def votes_on_paper(opened: VotingRound, panelist: Panelist) -> QuerySet[Vote]:
    """The votes of the round that were entered here; what a phone sent is not read before the round is closed."""
    return opened.votes.filter(panelist=panelist, hold__isnull=True).prefetch_related("evidence")


def open_round_of(workshop: Workshop) -> VotingRound | None:
    return workshop.rounds.filter(closed_at__isnull=True).select_related("workshop").first()


def no_open_round(request: PersonRequest, workshop: Workshop) -> HttpResponse:
    """Back to the protocol, saying why."""
    messages.info(request, _("No round is open. Votes are entered while one is."))
    return redirect("workshop", workshop.pk)


def voting_context(workshop: Workshop, opened: VotingRound, panelist: Panelist | None = None) -> dict[str, object]:
    seats = seats_of(workshop)
    return {
        "study": workshop.cluster.study,
        "workshop": workshop,
        "round": opened,
        "seats": seats,
        "voted": sum(seat.is_complete for seat in seats),
        "following": following(seats, panelist),
    }


def following(seats: tuple[Seat, ...], panelist: Panelist | None = None) -> Panelist | None:
    """Whose ballot is entered next: the first seat without all its votes and without a phone after this one, then from
    the start."""
    waiting = [seat.panelist for seat in seats if seat.is_on_paper and seat.panelist != panelist]
    after = [each for each in waiting if panelist and each.seat > panelist.seat]
    return next(iter(after or waiting), None)


def go_on(workshop: Workshop, opened: VotingRound, panelist: Panelist) -> HttpResponse:
    """To the next panelist, or to closing the round when everybody has voted."""
    seats = seats_of(workshop)
    upcoming = following(seats, panelist)
    if upcoming:
        return redirect("panelist_votes", upcoming.pk)
    is_complete = all(seat.is_complete for seat in seats)
    return redirect("round_close" if is_complete else "workshop_votes", workshop.pk)
