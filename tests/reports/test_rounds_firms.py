"""The firms behind a cell of the table of transitions: as many as it counts, and for nobody who may not see them."""

import html
import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.blindness import hide_firm
from clusters.models import Cluster, Study
from reports.models import Run, RunFirm
from tests.factories.clusters import ClusterFactory, MembershipFactory, RoundLinkFactory, StudyFactory
from tests.factories.reports import approved_firm, ready_run

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
FIRST: dict[str, int | str] = {"A": 1, "B": 1, "C": 1, "D": 3, "E": 3, "F": 4, "Old": 1, "Open": "11?100", "Half": 1}
SECOND: dict[str, int | str] = {"A": 2, "B": 2, "C": 4, "D": 3, "E": 3, "F": 4, "New": 2, "Open": 2, "Half": "1?0000"}


@pytest.fixture
def before(cluster: Cluster, owner: User) -> Cluster:
    Study.objects.filter(pk=cluster.study_id).update(base_year=2006, reference_year=2012)
    Cluster.objects.filter(pk=cluster.pk).update(sector_variant="generic")
    cluster.refresh_from_db()
    study = StudyFactory(title="Earlier salmon", slug="earlier-salmon")
    MembershipFactory(study=study, user=owner, role="manager")
    made: Cluster = ClusterFactory(study=study, slug="lakes", name="Lakes", sector_variant="generic")
    RoundLinkFactory(later=cluster, earlier=made)
    return made


@pytest.fixture
def runs(cluster: Cluster, before: Cluster) -> tuple[Run, Run]:
    for code, level in FIRST.items():
        approved_firm(before, code=code, hr=level)
    for code, level in SECOND.items():
        approved_firm(cluster, code=code, hr=level)
    # Another cluster of the later study has firms of the same codes.
    other = ClusterFactory(study=cluster.study, slug="coast", sector_variant="generic", position=1)
    approved_firm(other, code="A", hr=2)
    return ready_run(before.study), ready_run(cluster.study)


def moved(runs: tuple[Run, Run], was: int, number: int, **query: str) -> str:
    asked = {"cluster": "lakes", "dimension": "hr", "how": "moved", "earlier": runs[0].pk, **query}
    told = "&".join(f"{name}={value}" for name, value in {**asked, "was": was, "number": number}.items())
    return f"{reverse('run_firms', args=[runs[1].pk])}?{told}"


def codes_of(page: str) -> list[str]:
    return sorted(re.findall(r'<span class="small soft">(\w+)</span>', page))


def test_every_cell_leads_to_as_many_firms_as_it_counts(client: Client, runs: tuple[Run, Run], owner: User) -> None:
    client.force_login(owner)
    page = client.get(reverse("rounds", args=[runs[1].pk])).content.decode()
    cells = re.findall(r'<a href="([^"]*how=moved[^"]*)">(\d+)</a>', page)
    # One row of cells for each dimension: all firms stand at level 1 of the other two in both rounds.
    assert [int(count) for _address, count in cells if "dimension=hr" in _address] == [2, 1, 2, 1]
    assert len(cells) == 6
    for address, count in cells:
        assert len(codes_of(client.get(html.unescape(address)).content.decode())) == int(count), address


@pytest.mark.parametrize(
    ("was", "number", "codes"), [(1, 2, ["A", "B"]), (1, 4, ["C"]), (3, 3, ["D", "E"]), (4, 4, ["F"]), (2, 2, [])]
)
def test_the_firms_are_those_settled_at_both_levels(
    client: Client, runs: tuple[Run, Run], owner: User, was: int, number: int, codes: list[str]
) -> None:
    client.force_login(owner)
    page = client.get(moved(runs, was, number)).content.decode()
    assert codes_of(page) == codes
    assert f"HR from level {was} in run {runs[0].pk} to level {number}" in page


def test_each_firm_leads_to_its_result_in_both_rounds(client: Client, runs: tuple[Run, Run], owner: User) -> None:
    client.force_login(owner)
    page = client.get(moved(runs, 1, 4)).content.decode()
    for run in runs:
        interview = RunFirm.objects.get(run=run, firm_code="C", cluster__slug="lakes").interview_id
        address = f"{reverse('firm_result', args=[interview])}?run={run.pk}"
        assert address in page and client.get(address).status_code == 200
    assert f"{reverse('rounds', args=[runs[1].pk])}?cluster=lakes&amp;with={runs[0].pk}" in page


def test_who_does_not_read_the_earlier_study_is_told_of_no_such_run(
    client: Client, runs: tuple[Run, Run], reviewer: User
) -> None:
    client.force_login(reviewer)
    assert client.get(reverse("run_firms", args=[runs[1].pk])).status_code == 200
    assert client.get(moved(runs, 1, 2)).status_code == 404


def test_who_scores_blind_in_the_earlier_study_sees_no_firm_that_moved(
    client: Client, runs: tuple[Run, Run], before: Cluster, owner: User
) -> None:
    hide_firm(firm=before.firms.get(code="F"), user=owner, now=LATER)
    client.force_login(owner)
    assert client.get(reverse("run_firms", args=[runs[1].pk])).status_code == 200
    assert client.get(moved(runs, 1, 2)).status_code == 403


@pytest.mark.parametrize("query", [{"earlier": "nothing"}, {"cluster": "coast"}, {"cluster": "nowhere"}])
def test_a_run_that_is_no_earlier_round_of_the_cluster_is_refused(
    client: Client, runs: tuple[Run, Run], owner: User, query: dict[str, str]
) -> None:
    client.force_login(owner)
    assert client.get(moved(runs, 1, 2, **query)).status_code == 404


def test_what_is_no_level_filters_nothing(client: Client, runs: tuple[Run, Run], owner: User) -> None:
    client.force_login(owner)
    page = client.get(moved(runs, 7, 2)).content.decode()
    assert len(codes_of(page)) == len(SECOND)
