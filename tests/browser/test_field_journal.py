"""What is typed faster than it can be written outlives the page it was typed on, once, and for its author alone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.fieldwork import (
    COLLEAGUE,
    TRAINING,
    Fieldwork,
    answered_by,
    box,
    choose,
    line,
    type_figures,
    waiting,
)
from tests.browser.filling import YES
from tests.browser.looking import log_in, press
from tests.browser.people import INTERVIEWER, PASSWORD

pytestmark = pytest.mark.browser

FIGURES = {"EMP_TOTAL_REF": 412, "EMP_MANAGERS_REF": 9, "EMP_CLERICAL_REF": 31, "EMP_SKILLED_REF": 260}
TEXT = "They train at the harbour school, every second year, without a plan."
DELIVERIES = "**/field/deliveries/"
QUEUE = "/field/queue/"
SCRIPT = "**/js/answers.js"
NOTED = "Object.keys(localStorage).filter((key) => key.startsWith('sextant-journal')).length"
TYPED = """async () => {
  const { here } = await import("/static/js/field/here.js");
  return (await (await here).store.typed()).length;
}"""
"""How many entries that cannot be read yet the device keeps."""


def note_of(page: Page, code: str) -> Locator:
    """The field of a question's note, unfolded; one that holds a note is unfolded by the page itself."""
    field = page.locator(f'[name="{code}-note"]')
    if not field.is_visible():
        page.locator(f"#item-{code}").get_by_text("Note and evidence").click()
    return field


def test_figures_typed_in_one_go_outlive_the_tab(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        type_figures(page, FIGURES)
        page.close()
        again = page.context.new_page()
        again.goto(QUEUE)
        fieldwork.arrives(FIGURES, again)
        assert fieldwork.revisions() == len(FIGURES)


def test_a_click_on_a_link_right_after_the_last_digit_leaves_nothing_behind(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        with answered_by(page.context, DELIVERIES, status=503, body="Sorry"):
            type_figures(page, FIGURES)
            page.goto(QUEUE)
            expect(page.get_by_role("button", name="Save all as a file")).to_be_visible()
            assert waiting(page) == len(FIGURES)
            assert page.evaluate(NOTED) == 0
        page.reload()
        fieldwork.arrives(FIGURES, page)


def test_tabs_closed_one_after_the_other_in_the_middle_of_a_word_lose_a_keystroke_each_at_most(
    fieldwork: Fieldwork,
) -> None:
    with fieldwork.device() as first:
        fieldwork.begin(first)
        context, page = first.context, first
        for length in (3, 17, 40, 68):
            note_of(page, "EMP_TOTAL_REF").fill("")
            note_of(page, "EMP_TOTAL_REF").press_sequentially(TEXT[:length])
            page.close()
            page = context.new_page()
            fieldwork.open(page)
            expect(page.locator('[name="EMP_TOTAL_REF-note"]')).to_have_value(_at_least(TEXT[:length]))
        fieldwork.arrives({}, page)
        assert fieldwork.notes()["EMP_TOTAL_REF"] in {TEXT, TEXT[:-1]}
        assert fieldwork.conflicts() == {}


def test_what_is_entered_before_the_script_has_come_outlives_the_tab(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        page.context.route(SCRIPT, lambda route: route.abort())
        early = page.context.new_page()
        page.close()
        fieldwork.open(early)
        note_of(early, "EMP_TOTAL_REF").press_sequentially(TEXT)
        type_figures(early, {"EMP_TOTAL_REF": 412, "EMP_MANAGERS_REF": "nine or so"})
        choose(early, "EMP_CLERICAL_REF", "Refused")
        early.close()
        early.context.unroute(SCRIPT)
        again = early.context.new_page()
        fieldwork.open(again)
        expect(box(again, "EMP_MANAGERS_REF")).to_have_value("nine or so")
        fieldwork.arrives({"EMP_TOTAL_REF": 412, "EMP_CLERICAL_REF": "refused"}, again)
        assert fieldwork.notes() == {"EMP_TOTAL_REF": TEXT}
        assert again.evaluate(NOTED) == 0


def test_what_was_sent_as_a_plain_form_is_not_taken_up_again(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        page.context.route(SCRIPT, lambda route: route.abort())
        fieldwork.open(page)
        type_figures(page, {"EMP_TOTAL_REF": 412})
        assert page.evaluate(NOTED) == 1
        press(page, "Save and go on")
        assert fieldwork.answers() == {"EMP_TOTAL_REF": 412}
        page.context.unroute(SCRIPT)
        page.goto(QUEUE)
        expect(page.locator("[data-whereabouts][data-tone]")).to_be_visible()
        assert (page.evaluate(NOTED), page.evaluate(TYPED), waiting(page)) == (0, 0, 0)


def _at_least(text: str) -> "re.Pattern[str]":
    return re.compile(f"^{re.escape(text[:-1])}({re.escape(text[-1])})?$")


def test_an_entry_that_cannot_be_read_outlives_the_tab_as_it_was_typed(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        type_figures(page, {"EMP_TOTAL_REF": 412, "EMP_MANAGERS_REF": "nine or so"})
        page.close()
        again = page.context.new_page()
        fieldwork.open(again)
        expect(box(again, "EMP_MANAGERS_REF")).to_have_value("nine or so")
        expect(again.locator(".field-error")).to_contain_text("“nine or so” is not a number")
        fieldwork.arrives({"EMP_TOTAL_REF": 412}, again)


def test_a_second_tab_takes_nothing_from_one_that_is_still_being_typed_in(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        note_of(page, "EMP_TOTAL_REF").press_sequentially(TEXT[:30])
        other = page.context.new_page()
        other.goto(QUEUE)
        note_of(page, "EMP_TOTAL_REF").press_sequentially(TEXT[30:])
        other.reload()
        fieldwork.arrives({}, page)
        assert fieldwork.notes() == {"EMP_TOTAL_REF": TEXT}
        assert fieldwork.conflicts() == {}


def test_what_a_closed_tab_left_waits_for_its_author_and_is_sent_in_no_other_name(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        type_figures(page, FIGURES)
        page.close()
        other = page.context.new_page()
        other.context.clear_cookies()
        log_in(other, COLLEAGUE, PASSWORD)
        other.goto(QUEUE)
        expect(line(other)).not_to_contain_text("wait")
        assert waiting(other) == 0
        sent_before = set(fieldwork.answers())
        other.context.clear_cookies()
        log_in(other, INTERVIEWER, PASSWORD)
        other.goto(QUEUE)
        fieldwork.arrives(FIGURES, other)
        assert sent_before <= set(FIGURES)


def test_the_choice_of_a_moment_ago_outlives_the_tab(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page, TRAINING)
        choose(page, "HR1_OJT", YES)
        page.close()
        again = page.context.new_page()
        again.goto(QUEUE)
        fieldwork.arrives({"HR1_OJT": True}, again)
