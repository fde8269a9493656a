"""The bin of workshops: what was opened by mistake leaves pages, phones and screen, and comes back as it was."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clusters.models import Cluster
from surveys.binning import DAYS_IN_BIN
from surveys.errors import SurveyError, WorkshopRefused
from surveys.models import LiveSession, Panelist, SeatHold, Vote, VotingRound, Workshop
from surveys.workshop_binning import bin_workshop, bring_workshop_back
from surveys.workshops import change_workshop, close_round
from tests.factories.live import held_seat, live_session, phone_with
from tests.factories.workshops import NOON, WorkshopFactory, agree, hold_round


def ask(user: User, name: str, *arguments: object, data: dict[str, Any] | None = None) -> Any:
    client = Client()
    client.force_login(user)
    address = reverse(name, args=arguments)
    return client.get(address) if data is None else client.post(address, data)


@pytest.fixture
def workshop(cluster: Cluster, consultant: User) -> Workshop:
    """A workshop with an open round and votes on paper."""
    found = WorkshopFactory(cluster=cluster, moderator=consultant, place="The wrong hall", note="Opened twice")
    hold_round(found, rows=[(4, 3, 3, 3), (4, 3, 3, 4)], close=False)
    return found


def put_away(workshop: Workshop, by: User | None = None) -> None:
    bin_workshop(workshop=workshop, by=by, reason="opened twice", now=timezone.now())


def stored_of(workshop: Workshop) -> list[Any]:
    row = Workshop.everything.filter(pk=workshop.pk).values().get()
    del row["changes"]
    kinds = (Panelist, VotingRound, Vote, SeatHold, LiveSession)
    return [row, *(list(kind._default_manager.order_by("pk").values()) for kind in kinds)]


def test_a_workshop_in_the_bin_is_on_no_page_and_comes_back_whole(workshop: Workshop, consultant: User) -> None:
    before = stored_of(workshop)
    assert "The wrong hall" in ask(consultant, "workshops", "salmon-study", "lakes").content.decode()
    assert ask(consultant, "workshop_bin", workshop.pk).status_code == 200
    assert ask(consultant, "workshop_bin", workshop.pk, data={"reason": "opened twice"}).status_code == 302
    assert "The wrong hall" not in ask(consultant, "workshops", "salmon-study", "lakes").content.decode()
    for name in ("workshop", "workshop_edit", "workshop_protocol", "workshop_bin", "workshop_changes", "live"):
        assert ask(consultant, name, workshop.pk).status_code == 404
    assert ask(consultant, "panelist_votes", workshop.panelists.first().pk).status_code == 404
    page = ask(consultant, "study_bin", "salmon-study").content.decode()
    assert "The wrong hall" in page and "opened twice" in page
    assert ask(consultant, "workshop_bring_back", workshop.pk, data={}).status_code == 302
    assert stored_of(workshop) == before
    assert "The wrong hall" in ask(consultant, "workshops", "salmon-study", "lakes").content.decode()


def test_the_history_tells_in_words_who_put_it_away_why_and_that_it_came_back(
    workshop: Workshop, consultant: User
) -> None:
    ask(consultant, "workshop_bin", workshop.pk, data={"reason": "opened twice"})
    ask(consultant, "workshop_bring_back", workshop.pk, data={})
    page = ask(consultant, "workshop_changes", workshop.pk).content.decode()
    for words in ("Put into the bin by", "Why it is in the bin", "opened twice", str(consultant)):
        assert page.count(words) >= 2, words


def test_phones_and_the_screen_lose_the_workshop_and_have_it_again_once_it_is_back(workshop: Workshop) -> None:
    phone = phone_with(held_seat(workshop.panelists.last()))
    session = live_session(workshop)
    pages = [
        reverse("seat"),
        reverse("screen", args=[session.screen_key]),
        reverse("join_session", args=[session.code]),
    ]

    def answers() -> list[int]:
        return [phone.get(pages[0]).status_code, *(Client().get(page).status_code for page in pages[1:])]

    assert answers() == [200, 200, 200]
    put_away(workshop)
    assert answers() == [404, 404, 404]
    vote = phone.post(reverse("seat_vote"), "{}", content_type="application/json")
    assert (vote.status_code, vote.headers.get("Sextant-Parts")) == (404, None), "the vote waits on the phone"
    bring_workshop_back(workshop=workshop)
    assert answers() == [200, 200, 200]


def test_what_was_closed_or_agreed_does_not_go_into_the_bin(workshop: Workshop, owner: User) -> None:
    close_round(round=workshop.rounds.get(), now=NOON)
    answer = ask(owner, "workshop_bin", workshop.pk, data={"reason": "opened twice"})
    assert answer.status_code == 422
    assert "was closed, and its votes were shown" in answer.content.decode()
    agree(workshop, low=4, high=4)
    with pytest.raises(SurveyError, match="agreed on phases"):
        put_away(workshop)
    assert Workshop.objects.exists()


def test_a_reason_is_asked_for(workshop: Workshop, consultant: User) -> None:
    assert ask(consultant, "workshop_bin", workshop.pk, data={"reason": " "}).status_code == 422
    with pytest.raises(SurveyError, match="reason is needed"):
        bin_workshop(workshop=workshop, by=consultant, reason=" ", now=NOON)
    assert Workshop.objects.exists()


def test_what_somebody_else_put_away_a_consultant_does_not_bring_back(
    workshop: Workshop, owner: User, consultant: User
) -> None:
    put_away(workshop, by=owner)
    assert "The wrong hall" not in ask(consultant, "study_bin", "salmon-study").content.decode()
    assert ask(consultant, "workshop_bring_back", workshop.pk, data={}).status_code == 403
    assert ask(owner, "workshop_bring_back", workshop.pk, data={}).status_code == 302
    assert Workshop.objects.exists()


def test_whoever_was_about_to_change_it_is_refused_and_nothing_moves(workshop: Workshop) -> None:
    opened = workshop.rounds.get()
    put_away(Workshop.objects.get())
    with pytest.raises(WorkshopRefused, match="in the bin"):
        close_round(round=opened, now=NOON)
    with pytest.raises(WorkshopRefused, match="in the bin"):
        put_away(workshop)
    with pytest.raises(WorkshopRefused, match="in the bin"):
        change_workshop(
            workshop=workshop, held_on=NOON.date(), place="Elsewhere", moderator=None, criterion="default", note=""
        )
    assert Workshop.everything.get().place == "The wrong hall"
    assert VotingRound.objects.get().closed_at is None


def test_after_thirty_days_names_and_words_are_blank_and_there_is_no_way_back(
    workshop: Workshop, consultant: User
) -> None:
    Vote.objects.update(reason="The harbour is too small")
    held_seat(workshop.panelists.last())
    put_away(workshop, by=consultant)
    said = StringIO()
    call_command("empty_bin", stdout=said)
    assert "Removed: 0." in said.getvalue() and not Workshop.everything.get().removed_at
    Workshop.everything.update(binned_at=timezone.now() - timedelta(days=DAYS_IN_BIN, minutes=1))
    call_command("empty_bin", "--dry-run", stdout=said)
    assert "Would be removed: 1." in said.getvalue() and not Workshop.everything.get().removed_at
    call_command("empty_bin", stdout=said)
    assert "salmon-study/lakes: workshop of 2026-03-02, binned" in said.getvalue()
    found = Workshop.everything.get()
    assert (found.place, found.note, bool(found.removed_at)) == ("", "", True)
    assert set(Panelist.objects.values_list("label", "organisation", "conflict_of_interest", "user")) == {
        ("", "", "", None)
    }
    assert set(Vote.objects.values_list("reason", flat=True)) == {""} and Vote.objects.count() == 8
    assert not LiveSession.objects.filter(closed_at=None).exists() and not SeatHold.objects.filter(ended_at=None)
    assert ask(consultant, "workshop_bring_back", workshop.pk, data={}).status_code == 404
    with pytest.raises(SurveyError, match="no longer in the bin"):
        bring_workshop_back(workshop=workshop)
    assert "The wrong hall" not in ask(consultant, "study_bin", "salmon-study").content.decode()
