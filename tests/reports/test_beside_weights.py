"""Comparisons of a run that rests on named weights: the shares of its estimates, and differences by the same design.

Two ways of the same sums are held to CLOSE.
"""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster, Firm, Study
from reports.comparison_words import rounded, weights_in_words
from reports.comparisons import compare_clusters
from reports.models import Run
from reports.results import DIMENSIONS, PopulationShares, RunTables
from reports.side_by_side import SideBySide, side_by_side
from reports.weights import use_weights
from tests.factories.clusters import ClusterFactory
from tests.factories.reports import NOON, ready_run
from tests.factories.weights import unevenly_drawn, weigh

pytestmark = pytest.mark.django_db
CLOSE = 1e-9


@pytest.fixture
def cluster(study: Study, cluster: Cluster) -> Cluster:
    Cluster.objects.filter(pk=cluster.pk).update(sector_variant="generic")
    cluster.refresh_from_db()
    return cluster


@pytest.fixture
def three(study: Study, cluster: Cluster, owner: User) -> Run:
    """Two clusters with weights in use, and one in which base weights count."""
    coast, north = (
        ClusterFactory(study=study, slug=slug, name=slug.title(), position=place, sector_variant="generic")
        for place, slug in enumerate(("coast", "north"), 1)
    )
    unevenly_drawn(cluster)
    unevenly_drawn(coast, {"foreign-large": [6, 3, 2], "national-small": [2, 3, 3, 4, 4, 1, 5]}, refused=3)
    unevenly_drawn(north)
    weigh(cluster, owner)
    weigh(coast, owner, "First try")
    return ready_run(study)


def estimates_of(run: Run, slug: str, dimension: str) -> PopulationShares:
    [found] = [each for each in RunTables.from_json(run.tables or {}).clusters if each.slug == slug]
    shares = found.dimensions[dimension].population
    assert shares is not None
    return shares


def beside(run: Run, slug: str = "lakes") -> SideBySide:
    found = side_by_side(run, slug)
    assert found is not None
    return found


def test_every_share_beside_others_is_the_estimate_of_the_run_to_the_last_digit(three: Run) -> None:
    found = beside(three)
    for dimension in found.dimensions:
        own = estimates_of(three, "lakes", dimension.code)
        assert tuple(row.own.percent for row in dimension.rows) == own.share
        for place, other in enumerate(found.others):
            told = estimates_of(three, other.slug, dimension.code)
            assert tuple(row.others[place].share.percent for row in dimension.rows) == told.share
    # By hand: of 12 eligible foreign firms and 80 national ones, 4 of 6 and 1 of 10 stand at level 4.
    at_four = found.dimensions[0].rows[3]
    assert at_four.own.percent == pytest.approx(100 * (12 * 4 / 6 + 80 / 10) / 92)
    north = at_four.others[1].share
    assert north.percent == pytest.approx(100 * (20 * 4 / 6 + 80 / 10) / 100), "base weights"


def test_intervals_of_shares_and_differences_are_those_of_the_estimates(three: Run) -> None:
    pairs = {
        (each.dimension, each.level): each.found
        for each in compare_clusters(RunTables.from_json(three.tables or {}).clusters).differences
        if (each.one, each.other) == ("lakes", "coast")
    }
    for dimension in beside(three).dimensions:
        told = estimates_of(three, "lakes", dimension.code)
        for row in dimension.rows:
            bounds, theirs, other = row.own.interval, row.others[0].found, pairs[dimension.code, row.level]
            assert bounds is not None and theirs is not None and other.low is not None and other.high is not None
            assert (bounds.low, bounds.high) == pytest.approx(
                (told.low[row.level - 1] / 100, told.high[row.level - 1] / 100), abs=CLOSE
            )
            # There the first less the second, here the second less the first.
            assert (theirs.low, theirs.high) == pytest.approx((-other.high / 100, -other.low / 100), abs=CLOSE)


def test_the_page_shows_the_estimates_and_says_on_which_weights_each_rests(
    three: Run, client: Client, owner: User
) -> None:
    client.force_login(owner)
    shown = " ".join(client.get(reverse("run_beside", args=[three.pk])).content.decode().split())
    for level in range(1, 7):
        percent = rounded(estimates_of(three, "lakes", "hr").share[level - 1])
        address = f"{reverse('run_firms', args=[three.pk])}?cluster=lakes&amp;dimension=hr&amp;how=at_least"
        assert f'<a href="{address}&amp;number={level}"><strong>{percent}</strong></a>' in shown
    assert shown.count("weights 1, Median") == shown.count("weights 1, First try") == len(DIMENSIONS)
    assert shown.count("base weights</span>") == len(DIMENSIONS)


def test_a_run_keeps_the_weights_it_froze(three: Run, cluster: Cluster, owner: User) -> None:
    before = beside(three)
    use_weights(cluster=cluster, version=None, by=owner, now=NOON)
    Firm.objects.filter(cluster=cluster).update(final_weight=1.0)
    assert beside(three) == before
    assert weights_in_words(before.dimensions[0].rows[0].own.rests_on) == "weights 1, Median"


def test_a_run_from_before_there_were_errors_is_weighed_by_strata_and_says_so(three: Run) -> None:
    part = three.clusters.get(cluster__slug="lakes")
    for name in DIMENSIONS:
        del part.figures["dimensions"][name]["population"]["se"]
    part.save()
    row = beside(three).dimensions[0].rows[3]
    assert weights_in_words(row.own.rests_on) == "base weights"
    assert row.own.estimate is not None and row.own.estimate.value == pytest.approx((20 * 4 / 6 + 80 / 10) / 100)
