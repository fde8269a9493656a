"""A page drawn or told before an answer of the same device arrived: what its author says next holds all the same."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import APIResponse, BrowserContext, Page, Route, expect

from tests.browser.fieldwork import EMPLOYMENT, GRACE_MS, Fieldwork, box, choose, line
from tests.browser.filling import REFUSED

pytestmark = pytest.mark.browser

DELIVERIES = "**/field/deliveries/"
INTERVIEW = "**/field/interviews/*/"
SCRIPT = "**/js/answers.js"
ITEM = "EMP_MANAGERS_REF"


@contextmanager
def held_back(context: BrowserContext, address: str) -> Iterator[list[Route]]:
    """What is asked at addresses of this pattern waits for the end of the block; gives the list of what waits."""
    waiting: list[Route] = []
    context.route(address, lambda route: waiting.append(route))
    yield waiting
    for route in waiting:
        route.continue_()
    context.unroute(address)


def open_without_script(fieldwork: Fieldwork, page: Page) -> None:
    """The questions stand on the page; the script that takes them over is still on its way."""
    page.goto(f"/interviews/{fieldwork.interview}/sections/{EMPLOYMENT}/", wait_until="commit")
    expect(page.locator(f"#item-{ITEM}")).to_be_visible()


def begin_with_a_refusal(fieldwork: Fieldwork, page: Page) -> None:
    fieldwork.begin(page)
    choose(page, ITEM, REFUSED)
    fieldwork.arrives({ITEM: "refused"}, page)


def type_early(page: Page, typed: str, item: str = ITEM) -> None:
    box(page, item).fill(typed)
    box(page, item).blur()


def until(page: Page, happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + GRACE_MS / 1000
    while not happened():
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def test_a_figure_stands_over_what_the_same_device_sent_after_the_page_was_drawn(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        begin_with_a_refusal(fieldwork, page)
        early = page.context.new_page()
        with held_back(early.context, SCRIPT):
            with held_back(page.context, DELIVERIES) as deliveries:
                type_early(page, "690")
                expect(line(page)).to_contain_text("on the way")
                until(page, lambda: deliveries)
                open_without_script(fieldwork, early)
            fieldwork.arrives({ITEM: 690}, page)
            page.close()
            type_early(early, "8330")
        expect(early.locator("[data-whereabouts][data-tone]")).to_be_visible()
        fieldwork.arrives({ITEM: 8330}, early)
        assert fieldwork.conflicts() == {}


def test_a_figure_stands_over_an_answer_that_waits_on_the_same_device(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        begin_with_a_refusal(fieldwork, page)
        early = page.context.new_page()
        with held_back(page.context, DELIVERIES):
            type_early(page, "690")
            expect(line(page)).to_contain_text("on the way")
            with held_back(early.context, SCRIPT):
                open_without_script(fieldwork, early)
                type_early(early, "8330")
            expect(line(early)).to_contain_text("wait")
        fieldwork.arrives({ITEM: 8330}, early)
        assert fieldwork.conflicts() == {}


def test_what_cannot_be_read_leaves_standing_what_waits_on_the_same_device(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        begin_with_a_refusal(fieldwork, page)
        early = page.context.new_page()
        with held_back(page.context, DELIVERIES):
            type_early(page, "690")
            expect(line(page)).to_contain_text("on the way")
            with held_back(early.context, SCRIPT):
                open_without_script(fieldwork, early)
                type_early(early, "about 12")
            expect(line(early)).to_contain_text("cannot be read yet")
        expect(line(early)).to_contain_text("All other answers are on the server")
        expect(box(early, ITEM)).to_have_value("about 12")
        assert fieldwork.answers() == {ITEM: 690}
        assert fieldwork.conflicts() == {}


@pytest.mark.parametrize("typed", ["8330", ""])
def test_a_field_entered_before_the_script_is_there_knows_what_was_sent_meanwhile(
    fieldwork: Fieldwork, typed: str
) -> None:
    with fieldwork.device() as page:
        begin_with_a_refusal(fieldwork, page)
        early = page.context.new_page()
        with held_back(early.context, SCRIPT):
            open_without_script(fieldwork, early)
            type_early(page, "690")
            fieldwork.arrives({ITEM: 690}, page)
            page.close()
            box(early, ITEM).focus()
        expect(early.locator("#answers[data-guard]")).to_have_count(0)
        early.wait_for_timeout(1000)
        early.keyboard.type(typed)
        early.keyboard.press("Tab")
        expect(box(early, ITEM)).to_have_value(typed or "690")
        fieldwork.arrives({ITEM: int(typed or 690)}, early)
        assert fieldwork.conflicts() == {}


def test_what_the_server_said_before_an_answer_arrived_is_not_shown_over_it(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        begin_with_a_refusal(fieldwork, page)
        context, told = page.context, list[tuple[Route, APIResponse]]()
        late = context.new_page()
        with held_back(context, SCRIPT):
            open_without_script(fieldwork, late)
            type_early(page, "412", "EMP_TOTAL_REF")
            fieldwork.arrives({ITEM: "refused", "EMP_TOTAL_REF": 412}, page)
            context.route(DELIVERIES, lambda route: route.abort())
            type_early(page, "690")
            expect(line(page)).to_contain_text("no connection")
            page.close()
            context.route(INTERVIEW, lambda route: told.append((route, route.fetch())))
        expect(box(late, ITEM)).to_have_value("690")
        until(late, lambda: told)
        context.unroute(DELIVERIES)
        fieldwork.arrives({ITEM: 690, "EMP_TOTAL_REF": 412}, late)
        for route, answer in told:
            route.fulfill(response=answer)
        context.unroute(INTERVIEW)
        late.wait_for_timeout(500)
        expect(box(late, ITEM)).to_have_value("690")
        type_early(late, "8330")
        fieldwork.arrives({ITEM: 8330, "EMP_TOTAL_REF": 412}, late)
        assert fieldwork.conflicts() == {}


LOOK_WHILE_KEEPING = """async (id) => {
  const { here } = await import("/static/js/field/here.js");
  const { store, sender } = await here;
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  await pause(500);
  const readTyped = store.typed;
  let goOn;
  const heldUp = new Promise((resolve) => (goOn = resolve));
  store.typed = async () => {
    store.typed = readTyped;
    await heldUp;
    return [];
  };
  void sender.refresh();
  await pause(200);
  const kept = store.keepMessage({ id, kind: "revision", interview: id, message: { id, changes: {} }, at: "" });
  sender.keeping(kept);
  const told = [];
  sender.subscribe(({ waiting, keeping }) => told.push(waiting + keeping));
  await kept;
  // The keeping is over, and no other look has come back yet.
  for (let turn = 0; turn < 10; turn += 1) await null;
  goOn();
  await pause(500);
  return told;
}"""
"""Looks into the outbox, is held up, and goes on once an answer was put there; gives how many were told to wait."""


def test_a_look_that_was_held_up_does_not_say_that_nothing_waits(fieldwork: Fieldwork) -> None:
    with fieldwork.device() as page:
        fieldwork.begin(page)
        page.context.set_offline(True)
        told = page.evaluate(LOOK_WHILE_KEEPING, "00000000-0000-4000-8000-000000000001")
        assert told and set(told) <= {1, 2}
