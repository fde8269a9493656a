"""Several people write at once: the chain stays whole, and nobody waits for ever."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from accounts.models import User
from clusters.models import Firm, Study
from surveys.models import ReviewEvent
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, FirmFactory
from tests.factories.surveys import InterviewFactory
from tests.trail.damage import run
from trail.chain import head
from trail.context import Actor, acting_as
from trail.models import Entry, Seal
from trail.verifying import Verification

WRITERS, TURNS = 4, 12

pytestmark = pytest.mark.django_db(transaction=True)


def test_writers_who_hold_each_others_rows_get_through(noon: object) -> None:
    """Every writer locks rows and hangs others on what the next one has locked; foreign keys are checked at commit.

    They wait for each other in a line, never in a ring: a seal taken before those checks would close it.
    """
    clusters = [ClusterFactory() for _ in range(WRITERS)]
    interviews = [InterviewFactory(firm=FirmFactory(cluster=each)) for each in clusters]
    people = [UserFactory() for _ in range(WRITERS)]
    together = threading.Barrier(WRITERS)

    def write(number: int) -> int:
        together.wait(timeout=60)
        try:
            return take_turns(number)
        finally:
            connection.close()

    def take_turns(number: int) -> int:
        done = 0
        for turn in range(TURNS):
            with acting_as(Actor(person_id=people[number].pk, person_name=f"writer {number}")), transaction.atomic():
                own, other = clusters[number], clusters[min(number + 1, WRITERS - 1)]
                Study.objects.select_for_update().get(pk=own.study_id)
                User.objects.select_for_update().get(pk=people[number].pk)
                Firm.objects.create(cluster=other, code=f"W{number}-{turn}", name="Firm")
                ReviewEvent.objects.create(
                    interview=interviews[min(number + 1, WRITERS - 1)],
                    from_state="draft",
                    to_state="submitted",
                    by=people[min(number + 1, WRITERS - 1)],
                    at=noon,  # type: ignore[misc]
                )
                Study.objects.filter(pk=own.study_id).update(title=f"{number}, {turn}")
                done += 1
        return done

    with ThreadPoolExecutor(WRITERS) as pool:
        assert list(pool.map(write, range(WRITERS))) == [TURNS] * WRITERS
    assert list(Verification().breaks()) == []
    told = Entry.objects.filter(table="clusters_firm", person_name__startswith="writer")
    assert told.count() == WRITERS * TURNS
    assert {each.person_name for each in told} == {f"writer {number}" for number in range(WRITERS)}
    assert head().position == Entry.objects.count() == Seal.objects.count()


def test_a_transaction_that_is_undone_leaves_no_gap() -> None:
    study = ClusterFactory().study
    before = head().position
    for title in ("Never", "Ever"):
        with transaction.atomic():
            Study.objects.filter(pk=study.pk).update(title=title)
            transaction.set_rollback(True)
    Study.objects.filter(pk=study.pk).update(title="Then")
    assert head().position == before + 1
    assert list(Verification().breaks()) == []


def test_one_person_is_not_told_as_another_on_a_connection_they_share() -> None:
    study = ClusterFactory().study
    with acting_as(Actor(person_name="Ana")), transaction.atomic():
        Study.objects.filter(pk=study.pk).update(title="By Ana")
        transaction.set_rollback(True)
    with acting_as(Actor(person_name="Ana")):
        Study.objects.filter(pk=study.pk).update(title="By Ana after all")
    with acting_as(Actor(person_name="Bo")), transaction.atomic():
        Study.objects.filter(pk=study.pk).update(title="By Bo")
        with transaction.atomic(), acting_as(Actor(person_name="Cem")):
            Study.objects.filter(pk=study.pk).update(title="By Cem, undone")
            transaction.set_rollback(True)
        Study.objects.filter(pk=study.pk).update(title="By Bo again")
    Study.objects.filter(pk=study.pk).update(title="By nobody")
    told = Entry.objects.filter(table="clusters_study", action="update").order_by("pk")
    assert [each.person_name for each in told] == ["Ana", "Bo", "Bo", ""]


def test_whoever_writes_past_the_application_is_named_or_refused() -> None:
    study = ClusterFactory().study
    if connection.vendor == "postgresql":
        run("SELECT set_config('sextant.actor', '', false)")
        connection.connection.execute("UPDATE clusters_study SET title = 'By hand' WHERE id = %s", (study.pk,))
        assert Entry.objects.latest("pk").origin.startswith("database ")
    else:
        stranger = sqlite3.connect(connection.settings_dict["NAME"])
        with pytest.raises(sqlite3.OperationalError, match="sextant_actor"):
            stranger.execute("UPDATE clusters_study SET title = 'By hand' WHERE id = ?", (study.pk,))
        stranger.close()
