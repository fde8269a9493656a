"""Where the script that keeps answers did not come, nothing is lost: to a slip, a login that ran out, a second tab."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.filling import NO, YES, Said, answer, questions
from tests.browser.looking import PHONE, Device, log_in, press
from tests.browser.people import FIRMS_PAGE, INTERVIEWER, PASSWORD

pytestmark = pytest.mark.browser

EMPLOYMENT, TRAINING = "Employment at the end of 2006", "First training"


@contextmanager
def interviewing(device: Device, firm: str) -> Iterator[Page]:
    """The overview of an interview that has just begun, on a phone."""
    with device.lent(PHONE) as page:
        # Without its worker, which fetches scripts by itself, the browser can be kept from them.
        for script in ("answers", "field/register"):
            page.context.route(f"**/js/{script}.js", lambda route: route.abort())
        log_in(page, INTERVIEWER, PASSWORD)
        page.goto(FIRMS_PAGE)
        press(page, f"Begin {firm}")
        yield page


def field(page: Page, code: str) -> str:
    """What stands in the field of a question."""
    return questions(page)[code].get_by_role("textbox").first.input_value()


def chosen(page: Page, code: str, label: str) -> bool:
    return questions(page)[code].get_by_role("radio", name=label, exact=True).is_checked()


def test_a_number_that_cannot_be_read_stays_with_its_error_while_the_others_are_saved(device: Device) -> None:
    with interviewing(device, "Figures") as page:
        overview = page.url
        press(page, EMPLOYMENT)
        answer(questions(page)["EMP_TOTAL_REF"], "EMP_TOTAL_REF", Said("130"))
        answer(questions(page)["EMP_MANAGERS_REF"], "EMP_MANAGERS_REF", Said("three or so"))
        press(page, "Save and go on")
        expect(page.get_by_role("alert")).to_contain_text("One answer is not saved yet")
        refused = questions(page)["EMP_MANAGERS_REF"].get_by_role("textbox").first
        expect(refused).to_have_accessible_description(re.compile("“three or so” is not a number"))
        assert (field(page, "EMP_TOTAL_REF"), field(page, "EMP_MANAGERS_REF")) == ("130", "three or so")
        assert violations(page) == []
        elsewhere = page.context.new_page()
        elsewhere.goto(overview)
        press(elsewhere, EMPLOYMENT)
        assert (field(elsewhere, "EMP_TOTAL_REF"), field(elsewhere, "EMP_MANAGERS_REF")) == ("130", "")
        answer(questions(page)["EMP_MANAGERS_REF"], "EMP_MANAGERS_REF", Said("3"))
        press(page, "Save and back")
        press(page, EMPLOYMENT)
        assert (field(page, "EMP_TOTAL_REF"), field(page, "EMP_MANAGERS_REF")) == ("130", "3")


@pytest.mark.parametrize(("firm", "cookies"), [("Session", {"name": "sessionid"}), ("Cookies", {})])
def test_what_was_typed_survives_a_login_that_ran_out(device: Device, firm: str, cookies: dict[str, str]) -> None:
    with interviewing(device, firm) as page:
        press(page, EMPLOYMENT)
        section = page.url
        answer(questions(page)["EMP_TOTAL_REF"], "EMP_TOTAL_REF", Said("131", note="Counted at the gate."))
        page.context.clear_cookies(**cookies)
        press(page, "Save and go on")
        expect(page.get_by_role("heading", level=1)).to_have_text("Log in again")
        assert violations(page) == []
        page.get_by_label("Username").fill(INTERVIEWER)
        page.get_by_label("Password").fill(PASSWORD)
        press(page, "Log in")
        expect(page.get_by_role("heading", level=1)).to_have_text("Send what you entered")
        assert violations(page) == []
        press(page, "Send it now")
        page.goto(section)
        assert field(page, "EMP_TOTAL_REF") == "131"
        expect(questions(page)["EMP_TOTAL_REF"].get_by_label("Note", exact=True)).to_have_value("Counted at the gate.")


def test_two_tabs_that_answer_one_question_differently_make_a_conflict_that_is_settled(device: Device) -> None:
    with interviewing(device, "Tabs") as first:
        overview = first.url
        second = first.context.new_page()
        second.goto(overview)
        for page, said in ((first, YES), (second, NO)):
            press(page, TRAINING)
            answer(questions(page)["HR1_OJT"], "HR1_OJT", Said(said))
        for page in (first, second):
            press(page, "Save and back")
        press(second, "See both and choose")
        expect(second.get_by_role("article").get_by_role("listitem")).to_have_count(2)
        assert violations(second) == []
        second.get_by_role("listitem").filter(has_text=YES).get_by_role("button", name="This answer holds").tap()
        second.wait_for_url(overview)
        expect(second.get_by_text("answers that differ")).to_have_count(0)
        press(second, TRAINING)
        assert chosen(second, "HR1_OJT", YES)


def test_two_tabs_that_answer_different_questions_are_brought_together(device: Device) -> None:
    with interviewing(device, "Beside") as first:
        second = first.context.new_page()
        second.goto(first.url)
        for page, code in ((first, "HR1_OJT"), (second, "HR1_INH")):
            press(page, TRAINING)
            answer(questions(page)[code], code, Said(YES))
        for page in (first, second):
            press(page, "Save and back")
        press(second, TRAINING)
        assert chosen(second, "HR1_OJT", YES) and chosen(second, "HR1_INH", YES)
