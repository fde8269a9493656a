"""What a broken device or an ill-meaning person sends is answered, and never by a fault of the server."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster
from surveys.models import Interview, Revision, Vote, Workshop
from surveys.workshops import open_round
from tests.factories.clusters import FirmFactory
from tests.factories.devices import handover_message, save_message
from tests.factories.live import held_seat, live_session, phone_with
from tests.factories.surveys import InterviewFactory, QuestionnaireFactory
from tests.factories.workshops import NOON, PanelistFactory, WorkshopFactory

HALF_A_CHARACTER = "\ud83d"
ODD = [HALF_A_CHARACTER, "\x00", 10**300, float("nan"), float("inf"), -1, True, {}, [], [{}], "9" * 9999]
# Around the depth that Python still reads and can no longer show.
DEPTHS = [*range(860, 1000, 5), 50_000]


@pytest.fixture
def interview(cluster: Cluster, consultant: User) -> Interview:
    return InterviewFactory(firm=FirmFactory(cluster=cluster), questionnaire=QuestionnaireFactory(), author=consultant)


@pytest.fixture
def device(consultant: User) -> Client:
    client = Client()
    client.force_login(consultant)
    return client


def deliver(device: Client, *messages: object, name: object = "phone") -> Any:
    sent = json.dumps({"device": name, "messages": messages})
    return device.post(reverse("field_deliveries"), sent, content_type="application/json")


def nested(told: dict[str, Any], depth: int) -> str:
    """As JSON, with a list of this many levels in the place of "@"."""
    return json.dumps(told).replace('"@"', "[" * depth + "]" * depth)


@pytest.mark.parametrize("name", [HALF_A_CHARACTER, "a" * 500 + HALF_A_CHARACTER, "\x00", 7, None, {"a": 1}])
def test_no_name_of_a_device_keeps_answers_out(device: Client, interview: Interview, name: object) -> None:
    answer = deliver(device, save_message(interview, TRAINS=True), name=name)
    assert [result["outcome"] for result in answer.json()["results"]] == ["stored"]


@pytest.mark.parametrize("part", ["id", "kind", "interview", "questionnaire", "made_at", "changes", "knew", "rests_on"])
def test_a_part_of_any_kind_is_answered(device: Client, interview: Interview, part: str) -> None:
    for value in ODD:
        messages = [save_message(interview, TRAINS=True), handover_message(interview, [])]
        answer = deliver(device, *({**message, part: value} for message in messages))
        assert len(answer.json()["results"]) == 2


@pytest.mark.parametrize("part", ["state", "value", "done_by", "note", "evidence", "seen", "settles", HALF_A_CHARACTER])
def test_an_answer_of_any_kind_is_answered(device: Client, interview: Interview, part: str) -> None:
    for item in ("TRAINS", "REMARK", "EMPLOYEES", "CERTIFICATES", HALF_A_CHARACTER):
        changes = [{item: {"state": "answered", "value": 1, part: value}} for value in ODD]
        answer = deliver(device, *({**save_message(interview), "changes": each} for each in changes))
        assert len(answer.json()["results"]) == len(ODD)


@pytest.mark.parametrize("depth", DEPTHS)
def test_what_is_nested_without_end_hinders_no_neighbour(device: Client, interview: Interview, depth: int) -> None:
    for part in ("state", "value", "evidence", "settles"):
        broken = save_message(interview, TRAINS=True)
        broken["changes"]["TRAINS"][part] = "@"
        good = save_message(interview, EMPLOYEES=12)
        answer = device.post(
            reverse("field_deliveries"), nested({"messages": [broken, good]}, depth), content_type="application/json"
        )
        was_stored = Revision.objects.filter(pk=good["id"]).exists()
        assert (answer.status_code, was_stored) in [(200, True), (400, False)]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_clock_at_the_ends_of_time_keeps_no_answer_out(device: Client, interview: Interview, moment: str) -> None:
    answer = deliver(device, {**save_message(interview, TRAINS=True), "made_at": moment, "begun_at": moment})
    assert [result["outcome"] for result in answer.json()["results"]] == ["stored"]


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_a_number_beyond_every_key_finds_nothing(device: Client, interview: Interview, number: int) -> None:
    cluster = interview.firm.cluster_id
    assert device.get(reverse("field_cluster", args=[number])).status_code == 404
    assert device.get(reverse("field_forms", args=[cluster, number, "es"])).status_code == 404


@pytest.fixture
def workshop(cluster: Cluster, consultant: User) -> Workshop:
    found = WorkshopFactory(cluster=cluster, moderator=consultant)
    PanelistFactory.create_batch(3, workshop=found)
    return found


@pytest.fixture
def phone(workshop: Workshop) -> Client:
    live_session(workshop)
    client = phone_with(held_seat(workshop.panelists.first()))
    open_round(workshop=workshop, now=NOON)
    return client


def vote_with(**said: Any) -> dict[str, Any]:
    return {"cast": str(uuid4()), "turn": 1, "round": 1, "pillar": "basic", "phase": 3} | said


def test_a_reason_cut_within_a_character_is_stored(phone: Client) -> None:
    sent = json.dumps(vote_with(reason=f"Roads are dark {HALF_A_CHARACTER}"))
    assert phone.post(reverse("seat_vote"), sent, content_type="application/json").status_code == 200
    assert Vote.objects.get().reason == "Roads are dark "


@pytest.mark.parametrize("part", ["cast", "turn", "round", "pillar", "phase", "confidence", "in_place", "evidence"])
def test_a_vote_of_any_kind_is_answered(phone: Client, part: str) -> None:
    for value in [*ODD, {"9" * 5000: True}, {"x": True}, [2**62], [2**63]]:
        sent = json.dumps(vote_with(**{part: value}))
        assert phone.post(reverse("seat_vote"), sent, content_type="application/json").status_code < 500


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_vote_nested_without_end_is_refused(phone: Client, depth: int) -> None:
    for part in ("cast", "pillar", "phase", "evidence"):
        sent = nested(vote_with(**{part: "@"}), depth)
        assert phone.post(reverse("seat_vote"), sent, content_type="application/json").status_code == 400


@pytest.mark.parametrize("code", ["%00", "%ED%A0%80", "ſſſſſſ", "a" * 3000])
def test_no_code_or_screen_key_breaks_the_door(client: Client, workshop: Workshop, code: str) -> None:
    live_session(workshop)
    assert client.get(f"/join/{code}/").status_code == 404
    assert client.get(f"/screen/{code}/").status_code == 404
