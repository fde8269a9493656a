"""What the pages of a live workshop show: the seat of a panelist, the moderator's console, the big screen.

Of an open round they read whose votes are in and never what they say; the one exception is a phone that reads back the
votes its own seat sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from surveys.live_codes import spaced
from surveys.models import Criterion, LiveEvent, LiveSession, Panelist, Pillar, SeatHold, Vote, VotingRound, Workshop
from surveys.workshop_checks import LAST_ROUND, SMALLEST_PANEL
from surveys.workshop_results import Protocol, Seat, protocol_of, seats_of
from surveys.workshop_words import CRITERION_SENTENCES, PillarWords, pillars_in_words


class Stage(StrEnum):
    """Where a session stands; OVER once it is closed."""

    WAITING = "waiting"
    VOTING = "voting"
    REVEALED = "revealed"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a workshop stands now: its stage, the round that is open or was closed last (0 before the first), how many
    of its rounds are left, and the panel with how many votes each has given."""

    stage: Stage
    session: LiveSession | None
    opened: VotingRound | None
    number: int
    seats: tuple[Seat, ...]

    @property
    def voted(self) -> int:
        """Panelists with a vote on every pillar in the open round."""
        return sum(seat.is_complete for seat in self.seats)

    @property
    def given(self) -> int:
        """Votes in the open round."""
        return sum(seat.given for seat in self.seats)

    @property
    def expected(self) -> int:
        """Votes there are when everybody has voted on everything."""
        return len(self.seats) * len(Pillar)

    @property
    def joined(self) -> int:
        """Seats on a phone."""
        return sum(seat.is_held for seat in self.seats)

    @property
    def missing(self) -> tuple[Seat, ...]:
        """Seats without all their votes."""
        return tuple(seat for seat in self.seats if not seat.is_complete)

    @property
    def is_last(self) -> bool:
        """Whether no further round can be opened."""
        return self.number >= LAST_ROUND

    @property
    def has_panel(self) -> bool:
        return len(self.seats) >= SMALLEST_PANEL


@dataclass(frozen=True, slots=True)
class SeatPillar:
    """A pillar on a phone: the seat's own vote in the open round and in the round before, None where there is none;
    `is_covered` when the seat has a vote that this phone did not send and so does not read."""

    words: PillarWords
    vote: Vote | None
    earlier: Vote | None
    is_covered: bool


@dataclass(frozen=True, slots=True)
class SeatPage:
    """What a panelist's phone shows."""

    panelist: Panelist
    workshop: Workshop
    moment: Moment
    key: str
    criterion: str
    pillars: tuple[SeatPillar, ...]


@dataclass(frozen=True, slots=True)
class RoomPage:
    """What the console and the big screen show; `code` and `screen_key` in groups; `shown` is the pillar that stands
    on the screen, None for all four."""

    workshop: Workshop
    moment: Moment
    protocol: Protocol
    criterion: str
    pillars: tuple[PillarWords, ...]
    code: str
    screen_key: str
    shown: PillarWords | None
    events: tuple[LiveEvent, ...]


def moment_of(workshop: Workshop) -> Moment:
    """Where the workshop stands, in five queries."""
    session = workshop.sessions.filter(closed_at__isnull=True).first()
    return _moment(session, list(workshop.rounds.all()), seats_of(workshop))


def seat_page(hold: SeatHold, key: str) -> SeatPage:
    """The page of a phone that holds a seat."""
    panelist, workshop = hold.panelist, hold.panelist.workshop
    protocol = protocol_of(workshop)
    moment = _moment(protocol.session, protocol.rounds, protocol.seats)
    own = list(Vote.objects.filter(hold=hold).select_related("round").prefetch_related("evidence"))
    covered = set(
        Vote.objects.filter(panelist=panelist, round__closed_at__isnull=True)
        .exclude(hold=hold)
        .values_list("pillar", flat=True)
    )
    pillars = tuple(
        _seat_pillar(words, [vote for vote in own if vote.pillar == words.protocol.pillar], moment, covered)
        for words in pillars_in_words(protocol)
    )
    return SeatPage(panelist, workshop, moment, spaced(key), _criterion(workshop), pillars)


def room_page(workshop: Workshop, *, events: bool = False) -> RoomPage:
    """The page of the console or the screen; the log only where it is asked for."""
    protocol = protocol_of(workshop)
    session = protocol.session
    pillars = tuple(pillars_in_words(protocol))
    return RoomPage(
        workshop=workshop,
        moment=_moment(session, protocol.rounds, protocol.seats),
        protocol=protocol,
        criterion=_criterion(workshop),
        pillars=pillars,
        code=spaced(session.code) if session else "",
        screen_key=spaced(session.screen_key) if session else "",
        shown=next((words for words in pillars if session and words.protocol.pillar == session.shown), None),
        events=tuple(workshop.live_events.select_related("by")) if events else (),
    )


def _moment(session: LiveSession | None, rounds: Sequence[VotingRound], seats: tuple[Seat, ...]) -> Moment:
    opened = next((round for round in rounds if round.closed_at is None), None)
    if session is None:
        stage = Stage.OVER
    elif opened:
        stage = Stage.VOTING
    else:
        stage = Stage.REVEALED if rounds else Stage.WAITING
    return Moment(stage, session, opened, len(rounds), seats)


def _seat_pillar(words: PillarWords, own: Sequence[Vote], moment: Moment, covered: set[str]) -> SeatPillar:
    now = moment.opened
    past = [vote for vote in own if vote.round.closed_at]
    return SeatPillar(
        words=words,
        vote=next((vote for vote in own if now and vote.round_id == now.pk), None),
        earlier=max(past, key=lambda vote: vote.round.number, default=None),
        is_covered=words.protocol.pillar.value in covered,
    )


def _criterion(workshop: Workshop) -> str:
    return str(CRITERION_SENTENCES[Criterion(workshop.criterion)])
