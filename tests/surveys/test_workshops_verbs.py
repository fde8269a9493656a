"""A workshop is recorded step by step, and each step refuses what would falsify the protocol."""

from datetime import date
from typing import Any

import pytest

from accounts.models import User
from clusters.models import Cluster
from surveys.errors import WorkshopRefused
from surveys.models import AgreedPhase, Criterion, PanelistKind, Pillar, Validation, Verdict, Vote, Workshop
from surveys.signals import phases_changed
from surveys.workshops import (
    Ballot,
    add_evidence,
    change_workshop,
    close_round,
    open_round,
    open_workshop,
    record_votes,
    remove_evidence,
    seat_panelist,
    unseat_panelist,
    validate_phase,
)
from tests.factories.accounts import UserFactory
from tests.factories.workshops import (
    NOON,
    EvidenceFactory,
    PanelistFactory,
    WorkshopFactory,
    agree,
    ballots,
    hold_round,
)

SPLIT = ((3, 3, 3, 3), (3, 3, 3, 3), (4, 3, 3, 3), (4, 3, 3, 3))
SCATTERED = ((1, 3, 3, 3), (2, 3, 3, 3), (4, 3, 3, 3), (5, 3, 3, 3))


@pytest.fixture
def workshop(db: None) -> Workshop:
    return WorkshopFactory(moderator=UserFactory(username="moderator", full_name="Moderator of the day"))


def changed(workshop: Workshop, **values: Any) -> Workshop:
    kept = {name: getattr(workshop, name) for name in ("held_on", "place", "moderator", "criterion", "note")}
    return change_workshop(workshop=workshop, **(kept | values))


def validate(agreed: AgreedPhase, **changes: Any) -> Validation:
    values = {
        "verdict": Verdict.CONFIRMED,
        "validator": "Director of the export office",
        "validated_on": date(2026, 3, 20),
        "note": "",
        "by": None,
        "now": NOON,
    }
    return validate_phase(agreed_phase=agreed, **(values | changes))


def test_a_workshop_opens_with_its_criterion(cluster: Cluster, consultant: User) -> None:
    workshop = open_workshop(
        cluster=cluster, held_on=date(2026, 3, 2), place="Town hall", moderator=consultant, criterion="strict"
    )
    assert (workshop.criterion, workshop.moderator, workshop.is_reconstruction) == (Criterion.STRICT, consultant, False)


def test_the_criterion_can_be_changed_before_the_first_round_only(workshop: Workshop) -> None:
    assert changed(workshop, criterion=Criterion.STRICT).criterion == Criterion.STRICT
    hold_round(workshop)
    with pytest.raises(WorkshopRefused, match="fixed when round 1 was opened"):
        changed(workshop, criterion=Criterion.DEFAULT)
    assert Workshop.objects.get().criterion == Criterion.STRICT
    workshop.refresh_from_db()
    assert changed(workshop, place="School").place == "School"


def test_a_moderator_has_no_seat_and_a_panelist_does_not_moderate(workshop: Workshop) -> None:
    with pytest.raises(WorkshopRefused, match="does not vote"):
        seat_panelist(workshop=workshop, label="Moderator", kind=PanelistKind.OTHER, user=workshop.moderator)
    person = UserFactory()
    seat_panelist(workshop=workshop, label="Mayor", kind=PanelistKind.GOVERNMENT, user=person)
    with pytest.raises(WorkshopRefused, match="cannot moderate"):
        changed(workshop, moderator=person)


def test_seats_are_numbered_and_nobody_sits_twice(workshop: Workshop) -> None:
    first = seat_panelist(workshop=workshop, label="Mayor", kind=PanelistKind.GOVERNMENT)
    second = seat_panelist(workshop=workshop, label="Head of the association", kind=PanelistKind.ASSOCIATION)
    assert (first.seat, second.seat) == (1, 2)
    with pytest.raises(WorkshopRefused, match="already has seat 1"):
        seat_panelist(workshop=workshop, label=" mayor", kind=PanelistKind.GOVERNMENT)


def test_a_seat_is_taken_back_until_its_panelist_has_voted(workshop: Workshop) -> None:
    idle = PanelistFactory(workshop=workshop, seat=99)
    unseat_panelist(panelist=idle)
    hold_round(workshop, close=False)
    with pytest.raises(WorkshopRefused, match="has voted and stays"):
        unseat_panelist(panelist=workshop.panelists.first())
    assert workshop.panelists.count() == 7


def test_evidence_can_be_added_any_time_and_removed_before_the_first_round(workshop: Workshop) -> None:
    remove_evidence(evidence=EvidenceFactory(workshop=workshop))
    kept = EvidenceFactory(workshop=workshop)
    hold_round(workshop)
    with pytest.raises(WorkshopRefused, match="stays in the protocol"):
        remove_evidence(evidence=kept)
    add_evidence(workshop=workshop, pillar=Pillar.NETWORK, citation="Minutes of the association")
    assert workshop.evidence.count() == 2


def test_a_round_needs_a_panel(workshop: Workshop) -> None:
    PanelistFactory(workshop=workshop)
    with pytest.raises(WorkshopRefused, match="a panel of at least two"):
        open_round(workshop=workshop, now=NOON)


def test_rounds_follow_one_another_up_to_the_third(workshop: Workshop) -> None:
    hold_round(workshop, close=False)
    with pytest.raises(WorkshopRefused, match="Round 1 is still open"):
        open_round(workshop=workshop, now=NOON)
    close_round(round=workshop.rounds.get(), now=NOON)
    assert [hold_round(workshop).number, hold_round(workshop).number] == [2, 3]
    with pytest.raises(WorkshopRefused, match="the most there may be"):
        open_round(workshop=workshop, now=NOON)


def test_a_round_without_votes_is_not_closed(workshop: Workshop) -> None:
    PanelistFactory.create_batch(2, workshop=workshop)
    opened = open_round(workshop=workshop, now=NOON)
    with pytest.raises(WorkshopRefused, match="no votes yet"):
        close_round(round=opened, now=NOON)


def test_closing_twice_changes_nothing(workshop: Workshop) -> None:
    closed = hold_round(workshop)
    assert close_round(round=closed, now=NOON.replace(hour=15)).closed_at == NOON


def test_a_vote_given_again_stays_the_same_vote(workshop: Workshop) -> None:
    opened = hold_round(workshop, close=False)
    panelist = workshop.panelists.first()
    before = Vote.objects.get(round=opened, panelist=panelist, pillar=Pillar.BASIC)
    later = NOON.replace(hour=14)
    record_votes(round=opened, panelist=panelist, votes={"basic": Ballot(None, reason="No figures")}, now=later)
    after = Vote.objects.get(round=opened, panelist=panelist, pillar=Pillar.BASIC)
    assert (after.pk, after.phase, after.reason, after.made_at) == (before.pk, None, "No figures", later)
    assert Vote.objects.filter(panelist=panelist).count() == 4


def test_a_vote_repeated_word_for_word_keeps_its_time(workshop: Workshop) -> None:
    opened = hold_round(workshop, close=False)
    panelist = workshop.panelists.first()
    record_votes(round=opened, panelist=panelist, votes=ballots((4, 3, 3, 3)), now=NOON.replace(hour=14))
    assert set(Vote.objects.filter(panelist=panelist).values_list("made_at", flat=True)) == {NOON}


def test_votes_after_the_close_are_refused(workshop: Workshop) -> None:
    opened = hold_round(workshop, close=False)
    close_round(round=workshop.rounds.get(), now=NOON)
    with pytest.raises(WorkshopRefused, match="its votes stand as they are"):
        record_votes(round=opened, panelist=workshop.panelists.first(), votes=ballots((1, 1, 1, 1)), now=NOON)
    assert not Vote.objects.filter(phase=1).exists()


@pytest.mark.parametrize(
    ("votes", "sentence"),
    [
        ({"basic": Ballot(6)}, "no phase 6"),
        ({"basic": Ballot(0)}, "no phase 0"),
        ({"basic": Ballot(3, confidence=5)}, "no confidence 5"),
        ({"roads": Ballot(3)}, "no pillar “roads”"),
    ],
)
def test_a_vote_off_the_scale_is_refused(workshop: Workshop, votes: dict[str, Ballot], sentence: str) -> None:
    opened = hold_round(workshop, close=False)
    with pytest.raises(WorkshopRefused, match=sentence):
        record_votes(round=opened, panelist=workshop.panelists.first(), votes=votes, now=NOON)


def test_nobody_votes_on_another_panel(workshop: Workshop) -> None:
    opened = hold_round(workshop, close=False)
    with pytest.raises(WorkshopRefused, match="another workshop"):
        record_votes(round=opened, panelist=PanelistFactory(), votes=ballots((3, 3, 3, 3)), now=NOON)


def test_a_phase_is_agreed_by_consensus_where_the_criterion_says_so(workshop: Workshop) -> None:
    held = hold_round(workshop)
    agreed = agree(workshop, dissent="One panelist sees phase 5.")
    assert (agreed.phase, agreed.low, agreed.high, agreed.round) == (4, 4, 5, held)


def test_consensus_needs_votes(workshop: Workshop) -> None:
    with pytest.raises(WorkshopRefused, match="no closed round with votes"):
        agree(workshop)
    hold_round(workshop, ((None, 3, 3, 3), (None, 3, 3, 3)))
    with pytest.raises(WorkshopRefused, match="no closed round with votes"):
        agree(workshop)


def test_consensus_is_refused_where_the_votes_scatter(workshop: Workshop) -> None:
    hold_round(workshop, SCATTERED)
    with pytest.raises(WorkshopRefused, match="the votes show no consensus"):
        agree(workshop, phase=3, low=1, high=5)
    assert agree(workshop, phase=3, low=1, high=5, status="no_consensus", reason="Two readings stand apart.").phase == 3


def test_the_strict_criterion_asks_for_one_phase(workshop: Workshop) -> None:
    changed(workshop, criterion=Criterion.STRICT)
    hold_round(workshop)
    with pytest.raises(WorkshopRefused, match="the votes show no consensus"):
        agree(workshop, pillar=Pillar.INTEGRATION, phase=3, low=3, high=4)


def test_a_half_median_is_never_rounded(workshop: Workshop) -> None:
    hold_round(workshop, SPLIT)
    for phase in (3, 4):
        with pytest.raises(WorkshopRefused, match=r"The median is 3\.5, between two phases"):
            agree(workshop, phase=phase, low=3, high=4)
    with pytest.raises(WorkshopRefused, match="needs a reason"):
        agree(workshop, phase=3, low=3, high=4, status="adjudicated", reason=" ")
    agreed = agree(workshop, phase=3, low=3, high=4, status="adjudicated", reason="Power cuts of the last winter.")
    assert (agreed.phase, agreed.status) == (3, "adjudicated")


def test_consensus_on_another_phase_than_the_votes_is_refused(workshop: Workshop) -> None:
    hold_round(workshop)
    with pytest.raises(WorkshopRefused, match="agree on phase 4, not on phase 5"):
        agree(workshop, phase=5)


def test_a_phase_lies_within_its_range(workshop: Workshop) -> None:
    hold_round(workshop)
    with pytest.raises(WorkshopRefused, match="does not lie between"):
        agree(workshop, low=1, high=3)


def test_nothing_is_agreed_while_a_round_is_open(workshop: Workshop) -> None:
    hold_round(workshop)
    hold_round(workshop, close=False)
    with pytest.raises(WorkshopRefused, match="A round is still open"):
        agree(workshop)


def test_changing_an_agreed_phase_keeps_the_older_one(workshop: Workshop) -> None:
    hold_round(workshop)
    first = agree(workshop)
    second = agree(workshop, phase=5, low=4, high=5, status="adjudicated", reason="New port figures.")
    assert list(workshop.agreed_phases.all()) == [second, first]


def test_a_phase_is_validated_by_somebody_from_outside(workshop: Workshop) -> None:
    hold_round(workshop)
    agreed = agree(workshop)
    assert validate(agreed, by=UserFactory()).agreed_phase == agreed


def test_the_panel_and_its_moderator_do_not_validate(workshop: Workshop) -> None:
    person = UserFactory()
    seat_panelist(workshop=workshop, label="A. Pérez, fish farmers", kind=PanelistKind.FIRM, user=person)
    PanelistFactory.create_batch(6, workshop=workshop)
    hold_round(workshop)
    agreed = agree(workshop)
    with pytest.raises(WorkshopRefused, match="You sat on this panel"):
        validate(agreed, by=person)
    with pytest.raises(WorkshopRefused, match="You moderated"):
        validate(agreed, by=workshop.moderator)
    for name in ("a. pérez (ministry)", "A. Pérez, fish farmers"):
        with pytest.raises(WorkshopRefused, match="somebody on this panel"):
            validate(agreed, validator=name)
    with pytest.raises(WorkshopRefused, match="moderated this workshop"):
        validate(agreed, validator="Moderator of the day, consultant")
    assert not Validation.objects.exists()


def test_only_the_newest_agreed_phase_is_validated(workshop: Workshop) -> None:
    hold_round(workshop)
    first = agree(workshop)
    agree(workshop, phase=5, status="adjudicated", reason="New port figures.")
    with pytest.raises(WorkshopRefused, match="has been replaced since"):
        validate(first)


def test_a_dispute_says_why_and_no_validation_precedes_the_workshop(workshop: Workshop) -> None:
    hold_round(workshop)
    agreed = agree(workshop)
    with pytest.raises(WorkshopRefused, match="A dispute needs a note"):
        validate(agreed, verdict=Verdict.DISPUTED)
    with pytest.raises(WorkshopRefused, match="before the workshop"):
        validate(agreed, validated_on=date(2026, 3, 1))


def test_other_rooms_hear_of_agreed_and_validated_phases(
    workshop: Workshop, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[int] = []

    def listen(cluster_id: int, **kwargs: Any) -> None:
        heard.append(cluster_id)

    phases_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            hold_round(workshop)
        assert heard == []
        with django_capture_on_commit_callbacks(execute=True):
            validate(agree(workshop))
        assert heard == [workshop.cluster_id] * 2
    finally:
        phases_changed.disconnect(listen)


def test_a_listener_that_fails_does_not_take_the_agreed_phase_down_with_it(
    workshop: Workshop, django_capture_on_commit_callbacks: Any
) -> None:
    def fail(**kwargs: Any) -> None:
        raise RuntimeError("The listener's own trouble.")

    phases_changed.connect(fail)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            hold_round(workshop)
            agreed = agree(workshop)
    finally:
        phases_changed.disconnect(fail)
    assert workshop.agreed_phases.get() == agreed
