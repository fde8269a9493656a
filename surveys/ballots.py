"""A ballot, one panelist's word on one pillar, and how it becomes the vote that is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from surveys.models import Vote


@dataclass(frozen=True, slots=True)
class Ballot:
    """A phase from 1 to 5, or None for "cannot judge"; confidence from 1 to 4; whether lower phases are fully in place
    (by phase, where it was said); the ids of the sources it rests on."""

    phase: int | None
    confidence: int | None = None
    reason: str = ""
    in_place: Mapping[int, bool] = field(default_factory=dict)
    evidence: frozenset[int] = frozenset()


def ballot_of(vote: Vote) -> Ballot:
    """What a stored vote says."""
    return Ballot(
        phase=vote.phase,
        confidence=vote.confidence,
        reason=vote.reason,
        in_place={int(phase): said for phase, said in vote.in_place.items()},
        evidence=frozenset(source.pk for source in vote.evidence.all()),
    )


def store_ballot(*, vote: Vote, ballot: Ballot, now: datetime) -> None:
    """Write a ballot into a vote; the caller has opened the change and checked it."""
    vote.phase, vote.confidence, vote.reason = ballot.phase, ballot.confidence, ballot.reason
    vote.in_place = {str(phase): said for phase, said in sorted(ballot.in_place.items())}
    vote.made_at = now
    vote.save()
    vote.evidence.set(ballot.evidence)
