"""The pages of a workshop: who may open them, what they record, and what they never show."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster
from surveys.models import (
    AgreedPhase,
    Evidence,
    Panelist,
    PanelistKind,
    Pillar,
    Validation,
    Vote,
    Workshop,
)
from tests.factories.accounts import UserFactory
from tests.factories.workshops import (
    PUBLISHED_PANEL,
    EvidenceFactory,
    PanelistFactory,
    WorkshopFactory,
    agree,
    hold_round,
)

PEOPLE = ("owner", "consultant", "reviewer", "analyst", "stranger")
MODERATING = {"owner": 200, "consultant": 200, "reviewer": 403, "analyst": 403, "stranger": 404}
READING = {"owner": 200, "consultant": 200, "reviewer": 200, "analyst": 200, "stranger": 404}
VALIDATING = {"owner": 200, "consultant": 403, "reviewer": 200, "analyst": 403, "stranger": 404}

PAGES: dict[str, tuple[Callable[[Workshop], str], dict[str, int]]] = {
    "workshops": (lambda w: reverse("workshops", args=["salmon-study", "lakes"]), READING),
    "workshop": (lambda w: reverse("workshop", args=[w.pk]), READING),
    "workshop_new": (lambda w: reverse("workshop_new", args=["salmon-study", "lakes"]), MODERATING),
    "workshop_edit": (lambda w: reverse("workshop_edit", args=[w.pk]), MODERATING),
    "workshop_panel": (lambda w: reverse("workshop_panel", args=[w.pk]), MODERATING),
    "workshop_evidence": (lambda w: reverse("workshop_evidence", args=[w.pk]), MODERATING),
    "workshop_votes": (lambda w: reverse("workshop_votes", args=[w.pk]), MODERATING),
    "panelist_votes": (lambda w: reverse("panelist_votes", args=[w.panelists.first().pk]), MODERATING),
    "round_close": (lambda w: reverse("round_close", args=[w.pk]), MODERATING),
    "agree": (lambda w: reverse("agree", args=[w.pk, "basic"]), MODERATING),
    "validate": (lambda w: reverse("validate", args=[w.agreed_phases.first().pk]), VALIDATING),
}
BUTTONS: dict[str, Callable[[Workshop], str]] = {
    "round_open": lambda w: reverse("round_open", args=[w.pk]),
    "panelist_unseat": lambda w: reverse("panelist_unseat", args=[w.panelists.last().pk]),
    "evidence_remove": lambda w: reverse("evidence_remove", args=[w.evidence.first().pk]),
}


@pytest.fixture
def people(owner: User, consultant: User, reviewer: User, analyst: User, stranger: User) -> dict[str, User]:
    return dict(zip(PEOPLE, (owner, consultant, reviewer, analyst, stranger), strict=True))


@pytest.fixture
def workshop(cluster: Cluster) -> Workshop:
    return WorkshopFactory(cluster=cluster, moderator=UserFactory(username="moderator"))


@pytest.fixture
def in_progress(workshop: Workshop) -> Workshop:
    """A workshop in its second round, with an agreed phase, so that every page has something to show."""
    EvidenceFactory(workshop=workshop)
    hold_round(workshop)
    agree(workshop)
    hold_round(workshop, close=False)
    return workshop


@pytest.fixture
def moderator(client: Client, consultant: User) -> Client:
    client.force_login(consultant)
    return client


def text_of(response: HttpResponse) -> str:
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", words).replace("&#x27;", "'")


def ballot(row: tuple[int | None, ...], **extra: str) -> dict[str, str]:
    return {
        f"{pillar.value}-phase": "none" if phase is None else str(phase)
        for pillar, phase in zip(Pillar, row, strict=True)
    } | extra


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_for_those_it_is_for(
    client: Client, people: dict[str, User], in_progress: Workshop, page: str, person: str
) -> None:
    address, expected = PAGES[page]
    client.force_login(people[person])
    assert client.get(address(in_progress)).status_code == expected[person]


@pytest.mark.parametrize("person", ["reviewer", "analyst", "stranger"])
@pytest.mark.parametrize("button", BUTTONS)
def test_buttons_refuse_those_who_do_not_moderate(
    client: Client, people: dict[str, User], in_progress: Workshop, button: str, person: str
) -> None:
    client.force_login(people[person])
    assert client.post(BUTTONS[button](in_progress)).status_code == MODERATING[person]
    assert client.get(BUTTONS[button](in_progress)).status_code == 405


@pytest.mark.parametrize("page", [*PAGES, *BUTTONS])
def test_whoever_is_not_logged_in_is_asked_to(client: Client, in_progress: Workshop, page: str) -> None:
    address = PAGES[page][0] if page in PAGES else BUTTONS[page]
    response = client.get(address(in_progress))
    assert response.status_code == 302 and response["Location"].startswith(reverse("login"))


def test_a_consultant_of_another_cluster_does_not_learn_of_the_workshop(client: Client, workshop: Workshop) -> None:
    other = WorkshopFactory()
    client.force_login(other.moderator)
    assert client.get(reverse("workshop", args=[workshop.pk])).status_code == 404


def test_a_pillar_that_does_not_exist_is_not_found(moderator: Client, workshop: Workshop) -> None:
    assert moderator.get(reverse("agree", args=[workshop.pk, "roads"])).status_code == 404


def test_an_empty_list_says_how_to_begin(moderator: Client, cluster: Cluster) -> None:
    assert "No workshop yet" in text_of(moderator.get(reverse("workshops", args=["salmon-study", "lakes"])))


def test_a_workshop_goes_from_empty_to_validated_by_its_pages(
    moderator: Client, consultant: User, reviewer: User, cluster: Cluster
) -> None:
    new = reverse("workshop_new", args=["salmon-study", "lakes"])
    setup = {"held_on": "2026-03-02", "place": "Town hall", "moderator": consultant.pk, "criterion": "default"}
    page = moderator.post(new, setup, follow=True)
    workshop = Workshop.objects.get()
    assert "Seat the panel" in text_of(page)

    panel = reverse("workshop_panel", args=[workshop.pk])
    for number in range(len(PUBLISHED_PANEL)):
        moderator.post(panel, {"label": f"Director {number}", "kind": PanelistKind.FIRM})
    source = {"pillar": "basic", "citation": "Port statistics 2025", "note": "Five days at customs"}
    moderator.post(reverse("workshop_evidence", args=[workshop.pk]), source)
    page = moderator.get(reverse("workshop", args=[workshop.pk]))
    assert "Opening round 1 fixes the criterion" in text_of(page)

    page = moderator.post(reverse("round_open", args=[workshop.pk]), follow=True)
    for panelist, row in zip(Panelist.objects.all(), PUBLISHED_PANEL, strict=True):
        page = moderator.post(
            reverse("panelist_votes", args=[panelist.pk]),
            ballot(row, **{"basic-confidence": "4", "basic-reason": "Few power cuts"}),
            follow=True,
        )
    assert "Close round 1" in text_of(page) and "7 of 7" in text_of(page)
    page = moderator.post(reverse("round_close", args=[workshop.pk]), follow=True)
    assert "Agree on Basic infrastructure" in text_of(page)

    for pillar, phase in zip(Pillar, (4, 3, 3, 3), strict=True):
        page = moderator.post(
            reverse("agree", args=[workshop.pk, pillar.value]),
            {"phase": phase, "low": 2, "high": 5, "status": "consensus"},
            follow=True,
        )
    assert "Somebody who was not at the table validates them; still waiting: 4." in text_of(page)

    moderator.force_login(reviewer)
    for agreed in AgreedPhase.objects.all():
        values = {"verdict": "confirmed", "validator": "Export office", "validated_on": "2026-03-20"}
        page = moderator.post(reverse("validate", args=[agreed.pk]), values, follow=True)
    assert "All four phases are agreed and validated." in text_of(page)
    assert (Vote.objects.count(), Validation.objects.count()) == (28, 4)


def test_saving_a_ballot_goes_on_to_the_next_who_has_not_voted(moderator: Client, workshop: Workshop) -> None:
    PanelistFactory.create_batch(3, workshop=workshop)
    moderator.post(reverse("round_open", args=[workshop.pk]))
    first, second, third = workshop.panelists.all()
    address = reverse("panelist_votes", args=[second.pk])
    assert moderator.post(address, ballot((4, 3, 3, None)))["Location"] == reverse("panelist_votes", args=[third.pk])
    page = moderator.get(reverse("panelist_votes", args=[third.pk]))
    assert "1 of 3" in text_of(page) and f"Save, go to seat {first.seat}" in text_of(page)


def test_a_ballot_shows_what_was_entered_and_changes_it(moderator: Client, in_progress: Workshop) -> None:
    panelist = in_progress.panelists.first()
    address = reverse("panelist_votes", args=[panelist.pk])
    assert re.search(r'value="4"[^>]*checked', moderator.get(address).content.decode())
    moderator.post(address, ballot((2, 3, 3, None)))
    votes = Vote.objects.filter(panelist=panelist, round__closed_at__isnull=True)
    assert list(votes.order_by("pillar").values_list("pillar", "phase")) == [
        ("basic", 2),
        ("hightech", 3),
        ("integration", None),
        ("network", 3),
    ]


def test_a_ballot_with_a_reason_and_no_phase_is_kept_on_the_page(moderator: Client, in_progress: Workshop) -> None:
    address = reverse("panelist_votes", args=[in_progress.panelists.first().pk])
    data = ballot((4, 3, 3, 3)) | {"basic-phase": "", "basic-reason": "Roads were widened"}
    response = moderator.post(address, data)
    assert response.status_code == 422
    assert "Choose a phase, or “cannot judge”." in text_of(response) and "Roads were widened" in text_of(response)


def test_an_empty_ballot_and_one_after_the_close_are_refused(moderator: Client, in_progress: Workshop) -> None:
    address = reverse("panelist_votes", args=[in_progress.panelists.first().pk])
    assert moderator.post(address, {}).status_code == 422
    moderator.post(reverse("round_close", args=[in_progress.pk]))
    response = moderator.post(address, ballot((1, 1, 1, 1)), follow=True)
    assert "No round is open" in text_of(response)
    assert not Vote.objects.filter(phase=1).exists()


def test_votes_of_an_open_round_stand_on_no_page(client: Client, owner: User, workshop: Workshop) -> None:
    hold_round(workshop, ((5, 5, 5, 5), (5, 5, 5, 5)), close=False)
    client.force_login(owner)
    for name in ("workshop", "workshop_votes", "round_close"):
        page = client.get(reverse(name, args=[workshop.pk]))
        assert "vote-brick" not in page.content.decode() and "for phase 5" not in text_of(page)


def test_votes_of_an_open_round_are_not_in_the_admin_either(admin_client: Client, workshop: Workshop) -> None:
    hold_round(workshop)
    hold_round(workshop, close=False)
    secret = Vote.objects.filter(round__closed_at__isnull=True).first()
    assert admin_client.get(reverse("admin:surveys_vote_changelist")).context["cl"].result_count == 28
    assert admin_client.get(reverse("admin:surveys_vote_change", args=[secret.pk])).status_code == 302


@pytest.mark.parametrize("state", ["before", "voting", "agreeing", "validating"])
def test_an_analyst_reads_the_state_and_gets_no_button(
    client: Client, analyst: User, workshop: Workshop, state: str
) -> None:
    if state != "before":
        hold_round(workshop, close=state != "voting")
    if state == "validating":
        for pillar in Pillar:
            agree(workshop, pillar, phase=4 if pillar == Pillar.BASIC else 3, low=3, high=4)
    client.force_login(analyst)
    page = client.get(reverse("workshop", args=[workshop.pk]))
    assert page.context["step"].sentence and not page.context["step"].url
    assert not re.search(r'<(a|button)[^>]*class="button', page.content.decode().split("<main")[1])


def test_the_protocol_tells_votes_criterion_and_measures(moderator: Client, workshop: Workshop) -> None:
    hold_round(workshop)
    page = text_of(moderator.get(reverse("workshop", args=[workshop.pk])))
    assert "7 votes, median 4." in page
    assert "Consensus by the criterion" in page and "No consensus" not in page
    assert "Interquartile range 0.5, the criterion allows 1. In two adjacent phases around the median: 100 %" in page
    assert "At the most frequent phase Share of the votes at that phase. 86 %" in page
    assert "(Tastle and Wierman) 1 when all votes are at one phase, 0 when half are at either end" in page
    assert "0.91" in page and "0.84" in page
    assert "Kendall's W, corrected for ties 0.77" in page and "16.21" in page and "0.001" in page and "0.68" in page


def test_a_half_median_is_marked_and_presets_nothing(moderator: Client, workshop: Workshop) -> None:
    hold_round(workshop, ((3, 3, 3, 3), (3, 3, 3, 3), (4, 3, 3, 3), (4, 3, 3, 3)))
    assert "median 3.5. It lies between phase 3 and phase 4 and is not rounded." in text_of(
        moderator.get(reverse("workshop", args=[workshop.pk]))
    )
    address = reverse("agree", args=[workshop.pk, "basic"])
    page = moderator.get(address)
    assert page.context["form"].initial == {"low": 3, "high": 4}
    assert not re.search(r'name="(phase|status)"[^>]*checked', page.content.decode())
    refused = moderator.post(address, {"phase": 3, "low": 3, "high": 4, "status": "consensus"})
    assert refused.status_code == 422 and "between two phases, and is not rounded" in text_of(refused)
    unexplained = moderator.post(address, {"phase": 3, "low": 3, "high": 4, "status": "adjudicated"})
    assert "needs a reason" in text_of(unexplained)
    assert not AgreedPhase.objects.exists()


def test_a_whole_median_is_suggested_with_its_range(moderator: Client, workshop: Workshop) -> None:
    hold_round(workshop)
    page = moderator.get(reverse("agree", args=[workshop.pk, "basic"]))
    assert page.context["form"].initial == {"low": 4, "high": 5, "phase": 4, "status": "consensus"}


def test_votes_apart_call_for_another_round_until_the_third(moderator: Client, workshop: Workshop) -> None:
    apart = ((1, 3, 3, 3), (2, 3, 3, 3), (4, 3, 3, 3), (5, 3, 3, 3))
    swapped = tuple((6 - row[0], *row[1:]) for row in apart)
    address = reverse("workshop", args=[workshop.pk])
    for number, rows in ((2, apart), (3, swapped)):
        hold_round(workshop, rows)
        assert f"Open round {number}" in text_of(moderator.get(address))
    hold_round(workshop, apart)
    page = text_of(moderator.get(address))
    assert "Open round" not in page and "Agree on Basic infrastructure" in page


def test_the_criterion_cannot_be_changed_on_the_page_after_round_one(
    moderator: Client, consultant: User, in_progress: Workshop
) -> None:
    address = reverse("workshop_edit", args=[in_progress.pk])
    values = {"held_on": "2026-03-02", "place": "School", "criterion": "strict", "moderator": consultant.pk}
    moderator.post(address, values)
    in_progress.refresh_from_db()
    assert (in_progress.criterion, in_progress.place) == ("default", "School")


def test_a_refusal_keeps_what_was_typed(moderator: Client, workshop: Workshop) -> None:
    PanelistFactory(workshop=workshop, label="Mayor", seat=1)
    data = {"label": "Mayor", "kind": PanelistKind.GOVERNMENT, "organisation": "Town of the lakes"}
    page = moderator.post(reverse("workshop_panel", args=[workshop.pk]), data)
    assert page.status_code == 422
    assert "already has seat 1" in text_of(page) and "Town of the lakes" in page.content.decode()


def test_seats_and_sources_are_taken_back_by_their_buttons(moderator: Client, workshop: Workshop) -> None:
    panelist, source = PanelistFactory(workshop=workshop), EvidenceFactory(workshop=workshop)
    moderator.post(reverse("panelist_unseat", args=[panelist.pk]))
    moderator.post(reverse("evidence_remove", args=[source.pk]))
    assert not Panelist.objects.exists() and not Evidence.objects.exists()


def test_the_next_source_is_asked_for_the_same_pillar(moderator: Client, workshop: Workshop) -> None:
    source = {"pillar": "network", "citation": "Minutes of the association"}
    page = moderator.post(reverse("workshop_evidence", args=[workshop.pk]), source, follow=True)
    assert '<option value="network" selected>' in page.content.decode()


def test_the_moderator_sees_no_button_to_validate_and_is_refused(client: Client, owner: User, cluster: Cluster) -> None:
    workshop = WorkshopFactory(cluster=cluster, moderator=owner)
    hold_round(workshop)
    agreed = agree(workshop)
    client.force_login(owner)
    address = reverse("validate", args=[agreed.pk])
    assert address not in client.get(reverse("workshop", args=[workshop.pk])).content.decode()
    values = {"verdict": "confirmed", "validator": "Export office", "validated_on": "2026-03-20"}
    page = client.post(address, values)
    assert page.status_code == 422 and "You moderated this workshop" in text_of(page)


def test_the_list_says_which_workshop_stands_in_the_tables(moderator: Client, cluster: Cluster) -> None:
    older, newer = (WorkshopFactory(cluster=cluster, held_on=date(year, 3, 2)) for year in (2025, 2026))
    for each in (older, newer):
        hold_round(each)
    agree(older)
    rows = moderator.get(reverse("workshops", args=["salmon-study", "lakes"])).context["rows"]
    assert [(row.workshop, row.counts_for_tables) for row in rows] == [(newer, False), (older, True)]


def test_what_lacks_before_the_vote_is_said_and_stays_marked_after_it(moderator: Client, workshop: Workshop) -> None:
    address = reverse("workshop", args=[workshop.pk])
    PanelistFactory.create_batch(7, workshop=workshop)
    EvidenceFactory(workshop=workshop)
    page = moderator.get(address)
    assert "The panel is small" in text_of(page)
    assert "No evidence lies before the panel on: High tech institutions, Network cohesion" in text_of(page)
    assert [stage.state for stage in page.context["stages"]] == ["done", "current", "todo", "todo", "todo"]
    hold_round(workshop)
    states = [stage.state for stage in moderator.get(address).context["stages"]]
    assert states == ["done", "lacking", "done", "current", "todo"]


@pytest.mark.parametrize("page", ["workshops", "workshop", "workshop_votes", "panelist_votes"])
def test_pages_take_a_fixed_number_of_queries(
    moderator: Client, in_progress: Workshop, page: str, django_assert_num_queries: Any
) -> None:
    address = PAGES[page][0](in_progress)
    moderator.get(address)
    counted = {"workshops": 6, "workshop": 17, "workshop_votes": 8, "panelist_votes": 14}[page]
    with django_assert_num_queries(counted):
        moderator.get(address)
    for number in range(3):
        PanelistFactory(workshop=in_progress, seat=900 + number)
        EvidenceFactory(workshop=in_progress)
        WorkshopFactory(cluster=in_progress.cluster, held_on=date(2020 + number, 1, 1))
    with django_assert_num_queries(counted):
        moderator.get(address)
