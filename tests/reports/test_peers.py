"""A firm among its peers: with whom it is compared, what is hidden, and who sees the comparison."""

from collections import Counter
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.blindness import hide_firm
from clusters.models import Cluster, Firm, Study
from reports.models import Run, RunFirm
from reports.peers import Standing, newest_row, standing_of
from scoring.peers import PeerGroup
from surveys.models import Interview
from tests.factories.clusters import FrameFactory, StratumFactory
from tests.factories.reports import approved_firm, ready_run

pytestmark = pytest.mark.django_db
LEVELS = {"big": [2, 2, 2, 3, 3, 3, 4, 4, 4], "small": [1, 1, 1, 1, 1, 5]}


@pytest.fixture
def cluster(study: Study, cluster: Cluster) -> Cluster:
    Cluster.objects.filter(pk=cluster.pk).update(sector_variant="generic")
    cluster.refresh_from_db()
    return cluster


def drawn(cluster: Cluster, levels: dict[str, list[int]]) -> dict[str, list[Interview]]:
    """Firms with these levels of human resources, by stratum."""
    frame = FrameFactory(cluster=cluster)
    made: dict[str, list[Interview]] = {}
    for code, some in levels.items():
        stratum = StratumFactory(frame=frame, code=code, title=f"The {code} ones", population=50)
        made[code] = [approved_firm(cluster, hr=level, code=f"{code}-{n}") for n, level in enumerate(some)]
        Firm.objects.filter(code__startswith=f"{code}-").update(stratum=stratum)
    return made


def standing(run: Run, interview: Interview) -> Standing:
    return standing_of(RunFirm.objects.get(run=run, interview=interview))[0]


def test_a_firm_is_compared_with_the_others_of_its_stratum(study: Study, cluster: Cluster) -> None:
    made = drawn(cluster, LEVELS)
    found = standing(ready_run(study), made["big"][0])
    assert (found.group, found.stratum, found.low) == (PeerGroup.STRATUM, "The big ones", 2)
    assert found.shares is not None and found.shares.n == 8
    # Of the six outside the stratum one stands above level 1, which the public table of the cluster would give away.
    assert found.shares.at_least == (100, None, None, None, None, 0)
    assert "Among 8 other firms of its stratum (The big ones)." in found.compared_with
    assert [row.level for row in found.rows if row.is_own] == [2]


def test_the_rest_of_the_cluster_is_large_enough_for_the_shares_of_a_stratum(study: Study, cluster: Cluster) -> None:
    made = drawn(cluster, {**LEVELS, "small": [1, 1, 1, 4, 4, 4]})
    found = standing(ready_run(study), made["big"][0])
    assert found.group is PeerGroup.STRATUM and found.shares is not None
    # Two of the eight stand on level 2: the share at level 3 would tell them from the others.
    assert found.shares.at_least == (100, 100, None, 38, 0, 0)


def test_a_single_higher_firm_is_hidden_from_its_peers(study: Study, cluster: Cluster) -> None:
    made = drawn(cluster, LEVELS)
    found = standing(ready_run(study), made["small"][0])
    assert found.shares is not None and found.shares.at_least == (100, None, None, None, None, 0)
    assert found.hides


def test_a_stratum_too_small_gives_way_to_the_cluster_and_the_page_says_so(study: Study, cluster: Cluster) -> None:
    made = drawn(cluster, {"big": LEVELS["big"], "few": [1, 2, 3], "some": [1, 2, 3, 4]})
    run = ready_run(study)
    found = standing(run, made["few"][0])
    assert found.group is PeerGroup.CLUSTER and found.shares is not None and found.shares.n == 15
    assert "not of its stratum (The few ones)" in found.compared_with
    assert standing(run, made["big"][0]).group is PeerGroup.STRATUM, "seven firms fell back, too many to work one out"


def test_where_too_few_fell_back_everybody_is_compared_with_the_cluster(study: Study, cluster: Cluster) -> None:
    made = drawn(cluster, {"big": LEVELS["big"], "few": [1, 2, 3]})
    assert standing(ready_run(study), made["big"][0]).group is PeerGroup.CLUSTER


def test_five_firms_in_all_have_no_peers(study: Study, cluster: Cluster) -> None:
    made = drawn(cluster, {"few": [1, 2, 3, 4, 5]})
    found = standing(ready_run(study), made["few"][0])
    assert (found.group, found.shares, found.rows) == (PeerGroup.NONE, None, ())
    assert "nobody can be recognised" in found.compared_with


def test_a_firm_without_a_stratum_has_its_cluster(study: Study, cluster: Cluster) -> None:
    made = [approved_firm(cluster, hr=level) for level in (1, 2, 3, 3, 3, 3, 3)]
    found = standing(ready_run(study), made[0])
    assert found.group is PeerGroup.CLUSTER and "belongs to no stratum" in found.compared_with


def test_no_peer_is_named_and_no_share_stands_for_one_or_two(study: Study, cluster: Cluster) -> None:
    made = drawn(cluster, LEVELS)
    run = ready_run(study)
    for interviews in made.values():
        for interview in interviews:
            shares = standing(run, interview).shares
            assert shares is not None
            shown = [round(each * shares.n / 100) for each in shares.at_least if each is not None]
            steps = Counter(one - other for one, other in zip([shares.n, *shown], [*shown, 0], strict=True))
            assert not steps.keys() & {1, 2}, "firms between two shares that are shown"


def result_page(client: Client, user: User, interview: Interview, **query: Any) -> str:
    client.force_login(user)
    return str(client.get(reverse("firm_result", args=[interview.pk]), query).content.decode())


def test_the_result_page_sets_the_firm_beside_its_peers_and_names_none(
    client: Client, study: Study, cluster: Cluster, owner: User
) -> None:
    made = drawn(cluster, LEVELS)
    interview = made["big"][0]
    assert "Among its peers" not in result_page(client, owner, interview), "no run yet"
    run = ready_run(study)
    shown = result_page(client, owner, interview)
    assert "Among its peers" in shown and f"run {run.pk}" in shown and "this firm" in shown
    assert not any(other.firm.name in shown for other in made["big"][1:])
    assert reverse("firm_report", args=[interview.pk]) in shown


def test_who_may_not_take_data_away_is_offered_no_report(
    client: Client, study: Study, cluster: Cluster, reviewer: User
) -> None:
    made = drawn(cluster, LEVELS)
    ready_run(study)
    shown = result_page(client, reviewer, made["big"][0])
    assert "Among its peers" in shown and reverse("firm_report", args=[made["big"][0].pk]) not in shown


def test_somebody_who_scores_blind_sees_no_peers(
    client: Client, study: Study, cluster: Cluster, owner: User, noon: Any
) -> None:
    made = drawn(cluster, LEVELS)
    ready_run(study)
    hide_firm(firm=made["big"][5].firm, user=owner, now=noon)
    assert "Among its peers" not in result_page(client, owner, made["big"][0])


def test_the_newest_run_is_taken_and_only_of_studies_that_are_read_whole(
    study: Study, cluster: Cluster, owner: User, stranger: User
) -> None:
    made = drawn(cluster, LEVELS)
    interview = made["big"][0]
    first = ready_run(study)
    row = newest_row(owner, interview)
    assert row is not None and row.run_id == first.pk
    assert newest_row(stranger, interview) is None
