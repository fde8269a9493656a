"""Where a workshop stands, and the one thing to do next."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from clusters.access import Right
from surveys.models import Criterion, Pillar, VotingRound
from surveys.workshop_checks import LAST_ROUND, SMALLEST_PANEL
from surveys.workshop_results import PillarProtocol, Protocol
from surveys.workshop_words import CRITERION_SENTENCES

GOOD_PANEL = 8
BEFORE_VOTING = 2


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the five stages; `state` is done, current, todo, or lacking when the workshop has gone past it."""

    label: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next: in a sentence, and as a button where the person may press it."""

    sentence: str
    label: str = ""
    url: str = ""
    is_post: bool = False
    other_label: str = ""
    other_url: str = ""

    def without_buttons(self) -> "Step":
        return Step(self.sentence)


def stages_of(protocol: Protocol) -> list[Stage]:
    """Panel, evidence, votes, agreement, validation."""
    panel, four = len(protocol.seats), len(Pillar)
    covered = sum(bool(pillar.evidence) for pillar in protocol.pillars)
    agreed = sum(bool(pillar.agreed) for pillar in protocol.pillars)
    validated = sum(bool(pillar.validations) for pillar in protocol.pillars)
    closed = sum(round.closed_at is not None for round in protocol.rounds)
    counted = {"four": four}
    found = [
        (_("Panel"), panel >= SMALLEST_PANEL, str(panel)),
        (_("Evidence"), covered == four, _("%(n)d of %(four)d pillars") % {"n": covered, **counted}),
        (_("Votes"), closed > 0 and protocol.open_round is None, _rounds_note(closed, protocol.open_round)),
        (_("Agreed"), agreed == four, _("%(n)d of %(four)d pillars") % {"n": agreed, **counted}),
        (_("Validated"), validated == four, _("%(n)d of %(four)d pillars") % {"n": validated, **counted}),
    ]
    undone = [place for place, (_label, is_done, _note) in enumerate(found) if not is_done]
    past = BEFORE_VOTING if protocol.rounds else 0
    current = next((place for place in undone if place >= past), len(found))
    return [
        Stage(label, "done" if is_done else _state(place, current), note)
        for place, (label, is_done, note) in enumerate(found)
    ]


def _state(place: int, current: int) -> str:
    return "current" if place == current else "todo" if place > current else "lacking"


def _rounds_note(closed: int, open_round: VotingRound | None) -> str:
    if open_round:
        return _("round %(number)d open") % {"number": open_round.number}
    return ngettext("%(n)d round", "%(n)d rounds", closed) % {"n": closed}


def next_step(protocol: Protocol, *, rights: frozenset[Right], user: User) -> Step:
    """The next step; its buttons only for people who may take it."""
    if protocol.open_round:
        step, right = _voting(protocol, protocol.open_round), Right.ENTER
    elif not protocol.rounds:
        step, right = _before_voting(protocol), Right.ENTER
    elif pending := [pillar for pillar in protocol.pillars if pillar.agreed is None or pillar.is_overtaken]:
        step, right = _agreeing(protocol, pending), Right.ENTER
    else:
        step, right = _validating(protocol), Right.REVIEW
        if sat_at_the_table(protocol, user):
            return step.without_buttons()
    return step if right in rights else step.without_buttons()


def sat_at_the_table(protocol: Protocol, user: User) -> bool:
    """Whether the person moderated or has a seat, and so does not validate."""
    seated = any(seat.panelist.user_id == user.pk for seat in protocol.seats)
    return seated or protocol.workshop.moderator_id == user.pk


def _before_voting(protocol: Protocol) -> Step:
    pk, panel = protocol.workshop.pk, len(protocol.seats)
    if panel < SMALLEST_PANEL:
        return Step(
            _("Seat the panel: eight to twelve people of different kinds, each with a seat of their own."),
            _("Seat a panelist"),
            reverse("workshop_panel", args=[pk]),
        )
    fixed = _("Opening round 1 fixes the criterion. %(criterion)s") % {
        "criterion": CRITERION_SENTENCES[Criterion(protocol.workshop.criterion)]
    }
    sentences = [fixed]
    bare = [str(pillar.pillar.label) for pillar in protocol.pillars if not pillar.evidence]
    if panel < GOOD_PANEL:
        sentences.append(_("The panel is small: with fewer than eight votes one person moves much."))
    if bare:
        sentences.append(_("No evidence lies before the panel on: %(pillars)s.") % {"pillars": ", ".join(bare)})
    more_people = panel < GOOD_PANEL or not bare
    return Step(
        " ".join(sentences),
        _("Open round 1"),
        reverse("round_open", args=[pk]),
        is_post=True,
        other_label=_("Seat a panelist") if more_people else _("Add evidence"),
        other_url=reverse("workshop_panel" if more_people else "workshop_evidence", args=[pk]),
    )


def _voting(protocol: Protocol, open_round: VotingRound) -> Step:
    pk = protocol.workshop.pk
    told = {"voted": protocol.voted, "panel": len(protocol.seats), "number": open_round.number}
    sentence = _("Round %(number)d is open: %(voted)d of %(panel)d have voted.") % told
    if protocol.session:
        return Step(sentence, _("To the live session"), reverse("live", args=[pk]))
    votes, close = reverse("workshop_votes", args=[pk]), reverse("round_close", args=[pk])
    if protocol.voted < len(protocol.seats):
        return Step(sentence, _("Enter votes"), votes, other_label=_("Close the round"), other_url=close)
    return Step(
        sentence, _("Close round %(number)d") % told, close, other_label=_("Look over the votes"), other_url=votes
    )


def _agreeing(protocol: Protocol, pending: list[PillarProtocol]) -> Step:
    pk, held = protocol.workshop.pk, len(protocol.rounds)
    first = pending[0].pillar
    agree_url = reverse("agree", args=[pk, first.value])
    agree_label = _("Agree on %(pillar)s") % {"pillar": first.label}
    apart = [pillar.pillar.label for pillar in pending if pillar.latest and not pillar.latest.is_settled]
    if apart and held < LAST_ROUND:
        return Step(
            _("The votes stand apart on: %(pillars)s. Discuss the reasons, then vote again.")
            % {"pillars": ", ".join(str(label) for label in apart)},
            _("Open round %(number)d") % {"number": held + 1},
            reverse("round_open", args=[pk]),
            is_post=True,
            other_label=agree_label,
            other_url=agree_url,
        )
    return Step(
        ngettext(
            "%(n)d of the four pillars waits for its agreed phase.",
            "%(n)d of the four pillars wait for their agreed phase.",
            len(pending),
        )
        % {"n": len(pending)},
        agree_label,
        agree_url,
    )


def _validating(protocol: Protocol) -> Step:
    waiting = [pillar for pillar in protocol.pillars if not pillar.validations and pillar.agreed]
    if not waiting:
        return Step(_("All four phases are agreed and validated."))
    first = waiting[0]
    return Step(
        _("All four phases are agreed. Somebody who was not at the table validates them; still waiting: %(n)d.")
        % {"n": len(waiting)},
        _("Validate %(pillar)s") % {"pillar": first.pillar.label},
        reverse("validate", args=[first.agreed.pk]) if first.agreed else "",
    )
