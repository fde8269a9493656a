"""What votes rest on: how sure the panel was, which sources it named, and whether lower phases are fully in place."""

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.models import Evidence, Vote

LOWER_PHASES = range(1, 5)
CONFIDENCES = range(1, 5)


@dataclass(frozen=True, slots=True)
class LowerPhase:
    """How those who voted for a higher phase answered whether this one is fully in place."""

    phase: int
    yes: int
    no: int

    @property
    def asked(self) -> int:
        return self.yes + self.no


@dataclass(frozen=True, slots=True)
class SourceCount:
    """A source and how many votes rest on it."""

    source: Evidence
    votes: int


@dataclass(frozen=True, slots=True)
class Grounds:
    """`confidences` counts 1 to 4; phases and sources nobody spoke of are left out."""

    confidences: tuple[int, ...]
    lower: tuple[LowerPhase, ...]
    sources: tuple[SourceCount, ...]

    @property
    def jumped(self) -> tuple[LowerPhase, ...]:
        """Phases that somebody who voted higher does not see fully in place."""
        return tuple(phase for phase in self.lower if phase.no)


def grounds_of(cast: Sequence[Vote]) -> Grounds:
    """Sum up one pillar's votes of one closed round; their sources are at hand."""
    lower = [_lower_phase(phase, cast) for phase in LOWER_PHASES]
    named = [source for vote in cast for source in vote.evidence.all()]
    sources = {source.pk: source for source in named}
    return Grounds(
        confidences=tuple(sum(vote.confidence == degree for vote in cast) for degree in CONFIDENCES),
        lower=tuple(phase for phase in lower if phase.asked),
        sources=tuple(SourceCount(sources[pk], named.count(sources[pk])) for pk in sorted(sources)),
    )


def _lower_phase(phase: int, cast: Sequence[Vote]) -> LowerPhase:
    said = [vote.in_place[str(phase)] for vote in cast if str(phase) in vote.in_place]
    return LowerPhase(phase, yes=said.count(True), no=said.count(False))
