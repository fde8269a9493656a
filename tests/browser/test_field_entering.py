"""Answers are kept the moment they are given: no button saves, and what was typed is what is stored."""

import re

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.accessibility import violations
from tests.browser.fieldwork import (
    COLLEAGUE,
    EMPLOYMENT,
    TRAINING,
    Fieldwork,
    answered_by,
    box,
    choose,
    line,
    type_figures,
)
from tests.browser.filling import DONT_KNOW, NO, NOT_APPLICABLE, OWN_STAFF, REFUSED, YES, Said, answer, questions
from tests.browser.looking import LAPTOP, press
from tests.browser.phones import wait_for

pytestmark = pytest.mark.browser

SECTIONS = {
    "FIRM_IDENTITY": {
        "ADDRESS": (Said("  Muelle 4, Puerto Montt "), "Muelle 4, Puerto Montt"),
        "YEAR_STARTED": (Said("1986"), 1986),
        "UNIT_TYPE": (Said("The whole firm"), "firm"),
    },
    "FIRM_MONEY_REF": {
        "SALES_REF": (Said("1 234 567,5", note="From the books."), 1234567.5),
        "EXPORTS_REF": (Said("1.000.000"), 1000000),
        "RD_REF": (Said(REFUSED), "refused"),
    },
    "PT_R3_QUALITY": {
        "PT3_SPC": (Said(NO), False),
        "PT3_TQM": (Said(DONT_KNOW), "dont_know"),
        "PT3_CERT": (Said("HACCP; ISO 9001"), ["iso9001", "haccp"]),
    },
    "PT_R4": {
        "PT4_AD_EQUIP": (
            Said(YES, done_by=OWN_STAFF, verified="Document seen", document="Drawing 12", note="Since May."),
            True,
        )
    },
    "HR_ASSESS": {"ASSESS_HR": (Said("4"), 4)},
}


def test_every_kind_of_answer_is_stored_as_it_was_given_without_any_saving(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        posted: list[str] = []
        page.on("request", lambda request: posted.append(request.url) if is_form(request) else None)
        for section, said in SECTIONS.items():
            fieldwork.begin(page, section)
            posted.clear()
            for code, (each, _value) in said.items():
                answer(questions(page)[code], code, each)
            expect(line(page)).to_contain_text("All answers are on the server")
            before = fieldwork.revisions()
            press(page, re.compile("^(Next|To the end)$"))
            assert (fieldwork.revisions(), posted) == (before, [])
        typed = {code: value for said in SECTIONS.values() for code, (_said, value) in said.items()}
        fieldwork.arrives(typed, page)
        entry = fieldwork.entries()["PT4_AD_EQUIP"]
        assert (entry["done_by"], entry["note"]) == ("own_staff", "Since May.")
        assert entry["evidence"] == {"kind": "document", "text": "Drawing 12"}
        before = fieldwork.revisions()
        for section, said in SECTIONS.items():
            fieldwork.open(page, section)
            for code, (each, _value) in said.items():
                assert shown(page, code) == expected_shown(each), code
        assert fieldwork.revisions() == before


def is_form(request: Request) -> bool:
    return request.method == "POST" and request.is_navigation_request()


def shown(page: Page, code: str) -> str:
    question = questions(page)[code]
    chosen = question.locator(".answer :checked, .states :checked")
    if chosen.count():
        return "; ".join(chosen.evaluate_all("(all) => all.map((each) => each.labels[0].innerText.trim())"))
    return str(box(page, code).input_value())


def expected_shown(said: Said) -> str:
    return {
        "  Muelle 4, Puerto Montt ": "Muelle 4, Puerto Montt",
        "1 234 567,5": "1234567.5",
        "1.000.000": "1000000",
        "HACCP; ISO 9001": "ISO 9001; HACCP",
    }.get(said.value, said.value)


def test_without_any_script_the_page_is_saved_with_its_button(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
    with fieldwork.device(java_script_enabled=False) as page:
        page.goto(f"/interviews/{fieldwork.interview}/sections/{EMPLOYMENT}/")
        page.locator('[name="EMP_TOTAL_REF-value"]').fill("412")
        page.get_by_role("button", name="Save and go on").click()
        page.wait_for_url("**/sections/FIRM_WORKFORCE/")
    assert fieldwork.answers() == {"EMP_TOTAL_REF": 412}


def test_a_figure_that_cannot_be_read_is_told_kept_as_typed_and_changes_nothing(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page, "FIRM_MONEY_REF")
        type_figures(page, {"SALES_REF": 500})
        fieldwork.arrives({"SALES_REF": 500}, page)
        sales = box(page, "SALES_REF")
        # An edit ends where its field is left; what stood before the next one is the figure that was stored.
        sales.blur()
        sales.fill("")
        sales.press_sequentially("1,234", delay=20)
        expect(sales).to_have_accessible_description(re.compile("can be read as 1234 or as 1.234"))
        assert sales.get_attribute("aria-invalid") == "true"
        expect(page.get_by_role("status").filter(has_text="can be read as")).to_have_count(1)
        assert violations(page) == []
        expect(line(page)).to_contain_text("1 entry cannot be read yet and stays here.")
        # Whoever types slowly has sent a first digit meanwhile; what stood before this edit stands again.
        wait_for(lambda: fieldwork.answers() == {"SALES_REF": 500})

        page.reload()
        expect(box(page, "SALES_REF")).to_have_value("1,234")
        expect(box(page, "SALES_REF")).to_have_accessible_description(re.compile("can be read as"))
        page.get_by_role("button", name="Next").tap()
        alert = page.get_by_role("alert").filter(has_text="cannot be read yet")
        expect(alert).to_be_focused()
        assert violations(page) == []
        press(page, "Next")
        fieldwork.open(page, "FIRM_MONEY_REF")
        expect(box(page, "SALES_REF")).to_have_value("1,234")

        box(page, "SALES_REF").fill("1234.0")
        expect(page.locator(".field-error")).to_have_count(0)
        expect(questions(page)["SALES_REF"].locator(".echo")).to_have_text(re.compile("^= 1.234 thousand"))
        fieldwork.arrives({"SALES_REF": 1234}, page)
        expect(line(page)).not_to_contain_text("cannot be read")


@pytest.mark.parametrize(
    ("typed", "told"),
    [("101", "101 is more than 100, the most this can be."), ("-1", "-1 is less than 0, the least this can be.")],
)
def test_a_figure_out_of_bounds_is_told_as_the_server_would(fieldwork: Fieldwork, typed: str, told: str) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page, "FIRM_OWNERSHIP")
        box(page, "FOREIGN_EQUITY").fill(typed)
        expect(box(page, "FOREIGN_EQUITY")).to_have_accessible_description(re.compile(re.escape(told)))
        box(page, "FOREIGN_EQUITY").fill("100")
        fieldwork.arrives({"FOREIGN_EQUITY": 100}, page)


def test_not_applicable_counts_once_its_reason_stands_in_the_note(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page, "FIRM_EMP_BASE")
        choose(page, "EMP_TOTAL_BASE", NOT_APPLICABLE)
        note = questions(page)["EMP_TOTAL_BASE"].get_by_label("Note", exact=True)
        expect(note).to_have_accessible_description(re.compile("Say in the note why this does not apply"))
        assert fieldwork.answers() == {}
        note.fill("Founded in 2003.")
        fieldwork.arrives({"EMP_TOTAL_BASE": "not_applicable"}, page)


def test_what_is_taken_away_at_once_was_never_said(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        page.context.set_offline(True)
        type_figures(page, {"EMP_TOTAL_REF": 41, "EMP_MANAGERS_REF": 3})
        box(page, "EMP_TOTAL_REF").fill("")
        expect(line(page)).to_contain_text("1 answer waits on this phone")
        page.context.set_offline(False)
        fieldwork.arrives({"EMP_MANAGERS_REF": 3}, page)
        assert fieldwork.revisions() == 1


def test_two_devices_with_different_questions_are_brought_together(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as phone, fieldwork.device(COLLEAGUE, LAPTOP) as laptop:
        fieldwork.begin(phone)
        fieldwork.open(laptop)
        type_figures(phone, {"EMP_TOTAL_REF": 412})
        type_figures(laptop, {"EMP_MANAGERS_REF": 9})
        typed = {"EMP_TOTAL_REF": 412, "EMP_MANAGERS_REF": 9}
        expect(line(phone)).to_contain_text("All answers are on the server")
        fieldwork.arrives(typed, laptop)
        phone.reload()
        assert (box(phone, "EMP_TOTAL_REF").input_value(), box(phone, "EMP_MANAGERS_REF").input_value()) == ("412", "9")


def test_two_devices_that_answer_one_question_differently_are_told_at_once(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as phone, fieldwork.device(COLLEAGUE, LAPTOP) as laptop:
        fieldwork.begin(phone, TRAINING)
        fieldwork.open(laptop, TRAINING)
        phone.context.set_offline(True)
        choose(phone, "HR1_OJT", YES)
        choose(laptop, "HR1_OJT", NO)
        expect(line(laptop)).to_contain_text("All answers are on the server")
        phone.context.set_offline(False)
        notice = phone.get_by_role("status").filter(has_text="two answers that differ")
        expect(notice).to_be_visible(timeout=60_000)
        assert violations(phone) == []
        sides = fieldwork.conflicts()["HR1_OJT"]
        assert sorted(side["value"] for side in sides) == [False, True]
        expect(questions(phone)["HR1_OJT"].get_by_role("radio", name=YES, exact=True)).to_be_checked()
        notice.get_by_role("link", name="See both and choose").click()
        side = phone.get_by_role("article").get_by_role("listitem").filter(has_text=YES)
        side.get_by_role("button", name="This answer holds").click()
        expect(phone.get_by_text("answers that differ")).to_have_count(0)
        assert fieldwork.answers() == {"HR1_OJT": True}


def test_a_second_tab_shows_what_the_first_one_answers(fieldwork: Fieldwork) -> None:
    with fieldwork.device(size=LAPTOP) as first:
        fieldwork.begin(first, TRAINING)
        second = first.context.new_page()
        fieldwork.open(second, TRAINING)
        first.bring_to_front()
        choose(first, "HR1_OJT", YES)
        expect(questions(second)["HR1_OJT"].get_by_role("radio", name=YES, exact=True)).to_be_checked()
        second.bring_to_front()
        choose(second, "HR1_OJT", NO)
        fieldwork.arrives({"HR1_OJT": False}, second)
        assert fieldwork.conflicts() == {}


@pytest.mark.parametrize("typed", ["", "388"])
def test_a_tab_that_stands_in_a_field_goes_on_from_what_another_one_answered(fieldwork: Fieldwork, typed: str) -> None:
    with fieldwork.device(size=LAPTOP) as first:
        fieldwork.begin(first)
        second = first.context.new_page()
        fieldwork.open(second)
        box(second, "EMP_TOTAL_REF").fill("5")
        fieldwork.arrives({"EMP_TOTAL_REF": 5}, second)
        box(second, "EMP_TOTAL_REF").focus()
        first.bring_to_front()
        box(first, "EMP_TOTAL_REF").fill("412")
        fieldwork.arrives({"EMP_TOTAL_REF": 412}, first)
        second.bring_to_front()
        expect(box(second, "EMP_TOTAL_REF")).to_have_value("5")
        if typed:
            second.keyboard.press("ControlOrMeta+a")
            second.keyboard.type(typed)
        second.keyboard.press("Tab")
        expect(box(second, "EMP_TOTAL_REF")).to_have_value(typed or "412")
        fieldwork.arrives({"EMP_TOTAL_REF": int(typed or 412)}, second)
        assert fieldwork.conflicts() == {}


def test_an_answer_after_the_handing_over_is_told_to_be_a_proposal(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as phone, fieldwork.device(COLLEAGUE, LAPTOP) as laptop:
        fieldwork.begin(phone)
        type_figures(phone, {"EMP_TOTAL_REF": 412})
        fieldwork.arrives({"EMP_TOTAL_REF": 412}, phone)
        laptop.goto(f"/interviews/{fieldwork.interview}/submit/")
        press(laptop, "Submit for review")
        type_figures(phone, {"EMP_TOTAL_REF": 413})
        expect(phone.get_by_text("This interview was handed over meanwhile.")).to_be_visible()
        fieldwork.arrives({"EMP_TOTAL_REF": 412}, phone)
        late = fieldwork.server.rows(
            "SELECT change FROM surveys_lateanswer WHERE interview_id = ?", fieldwork.interview.replace("-", "")
        )
        assert ['"value": 413' in row["change"] for row in late] == [True]


def test_an_interview_is_handed_over_behind_its_last_answers(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        with answered_by(page.context, "**/field/deliveries/", status=503, body="Sorry"):
            type_figures(page, {"EMP_TOTAL_REF": 412})
            expect(line(page)).to_contain_text("the server has trouble")
            page.goto(f"/interviews/{fieldwork.interview}/submit/")
            page.get_by_role("button", name="Submit for review").tap()
            expect(page.get_by_text("The interview is handed over by itself")).to_be_visible(timeout=60_000)
        page.goto("/field/queue/")
        fieldwork.arrives({"EMP_TOTAL_REF": 412}, page)
        expect(page.get_by_text("The interview is finished.")).to_be_visible()
        assert fieldwork.state() == "submitted"


GROWN = """async (person) => {
  const { openDatabase } = await import("/static/js/field/database.js");
  const { here } = await import("/static/js/field/here.js");
  const { store } = await here;
  const nothing = () => {};
  const steps = [nothing, (database) => database.createObjectStore("later")];
  const grown = await openDatabase(`sextant-${person ?? store.person}`, steps);
  await grown.close();
  return (await store.outbox()).length;
}"""


def test_a_page_goes_on_after_a_newer_release_has_grown_its_database(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        page.context.set_offline(True)
        type_figures(page, {"EMP_TOTAL_REF": 412})
        expect(line(page)).to_contain_text("1 answer waits")
        assert page.evaluate(GROWN) == 1
        type_figures(page, {"EMP_MANAGERS_REF": 9})
        page.context.set_offline(False)
        fieldwork.arrives({"EMP_TOTAL_REF": 412, "EMP_MANAGERS_REF": 9}, page)


def test_a_section_is_answered_with_the_keyboard_alone(fieldwork: Fieldwork) -> None:
    with fieldwork.device(size=LAPTOP) as page:
        fieldwork.begin(page, "HR_R2")
        questions(page)["HR2_INHPROG"].get_by_role("radio", name=YES).focus()
        page.keyboard.press("Space")
        box(page, "HR2_REWARD_SH").focus()
        page.keyboard.type("12,5")
        page.keyboard.press("Tab")
        fieldwork.arrives({"HR2_INHPROG": True, "HR2_REWARD_SH": 12.5}, page)
        box(page, "HR2_REWARD_SH").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Broad training and retraining")
