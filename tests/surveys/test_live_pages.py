"""The pages of the live workshop: joining, voting, the console, the screen, and what none of them tells."""

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import numpy
import pytest
import zxingcpp
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import User
from accounts.qr import qr_picture
from clusters.models import Cluster
from surveys.live_access import SEAT_COOKIE
from surveys.live_sessions import MOST_WRONG_CODES, close_session
from surveys.models import LiveSession, Panelist, PanelistKind, Pillar, SeatHold, Vote, VotingRound, Workshop, WrongCode
from surveys.workshops import close_round, open_round, record_votes
from tests.factories.live import held_seat, live_session, phone_with
from tests.factories.workshops import (
    NOON,
    EvidenceFactory,
    PanelistFactory,
    WorkshopFactory,
    agree,
    ballots,
)

SECRET_REASON = "The ferry was cancelled on forty days"


@pytest.fixture
def workshop(cluster: Cluster, consultant: User) -> Workshop:
    found = WorkshopFactory(cluster=cluster, moderator=consultant)
    PanelistFactory.create_batch(3, workshop=found)
    return found


@pytest.fixture
def session(workshop: Workshop) -> LiveSession:
    return live_session(workshop)


@pytest.fixture
def seat(workshop: Workshop) -> Panelist:
    return workshop.panelists.first()


@pytest.fixture
def phone(session: LiveSession, seat: Panelist) -> Client:
    return phone_with(held_seat(seat))


@pytest.fixture
def voting(workshop: Workshop) -> VotingRound:
    return open_round(workshop=workshop, now=NOON)


@pytest.fixture
def moderator(consultant: User) -> Client:
    client = Client()
    client.force_login(consultant)
    return client


def text_of(response: HttpResponse) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def a_vote(phase: int | None = 4, **said: Any) -> dict[str, Any]:
    return {"cast": str(uuid4()), "turn": 1, "round": 1, "pillar": "basic", "phase": phase} | said


def send(phone: Client, vote: object) -> Any:
    return phone.post(reverse("seat_vote"), json.dumps(vote), content_type="application/json")


@pytest.mark.parametrize(
    "written", [str.lower, lambda code: f" {code[:3]} {code[3:]} ", lambda code: f"{code[:3]}-{code[3:]}"]
)
def test_the_code_leads_to_the_seats_however_it_is_typed(
    client: Client, session: LiveSession, written: Callable[[str], str]
) -> None:
    page = client.post(reverse("join"), {"code": written(session.code)}, follow=True)
    assert page.redirect_chain == [(reverse("join_session", args=[session.code]), 302)]
    assert all(str(panelist) in text_of(page) for panelist in session.workshop.panelists.all())


def test_a_wrong_code_is_asked_for_again_in_a_sentence(client: Client, session: LiveSession) -> None:
    typed = client.post(reverse("join"), {"code": "AAAAAA"})
    scanned = client.get(reverse("join_session", args=["AAAAAA"]))
    assert (typed.status_code, scanned.status_code) == (422, 404)
    assert all("This code opens no session" in text_of(page) for page in (typed, scanned))
    assert WrongCode.objects.count() == 2


def test_guessing_is_stopped_also_for_the_right_code(client: Client, session: LiveSession) -> None:
    for _try in range(MOST_WRONG_CODES):
        client.post(reverse("join"), {"code": "AAAAAA"})
    refused = client.post(reverse("join"), {"code": session.code})
    assert refused.status_code == 429 and "Too many wrong codes" in text_of(refused)
    assert client.get(reverse("join_session", args=[session.code])).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.7").get(reverse("join_session", args=[session.code])).status_code == 200


@override_settings(TRUSTED_PROXIES=1)
def test_behind_a_proxy_each_phone_counts_for_itself(session: LiveSession) -> None:
    for _try in range(MOST_WRONG_CODES):
        Client(HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.7").post(reverse("join"), {"code": "AAAAAA"})
    address = reverse("join_session", args=[session.code])
    assert Client(HTTP_X_FORWARDED_FOR="203.0.113.7").get(address).status_code == 429
    assert Client(HTTP_X_FORWARDED_FOR="203.0.113.8").get(address).status_code == 200


def test_the_code_of_a_session_that_ended_opens_nothing(client: Client, session: LiveSession) -> None:
    close_session(session=session, by=None, now=NOON)
    assert client.get(reverse("join_session", args=[session.code])).status_code == 404


def test_a_seat_is_taken_and_its_phone_comes_straight_back_to_it(
    client: Client, session: LiveSession, seat: Panelist
) -> None:
    page = client.post(reverse("join_take", args=[session.code]), {"seat": seat.pk}, follow=True)
    assert seat.called in text_of(page) and "Key of your seat" in text_of(page)
    cookie = client.cookies[SEAT_COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert client.get(reverse("join_session", args=[session.code]))["Location"] == reverse("seat")


def test_a_taken_seat_is_not_given_twice(phone: Client, session: LiveSession, seat: Panelist) -> None:
    other = Client()
    assert (
        f'name="seat" value="{seat.pk}"' not in other.get(reverse("join_session", args=[session.code])).content.decode()
    )
    refused = other.post(reverse("join_take", args=[session.code]), {"seat": seat.pk})
    assert refused.status_code == 422 and "Somebody has taken seat" in text_of(refused)
    assert SEAT_COOKIE not in other.cookies


@pytest.mark.parametrize("named", ["", "nonsense", "30c65d4f-264b-413b-82cc-c06c24606fd8"])
def test_a_seat_that_does_not_exist_is_not_given(client: Client, session: LiveSession, named: str) -> None:
    assert client.post(reverse("join_take", args=[session.code]), {"seat": named}).status_code == 422
    assert not SeatHold.objects.exists()


def test_a_seat_of_another_workshop_is_not_given(client: Client, session: LiveSession) -> None:
    stranger = PanelistFactory()
    assert client.post(reverse("join_take", args=[session.code]), {"seat": stranger.pk}).status_code == 422


def test_a_new_seat_is_taken_with_name_kind_and_conflict_of_interest(client: Client, session: LiveSession) -> None:
    said = {"label": "Mayor", "kind": PanelistKind.GOVERNMENT, "organisation": "Town", "conflict_of_interest": "Land"}
    page = client.post(reverse("join_new", args=[session.code]), said, follow=True)
    assert "4. Mayor" in text_of(page) or "Mayor" in text_of(page)
    assert Panelist.objects.get(label="Mayor").conflict_of_interest == "Land"


def test_no_new_seat_where_the_moderator_does_not_allow_it(
    client: Client, moderator: Client, session: LiveSession
) -> None:
    moderator.post(reverse("live_new_seats", args=[session.workshop_id]), {"allowed": "no"})
    said = {"label": "Mayor", "kind": PanelistKind.GOVERNMENT}
    assert client.post(reverse("join_new", args=[session.code]), said).status_code == 422
    assert "take a new seat" not in text_of(client.get(reverse("join_session", args=[session.code])))


def test_the_key_brings_seat_and_votes_to_another_phone(
    session: LiveSession, seat: Panelist, voting: VotingRound
) -> None:
    handed = held_seat(seat)
    first, second = phone_with(handed), Client()
    send(first, a_vote(phase=5, reason="Ports work"))
    back = reverse("join_return", args=[session.code])
    wrong = second.post(back, {"seat": seat.pk, "key": "000000" if handed.key != "000000" else "111111"})
    assert wrong.status_code == 422 and "This is not the key" in text_of(wrong)
    page = second.post(back, {"seat": seat.pk, "key": f"{handed.key[:3]} {handed.key[3:]}"}, follow=True)
    assert "Ports work" in page.content.decode() and re.search(r'value="5" checked', page.content.decode())
    gone = first.get(reverse("seat"))
    assert gone.status_code == 410 and "taken to another phone" in text_of(gone)
    assert first.get(reverse("seat_state")).status_code == 410 and send(first, a_vote(turn=2)).status_code == 410


@pytest.mark.parametrize("name", ["seat", "seat_state"])
def test_a_phone_without_a_seat_finds_nothing(client: Client, db: None, name: str) -> None:
    assert client.get(reverse(name)).status_code == 404
    client.cookies[SEAT_COOKIE] = "forged:cookie:value"
    assert client.get(reverse(name)).status_code == 404


def test_a_seat_given_back_is_free_again(phone: Client, session: LiveSession, seat: Panelist) -> None:
    assert phone.post(reverse("seat_leave"))["Location"] == reverse("join")
    assert phone.get(reverse("seat")).status_code == 404
    assert held_seat(seat).hold.pk


def test_the_waiting_room_shows_criterion_evidence_and_key(phone: Client, workshop: Workshop) -> None:
    EvidenceFactory(workshop=workshop, citation="Yearbook 2025", note="Five days at customs")
    page = text_of(phone.get(reverse("seat")))
    assert all(
        part in page for part in ("Yearbook 2025", "Five days at customs", "The panel agrees when", "What the five")
    )


def test_a_vote_is_stored_as_it_was_cast(
    phone: Client, voting: VotingRound, workshop: Workshop, seat: Panelist
) -> None:
    source = EvidenceFactory(workshop=workshop)
    vote = a_vote(3, confidence=2, reason=SECRET_REASON, in_place={"1": True, "2": False}, evidence=[source.pk])
    answer = send(phone, vote)
    assert (answer.status_code, answer.json()["cast"], answer.json()["turn"]) == (200, vote["cast"], 1)
    stored = Vote.objects.get()
    assert (stored.panelist, stored.phase, stored.confidence, stored.reason) == (seat, 3, 2, SECRET_REASON)
    assert (stored.in_place, list(stored.evidence.all())) == ({"1": True, "2": False}, [source])
    assert send(phone, vote).json() == answer.json() and Vote.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"phase": 6}, 422, "workshop_refused"),
        ({"confidence": 5}, 422, "workshop_refused"),
        ({"in_place": {"4": True}}, 422, "workshop_refused"),
        ({"evidence": [987654]}, 422, "workshop_refused"),
        ({"round": 2}, 409, "too_late"),
        ({"pillar": "roads"}, 400, "unreadable"),
        ({"cast": "nothing"}, 400, "unreadable"),
        ({"turn": 0}, 400, "unreadable"),
        ({"turn": True}, 400, "unreadable"),
        ({"phase": "4"}, 400, "unreadable"),
        ({"reason": "x" * 2001}, 400, "unreadable"),
        ({"in_place": {"x": True}}, 400, "unreadable"),
        ({"in_place": {"1": "yes"}}, 400, "unreadable"),
        ({"evidence": "all"}, 400, "unreadable"),
    ],
)
def test_what_is_no_vote_is_refused_in_a_sentence(
    phone: Client, voting: VotingRound, change: dict[str, Any], status: int, error: str
) -> None:
    answer = send(phone, a_vote() | change)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["text"] and not Vote.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "null", "{", '"vote"'])
def test_what_cannot_be_read_is_refused(phone: Client, voting: VotingRound, body: str) -> None:
    assert phone.post(reverse("seat_vote"), body, content_type="application/json").status_code == 400


def test_a_vote_needs_the_token_of_the_page(session: LiveSession, seat: Panelist, voting: VotingRound) -> None:
    handed = held_seat(seat)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[SEAT_COOKIE] = phone_with(handed).cookies[SEAT_COOKIE].value
    assert send(strict, a_vote()).status_code == 403
    assert strict.get(reverse("seat")).status_code == 200
    answer = strict.post(
        reverse("seat_vote"),
        json.dumps(a_vote()),
        content_type="application/json",
        headers={"X-CSRFToken": strict.cookies["csrftoken"].value},
    )
    assert answer.status_code == 200


ROOM: dict[str, Callable[[LiveSession], str]] = {
    "live": lambda session: reverse("live", args=[session.workshop_id]),
    "live_state": lambda session: reverse("live_state", args=[session.workshop_id]),
    "screen": lambda session: reverse("screen", args=[session.screen_key]),
    "screen_state": lambda session: reverse("screen_state", args=[session.screen_key]),
    "workshop": lambda session: reverse("workshop", args=[session.workshop_id]),
    "workshop_protocol": lambda session: reverse("workshop_protocol", args=[session.workshop_id]),
    "workshop_votes": lambda session: reverse("workshop_votes", args=[session.workshop_id]),
    "panelist_votes": lambda session: reverse("panelist_votes", args=[session.workshop.panelists.first().pk]),
    "round_close": lambda session: reverse("round_close", args=[session.workshop_id]),
    "agree": lambda session: reverse("agree", args=[session.workshop_id, "basic"]),
    "workshops": lambda session: reverse("workshops", args=["salmon-study", "lakes"]),
    "workshop_panel": lambda session: reverse("workshop_panel", args=[session.workshop_id]),
    "other seat": lambda session: reverse("seat"),
    "other seat_state": lambda session: reverse("seat_state"),
    "admin votes": lambda session: reverse("admin:surveys_vote_changelist"),
    "admin holds": lambda session: reverse("admin:surveys_seathold_changelist"),
    "admin events": lambda session: reverse("admin:surveys_liveevent_changelist"),
}


def told_of_phase(page: str) -> list[str]:
    """What stands on a page wherever it tells of a phase that was voted for, in marks, words and numbers."""
    return re.findall(r'vote-brick|for phase \d|median \d|value="[1-5]" checked|checked[^>]*value="[1-5]"', page)


@pytest.mark.parametrize("page", ROOM)
def test_no_phase_of_an_open_round_leaves_the_server_but_to_its_own_seat(
    page: str,
    admin_client: Client,
    moderator: Client,
    phone: Client,
    session: LiveSession,
    voting: VotingRound,
) -> None:
    for pillar in Pillar:
        send(phone, a_vote(5, pillar=pillar.value, reason=SECRET_REASON, confidence=4, in_place={"1": False}))
    other = phone_with(held_seat(session.workshop.panelists.last()))
    reader = other if page.startswith("other") else admin_client if page.startswith("admin") else moderator
    told = reader.get(ROOM[page](session), follow=True).content.decode()
    assert Vote.objects.filter(phase=5).count() == 4
    assert SECRET_REASON not in told and told_of_phase(told) == [] and "not fully in place for" not in told
    own = phone.get(reverse("seat")).content.decode()
    assert SECRET_REASON in own and told_of_phase(own)


def test_whoever_takes_a_released_seat_does_not_read_its_votes(
    moderator: Client, phone: Client, session: LiveSession, seat: Panelist, voting: VotingRound
) -> None:
    send(phone, a_vote(5, reason=SECRET_REASON))
    moderator.post(reverse("live_release", args=[seat.pk]))
    curious = phone_with(held_seat(seat))
    told = curious.get(reverse("seat")).content.decode()
    assert SECRET_REASON not in told and told_of_phase(told) == []
    assert "has a vote on this pillar that this phone did not send" in told
    moderator.post(reverse("live_release", args=[seat.pk]))
    ballot = moderator.get(reverse("panelist_votes", args=[seat.pk])).content.decode()
    assert SECRET_REASON not in ballot and told_of_phase(ballot) == []
    assert "1 vote of this seat came from a phone and is not shown" in ballot


def test_the_console_counts_votes_and_seats(
    moderator: Client, phone: Client, workshop: Workshop, voting: VotingRound
) -> None:
    send(phone, a_vote())
    send(phone, a_vote(pillar="network"))
    page = text_of(moderator.get(reverse("live", args=[workshop.pk])))
    assert "0 of 3 have voted on all four pillars" in page and "on a phone · 2 of 4 votes" in page
    assert "1 of 3 seats are on a phone" in page


def test_a_workshop_is_held_from_the_console(moderator: Client, workshop: Workshop) -> None:
    live = reverse("live", args=[workshop.pk])
    assert "Open the session" in text_of(moderator.get(live))
    moderator.post(reverse("live_open", args=[workshop.pk]))
    session = LiveSession.objects.get()
    phones = [phone_with(held_seat(panelist)) for panelist in workshop.panelists.all()]
    moderator.post(reverse("live_round_open", args=[workshop.pk]))
    for phone, phase in zip(phones, (4, 4, 5), strict=True):
        for pillar in Pillar:
            assert send(phone, a_vote(phase, pillar=pillar.value, reason=f"Because of {phase}")).status_code == 200
    assert "3 of 3 have voted" in text_of(moderator.get(live))
    moderator.post(reverse("live_reveal", args=[workshop.pk]))
    screen = text_of(Client().get(reverse("screen", args=[session.screen_key])))
    assert screen.count("3 votes, median 4.") == 4 and screen.count("Consensus by the criterion") == 4
    moderator.post(reverse("live_show", args=[workshop.pk]), {"pillar": "network"})
    screen = text_of(Client().get(reverse("screen", args=[session.screen_key])))
    assert "3 reasons" in screen and screen.index("Because of 4") < screen.index("Because of 5")
    moderator.post(reverse("live_note", args=[workshop.pk]), {"pillar": "network", "text": "The bridge opened in May."})
    moderator.post(reverse("live_note", args=[workshop.pk]), {"pillar": "", "text": "All agreed to vote again."})
    page = text_of(moderator.get(live))
    assert "The bridge opened in May." in page and "All agreed to vote again." in page
    moderator.post(reverse("live_close", args=[workshop.pk]))
    assert "The session has ended" in text_of(Client().get(reverse("screen", args=[session.screen_key])))
    assert "The session has ended" in text_of(phones[0].get(reverse("seat")))


def test_refusals_stand_on_the_console(moderator: Client, session: LiveSession, voting: VotingRound) -> None:
    workshop = session.workshop_id
    assert "A round is still open" in text_of(moderator.post(reverse("live_close", args=[workshop]), follow=True))
    assert "has no votes yet" in text_of(moderator.post(reverse("live_reveal", args=[workshop]), follow=True))
    assert "is still open" in text_of(moderator.post(reverse("live_round_open", args=[workshop]), follow=True))
    empty = moderator.post(reverse("live_note", args=[workshop]), {"pillar": "", "text": " "}, follow=True)
    assert "The note is empty" in text_of(empty)


def test_phones_are_warned_of_an_address_they_cannot_reach(moderator: Client, session: LiveSession) -> None:
    address = reverse("live", args=[session.workshop_id])
    assert "Phones cannot reach this address" in text_of(moderator.get(address, headers={"Host": "127.0.0.1:8000"}))
    assert "Phones cannot reach" not in text_of(moderator.get(address, headers={"Host": "192.0.2.5:8000"}))


def test_reasons_on_the_screen_bear_no_name_and_not_the_order_of_seats(
    moderator: Client, workshop: Workshop, session: LiveSession
) -> None:
    held = open_round(workshop=workshop, now=NOON)
    for panelist, (phase, reason) in zip(
        workshop.panelists.all(), ((5, "zinc"), (4, "water"), (4, "air")), strict=True
    ):
        record_votes(round=held, panelist=panelist, votes=ballots((phase, 3, 3, 3), reason), now=NOON)
    close_round(round=held, now=NOON)
    moderator.post(reverse("live_show", args=[workshop.pk]), {"pillar": "basic"})
    screen = text_of(Client().get(reverse("screen", args=[session.screen_key])))
    assert screen.index("air") < screen.index("water") < screen.index("zinc")
    assert not any(panelist.label in screen for panelist in workshop.panelists.all())


def test_a_screen_with_another_key_shows_nothing(client: Client, session: LiveSession) -> None:
    assert client.get(reverse("screen", args=["A" * 12])).status_code == 404
    assert client.get(reverse("screen_state", args=["A" * 12])).status_code == 404


STATES: dict[str, tuple[Callable[[LiveSession], str], int, int]] = {
    "seat_state": (lambda session: reverse("seat_state"), 1, 19),
    "seat_state while voting": (lambda session: reverse("seat_state") + "?voting=1", 1, 6),
    "screen_state": (lambda session: reverse("screen_state", args=[session.screen_key]), 1, 11),
    "live_state": (lambda session: reverse("live_state", args=[session.workshop_id]), 4, 15),
}


@pytest.mark.parametrize("state", STATES)
def test_asking_for_news_is_cheap(
    state: str,
    moderator: Client,
    phone: Client,
    session: LiveSession,
    voting: VotingRound,
    django_assert_num_queries: Any,
) -> None:
    address, unchanged, changed = STATES[state]
    reader = {"seat": phone, "screen": Client(), "live": moderator}[state.split("_")[0]]
    first = reader.get(address(session))
    assert first["Sextant-Parts"] == "1"
    with django_assert_num_queries(unchanged):
        assert reader.get(address(session), headers={"If-None-Match": first["ETag"]}).status_code == 304
    PanelistFactory.create_batch(5, workshop=session.workshop)
    EvidenceFactory(workshop=session.workshop)
    send(phone, a_vote())
    with django_assert_num_queries(changed):
        news = reader.get(address(session), headers={"If-None-Match": first["ETag"]})
    assert news.status_code == 200 and news["ETag"] != first["ETag"]


def test_a_phone_that_votes_is_told_the_count_and_keeps_its_ballot(phone: Client, voting: VotingRound) -> None:
    told = phone.get(reverse("seat_state") + "?voting=1").content.decode()
    assert "0 of 3 have voted on everything" in told and "data-ballot" not in told
    assert "data-ballot" in phone.get(reverse("seat_state") + "?voting=").content.decode()


def test_the_revealed_round_stands_on_the_phone_with_the_own_vote(
    phone: Client, voting: VotingRound, workshop: Workshop
) -> None:
    send(phone, a_vote(4))
    close_round(round=voting, now=NOON)
    page = text_of(phone.get(reverse("seat_state") + "?voting=1"))
    assert "1 vote, median 4." in page and "You voted: phase 4." in page
    open_round(workshop=workshop, now=NOON)
    page = text_of(phone.get(reverse("seat_state")))
    assert "In round 1 you voted: phase 4." in page and "The same again" in page


def test_the_panel_is_not_asked_in_one_language_only(phone: Client, client: Client, session: LiveSession) -> None:
    client.cookies["django_language"] = "es"
    assert 'lang="es"' in client.get(reverse("join_session", args=[session.code])).content.decode()
    one = phone.get(reverse("seat_state"))["ETag"]
    phone.cookies["django_language"] = "es"
    assert phone.get(reverse("seat_state"))["ETag"] != one


def pixels(picture: str) -> numpy.ndarray:
    """The QR picture as grey pixels: its lines are one module high and drawn from left to right."""
    drawing = unquote(picture.partition(",")[2])
    size = int(re.search(r"M0 0h(\d+)v", drawing)[1])  # type: ignore[index]
    grey = numpy.full((size, size), 255, dtype=numpy.uint8)
    x = y = 0.0
    for step, across, down in re.findall(r"([Mmh])(-?[\d.]+)(?:[ ]?(-?[\d.]+))?", drawing.rpartition(" d=")[2]):
        if step == "M":
            x, y = float(across), float(down)
        elif step == "m":
            x, y = x + float(across), y + float(down)
        else:
            grey[int(y), int(x) : int(x + float(across))] = 0
            x += float(across)
    return numpy.kron(grey, numpy.ones((6, 6), dtype=numpy.uint8))


@pytest.mark.parametrize("text", ["https://sextant.example/join/AC3D4E/", "http://192.0.2.17:8000/join/XY79KT/"])
def test_a_camera_reads_the_address_in_the_picture(text: str) -> None:
    found = zxingcpp.read_barcodes(pixels(qr_picture(text)))
    assert [each.text for each in found] == [text]


def test_the_picture_on_console_and_screen_leads_to_the_seats(moderator: Client, session: LiveSession) -> None:
    for page in (
        moderator.get(reverse("live", args=[session.workshop_id])),
        Client().get(reverse("screen", args=[session.screen_key])),
    ):
        picture = unescape(re.search(r'src="(data:image/svg[^"]+)"', page.content.decode())[1])  # type: ignore[index]
        address = zxingcpp.read_barcodes(pixels(picture))[0].text
        assert address == f"http://testserver{reverse('join_session', args=[session.code])}"


def test_the_protocol_holds_everything(
    moderator: Client, workshop: Workshop, phone: Client, voting: VotingRound
) -> None:
    source = EvidenceFactory(workshop=workshop, citation="Yearbook 2025")
    Panelist.objects.filter(workshop=workshop).update(conflict_of_interest="Sells feed")
    vote = a_vote(4, reason="Few power cuts", confidence=3, in_place={"2": False}, evidence=[source.pk])
    send(phone, vote)
    moderator.post(reverse("live_reveal", args=[workshop.pk]))
    moderator.post(reverse("live_note", args=[workshop.pk]), {"pillar": "basic", "text": "The mayor doubted it."})
    agree(workshop, low=3, dissent="One panelist holds phase 3.", reason="The grid was renewed.")
    page = text_of(moderator.get(reverse("workshop_protocol", args=[workshop.pk])))
    for part in (
        "Sells feed", "Yearbook 2025", "Few power cuts", "The mayor doubted it.", "One panelist holds phase 3.",
        "The grid was renewed.", "Seat taken", "1 vote rests on: Yearbook 2025", "1 fairly sure",
        "Phase 2 is not fully in place for 1 of the 1", "It was fixed when round 1 was opened", "The panel agrees when",
        "Not validated yet.", "Moderator: name, date, signature", "Tastle and Wierman",
    ):  # fmt: skip
        assert part in page, part
