"""The page “On this phone”: what waits, is stuck and was sent; and answers carried to another device as a file."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.accessibility import violations
from tests.browser.fieldwork import COLLEAGUE, Fieldwork, answered_by, box, line, type_figures, waiting
from tests.browser.looking import LAPTOP, sideways

pytestmark = pytest.mark.browser

FIGURES = {"EMP_TOTAL_REF": 412, "EMP_MANAGERS_REF": 9}
DELIVERIES = "**/field/deliveries/"
QUEUE = "/field/queue/"


def part(page: Page, heading: str) -> Any:
    return page.get_by_role("region", name=heading)


def save(page: Page, button: Any, folder: Path) -> Path:
    with page.expect_download() as download:
        button.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def misspell(route: Route) -> None:
    """Send on with a question the questionnaire does not have, as a device of another version might."""
    body = route.request.post_data_json
    for message in body["messages"]:
        message["changes"] = {f"{code}_OLD": change for code, change in message["changes"].items()}
    route.continue_(post_data=json.dumps(body))


def test_what_waits_and_what_was_sent_is_listed_by_firm_with_what_happened(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        with answered_by(page.context, DELIVERIES, status=503, body="Sorry"):
            type_figures(page, FIGURES | {"EMP_CLERICAL_REF": "a dozen"})
            expect(line(page)).to_contain_text("the server has trouble")
            page.goto(QUEUE)
            rows = part(page, "Waiting").get_by_role("listitem")
            expect(rows).to_have_count(2)
            expect(rows.first).to_contain_text("How many people worked here at the end of 2006? 412 persons")
            expect(part(page, "Waiting").get_by_role("heading", level=3)).to_have_text(fieldwork.firm)
            expect(part(page, "Cannot be read yet").get_by_role("listitem")).to_contain_text("a dozen")
            expect(page.locator("[data-waiting-count]")).to_have_text(re.compile("2 answers wait on this phone"))
            assert (violations(page), sideways(page)) == ([], [])
        page.get_by_role("button", name="Send now").click()
        expect(part(page, "Sent from here").get_by_role("listitem")).to_have_count(2)
        expect(part(page, "Sent from here").get_by_role("listitem").first).to_contain_text("On the server.")
        expect(page.get_by_role("button", name="Send now")).to_be_hidden()
        expect(page.locator("[data-waiting-count]")).to_be_hidden()
        fieldwork.arrives(FIGURES, page)
        page.get_by_role("link", name="Open the question").click()
        expect(box(page, "EMP_CLERICAL_REF")).to_have_value("a dozen")


def test_a_stuck_answer_is_read_tried_again_and_discarded_only_once_it_was_saved(
    fieldwork: Fieldwork, tmp_path: Path
) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        page.context.route(DELIVERIES, misspell)
        type_figures(page, FIGURES)
        expect(line(page)).to_contain_text("2 answers were not taken.")
        expect(page.locator("#item-EMP_TOTAL_REF .field-error")).to_contain_text("not asked")
        line(page).get_by_role("link", name="See why").click()
        stuck = part(page, "Not taken").get_by_role("listitem")
        expect(stuck).to_have_count(2)
        expect(stuck.first).to_contain_text("412 persons")
        assert (violations(page), sideways(page)) == ([], [])

        first, second = stuck.first, stuck.last
        expect(second.get_by_role("button", name="Discard")).to_be_disabled()
        path = save(page, second.get_by_role("button", name="Save as a file"), tmp_path)
        assert re.fullmatch(r"sextant-Field-firm-\d+-\d{4}-\d\d-\d\d-\d{4}\.json", path.name)
        saved = json.loads(path.read_text())["messages"]
        assert [each["message"]["changes"]["EMP_MANAGERS_REF"]["value"] for each in saved] == [9]
        second.get_by_role("button", name="Discard").click()
        question = page.get_by_role("dialog", name="Discard this answer?")
        assert violations(page) == []
        page.keyboard.press("Escape")
        expect(stuck).to_have_count(2)
        second.get_by_role("button", name="Discard").click()
        question.get_by_role("button", name="Discard it").click()
        expect(stuck).to_have_count(1)

        page.context.unroute(DELIVERIES)
        first.get_by_role("button", name="Try again").click()
        expect(stuck).to_have_count(0)
        fieldwork.arrives({"EMP_TOTAL_REF": 412}, page)


def misspell_one(route: Route) -> None:
    """Send on with one question the questionnaire does not have."""
    body = route.request.post_data_json
    for message in body["messages"]:
        changes = message.get("changes", {})
        if "EMP_MANAGERS_REF" in changes:
            message["changes"] = {"EMP_MANAGERS_OLD": changes["EMP_MANAGERS_REF"]}
    route.continue_(post_data=json.dumps(body))


def test_an_interview_is_handed_over_once_the_answer_it_waits_for_in_vain_is_discarded(
    fieldwork: Fieldwork, tmp_path: Path
) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        with answered_by(page.context, DELIVERIES, status=503, body="Sorry"):
            type_figures(page, FIGURES)
            expect(line(page)).to_contain_text("the server has trouble")
            page.goto(f"/interviews/{fieldwork.interview}/submit/")
            page.get_by_role("button", name="Submit for review").tap()
            expect(page.get_by_text("The interview is handed over by itself")).to_be_visible(timeout=60_000)
        page.context.route(DELIVERIES, misspell_one)
        page.goto(QUEUE)
        stuck = part(page, "Not taken").get_by_role("listitem")
        expect(stuck).to_have_count(1, timeout=60_000)
        expect(part(page, "Waiting").get_by_role("listitem")).to_contain_text("has not arrived yet")
        assert fieldwork.state() == "draft"
        save(page, stuck.get_by_role("button", name="Save as a file"), tmp_path)
        stuck.get_by_role("button", name="Discard").click()
        page.get_by_role("button", name="Discard it").click()
        page.get_by_role("button", name="Send now").click()
        fieldwork.arrives({"EMP_TOTAL_REF": 412}, page)
        assert fieldwork.state() == "submitted"


def test_answers_saved_as_a_file_are_taken_in_on_another_machine_once(fieldwork: Fieldwork, tmp_path: Path) -> None:
    with fieldwork.device(accept_downloads=True) as phone, fieldwork.device(size=LAPTOP) as laptop:
        fieldwork.begin(phone)
        with answered_by(phone.context, DELIVERIES, status=503, body="Sorry"):
            type_figures(phone, FIGURES)
            expect(line(phone)).to_contain_text("the server has trouble")
            phone.goto(QUEUE)
            path = save(phone, phone.get_by_role("button", name="Save all as a file"), tmp_path)

            take_in(laptop, path)
            fieldwork.arrives(FIGURES, laptop)
            take_in(laptop, path)
            fieldwork.arrives(FIGURES, laptop)
            assert fieldwork.revisions() == len(FIGURES)
            device = fieldwork.server.rows(
                "SELECT DISTINCT device FROM surveys_revision WHERE interview_id = ?",
                fieldwork.interview.replace("-", ""),
            )
            assert device == [{"device": "file"}]

            # What was saved is fixed: a later word to the same question is a new one, not another under the same id.
            fieldwork.open(phone)
            box(phone, "EMP_TOTAL_REF").fill("413")
            expect(line(phone)).to_contain_text("3 answers wait")
        phone.goto(QUEUE)
        fieldwork.arrives({**FIGURES, "EMP_TOTAL_REF": 413}, phone)
        assert fieldwork.conflicts() == {}
        assert fieldwork.revisions() == len(FIGURES) + 1


def take_in(page: Page, path: Path) -> None:
    page.goto(QUEUE)
    page.get_by_label("File of answers").set_input_files(path)
    dialog = page.get_by_role("dialog", name="Take in this file?")
    expect(dialog).to_contain_text("2 answers")
    dialog.get_by_role("button", name="Take them in").click()
    expect(page.get_by_text("2 answers were taken in and are sent from here.")).to_be_visible()


def test_a_file_of_somebody_else_is_sent_only_after_saying_in_whose_name(fieldwork: Fieldwork, tmp_path: Path) -> None:
    with fieldwork.device() as phone, fieldwork.device(COLLEAGUE, LAPTOP) as laptop:
        fieldwork.begin(phone)
        phone.context.set_offline(True)
        type_figures(phone, FIGURES)
        expect(line(phone)).to_contain_text("no connection")
        # Whoever comes back on line sends at once, so the server must be in trouble before.
        with answered_by(phone.context, DELIVERIES, status=503, body="Sorry"):
            phone.context.set_offline(False)
            phone.goto(QUEUE)
            path = save(phone, phone.get_by_role("button", name="Save all as a file"), tmp_path)
        laptop.goto(QUEUE)
        laptop.get_by_label("File of answers").set_input_files(path)
        dialog = laptop.get_by_role("dialog", name="Take in this file?")
        expect(dialog).to_contain_text("They were entered by Interviewer and are sent in your name.")
        dialog.get_by_role("button", name="Leave them").click()
        assert waiting(laptop) == 0


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda text: text[: len(text) // 2], "This is no file of answers."),
        (lambda text: text.replace("412", "421"), "This file is not as it was saved."),
        (lambda text: text.replace('"format": 1', '"format": 2'), "This file was made by a newer version."),
        (lambda text: "code,name\nN1,North", "This is no file of answers."),
    ],
)
def test_a_file_that_is_not_whole_is_refused_in_words(
    fieldwork: Fieldwork, tmp_path: Path, damage: Any, told: str
) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        with answered_by(page.context, DELIVERIES, status=503, body="Sorry"):
            type_figures(page, FIGURES)
            page.goto(QUEUE)
            path = save(page, page.get_by_role("button", name="Save all as a file"), tmp_path)
            broken = tmp_path / "broken.json"
            broken.write_text(damage(path.read_text()))
            page.get_by_label("File of answers").set_input_files(broken)
            expect(page.get_by_text(told)).to_be_visible()
            assert waiting(page) == len(FIGURES)
            assert violations(page) == []
