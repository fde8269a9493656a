"""A cluster in two rounds: matching, transitions, covariance of the overlap, the page, its workbook, and the links."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.blindness import hide_firm
from clusters.errors import Refusal, Taken
from clusters.models import Cluster, Disclosure, Firm, Frame, RoundLink, Study
from clusters.rounds import link_rounds
from reports.models import Run
from reports.rounds import Basis, Rounds, compare_rounds
from reports.rounds_page import EarlierRun, earlier_runs, two_rounds
from reports.run_levels import levels_of_cluster
from reports.workbook.rounds import build_rounds_workbook
from scoring.differences import difference_of_shares
from scoring.estimates import Stratum, estimate_mean
from scoring.intervals import NoInterval
from tests.factories.clusters import ClusterFactory, FrameFactory, MembershipFactory, StratumFactory, StudyFactory
from tests.factories.reports import approved_firm, ready_run

pytestmark = pytest.mark.django_db
CLOSE = 1e-9
LATER = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
FIRST: dict[str, int | str] = {"A": 1, "B": 1, "C": 2, "D": 3, "E": 3, "F": 4, "Old": 2, "Open": "11?100"}
SECOND: dict[str, int | str] = {"A": 2, "B": 1, "C": 4, "D": 3, "E": 2, "F": 5, "New": 6, "Open": 4}


@pytest.fixture
def cluster(study: Study, cluster: Cluster) -> Cluster:
    Cluster.objects.filter(pk=cluster.pk).update(sector_variant="generic")
    Study.objects.filter(pk=study.pk).update(base_year=2006, reference_year=2012)
    cluster.refresh_from_db()
    return cluster


@pytest.fixture
def before(cluster: Cluster, owner: User) -> Cluster:
    """The earlier round, in a study that the manager of the later one may read and export from."""
    study = StudyFactory(title="Earlier salmon", slug="earlier-salmon")
    MembershipFactory(study=study, user=owner, role="manager")
    made: Cluster = ClusterFactory(study=study, slug="lakes", name="Lakes")
    return made


def surveyed(cluster: Cluster, levels: dict[str, int | str]) -> None:
    for code, level in levels.items():
        approved_firm(cluster, code=code, hr=level)
    Firm.objects.filter(cluster=cluster).update(name="The same")


def framed(cluster: Cluster, population: int, code: str = "all") -> None:
    frame: Frame = FrameFactory(cluster=cluster, is_probability_sample=True)
    Firm.objects.filter(cluster=cluster).update(stratum=StratumFactory(frame=frame, code=code, population=population))


@pytest.fixture
def link(cluster: Cluster, before: Cluster, owner: User) -> RoundLink:
    return link_rounds(later=cluster, earlier=before, by=owner, now=LATER)


@pytest.fixture
def runs(cluster: Cluster, before: Cluster, link: RoundLink) -> tuple[Run, Run]:
    surveyed(before, FIRST)
    surveyed(cluster, SECOND)
    return ready_run(before.study), ready_run(cluster.study)


def compared(runs: tuple[Run, Run], before: Cluster, cluster: Cluster) -> Rounds:
    first, second = levels_of_cluster(runs[0], before.pk), levels_of_cluster(runs[1], cluster.pk)
    assert first is not None and second is not None
    return compare_rounds(first, second)


def test_firms_are_matched_by_code_and_the_others_named(
    runs: tuple[Run, Run], before: Cluster, cluster: Cluster
) -> None:
    found = compared(runs, before, cluster)
    assert (len(found.both), found.only_first, found.only_second) == (7, ("Old",), ("New",))
    assert found.renamed == ()


def test_a_matched_firm_of_another_name_is_told(cluster: Cluster, before: Cluster, link: RoundLink) -> None:
    surveyed(before, FIRST)
    surveyed(cluster, SECOND)
    Firm.objects.filter(cluster=cluster, code="A").update(name="the SAME.")
    Firm.objects.filter(cluster=cluster, code="B").update(name="Quite another")
    found = compared((ready_run(before.study), ready_run(cluster.study)), before, cluster)
    assert found.renamed == ("B",)


def test_transitions_leave_what_is_not_settled_aside(runs: tuple[Run, Run], before: Cluster, cluster: Cluster) -> None:
    moved = compared(runs, before, cluster).dimensions[0].moved
    assert (moved.matched, moved.up, moved.same, moved.down, moved.left_out) == (6, 3, 2, 1, 1)
    assert (moved.counts[1][2], moved.counts[1][1], moved.counts[3][2], moved.counts[4][5]) == (1, 1, 1, 1)


def test_without_a_draw_by_chance_the_shares_differ_without_an_interval(
    runs: tuple[Run, Run], before: Cluster, cluster: Cluster
) -> None:
    at_two = compared(runs, before, cluster).dimensions[0].shares[1]
    assert (at_two.first.count, at_two.first.n, at_two.second.count, at_two.second.n) == (6, 8, 7, 8)
    assert at_two.difference == pytest.approx(12.5)
    assert (at_two.basis, at_two.found, at_two.reasons) == (Basis.NONE, None, ("not_by_chance",))


def test_the_overlap_binds_the_shares_together(cluster: Cluster, before: Cluster, link: RoundLink) -> None:
    surveyed(before, FIRST)
    surveyed(cluster, SECOND)
    framed(before, 40)
    framed(cluster, 50)
    found = compared((ready_run(before.study), ready_run(cluster.study)), before, cluster)
    at_three = found.dimensions[0].shares[2]
    assert (at_three.basis, at_three.common) == (Basis.OVERLAP, 7)
    # By hand: A 0 0, B 0 0, C 0 1, D 1 1, E 1 0, F 1 1, Open 0 1; sum of products 2, sums 3 and 4.
    together = (2 - 3 * 4 / 7) / 6
    covariance = (7 / 64 - 1 / 50) * together
    one = estimate_mean([Stratum(40, [1] * 3 + [0] * 5)])
    other = estimate_mean([Stratum(50, [1] * 5 + [0] * 3)])
    assert one.se and other.se and at_three.found
    expected = difference_of_shares(one, other, correlation=covariance / (one.se * other.se))
    assert at_three.found.correlation == pytest.approx(expected.correlation, rel=CLOSE)
    assert (at_three.found.low, at_three.found.high) == pytest.approx((expected.low, expected.high), rel=CLOSE)
    alone = difference_of_shares(one, other)
    assert at_three.found.low is not None and alone.low is not None and at_three.found.low > alone.low


def test_firms_in_other_strata_leave_the_shares_independent_and_the_page_says_so(
    cluster: Cluster, before: Cluster, link: RoundLink
) -> None:
    surveyed(before, FIRST)
    surveyed(cluster, SECOND)
    framed(before, 40, "small")
    framed(cluster, 50, "large")
    at_three = compared((ready_run(before.study), ready_run(cluster.study)), before, cluster).dimensions[0].shares[2]
    assert (at_three.basis, at_three.common) == (Basis.CONSERVATIVE, 0)
    assert at_three.found is not None and at_three.found.correlation == 0


def test_a_census_lends_no_error(cluster: Cluster, before: Cluster, link: RoundLink) -> None:
    surveyed(before, FIRST)
    surveyed(cluster, SECOND)
    framed(before, 8)
    framed(cluster, 50)
    one = compared((ready_run(before.study), ready_run(cluster.study)), before, cluster).dimensions[0].shares[2]
    assert one.basis is Basis.ONE_CENSUS and one.found is not None and one.found.low is not None
    framed(cluster, 8)
    both = compared((ready_run(before.study), ready_run(cluster.study)), before, cluster).dimensions[0].shares[2]
    assert both.basis is Basis.CENSUS and both.found is not None and both.found.reason is NoInterval.CENSUS


def test_runs_of_linked_rounds_come_first_and_older_runs_of_the_same_cluster_after(
    runs: tuple[Run, Run], before: Cluster, cluster: Cluster, owner: User, reviewer: User
) -> None:
    Run.objects.filter(pk=runs[1].pk).update(created_at=LATER)
    older = ready_run(cluster.study, floor_level_1=False)
    later = Run.objects.get(pk=runs[1].pk)
    assert [each.run.pk for each in earlier_runs(owner, later, cluster)] == [runs[0].pk, older.pk]
    assert [each.run.pk for each in earlier_runs(reviewer, later, cluster)] == [older.pk], "not of the earlier study"


def test_two_ways_of_making_levels_are_told(runs: tuple[Run, Run], before: Cluster, cluster: Cluster) -> None:
    other = ready_run(before.study, level_rule="R2")
    found = two_rounds(EarlierRun(other, before, True), runs[1], cluster)
    assert found is not None and [each.term for each in found.differing] == ["Level rule"]


def shown(client: Client, user: User, run: Run, **query: Any) -> str:
    client.force_login(user)
    return " ".join(client.get(reverse("rounds", args=[run.pk]), query).content.decode().split())


def test_the_page_tells_transitions_shares_and_on_what_they_rest(
    client: Client, runs: tuple[Run, Run], cluster: Cluster, owner: User
) -> None:
    page = shown(client, owner, runs[1])
    assert "7 in both rounds, 1 in the earlier one only, 1 in the later one only" in page
    assert "Of 6 matched firms with a settled level both times 3 rose, 2 stayed, 1 fell." in page
    assert "Of those that moved 75 % rose [19; 99], exact p = 0.625." in page
    assert "No interval: firms were not drawn by chance." in page
    assert reverse("rounds_workbook", args=[runs[1].pk]) in page


def test_without_an_earlier_run_the_page_leads_to_the_link(
    client: Client, study: Study, cluster: Cluster, owner: User
) -> None:
    surveyed(cluster, SECOND)
    page = shown(client, owner, ready_run(study))
    assert "There is no earlier round to compare with" in page
    assert reverse("round_links", args=[study.slug, cluster.slug]) in page


def test_somebody_who_scores_blind_in_either_study_sees_nothing(
    client: Client, runs: tuple[Run, Run], before: Cluster, owner: User
) -> None:
    hide_firm(firm=before.firms.get(code="A"), user=owner, now=LATER)
    client.force_login(owner)
    assert client.get(reverse("rounds", args=[runs[1].pk])).status_code == 403
    assert client.get(reverse("rounds_workbook", args=[runs[1].pk])).status_code == 403


def test_the_workbook_is_the_same_for_the_same_two_runs_and_its_leaving_is_written_down(
    client: Client, runs: tuple[Run, Run], before: Cluster, cluster: Cluster, owner: User, tmp_path: Path
) -> None:
    client.force_login(owner)
    answer = client.get(reverse("rounds_workbook", args=[runs[1].pk]), {"cluster": "lakes", "with": runs[0].pk})
    data = b"".join(answer.streaming_content)
    told = two_rounds(EarlierRun(runs[0], before, True), runs[1], cluster)
    assert told is not None
    build_rounds_workbook(told, runs[1], cluster.name, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == data
    line = Disclosure.objects.get(page="rounds_workbook")
    assert line.subject == f"{runs[0].pk}, {runs[1].pk}"
    book = openpyxl.load_workbook(tmp_path / "again.xlsx")
    assert book.sheetnames == ["About", "Shares", "Matched firms", "Transitions", "Levels of firms"]
    firms = {row[0]: row[1:4] for row in book["Levels of firms"].iter_rows(min_row=4, values_only=True)}
    assert firms["C"] == ("both", 2, 4) and firms["Old"] == ("earlier only", 2, None)
    first = next(book["Matched firms"].iter_rows(min_row=5, max_row=5, values_only=True))
    assert first[1:5] == (2, 6, 4, 5)


def test_who_may_not_export_the_earlier_study_gets_no_workbook(
    client: Client, runs: tuple[Run, Run], before: Cluster, analyst: User
) -> None:
    MembershipFactory(study=before.study, user=analyst, role="reader")
    page = shown(client, analyst, runs[1])
    assert "matched firms" in page and reverse("rounds_workbook", args=[runs[1].pk]) not in page
    assert client.get(reverse("rounds_workbook", args=[runs[1].pk])).status_code == 403


def test_a_manager_links_two_rounds_on_the_page_and_takes_the_link_away(
    client: Client, cluster: Cluster, before: Cluster, owner: User
) -> None:
    client.force_login(owner)
    address = reverse("round_links", args=[cluster.study.slug, cluster.slug])
    assert "Earlier salmon (2006): Lakes" in client.get(address).content.decode()
    done = client.post(address, {"earlier": before.pk, "note": "Codes checked."}, follow=True).content.decode()
    assert "The two rounds are linked" in done and "Codes checked." in done
    link = RoundLink.objects.get()
    assert (link.earlier, link.later, link.linked_by) == (before, cluster, owner)
    client.post(reverse("round_unlink", args=[link.pk]))
    assert not RoundLink.objects.exists()


def test_a_cluster_that_the_manager_does_not_see_is_no_choice(client: Client, cluster: Cluster, owner: User) -> None:
    hidden = ClusterFactory(study=StudyFactory(title="Secret study"))
    client.force_login(owner)
    address = reverse("round_links", args=[cluster.study.slug, cluster.slug])
    assert "Secret study" not in client.post(address, {"earlier": hidden.pk}).content.decode()
    assert not RoundLink.objects.exists()


def test_links_that_make_no_sense_are_refused(cluster: Cluster, before: Cluster, link: RoundLink) -> None:
    with pytest.raises(Taken):
        link_rounds(later=cluster, earlier=before, by=None, now=LATER)
    with pytest.raises(Refusal, match="other way round"):
        link_rounds(later=before, earlier=cluster, by=None, now=LATER)
    with pytest.raises(Refusal, match="same one"):
        link_rounds(later=cluster, earlier=ClusterFactory(study=cluster.study), by=None, now=LATER)
