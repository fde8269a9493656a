"""The worked panel of method A.7, from recorded votes to what pages and runs read."""

from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clusters.models import Cluster
from reports.results import PillarResult
from surveys.models import Criterion, Pillar, Verdict, Workshop
from surveys.workshop_results import PillarFinding, Protocol, pillar_results, protocol_of
from surveys.workshops import Ballot, open_round, record_votes, validate_phase
from tests.factories.workshops import (
    NOON,
    PUBLISHED_PANEL,
    PanelistFactory,
    WorkshopFactory,
    agree,
    ballots,
    hold_round,
)

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "workshops.md"
TO_THREE_PLACES = 5e-4  # the method prints three decimals


@pytest.fixture
def workshop(cluster: Cluster) -> Workshop:
    return WorkshopFactory(cluster=cluster)


@pytest.fixture
def published(workshop: Workshop) -> Protocol:
    hold_round(workshop)
    return protocol_of(workshop)


def test_the_worked_panel_gives_the_printed_measures(published: Protocol) -> None:
    summaries = [pillar.latest.summary for pillar in published.pillars if pillar.latest]
    assert [summary.median for summary in summaries] == [4, 3, 3, 3]
    assert [summary.iqr for summary in summaries] == [0, 0, 0, 0.5]
    assert [summary.at_mode for summary in summaries] == pytest.approx(
        [0.857, 0.857, 0.857, 0.714], abs=TO_THREE_PLACES
    )
    assert [summary.tastle_wierman for summary in summaries] == pytest.approx(
        [0.905, 0.905, 0.905, 0.843], abs=TO_THREE_PLACES
    )
    assert all(pillar.latest and pillar.latest.consensus.reached for pillar in published.pillars)


def test_the_worked_panel_of_the_documentation_is_this_one(published: Protocol) -> None:
    lines = [line.strip("| ").split(" | ") for line in DOCUMENT.read_text().splitlines() if line.startswith("| ")]
    told = {
        line[0]: tuple(float(cell) for cell in line[1:]) for line in lines if len(line) == 5 and line[1][0].isdigit()
    }
    assert tuple(told[str(seat)] for seat in range(1, 8)) == PUBLISHED_PANEL
    summaries = [pillar.latest.summary for pillar in published.pillars if pillar.latest]
    assert told["median"] == tuple(summary.median for summary in summaries)
    assert told["interquartile range"] == tuple(summary.iqr for summary in summaries)
    assert told["share at the most frequent phase"] == pytest.approx(
        [summary.at_mode for summary in summaries], abs=TO_THREE_PLACES
    )
    assert told["Tastle and Wierman"] == pytest.approx(
        [summary.tastle_wierman for summary in summaries], abs=TO_THREE_PLACES
    )


def test_the_order_of_the_pillars_gives_the_printed_concordance(published: Protocol) -> None:
    order = published.order
    assert order is not None
    assert order.w == pytest.approx(0.77198, abs=5e-6)
    assert order.w_uncorrected == pytest.approx(0.57347, abs=5e-6)
    assert order.chi2 == pytest.approx(16.2115, abs=5e-5)
    assert order.p == pytest.approx(0.00103, abs=5e-6)
    assert published.alpha == pytest.approx(0.677, abs=TO_THREE_PLACES)


def test_near_unanimity_hardly_orders_the_pillars_and_unanimity_not_at_all(workshop: Workshop) -> None:
    hold_round(workshop, (*[(4, 4, 4, 4)] * 4, (4, 4, 4, 3)))
    near = protocol_of(workshop)
    assert near.order and near.order.w == pytest.approx(0.2)
    hold_round(workshop, ((4, 4, 4, 4),) * 5)
    unanimous = protocol_of(workshop)
    assert unanimous.order and unanimous.order.w is None
    assert all(pillar.latest and pillar.latest.consensus.reached for pillar in unanimous.pillars)


def test_the_strict_criterion_asks_for_three_quarters_at_one_phase(cluster: Cluster) -> None:
    strict = WorkshopFactory(cluster=cluster, criterion=Criterion.STRICT)
    hold_round(strict)
    reached = [pillar.latest.consensus.reached for pillar in protocol_of(strict).pillars if pillar.latest]
    assert reached == [True, True, True, False]


def test_cannot_judge_is_counted_and_otherwise_left_out(workshop: Workshop) -> None:
    hold_round(workshop, ((4, None, 3, 3), (4, None, 3, 3), (5, 3, 3, 3)))
    hightech = protocol_of(workshop).pillars[1].latest
    assert hightech and (hightech.summary.n, hightech.summary.cannot_judge, hightech.summary.counts) == (
        1,
        2,
        (0, 0, 1, 0, 0),
    )


def test_votes_of_an_open_round_are_counted_but_not_shown(workshop: Workshop) -> None:
    hold_round(workshop, close=False)
    protocol = protocol_of(workshop)
    assert (protocol.voted, len(protocol.seats)) == (7, 7)
    assert all(pillar.tallies == () for pillar in protocol.pillars)
    assert protocol.order is None


def test_a_panelist_has_voted_when_all_four_pillars_have(workshop: Workshop) -> None:
    panelists = PanelistFactory.create_batch(3, workshop=workshop)
    opened = open_round(workshop=workshop, now=NOON)
    record_votes(round=opened, panelist=panelists[0], votes=ballots((4, 3, None, 3)), now=NOON)
    record_votes(round=opened, panelist=panelists[1], votes={"basic": Ballot(4)}, now=NOON)
    protocol = protocol_of(workshop)
    assert ([seat.given for seat in protocol.seats], protocol.voted) == ([4, 1, 0], 1)


def test_the_second_round_says_how_many_moved(workshop: Workshop) -> None:
    hold_round(workshop, ((3, 3, 3, 3), (4, 3, 3, 3), (3, 3, 3, 3), (4, 3, 3, 3)))
    hold_round(workshop, ((3, 3, 3, 3), (3, 3, 3, 3), (3, 3, 3, 3), (4, 3, 3, 3)))
    first, second = protocol_of(workshop).pillars[0].tallies
    assert first.stability is None
    assert second.stability and (second.stability.changed, second.stability.share_changed) == (1, 0.25)
    assert first.summary.half_median and not second.summary.half_median


def test_reasons_come_without_names_and_not_in_the_order_of_the_seats(workshop: Workshop) -> None:
    opened = hold_round(workshop, ((4, 3, 3, 3), (4, 3, 3, 3)), close=False)
    for panelist, reason in zip(workshop.panelists.all(), ("Roads are good", "Air freight"), strict=True):
        record_votes(round=opened, panelist=panelist, votes={"basic": Ballot(4, reason=reason)}, now=NOON)
    opened.closed_at = NOON
    opened.save()
    latest = protocol_of(workshop).pillars[0].latest
    assert latest and [reason.text for reason in latest.reasons] == ["Air freight", "Roads are good"]


def test_a_round_after_the_agreement_overtakes_it(workshop: Workshop) -> None:
    hold_round(workshop)
    agree(workshop)
    assert not protocol_of(workshop).pillars[0].is_overtaken
    hold_round(workshop)
    assert protocol_of(workshop).pillars[0].is_overtaken


def test_a_run_gets_the_agreed_phase_with_its_votes(workshop: Workshop) -> None:
    hold_round(workshop)
    agreed = agree(workshop, dissent="One sees phase 5.")
    validate_phase(
        agreed_phase=agreed,
        verdict=Verdict.CONFIRMED,
        validator="Export office",
        validated_on=date(2026, 3, 20),
        note="",
        by=None,
        now=NOON,
    )
    findings = pillar_results(workshop.cluster)
    basic = asdict(findings["basic"])
    assert basic.pop("percent_at_mode") == pytest.approx(85.7, abs=0.05)
    assert basic == {
        "phase": 4,
        "low": 4,
        "high": 5,
        "status": "consensus",
        "votes": (0, 0, 0, 6, 1),
        "cannot_judge": 0,
        "median": 4.0,
        "iqr": 0.0,
        "dissent": "One sees phase 5.",
        "reason": "",
        "validated": "Confirmed by Export office, 2026-03-20.",
    }
    assert [findings[pillar].phase for pillar in Pillar] == [4, None, None, None]


def test_a_run_can_take_a_finding_as_it_is() -> None:
    assert [field.name for field in fields(PillarFinding)] == [field.name for field in fields(PillarResult)]


def test_a_run_reads_the_votes_the_agreement_rests_on_not_those_of_a_later_round(workshop: Workshop) -> None:
    hold_round(workshop)
    agree(workshop)
    hold_round(workshop, ((1, 1, 1, 1),) * 7)
    assert pillar_results(workshop.cluster)["basic"].votes == (0, 0, 0, 6, 1)


def test_the_newest_workshop_with_an_agreed_phase_counts(cluster: Cluster) -> None:
    older = WorkshopFactory(cluster=cluster, held_on=date(2025, 5, 1))
    newer = WorkshopFactory(cluster=cluster, held_on=date(2026, 5, 1))
    WorkshopFactory(cluster=cluster, held_on=date(2027, 5, 1))
    hold_round(older)
    agree(older)
    assert pillar_results(cluster)["basic"].phase == 4
    agree(newer, phase=2, low=2, high=2, status="adjudicated", reason="Told by the association.")
    finding = pillar_results(cluster)["basic"]
    assert (finding.phase, finding.votes, finding.median) == (2, (), None)


def test_a_cluster_without_a_workshop_has_no_phases(cluster: Cluster) -> None:
    assert [finding.phase for finding in pillar_results(cluster).values()] == [None] * 4


def test_reading_takes_a_fixed_number_of_queries(workshop: Workshop, django_assert_num_queries: Any) -> None:
    hold_round(workshop)
    agree(workshop)
    with django_assert_num_queries(11):
        protocol_of(workshop)
    with django_assert_num_queries(5):
        pillar_results(workshop.cluster)
    hold_round(workshop, ((4, 3, 3, 3),) * 12)
    for pillar in Pillar:
        agree(workshop, pillar, phase=4 if pillar == Pillar.BASIC else 3, low=3, high=5)
    with django_assert_num_queries(11):
        protocol_of(workshop)
    with django_assert_num_queries(5):
        pillar_results(workshop.cluster)
