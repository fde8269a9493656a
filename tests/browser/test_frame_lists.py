"""A messy list of firms is corrected on a phone, with the keyboard alone, and every step is readable by everybody."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState

from reports.demo.loading import DEMO_PASSWORD
from tests.browser.accessibility import violations
from tests.browser.application import Application
from tests.browser.looking import LAPTOP, PHONE, Device, log_in, press, sideways
from tests.browser.test_pages import address

pytestmark = pytest.mark.browser

MESSY = """Registro 2026;;;;
Folio;Razón social de la firma;Origen;Tramo;
A-1;Peñaflor S.A.;本地;10-49;
A-2;PENAFLOR SA;extranjera;5-19;
A-3;"Los "Hermanos" Ltda";mixta;100+;
A-3;Otros Hermanos;nacional;20-99;
Total;;;;
"""


@pytest.fixture(scope="module")
def logged_in(browser: Browser, demo: Application) -> StorageState:
    """The cookies of somebody who manages the demo study."""
    context = browser.new_context(base_url=demo.url)
    page = context.new_page()
    log_in(page, "manager", DEMO_PASSWORD)
    state = context.storage_state()
    context.close()
    return state


def choose(page: Page, label: str, letters: str) -> None:
    """Chooses an option with the keyboard, by the letters it begins with."""
    page.get_by_label(label, exact=True).focus()
    page.keyboard.type(letters)


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_a_messy_list_is_corrected_with_the_keyboard(
    size: Any, demo_device: Device, logged_in: StorageState, places: dict[str, Any]
) -> None:
    with demo_device.lent(size, storage_state=logged_in) as page:
        page.goto(address("frame_upload", places))
        sent = {"name": "lista.csv", "mimeType": "text/csv", "buffer": MESSY.encode()}
        page.get_by_label("List of firms").set_input_files(sent)
        page.get_by_label("Source").fill("Register")
        press(page, "Look at the list")
        assert heading(page) == "What the columns are"
        assert (violations(page), sideways(page)) == ([], [])
        choose(page, "Folio", "Name")
        press(page, "Look at the list")
        assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
        assert (violations(page), sideways(page)) == ([], [])
        choose(page, "Folio", "Firm")
        choose(page, "Origen", "Owner")
        press(page, "Look at the list")
        assert heading(page) == "Look at the list"
        assert "The list cannot be taken yet" in page.locator("main").inner_text()
        for summary in page.locator("summary").all():
            if not summary.evaluate("each => each.parentElement.open"):
                summary.focus()
                page.keyboard.press("Enter")
        assert (violations(page), sideways(page)) == ([], [])
        choose(page, "mixta", "Fo")
        choose(page, "10-49", "Sm")
        choose(page, 'Los "Hermanos" Ltda, Otros Hermanos', "Keep all")
        press(page, "Apply and look again")
        assert "4 firms listed, 4 drawn; 4 new" in page.locator("main").inner_text()
        assert page.get_by_role("button", name="Take the list").is_visible()
        assert (violations(page), sideways(page)) == ([], [])
