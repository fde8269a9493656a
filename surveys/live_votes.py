"""The write of a vote from a phone: once however often it is sent, and never older over newer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from surveys.ballots import Ballot, ballot_of, store_ballot
from surveys.live_errors import CastConflict, SeatGone, VoteTooLate
from surveys.models import LiveSession, Pillar, SeatHold, Vote, VotingRound
from surveys.workshop_changes import begin_change
from surveys.workshop_checks import check_ballots


@dataclass(frozen=True, slots=True)
class Cast:
    """One vote as a phone sends it: the id it made for it, its place among what the phone said of the pillar (1 for the
    first), the round it was meant for, and the ballot."""

    id: UUID
    turn: int
    round: int
    pillar: str
    ballot: Ballot


@transaction.atomic
def cast_vote(*, hold: SeatHold, cast: Cast, now: datetime) -> Vote:
    """Record a vote of the seat's holder and return the one that stands now.

    The same id again changes nothing; with other content it raises CastConflict. What arrives after something newer
    from the same hand changes nothing either. Raises VoteTooLate once the round or the session is closed, SeatGone
    when the seat is no longer in this hand, WorkshopRefused for what is off the scales.
    """
    panelist = hold.panelist
    begin_change(panelist.workshop)
    hold.refresh_from_db(fields=["ended_at"])
    if hold.ended_at:
        raise SeatGone(_("This phone no longer holds seat %(seat)d.") % {"seat": panelist.seat}, _("Join anew."))
    votes = Vote.objects.filter(round__number=cast.round, panelist=panelist, pillar=cast.pillar)
    standing = votes.select_related("round").prefetch_related("evidence").first()
    if standing and standing.cast == cast.id:
        # It counts, also where the round was closed before its phone could hear so.
        if ballot_of(standing) != cast.ballot:
            raise CastConflict(_("This vote was sent before with other content."), _("Vote once more."))
        return standing
    round = _open_round(hold, cast)
    check_ballots(round=round, panelist=panelist, votes={cast.pillar: cast.ballot})
    vote = standing or Vote(round=round, panelist=panelist, pillar=Pillar(cast.pillar))
    if vote.hold_id == hold.pk and vote.turn >= cast.turn:
        return vote
    vote.hold, vote.cast, vote.turn = hold, cast.id, cast.turn
    store_ballot(vote=vote, ballot=cast.ballot, now=now)
    return vote


def _open_round(hold: SeatHold, cast: Cast) -> VotingRound:
    """The round the vote was meant for, if it can still take it."""
    workshop = hold.panelist.workshop
    round = VotingRound.objects.filter(workshop=workshop, number=cast.round).first()
    if round is None or round.closed_at:
        raise VoteTooLate(
            _("Round %(number)d was closed before this vote arrived.") % {"number": cast.round},
            _("It is not counted; tell the panel in the discussion."),
        )
    if not LiveSession.objects.filter(workshop=workshop, closed_at__isnull=True).exists():
        raise VoteTooLate(_("The session has ended."), _("Give your vote to the moderator on paper."))
    return round
