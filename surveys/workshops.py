"""Writes of the pillar workshop: panel, evidence, rounds and votes, agreed phases and their validation."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.models import Cluster
from surveys.ballots import Ballot, ballot_of, store_ballot
from surveys.errors import WorkshopRefused
from surveys.models import (
    AgreedPhase,
    AgreementStatus,
    Criterion,
    DiscussionNote,
    Evidence,
    LiveEvent,
    LiveEventKind,
    Panelist,
    Pillar,
    Validation,
    Vote,
    VotingRound,
    Workshop,
)
from surveys.signals import phases_changed
from surveys.workshop_changes import begin_change
from surveys.workshop_checks import (
    check_agreement,
    check_ballots,
    check_change,
    check_new_round,
    check_on_paper,
    check_seat,
    check_validation,
)
from surveys.workshop_results import latest_tally


@transaction.atomic
def open_workshop(
    *,
    cluster: Cluster,
    held_on: date,
    place: str,
    moderator: User | None,
    criterion: str = Criterion.DEFAULT,
    note: str = "",
    is_reconstruction: bool = False,
) -> Workshop:
    """Set up a workshop of the cluster; its criterion of consensus can be changed until the first round is open."""
    return Workshop.objects.create(
        cluster=cluster,
        held_on=held_on,
        place=place,
        moderator=moderator,
        criterion=Criterion(criterion),
        note=note,
        is_reconstruction=is_reconstruction,
    )


@transaction.atomic
def change_workshop(
    *, workshop: Workshop, held_on: date, place: str, moderator: User | None, criterion: str, note: str
) -> Workshop:
    """Correct what was set up. The criterion is fixed once the first round is open."""
    begin_change(workshop)
    check_change(workshop=workshop, criterion=criterion, moderator=moderator)
    workshop.held_on = held_on
    workshop.place = place
    workshop.moderator = moderator
    workshop.criterion = Criterion(criterion)
    workshop.note = note
    workshop.save(update_fields=["held_on", "place", "moderator", "criterion", "note"])
    return workshop


@transaction.atomic
def seat_panelist(
    *,
    workshop: Workshop,
    label: str,
    kind: str,
    organisation: str = "",
    conflict_of_interest: str = "",
    user: User | None = None,
) -> Panelist:
    """Give somebody the next seat on the panel."""
    begin_change(workshop)
    check_seat(workshop=workshop, label=label, user=user)
    last = workshop.panelists.aggregate(last=Max("seat"))["last"] or 0
    return Panelist.objects.create(
        workshop=workshop,
        seat=last + 1,
        label=label,
        kind=kind,
        organisation=organisation,
        conflict_of_interest=conflict_of_interest,
        user=user,
    )


@transaction.atomic
def unseat_panelist(*, panelist: Panelist) -> None:
    """Take back a seat; whoever has voted keeps it."""
    begin_change(panelist.workshop)
    if panelist.votes.exists():
        raise WorkshopRefused(
            _("%(panelist)s has voted and stays on the panel.") % {"panelist": panelist},
            _("A vote that was cast belongs to the protocol."),
        )
    panelist.delete()


@transaction.atomic
def add_evidence(*, workshop: Workshop, pillar: str, citation: str, note: str = "") -> Evidence:
    """Lay a source before the panel."""
    begin_change(workshop)
    return Evidence.objects.create(workshop=workshop, pillar=Pillar(pillar), citation=citation, note=note)


@transaction.atomic
def remove_evidence(*, evidence: Evidence) -> None:
    """Take a source back, as long as nobody was asked to vote with it on the table."""
    begin_change(evidence.workshop)
    if evidence.workshop.rounds.exists():
        raise WorkshopRefused(
            _("Voting has begun, and the evidence stays in the protocol."),
            _("Add a source that corrects it, and say so in its note."),
        )
    evidence.delete()


@transaction.atomic
def open_round(*, workshop: Workshop, now: datetime, by: User | None = None) -> VotingRound:
    """Open the next round of votes, 1 to 3; from the first one on the criterion is fixed."""
    begin_change(workshop)
    rounds = list(workshop.rounds.all())
    check_new_round(rounds=rounds, panel_size=workshop.panelists.count())
    return VotingRound.objects.create(workshop=workshop, number=len(rounds) + 1, opened_at=now, opened_by=by)


@transaction.atomic
def record_votes(
    *, round: VotingRound, panelist: Panelist, votes: Mapping[str, Ballot], now: datetime, by: User | None = None
) -> list[Vote]:
    """Write down the votes on one panelist's paper ballot; a vote given again in the same round replaces what it said.

    A seat that somebody holds on a phone votes there and is refused here; what a phone sent before its seat was
    released can be replaced, and the log of the sessions says so.
    """
    begin_change(round.workshop)
    round.refresh_from_db(fields=["closed_at"])
    check_ballots(round=round, panelist=panelist, votes=votes)
    check_on_paper(panelist)
    standing = {
        vote.pillar: vote for vote in Vote.objects.filter(round=round, panelist=panelist).prefetch_related("evidence")
    }
    if any(vote.hold_id for vote in standing.values() if vote.pillar in votes):
        LiveEvent.objects.create(
            workshop=round.workshop, kind=LiveEventKind.VOTES_ON_PAPER, seat=panelist.called, by=by, at=now
        )
    recorded = []
    for pillar, ballot in votes.items():
        vote = standing.get(pillar) or Vote(round=round, panelist=panelist, pillar=Pillar(pillar))
        if pillar not in standing or vote.hold_id or ballot != ballot_of(vote):
            vote.hold, vote.cast, vote.turn = None, None, 0
            store_ballot(vote=vote, ballot=ballot, now=now)
        recorded.append(vote)
    return recorded


@transaction.atomic
def close_round(*, round: VotingRound, now: datetime, by: User | None = None) -> VotingRound:
    """End the round; from here on its votes stand and can be seen."""
    begin_change(round.workshop)
    round.refresh_from_db(fields=["closed_at"])
    if round.closed_at:
        return round
    if not round.votes.exists():
        raise WorkshopRefused(
            _("Round %(number)d has no votes yet.") % {"number": round.number},
            _("Enter the votes of the panel first."),
        )
    round.closed_at, round.closed_by = now, by
    round.save(update_fields=["closed_at", "closed_by"])
    return round


@transaction.atomic
def note_discussion(*, workshop: Workshop, pillar: str, text: str, by: User | None, now: datetime) -> DiscussionNote:
    """Write down what was said, on one pillar or on all ("" as pillar), after the last closed round."""
    begin_change(workshop)
    return DiscussionNote.objects.create(
        workshop=workshop,
        pillar=Pillar(pillar) if pillar else "",
        after_round=workshop.rounds.filter(closed_at__isnull=False).last(),
        text=text,
        written_by=by,
        written_at=now,
    )


@transaction.atomic
def agree_phase(
    *,
    workshop: Workshop,
    pillar: str,
    phase: int,
    low: int,
    high: int,
    status: str,
    dissent: str,
    reason: str,
    by: User | None,
    now: datetime,
) -> AgreedPhase:
    """Record the phase the panel agreed on. What was agreed before stays as its history."""
    begin_change(workshop)
    tally = latest_tally(workshop, pillar)
    check_agreement(
        workshop=workshop, tally=tally, phase=phase, low=low, high=high, status=AgreementStatus(status), reason=reason
    )
    agreed = AgreedPhase.objects.create(
        workshop=workshop,
        pillar=Pillar(pillar),
        phase=phase,
        low=low,
        high=high,
        status=status,
        dissent=dissent,
        reason=reason,
        round=tally.round if tally else None,
        recorded_by=by,
        recorded_at=now,
    )
    _announce(workshop)
    return agreed


@transaction.atomic
def validate_phase(
    *,
    agreed_phase: AgreedPhase,
    verdict: str,
    validator: str,
    validated_on: date,
    note: str,
    by: User | None,
    now: datetime,
) -> Validation:
    """Record the word of somebody who was not on the panel."""
    begin_change(agreed_phase.workshop)
    check_validation(
        agreed_phase=agreed_phase, verdict=verdict, validator=validator, validated_on=validated_on, note=note, by=by
    )
    validation = Validation.objects.create(
        agreed_phase=agreed_phase,
        verdict=verdict,
        validator=validator,
        validated_on=validated_on,
        note=note,
        recorded_by=by,
        recorded_at=now,
    )
    _announce(agreed_phase.workshop)
    return validation


def _announce(workshop: Workshop) -> None:
    # A lambda: Django reports what fails here by its name, and a partial has none.
    transaction.on_commit(lambda: phases_changed.send(sender=Workshop, cluster_id=workshop.cluster_id), robust=True)
