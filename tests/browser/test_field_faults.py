"""Whatever breaks while answers are given, each of them reaches the server in the end, once."""

import json

import pytest
from playwright.sync_api import Route, expect

from tests.browser.fieldwork import EMPLOYMENT, Fieldwork, answered_by, box, line, type_figures, waiting
from tests.browser.looking import log_in
from tests.browser.people import INTERVIEWER, PASSWORD

pytestmark = pytest.mark.browser

FIGURES = {"EMP_TOTAL_REF": 412, "EMP_MANAGERS_REF": 9, "EMP_CLERICAL_REF": 31}
MORE = {"EMP_SKILLED_REF": 260, "EMP_UNSKILLED_REF": 55}
DELIVERIES = "**/field/deliveries/"
ALL = "**/*"


def test_a_connection_that_goes_and_comes_back_costs_nothing(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        type_figures(page, FIGURES)
        page.context.set_offline(True)
        type_figures(page, MORE)
        expect(line(page)).to_contain_text("wait on this phone: no connection")
        page.context.set_offline(False)
        fieldwork.arrives(FIGURES | MORE, page)


def test_a_server_that_is_killed_and_started_again_misses_nothing(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        type_figures(page, FIGURES)
        fieldwork.server.kill()
        type_figures(page, MORE)
        expect(line(page)).to_contain_text("wait on this phone", timeout=60_000)
        fieldwork.server.start()
        fieldwork.arrives(FIGURES | MORE, page)


def test_a_tab_that_is_closed_in_the_middle_loses_at_most_the_last_keystroke(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        text = "They train at the harbour school, every second year, without a plan."
        note = page.locator('[name="EMP_TOTAL_REF-note"]')
        type_figures(page, {"EMP_TOTAL_REF": 412})
        page.locator("#item-EMP_TOTAL_REF").get_by_text("Note and evidence").click()
        note.press_sequentially(text)
        page.close()
        again = page.context.new_page()
        again.goto("/field/queue/")
        fieldwork.arrives({"EMP_TOTAL_REF": 412}, again)
        assert fieldwork.notes()["EMP_TOTAL_REF"] in {text, text[:-1]}


def test_a_tab_closed_without_a_connection_is_sent_from_another_page(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        page.context.set_offline(True)
        type_figures(page, FIGURES)
        expect(line(page)).to_contain_text("no connection")
        page.close()
        page.context.set_offline(False)
        again = page.context.new_page()
        again.goto("/")
        again.goto("/field/queue/")
        fieldwork.arrives(FIGURES, again)


def test_a_session_that_is_gone_is_told_and_goes_on_by_itself_after_logging_in(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        type_figures(page, FIGURES)
        fieldwork.arrives(FIGURES, page)
        fieldwork.server.change("DELETE FROM django_session")
        type_figures(page, MORE)
        expect(line(page)).to_contain_text("the login has run out")
        with page.context.expect_page() as opened:
            line(page).get_by_role("link", name="Log in again").click()
        log_in(opened.value, INTERVIEWER, PASSWORD)
        fieldwork.arrives(FIGURES | MORE, opened.value)
        fieldwork.arrives(FIGURES | MORE, page)


def test_a_token_that_was_changed_meanwhile_is_fetched_anew_without_a_word(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        type_figures(page, FIGURES)
        fieldwork.arrives(FIGURES, page)
        page.context.clear_cookies(name="csrftoken")
        said: list[str] = []
        page.expose_function("heard", lambda tone: said.append(tone))
        page.evaluate("""() => {
          const place = document.querySelector("[data-whereabouts]");
          new MutationObserver(() => heard(place.dataset.tone)).observe(place, { attributes: true });
        }""")
        type_figures(page, MORE)
        fieldwork.arrives(FIGURES | MORE, page)
        assert "attention" not in said


def test_a_portal_that_answers_in_place_of_the_server_is_not_believed(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        welcome = {"status": 200, "content_type": "text/html", "body": "<h1>Welcome to the hotel</h1>"}
        with answered_by(page.context, ALL, **welcome):
            type_figures(page, FIGURES)
            expect(line(page)).to_contain_text("something else answers in place of Sextant")
            assert waiting(page) == len(FIGURES)
        line(page).get_by_role("button", name="Try again").click()
        fieldwork.arrives(FIGURES, page)


def test_a_portal_that_answers_with_json_of_its_own_is_not_believed_either(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        with answered_by(
            page.context, "**/field/**", status=200, content_type="application/json", body='{"results": []}'
        ):
            type_figures(page, FIGURES)
            expect(line(page)).to_contain_text("something else answers in place of Sextant")
        line(page).get_by_role("button", name="Try again").click()
        fieldwork.arrives(FIGURES, page)


@pytest.mark.parametrize("status", [500, 429, 503])
def test_a_server_that_stumbles_is_asked_again(fieldwork: Fieldwork, status: int) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        with answered_by(page.context, DELIVERIES, status=status, content_type="text/html", body="Sorry"):
            type_figures(page, FIGURES)
            expect(line(page)).to_contain_text("the server has trouble")
        fieldwork.arrives(FIGURES, page)


def test_an_answer_that_got_lost_on_its_way_back_makes_no_second_revision(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        lost = []

        def deliver_and_lose(route: Route) -> None:
            route.fetch()
            lost.append(route.request.post_data_json)
            route.abort()

        page.context.route(DELIVERIES, deliver_and_lose)
        box(page, "EMP_TOTAL_REF").fill("412")
        box(page, "EMP_TOTAL_REF").blur()
        expect(line(page)).to_contain_text("wait")
        while not lost:
            page.wait_for_timeout(100)
        page.context.unroute(DELIVERIES)
        fieldwork.arrives({"EMP_TOTAL_REF": 412}, page)
        assert fieldwork.revisions() == 1


def test_a_batch_that_is_too_large_for_the_way_is_sent_in_parts(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        page.context.set_offline(True)
        type_figures(page, FIGURES | MORE)
        sizes: list[int] = []

        def weigh(route: Route) -> None:
            sizes.append(len(route.request.post_data_json["messages"]))
            told = {"status": 413, "headers": {"Sextant": "1"}, "content_type": "application/json", "body": "{}"}
            route.fulfill(**told) if sizes[-1] > 2 else route.continue_()

        page.context.route(DELIVERIES, weigh)
        page.context.set_offline(False)
        fieldwork.arrives(FIGURES | MORE, page)
        assert sizes[:2] == [5, 3]


FULL = """
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...all) {
  if (window.isFull && this.transaction.db.name !== "sextant") throw new DOMException("full", "QuotaExceededError");
  return put.apply(this, all);
};
"""


def test_a_full_device_sends_straight_to_the_server_and_says_so(fieldwork: Fieldwork) -> None:
    with fieldwork.device(script=FULL) as page:
        fieldwork.begin(page)
        page.evaluate("window.isFull = true")
        type_figures(page, FIGURES)
        expect(line(page)).to_contain_text("There is no room left here")
        fieldwork.arrives(FIGURES, page)
        page.context.set_offline(True)
        type_figures(page, MORE)
        expect(line(page)).to_contain_text("no connection")
        with page.expect_download() as download:
            line(page).get_by_role("button", name="Save as a file").tap()
        saved = json.loads(download.value.path().read_text())["messages"]
        assert {code for each in saved for code in each["message"]["changes"]} == MORE.keys()
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        page.get_by_role("link", name="Sextant").click()
        page.wait_for_timeout(500)
        assert asked == ["beforeunload"]
        page.context.set_offline(False)
        fieldwork.arrives(FIGURES | MORE, page)


PRIVATE = """
IDBFactory.prototype.open = () => { throw new DOMException("not here", "SecurityError"); };
"""


def test_a_browser_that_keeps_nothing_sends_straight_to_the_server(fieldwork: Fieldwork) -> None:
    with fieldwork.device(script=PRIVATE) as page:
        fieldwork.begin(page)
        type_figures(page, FIGURES)
        expect(line(page)).to_contain_text("This browser keeps nothing")
        fieldwork.arrives(FIGURES, page)


def test_somebody_else_who_logs_in_in_another_tab_sends_nothing_in_a_foreign_name(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        page.context.clear_cookies()
        other = page.context.new_page()
        log_in(other, "colleague", PASSWORD)
        expect(other.locator("[data-waiting-count]")).to_be_hidden()
        type_figures(page, FIGURES)
        expect(line(page)).to_contain_text("somebody else is logged in now")
        assert fieldwork.answers() == {}
        other.context.clear_cookies()
        log_in_again = page.context.new_page()
        log_in(log_in_again, INTERVIEWER, PASSWORD)
        fieldwork.open(log_in_again, EMPLOYMENT)
        fieldwork.arrives(FIGURES, log_in_again)
