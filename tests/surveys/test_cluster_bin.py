"""The bin of clusters: only what is empty goes there, and it comes back unless another has taken its name."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clusters.invitations import accept_invitation, invite
from clusters.locking import lock_cluster
from clusters.models import Cluster, Firm, Membership, Role, Study
from clusters.registry import change_cluster, open_cluster
from reports.models import RunCluster
from surveys.binning import DAYS_IN_BIN, bin_firm, bring_back
from surveys.cluster_binning import bin_cluster, bring_cluster_back, what_stands_in
from surveys.errors import SurveyError
from surveys.models import Workshop
from surveys.workshop_binning import bin_workshop, bring_workshop_back
from tests.factories.accounts import UserFactory
from tests.factories.clusters import CrisisFactory, FirmFactory, FrameFactory, MembershipFactory, SeriesFactory
from tests.factories.reports import RunFactory
from tests.factories.workshops import WorkshopFactory

PLACE = ("salmon-study", "lakes")


def ask(user: User, name: str, *arguments: object, data: dict[str, Any] | None = None) -> Any:
    client = Client()
    client.force_login(user)
    address = reverse(name, args=arguments)
    return client.get(address) if data is None else client.post(address, data)


def put_away(cluster: Cluster, by: User | None = None) -> None:
    bin_cluster(cluster=cluster, by=by, reason="opened twice", now=timezone.now())


def test_a_cluster_in_the_bin_is_on_no_page_and_comes_back_whole(cluster: Cluster, owner: User) -> None:
    before = Cluster.everything.filter(pk=cluster.pk).values().get()
    assert "Lakes" in ask(owner, "study", "salmon-study").content.decode()
    assert ask(owner, "cluster_bin", *PLACE).status_code == 200
    assert ask(owner, "cluster_bin", *PLACE, data={"reason": "opened twice"}).status_code == 302
    assert "Lakes" not in ask(owner, "study", "salmon-study").content.decode()
    assert "Lakes" not in ask(owner, "home").content.decode()
    for name in ("cluster", "cluster_edit", "cluster_bin", "firms", "workshops", "series", "history"):
        assert ask(owner, name, *PLACE).status_code == 404
    page = ask(owner, "study_bin", "salmon-study").content.decode()
    assert "Lakes" in page and "opened twice" in page
    assert ask(owner, "cluster_bring_back", cluster.pk, data={}).status_code == 302
    assert Cluster.everything.filter(pk=cluster.pk).values().get() == before
    history = ask(owner, "cluster_changes", *PLACE).content.decode()
    for words in ("Put into the bin by", "Why it is in the bin", "opened twice", str(owner)):
        assert history.count(words) >= 2, words


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.REVIEWER, Role.READER])
def test_only_managers_of_the_study_put_a_cluster_away_and_bring_it_back(cluster: Cluster, role: str) -> None:
    person = MembershipFactory(study=cluster.study, role=role).user
    assert ask(person, "cluster_bin", *PLACE, data={"reason": "mine"}).status_code == 403
    put_away(cluster, by=person)
    assert ask(person, "cluster_bring_back", cluster.pk, data={}).status_code == 403
    assert ask(person, "study_bin", "salmon-study").status_code == 403


def test_who_manages_one_cluster_only_does_not_put_it_away(cluster: Cluster) -> None:
    person = MembershipFactory(study=cluster.study, cluster=cluster, role=Role.MANAGER).user
    assert ask(person, "cluster_edit", *PLACE).status_code == 200
    assert ask(person, "cluster_bin", *PLACE).status_code == 403


def in_a_run(cluster: Cluster) -> RunCluster:
    return RunCluster.objects.create(run=RunFactory(study=cluster.study), cluster=cluster, inputs={})


@pytest.mark.parametrize(
    ("factory", "told"),
    [
        (FirmFactory, "firms: 1"),
        (WorkshopFactory, "workshops: 1"),
        (FrameFactory, "sampling frames: 1"),
        (SeriesFactory, "series: 1"),
        (CrisisFactory, "crises: 1"),
        (in_a_run, "clusters of a run: 1"),
    ],
)
def test_what_stands_in_a_cluster_is_told_and_keeps_it_from_the_bin(
    cluster: Cluster, owner: User, factory: Any, told: str
) -> None:
    factory(cluster=cluster)
    assert what_stands_in(cluster) == [told]
    answer = ask(owner, "cluster_bin", *PLACE, data={"reason": "opened twice"})
    assert answer.status_code == 422
    assert f"Lakes is not empty ({told})." in answer.content.decode()
    assert Cluster.objects.exists()


def test_firms_and_workshops_in_the_bin_are_not_in_the_way_and_come_back_after_their_cluster(
    cluster: Cluster, owner: User
) -> None:
    firm, workshop = FirmFactory(cluster=cluster, name="Nets Twice"), WorkshopFactory(cluster=cluster)
    bin_firm(firm=firm, by=owner, reason="twice", now=timezone.now())
    bin_workshop(workshop=workshop, by=owner, reason="twice", now=timezone.now())
    put_away(cluster, by=owner)
    page = ask(owner, "study_bin", "salmon-study").content.decode()
    assert page.count("Bring back") == 3
    for verb, named in ((bring_back, {"firm": firm}), (bring_workshop_back, {"workshop": workshop})):
        with pytest.raises(SurveyError, match="Lakes is in the bin itself"):
            verb(**named)
    for name, thing in (("firm_bring_back", firm), ("workshop_bring_back", workshop)):
        assert ask(owner, name, thing.pk, data={}).status_code == 302
    assert not Firm.objects.exists() and not Workshop.objects.exists()
    bring_cluster_back(cluster=cluster)
    bring_back(firm=firm)
    bring_workshop_back(workshop=workshop)
    assert Firm.objects.get() == firm and Workshop.objects.get() == workshop


def test_its_names_are_free_meanwhile_and_bringing_it_back_then_names_who_took_them(
    cluster: Cluster, study: Study
) -> None:
    put_away(cluster)
    other = open_cluster(study=study, name="lakes", country="Chile", product="Salmon")
    assert other.slug == "lakes"
    with pytest.raises(SurveyError, match="lakes has taken the name Lakes or the short name lakes"):
        bring_cluster_back(cluster=cluster)
    change_cluster(cluster=other, name="Fjords", country="Chile", product="Salmon")
    with pytest.raises(SurveyError, match="Fjords has taken"):
        bring_cluster_back(cluster=cluster)
    put_away(other)
    bring_cluster_back(cluster=cluster)
    assert Cluster.objects.get() == cluster


def test_an_invitation_to_a_cluster_in_the_bin_never_becomes_one_to_the_whole_study(
    cluster: Cluster, owner: User
) -> None:
    now = timezone.now()
    asked = invite(study=cluster.study, email="a@example.org", role=Role.MANAGER, clusters=[cluster], by=owner, now=now)
    put_away(cluster)
    assert "whole study ·" not in ask(owner, "study_people", "salmon-study").content.decode()
    accept_invitation(invitation=asked, person=UserFactory(username="asked"), now=now)
    assert Membership.objects.get(user__username="asked").cluster_id == cluster.pk


def test_a_reason_is_asked_for(cluster: Cluster, owner: User) -> None:
    assert ask(owner, "cluster_bin", *PLACE, data={"reason": " "}).status_code == 422
    with pytest.raises(SurveyError, match="reason is needed"):
        bin_cluster(cluster=cluster, by=owner, reason=" ", now=timezone.now())
    assert Cluster.objects.exists()


def test_after_thirty_days_there_is_no_way_back(cluster: Cluster, owner: User) -> None:
    Cluster.objects.update(note="Opened for a try")
    put_away(cluster, by=owner)
    with pytest.raises(SurveyError, match="in the bin already"):
        put_away(cluster)
    Cluster.everything.update(binned_at=timezone.now() - timedelta(days=DAYS_IN_BIN, minutes=1))
    said = StringIO()
    call_command("empty_bin", "--dry-run", stdout=said)
    assert "Would be removed: 1." in said.getvalue() and not Cluster.everything.get().removed_at
    call_command("empty_bin", stdout=said)
    assert "salmon-study/lakes: cluster, binned" in said.getvalue()
    assert (Cluster.everything.get().note, bool(Cluster.everything.get().removed_at)) == ("", True)
    assert ask(owner, "cluster_bring_back", cluster.pk, data={}).status_code == 404
    with pytest.raises(SurveyError, match="no longer in the bin"):
        bring_cluster_back(cluster=cluster)


def test_a_firm_added_while_the_cluster_goes_into_the_bin_is_refused_and_stored_nowhere(
    cluster: Cluster, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(cluster_id: int) -> Cluster:
        put_away(cluster)
        return lock_cluster(cluster_id)

    monkeypatch.setattr("clusters.registry.lock_cluster", overtaken)
    answer = ask(owner, "firm_new", *PLACE, data={"code": "N1", "name": "North farm"})
    assert (answer.status_code, Firm.everything.count()) == (404, 0)
