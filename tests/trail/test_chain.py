"""The chain finds whatever somebody did to the history, and says where."""

import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from clusters.models import Study
from tests.factories.clusters import ClusterFactory, FirmFactory, StudyFactory
from tests.trail.damage import guards_lifted, run, seal_now
from trail.chain import head, read_head
from trail.models import Entry, Seal
from trail.replay import differences
from trail.verifying import Verification

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(db: None) -> list[Seal]:
    """Five sealed entries, the last of the chain."""
    study = StudyFactory(title="One")
    for title in ("Two", "Three", "Four", "Five"):
        Study.objects.filter(pk=study.pk).update(title=title)
    seal_now()
    return list(Seal.objects.order_by("-position")[:5])[::-1]


def found(**options: object) -> list[str]:
    return [str(each) for each in Verification(**options).breaks()]  # type: ignore[arg-type]


def test_an_untouched_history_is_whole(told: list[Seal]) -> None:
    verification = Verification()
    assert list(verification.breaks()) == []
    assert verification.last == head() and verification.links == Seal.objects.count() == Entry.objects.count()


def alter(told: list[Seal]) -> str:
    run('UPDATE trail_entry SET new = \'{"title": "Nobody said this"}\' WHERE id = %s', told[2].entry_id)
    return f"Entry {told[2].entry_id}, sealed at {told[2].position} (update of row"


def rename_the_actor(told: list[Seal]) -> str:
    run("UPDATE trail_entry SET person_name = 'Somebody else' WHERE id = %s", told[0].entry_id)
    return f"Entry {told[0].entry_id}, sealed at {told[0].position} (insert of row"


def remove_entry(told: list[Seal]) -> str:
    run("DELETE FROM trail_entry WHERE id = %s", told[1].entry_id)
    return f"Entry {told[1].entry_id}, sealed at {told[1].position}, was taken away."


def remove_both(told: list[Seal]) -> str:
    run("DELETE FROM trail_entry WHERE id = %s", told[1].entry_id)
    run("DELETE FROM trail_seal WHERE position = %s", told[1].position)
    return f"Of the chain seal {told[1].position} with what it sealed was taken away."


def close_the_gap(told: list[Seal]) -> str:
    remove_both(told)
    run("UPDATE trail_seal SET position = -position WHERE position > %s", told[1].position)
    run("UPDATE trail_seal SET position = -position - 1 WHERE position < 0")
    return f"Seal {told[1].position} does not follow the seal before it"


def insert(told: list[Seal]) -> str:
    columns = 'at, "table", row, about, action, old, new, person_id, person_name, device, request_id, origin'
    run(f"INSERT INTO trail_entry ({columns}) SELECT {columns} FROM trail_entry WHERE id = %s", told[4].entry_id)
    return "has no seal: it was put in, or its seal was taken away."


def swap(told: list[Seal]) -> str:
    first, second = told[1], told[3]
    run("UPDATE trail_seal SET entry_id = -1 WHERE position = %s", first.position)
    run("UPDATE trail_seal SET entry_id = %s WHERE position = %s", first.entry_id, second.position)
    run("UPDATE trail_seal SET entry_id = %s WHERE position = %s", second.entry_id, first.position)
    return f"Entry {second.entry_id}, sealed at {first.position}"


def forge_a_seal(told: list[Seal]) -> str:
    run("UPDATE trail_seal SET hash = previous WHERE position = %s", told[2].position)
    return f"Seal {told[3].position} does not follow the seal before it"


DAMAGES = [alter, rename_the_actor, remove_entry, remove_both, close_the_gap, insert, swap, forge_a_seal]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_whoever_touches_the_history_is_found(told: list[Seal], damage: Callable[[list[Seal]], str]) -> None:
    with guards_lifted():
        place = damage(told)
    breaks = found()
    assert any(place in each for each in breaks), breaks
    assert all("backup" in each for each in breaks)


def test_a_cut_end_is_found_by_a_head_that_was_kept(told: list[Seal]) -> None:
    kept = head()
    with guards_lifted():
        run("DELETE FROM trail_entry WHERE id >= %s", told[3].entry_id)
        run("DELETE FROM trail_seal WHERE position >= %s", told[3].position)
    assert found() == [], "from inside, a history that ends earlier looks whole"
    assert f"The chain ends at {told[2].position}, and a head at {kept.position} was kept" in found(kept=kept)[0]


def test_a_chain_made_anew_is_found_by_a_head_that_was_kept(told: list[Seal]) -> None:
    kept = head()
    with guards_lifted():
        run("UPDATE trail_seal SET hash = previous WHERE position = %s", kept.position)
    assert any("has another hash than the one that was kept" in each for each in found(kept=kept))


def test_a_trigger_that_was_taken_away_is_named(told: list[Seal]) -> None:
    if connection.vendor == "sqlite":
        run("DROP TRIGGER trail_update_clusters_study")
        name = "trail_update_clusters_study"
    else:
        run("DROP TRIGGER trail_note ON clusters_study")
        name = "clusters_study.trail_note"
    assert [each for each in found() if f"The trigger {name} is missing" in each and "migrate" in each]


def test_reading_can_begin_where_it_ended_last_time(told: list[Seal]) -> None:
    verification = Verification(since=told[3].position)
    assert list(verification.breaks()) == [] and verification.links == 2
    with guards_lifted():
        alter(told)
    assert found(since=told[3].position) == []


def test_a_row_that_was_changed_behind_the_history_is_found(told: list[Seal]) -> None:
    study = Study.objects.latest("pk")
    assert list(differences()) == []
    with guards_lifted():
        run("UPDATE clusters_study SET title = 'Quietly' WHERE id = %s", study.pk)
    assert list(differences()) == [f"Row {study.pk} of clusters_study is not what the history last said of it: title."]
    with guards_lifted():
        run("DELETE FROM clusters_study WHERE id = %s", study.pk)
    assert "does not say that anybody took it away" in next(iter(differences()))


def test_the_command_says_whole_and_where_the_chain_ends(told: list[Seal]) -> None:
    said = StringIO()
    call_command("verify_history", "--rows", stdout=said)
    assert f"Head {head()}" in said.getvalue()
    printed = StringIO()
    call_command("history_head", stdout=printed)
    assert read_head(printed.getvalue()) == head()
    call_command("verify_history", "--head", str(head()), stdout=said)


def test_the_command_ends_with_1_where_the_chain_is_broken(told: list[Seal]) -> None:
    with guards_lifted():
        place = alter(told)
    said = StringIO()
    with pytest.raises(CommandError, match="not what was written") as refusal:
        call_command("verify_history", stderr=said)
    assert refusal.value.returncode == 1 and place in said.getvalue()


@pytest.mark.parametrize("text", ["", "12", "12:abc", "x:" + "0" * 64])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_head(text)


def test_entries_hold_json_that_any_program_reads(told: list[Seal]) -> None:
    for each in Entry.objects.exclude(action="begin"):
        assert all(isinstance(json.loads(text), dict) for text in (each.old, each.new) if text)


def test_checking_constraints_before_commit_seals_all_entries_at_once() -> None:
    """What rang for every entry went through all of them each time: a list of thousands of firms took minutes."""
    # SQLite seals every entry as it is written, and has no bell.
    once = 1 if connection.vendor == "postgresql" else 0
    seal_now()
    before = bells_rung()
    cluster = ClusterFactory()
    FirmFactory.create_batch(30, cluster=cluster)
    seal_now()
    assert bells_rung() == before + once
    assert Entry.objects.count() == Seal.objects.count()
    Study.objects.filter(pk=cluster.study_id).update(title="Later")
    seal_now()
    assert bells_rung() == before + 2 * once
    assert list(Verification().breaks()) == []


def bells_rung() -> int:
    """How often the bell was rung in this transaction."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT n_tup_ins FROM pg_stat_xact_user_tables WHERE relname = 'trail_bell'")
        (rung,) = cursor.fetchone()
    return int(rung)
