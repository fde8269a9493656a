"""The numbers on which reading on the server and reading in the browser agree (tests/browser/test_numbers.py)."""

import json
from pathlib import Path
from typing import Any

import pytest

from surveys.typed_numbers import UnreadableNumber, read_number, show_number

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "typed_numbers.json").read_text())


def outcome(typed: str, whole: bool) -> float | str:
    try:
        return read_number(typed, whole=whole)
    except UnreadableNumber as refusal:
        return str(refusal)


@pytest.mark.parametrize("row", VECTORS["read"], ids=lambda row: f"{row['typed']!r}, whole: {row['whole']}")
def test_what_was_typed_is_read_or_refused_as_written_down(row: dict[str, Any]) -> None:
    assert outcome(row["typed"], row["whole"]) == row.get("number", row.get("refusal"))


@pytest.mark.parametrize("row", VECTORS["show"], ids=lambda row: row["shown"])
def test_a_number_is_shown_as_written_down_and_read_back(row: dict[str, Any]) -> None:
    assert show_number(row["number"]) == row["shown"]
    assert read_number(row["shown"]) == pytest.approx(row["number"], abs=1e-6)
