"""A list sent on the page is shown first, and taken only as it was shown."""

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
from tests.factories.files import FIRMS, HEADINGS, csv_file

PLACE = ["salmon-study", "lakes"]


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    yield


def send(client: Client, *rows: tuple[object, ...], **values: str) -> Any:
    file = SimpleUploadedFile("list.csv", csv_file(rows))
    return client.post(reverse("frame_upload", args=PLACE), {"file": file, "source": "Register", **values})


def token_of(answer: Any) -> str:
    found = re.search(r'name="token" value="([^"]+)"', answer.content.decode())
    assert found
    return found.group(1)


@pytest.mark.usefixtures("cluster")
def test_a_list_is_shown_and_then_taken(client: Client, owner: User) -> None:
    client.force_login(owner)
    preview = send(client, HEADINGS, *FIRMS, listed_on="2025-12-31", is_probability_sample="on")
    told = "would become version 1 of the frame: 5 firms listed, 4 drawn; 4 new, 0 known already"
    assert told in preview.content.decode()
    assert not Frame.objects.exists()
    token = token_of(preview)
    answer = client.post(reverse("frame_take", args=PLACE), {"token": token})
    assert answer.url == reverse("frame", args=PLACE)
    frame = Frame.objects.get()
    assert (frame.source, str(frame.listed_on), frame.is_probability_sample) == ("Register", "2025-12-31", True)
    assert Firm.objects.count() == 4
    assert default_storage.listdir("frames") == ([], [])
    again = client.post(reverse("frame_take", args=PLACE), {"token": token})
    assert again.status_code == 422
    assert Frame.objects.count() == 1


@pytest.mark.usefixtures("cluster")
def test_a_list_with_problems_shows_each_and_is_not_kept(client: Client, owner: User) -> None:
    client.force_login(owner)
    answer = send(client, ("code", "name", "employees"), ("A1", "", "<many>"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "it has 2 problems" in page
    assert "&lt;many&gt;" in page
    assert not default_storage.exists("frames")


@pytest.mark.usefixtures("cluster")
def test_a_list_sent_after_it_replaces_the_one_that_was_shown(client: Client, owner: User) -> None:
    client.force_login(owner)
    first = token_of(send(client, HEADINGS, *FIRMS))
    send(client, HEADINGS, *FIRMS[:2])
    answer = client.post(reverse("frame_take", args=PLACE), {"token": first})
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
