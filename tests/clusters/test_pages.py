"""Pages of studies, clusters and firms: what they show, whom they let in, and how many queries they need."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster, Disposition, Firm, Frame, Membership, Role, Series, Study
from tests.factories.accounts import UserFactory
from tests.factories.clusters import (
    ClusterFactory,
    FirmFactory,
    FrameFactory,
    FrameUnitFactory,
    MembershipFactory,
    StratumFactory,
    StudyFactory,
)

STUDY = {"title": "Nets", "base_year": "2000", "reference_year": "2006", "price_base_year": "2000"}
CLUSTER = {"name": "Lakes two", "country": "Chile", "product": "Salmon", "sector_variant": "salmon", "currency": "clp"}


@pytest.fixture
def page(client: Client) -> Any:
    """Asks for a page by its URL name as somebody."""

    def ask(user: User, name: str, *arguments: object, data: dict[str, Any] | None = None, **headers: Any) -> Any:
        client.force_login(user)
        address = reverse(name, args=arguments)
        return client.get(address, **headers) if data is None else client.post(address, data, **headers)

    return ask


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


PLACES = {
    "study_edit": ("salmon-study",),
    "study_people": ("salmon-study",),
    "cluster_new": ("salmon-study",),
    "cluster": ("salmon-study", "lakes"),
    "cluster_edit": ("salmon-study", "lakes"),
    "firm_new": ("salmon-study", "lakes"),
    "frame": ("salmon-study", "lakes"),
    "frame_upload": ("salmon-study", "lakes"),
    "series": ("salmon-study", "lakes"),
    "series_new": ("salmon-study", "lakes"),
}
OPEN_TO = {
    "cluster": {"manager", "consultant", "reviewer", "analyst"},
    "frame": {"manager", "consultant", "reviewer", "analyst"},
    "series": {"manager", "consultant", "reviewer", "analyst"},
    "firm_new": {"manager", "consultant"},
}


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.usefixtures("cluster")
def test_each_page_is_open_to_the_roles_that_need_it(
    page: Any, name: str, owner: User, consultant: User, reviewer: User, analyst: User, stranger: User
) -> None:
    for user in (owner, consultant, reviewer, analyst):
        expected = 200 if user.username in OPEN_TO.get(name, {"manager"}) else 403
        assert page(user, name, *PLACES[name]).status_code == expected, user.username
    assert page(stranger, name, *PLACES[name]).status_code == 404


def test_the_first_page_says_what_to_do_when_there_is_nothing(page: Any, stranger: User) -> None:
    empty = text(page(stranger, "home"))
    assert "You take part in no study yet" in empty
    assert "which is stranger" in empty
    assert "Open a study" not in empty
    administrator = UserFactory(username="administrator", is_superuser=True)
    assert "There is no study yet" in text(page(administrator, "home"))


def test_the_first_page_lists_studies_with_roles_and_the_next_step(
    page: Any, cluster: Cluster, owner: User, consultant: User
) -> None:
    MembershipFactory(study=cluster.study, role=Role.REVIEWER, user=owner)
    seen = text(page(owner, "home"))
    assert "Salmon study" in seen
    assert "Manager, Reviewer" in seen
    assert "Bring in the firms of Lakes" in seen
    FirmFactory(cluster=cluster, disposition=Disposition.COMPLETE)
    FirmFactory(cluster=cluster)
    assert "Interviews complete: 1 of 2 firms." in text(page(consultant, "home"))


def test_a_role_in_one_cluster_shows_that_cluster_only(page: Any, cluster: Cluster, stranger: User) -> None:
    ClusterFactory(study=cluster.study, name="Far away")
    MembershipFactory(study=cluster.study, cluster=cluster, user=stranger)
    seen = text(page(stranger, "home"))
    assert "Lakes" in seen
    assert "Far away" not in seen


@pytest.mark.parametrize("count", [1, 12])
def test_the_first_page_needs_a_fixed_number_of_queries(
    page: Any, owner: User, count: int, django_assert_num_queries: Any, client: Client
) -> None:
    for _number in range(count):
        study = MembershipFactory(user=owner, study=StudyFactory(), role=Role.MANAGER).study
        FirmFactory(cluster=ClusterFactory(study=study))
    client.force_login(owner)
    with django_assert_num_queries(7):
        client.get(reverse("home"))


def test_only_people_who_were_allowed_it_open_a_study(page: Any, stranger: User) -> None:
    assert page(stranger, "study_new").status_code == 403
    administrator = UserFactory(username="administrator", is_superuser=True)
    answer = page(administrator, "study_new", data=STUDY)
    study = Study.objects.get()
    assert answer.url == reverse("cluster_new", args=[study.slug])
    assert Membership.objects.get().role == Role.MANAGER


@pytest.mark.django_db
def test_a_study_whose_years_are_reversed_is_not_opened(page: Any) -> None:
    administrator = UserFactory(username="administrator", is_superuser=True)
    answer = page(administrator, "study_new", data={**STUDY, "base_year": "2010"})
    assert "The reference year must lie after the base year." in text(answer)
    assert 'value="Nets"' in text(answer)
    assert not Study.objects.exists()


def test_a_manager_changes_the_study_and_its_clusters(page: Any, cluster: Cluster, owner: User) -> None:
    answer = page(owner, "study_edit", "salmon-study", data={**STUDY, "reference_year": "2008"})
    assert answer.url == reverse("study", args=["salmon-study"])
    answer = page(owner, "cluster_edit", "salmon-study", "lakes", data={**CLUSTER, "position": "4"})
    assert answer.url == reverse("cluster", args=["salmon-study", "lakes"])
    cluster.refresh_from_db()
    assert (cluster.name, cluster.currency, cluster.position) == ("Lakes two", "CLP", 4)
    assert cluster.study.reference_year == 2008


def test_a_cluster_is_added_once_by_each_name(page: Any, study: Study, owner: User) -> None:
    page(owner, "cluster_new", study.slug, data=CLUSTER)
    answer = page(owner, "cluster_new", study.slug, data={**CLUSTER, "name": "lakes TWO"})
    assert "The study has a cluster of the name lakes TWO already." in text(answer)
    assert Cluster.objects.get().slug == "lakes-two"


def test_people_are_asked_in_by_user_name_and_leave_again(page: Any, cluster: Cluster, owner: User) -> None:
    person = UserFactory(username="Field-1")
    page(owner, "study_people", "salmon-study", data={"user": "field-1", "role": "consultant", "cluster": cluster.pk})
    membership = Membership.objects.get(user=person)
    assert (membership.role, membership.cluster) == (Role.CONSULTANT, cluster)
    page(owner, "study_person_remove", "salmon-study", membership.pk, data={})
    assert not Membership.objects.filter(user=person).exists()


def test_the_meaning_of_every_role_is_read_before_one_is_chosen(page: Any, owner: User) -> None:
    shown = page(owner, "study_people", "salmon-study").content.decode()
    assert shown.count('type="radio" name="role"') == len(Role)
    assert "Manager: everything, and people, frames, series and runs" in shown


def test_nobody_is_asked_in_twice_or_under_a_name_nobody_has(page: Any, owner: User, consultant: User) -> None:
    again = page(owner, "study_people", "salmon-study", data={"user": "consultant", "role": "consultant"})
    assert "has this role here already" in text(again)
    nobody = page(owner, "study_people", "salmon-study", data={"user": "nobody", "role": "consultant"})
    assert "Nobody logs in as “nobody”" in text(nobody)


def test_the_last_manager_stays(page: Any, study: Study, owner: User) -> None:
    membership = Membership.objects.get(user=owner)
    answer = page(owner, "study_person_remove", study.slug, membership.pk, data={}, follow=True)
    assert "is the last manager of the study" in text(answer)
    assert Membership.objects.filter(user=owner).exists()


def test_a_manager_among_several_may_leave(page: Any, study: Study, owner: User) -> None:
    MembershipFactory(study=study, role=Role.MANAGER)
    answer = page(owner, "study_person_remove", study.slug, Membership.objects.get(user=owner).pk, data={})
    assert answer.url == reverse("home")
    assert Membership.objects.count() == 1


def test_a_role_of_another_study_cannot_be_taken_away(page: Any, owner: User) -> None:
    other = MembershipFactory()
    assert page(owner, "study_person_remove", "salmon-study", other.pk, data={}).status_code == 404
    assert Membership.objects.filter(pk=other.pk).exists()


def test_the_cluster_page_tells_response_frame_and_series(page: Any, cluster: Cluster, owner: User) -> None:
    assert "There are no firms yet" in text(page(owner, "cluster", "salmon-study", "lakes"))
    FirmFactory(cluster=cluster, disposition=Disposition.COMPLETE)
    FirmFactory(cluster=cluster, disposition=Disposition.REFUSAL)
    FirmFactory(cluster=cluster)
    FrameFactory(cluster=cluster, version=3)
    seen = text(page(owner, "cluster", "salmon-study", "lakes"))
    assert "50.0" in seen
    assert "of 2 firms settled (RR1)" in seen
    assert "Version 3, Register of the association" in seen


@pytest.mark.parametrize("count", [1, 15])
def test_the_cluster_page_needs_a_fixed_number_of_queries(
    cluster: Cluster, owner: User, count: int, django_assert_num_queries: Any, client: Client
) -> None:
    FrameFactory(cluster=cluster)
    FirmFactory.create_batch(count, cluster=cluster)
    client.force_login(owner)
    with django_assert_num_queries(11):
        client.get(reverse("cluster", args=["salmon-study", "lakes"]))


@pytest.mark.parametrize("count", [1, 9])
def test_the_frame_page_needs_a_fixed_number_of_queries(
    cluster: Cluster, owner: User, count: int, django_assert_num_queries: Any, client: Client
) -> None:
    frame = FrameFactory(cluster=cluster)
    for stratum in StratumFactory.create_batch(count, frame=frame, population=5):
        FirmFactory(cluster=cluster, stratum=stratum, frame_unit=FrameUnitFactory(frame=frame, stratum=stratum))
    client.force_login(owner)
    with django_assert_num_queries(7):
        client.get(reverse("frame", args=["salmon-study", "lakes"]))


def test_the_frame_page_shows_any_version(page: Any, cluster: Cluster, reviewer: User) -> None:
    FrameFactory(cluster=cluster, version=1, source="Old register")
    FrameFactory(cluster=cluster, version=2, source="New register")
    newest = text(page(reviewer, "frame", "salmon-study", "lakes"))
    assert newest.index("New register") < newest.index("Old register")
    older = page(reviewer, "frame_version", "salmon-study", "lakes", 1)
    assert older.context["frame"].source == "Old register"
    assert page(reviewer, "frame_version", "salmon-study", "lakes", 9).status_code == 404
    assert Frame.objects.count() == 2


def test_figures_are_pasted_and_a_correction_is_a_new_version(page: Any, cluster: Cluster, owner: User) -> None:
    data = {"kind": "price_index", "unit": "2000 = 100", "source": "Office", "points": "2001\t102,5\n2000; 100\n\n"}
    page(owner, "series_new", "salmon-study", "lakes", data=data)
    page(owner, "series_new", "salmon-study", "lakes", data={**data, "points": "2000 100\n2001 103"})
    newest, first = Series.objects.all()
    assert (newest.version, first.version) == (2, 1)
    assert list(first.points.values_list("year", "value")) == [(2000, 100.0), (2001, 102.5)]
    seen = text(page(owner, "series", "salmon-study", "lakes"))
    assert seen.index("Version 2") < seen.index("Earlier: version 1")


def test_lines_that_are_no_figures_are_told_one_by_one(page: Any, cluster: Cluster, owner: User) -> None:
    points = "2000 1.234\nyear value\n2001\n2002 5\n2002 6"
    data = {"kind": "price_index", "unit": "index", "source": "Office", "points": points}
    seen = text(page(owner, "series_new", "salmon-study", "lakes", data=data))
    assert "Line 1: This number can be read with a decimal mark or with a mark of thousands." in seen
    assert "Line 2: A line begins with a year" in seen
    assert "Line 3: This is not a number." in seen
    assert "Line 5: The year stands above already." in seen
    assert "2000 1.234" in seen
    assert not Series.objects.exists()


def test_what_ails_many_lines_is_told_once_with_all_of_them(page: Any, cluster: Cluster, owner: User) -> None:
    points = "2000 1.234\n2001 1.235\n2002 1.236\n2003 none\n2004 1.237"
    data = {"kind": "price_index", "unit": "index", "source": "Office", "points": points}
    answer = page(owner, "series_new", "salmon-study", "lakes", data=data)
    ambiguous, unreadable = answer.context["form"].errors["points"]
    assert ambiguous.startswith("Lines 1–3, 5: This number can be read with a decimal mark")
    assert unreadable == "Line 4: This is not a number."


def test_a_firm_is_added_and_changed_by_a_consultant(page: Any, cluster: Cluster, consultant: User) -> None:
    page(consultant, "firm_new", "salmon-study", "lakes", data={"code": "F1", "name": "Nets"})
    firm = Firm.objects.get()
    taken = page(consultant, "firm_new", "salmon-study", "lakes", data={"code": "f1", "name": "Piers"})
    assert "The cluster has a firm of the code F1 already: Nets." in text(taken)
    data = {"code": "F2", "name": "Nets Ltd", "disposition": "refusal"}
    page(consultant, "firm_edit", firm.pk, data=data)
    firm.refresh_from_db()
    assert (firm.code, firm.name, firm.disposition) == ("F2", "Nets Ltd", Disposition.REFUSAL)


def test_the_code_of_a_firm_drawn_from_a_list_stays(page: Any, cluster: Cluster, owner: User) -> None:
    firm = FirmFactory(cluster=cluster, code="F1", frame_unit=FrameUnitFactory(frame=FrameFactory(cluster=cluster)))
    answer = page(owner, "firm_edit", firm.pk, data={"code": "F2", "name": "Nets", "disposition": "pending"})
    assert "ties the firm to its line of the frame" in text(answer)
    firm.refresh_from_db()
    assert firm.code == "F1"


@pytest.mark.usefixtures("cluster")
def test_a_firm_of_a_stranger_is_not_told(page: Any, cluster: Cluster, stranger: User, reviewer: User) -> None:
    firm = FirmFactory(cluster=cluster)
    assert page(stranger, "firm_edit", firm.pk).status_code == 404
    assert page(reviewer, "firm_edit", firm.pk).status_code == 403
