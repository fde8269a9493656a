"""The verbs of the live workshop: session, seats, votes from phones."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from clusters.models import Cluster
from surveys.ballots import Ballot, ballot_of
from surveys.errors import WorkshopRefused
from surveys.live_codes import ALPHABET, hashed, new_code, new_seat_key, read_code, read_key, spaced
from surveys.live_errors import CastConflict, SeatGone, TooManyTries, VoteTooLate
from surveys.live_seats import (
    MOST_WRONG_KEYS,
    Handed,
    join_panel,
    leave_seat,
    release_seat,
    return_to_seat,
    take_seat,
)
from surveys.live_sessions import (
    MOST_WRONG_CODES,
    WRONG_CODES_COUNT_FOR,
    allow_new_seats,
    check_tries,
    close_session,
    note_wrong_code,
    open_session,
    show_on_screen,
)
from surveys.live_votes import Cast, cast_vote
from surveys.models import (
    Evidence,
    LiveEvent,
    LiveEventKind,
    LiveSession,
    Panelist,
    PanelistKind,
    Pillar,
    Vote,
    VotingRound,
    Workshop,
    WrongCode,
)
from surveys.workshops import close_round, note_discussion, open_round, record_votes
from tests.factories.workshops import NOON, EvidenceFactory, PanelistFactory, WorkshopFactory, ballots, hold_round


@pytest.fixture
def workshop(cluster: Cluster, consultant: User) -> Workshop:
    found = WorkshopFactory(cluster=cluster, moderator=consultant)
    PanelistFactory.create_batch(3, workshop=found)
    return found


@pytest.fixture
def session(workshop: Workshop, consultant: User) -> LiveSession:
    return open_session(workshop=workshop, by=consultant, now=NOON)


@pytest.fixture
def seat(workshop: Workshop) -> Panelist:
    return workshop.panelists.first()


@pytest.fixture
def taken(session: LiveSession, seat: Panelist) -> Handed:
    return take_seat(session=session, panelist=seat, now=NOON)


@pytest.fixture
def voting(workshop: Workshop, consultant: User) -> VotingRound:
    return open_round(workshop=workshop, by=consultant, now=NOON)


def a_cast(turn: int = 1, phase: int | None = 4, id: UUID | None = None, **said: Any) -> Cast:
    return Cast(
        id=id or uuid4(), turn=turn, round=said.pop("round", 1), pillar="basic", ballot=Ballot(phase=phase, **said)
    )


def told(workshop: Workshop) -> list[str]:
    return list(LiveEvent.objects.filter(workshop=workshop).values_list("kind", flat=True))


def test_a_session_is_open_once_and_has_a_code_people_can_read(workshop: Workshop, consultant: User) -> None:
    session = open_session(workshop=workshop, by=consultant, now=NOON)
    assert open_session(workshop=workshop, by=None, now=NOON) == session
    assert len(session.code) == 6 and set(session.code) <= set(ALPHABET)
    assert (session.opened_by, told(workshop)) == (consultant, [LiveEventKind.SESSION_OPENED])


def test_a_closed_session_stays_closed_and_the_next_has_another_code(session: LiveSession, consultant: User) -> None:
    close_session(session=session, by=consultant, now=NOON)
    later = close_session(session=session, by=None, now=NOON + timedelta(hours=1))
    assert (later.closed_at, later.closed_by) == (NOON, consultant)
    again = open_session(workshop=session.workshop, by=None, now=NOON)
    assert again != session and again.code != session.code


def test_a_session_is_not_closed_over_an_open_round(session: LiveSession, voting: VotingRound) -> None:
    with pytest.raises(WorkshopRefused, match="A round is still open"):
        close_session(session=session, by=None, now=NOON)


def test_a_seat_is_taken_once_and_only_hashes_are_stored(taken: Handed, session: LiveSession, seat: Panelist) -> None:
    assert (taken.hold.secret_hash, taken.hold.key_hash) == (hashed(taken.secret), hashed(taken.key))
    assert taken.key not in str(taken.hold.__dict__) and taken.secret not in str(taken.hold.__dict__)
    with pytest.raises(WorkshopRefused, match="taken seat"):
        take_seat(session=session, panelist=seat, now=NOON)


def test_a_new_seat_is_taken_where_the_moderator_allows_it(session: LiveSession) -> None:
    said = {
        "label": "Mayor",
        "kind": PanelistKind.GOVERNMENT,
        "organisation": "Town",
        "conflict_of_interest": "Owns land",
    }
    handed = join_panel(session=session, now=NOON, **said)
    panelist = handed.hold.panelist
    assert (panelist.label, panelist.conflict_of_interest) == ("Mayor", "Owns land")
    allow_new_seats(session=session, allowed=False)
    with pytest.raises(WorkshopRefused, match="closed the panel"):
        join_panel(session=session, now=NOON, **(said | {"label": "Bishop"}))
    assert not Panelist.objects.filter(label="Bishop").exists()


def test_the_key_brings_the_seat_to_another_phone_and_takes_it_from_the_first(
    taken: Handed, session: LiveSession, seat: Panelist
) -> None:
    moved = return_to_seat(session=session, panelist=seat, key=taken.key, now=NOON)
    assert moved is not None and moved.hold == taken.hold
    assert moved.secret != taken.secret and moved.hold.secret_hash == hashed(moved.secret)
    assert told(session.workshop)[-1] == LiveEventKind.SEAT_MOVED


def test_a_wrong_key_opens_nothing_and_ten_block_the_right_one(
    taken: Handed, session: LiveSession, seat: Panelist
) -> None:
    wrong = "000000" if taken.key != "000000" else "111111"
    for _try in range(MOST_WRONG_KEYS):
        assert return_to_seat(session=session, panelist=seat, key=wrong, now=NOON) is None
    with pytest.raises(TooManyTries):
        return_to_seat(session=session, panelist=seat, key=taken.key, now=NOON)
    release_seat(panelist=seat, by=None, now=NOON)
    assert take_seat(session=session, panelist=seat, now=NOON).hold != taken.hold
    assert told(session.workshop)[-3:] == ["key_blocked", "seat_released", "seat_taken"]


def test_a_seat_nobody_holds_has_no_key_and_is_not_released(session: LiveSession, seat: Panelist) -> None:
    assert return_to_seat(session=session, panelist=seat, key="123456", now=NOON) is None
    with pytest.raises(WorkshopRefused, match="Nobody holds"):
        release_seat(panelist=seat, by=None, now=NOON)


def test_nobody_takes_a_seat_once_the_session_is_closed(session: LiveSession, seat: Panelist) -> None:
    close_session(session=session, by=None, now=NOON)
    with pytest.raises(SeatGone):
        take_seat(session=session, panelist=seat, now=NOON)


def test_a_vote_sent_twice_is_one_vote(taken: Handed, voting: VotingRound) -> None:
    cast = a_cast(confidence=3, reason="Few power cuts", in_place={1: True, 3: False})
    first = cast_vote(hold=taken.hold, cast=cast, now=NOON)
    again = cast_vote(hold=taken.hold, cast=cast, now=NOON + timedelta(minutes=5))
    assert (Vote.objects.count(), again.made_at) == (1, first.made_at)
    assert ballot_of(Vote.objects.get()) == cast.ballot


def test_the_same_id_with_other_content_is_refused(taken: Handed, voting: VotingRound) -> None:
    cast = a_cast()
    cast_vote(hold=taken.hold, cast=cast, now=NOON)
    with pytest.raises(CastConflict):
        cast_vote(hold=taken.hold, cast=a_cast(id=cast.id, phase=5), now=NOON)
    assert Vote.objects.get().phase == 4


def test_an_older_vote_that_arrives_later_changes_nothing(taken: Handed, voting: VotingRound) -> None:
    newer = cast_vote(hold=taken.hold, cast=a_cast(turn=2, phase=5), now=NOON)
    assert cast_vote(hold=taken.hold, cast=a_cast(turn=1, phase=1), now=NOON) == newer
    assert Vote.objects.get().phase == 5


class TestVotesInAnyOrder(TestCase):
    """However the messages of a phone are ordered, doubled and lost on the way, the newest that arrived stands."""

    @given(st.lists(st.integers(1, 8), min_size=1, max_size=24))
    def test_the_newest_that_arrived_stands(self, arrivals: list[int]) -> None:
        workshop = WorkshopFactory()
        seats = PanelistFactory.create_batch(2, workshop=workshop)
        session = open_session(workshop=workshop, by=None, now=NOON)
        hold = take_seat(session=session, panelist=seats[0], now=NOON).hold
        open_round(workshop=workshop, now=NOON)
        casts = {turn: a_cast(turn=turn, phase=1 + turn % 5, reason=str(turn)) for turn in set(arrivals)}
        for turn in arrivals:
            cast_vote(hold=hold, cast=casts[turn], now=NOON)
        vote = Vote.objects.get(panelist=seats[0])
        assert ballot_of(vote) == casts[max(arrivals)].ballot


def test_a_vote_after_the_reveal_is_not_counted_and_says_so(
    taken: Handed, voting: VotingRound, workshop: Workshop
) -> None:
    cast_vote(hold=taken.hold, cast=a_cast(), now=NOON)
    close_round(round=voting, now=NOON)
    with pytest.raises(VoteTooLate, match="Round 1 was closed before this vote arrived"):
        cast_vote(hold=taken.hold, cast=a_cast(turn=2, phase=1), now=NOON)
    open_round(workshop=workshop, now=NOON)
    with pytest.raises(VoteTooLate, match="Round 1"):
        cast_vote(hold=taken.hold, cast=a_cast(turn=3, phase=1), now=NOON)
    assert [vote.phase for vote in Vote.objects.all()] == [4]


def test_a_vote_whose_answer_was_lost_counts_when_it_is_sent_again_after_the_reveal(
    taken: Handed, voting: VotingRound
) -> None:
    first = a_cast()
    cast_vote(hold=taken.hold, cast=first, now=NOON)
    close_round(round=voting, now=NOON)
    assert cast_vote(hold=taken.hold, cast=first, now=NOON) == Vote.objects.get()
    with pytest.raises(CastConflict):
        cast_vote(hold=taken.hold, cast=a_cast(id=first.id, phase=1), now=NOON)
    assert Vote.objects.get().phase == 4


def test_a_phone_whose_seat_was_released_votes_no_more(taken: Handed, voting: VotingRound, seat: Panelist) -> None:
    release_seat(panelist=seat, by=None, now=NOON)
    with pytest.raises(SeatGone, match="no longer holds"):
        cast_vote(hold=taken.hold, cast=a_cast(), now=NOON)
    assert not Vote.objects.exists()


def test_votes_rest_on_sources_of_their_own_pillar_and_panel(
    taken: Handed, voting: VotingRound, workshop: Workshop
) -> None:
    source = EvidenceFactory(workshop=workshop)
    other = EvidenceFactory(workshop=workshop, pillar=Pillar.NETWORK)
    cast_vote(hold=taken.hold, cast=a_cast(evidence=frozenset({source.pk})), now=NOON)
    assert list(Vote.objects.get().evidence.all()) == [source]
    with pytest.raises(WorkshopRefused, match="does not lie before this panel"):
        cast_vote(hold=taken.hold, cast=a_cast(turn=2, evidence=frozenset({other.pk})), now=NOON)
    assert Evidence.objects.count() == 2


@pytest.mark.parametrize(("phase", "lower"), [(3, 3), (3, 4), (3, 0), (1, 1), (None, 1)])
def test_only_lower_phases_are_asked_about(taken: Handed, voting: VotingRound, phase: int | None, lower: int) -> None:
    with pytest.raises(WorkshopRefused, match="does not lie under"):
        cast_vote(hold=taken.hold, cast=a_cast(phase=phase, in_place={lower: True}), now=NOON)


def test_a_held_seat_is_not_voted_for_on_paper(
    taken: Handed, voting: VotingRound, seat: Panelist, consultant: User
) -> None:
    cast_vote(hold=taken.hold, cast=a_cast(), now=NOON)
    with pytest.raises(WorkshopRefused, match="holds the seat on a phone"):
        record_votes(round=voting, panelist=seat, votes=ballots((1, 1, 1, 1)), now=NOON)
    release_seat(panelist=seat, by=consultant, now=NOON)
    record_votes(round=voting, panelist=seat, votes=ballots((1, 1, 1, 1)), by=consultant, now=NOON)
    vote = Vote.objects.get(pillar="basic")
    assert (vote.phase, vote.hold, vote.cast) == (1, None, None)
    event = LiveEvent.objects.last()
    assert (event.kind, event.by, event.seat) == (LiveEventKind.VOTES_ON_PAPER, consultant, seat.called)


def test_whoever_takes_a_seat_anew_votes_from_the_start(
    taken: Handed, voting: VotingRound, session: LiveSession, seat: Panelist
) -> None:
    cast_vote(hold=taken.hold, cast=a_cast(turn=9), now=NOON)
    leave_seat(hold=taken.hold, now=NOON)
    leave_seat(hold=taken.hold, now=NOON)
    anew = take_seat(session=session, panelist=seat, now=NOON)
    cast_vote(hold=anew.hold, cast=a_cast(turn=1, phase=2), now=NOON)
    assert [(vote.phase, vote.hold) for vote in Vote.objects.all()] == [(2, anew.hold)]
    assert told(session.workshop)[-2:] == ["seat_left", "seat_taken"]


def test_every_change_moves_the_count_that_pages_ask_for(session: LiveSession, consultant: User) -> None:
    workshop = session.workshop

    def changes() -> int:
        return Workshop.objects.values_list("changes", flat=True).get(pk=workshop.pk)

    before = changes()
    show_on_screen(session=session, pillar="network")
    note_discussion(workshop=workshop, pillar="", text="Ports were said to be slow.", by=consultant, now=NOON)
    assert changes() == before + 2
    with pytest.raises(WorkshopRefused):
        release_seat(panelist=workshop.panelists.first(), by=None, now=NOON)
    assert changes() == before + 2


def test_a_note_of_the_discussion_belongs_to_the_round_before_it(workshop: Workshop, consultant: User) -> None:
    held = hold_round(workshop, ((4, 3, 3, 3),) * 3)
    note = note_discussion(workshop=workshop, pillar="basic", text="Power is steady.", by=consultant, now=NOON)
    assert (note.after_round, note.pillar, note.written_by) == (held, "basic", consultant)


def test_too_many_wrong_codes_close_the_door_for_their_address_for_a_while(db: None) -> None:
    for _try in range(MOST_WRONG_CODES):
        check_tries(address="203.0.113.9", now=NOON)
        note_wrong_code(address="203.0.113.9", now=NOON)
    with pytest.raises(TooManyTries):
        check_tries(address="203.0.113.9", now=NOON)
    check_tries(address="203.0.113.10", now=NOON)
    later = NOON + WRONG_CODES_COUNT_FOR + timedelta(seconds=1)
    check_tries(address="203.0.113.9", now=later)
    note_wrong_code(address="203.0.113.10", now=later)
    assert WrongCode.objects.count() == 1
    assert "203.0.113" not in WrongCode.objects.get().address_hash


@pytest.mark.parametrize("typed", ["ac3-d4e", " AC3 D4E ", "Ac3d4e"])
def test_codes_are_read_as_people_type_them(typed: str) -> None:
    assert read_code(typed) == "AC3D4E"


@pytest.mark.parametrize("typed", ["482 915", "482-915", "４８２９１５", "٤٨٢٩١٥"])
def test_keys_are_read_in_every_script(typed: str) -> None:
    assert read_key(typed) == "482915"


def test_codes_and_keys_are_drawn_from_what_can_be_told_apart() -> None:
    assert not set(ALPHABET) & set("O0IL1S5B8Z2U")
    assert len({new_code() for _draw in range(200)}) > 190
    assert spaced("AC3D4E") == "AC3 D4E" and spaced("AC3D4EAC3D4E") == "AC3D 4EAC 3D4E"
    assert len(new_seat_key()) == 6 and new_seat_key().isdecimal()


def test_times_are_kept(taken: Handed, noon: datetime) -> None:
    assert taken.hold.taken_at == noon
