"""Who may read a run: it tells of every cluster of its study."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.access import Right
from clusters.models import Cluster, Role, Study
from reports.access import run_for, runs_for
from reports.models import Run
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.reports import RunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(study: Study, cluster: Cluster) -> Run:
    ClusterFactory(study=study, name="Another cluster")
    return RunFactory(study=study)


def of_one_cluster(cluster: Cluster, role: str) -> User:
    return MembershipFactory(study=cluster.study, cluster=cluster, role=role, user=UserFactory()).user


@pytest.mark.parametrize("role", Role.values)
def test_a_role_in_one_cluster_reads_no_run_whatever_it_is(role: str, run: Run, cluster: Cluster) -> None:
    person = of_one_cluster(cluster, role)
    assert not runs_for(person).exists()
    with pytest.raises(PermissionDenied):
        run_for(person, run.pk)
    client = Client()
    client.force_login(person)
    for address in (reverse("runs", args=[run.study.slug]), reverse("run", args=[run.pk])):
        assert client.get(address).status_code == 403


def test_a_role_in_the_whole_study_reads_its_runs_and_no_others(run: Run, analyst: User, stranger: User) -> None:
    foreign = RunFactory()
    assert list(runs_for(analyst)) == [run]
    assert run_for(analyst, run.pk) == run
    with pytest.raises(Http404):
        run_for(analyst, foreign.pk)
    with pytest.raises(Http404):
        run_for(stranger, run.pk)


def test_managing_a_run_needs_the_right_in_the_whole_study(run: Run, analyst: User, owner: User) -> None:
    assert run_for(owner, run.pk, Right.MANAGE) == run
    with pytest.raises(PermissionDenied):
        run_for(analyst, run.pk, Right.MANAGE)


@pytest.mark.parametrize("name", ["", "\0", "no such run", "0" * 2000])
def test_what_is_no_id_of_a_run_is_not_found(name: str, owner: User) -> None:
    with pytest.raises(Http404):
        run_for(owner, name)
