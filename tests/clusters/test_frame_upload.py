"""A list sent on the page is shown first, corrected where it was guessed wrongly, and taken only as it was shown."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster, Firm, Frame
from tests.factories.files import FIRMS, HEADINGS, csv_file, xlsx_file

PLACE = ["salmon-study", "lakes"]
MESSY = (
    ("Razón social de la firma", "Origen", "Tramo", "Rubro"),
    ("Peñaflor S.A.", "本地", "10-49", "vino"),
    ("PENAFLOR SA", "extranjera", "5-19", "vino"),
    ("Añeja Ltda", "mixta", "100+", "queso"),
)


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    yield


def send(client: Client, *rows: tuple[object, ...], **values: str) -> Any:
    return send_file(client, csv_file(rows), **values)


def send_file(client: Client, content: bytes, name: str = "list.csv", **values: str) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("frame_upload", args=PLACE), {"file": file, "source": "Register", **values}, follow=True)


def form_of(answer: Any) -> dict[str, str]:
    """Every field of the page as a browser would send it."""
    html = answer.content.decode()
    sent = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', html))
    for name in ("columns", "reading", "form"):
        form = answer.context.get(name) if answer.context else None
        for field in form or ():
            value = field.value()
            sent[field.html_name] = "on" if value is True else ("" if value in (None, False) else str(value))
    return {name: value for name, value in sent.items() if value}


def post(client: Client, page: str, sent: dict[str, str], **changes: str) -> Any:
    return client.post(reverse(page, args=PLACE), {**sent, **changes}, follow=True)


def at(answer: Any) -> str:
    return str(answer.redirect_chain[-1][0] if answer.redirect_chain else answer.request["PATH_INFO"])


def named(answer: Any, form: str, label: str) -> str:
    """The name of the field with this label."""
    return next(str(field.html_name) for field in answer.context[form] if str(field.label) == label)


@pytest.mark.usefixtures("cluster")
def test_a_clean_list_is_shown_and_then_taken(client: Client, owner: User) -> None:
    client.force_login(owner)
    preview = send(client, HEADINGS, *FIRMS, listed_on="2025-12-31", is_probability_sample="on")
    assert at(preview) == reverse("frame_preview", args=PLACE)
    told = "would become version 1 of the frame: 5 firms listed, 4 drawn; 4 new, 0 known already"
    assert told in preview.content.decode()
    assert not Frame.objects.exists()
    sent = form_of(preview)
    answer = client.post(reverse("frame_take", args=PLACE), sent)
    assert answer.url == reverse("frame", args=PLACE)
    frame = Frame.objects.get()
    assert (frame.source, str(frame.listed_on), frame.is_probability_sample) == ("Register", "2025-12-31", True)
    assert (frame.taken_by, frame.reading["columns"]["name"]) == (owner, "name")
    assert Firm.objects.count() == 4
    assert default_storage.listdir("frames") == ([], [])
    again = client.post(reverse("frame_take", args=PLACE), sent)
    assert again.status_code == 422
    assert Frame.objects.count() == 1


@pytest.mark.usefixtures("cluster")
def test_a_list_with_problems_shows_each_and_offers_no_way_to_take_it(client: Client, owner: User) -> None:
    client.force_login(owner)
    answer = send(client, ("code", "name", "employees"), ("A1", "", "<many>"))
    page = answer.content.decode()
    assert "2 problems stand in the file" in page
    assert "&lt;many&gt;" in page
    assert "Take the list" not in page
    taken = client.post(reverse("frame_take", args=PLACE), form_of(answer))
    assert taken.status_code == 422
    assert not Frame.objects.exists()


@pytest.mark.usefixtures("cluster")
def test_a_messy_list_is_corrected_step_by_step_and_nothing_is_stored_before_it_is_taken(
    client: Client, owner: User
) -> None:
    client.force_login(owner)
    columns = send_file(client, csv_file(MESSY, ";", "utf-8-sig"))
    assert at(columns) == reverse("frame_columns", args=PLACE)
    refused = post(client, "frame_columns", form_of(columns))
    assert refused.status_code == 422
    assert "have codes made from the names" in refused.content.decode()
    changes = {named(columns, "columns", "Origen"): "ownership", "makes_codes": "on"}
    preview = post(client, "frame_columns", form_of(columns), **changes)
    page = preview.content.decode()
    assert "2 words are not understood" in page  # mixta, and the band over two classes
    assert "1 row repeats the code of another" in page
    decisions = {
        named(preview, "form", "mixta"): "unknown",
        named(preview, "form", "10-49"): "small",
        "twin-code-2": "3",
    }
    shown = post(client, "frame_preview", form_of(preview), **decisions)
    assert "2 firms listed, 2 drawn; 2 new" in shown.content.decode()
    assert not Frame.objects.exists()
    post(client, "frame_take", form_of(shown))
    assert list(Firm.objects.order_by("name").values_list("name", flat=True)) == ["Añeja Ltda", "PENAFLOR SA"]
    frame = Frame.objects.get()
    assert frame.reading["words"]["ownership"] == {"mixta": "unknown"}
    assert frame.reading["rows"] == {"2": "leave_out", "3": "keep"}
    assert set(frame.units.values_list("ownership", "size", "sector")) == {
        ("foreign", "small", "vino"),
        ("unknown", "large", "queso"),
    }


@pytest.mark.usefixtures("cluster")
def test_the_next_list_of_the_same_source_needs_no_correcting(client: Client, owner: User) -> None:
    client.force_login(owner)
    columns = send_file(client, csv_file(MESSY[:2], ";"))
    changes = {named(columns, "columns", "Origen"): "ownership", "makes_codes": "on"}
    preview = post(client, "frame_columns", form_of(columns), **changes)
    shown = post(client, "frame_preview", form_of(preview), **{named(preview, "form", "10-49"): "medium"})
    post(client, "frame_take", form_of(shown))
    later = send_file(client, csv_file([MESSY[0], ("Viña Sur", "foreign", "10-49", "vino")], ";"))
    assert at(later) == reverse("frame_preview", args=PLACE)
    assert "1 firms listed, 1 drawn; 1 new" in later.content.decode()
    post(client, "frame_take", form_of(later))
    assert Frame.objects.first().units.get().size == "medium"  # type: ignore[union-attr]
    reasons = client.get(reverse("frame_columns", args=PLACE), follow=True)
    assert "waits here" in reasons.content.decode()


@pytest.mark.usefixtures("cluster")
def test_the_columns_say_who_chose_so_and_when(client: Client, owner: User) -> None:
    client.force_login(owner)
    columns = send(client, ("id", "Firma"), ("A1", "Nets"))
    post(client, "frame_take", form_of(post(client, "frame_columns", form_of(columns), **{"column-1": "name"})))
    later = send(client, ("id", "Firma", "Zona"), ("A2", "Piers", "12"), source="Other register")
    page = client.get(reverse("frame_columns", args=PLACE)).content.decode()
    assert f"by {owner}" in page
    assert "So it was in “Register”" in page
    assert at(later) == reverse("frame_preview", args=PLACE)


@pytest.mark.usefixtures("cluster")
def test_another_reading_is_shown_at_once(client: Client, owner: User) -> None:
    client.force_login(owner)
    columns = send_file(client, csv_file([("code", "name"), ("A1", "Peña")], encoding="cp1252"))
    assert "guessed: look whether names show their letters rightly" in columns.content.decode()
    assert columns.context["page"].encoding == "cp1252"
    again = post(client, "frame_columns", form_of(columns), encoding="cp1251")
    assert at(again) == reverse("frame_columns", args=PLACE)
    assert "Peсa" in again.content.decode()
    refused = post(client, "frame_columns", form_of(again), encoding="utf-8")
    assert "not written in utf-8" in refused.content.decode()
    back = post(client, "frame_columns", form_of(refused), encoding="")
    assert "Peña" in back.content.decode()


@pytest.mark.usefixtures("cluster")
def test_the_sheet_and_the_row_of_headings_can_be_chosen(client: Client, owner: User) -> None:
    client.force_login(owner)
    book = xlsx_file({"Old": [("code", "name", "size"), ("1", "x", "micro")], "New": [("x", "y"), ("B1", "Nets")]})
    columns = send_file(client, book, "list.xlsx")
    assert columns.context["page"].found.table.sheet.name == "Old"
    other = post(client, "frame_columns", form_of(columns), sheet="New", heading_row="0")
    table = other.context["page"].found.table
    assert (table.sheet.name, [column.label for column in table.columns]) == ("New", ["Column A", "Column B"])
    wrong = post(client, "frame_columns", form_of(other), heading_row="77")
    assert "the list ends above it" in wrong.content.decode()


@pytest.mark.usefixtures("cluster")
def test_two_columns_cannot_be_the_same_field_and_the_choices_stay_in_the_form(client: Client, owner: User) -> None:
    client.force_login(owner)
    columns = send(client, ("id", "Firma"), ("A1", "Nets"))
    answer = post(client, "frame_columns", form_of(columns), **{"column-0": "name", "column-1": "name"})
    assert answer.status_code == 422
    assert answer.content.decode().count("Several columns are “Name”") >= 2
    assert answer.context["columns"]["column-1"].value() == "name"


@pytest.mark.usefixtures("cluster")
def test_a_list_waits_through_a_new_login(client: Client, owner: User) -> None:
    client.force_login(owner)
    send(client, ("id", "Firma"), ("A1", "Nets"))
    client.logout()
    client.force_login(owner)
    assert "waits to be taken" in client.get(reverse("frame_upload", args=PLACE)).content.decode()
    assert "Firma" in client.get(reverse("frame_columns", args=PLACE)).content.decode()


@pytest.mark.usefixtures("cluster")
def test_decisions_sent_with_the_last_word_are_shown_before_the_list_is_taken(client: Client, owner: User) -> None:
    client.force_login(owner)
    preview = send(client, ("code", "name"), ("A1", "Lake Salmon Ltd"), ("A2", "LAKE SALMON"))
    sent = {**form_of(preview), "twin-name-2": "2"}
    shown = post(client, "frame_take", sent)
    assert not Frame.objects.exists()
    assert "Look at it once more" in shown.content.decode()
    post(client, "frame_take", form_of(shown))
    assert Firm.objects.get().code == "A1"


@pytest.mark.usefixtures("cluster")
def test_a_list_that_names_no_firms_is_told_so(client: Client, owner: User) -> None:
    client.force_login(owner)
    answer = send(client, ("المنطقة", "عدد المنشآت"), ("الرياض", "12"))
    assert "names no firms and cannot be a frame" in answer.content.decode()
    assert post(client, "frame_columns", form_of(answer)).status_code == 422
    assert at(client.get(reverse("frame_preview", args=PLACE), follow=True)) == reverse("frame_columns", args=PLACE)


@pytest.mark.usefixtures("cluster")
def test_a_list_sent_after_it_replaces_the_one_that_was_shown(client: Client, owner: User) -> None:
    client.force_login(owner)
    first = form_of(send(client, HEADINGS, *FIRMS))
    send(client, HEADINGS, *FIRMS[:2])
    answer = client.post(reverse("frame_take", args=PLACE), first)
    assert "Send the file again." in answer.content.decode()
    assert not Frame.objects.exists()


@pytest.mark.parametrize("token", ["", "forged"])
@pytest.mark.usefixtures("cluster")
def test_a_token_that_is_not_ours_takes_nothing(client: Client, owner: User, token: str) -> None:
    client.force_login(owner)
    send(client, HEADINGS, *FIRMS)
    assert client.post(reverse("frame_take", args=PLACE), {"token": token}).status_code == 422
    assert not Frame.objects.exists()


def test_only_managers_take_a_list(client: Client, cluster: Cluster, consultant: User, stranger: User) -> None:
    for user, status in ((consultant, 403), (stranger, 404)):
        client.force_login(user)
        assert client.post(reverse("frame_take", args=PLACE), {"token": "x"}).status_code == status
        assert send(client, HEADINGS, *FIRMS).status_code == status


@pytest.mark.usefixtures("cluster")
def test_a_list_without_its_source_comes_back_with_the_reason(client: Client, owner: User) -> None:
    client.force_login(owner)
    answer = send(client, HEADINGS, *FIRMS, source="")
    assert answer.status_code == 200
    assert answer.context["form"].errors == {"source": ["This field is required."]}


@pytest.mark.usefixtures("cluster")
def test_a_list_wider_than_a_page_bears_shows_what_means_something(client: Client, owner: User) -> None:
    client.force_login(owner)
    wide = [f"x{number}" for number in range(1200)]
    columns = send(client, (*wide, "id", "Firma"), (*wide, "A1", "Nets"))
    assert "1001 more columns are not shown" in columns.content.decode()
    sent = {**form_of(columns), "column-0": "name"}
    assert len(sent) < 1000
    assert at(post(client, "frame_columns", sent)) == reverse("frame_preview", args=PLACE)


@pytest.mark.usefixtures("cluster")
def test_headings_printed_on_every_page_are_more_than_a_form_bears(client: Client, owner: User) -> None:
    client.force_login(owner)
    rows = [
        row for number in range(1500) for row in (("code", "name"), (f"A{number}", f"Firm {number} of the cluster"))
    ]
    preview = send(client, *rows)
    assert "1500 firms listed" in preview.content.decode()
    assert len(preview.context["form"].strays) == 60
    assert at(post(client, "frame_preview", form_of(preview))) == reverse("frame_preview", args=PLACE)
