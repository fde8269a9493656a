"""Two rounds by the weights their runs rest on: shares of all firms, their overlap, and weighted transitions.

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
from reports.comparison_words import weights_in_words
from reports.models import Run
from reports.results import PopulationShares, RunTables
from reports.rounds import Basis, Rounds, compare_rounds
from reports.rounds_page import EarlierRun, two_rounds
from reports.run_levels import levels_of_cluster
from reports.workbook.rounds import build_rounds_workbook
from tests.factories.clusters import ClusterFactory, MembershipFactory, RoundLinkFactory, StudyFactory
from tests.factories.reports import ready_run
from tests.factories.weights import unevenly_drawn, weigh

pytestmark = pytest.mark.django_db
CLOSE = 1e-9


@pytest.fixture
def cluster(study: Study, cluster: Cluster) -> Cluster:
    Cluster.objects.filter(pk=cluster.pk).update(sector_variant="generic")
    Study.objects.filter(pk=study.pk).update(base_year=2006, reference_year=2012)
    cluster.refresh_from_db()
    return cluster


def estimates_of(run: Run, dimension: str) -> PopulationShares:
    [found] = RunTables.from_json(run.tables or {}).clusters
    shares = found.dimensions[dimension].population
    assert shares is not None
    return shares


@pytest.fixture
def before(cluster: Cluster, owner: User) -> Cluster:
    study = StudyFactory(title="Earlier salmon", slug="earlier-salmon")
    MembershipFactory(study=study, user=owner, role="manager")
    made: Cluster = ClusterFactory(study=study, slug="lakes", name="Lakes", sector_variant="generic")
    return made


@pytest.fixture
def runs(before: Cluster, cluster: Cluster, owner: User) -> tuple[Run, Run]:
    """The same firms by code in two rounds, with named weights in the later one only; two of them fell or rose."""
    unevenly_drawn(before)
    unevenly_drawn(cluster, {"foreign-large": [5, 5, 4, 3, 3, 2], "national-small": [1, 2, 4, 3, 1, 4, 4, 1, 3, 1]})
    for each in (before, cluster):
        for number, firm in enumerate(
            Firm.objects.filter(cluster=each, interviews__isnull=False).order_by("frame_unit__pk")
        ):
            Firm.objects.filter(pk=firm.pk).update(code=f"F{number}", name="The same")
    weigh(cluster, owner)
    return ready_run(before.study), ready_run(cluster.study)


def compared(runs: tuple[Run, Run], before: Cluster, cluster: Cluster) -> Rounds:
    first, second = levels_of_cluster(runs[0], before.pk), levels_of_cluster(runs[1], cluster.pk)
    assert first is not None and second is not None
    return compare_rounds(first, second)


def test_every_share_of_two_rounds_is_the_estimate_of_its_run_to_the_last_digit(
    runs: tuple[Run, Run], before: Cluster, cluster: Cluster
) -> None:
    for dimension in compared(runs, before, cluster).dimensions:
        told = [estimates_of(run, dimension.code).share for run in runs]
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
    share = estimates_of(runs[1], "hr")
    assert levels[3][5:8] == pytest.approx((share.share[3], share.low[3], share.high[3]), abs=CLOSE)


def test_transitions_are_weighted_by_the_earlier_round(
    runs: tuple[Run, Run], before: Cluster, cluster: Cluster
) -> None:
    found = compared(runs, before, cluster).dimensions[0]
    assert found.weighted is not None and (found.moved.up, found.moved.same, found.moved.down) == (3, 12, 1)
    # A foreign firm stands for 20 / 6 firms, a national one for 8: one and two of them rose, one foreign one fell.
    shares = [each.share for each in found.weighted.moves.shares]
    assert shares == pytest.approx([(20 / 6 + 16) / 100, 1 - (40 / 6 + 16) / 100, 20 / 6 / 100], abs=CLOSE)
    at_four = found.weighted.rows[4]
    assert (at_four.n, at_four.shares[3].share) == (3, pytest.approx(20 / 6 / (40 / 6 + 8), abs=CLOSE))
    rose = found.weighted.moves.shares[0]
    assert rose.low is not None and rose.high is not None and rose.low < (rose.share or 0) < rose.high


def test_named_weights_of_the_earlier_round_weigh_transitions(
    before: Cluster, cluster: Cluster, runs: tuple[Run, Run], owner: User
) -> None:
    weigh(before, owner, "Second try")
    found = compared((ready_run(before.study), runs[1]), before, cluster)
    weighted = found.dimensions[0].weighted
    assert weights_in_words(found.weighted_by) == "weights 1, Second try"
    # Of 20 foreign firms 12 are eligible: each of six stands for two.
    assert weighted is not None and weighted.moves.shares[0].share == pytest.approx((2 + 16) / 92, abs=CLOSE)


def test_the_page_tells_weighted_transitions_and_of_whom_they_speak(
    client: Client, runs: tuple[Run, Run], before: Cluster, owner: User
) -> None:
    RoundLinkFactory(later=Cluster.objects.get(study=runs[1].study), earlier=before)
    client.force_login(owner)
    page = " ".join(client.get(reverse("rounds", args=[runs[1].pk])).content.decode().split())
    assert "With the weights of the earlier round (base weights): 19 % [" in page
    assert '1</a><br><span class="small">33 <span class="soft nowrap">(23)</span></span>' in page
    assert "Matched firms are those seen twice." in page and "No weighted shares" not in page


def test_the_workbook_tells_weighted_transitions_with_their_bounds(
    runs: tuple[Run, Run], before: Cluster, cluster: Cluster, tmp_path: Path
) -> None:
    told = two_rounds(EarlierRun(runs[0], before, True), runs[1], cluster)
    assert told is not None
    build_rounds_workbook(told, runs[1], cluster.name, tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["Weighted transitions"]
    rows = [row for row in sheet.iter_rows(min_row=4, values_only=True) if row[0] == "Human resources"]
    assert rows[0][1:6] == ("all", "rose", 3, pytest.approx(18.75), pytest.approx(100 * (20 / 6 + 16) / 100))
    cell = next(row for row in rows if row[1:3] == (4, "3"))
    assert cell[3:6] == (1, pytest.approx(100 / 3), pytest.approx(100 * (20 / 6) / (40 / 6 + 8)))
    assert cell[6] < cell[5] < cell[7] and cell[9] == 3
    assert sum(row[3] for row in rows[3:]) == 16, "every matched firm once"
