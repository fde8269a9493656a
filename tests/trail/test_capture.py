"""Whatever changes a tracked row is written down by the database, whoever sends it."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster, Firm, Study
from surveys.models import Revision, Vote
from tests.factories.accounts import UserFactory
from tests.factories.clusters import FirmFactory
from tests.factories.surveys import InterviewFactory, RevisionFactory
from tests.factories.workshops import WorkshopFactory, hold_round
from tests.trail.damage import run, seal_now
from trail.context import Actor, acting_as
from trail.laying import missing
from trail.models import Entry

pytestmark = pytest.mark.django_db


def entries(model: type[Any], after: int = 0) -> list[Entry]:
    return list(Entry.objects.filter(table=model._meta.db_table, pk__gt=after).order_by("pk"))


def last_entry() -> int:
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def test_every_trigger_stands() -> None:
    assert missing(connection) == []


def test_the_history_says_where_it_begins() -> None:
    first = Entry.objects.order_by("pk")[0]
    assert first.action == "begin"


def test_a_new_row_is_told_whole_and_a_change_by_what_changed(study: Study) -> None:
    added = entries(Study)[-1]
    assert (added.action, added.old, added.about) == ("insert", "", f"clusters_study:{study.pk}")
    assert json.loads(added.new)["title"] == "Salmon study"
    study.title = "Salmon, again"
    study.save()
    changed = entries(Study)[-1]
    assert changed.action == "update"
    assert (json.loads(changed.old), json.loads(changed.new)) == (
        {"title": "Salmon study"},
        {"title": "Salmon, again"},
    )


def test_saving_without_a_change_tells_nothing(study: Study) -> None:
    before = last_entry()
    study.save()
    assert entries(Study, before) == []


def test_what_passes_by_save_is_seen_as_well(cluster: Cluster) -> None:
    before = last_entry()
    Firm.objects.bulk_create([Firm(cluster=cluster, code=f"F{n}", name=f"Firm {n}") for n in range(3)])
    Firm.objects.filter(cluster=cluster).update(final_weight=2.5)
    run("UPDATE clusters_firm SET name = 'Other' WHERE code = 'F1'")
    Firm.objects.filter(code="F2").delete()
    told = [(each.action, each.about.split(":")[0]) for each in entries(Firm, before)]
    assert told == [("insert", "clusters_firm")] * 3 + [("update", "clusters_firm")] * 4 + [("delete", "clusters_firm")]
    weights = [json.loads(each.new) for each in entries(Firm, before)[3:6]]
    assert weights == [{"final_weight": 2.5}] * 3


def test_a_key_made_on_a_device_is_told_in_the_same_form_everywhere(cluster: Cluster) -> None:
    firm = FirmFactory(cluster=cluster)
    assert entries(Firm)[-1].row == str(firm.pk)


def test_a_row_is_about_the_thing_it_belongs_to(cluster: Cluster) -> None:
    revision = RevisionFactory()
    hold_round(WorkshopFactory(), [[3, 3, 4, 4], [3, 4, 4, 4]])
    vote = Vote.objects.latest("made_at")
    assert entries(Revision)[-1].about == f"surveys_interview:{revision.interview_id}"
    assert entries(Vote)[-1].about == f"surveys_workshop:{vote.round.workshop_id}"


def test_secrets_and_personal_words_are_told_only_as_changed() -> None:
    person = UserFactory(email="ana@example.org")
    person.set_password("a-long-enough-word")
    person.save()
    for each in entries(User):
        assert "ana@example.org" not in each.new + each.old
        assert person.password not in each.new + each.old
    assert json.loads(entries(User)[-1].new) == {"password": {"untold": True}}


def test_a_login_is_no_change_of_a_person() -> None:
    person = UserFactory()
    before = last_entry()
    Client().force_login(person)
    assert entries(User, before) == []


def test_what_is_long_and_computed_is_told_by_its_hash() -> None:
    interview = InterviewFactory()
    interview.answers = {"X1": {"state": "answered", "value": 1}}
    interview.save()
    changed = json.loads(Entry.objects.filter(table="surveys_interview").order_by("-pk")[0].new)
    assert len(changed["answers"]["sha256"]) == 64


def test_an_entry_knows_who_acted(study: Study) -> None:
    with acting_as(Actor(7, "Ana", "Chrome 126, Android", "gate-0123456789", "request POST /x/")):
        Study.objects.filter(pk=study.pk).update(title="By Ana")
    Study.objects.filter(pk=study.pk).update(title="By nobody")
    by_ana, by_nobody = entries(Study)[-2:]
    assert (by_ana.person_id, by_ana.person_name, by_ana.device) == (7, "Ana", "Chrome 126, Android")
    assert (by_ana.request_id, by_ana.origin) == ("gate-0123456789", "request POST /x/")
    assert (by_nobody.person_id, by_nobody.person_name, by_nobody.origin) == (None, "", "")


def test_what_is_too_long_or_unprintable_in_a_name_cannot_stop_a_write(study: Study) -> None:
    with acting_as(Actor(person_name="a\x00b\n" + "x" * 500, device="y" * 500, origin="z" * 500)):
        Study.objects.filter(pk=study.pk).update(title="Long")
    assert entries(Study)[-1].person_name.startswith("a b x")


def test_a_page_tells_person_device_and_request(client: Client, study: Study, owner: User) -> None:
    client.force_login(owner)
    before = last_entry()
    sent = {"title": "From the page", "slug": study.slug, "base_year": 2001, "reference_year": 2007}
    answer = client.post(
        reverse("study_edit", args=[study.slug]),
        {**sent, "price_base_year": 2001, "note": ""},
        headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"},
    )
    assert answer.status_code == 302
    entry = entries(Study, before)[-1]
    assert (entry.person_id, entry.device) == (owner.pk, "Firefox 127, Linux")
    assert entry.request_id == answer.headers["X-Request-ID"]
    assert entry.origin == f"request POST {reverse('study_edit', args=[study.slug])}"


def test_what_is_rolled_back_leaves_nothing_and_the_next_write_knows_its_actor(study: Study) -> None:
    before = last_entry()
    with acting_as(Actor(person_name="Ana")):
        with pytest.raises(ValueError), transaction.atomic():
            Study.objects.filter(pk=study.pk).update(title="Never")
            raise ValueError
        assert entries(Study, before) == []
        Study.objects.filter(pk=study.pk).update(title="Then")
    assert [each.person_name for each in entries(Study, before)] == ["Ana"]


@pytest.mark.parametrize("sql", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
@pytest.mark.parametrize(("table", "column"), [("trail_entry", "row"), ("surveys_revision", "device")])
def test_the_database_refuses_to_change_what_is_append_only(sql: str, table: str, column: str) -> None:
    RevisionFactory()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        run(sql.format(table, column, column))


def test_a_seal_is_never_changed_or_taken_away() -> None:
    RevisionFactory()
    seal_now()
    for sql in ("UPDATE trail_seal SET hash = previous", "DELETE FROM trail_seal"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            run(sql)


def test_rewriting_a_row_by_replacing_it_is_refused() -> None:
    revision = RevisionFactory()
    key = revision.pk.hex if connection.vendor == "sqlite" else str(revision.pk)
    replace = (
        "INSERT OR REPLACE INTO surveys_revision SELECT * FROM surveys_revision WHERE id = %s"
        if connection.vendor == "sqlite"
        else "INSERT INTO surveys_revision SELECT * FROM surveys_revision WHERE id = %s "
        "ON CONFLICT (id) DO UPDATE SET device = 'other'"
    )
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        run(replace, key)


def test_each_log_is_guarded() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'trail_keep_row'")
        else:
            cursor.execute("SELECT tbl_name FROM sqlite_master WHERE name LIKE 'trail_keep_delete%'")
        guarded = {row[0] for row in cursor.fetchall()}
    assert {"trail_entry", "trail_seal", "surveys_revision", "surveys_reviewevent", "surveys_handover"} <= guarded
    assert {"surveys_agreedphase", "surveys_validation", "surveys_liveevent", "surveys_discussionnote"} <= guarded
