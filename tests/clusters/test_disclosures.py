"""The log of looks at personal data and of exports: what is written, who reads it, and that nothing changes it."""

import csv
import hashlib
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.http import FileResponse, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from clusters.disclosing import handed_out, record_disclosure
from clusters.disclosures import as_csv, disclosures_of
from clusters.models import Cluster, Disclosure, DisclosureAct, Firm, Study
from tests.factories.clusters import FirmFactory, StudyFactory
from tests.factories.workshops import WorkshopFactory


def ask(user: User, name: str, *arguments: object, **query: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse(name, args=arguments), query)


@pytest.fixture
def firm(cluster: Cluster) -> Firm:
    return FirmFactory(cluster=cluster, name="Nets & Sons")


def a_line(study: Study, **told: Any) -> Disclosure:
    return record_disclosure(act=DisclosureAct.TAKEN, page="run_workbook", of=study, **told)


def test_looking_at_the_people_of_a_study_is_written_down(study: Study, owner: User, consultant: User) -> None:
    ask(owner, "study_people", study.slug)
    line = Disclosure.objects.get()
    assert (line.act, line.page, line.person, line.rows) == (DisclosureAct.SEEN, "study_people", owner, 2)
    assert (line.study, line.cluster, line.person_name, line.file_hash) == (study, None, str(owner), "")


def test_somebody_who_was_refused_leaves_no_line(study: Study, consultant: User) -> None:
    assert ask(consultant, "study_people", study.slug).status_code == 403
    assert not Disclosure.objects.exists()


def test_a_workbook_is_written_down_with_the_hash_of_its_bytes(firm: Firm, consultant: User) -> None:
    answer = ask(consultant, "fill_in_firm", firm.pk)
    line = Disclosure.objects.get()
    assert line.file_hash == hashlib.sha256(answer.content).hexdigest()
    assert f'filename="{line.file_name}"' in answer["Content-Disposition"]
    assert (line.act, line.firm_id, line.cluster, line.subject) == (
        DisclosureAct.TAKEN,
        firm.pk,
        firm.cluster,
        "Nets & Sons",
    )


def test_a_file_from_the_disk_is_hashed_and_still_sent_whole(study: Study, owner: User, tmp_path: Path) -> None:
    content = b"year;value\n" * 300_000
    (tmp_path / "table.csv").write_bytes(content)
    request = RequestFactory().get("/tables/1/file/")
    request.user, request.resolver_match = owner, None
    answer = FileResponse((tmp_path / "table.csv").open("rb"), as_attachment=True, filename="table.csv")
    handed_out(request, answer, of=study, subject="table.csv")
    assert answer.getvalue() == content
    line = Disclosure.objects.get()
    assert (line.file_name, line.file_hash) == ("table.csv", hashlib.sha256(content).hexdigest())


def test_the_head_of_a_file_is_no_file(firm: Firm, consultant: User, client: Client) -> None:
    client.force_login(consultant)
    assert client.head(reverse("fill_in_firm", args=[firm.pk])).status_code == 200
    assert not Disclosure.objects.exists()


def test_what_cannot_be_written_down_does_not_leave(study: Study, owner: User, monkeypatch: Any) -> None:
    def full(**told: Any) -> None:
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(Disclosure.objects, "create", full)
    request = RequestFactory().get("/")
    request.user, request.resolver_match = owner, None
    with pytest.raises(DatabaseError):
        handed_out(request, HttpResponse(b"figures"), of=study)


def test_filters_are_kept_and_nothing_a_database_refuses(study: Study, owner: User) -> None:
    ask(owner, "disclosures", study.slug, act="seen", person="a\x00b", page="2")
    assert Disclosure.objects.get().filters == "act=seen person=ab"


def test_looking_at_a_panel_is_written_down(cluster: Cluster, consultant: User) -> None:
    workshop = WorkshopFactory(cluster=cluster, moderator=consultant)
    for page in ("workshop", "workshop_panel", "workshop_protocol"):
        ask(consultant, page, workshop.pk)
    assert set(Disclosure.objects.values_list("page", "act")) == {
        ("workshop", "seen"),
        ("workshop_panel", "seen"),
        ("workshop_protocol", "taken"),
    }


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_or_delete_a_line(study: Study, change: str) -> None:
    line = a_line(study)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        if change == "update":
            Disclosure.objects.filter(pk=line.pk).update(person_name="Nobody")
        else:
            Disclosure.objects.filter(pk=line.pk)._raw_delete("default")
    line.refresh_from_db()
    assert line.person_name != "Nobody"


def test_the_page_shows_the_lines_of_this_study_and_no_other(study: Study, owner: User) -> None:
    a_line(study, subject="r-own")
    a_line(StudyFactory(), subject="r-other")
    page = ask(owner, "disclosures", study.slug).content.decode()
    assert "r-own" in page
    assert "r-other" not in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"r1", "r2"}),
        ({"act": "seen"}, set()),
        ({"page": "run_workbook"}, {"r1", "r2"}),
        ({"person": "Consultant"}, {"r2"}),
    ],
)
def test_the_log_is_narrowed_to_what_is_asked_for(
    study: Study, owner: User, consultant: User, asked: dict[str, str], found: set[str]
) -> None:
    a_line(study, subject="r1", person=owner)
    a_line(study, subject="r2", person=consultant)
    assert set(disclosures_of(study, **asked).values_list("subject", flat=True)) == found


def test_days_bound_the_log_on_both_sides(study: Study) -> None:
    today = a_line(study).at.date()
    assert disclosures_of(study, since=today, until=today).count() == 1
    assert not disclosures_of(study, until=today - timedelta(days=1)).exists()


def test_the_file_of_the_log_is_logged_and_holds_no_formula(study: Study, owner: User) -> None:
    a_line(study, subject="=HYPERLINK(1)", rows=3)
    answer = ask(owner, "disclosures_file", study.slug)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["about"], row["rows"], row["page"]) for row in rows] == [("'=HYPERLINK(1)", "3", "run_workbook")]
    newest = Disclosure.objects.first()
    assert newest is not None
    assert (newest.page, newest.rows) == ("disclosures_file", 1)


def test_a_log_without_lines_is_a_file_with_a_head(study: Study) -> None:
    assert as_csv(disclosures_of(study)).startswith("when,person,act,page,")
