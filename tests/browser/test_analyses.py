"""From a file to a brief: a table is sent, refused, corrected, and a run of an analysis is watched and read."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from reports.demo.loading import DEMO_PASSWORD
from tests.browser.accessibility import violations
from tests.browser.application import Application
from tests.browser.looking import LAPTOP, PHONE, Camera, Device, log_in, press, sideways
from tests.browser.test_pages import address
from tests.factories.analysis import series_csv

pytestmark = pytest.mark.browser

COMPUTED_MS = 300_000


@pytest.fixture(scope="module")
def logged_in(browser: Browser, demo: Application) -> StorageState:
    """The cookies of somebody who manages the demo study."""
    context = browser.new_context(base_url=demo.url)
    page = context.new_page()
    log_in(page, "manager", DEMO_PASSWORD)
    state = context.storage_state()
    context.close()
    return state


def send(page: Page, content: str, source: str) -> None:
    page.get_by_label("File").set_input_files(
        {"name": "series.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.get_by_label("Source").fill(source)
    press(page, "Send and check")


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_a_table_becomes_a_result_with_pictures(
    size: Any, demo_device: Device, logged_in: StorageState, places: dict[str, Any], pictures: Path
) -> None:
    width = size["width"]
    folder = pictures / f"analysis-{width}"
    folder.mkdir(exist_ok=True)
    camera = Camera(folder)
    content = series_csv().replace("North port", f"North port {width}")
    with demo_device.lent(size, storage_state=logged_in) as page:
        page.goto(address("analyses", places))
        press(page, "Development phase and policy sequence")
        page.goto(address("table_upload", places))
        send(page, content.replace(",1991,", ",199I,", 1), "Register")
        assert heading(page) == "The table was not taken"
        assert "199I" in page.locator("main").inner_text()
        assert (violations(page), sideways(page)) == ([], [])
        camera.take(page, "refused")
        press(page, "Send the corrected file")
        send(page, content, "Register of the association")
        assert heading(page) == "series.csv"
        camera.take(page, "table")
        press(page, "Start a run")
        assert (violations(page), sideways(page)) == ([], [])
        camera.take(page, "new")
        press(page, "Start the run")
        expect(page.get_by_role("heading", name="Findings")).to_be_visible(timeout=COMPUTED_MS)
        for picture in page.locator(".picture-card img").all():
            picture.scroll_into_view_if_needed()
            expect(picture).to_have_js_property("complete", True)
            assert picture.evaluate("each => each.naturalWidth") > 0
        page.evaluate("scrollTo(0, 0)")
        camera.take(page, "result")
        page.emulate_media(color_scheme="dark")
        camera.take(page, "result-dark")
        page.emulate_media(color_scheme="light")
        for summary in page.locator("main summary").all():
            summary.click()
        assert (violations(page), sideways(page)) == ([], [])
        with page.expect_download() as taken:
            page.get_by_role("link", name="Workbook (.xlsx)").click()
        assert re.fullmatch(r"development-\w{12}\.xlsx", taken.value.suggested_filename)


def test_a_run_is_cancelled_on_its_page_and_taken_up_again(
    demo_device: Device, logged_in: StorageState, places: dict[str, Any], pictures: Path
) -> None:
    with demo_device.lent(PHONE, storage_state=logged_in) as page:
        page.goto(address("analysis_run", places | {"analysis_id": places["waiting_analysis_id"]}))
        assert "Waits for a worker" in page.locator("#progress").inner_text()
        assert (violations(page), sideways(page)) == ([], [])
        page.screenshot(path=pictures / "analysis-waiting-360.png", animations="disabled")
        press(page, "Cancel the run")
        assert "This run was cancelled; nothing of it was kept." in page.locator("main").inner_text()
        assert (violations(page), sideways(page)) == ([], [])
        press(page, "Try again")
        expect(page.get_by_role("heading", name="Findings")).to_be_visible(timeout=COMPUTED_MS)
