"""Contacts of firms: who sees them, where they never appear, and that erasing them leaves nothing but the fact."""

import json
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clusters.contacts import change_contact, erase_contact, record_contact
from clusters.errors import Refusal
from clusters.models import Cluster, Contact, Disclosure, Erasure, Firm, Study
from clusters.models.contact import PERSONAL
from tests.factories.clusters import ContactFactory, FirmFactory

TOLD = {
    "name": "Marisol Quidel",
    "function": "Head of smoking house",
    "phone": "+56 65 2123 4567",
    "email": "mq@nets.example",
    "language": "es",
    "consent_on": "2026-03-01",
    "note": "Calls back after four",
}
WORDS = ("Quidel", "smoking house", "2123 4567", "nets.example", "after four")


@pytest.fixture(autouse=True)
def erasures_file(tmp_path: Path, settings: Any) -> Path:
    settings.ERASURES_FILE = str(tmp_path / "kept" / "erasures.jsonl")
    return tmp_path / "kept" / "erasures.jsonl"


@pytest.fixture
def firm(cluster: Cluster) -> Firm:
    return FirmFactory(cluster=cluster, name="Nets and Sons")


@pytest.fixture
def contact(firm: Firm) -> Contact:
    return record_contact(firm=firm, by=None, now=timezone.now(), **{**TOLD, "consent_on": timezone.localdate()})


def ask(user: User, name: str, *arguments: object, data: dict[str, Any] | None = None) -> Any:
    client = Client()
    client.force_login(user)
    address = reverse(name, args=arguments)
    return client.get(address) if data is None else client.post(address, data)


def everything_stored() -> str:
    """Every text of every table of ours, as the database has it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_a_consultant_enters_a_contact_and_finds_it_again(firm: Firm, consultant: User) -> None:
    assert ask(consultant, "contact_new", firm.pk, data=TOLD).url == reverse("firm_contacts", args=[firm.pk])
    stored = Contact.objects.get()
    assert {name: str(getattr(stored, name)) for name in TOLD} == TOLD
    assert stored.recorded_by == consultant
    page = ask(consultant, "firm_contacts", firm.pk).content.decode()
    assert all(word in page for word in (*WORDS, "Español"))


def test_a_contact_without_a_name_is_told_so_and_nothing_typed_is_lost(firm: Firm, consultant: User) -> None:
    answer = ask(consultant, "contact_new", firm.pk, data={**TOLD, "name": " "})
    assert answer.status_code == 422
    assert "mq@nets.example" in answer.content.decode()
    assert not Contact.objects.exists()


def test_a_contact_is_corrected(contact: Contact, consultant: User) -> None:
    ask(consultant, "contact_edit", contact.pk, data={**TOLD, "phone": "1"})
    contact.refresh_from_db()
    assert contact.phone == "1"


@pytest.mark.parametrize("person", ["analyst", "stranger"])
def test_who_neither_enters_nor_reviews_sees_no_person(
    contact: Contact, firm: Firm, person: str, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(person)
    for name, argument in (("firm_contacts", firm.pk), ("contact_edit", contact.pk), ("contact_erase", contact.pk)):
        answer = ask(user, name, argument)
        assert answer.status_code == (404 if person == "stranger" else 403)
        assert not any(word in answer.content.decode() for word in WORDS)
    for name, arguments in (("firms", ("salmon-study", "lakes")), ("cluster", ("salmon-study", "lakes"))):
        assert not any(word in ask(user, name, *arguments).content.decode() for word in WORDS)


def test_a_reviewer_sees_the_persons_and_changes_none(contact: Contact, firm: Firm, reviewer: User) -> None:
    page = ask(reviewer, "firm_contacts", firm.pk).content.decode()
    assert "Marisol Quidel" in page
    assert reverse("contact_edit", args=[contact.pk]) not in page
    assert ask(reviewer, "contact_edit", contact.pk, data=TOLD).status_code == 403


def test_each_look_is_written_down_without_the_person_looked_at(contact: Contact, firm: Firm, consultant: User) -> None:
    ask(consultant, "firm_contacts", firm.pk)
    ask(consultant, "contact_edit", contact.pk)
    lines = list(Disclosure.objects.order_by("pk").values_list("page", "firm_id", "rows", "subject"))
    assert lines == [("firm_contacts", firm.pk, 1, "Nets and Sons"), ("contact_edit", firm.pk, 1, "Nets and Sons")]


def test_only_a_manager_erases(contact: Contact, consultant: User) -> None:
    assert ask(consultant, "contact_erase", contact.pk, data={"reason": "asked for it"}).status_code == 403
    contact.refresh_from_db()
    assert contact.name


def test_erasing_leaves_no_word_of_the_person_in_any_table(
    contact: Contact, firm: Firm, owner: User, erasures_file: Path
) -> None:
    ask(owner, "contact_edit", contact.pk)
    assert all(word in everything_stored() for word in WORDS)
    answer = ask(owner, "contact_erase", contact.pk, data={"reason": "The person asked for it"})
    assert answer.url == reverse("firm_contacts", args=[firm.pk])
    contact.refresh_from_db()
    assert [getattr(contact, name) for name in PERSONAL] == ["", "", "", "", "", None, ""]
    assert not [word for word in WORDS if word in everything_stored()]
    assert not [word for word in WORDS if word in erasures_file.read_text()]


def test_that_somebody_was_erased_is_told_and_who_it_was_is_not(contact: Contact, firm: Firm, owner: User) -> None:
    erase_contact(contact=contact, by=owner, reason="The person asked for it", now=timezone.now())
    erasure = Erasure.objects.get()
    assert (erasure.contact_id, erasure.firm, erasure.by_name) == (contact.pk, firm, str(owner))
    page = ask(owner, "firm_contacts", firm.pk).content.decode()
    assert "The person asked for it" in page
    assert "Nobody is noted down here" in page


def test_an_erasure_asks_for_a_reason(contact: Contact, owner: User) -> None:
    assert ask(owner, "contact_erase", contact.pk, data={"reason": ""}).status_code == 422
    assert not Erasure.objects.exists()


def test_somebody_erased_is_neither_erased_twice_nor_brought_back(contact: Contact, owner: User) -> None:
    told = {"contact": contact, "by": owner, "now": timezone.now()}
    erase_contact(reason="asked", **told)
    with pytest.raises(Refusal, match="were erased"):
        erase_contact(reason="asked again", **told)
    with pytest.raises(Refusal, match="were erased"):
        change_contact(contact=contact, name="Back")
    assert ask(owner, "contact_edit", contact.pk).status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(pk=contact.pk).update(name="Back")


def test_where_the_list_on_the_server_cannot_be_written_nothing_is_erased(
    contact: Contact, owner: User, settings: Any, tmp_path: Path
) -> None:
    settings.ERASURES_FILE = str(tmp_path)
    answer = ask(owner, "contact_erase", contact.pk, data={"reason": "asked"})
    assert answer.status_code == 422
    assert "nothing was erased" in answer.content.decode()
    contact.refresh_from_db()
    assert contact.name == TOLD["name"]
    assert not Erasure.objects.exists()


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_or_delete_an_erasure(contact: Contact, change: str) -> None:
    erasure = erase_contact(contact=contact, by=None, reason="asked", now=timezone.now())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows = Erasure.objects.filter(pk=erasure.pk)
        rows.update(reason="none") if change == "update" else rows._raw_delete("default")


def reapplied(*arguments: str) -> str:
    said = StringIO()
    call_command("reapply_erasures", *arguments, stdout=said)
    return said.getvalue()


def restore_older(contact: Contact) -> None:
    """What an older backup brings back: the person, and no word of the erasure."""
    Contact.objects.filter(pk=contact.pk).update(erased_at=None, name=TOLD["name"])


@pytest.fixture
def erased(contact: Contact, erasures_file: Path) -> Contact:
    """Somebody whose erasure stands in the file alone, as if the database of that day were lost."""
    line = {"contact": str(contact.pk), "firm": str(contact.firm_id), "at": timezone.now().isoformat()}
    erasures_file.parent.mkdir()
    erasures_file.write_text(json.dumps({**line, "by": "Owner", "reason": "asked for it"}) + "\n")
    return contact


def test_an_erasure_is_done_again_after_an_older_backup_was_restored(erased: Contact) -> None:
    said = reapplied()
    assert f"contact {erased.pk}" in said and "asked for it" in said
    assert "1 erasures known; 1 erased again." in said
    erased.refresh_from_db()
    assert (erased.name, erased.phone) == ("", "")
    assert Erasure.objects.get().by_name == "Owner"
    assert "1 erasures known; 0 erased again." in reapplied()


def test_an_erasure_the_database_knows_needs_no_file(contact: Contact, erasures_file: Path) -> None:
    erase_contact(contact=contact, by=None, reason="asked", now=timezone.now())
    erasures_file.unlink()
    restore_older(contact)
    assert "1 erased again." in reapplied()
    contact.refresh_from_db()
    assert contact.name == ""


def test_a_dry_run_erases_nothing(erased: Contact) -> None:
    assert "1 would be erased again." in reapplied("--dry-run")
    erased.refresh_from_db()
    assert erased.name == TOLD["name"]
    assert not Erasure.objects.exists()


def test_an_erasure_of_somebody_the_backup_never_had_is_passed_over(erased: Contact) -> None:
    Contact.objects.filter(pk=erased.pk).update(id=uuid4())
    assert "0 erased again." in reapplied()


def test_a_list_that_cannot_be_read_erases_nothing_and_names_its_line(erased: Contact, erasures_file: Path) -> None:
    with erasures_file.open("a") as file:
        file.write("{}\n")
    with pytest.raises(CommandError, match="line 2"):
        reapplied(str(erasures_file))
    erased.refresh_from_db()
    assert erased.name


def test_without_a_list_and_without_erasures_nothing_is_said_to_be_done(study: Study) -> None:
    assert "0 erasures known; 0 erased again." in reapplied()


def test_persons_of_other_firms_are_not_shown(contact: Contact, cluster: Cluster, consultant: User) -> None:
    other = ContactFactory(firm__cluster=cluster)
    page = ask(consultant, "firm_contacts", other.firm_id).content.decode()
    assert other.name in page
    assert "Quidel" not in page
