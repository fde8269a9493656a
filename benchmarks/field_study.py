"""A study with many firms in an empty database, and the messages that a phone would send for full interviews."""

import json
import random
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from accounts.models import User
from clusters.models import Cluster, Firm, Membership, Role, Study
from surveys.catalogue import ItemEntry, catalogue_of
from surveys.models import ItemKind
from surveys.study_setup import setup_of

BEGUN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC).isoformat()


def build(firms: int) -> tuple[Cluster, str]:
    """Make a consultant, a study and its firms; returns the cluster and the key of the consultant's session."""
    person = User.objects.create_user("bench", password=None)
    years = {"base_year": 2000, "reference_year": 2006, "price_base_year": 2000}
    study = Study.objects.create(slug="bench", title="Benchmark", **years)
    cluster = Cluster.objects.create(study=study, slug="bench", name="Benchmark", sector_variant="electronics")
    Membership.objects.create(user=person, study=study, role=Role.CONSULTANT)
    Firm.objects.bulk_create(
        Firm(cluster=cluster, code=f"F{number:05}", name=f"Firm {number}") for number in range(firms)
    )
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare_row (id bigserial PRIMARY KEY, person bigint NOT NULL, body text NOT NULL)")
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return cluster, str(session.session_key)


def full_interview(cluster: Cluster, firm: Firm, drawn: random.Random) -> list[dict[str, Any]]:
    """A save with an answer to every question asked in the cluster, and the word that the interview is finished."""
    questionnaire = setup_of(cluster.study).questionnaire
    items = catalogue_of(questionnaire).items_for(cluster.sector_variant)
    save = {
        **_about(firm, questionnaire.pk, drawn),
        "kind": "revision",
        "changes": {item.code: {"value": any_value(item, drawn), "seen": None} for item in items},
    }
    ends = {**save, "id": _id(drawn), "kind": "handover", "knew": "draft", "rests_on": [save["id"]]}
    del ends["changes"]
    return [save, ends]


def queue_of_phone(cluster: Cluster, firm: Firm, drawn: random.Random) -> list[dict[str, Any]]:
    """What a phone sends that was without a connection all the time: a save for each answer, then the handover."""
    save, ends = full_interview(cluster, firm, drawn)
    saves = [{**save, "id": _id(drawn), "changes": {code: change}} for code, change in save["changes"].items()]
    return [*saves, {**ends, "rests_on": [each["id"] for each in saves]}]


def one_answer(cluster: Cluster, firm: Firm, interview: str, code: str, drawn: random.Random) -> dict[str, Any]:
    """What a phone sends while somebody types: one question of an interview."""
    questionnaire = setup_of(cluster.study).questionnaire
    item = catalogue_of(questionnaire).items[code]
    about = {**_about(firm, questionnaire.pk, drawn), "interview": interview}
    return {**about, "kind": "revision", "changes": {code: {"value": any_value(item, drawn), "seen": None}}}


def any_value(item: ItemEntry, drawn: random.Random) -> Any:
    """A value the item can take."""
    kind = ItemKind(item.kind)
    if kind is ItemKind.YES_NO:
        return drawn.random() < 0.5
    if kind is ItemKind.SINGLE:
        return drawn.choice(item.options)["code"]
    if kind is ItemKind.MULTIPLE:
        return [item.options[0]["code"]]
    if kind is ItemKind.TEXT:
        return f"Said at the plant, {drawn.randrange(1000)}."
    if kind is ItemKind.YEAR:
        return drawn.randint(int(item.minimum or 1950), int(item.maximum or 2006))
    least = int(item.minimum or 0)
    return drawn.randint(least, int(item.maximum if item.maximum is not None else least + 500))


def batch(messages: list[dict[str, Any]]) -> bytes:
    return json.dumps({"device": "phone", "messages": messages}).encode()


def _about(firm: Firm, questionnaire: int, drawn: random.Random) -> dict[str, Any]:
    return {
        "id": _id(drawn),
        "interview": _id(drawn),
        "firm": str(firm.pk),
        "questionnaire": questionnaire,
        "begun_at": BEGUN,
        "made_at": BEGUN,
    }


def _id(drawn: random.Random) -> str:
    return str(UUID(int=drawn.getrandbits(128), version=4))
