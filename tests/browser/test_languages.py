"""Whoever changes the language stays on the page, and nothing that was typed is lost."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.fieldwork import COLLEAGUE, Fieldwork
from tests.browser.filling import Said, answer, questions
from tests.browser.looking import PHONE, Device, log_in, press, sideways
from tests.browser.people import FIRMS_PAGE, INTERVIEWER, PASSWORD

pytestmark = pytest.mark.browser

ENGLISH, SPANISH, CHINESE = "English", "Español", "简体中文"
NEW_WORKSHOP = FIRMS_PAGE.replace("firms/", "workshops/new/")
TOTAL = '[name="EMP_TOTAL_REF-value"]'


def speak(page: Page, name: str, code: str) -> None:
    """Choose a language in the user menu, as a person does, and wait for the page in it."""
    page.locator(".user-menu > summary").tap()
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).tap()
    expect(page.locator("html")).to_have_attribute("lang", code)


def test_the_language_is_changed_in_the_middle_of_an_interview(device: Device) -> None:
    with device.used_by(INTERVIEWER, PASSWORD, PHONE) as page:
        page.goto(FIRMS_PAGE)
        press(page, "Begin Tongues")
        press(page, "Employment at the end of 2006")
        here = page.url
        answer(questions(page)["EMP_TOTAL_REF"], "EMP_TOTAL_REF", Said("130"))
        for name, code in ((SPANISH, "es"), (CHINESE, "zh-hans")):
            speak(page, name, code)
            assert page.url == here
            expect(page.locator(TOTAL)).to_have_value("130")
            assert (violations(page), sideways(page)) == ([], [])
        elsewhere = page.context.new_page()
        elsewhere.goto(here)
        assert elsewhere.locator("html").get_attribute("lang") == "zh-hans"
        expect(elsewhere.locator(TOTAL)).to_have_value("130")
        elsewhere.close()
        speak(page, ENGLISH, "en")


def test_a_form_that_is_sent_by_a_button_keeps_what_was_typed(device: Device) -> None:
    asked: list[str] = []
    with device.used_by(INTERVIEWER, PASSWORD, PHONE) as page:
        page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
        page.goto(NEW_WORKSHOP)
        page.locator("#id_held_on").fill("2026-11-20")
        page.locator("#id_place").fill("Half a pla")
        page.locator("#id_moderator").select_option(index=1)
        page.locator("[name=criterion]").last.check()
        typed = entered(page)
        speak(page, SPANISH, "es")
        assert entered(page) == typed
        assert asked == [], "nothing can be lost, so nobody is asked"
        page.reload()
        assert len(asked) == 1, "what was set back is unsent still"
        assert entered(page)[1] == ""
        speak(page, ENGLISH, "en")


def test_what_was_typed_is_set_back_for_nobody_else(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        page.goto(NEW_WORKSHOP)
        page.locator("#id_place").fill("Half a pla")
        page.context.clear_cookies(name="sessionid")
        speak(page, SPANISH, "es")
        with page.expect_navigation():
            page.get_by_role("button", name=ENGLISH, exact=True).tap()
        log_in(page, COLLEAGUE, PASSWORD)
        assert page.url.endswith(NEW_WORKSHOP)
        page.wait_for_load_state()
        expect(page.locator("#id_place")).to_have_value("")


def entered(page: Page) -> tuple[str, ...]:
    """What stands in the form of a workshop."""
    values = [page.locator(f"#id_{name}").input_value() for name in ("held_on", "place", "moderator")]
    return (*values, page.locator("[name=criterion]:checked").first.input_value())


def test_a_stranger_chooses_before_logging_in(device: Device) -> None:
    with device.lent(PHONE) as page:
        page.goto("/login/?next=/password/")
        page.get_by_role("button", name=SPANISH, exact=True).tap()
        expect(page.get_by_role("heading", level=1)).to_have_text("Entrar")
        assert page.url.endswith("/login/?next=/password/")
        assert (violations(page), sideways(page)) == ([], [])
