"""The world of the access matrix: one of each thing an address may name, and everybody who may ask for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories.world import PEOPLE, whole_world


@pytest.fixture
def world(db: None, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """What each part of an address names, and under `clients` a browser of everybody; the owner manages the study."""
    with whole_world(tmp_path) as made:
        clients = {person: made.client_of(person) for person in PEOPLE}
        yield {**made.things, "clients": {**clients, "owner": clients["manager"]}}
