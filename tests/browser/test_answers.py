"""What script and stylesheet of a section do for somebody who answers it on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.filling import DONT_KNOW, NOT_APPLICABLE, REFUSED, Said, answer, questions
from tests.browser.looking import PHONE, Device, press
from tests.browser.people import FIRMS_PAGE, INTERVIEWER, PASSWORD

pytestmark = pytest.mark.browser


def test_a_figure_of_the_firm_sheet_is_taken_over_and_nobody_did_what_was_done_zero_times(device: Device) -> None:
    with device.used_by(INTERVIEWER, PASSWORD, PHONE) as page:
        page.goto(FIRMS_PAGE)
        press(page, "Begin Twins")
        overview = page.url
        page.goto(f"{overview}sections/FIRM_MONEY_REF/")
        answer(questions(page)["PAYROLL_REF"], "PAYROLL_REF", Said("12345.5"))
        press(page, "Back to overview")

        page.goto(f"{overview}sections/HR_R3/")
        payroll = questions(page)["HR3_PAYROLL"]
        expect(payroll.get_by_role("textbox").first).to_have_value("")
        payroll.get_by_role("button", name="Take it over").tap()
        expect(payroll.get_by_role("textbox").first).to_have_value("12345.5")
        press(page, "Back to overview")

        page.goto(f"{overview}sections/HR_R4/")
        engineers = questions(page)["HR4_ENG_ADAPT"]
        for typed, is_asked in (("0", False), ("3", True), ("0,0", False)):
            engineers.get_by_role("textbox").first.fill(typed)
            expect(engineers.get_by_text("Who did it?")).to_be_visible(visible=is_asked)
        press(page, "Back to overview")


def test_the_states_of_a_question_stand_in_two_columns_each_on_one_line(device: Device) -> None:
    with device.used_by(INTERVIEWER, PASSWORD, PHONE) as page:
        page.goto(FIRMS_PAGE)
        press(page, "Begin States")
        page.goto(f"{page.url}sections/FIRM_EMP_BASE/")
        labels = questions(page)["EMP_TOTAL_BASE"].locator("label")
        unknown, refused, other = (
            labels.filter(has_text=state).bounding_box() for state in (DONT_KNOW, REFUSED, NOT_APPLICABLE)
        )
        assert unknown and refused and other
        assert (unknown["y"], unknown["x"]) == (refused["y"], other["x"])
        assert unknown["height"] == refused["height"] == other["height"]
