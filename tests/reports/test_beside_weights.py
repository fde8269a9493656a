"""Comparisons of a run that rests on named weights: the shares of its estimates, and differences by the same design.

Two ways of the same sums are held to CLOSE.
"""

from pathlib import Path

import numpy as np
import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster, Firm, Study
from reports.comparison_words import rounded, weights_in_words
from reports.comparisons import compare_clusters
from reports.models import Run
from reports.results import DIMENSIONS, PopulationShares, RunTables
from reports.rounds import Basis, Rounds, compare_rounds
from reports.rounds_page import EarlierRun, two_rounds
from reports.run_levels import levels_of_cluster
from reports.side_by_side import SideBySide, side_by_side
from reports.weight_inputs import WeightChoices
from reports.weights import make_weights, use_weights
from reports.workbook.rounds import build_rounds_workbook
from tests.factories.clusters import ClusterFactory, MembershipFactory, StudyFactory
from tests.factories.reports import NOON, ready_run
from tests.factories.weights import sampled_cluster

pytestmark = pytest.mark.django_db
CLOSE = 1e-9
LEVELS = {"foreign-large": [5, 5, 4, 4, 3, 1], "national-small": [1, 2, 2, 3, 1, 1, 4, 1, 3, 1]}


def drawn(cluster: Cluster, levels: dict[str, list[int]] | None = None, refused: int = 10) -> None:
    """Of 20 foreign firms 12 are eligible, of 80 national ones all: weights differ from N / n by stratum."""
    told = levels or LEVELS
    strata = {
        "foreign-large": (20, {"complete": len(told["foreign-large"]), "ineligible": 4}),
        "national-small": (80, {"complete": len(told["national-small"]), "refusal": refused}),
    }
    sampled_cluster(cluster, strata, levels=told)


def weighed(cluster: Cluster, owner: User, name: str = "Median") -> None:
    make_weights(cluster=cluster, choices=WeightChoices(eligibility="median"), name=name, by=owner, now=NOON)


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
    drawn(cluster)
    drawn(coast, {"foreign-large": [6, 3, 2], "national-small": [2, 3, 3, 4, 4, 1, 5]}, refused=3)
    drawn(north)
    weighed(cluster, owner)
    weighed(coast, owner, "First try")
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


@pytest.fixture
def before(cluster: Cluster, owner: User) -> Cluster:
    study = StudyFactory(title="Earlier salmon", slug="earlier-salmon")
    MembershipFactory(study=study, user=owner, role="manager")
    made: Cluster = ClusterFactory(study=study, slug="lakes", name="Lakes", sector_variant="generic")
    return made


@pytest.fixture
def runs(before: Cluster, cluster: Cluster, owner: User) -> tuple[Run, Run]:
    """The same firms by code in two rounds, with named weights in the later one only; two of them fell or rose."""
    drawn(before)
    drawn(cluster, {"foreign-large": [5, 5, 4, 3, 3, 2], "national-small": [1, 2, 4, 3, 1, 4, 4, 1, 3, 1]})
    for each in (before, cluster):
        for number, firm in enumerate(
            Firm.objects.filter(cluster=each, interviews__isnull=False).order_by("frame_unit__pk")
        ):
            Firm.objects.filter(pk=firm.pk).update(code=f"F{number}", name="The same")
    weighed(cluster, owner)
    return ready_run(before.study), ready_run(cluster.study)


def compared(runs: tuple[Run, Run], before: Cluster, cluster: Cluster) -> Rounds:
    first, second = levels_of_cluster(runs[0], before.pk), levels_of_cluster(runs[1], cluster.pk)
    assert first is not None and second is not None
    return compare_rounds(first, second)


def test_every_share_of_two_rounds_is_the_estimate_of_its_run_to_the_last_digit(
    runs: tuple[Run, Run], before: Cluster, cluster: Cluster
) -> None:
    for dimension in compared(runs, before, cluster).dimensions:
        told = [estimates_of(run, "lakes", dimension.code).share for run in runs]
        assert tuple(row.first.percent for row in dimension.shares) == told[0]
        assert tuple(row.second.percent for row in dimension.shares) == told[1]
        rests = [weights_in_words(each.rests_on) for each in (dimension.shares[0].first, dimension.shares[0].second)]
        assert rests == ["base weights", "weights 1, Median"]


def test_the_overlap_of_weighted_rounds_goes_by_linearised_variables(
    runs: tuple[Run, Run], before: Cluster, cluster: Cluster
) -> None:
    at_three = compared(runs, before, cluster).dimensions[0].shares[2]
    assert (at_three.basis, at_three.common) == (Basis.OVERLAP, 16)
    one, other = at_three.first.estimate, at_three.second.estimate
    assert one is not None and other is not None and one.se and other.se and at_three.found is not None
    # Firm by firm: foreign ones stand for 20 / 6 and 12 / 6 firms, national ones for 8; of 20 and 80 at most.
    first = np.array([1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0])
    second = np.array([1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 0, 1, 1, 0, 1, 0])
    z = [
        weights * (values - share) / weights.sum()
        for weights, values, share in (
            (np.array([20 / 6] * 6 + [8] * 10), first, one.value),
            (np.array([2.0] * 6 + [8] * 10), second, other.value),
        )
    ]
    together = 0.0
    for inside, n, size in ((slice(0, 6), 6, 20), (slice(6, 16), 10, 80)):
        a, b = z[0][inside], z[1][inside]
        together += (n - n * n / size) * sum((a - a.mean()) * (b - b.mean())) / (n - 1)
    assert at_three.found.correlation == pytest.approx(together / (one.se * other.se), rel=CLOSE)
    assert 0 < at_three.found.correlation < 1


def test_the_workbook_of_rounds_says_in_each_row_on_which_weights_it_rests(
    runs: tuple[Run, Run], before: Cluster, cluster: Cluster, tmp_path: Path
) -> None:
    told = two_rounds(EarlierRun(runs[0], before, True), runs[1], cluster)
    assert told is not None
    build_rounds_workbook(told, runs[1], cluster.name, tmp_path / "out.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "out.xlsx")["Shares"].iter_rows(min_row=4, values_only=True))
    levels = [row for row in rows if isinstance(row[1], int)]
    assert len(levels) == 18 and {row[12:14] for row in levels} == {("base weights", "weights 1, Median")}
    share = estimates_of(runs[1], "lakes", "hr")
    assert levels[3][5:8] == pytest.approx((share.share[3], share.low[3], share.high[3]), abs=CLOSE)
