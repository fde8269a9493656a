"""The admin shows reference data; what must not change cannot be changed there."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster, Series, SeriesPoint
from tests.factories.accounts import UserFactory
from tests.factories.clusters import (
    ClusterFactory,
    FirmFactory,
    FrameFactory,
    FrameUnitFactory,
    MembershipFactory,
    SeriesFactory,
    StratumFactory,
    StudyFactory,
)


@pytest.fixture
def administrator(client: Client, db: None) -> Client:
    client.force_login(UserFactory(username="administrator", is_superuser=True, is_staff=True))
    return client


def address(row: Any, action: str) -> str:
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_{action}", args=[row.pk])


@pytest.mark.parametrize("model", ["study", "cluster", "firm", "frame", "frameunit", "series", "membership"])
def test_every_list_opens(administrator: Client, model: str) -> None:
    assert administrator.get(reverse(f"admin:clusters_{model}_changelist")).status_code == 200


@pytest.mark.parametrize("factory", [FrameFactory, FrameUnitFactory, MembershipFactory])
def test_frozen_rows_are_shown_and_neither_changed_nor_deleted(administrator: Client, factory: Any) -> None:
    row = factory()
    assert administrator.get(address(row, "change")).status_code == 200
    assert administrator.post(address(row, "change"), {}).status_code == 403
    assert administrator.post(address(row, "delete"), {"post": "yes"}).status_code == 403
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("factory", [StudyFactory, ClusterFactory, FirmFactory])
def test_what_all_work_hangs_on_is_changed_and_never_deleted(administrator: Client, factory: Any) -> None:
    row = factory()
    assert administrator.get(address(row, "change")).status_code == 200
    assert administrator.post(address(row, "delete"), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    administrator.post(reverse(f"admin:clusters_{row._meta.model_name}_changelist"), chosen)
    assert type(row).objects.filter(pk=row.pk).exists()


def test_a_series_is_added_with_its_figures_and_frozen_from_then_on(administrator: Client, cluster: Cluster) -> None:
    data = {"cluster": cluster.pk, "kind": "price_index", "version": 1, "unit": "index", "source": "Office"}
    lines = {"points-TOTAL_FORMS": 1, "points-INITIAL_FORMS": 0, "points-0-year": 2000, "points-0-value": 100}
    administrator.post(reverse("admin:clusters_series_add"), {**data, **lines})
    assert SeriesPoint.objects.get().value == 100
    series = Series.objects.get()
    assert administrator.post(address(series, "change"), {**data, "unit": "other"}).status_code == 403
    assert administrator.post(address(series, "delete"), {"post": "yes"}).status_code == 403


def test_the_code_of_a_firm_drawn_from_a_list_is_read_only(administrator: Client, cluster: Cluster) -> None:
    unit = FrameUnitFactory(stratum=StratumFactory())
    page = administrator.get(address(FirmFactory(cluster=cluster, frame_unit=unit), "change")).content.decode()
    assert 'name="code"' not in page
    assert 'name="code"' in administrator.get(address(FirmFactory(cluster=cluster), "change")).content.decode()


def test_the_short_name_of_a_study_stays(administrator: Client, cluster: Cluster) -> None:
    SeriesFactory(cluster=cluster)
    page = administrator.get(address(cluster.study, "change")).content.decode()
    assert 'name="slug"' not in page
    assert 'name="slug"' in administrator.get(reverse("admin:clusters_study_add")).content.decode()


@pytest.fixture
def staff(client: Client, owner: User) -> Client:
    """The manager of a study whom an administrator let into the admin with every permission there is."""
    owner.is_staff = True
    owner.save()
    owner.user_permissions.set(Permission.objects.all())
    client.force_login(owner)
    return client


@pytest.mark.parametrize("model", ["study", "cluster", "firm", "frame", "frameunit", "series", "membership"])
def test_staff_see_the_rows_of_the_studies_they_manage_and_no_others(
    staff: Client, cluster: Cluster, model: str
) -> None:
    for place in (cluster, ClusterFactory(name="Hidden cluster", study__title="Hidden study")):
        frame = FrameFactory(cluster=place)
        FrameUnitFactory(frame=frame)
        FirmFactory(cluster=place)
        SeriesFactory(cluster=place)
        MembershipFactory(study=place.study, role="analyst")
    answer = staff.get(reverse(f"admin:clusters_{model}_changelist"))
    assert "Hidden" not in answer.content.decode()
    shown = answer.context["cl"].queryset
    assert shown.exists()
    foreign = shown.model.objects.exclude(pk__in=shown).latest("pk")
    assert staff.get(address(foreign, "change")).status_code == 302, "a row of another study is not there"


def test_staff_choose_among_their_own_clusters_and_open_no_study_here(staff: Client, cluster: Cluster) -> None:
    other = ClusterFactory(name="Hidden cluster", study__title="Hidden study")
    data = {"cluster": other.pk, "kind": "price_index", "version": 1, "unit": "index", "source": "Office"}
    lines = {"points-TOTAL_FORMS": 0, "points-INITIAL_FORMS": 0}
    answer = staff.post(reverse("admin:clusters_series_add"), {**data, **lines})
    assert "Select a valid choice" in answer.content.decode() and "Hidden" not in answer.content.decode()
    assert not Series.objects.exists()
    assert "Hidden" not in staff.get(reverse("admin:clusters_cluster_add")).content.decode()
    assert staff.get(reverse("admin:clusters_study_add")).status_code == 403
