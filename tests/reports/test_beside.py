"""A cluster beside the others of its run: shares, differences and their intervals, phases, and the ways there."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster, Firm, Frame, Study
from reports.models import Run
from reports.run_levels import shares_of
from reports.side_by_side import SideBySide, side_by_side
from scoring.differences import difference_of_shares
from scoring.estimates import Stratum, estimate_mean
from scoring.intervals import NoInterval
from tests.factories.clusters import ClusterFactory, FrameFactory, StratumFactory
from tests.factories.reports import approved_firm, ready_run
from tests.factories.workshops import WorkshopFactory, agree, hold_round

pytestmark = pytest.mark.django_db
CLOSE = 1e-9


@pytest.fixture
def cluster(study: Study, cluster: Cluster) -> Cluster:
    Cluster.objects.filter(pk=cluster.pk).update(sector_variant="generic")
    cluster.refresh_from_db()
    return cluster


def framed(cluster: Cluster, population: int, *, by_chance: bool = True) -> Frame:
    """The cluster's firms all in one stratum of so many."""
    frame: Frame = FrameFactory(cluster=cluster, is_probability_sample=by_chance)
    stratum = StratumFactory(frame=frame, code="all", population=population)
    Firm.objects.filter(cluster=cluster).update(stratum=stratum)
    return frame


@pytest.fixture
def other(study: Study) -> Cluster:
    return ClusterFactory(study=study, slug="coast", name="Coast", position=1)


@pytest.fixture
def firms(cluster: Cluster, other: Cluster) -> None:
    for level in (1, 1, 2, 3, 3, 3, 4, 4):
        approved_firm(cluster, hr=level)
    for level in (3, 4, 4, 5):
        approved_firm(other, hr=level)


def beside(run: Run) -> SideBySide:
    found = side_by_side(run, "lakes")
    assert found is not None
    return found


def test_samples_by_chance_differ_with_an_interval(study: Study, cluster: Cluster, other: Cluster, firms: None) -> None:
    framed(cluster, 40)
    framed(other, 20)
    found = beside(ready_run(study)).dimensions[0]
    at_four = found.rows[3]
    assert at_four.own.percent == pytest.approx(25) and at_four.own.n == 8
    (theirs,) = at_four.others
    expected = difference_of_shares(
        estimate_mean([Stratum(40, [1, 1, 0, 0, 0, 0, 0, 0])]), estimate_mean([Stratum(20, [1, 1, 1, 0])])
    )
    assert theirs.found == expected
    assert theirs.points == pytest.approx(50) and expected.low is not None and expected.low < 0.5


def test_without_a_draw_by_chance_there_is_a_difference_and_no_interval(study: Study, firms: None) -> None:
    found = beside(ready_run(study)).dimensions[0].rows[3].others[0]
    assert (found.points, found.found) == (50, None)
    assert found.share.reason == "not_by_chance"


def test_two_censuses_differ_without_error(study: Study, cluster: Cluster, other: Cluster, firms: None) -> None:
    framed(cluster, 8)
    framed(other, 4)
    found = beside(ready_run(study)).dimensions[0].rows[3].others[0].found
    assert found is not None and (found.reason, found.low) == (NoInterval.CENSUS, None)


def test_the_shares_are_those_of_table_5(study: Study, firms: None) -> None:
    run = ready_run(study)
    found = beside(run)
    tables = {each["slug"]: each["dimensions"] for each in run.tables["clusters"]}
    for levels in (found.own, *found.others):
        for dimension, table in tables[levels.slug].items():
            shares = shares_of(levels, dimension)
            assert [each.count for each in shares] == table["cumulative"]
            assert {each.n for each in shares} == {table["n"]}


def test_the_page_tells_shares_differences_and_phases(
    client: Client, study: Study, cluster: Cluster, other: Cluster, firms: None, owner: User
) -> None:
    framed(cluster, 40)
    framed(other, 4)
    workshop = WorkshopFactory(cluster=other)
    hold_round(workshop)
    agree(workshop)
    run = ready_run(study)
    client.force_login(owner)
    address = reverse("cluster_beside", args=[study.slug, cluster.slug])
    page = client.get(address, follow=True)
    assert page.redirect_chain == [(f"{reverse('run_beside', args=[run.pk])}?cluster=lakes", 302)]
    shown = " ".join(page.content.decode().split())
    assert "Lakes beside the other clusters" in shown and "+50" in shown and "census" in shown
    assert "no phase agreed" in shown and "Coast: Phase" in shown
    assert client.get(reverse("run_beside", args=[run.pk]) + "?cluster=nowhere").status_code == 404


def test_the_page_says_why_a_cluster_has_no_interval(client: Client, study: Study, firms: None, owner: User) -> None:
    run = ready_run(study)
    client.force_login(owner)
    shown = client.get(reverse("run_beside", args=[run.pk])).content.decode()
    assert "Lakes, Coast: no interval, because firms were not drawn by chance" in shown


def test_without_a_run_the_page_says_how_to_begin(client: Client, study: Study, cluster: Cluster, owner: User) -> None:
    client.force_login(owner)
    page = client.get(reverse("cluster_beside", args=[study.slug, cluster.slug])).content.decode()
    assert "No finished run holds this cluster yet" in page and reverse("run_new", args=[study.slug]) in page
