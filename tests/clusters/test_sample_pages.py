"""The pages of a sample: planned, looked at, drawn, replaced; and a list from which nobody is drawn yet."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import (
    Cluster,
    Disclosure,
    Disposition,
    Firm,
    Frame,
    FrameUnit,
    Replacement,
    SampleDraw,
    SamplePlan,
)
from clusters.registry import set_disposition
from tests.clusters.test_frame_upload import form_of, own_files, send  # noqa: F401
from tests.factories.clusters import FrameUnitFactory
from tests.factories.files import FIRMS, HEADINGS
from tests.factories.samples import drawn_sample, listed_frame

PLACE = ["salmon-study", "lakes"]
PLAN = {
    "sharing": "proportional",
    "total": "20",
    "confidence_pct": "95",
    "proportion_pct": "50",
    "response_pct": "100",
    "least": "5",
    "reserve_pct": "50",
}


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def frame(cluster: Cluster) -> Frame:
    return listed_frame(cluster)


def test_a_sample_is_planned_looked_at_and_then_drawn(client: Client, owner: User, frame: Frame) -> None:
    client.force_login(owner)
    assert "Nothing is planned yet" in text(client.get(reverse("sample", args=PLACE)))
    planned = client.post(reverse("sample_plan", args=PLACE), {**PLAN, "take_all-0": "on"}, follow=True)
    assert "What would be drawn" in text(planned)
    assert "taken whole" in text(planned)
    assert not Firm.objects.exists()
    drawn = client.post(reverse("sample_draw", args=PLACE), {"seed": "2006"}, follow=True)
    assert "the same firms in the same order" in text(drawn)
    assert Firm.objects.count() == 20
    assert SampleDraw.objects.get().by == owner


def test_a_plan_that_cannot_be_says_so_at_its_field_and_is_not_kept(client: Client, owner: User, frame: Frame) -> None:
    client.force_login(owner)
    answer = client.post(reverse("sample_plan", args=PLACE), {**PLAN, "total": ""})
    assert answer.status_code == 422
    assert "Give a margin, or the number of firms." in text(answer)
    assert client.post(reverse("sample_plan", args=PLACE), {**PLAN, "least": "1"}).status_code == 422
    assert not SamplePlan.objects.exists()


def test_the_plan_begins_with_what_was_chosen_before(client: Client, owner: User, frame: Frame) -> None:
    client.force_login(owner)
    client.post(reverse("sample_plan", args=PLACE), {**PLAN, "take_all-0": "on", "note": "As in 2006"})
    form = client.get(reverse("sample_plan", args=PLACE)).context["form"]
    assert (form["total"].value(), form["note"].value(), form["take_all-0"].value()) == (20, "As in 2006", True)


def test_a_draw_without_a_plan_or_seed_is_refused(client: Client, owner: User, frame: Frame) -> None:
    client.force_login(owner)
    assert "Plan the sample first" in text(client.post(reverse("sample_draw", args=PLACE), {"seed": "s"}, follow=True))
    client.post(reverse("sample_plan", args=PLACE), PLAN)
    assert client.post(reverse("sample_draw", args=PLACE), {"seed": ""}).status_code == 422
    assert not SampleDraw.objects.exists()


def test_the_record_leaves_as_a_file_and_that_is_written_down(client: Client, owner: User, frame: Frame) -> None:
    client.force_login(owner)
    assert client.get(reverse("sample_file", args=PLACE)).status_code == 404
    draw = drawn_sample(frame)
    answer = client.get(reverse("sample_file", args=PLACE))
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "stratum,place,code,sha256,drawn_as,inclusion,firm_of_the_sample"
    assert len(lines) - 1 == draw.units.count()
    assert Disclosure.objects.get().page == "sample_file"


def test_a_firm_is_replaced_by_the_next_of_the_reserve_with_a_reason(client: Client, owner: User, frame: Frame) -> None:
    drawn_sample(frame)
    client.force_login(owner)
    firm = Firm.objects.filter(stratum__code="national-small").order_by("code")[0]
    assert "note that first" in text(client.get(reverse("firm_replace", args=[firm.pk])))
    set_disposition(firm=firm, disposition=Disposition.REFUSAL)
    assert "Next of the reserve" in text(client.get(reverse("firm_replace", args=[firm.pk])))
    assert client.post(reverse("firm_replace", args=[firm.pk]), {"reason": ""}).status_code == 422
    shown = client.post(reverse("firm_replace", args=[firm.pk]), {"reason": "No time"}, follow=True)
    replacement = Replacement.objects.get()
    assert (replacement.by, replacement.reason) == (owner, "No time")
    assert str(replacement.firm) in text(shown)


def test_a_list_that_came_with_its_sample_cannot_be_drawn_from(client: Client, owner: User, frame: Frame) -> None:
    FrameUnitFactory(frame=frame, stratum=frame.strata.first(), is_selected=True)
    client.force_login(owner)
    seen = text(client.get(reverse("sample", args=PLACE)))
    assert "This list came with its sample" in seen
    assert reverse("sample_draw", args=PLACE) not in seen
    for way in ("implementation", "firms"):
        assert reverse(way, args=PLACE) in seen


def test_who_sees_own_firms_only_does_not_see_the_sample(client: Client, own_rows: User, cluster: Cluster) -> None:
    client.force_login(own_rows)
    assert client.get(reverse("sample", args=PLACE)).status_code == 403


def test_a_reader_sees_rates_and_no_form(client: Client, analyst: User, frame: Frame) -> None:
    drawn_sample(frame)
    client.force_login(analyst)
    seen = text(client.get(reverse("sample", args=PLACE)))
    assert "RR1" in seen
    assert reverse("sample_draw", args=PLACE) not in seen
    assert reverse("sample_file", args=PLACE) not in seen


@pytest.mark.parametrize("replaced", [0, 4])
def test_the_page_asks_as_much_whatever_was_replaced(
    client: Client, owner: User, frame: Frame, replaced: int, django_assert_num_queries: Any
) -> None:
    drawn_sample(frame)
    for firm in Firm.objects.filter(stratum__code="national-small").order_by("code")[:replaced]:
        set_disposition(firm=firm, disposition=Disposition.REFUSAL)
        client.force_login(owner)
        client.post(reverse("firm_replace", args=[firm.pk]), {"reason": "No time"})
    client.force_login(owner)
    client.get(reverse("home"))
    with django_assert_num_queries(20):
        client.get(reverse("sample", args=PLACE))


@pytest.mark.usefixtures("cluster", "own_files")
def test_a_list_from_which_nobody_is_drawn_makes_no_firm_and_is_the_population(client: Client, owner: User) -> None:
    client.force_login(owner)
    rows = [(*HEADINGS[:3], "employees"), ("P1", "Lakes", "foreign", 12), ("P2", "Fjord", "national", 150)]
    preview = send(client, *rows, nobody_drawn="on")
    assert "2 firms listed, 0 drawn" in text(preview)
    client.post(reverse("frame_take", args=PLACE), form_of(preview))
    frame = Frame.objects.get()
    assert frame.reading["nobody_drawn"] is True
    assert dict(frame.strata.values_list("code", "population")) == {"foreign-small": 1, "national-large": 1}
    assert not Firm.objects.exists()
    assert "Plan and draw the sample" in text(client.get(reverse("frame", args=PLACE)))


@pytest.mark.usefixtures("cluster", "own_files")
def test_columns_of_a_sample_are_not_read_where_nobody_is_drawn(client: Client, owner: User) -> None:
    client.force_login(owner)
    client.post(reverse("frame_take", args=PLACE), form_of(send(client, HEADINGS, *FIRMS, nobody_drawn="on")))
    assert FrameUnit.objects.count() == 5
    assert not FrameUnit.objects.filter(is_selected=True).exists()
    assert not Firm.objects.exists()
