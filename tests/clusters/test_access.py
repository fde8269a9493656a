"""Rights are those of the published table, and hold for lists as they hold for pages."""

import re
from pathlib import Path

import pytest

from accounts.models import User
from clusters.access import ROLE_RIGHTS, Right, clusters_for, firms_for, may, rights_in, studies_for
from clusters.models import Cluster, Role, Study
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, FirmFactory, MembershipFactory

DOCS = Path(__file__).resolve().parents[2] / "docs"


def table(page: str, first_heading: str) -> list[list[str]]:
    """The rows of the table of a page that begins with this heading."""
    text = (DOCS / page).read_text()
    block = re.search(rf"^\| {first_heading} \|.*?(?:\n\n|\Z)", text, re.MULTILINE | re.DOTALL)
    assert block, f"docs/{page} has no table that begins with {first_heading}"
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in block.group().strip().splitlines()]


def test_the_published_table_is_what_the_roles_hold() -> None:
    headings, _rule, *rows = table("access.md", "right")
    roles = headings[2:]
    assert set(roles) == set(Role.values)
    assert [row[0] for row in rows] == [right.value for right in Right]
    for place, role in enumerate(roles, start=2):
        printed = {Right(row[0]) for row in rows if row[place] == "yes"}
        assert printed == ROLE_RIGHTS[role], role
        assert {row[place] for row in rows} <= {"yes", "no"}


@pytest.mark.parametrize("role", Role.values)
def test_a_role_in_the_study_holds_in_every_cluster(cluster: Cluster, role: str) -> None:
    user = MembershipFactory(study=cluster.study, role=role).user
    firm = FirmFactory(cluster=cluster)
    for right in Right:
        holds = right in ROLE_RIGHTS[role]
        assert may(user, right, cluster.study) is holds
        assert may(user, right, cluster) is holds
        assert (firm in firms_for(user, right)) is holds
    assert rights_in(user, cluster) == rights_in(user, cluster.study) == ROLE_RIGHTS[role]


@pytest.mark.parametrize("role", Role.values)
def test_a_role_in_one_cluster_reads_the_study_and_does_nothing_elsewhere(cluster: Cluster, role: str) -> None:
    other = ClusterFactory(study=cluster.study)
    user = MembershipFactory(study=cluster.study, cluster=cluster, role=role).user
    assert list(studies_for(user)) == [cluster.study]
    assert list(clusters_for(user)) == [cluster]
    for right in Right:
        assert may(user, right, cluster) is (right in ROLE_RIGHTS[role])
        assert not may(user, right, other)
        assert may(user, right, cluster.study) is (right is Right.VIEW)
    assert rights_in(user, cluster) == ROLE_RIGHTS[role]
    assert rights_in(user, other) == rights_in(user, cluster.study) == frozenset()


def test_roles_add_up(cluster: Cluster) -> None:
    user = MembershipFactory(study=cluster.study, role=Role.CONSULTANT).user
    MembershipFactory(study=cluster.study, cluster=cluster, role=Role.REVIEWER, user=user)
    assert rights_in(user, cluster) == {Right.VIEW, Right.ENTER, Right.REVIEW}
    assert list(clusters_for(user)) == [cluster]


def test_a_stranger_sees_nothing_and_an_administrator_everything(cluster: Cluster, stranger: User) -> None:
    assert not studies_for(stranger).exists()
    assert not clusters_for(stranger).exists()
    administrator = UserFactory(is_superuser=True)
    assert list(studies_for(administrator)) == list(Study.objects.all())
    assert rights_in(administrator, cluster) == frozenset(Right)
