"""Ids cannot be guessed into: what exists for others, what does not exist and what is no id at all answer alike."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.factories.addresses import ADDRESSES
from tests.factories.world import World, whole_world
from tests.test_access_matrix import Line, lines

pytestmark = pytest.mark.django_db

PUBLIC = {"code", "key", "language", "questionnaire_id", "token", "uidb64"}
"""What leads in by itself (code and key of a live session, an invitation), and what is the same for everybody."""
NAMES_NOTHING = {
    "message_id",
    "system",
    "layout",
    "table",
    "figure",
    "kind",
    "file",
    "pillar",
    "dimension",
    "section_code",
    "version",
}
"""Parts of an address that mean something only beside an id, and the id that a device makes for what it sends."""
MALFORMED = ("0", "-1", "1" * 30, "a", "%00", "..", "null", "'", "é", f"{uuid4()}g", "x" * 300)
ANSWERS_FOR_ALL = {400, 404}
"""A message that is empty is no message, whatever it is about."""


def guessable(line: Line) -> bool:
    """Whether the address names something of a study."""
    return bool(set(ADDRESSES.get(line.name, ())) - PUBLIC - NAMES_NOTHING) and not line.name.startswith("admin:")


LINES = [line for line in lines() if guessable(line)]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), whole_world(tmp_path_factory.mktemp("files")) as made:
        yield made


def ask(client: Client, line: Line, address: str) -> int:
    return getattr(client, line.method.lower())(address).status_code


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_an_id_of_another_study_answers_as_one_that_nothing_bears(line: Line, world: World) -> None:
    address = world.address(line.name)
    assert ask(world.client_of("stranger"), line, address) == 404
    for name in set(ADDRESSES[line.name]) - PUBLIC - NAMES_NOTHING:
        other = reverse(line.name, kwargs={**world.named(line.name), name: of_nothing(world.things[name])})
        assert ask(world.client_of("manager"), line, other) == 404, other


def of_nothing(thing: Any) -> Any:
    """An id of the same kind that nothing bears."""
    if isinstance(thing, int):
        return 999_999_999
    return "nothing-bears-this" if isinstance(thing, str) else uuid4()


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_what_is_no_id_is_not_found(line: Line, world: World) -> None:
    names = set(ADDRESSES[line.name]) - PUBLIC
    for malformed in MALFORMED:
        for name in names:
            address = address_with(line, world, name, malformed)
            status = ask(world.client_of("manager"), line, address)
            assert status in ANSWERS_FOR_ALL or (name in NAMES_NOTHING and status < 500), (address, status)


def address_with(line: Line, world: World, name: str, text: str) -> str:
    """The address with this text in place of the part called `name`, whether or not a pattern knows such an address."""
    try:
        return reverse(line.name, kwargs={**world.named(line.name), name: text})
    except NoReverseMatch:
        return world.address(line.name).replace(str(world.things[name]), text, 1)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_nobody_unknown_is_told_whether_an_id_exists(line: Line, world: World) -> None:
    """Somebody who has not logged in gets the same answer for what exists and for what does not."""
    known = ask(Client(), line, world.address(line.name))
    unknown = reverse(line.name, kwargs={name: of_nothing(thing) for name, thing in world.named(line.name).items()})
    assert ask(Client(), line, unknown) == known
