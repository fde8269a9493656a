"""The register of a cluster: who may enter a line, what its page tells, and what it doubts."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clusters.history import correct_line, record_crisis, record_policy, strike_line
from clusters.history_page import register_of
from clusters.models import Cluster, CrisisEvent, CrisisKind, PolicyAction, PolicyKind, Timing
from tests.factories.clusters import ClusterFactory, CrisisFactory, PolicyFactory

pytestmark = pytest.mark.django_db
CRISIS = {
    "year": "2003",
    "kind": "quality",
    "description": "Returned nets.",
    "informant": "Secretary",
    "source": "Paper",
}


def page(client: Client, user: User, name: str, *arguments: object, **data: Any) -> Any:
    client.force_login(user)
    address = reverse(name, args=arguments)
    return client.post(address, data) if data else client.get(address)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_crisis_entered_on_the_form_stands_on_the_line_of_time(
    client: Client, cluster: Cluster, consultant: User
) -> None:
    place = (cluster.study.slug, cluster.slug)
    assert page(client, consultant, "crisis_new", *place, **CRISIS).status_code == 302
    line = CrisisEvent.objects.get()
    assert (line.year, line.kind, line.recorded_by) == (2003, CrisisKind.QUALITY, consultant)
    seen = text(page(client, consultant, "history", *place))
    assert ">2003</p>" in seen
    assert "Returned nets." in seen
    assert "Told by: Secretary. Document: Paper." in seen.replace(".</p>", ".").replace("  ", " ")
    assert "1 crisis" in text(page(client, consultant, "cluster", *place))


def test_a_policy_that_nobody_can_date_stands_last(client: Client, cluster: Cluster, consultant: User) -> None:
    place = (cluster.study.slug, cluster.slug)
    data = {"kind": "5", "timing": "before", "year": ""}
    assert page(client, consultant, "policy_new", *place, **data).status_code == 302
    CrisisFactory(cluster=cluster, year=2004)
    register = register_of(cluster)
    assert [year.year for year in register.years] == [2004, None]
    assert register.years[-1].policies[0].kind == PolicyKind.TRAINING
    assert "Year not known" in text(page(client, consultant, "history", *place))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"year": "last year"}, "Enter a whole number"),
        ({"year": "1300"}, "greater than or equal to 1800"),
        ({"kind": ""}, "This field is required"),
    ],
)
def test_a_line_that_cannot_stand_is_told_at_its_field(
    client: Client, cluster: Cluster, consultant: User, change: dict[str, str], told: str
) -> None:
    answer = page(client, consultant, "crisis_new", cluster.study.slug, cluster.slug, **{**CRISIS, **change})
    assert told in text(answer)
    assert not CrisisEvent.objects.exists()


def test_a_line_is_corrected_and_taken_out_on_its_own_page(client: Client, cluster: Cluster, consultant: User) -> None:
    line = CrisisFactory(cluster=cluster, year=2004, description="A fire")
    assert "A fire" in text(page(client, consultant, "crisis_edit", line.pk))
    page(client, consultant, "crisis_edit", line.pk, **{**CRISIS, "year": "2006"})
    line.refresh_from_db()
    assert (line.year, line.description) == (2006, "Returned nets.")
    client.post(reverse("crisis_strike", args=[line.pk]))
    assert not CrisisEvent.objects.exists()
    assert page(client, consultant, "crisis_edit", line.pk).status_code == 404


def test_policies_on_the_wrong_side_of_every_crisis_are_doubted(cluster: Cluster) -> None:
    now = timezone.now()
    record_crisis(cluster=cluster, year=2002, kind="quality", by=None, now=now)
    record_crisis(cluster=cluster, year=2005, kind="other", by=None, now=now)
    after = record_policy(cluster=cluster, kind=PolicyKind.RESEARCH, timing=Timing.AFTER, year=2001, by=None, now=now)
    record_policy(cluster=cluster, kind=PolicyKind.LOGISTICS, timing=Timing.BEFORE, year=2004, by=None, now=now)
    late = record_policy(
        cluster=cluster, kind=PolicyKind.MARKETPLACE, timing=Timing.BEFORE, year=2006, by=None, now=now
    )
    assert register_of(cluster).doubts == (
        "“Support for firms’ research and development” of 2001 is noted as after the crisis, "
        "but the first crisis was in 2002.",
        "“Marketplaces” of 2006 is noted as before the crisis, but the last crisis was in 2005.",
    )
    correct_line(line=after, by=None, now=now, timing=Timing.BEFORE)
    strike_line(line=late)
    assert register_of(cluster).doubts == ()
    assert PolicyAction.objects.count() == 2


@pytest.mark.parametrize("count", [1, 20])
def test_the_register_needs_two_queries_however_long_it_is(count: int, django_assert_num_queries: Any) -> None:
    cluster = ClusterFactory()
    for number in range(count):
        CrisisFactory(cluster=cluster, year=1990 + number)
        PolicyFactory(cluster=cluster, year=1990 + number)
    with django_assert_num_queries(2):
        assert len(register_of(cluster).years) == count
