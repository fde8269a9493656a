"""What stands beside the figures of a run's pages: the firms a percentage is of, units, and who is missing."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster, Study
from reports.models import Run
from tests.factories.clusters import ClusterFactory
from tests.factories.reports import approved_firm, ready_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def plain(study: Study) -> Cluster:
    cluster = ClusterFactory(study=study, slug="plain", name="Plain")
    for code in "ABC":
        approved_firm(cluster, code=code, hr=3, EXPORTS_BASE=10, EXPORTS_REF=20)
    approved_firm(cluster, code="D", hr="1?1000", EXPORTS_BASE=None)
    return cluster


def words(client: Client, user: User, run: Run, table: str, **query: str) -> str:
    client.force_login(user)
    html = client.get(reverse("run_table", args=(run.pk, table)), query).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_table_5_names_the_firms_its_percentages_are_of(client: Client, owner: User, plain: Cluster) -> None:
    told = words(client, owner, ready_run(plain.study, point_policy="exclude_if_differs"), "table-5")
    assert "their per cent of the firms with a level (n)" in told
    assert "per cent of all firms" not in told
    assert re.search(r"Plain\s+4 firms", told)
    assert re.search(r"\bn 3 4 4 ", told)
    assert "These firms are in no count and not in n." in told


@pytest.mark.parametrize(("definition", "unit"), [("cagr", "% a year"), ("dlog", "log points a year")])
@pytest.mark.parametrize("table", ["table-1", "figure-1"])
def test_growth_is_told_in_the_unit_of_the_definition_that_is_shown(
    client: Client, owner: User, plain: Cluster, table: str, definition: str, unit: str
) -> None:
    other = {"% a year": "log points a year", "log points a year": "% a year"}[unit]
    told = words(client, owner, ready_run(plain.study), table, growth=definition)
    assert unit in told
    assert other not in told


@pytest.mark.parametrize("table", ["table-1", "figure-1"])
def test_growth_from_firms_carries_the_word_on_survivors_on_its_page(
    client: Client, owner: User, plain: Cluster, table: str
) -> None:
    assert "firms that are still alive" in words(client, owner, ready_run(plain.study), table)
    official = ready_run(plain.study, growth_basis="official")
    assert "firms that are still alive" not in words(client, owner, official, table)


def test_a_figure_says_how_many_firms_it_leaves_out(client: Client, owner: User, plain: Cluster) -> None:
    told = words(client, owner, ready_run(plain.study), "figure-1")
    assert re.search(r"12\.2 3 \(1 left out\)", told)
    assert "firms or years used" in told
