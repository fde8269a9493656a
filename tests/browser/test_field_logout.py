"""Nobody logs out over answers that are only here, and nobody else ever sees them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import violations
from tests.browser.fieldwork import COLLEAGUE, Fieldwork, answered_by, line, type_figures, waiting
from tests.browser.looking import log_in
from tests.browser.people import INTERVIEWER, PASSWORD

pytestmark = pytest.mark.browser

FIGURES = {"EMP_TOTAL_REF": 412, "EMP_MANAGERS_REF": 9}
DELIVERIES = "**/field/deliveries/"
QUEUE = "/field/queue/"


@contextmanager
def with_unsent(fieldwork: Fieldwork) -> Iterator[Page]:
    """A phone on which two answers and a figure that cannot be read have not been sent."""
    with fieldwork.device() as page:
        fieldwork.begin(page)
        with answered_by(page.context, DELIVERIES, status=503, body="Sorry"):
            type_figures(page, FIGURES | {"EMP_CLERICAL_REF": "some"})
            expect(line(page)).to_contain_text("the server has trouble")
            yield page


def ask_to_log_out(page: Page) -> Locator:
    page.locator(".user-menu > summary").click()
    page.get_by_role("button", name="Log out", exact=True).click()
    dialog = page.get_by_role("dialog", name="Something is only on this device")
    expect(dialog).to_be_visible()
    return dialog


def test_whoever_has_nothing_unsent_logs_out_unasked(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        type_figures(page, FIGURES)
        fieldwork.arrives(FIGURES, page)
        page.locator(".user-menu > summary").click()
        page.get_by_role("button", name="Log out", exact=True).click()
        page.wait_for_url("**/login/")


def test_staying_logged_in_is_the_way_out_of_the_question(fieldwork: Fieldwork) -> None:
    with with_unsent(fieldwork) as page:
        dialog = ask_to_log_out(page)
        expect(dialog).to_contain_text("2 answers have not reached the server yet.")
        expect(dialog).to_contain_text("1 entry cannot be read yet.")
        assert violations(page) == []
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(page.get_by_role("button", name="Log out", exact=True)).to_be_focused()
        assert waiting(page) == len(FIGURES)


def test_what_can_be_sent_is_sent_before_logging_out(fieldwork: Fieldwork) -> None:
    with with_unsent(fieldwork) as page:
        dialog = ask_to_log_out(page)
        dialog.get_by_role("button", name="Send now, then log out").click()
        expect(dialog).to_contain_text("The server has trouble.", timeout=60_000)
        page.context.unroute(DELIVERIES)
        dialog.get_by_role("button", name="Send now, then log out").click()
        # The figure that cannot be read is left, and is kept.
        expect(dialog).not_to_contain_text("not reached the server")
        dialog.get_by_role("button", name="Log out and keep them here").click()
        page.wait_for_url("**/login/")
        assert fieldwork.answers() == FIGURES


def test_what_is_unsent_is_saved_as_a_file_before_logging_out(fieldwork: Fieldwork, tmp_path: Path) -> None:
    with with_unsent(fieldwork) as page:
        dialog = ask_to_log_out(page)
        with page.expect_download() as download:
            dialog.get_by_role("button", name="Save as a file, then log out").click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        page.wait_for_url("**/login/")
        told = [each["message"]["changes"] for each in json.loads(path.read_text())["messages"]]
        assert {code: change["value"] for each in told for code, change in each.items()} == FIGURES


def test_what_is_kept_is_shown_to_nobody_else_and_goes_on_for_the_same_person(fieldwork: Fieldwork) -> None:
    with with_unsent(fieldwork) as page:
        ask_to_log_out(page).get_by_role("button", name="Log out and keep them here").click()
        page.wait_for_url("**/login/")
        assert fieldwork.answers() == {}
        expect(page.locator("[data-waiting-count]")).to_be_hidden()

        log_in(page, COLLEAGUE, PASSWORD)
        page.context.unroute(DELIVERIES)
        page.goto(QUEUE)
        expect(page.get_by_role("heading", name="Nothing waits here")).to_be_visible()
        expect(page.locator("[data-waiting-count]")).to_be_hidden()
        assert "412" not in page.content()
        assert waiting(page) == 0
        assert fieldwork.answers() == {}
        page.locator(".user-menu > summary").click()
        page.get_by_role("button", name="Log out", exact=True).click()
        page.wait_for_url("**/login/")

        log_in(page, INTERVIEWER, PASSWORD)
        page.goto(QUEUE)
        fieldwork.arrives(FIGURES, page)
        expect(page.get_by_role("region", name="Cannot be read yet").get_by_role("listitem")).to_contain_text("some")
