"""Whatever is written in whatever way, playing the history gives the rows that are there."""

import json
import math
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from clusters.models import Cluster, Firm
from tests.factories.clusters import ClusterFactory
from tests.trail.damage import run, seal_now
from trail.declarations import tracked_tables
from trail.models import Entry
from trail.replay import differences, present, replayed
from trail.verifying import Verification

FIRMS = tracked_tables()["clusters_firm"]
WORDS = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=12)
WEIGHTS = st.floats(min_value=1e-300, max_value=1e300, exclude_min=True) | st.just(1.0) | st.just(0.1)
ATTRIBUTES = st.dictionaries(WORDS, WORDS | st.integers(-(2**40), 2**40) | st.none() | st.booleans(), max_size=3)
Step = tuple[str, int, str, float, dict[str, Any]]
STEPS = st.tuples(
    st.sampled_from(["save", "bulk", "change", "update", "bulk_update", "raw", "delete", "undone"]),
    st.integers(0, 9),
    WORDS,
    WEIGHTS,
    ATTRIBUTES,
)


def add(cluster: Cluster, step: Step) -> None:
    made = Firm(cluster=cluster, code=f"F{Firm.objects.count()}-{step[1]}", name=step[2] or "-")
    made.final_weight, made.attributes = step[3], step[4]
    if step[0] == "save":
        made.save()
    else:
        Firm.objects.bulk_create([made])


def change(cluster: Cluster, step: Step) -> None:
    firms = list(Firm.objects.filter(cluster=cluster).order_by("created_at", "pk"))
    if not firms:
        return
    firm = firms[step[1] % len(firms)]
    firm.name, firm.final_weight, firm.attributes = step[2] or "-", step[3], step[4]
    if step[0] == "change":
        firm.save()
    elif step[0] == "bulk_update":
        Firm.objects.bulk_update(firms, ["name", "attributes"])
    elif step[0] == "delete":
        firm.delete()
    elif step[0] == "update":
        Firm.objects.filter(cluster=cluster).update(final_weight=step[3], is_reconstruction=step[1] % 2 == 0)
    else:
        run("UPDATE clusters_firm SET name = %s, base_weight = %s WHERE code = %s", firm.name, step[3], firm.code)


def take(cluster: Cluster, step: Step) -> None:
    if step[0] in ("save", "bulk"):
        add(cluster, step)
    elif step[0] == "undone":
        with transaction.atomic():
            change(cluster, ("update", *step[1:]))
            transaction.set_rollback(True)
    else:
        change(cluster, step)


def in_a_transaction_undone(act: Callable[[], None]) -> None:
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=60)
@given(steps=st.lists(STEPS, max_size=12))
def test_playing_the_history_gives_the_rows_that_are_there(steps: list[Step]) -> None:
    def play() -> None:
        cluster = ClusterFactory()
        for step in steps:
            take(cluster, step)
        told, _gone = replayed("clusters_firm")
        assert told == dict(present(FIRMS))
        assert list(differences()) == []
        seal_now()
        assert list(Verification().breaks()) == []

    in_a_transaction_undone(play)


@pytest.mark.django_db
@settings(max_examples=60)
@given(weight=WEIGHTS)
def test_a_figure_is_told_to_its_last_digit(weight: float) -> None:
    def play() -> None:
        firm = Firm.objects.create(cluster=ClusterFactory(), code="F1", name="Firm", final_weight=weight)
        entry = Entry.objects.get(table="clusters_firm", row=str(firm.pk))
        assert math.isclose(json.loads(entry.new)["final_weight"], weight, rel_tol=0, abs_tol=0)

    in_a_transaction_undone(play)
