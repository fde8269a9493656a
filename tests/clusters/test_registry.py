"""Verbs of the room: short names, places, last managers, versions."""

import pytest
from django.db import IntegrityError

from accounts.models import User
from clusters.errors import LastManager, Taken
from clusters.models import Cluster, Disposition, Membership, Role, SeriesPoint, Study
from clusters.people import add_member, remove_member
from clusters.registry import add_firm, open_cluster, open_study, set_disposition
from clusters.response import response_rate
from clusters.series_versions import add_series
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory

YEARS = {"base_year": 2000, "reference_year": 2006, "price_base_year": 2000}


@pytest.mark.parametrize(
    ("title", "slugs"),
    [
        ("Four locations", ["four-locations", "four-locations-2", "four-locations-3"]),
        ("四个产业集群", ["study", "study-2", "study-3"]),
        ("New", ["new-2", "new-3", "new-4"]),
        ("x" * 200, ["x" * 56, "x" * 56 + "-2", "x" * 56 + "-3"]),
    ],
)
def test_short_names_are_free_and_no_word_of_an_address(stranger: User, title: str, slugs: list[str]) -> None:
    made = [open_study(by=stranger, title=title, **YEARS).slug for _number in range(3)]
    assert made == slugs


def test_who_opens_a_study_manages_it(stranger: User) -> None:
    study = open_study(by=stranger, title="Nets", **YEARS)
    assert Membership.objects.get(study=study).role == Role.MANAGER


def test_the_database_refuses_reversed_years_and_keeps_nothing(stranger: User) -> None:
    with pytest.raises(IntegrityError):
        open_study(by=stranger, title="Nets", base_year=2006, reference_year=2000, price_base_year=2000)


def test_clusters_follow_one_another_in_the_tables(study: Study) -> None:
    made = [open_cluster(study=study, name=name, country="Chile", product="Salmon") for name in "ab"]
    assert [cluster.position for cluster in made] == [0, 1]
    with pytest.raises(Taken):
        open_cluster(study=study, name="A", country="Chile", product="Salmon")


def test_a_member_of_one_cluster_belongs_to_its_study(study: Study, stranger: User) -> None:
    with pytest.raises(ValueError, match="another study"):
        add_member(study=study, user=stranger, role=Role.CONSULTANT, cluster=ClusterFactory())


def test_an_inactive_manager_does_not_count_as_one(study: Study, owner: User) -> None:
    add_member(study=study, user=UserFactory(is_active=False), role=Role.MANAGER)
    with pytest.raises(LastManager):
        remove_member(membership=Membership.objects.get(user=owner))


def test_the_manager_of_one_cluster_does_not_count_for_the_study(cluster: Cluster, owner: User) -> None:
    own = add_member(study=cluster.study, user=UserFactory(), role=Role.MANAGER, cluster=cluster)
    with pytest.raises(LastManager):
        remove_member(membership=Membership.objects.get(user=owner))
    remove_member(membership=own)
    assert Membership.objects.count() == 1


def test_a_disposition_is_noted(cluster: Cluster) -> None:
    firm = set_disposition(firm=add_firm(cluster=cluster, code="F1", name="Nets"), disposition="refusal")
    firm.refresh_from_db()
    assert firm.disposition == Disposition.REFUSAL
    with pytest.raises(ValueError, match="vanished"):
        set_disposition(firm=firm, disposition="vanished")


@pytest.mark.parametrize("points", [[], [(2000, 1.0), (2000, 2.0)]])
def test_a_series_has_each_year_once(cluster: Cluster, points: list[tuple[int, float]]) -> None:
    with pytest.raises(ValueError, match="each year once"):
        add_series(cluster=cluster, kind="price_index", unit="index", source="Office", points=points)
    assert not SeriesPoint.objects.exists()


def test_the_response_rate_leaves_out_who_was_not_tried_and_who_is_not_eligible() -> None:
    assert response_rate({}) is None
    assert response_rate({"pending": 9, "ineligible": 3}) is None
    one_each = dict.fromkeys(("partial", "refusal", "non_contact", "other", "unknown_eligibility"), 1)
    assert response_rate({"complete": 5, **one_each, "pending": 9, "ineligible": 3}) == 0.5
