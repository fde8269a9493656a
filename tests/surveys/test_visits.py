"""Whom to visit next: one's own firms first, then nobody's in the order of the draw; and noting an attempt."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.blindness import hide_firm
from clusters.models import Attempt, Cluster, Disclosure, Disposition, DrawnUnit, Firm
from clusters.registry import set_disposition
from clusters.replacing import note_attempt, replace_firm
from surveys.models import Interview, InterviewState
from surveys.taking_along import cluster_to_take
from surveys.visits import visits_of
from tests.factories.clusters import ContactFactory, FirmFactory
from tests.factories.samples import NOW, drawn_sample, listed_frame
from tests.factories.surveys import InterviewFactory

PLACE = ["salmon-study", "lakes"]


@pytest.fixture
def firms(cluster: Cluster) -> list[Firm]:
    """A sample of ten national firms, in the order of its draw."""
    draw = drawn_sample(listed_frame(cluster, {"national-small": 40}), total=10, reserve_pct=100.0, strata={})
    drawn = DrawnUnit.objects.filter(draw=draw, is_reserve=False).order_by("place")
    return [Firm.objects.get(frame_unit=each.unit_id) for each in drawn]


def listed(user: User, cluster: Cluster) -> list[Firm]:
    return [visit.firm for visit in visits_of(user, cluster).rows]


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_firms_that_nobody_has_come_in_the_order_of_the_draw(
    consultant: User, cluster: Cluster, firms: list[Firm]
) -> None:
    assert listed(consultant, cluster) == firms
    assert [visit.place for visit in visits_of(consultant, cluster).rows] == list(range(1, 11))


def test_own_firms_come_first_and_those_of_others_are_only_counted(
    consultant: User, owner: User, cluster: Cluster, firms: list[Firm]
) -> None:
    Firm.objects.filter(pk=firms[7].pk).update(assigned_to=consultant)
    Firm.objects.filter(pk=firms[0].pk).update(assigned_to=owner)
    found = visits_of(consultant, cluster)
    assert [visit.firm for visit in found.rows] == [firms[7], *firms[1:7], *firms[8:]]
    assert (found.mine, found.free, found.others) == (1, 8, 1)


def test_the_stratum_with_fewest_complete_interviews_goes_before(consultant: User, cluster: Cluster) -> None:
    drawn_sample(listed_frame(cluster, {"national-large": 10, "national-small": 10}), total=10, strata={})
    for firm in Firm.objects.filter(stratum__code="national-large").order_by("code")[:2]:
        set_disposition(firm=firm, disposition=Disposition.COMPLETE)
    codes = [firm.stratum.code for firm in listed(consultant, cluster)]
    assert codes == ["national-small"] * 5 + ["national-large"] * 3


def test_what_was_tried_goes_behind_and_what_came_back_goes_first(
    consultant: User, cluster: Cluster, firms: list[Firm]
) -> None:
    note_attempt(firm=firms[0], disposition=Disposition.PENDING, note="Thursday", by=consultant, now=NOW)
    note_attempt(firm=firms[1], disposition=Disposition.NON_CONTACT, by=consultant, now=NOW)
    note_attempt(firm=firms[1], disposition=Disposition.NON_CONTACT, by=consultant, now=NOW)
    InterviewFactory(firm=firms[3], author=consultant, state=InterviewState.RETURNED)
    InterviewFactory(firm=firms[5], author=consultant)
    assert listed(consultant, cluster) == [
        firms[3], firms[5], firms[2], firms[4], *firms[6:], firms[0], firms[1],
    ]  # fmt: skip


def test_who_was_interviewed_refused_or_was_replaced_is_not_visited(
    consultant: User, cluster: Cluster, firms: list[Firm]
) -> None:
    InterviewFactory(firm=firms[0], author=consultant, state=InterviewState.SUBMITTED)
    set_disposition(firm=firms[1], disposition=Disposition.REFUSAL)
    set_disposition(firm=firms[2], disposition=Disposition.NON_CONTACT)
    brought_in = replace_firm(firm=firms[2], reason="Moved away", by=None, now=NOW).firm
    assert listed(consultant, cluster) == [*firms[3:], brought_in]


def test_who_sees_own_firms_only_visits_those_alone(own_rows: User, cluster: Cluster, firms: list[Firm]) -> None:
    Firm.objects.filter(pk=firms[4].pk).update(assigned_to=own_rows)
    assert listed(own_rows, cluster) == [firms[4]]
    assert visits_of(own_rows, cluster).others == 0


def test_a_firm_scored_blind_is_not_visited(consultant: User, cluster: Cluster, firms: list[Firm]) -> None:
    hide_firm(firm=firms[0], user=consultant, now=NOW)
    assert listed(consultant, cluster) == firms[1:]


def test_firms_added_by_hand_are_visited_after_those_of_the_draw(
    consultant: User, cluster: Cluster, firms: list[Firm]
) -> None:
    added = FirmFactory(cluster=cluster, code="A")
    assert listed(consultant, cluster) == [*firms, added]


def test_the_page_tells_where_whom_and_what_was_tried(
    client: Client, consultant: User, cluster: Cluster, firms: list[Firm]
) -> None:
    Firm.objects.filter(pk=firms[0].pk).update(address="Pier 4", assigned_to=consultant)
    ContactFactory(firm=firms[0], name="Rosa Molina", phone="+56 41 2200000")
    note_attempt(firm=firms[0], disposition=Disposition.PENDING, note="After ten", by=consultant, now=NOW)
    client.force_login(consultant)
    seen = text(client.get(reverse("visits", args=PLACE)))
    assert "1 firm of yours is open." in seen
    for words in ("Pier 4", "Rosa Molina", 'href="tel:+56 41 2200000"', "0 of 10 complete", "After ten"):
        assert words in seen
    logged = Disclosure.objects.get()
    assert (logged.page, logged.rows) == ("visits", 1)


def test_an_attempt_is_noted_from_the_page_and_leads_back_to_it(
    client: Client, consultant: User, cluster: Cluster, firms: list[Firm]
) -> None:
    client.force_login(consultant)
    sent = {"disposition": "refusal", "note": "No time before the season", "back": "visits"}
    answer = client.post(reverse("firm_disposition", args=[firms[0].pk]), sent)
    assert answer.url == reverse("visits", args=PLACE)
    attempt = Attempt.objects.get()
    assert (attempt.firm, attempt.disposition, attempt.by, attempt.note) == (
        firms[0],
        "refusal",
        consultant,
        "No time before the season",
    )
    assert listed(consultant, cluster) == firms[1:]


def test_nobody_left_says_so(client: Client, consultant: User, cluster: Cluster) -> None:
    FirmFactory(cluster=cluster, disposition=Disposition.COMPLETE)
    client.force_login(consultant)
    assert "Nobody is left to visit" in text(client.get(reverse("visits", args=PLACE)))
    assert not Interview.objects.exists()


def test_a_cluster_without_firms_is_not_told_that_all_were_visited(
    client: Client, consultant: User, owner: User, cluster: Cluster
) -> None:
    for person, may_draw in ((consultant, False), (owner, True)):
        client.force_login(person)
        page = text(client.get(reverse("visits", args=PLACE)))
        assert "No firm is here to visit yet" in page and "Nobody is left to visit" not in page
        assert (reverse("sample", args=PLACE) in page) is may_draw


@pytest.mark.parametrize("tried", [1, 8])
def test_the_page_asks_as_much_whatever_was_tried(
    client: Client, consultant: User, firms: list[Firm], tried: int, django_assert_num_queries: Any
) -> None:
    for firm in firms[:tried]:
        note_attempt(firm=firm, disposition=Disposition.PENDING, by=consultant, now=NOW)
        ContactFactory(firm=firm)
        InterviewFactory(firm=firm, author=consultant)
    client.force_login(consultant)
    client.get(reverse("home"))
    with django_assert_num_queries(12):
        client.get(reverse("visits", args=PLACE))


def test_the_order_of_visits_is_taken_along(consultant: User, owner: User, cluster: Cluster, firms: list[Firm]) -> None:
    Firm.objects.filter(pk=firms[7].pk).update(assigned_to=consultant)
    Firm.objects.filter(pk=firms[0].pk).update(assigned_to=owner)
    set_disposition(firm=firms[2], disposition=Disposition.COMPLETE)
    taken = cluster_to_take(consultant, cluster)["firms"]
    told = {firm["code"]: firm["visit"] for firm in taken if firm["visit"]}
    in_order = sorted(told, key=lambda code: told[code])
    assert in_order == [firm.code for firm in listed(consultant, cluster)]
    assert in_order[0] == firms[7].code and sorted(told.values()) == list(range(1, 9))
