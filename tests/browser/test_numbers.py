"""The browser reads numbers as the server does: the same figures, and the same sentences where it cannot."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from tests.browser.looking import Device
from tests.surveys.test_typed_numbers_vectors import VECTORS, outcome

pytestmark = pytest.mark.browser

READ = """async (rows) => {
  const { readNumber } = await import("/static/js/field/numbers.js");
  return rows.map(([typed, whole]) => {
    try { return readNumber(typed, whole); } catch (error) { return error.message; }
  });
}"""
SHOW = """async (numbers) => {
  const { showNumber } = await import("/static/js/field/numbers.js");
  return numbers.map(showNumber);
}"""

figures = st.text("0123456789", min_size=1, max_size=4)
marks = st.sampled_from([",", ".", " ", "'", "’", "\u202f", "-", "%", "x"])
typed = st.lists(st.tuples(figures, st.one_of(marks, st.just(""))), max_size=5).map(
    lambda parts: "".join(part for pair in parts for part in pair)
)


@pytest.fixture
def page(device: Device) -> Any:
    with device.lent() as opened:
        opened.goto("/login/")
        yield opened


def test_the_browser_reads_and_shows_the_numbers_that_are_written_down(page: Page) -> None:
    rows = VECTORS["read"]
    read = page.evaluate(READ, [[row["typed"], row["whole"]] for row in rows])
    assert read == [row.get("number", row.get("refusal")) for row in rows]
    shown = page.evaluate(SHOW, [row["number"] for row in VECTORS["show"]])
    assert shown == [row["shown"] for row in VECTORS["show"]]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(typed, st.booleans()), min_size=50, max_size=100))
def test_the_browser_and_the_server_agree_on_whatever_is_typed(page: Page, rows: list[tuple[str, bool]]) -> None:
    read = page.evaluate(READ, [list(row) for row in rows])
    assert read == [outcome(*row) for row in rows]
