"""Workshops. `hold_round` takes a panel through one round of votes the way a moderator does."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import factory

from surveys.models import (
    AgreedPhase,
    AgreementStatus,
    Evidence,
    Panelist,
    PanelistKind,
    Pillar,
    VotingRound,
    Workshop,
)
from surveys.workshops import Ballot, agree_phase, close_round, open_round, record_votes
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

# The worked panel of method A.7: a row a panelist, a column a pillar.
PUBLISHED_PANEL = (
    (4, 3, 3, 3),
    (4, 3, 3, 4),
    (4, 3, 2, 3),
    (4, 2, 3, 3),
    (4, 3, 3, 4),
    (5, 3, 3, 3),
    (4, 3, 3, 3),
)


class WorkshopFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Workshop

    cluster = factory.SubFactory(ClusterFactory)
    held_on = date(2026, 3, 2)
    place = "Puerto Montt"
    moderator = factory.SubFactory(UserFactory)


class PanelistFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Panelist

    workshop = factory.SubFactory(WorkshopFactory)
    seat = factory.Sequence(lambda n: n + 1)
    label = factory.Sequence(lambda n: f"Panelist {n}")
    kind = PanelistKind.ASSOCIATION


class EvidenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Evidence

    workshop = factory.SubFactory(WorkshopFactory)
    pillar = Pillar.BASIC
    citation = "Port statistics 2025"


def ballots(row: Sequence[int | None], reason: str = "") -> dict[str, Ballot]:
    """A row of phases, one for each pillar in the order of Table 4, as votes."""
    return {
        pillar.value: Ballot(phase=phase, confidence=3, reason=reason)
        for pillar, phase in zip(Pillar, row, strict=True)
    }


def hold_round(
    workshop: Workshop, rows: Sequence[Sequence[int | None]] = PUBLISHED_PANEL, *, close: bool = True
) -> VotingRound:
    """Seat as many panelists as there are rows, open the next round, enter the votes, and close it."""
    missing = len(rows) - workshop.panelists.count()
    PanelistFactory.create_batch(max(missing, 0), workshop=workshop)
    held = open_round(workshop=workshop, now=NOON)
    for panelist, row in zip(workshop.panelists.all(), rows, strict=True):
        record_votes(round=held, panelist=panelist, votes=ballots(row), now=NOON)
    return close_round(round=held, now=NOON) if close else held


def agree(workshop: Workshop, pillar: str = Pillar.BASIC, **changes: Any) -> AgreedPhase:
    """Agree on phase 4 of a pillar by consensus, as the published panel allows for the first one."""
    values = {
        "phase": 4,
        "low": 4,
        "high": 5,
        "status": AgreementStatus.CONSENSUS,
        "dissent": "",
        "reason": "",
        "by": workshop.moderator,
        "now": NOON,
    }
    return agree_phase(workshop=workshop, pillar=pillar, **(values | changes))
