"""What a workshop refuses, each with the fact and the remedy."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import User
from surveys.errors import WorkshopRefused
from surveys.models import (
    AgreedPhase,
    AgreementStatus,
    Evidence,
    Panelist,
    Pillar,
    Verdict,
    VotingRound,
    Workshop,
)
from surveys.workshop_results import Tally

LAST_ROUND = 3
SMALLEST_PANEL = 2
PHASES = range(1, 6)
CONFIDENCES = range(1, 5)


def check_change(*, workshop: Workshop, criterion: str, moderator: User | None) -> None:
    """The criterion is fixed with the first round, and the moderator has no seat."""
    stored = Workshop.objects.only("criterion").get(pk=workshop.pk)
    if criterion != stored.criterion and workshop.rounds.exists():
        raise WorkshopRefused(
            _("The criterion of consensus was fixed when round 1 was opened."),
            _("Keep it for this workshop; another criterion needs a new workshop."),
        )
    if moderator and workshop.panelists.filter(user=moderator).exists():
        raise WorkshopRefused(
            _("%(person)s has a seat on the panel and cannot moderate it.") % {"person": moderator},
            _("Choose another moderator, or take back the seat before the first vote."),
        )


def check_seat(*, workshop: Workshop, label: str, user: User | None) -> None:
    """A moderator does not vote, and nobody sits twice."""
    if user and user.pk == workshop.moderator_id:
        raise WorkshopRefused(
            _("%(person)s moderates this workshop and does not vote.") % {"person": user},
            _("Seat somebody else, or let somebody else moderate."),
        )
    for panelist in workshop.panelists.all():
        if _same_words(panelist.label, label) or (user and panelist.user_id == user.pk):
            raise WorkshopRefused(
                _("%(panelist)s already has seat %(seat)d.") % {"panelist": panelist, "seat": panelist.seat},
                _("If this is somebody else, give a name or function that tells the two apart."),
            )


def check_new_round(*, rounds: Sequence[VotingRound], panel_size: int) -> None:
    """At most three rounds, one at a time, with a panel."""
    if any(round.closed_at is None for round in rounds):
        raise WorkshopRefused(
            _("Round %(number)d is still open.") % {"number": rounds[-1].number}, _("Close it before the next one.")
        )
    if len(rounds) >= LAST_ROUND:
        raise WorkshopRefused(
            _("Three rounds have been held, which is the most there may be."),
            _("Agree on a phase now, by adjudication or without consensus where the votes stay apart."),
        )
    if panel_size < SMALLEST_PANEL:
        raise WorkshopRefused(
            _("A round needs a panel of at least two people."),
            _("Seat the panelists first; eight to twelve of different kinds are a good panel."),
        )


def check_ballots(*, round: VotingRound, panelist: Panelist, votes: Mapping[str, Any]) -> None:
    """Votes are taken while their round is open, from its own panel, within the scales."""
    if round.closed_at is not None:
        raise WorkshopRefused(
            _("Round %(number)d is closed, and its votes stand as they are.") % {"number": round.number},
            _("Enter what changed since in the next round."),
        )
    if panelist.workshop_id != round.workshop_id:
        raise WorkshopRefused(
            _("%(panelist)s sits on the panel of another workshop.") % {"panelist": panelist},
            _("Seat the person on this panel first."),
        )
    for pillar, ballot in votes.items():
        if pillar not in Pillar.values:
            raise WorkshopRefused(_("There is no pillar “%(pillar)s”.") % {"pillar": pillar}, _names(Pillar.values))
        if ballot.phase is not None and ballot.phase not in PHASES:
            raise WorkshopRefused(
                _("There is no phase %(phase)s.") % {"phase": ballot.phase},
                _("Vote for a phase from 1 to 5, or say that it cannot be judged."),
            )
        if ballot.confidence is not None and ballot.confidence not in CONFIDENCES:
            raise WorkshopRefused(
                _("There is no confidence %(confidence)s.") % {"confidence": ballot.confidence},
                _("Choose a confidence from 1 to 4, or none."),
            )
        strange = [lower for lower in ballot.in_place if not 1 <= lower < (ballot.phase or 0)]
        if strange:
            raise WorkshopRefused(
                _("Phase %(lower)s does not lie under phase %(phase)s.")
                % {"lower": strange[0], "phase": ballot.phase or "–"},
                _("Say of lower phases only whether they are fully in place."),
            )
    check_sources(round=round, votes=votes)


def check_sources(*, round: VotingRound, votes: Mapping[str, Any]) -> None:
    """A vote rests on sources that lie before this panel, on the same pillar."""
    named = {(pillar, source) for pillar, ballot in votes.items() for source in ballot.evidence}
    if not named:
        return
    here = Evidence.objects.filter(workshop_id=round.workshop_id).values_list("pillar", "pk")
    if named - set(here):
        raise WorkshopRefused(
            _("A source is named that does not lie before this panel on the pillar."),
            _("Choose among the sources that are listed."),
        )


def check_on_paper(panelist: Panelist) -> None:
    """A seat votes in one place at a time."""
    if panelist.holds.filter(ended_at__isnull=True).exists():
        raise WorkshopRefused(
            _("%(panelist)s holds the seat on a phone and votes there.") % {"panelist": panelist},
            _("If the phone has failed, release the seat in the live session; then enter the ballot."),
        )


def check_agreement(
    *,
    workshop: Workshop,
    tally: Tally | None,
    phase: int,
    low: int,
    high: int,
    status: AgreementStatus,
    reason: str,
) -> None:
    """Consensus is what the criterion says of the last closed round; anything else is decided aloud, with a reason."""
    if workshop.rounds.filter(closed_at__isnull=True).exists():
        raise WorkshopRefused(
            _("A round is still open."), _("Close it first, so that the agreement rests on its votes.")
        )
    if not (phase in PHASES and low in PHASES and high in PHASES and low <= phase <= high):
        raise WorkshopRefused(
            _("Phase %(phase)s does not lie between %(low)s and %(high)s.")
            % {"phase": phase, "low": low, "high": high},
            _("Give phases from 1 to 5, the lowest first, with the agreed phase among them."),
        )
    if status == AgreementStatus.CONSENSUS:
        check_consensus(tally=tally, phase=phase)
    elif not reason.strip():
        raise WorkshopRefused(
            _("A phase without consensus needs a reason."), _("Say in the reason how it was decided.")
        )


def check_consensus(*, tally: Tally | None, phase: int) -> None:
    """A half median is nobody's phase, and a phase beside the median is not what the votes agreed on."""
    remedy = _("Record it as adjudicated or without consensus, and give the reason.")
    if tally is None or tally.summary.median is None:
        raise WorkshopRefused(_("There is no closed round with votes that could show a consensus."), remedy)
    if not tally.consensus.reached:
        raise WorkshopRefused(_("By the criterion of this workshop the votes show no consensus."), remedy)
    if tally.summary.half_median:
        raise WorkshopRefused(
            _("The median is %(median)s, between two phases, and is not rounded.")
            % {"median": number_format(tally.summary.median)},
            remedy,
        )
    if tally.summary.median != phase:
        raise WorkshopRefused(
            _("The votes agree on phase %(median)d, not on phase %(phase)d.")
            % {"median": tally.summary.median, "phase": phase},
            remedy,
        )


def check_validation(
    *,
    agreed_phase: AgreedPhase,
    verdict: str,
    validator: str,
    validated_on: date,
    note: str,
    by: User | None,
) -> None:
    """The newest agreed phase, validated by somebody from outside the panel."""
    workshop = agreed_phase.workshop
    newest = workshop.agreed_phases.filter(pillar=agreed_phase.pillar).first()
    if newest != agreed_phase:
        raise WorkshopRefused(
            _("This agreed phase has been replaced since."), _("Look at the newer one and validate that.")
        )
    if validated_on < workshop.held_on:
        raise WorkshopRefused(
            _("The date of the validation lies before the workshop."),
            _("Give a date from the day of the workshop on."),
        )
    if verdict == Verdict.DISPUTED and not note.strip():
        raise WorkshopRefused(_("A dispute needs a note."), _("Say in the note what is disputed and why."))
    check_outsider(workshop=workshop, validator=validator, by=by)


def check_outsider(*, workshop: Workshop, validator: str, by: User | None) -> None:
    """Neither the person who validates nor the one who records it was at the table."""
    outside = _("A phase is validated by somebody who was not at the table.")
    if by and by.pk == workshop.moderator_id:
        raise WorkshopRefused(_("You moderated this workshop."), outside)
    panel = list(workshop.panelists.all())
    if by and any(panelist.user_id == by.pk for panelist in panel):
        raise WorkshopRefused(_("You sat on this panel."), outside)
    moderator = workshop.moderator
    if moderator and _names_one_of(validator, [moderator.full_name, moderator.username]):
        raise WorkshopRefused(_("%(person)s moderated this workshop.") % {"person": validator}, outside)
    if _names_one_of(validator, [panelist.label for panelist in panel]):
        raise WorkshopRefused(
            _("“%(person)s” is the name of somebody on this panel.") % {"person": validator},
            outside + " " + _("If this is another person, write the name so that the two can be told apart."),
        )


def _names_one_of(text: str, labels: Iterable[str]) -> bool:
    """Whether a name, with or without the function behind a comma, is among the labels."""
    return bool(_forms_of_name(text) & {form for label in labels for form in _forms_of_name(label)})


def _forms_of_name(text: str) -> set[str]:
    name = re.split(r"[,;(]", text, maxsplit=1)[0]
    return {form for form in (_plain(text), _plain(name)) if form}


def _same_words(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _names(values: Iterable[str]) -> str:
    return _("Known are: %(names)s.") % {"names": ", ".join(values)}
