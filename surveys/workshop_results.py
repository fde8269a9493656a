"""What the votes of a workshop say: query, pure arithmetic, frozen records for pages and runs (method, A.7).

Of an open round it is read who has voted and never what: nobody sees a phase before the round is closed.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from clusters.models import Cluster
from scoring.agreement import (
    Concordance,
    Consensus,
    ConsensusRule,
    Stability,
    VoteSummary,
    consensus,
    kendall_w,
    krippendorff_alpha,
    stability,
    summarise_votes,
)
from surveys.models import (
    AgreedPhase,
    DiscussionNote,
    Evidence,
    LiveSession,
    Panelist,
    Pillar,
    SeatHold,
    Validation,
    Vote,
    VotingRound,
    Workshop,
)
from surveys.workshop_grounds import Grounds, grounds_of


@dataclass(frozen=True, slots=True)
class Reason:
    """What somebody gave as a reason, without a name; phase None is "cannot judge"."""

    phase: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes on one pillar in one closed round; `stability` against the round before, None in the first."""

    pillar: Pillar
    round: VotingRound
    summary: VoteSummary
    consensus: Consensus
    stability: Stability | None
    reasons: tuple[Reason, ...]

    @property
    def is_settled(self) -> bool:
        """Whether more votes are not called for: the criterion is met, or next to nobody moved."""
        return self.consensus.reached or bool(self.stability and self.stability.stable)


@dataclass(frozen=True, slots=True)
class Seat:
    """A panelist, on how many pillars the open round has a vote of theirs, and whether a phone holds the seat."""

    panelist: Panelist
    given: int
    is_held: bool = False

    @property
    def is_complete(self) -> bool:
        return self.given == len(Pillar)

    @property
    def is_on_paper(self) -> bool:
        """Whether a ballot of paper is still to be entered for the seat."""
        return not self.is_complete and not self.is_held


@dataclass(frozen=True, slots=True)
class PillarProtocol:
    """Everything recorded on one pillar; tallies and their grounds by round, the newest agreed phase, older ones
    newest first."""

    pillar: Pillar
    evidence: tuple[Evidence, ...]
    tallies: tuple[Tally, ...]
    grounds: tuple[Grounds, ...]
    notes: tuple[DiscussionNote, ...]
    agreed: AgreedPhase | None
    earlier: tuple[AgreedPhase, ...]
    validations: tuple[Validation, ...]

    @property
    def latest(self) -> Tally | None:
        return self.tallies[-1] if self.tallies else None

    @property
    def is_overtaken(self) -> bool:
        """Whether a round was held after the phase was agreed."""
        return bool(self.agreed and self.latest and self.agreed.round_id != self.latest.round.pk)


@dataclass(frozen=True, slots=True)
class Protocol:
    """A whole workshop; `session` is the open one, `notes` are those on no single pillar; `order` and `alpha` over the
    last closed round, None before one is closed."""

    workshop: Workshop
    session: LiveSession | None
    seats: tuple[Seat, ...]
    rounds: tuple[VotingRound, ...]
    pillars: tuple[PillarProtocol, ...]
    notes: tuple[DiscussionNote, ...]
    order: Concordance | None
    alpha: float | None

    @property
    def open_round(self) -> VotingRound | None:
        return next((round for round in self.rounds if round.closed_at is None), None)

    @property
    def voted(self) -> int:
        """Panelists whose votes of the open round are complete."""
        return sum(seat.is_complete for seat in self.seats)


@dataclass(frozen=True, slots=True)
class PillarFinding:
    """What a run keeps of one pillar; percentages are per cent (0 to 100), `phase` None when none was agreed."""

    phase: int | None
    low: int | None = None
    high: int | None = None
    status: str = ""
    votes: tuple[int, ...] = ()
    cannot_judge: int = 0
    median: float | None = None
    iqr: float | None = None
    percent_at_mode: float | None = None
    dissent: str = ""
    reason: str = ""
    validated: str = ""


def protocol_of(workshop: Workshop) -> Protocol:
    """The workshop as its pages tell it, in eleven queries whatever its size."""
    rounds = tuple(workshop.rounds.select_related("opened_by", "closed_by"))
    closed = [round for round in rounds if round.closed_at]
    votes = list(revealed_votes(workshop).prefetch_related("evidence"))
    evidence = list(workshop.evidence.all())
    agreed = list(
        workshop.agreed_phases.select_related("recorded_by", "round").prefetch_related(
            Prefetch("validations", Validation.objects.select_related("recorded_by"))
        )
    )
    notes = list(workshop.discussion_notes.select_related("written_by", "after_round"))
    panel = list(workshop.panelists.all())
    rows = _rows(closed[-1], panel, votes) if closed else []
    return Protocol(
        workshop=workshop,
        session=workshop.sessions.filter(closed_at__isnull=True).first(),
        seats=seats_of(workshop, panel),
        rounds=rounds,
        pillars=tuple(_pillar_protocol(pillar, workshop, closed, votes, evidence, agreed, notes) for pillar in Pillar),
        notes=tuple(note for note in notes if not note.pillar),
        order=kendall_w(rows) if rows else None,
        alpha=krippendorff_alpha(rows) if rows else None,
    )


def revealed_votes(workshop: Workshop) -> QuerySet[Vote]:
    """The votes that may be read: those of closed rounds."""
    return Vote.objects.filter(round__workshop=workshop, round__closed_at__isnull=False)


def seats_of(workshop: Workshop, panel: Sequence[Panelist] | None = None) -> tuple[Seat, ...]:
    """The panel with how many votes each has given in the open round and who is on a phone; of the votes nothing but
    whose they are is read."""
    given = Counter(
        Vote.objects.filter(round__workshop=workshop, round__closed_at__isnull=True).values_list(
            "panelist_id", flat=True
        )
    )
    held = set(
        SeatHold.objects.filter(panelist__workshop=workshop, ended_at__isnull=True).values_list(
            "panelist_id", flat=True
        )
    )
    return tuple(
        Seat(panelist, given[panelist.pk], panelist.pk in held)
        for panelist in (workshop.panelists.all() if panel is None else panel)
    )


def latest_tally(workshop: Workshop, pillar: str) -> Tally | None:
    """The votes on a pillar in the last closed round, None before one is closed."""
    closed = list(workshop.rounds.filter(closed_at__isnull=False))
    votes = Vote.objects.filter(round__in=closed, pillar=pillar)
    tallies = tallies_of(Pillar(pillar), workshop.criterion, closed, votes)
    return tallies[-1] if tallies else None


def tallies_of(
    pillar: Pillar, criterion: str, closed: Sequence[VotingRound], votes: Iterable[Vote]
) -> tuple[Tally, ...]:
    """One pillar's votes summed up for each closed round, in order."""
    tallies: list[Tally] = []
    earlier: dict[str, int | None] | None = None
    mine = [vote for vote in votes if vote.pillar == pillar]
    for round in closed:
        cast = [vote for vote in mine if vote.round_id == round.pk]
        by_panelist = {str(vote.panelist_id): vote.phase for vote in cast}
        phases = list(by_panelist.values())
        tallies.append(
            Tally(
                pillar=pillar,
                round=round,
                summary=summarise_votes(phases),
                consensus=consensus(phases, ConsensusRule(criterion)),
                stability=None if earlier is None else stability(earlier, by_panelist),
                reasons=_reasons(cast),
            )
        )
        earlier = by_panelist
    return tuple(tallies)


def pillar_results(cluster: Cluster) -> dict[str, PillarFinding]:
    """What a run needs: the four pillars by the cluster's newest workshop with an agreed phase, in five queries."""
    workshop = (
        Workshop.objects.filter(cluster=cluster, pk__in=AgreedPhase.objects.values("workshop_id"))
        .order_by("-held_on", "-created_at", "pk")
        .first()
    )
    if workshop is None:
        return {pillar.value: PillarFinding(phase=None) for pillar in Pillar}
    agreed = list(workshop.agreed_phases.prefetch_related("validations"))
    closed = list(workshop.rounds.filter(closed_at__isnull=False))
    votes = list(Vote.objects.filter(round__in=closed))
    findings = {}
    for pillar in Pillar:
        tallies = tallies_of(pillar, workshop.criterion, closed, votes)
        newest = next((phase for phase in agreed if phase.pillar == pillar), None)
        findings[pillar.value] = _finding(newest, tallies)
    return findings


def _finding(agreed: AgreedPhase | None, tallies: Sequence[Tally]) -> PillarFinding:
    """The agreed phase with the votes it rests on."""
    if agreed is None:
        return PillarFinding(phase=None)
    tally = next((tally for tally in tallies if tally.round.pk == agreed.round_id), None)
    summary = summarise_votes([]) if tally is None else tally.summary
    return PillarFinding(
        phase=agreed.phase,
        low=agreed.low,
        high=agreed.high,
        status=agreed.status,
        votes=summary.counts if tally else (),
        cannot_judge=summary.cannot_judge,
        median=summary.median,
        iqr=summary.iqr,
        percent_at_mode=None if summary.at_mode is None else 100 * summary.at_mode,
        dissent=agreed.dissent,
        reason=agreed.reason,
        validated=" ".join(validation_sentence(validation) for validation in agreed.validations.all()),
    )


def validation_sentence(validation: Validation) -> str:
    """Who said what of an agreed phase, and when, on one line."""
    sentence = _("%(verdict)s by %(validator)s, %(date)s.") % {
        "verdict": validation.get_verdict_display(),
        "validator": validation.validator,
        "date": validation.validated_on.isoformat(),
    }
    return f"{sentence} {validation.note}".strip()


def _rows(round: VotingRound, panel: Sequence[Panelist], votes: Sequence[Vote]) -> list[list[int | None]]:
    """Panelists by pillars, of one round; whoever gave no vote in it is left out."""
    cast = {(vote.panelist_id, vote.pillar): vote.phase for vote in votes if vote.round_id == round.pk}
    voters = [panelist for panelist in panel if any((panelist.pk, pillar.value) in cast for pillar in Pillar)]
    return [[cast.get((panelist.pk, pillar.value)) for pillar in Pillar] for panelist in voters]


def _reasons(votes: Sequence[Vote]) -> tuple[Reason, ...]:
    """Reasons by phase and text, so that their order does not tell who gave them."""
    reasons = [Reason(vote.phase, vote.reason) for vote in votes if vote.reason]
    return tuple(sorted(reasons, key=lambda reason: (reason.phase or 0, reason.text)))


def _pillar_protocol(
    pillar: Pillar,
    workshop: Workshop,
    closed: Sequence[VotingRound],
    votes: Sequence[Vote],
    evidence: Sequence[Evidence],
    agreed: Sequence[AgreedPhase],
    notes: Sequence[DiscussionNote],
) -> PillarProtocol:
    history = [phase for phase in agreed if phase.pillar == pillar]
    mine = [vote for vote in votes if vote.pillar == pillar]
    return PillarProtocol(
        pillar=pillar,
        evidence=tuple(source for source in evidence if source.pillar == pillar),
        tallies=tallies_of(pillar, workshop.criterion, closed, mine),
        grounds=tuple(grounds_of([vote for vote in mine if vote.round_id == round.pk]) for round in closed),
        notes=tuple(note for note in notes if note.pillar == pillar),
        agreed=history[0] if history else None,
        earlier=tuple(history[1:]),
        validations=tuple(history[0].validations.all()) if history else (),
    )
