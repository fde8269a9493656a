"""The admin shows runs and jobs and changes none."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Study
from tests.factories.reports import JobFactory, RunFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", ["job", "run", "runcluster", "score"])
def test_the_admin_lists_and_adds_nothing(client: Client, stranger: User, model: str) -> None:
    User.objects.filter(pk=stranger.pk).update(is_staff=True, is_superuser=True)
    client.force_login(User.objects.get(pk=stranger.pk))
    JobFactory()
    RunFactory()
    assert client.get(reverse(f"admin:reports_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:reports_{model}_add")).status_code == 403


def test_a_job_can_be_looked_at_and_not_changed(client: Client, stranger: User) -> None:
    User.objects.filter(pk=stranger.pk).update(is_staff=True, is_superuser=True)
    client.force_login(User.objects.get(pk=stranger.pk))
    address = reverse("admin:reports_job_change", args=[JobFactory().pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"state": "done"}).status_code == 403


def test_staff_see_the_runs_of_the_studies_they_manage_and_no_jobs(client: Client, owner: User, study: Study) -> None:
    owner.is_staff = True
    owner.save()
    owner.user_permissions.set(Permission.objects.all())
    client.force_login(owner)
    own, foreign = RunFactory(study=study), RunFactory(study__title="Hidden study")
    JobFactory()
    answer = client.get(reverse("admin:reports_run_changelist"))
    assert list(answer.context["cl"].queryset) == [own]
    assert "Hidden" not in answer.content.decode()
    assert client.get(reverse("admin:reports_run_change", args=[foreign.pk])).status_code == 302
    assert client.get(reverse("admin:reports_job_changelist")).status_code == 403
