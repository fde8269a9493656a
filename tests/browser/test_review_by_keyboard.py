"""The review of fifty interviews without a mouse: from the queue through every decision to the end of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import violations
from tests.browser.application import Application, manage, program, serving
from tests.browser.fifty_interviews import FLAGGED, WAITING
from tests.browser.homes import copied
from tests.browser.looking import LAPTOP, PHONE, Complaints, Device, sideways
from tests.browser.test_keyboard import walk_to

pytestmark = [pytest.mark.browser, pytest.mark.long]

COMMENTED = {5, 15, 30}
"""The decisions, counted from 1, that are a comment and a return."""
COUNTS = """
from collections import Counter
import json
from surveys.models import Interview, ReviewEvent, SeenFlag, Thread
from accounts.models import User
by = User.objects.get(username="reviewer")
print(json.dumps({
    "states": Counter(Interview.objects.values_list("state", flat=True)),
    "approved": ReviewEvent.objects.filter(to_state="approved", by=by, note="").count(),
    "returned": ReviewEvent.objects.filter(to_state="returned", by=by, note__startswith="See the comment").count(),
    "resubmitted": ReviewEvent.objects.filter(to_state="resubmitted", note="").count(),
    "seen": SeenFlag.objects.count(),
    "threads": Counter(Thread.objects.values_list("awaits", flat=True)),
}))
"""


@pytest.fixture(scope="module")
def fifty(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Application, dict[str, Any]]]:
    """The demo study with fifty interviews that wait, and the sessions of its reviewer and its consultant."""
    home = copied(demo_home, tmp_path_factory.mktemp("fifty"))
    told = json.loads(program(home, "-m", "tests.browser.fifty_interviews"))
    with serving(home, "--without-demo") as running:
        yield running, told


def lend(device: Device, told: dict[str, Any], person: str, size: Any = LAPTOP) -> Any:
    """A page of somebody who has logged in."""
    state = {
        "cookies": [{"name": told["cookie"], "value": told["sessions"][person], "url": device.url}],
        "origins": [],
    }
    return device.lent(size, storage_state=state)


def press_keys(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def leads_on(page: Page, *keys: str) -> None:
    """Press keys, the last of which leads to another page."""
    press_keys(page, *keys[:-1])
    with page.expect_navigation():
        page.keyboard.press(keys[-1])


def judge_figures(page: Page) -> int:
    judged = 0
    while page.locator(".review-flags li.is-open").count():
        press_keys(page, "f")
        page.keyboard.type("Both partners count the state's share.")
        leads_on(page, "Enter")
        judged += 1
    return judged


def comment_and_return(page: Page) -> None:
    """Ask about the second question, then return; the comment says what for."""
    press_keys(page, "j", "j", "c")
    page.keyboard.type("Which year is this?")
    leads_on(page, "Control+Enter")
    expect(page.locator(".thread.is-open")).to_have_count(1)
    leads_on(page, "Escape", "r", "Control+Enter")


def approve_some_at_once(page: Page) -> None:
    """Choose the first three rows, the second of which is held up, and let the two others go on."""
    press_keys(page, "j", "x", "j", "x", "j", "x")
    leads_on(page, "a")
    expect(page.get_by_role("heading", name="1 interview is held up")).to_be_visible()
    expect(page.get_by_text("1 odd figure is open.")).to_be_visible()
    walk_to(page, page.get_by_role("button", name="Let the others go on"))
    leads_on(page, "Enter")
    expect(page.get_by_text("2 interviews went on.")).to_be_visible()


def decide_all(page: Page) -> int:
    """Open the first of the queue and go from decision to decision until nothing waits; returns the figures judged."""
    judged = decided = 0
    leads_on(page, "j", "Enter")
    while page.locator("#decide").count():
        decided += 1
        judged += judge_figures(page)
        if decided in COMMENTED:
            comment_and_return(page)
        else:
            leads_on(page, "a")
    assert decided == WAITING - 2
    return judged


def answer_and_submit(page: Page, address: str) -> None:
    """The consultant's part for one interview: to the question asked about, an answer, and handing over again."""
    page.goto(address)
    expect(page.get_by_text("One question from the reviewer")).to_be_visible()
    walk_to(page, page.locator("a[href*='#comments-']").first)
    leads_on(page, "Enter")
    walk_to(page, page.get_by_label("Answer the reviewer"))
    page.keyboard.type("The year before the survey.")
    leads_on(page, "Tab", "Enter")
    page.goto(f"{address}submit/")
    walk_to(page, page.get_by_role("button", name="Submit again for review"))
    leads_on(page, "Enter")


def settle_all(page: Page) -> None:
    """What came back: see what changed, resolve the comment, approve, and so to the next."""
    leads_on(page, "j", "Enter")
    while page.locator("#decide").count():
        expect(page.get_by_role("heading", name="Since it was returned")).to_be_visible()
        expect(page.get_by_role("heading", name="Comments answered")).to_be_visible()
        expect(page.get_by_role("heading", name="Asked about, not changed")).to_be_visible()
        leads_on(page, "n", "s")
        leads_on(page, "a")


def test_fifty_interviews_are_reviewed_with_the_keyboard_alone(
    browser: Browser, fifty: tuple[Application, dict[str, Any]], pictures: Path
) -> None:
    running, told = fifty
    complaints = Complaints()
    device = Device(browser=browser, url=running.url, complaints=complaints)
    queue = f"/studies/{told['study']}/review/"
    with lend(device, told, "reviewer") as page:
        page.goto(queue)
        expect(page.get_by_label("State")).to_contain_text(f"Waiting for review ({WAITING})")
        assert violations(page) == []
        page.screenshot(path=pictures / "review-queue-1280.png", full_page=True)
        press_keys(page, "?")
        expect(page.get_by_role("dialog")).to_be_visible()
        press_keys(page, "Escape")
        approve_some_at_once(page)
        assert decide_all(page) == len(FLAGGED)
        expect(page.get_by_text("Nothing waits here")).to_be_visible()
        page.goto(f"{queue}?state=returned")
        opened = page.locator("[data-open]").evaluate_all("(all) => all.map((each) => each.getAttribute('href'))")
        returned = [href.split("review/")[0] for href in opened]
    assert len(returned) == len(COMMENTED)
    with lend(device, told, "consultant") as page:
        for address in returned:
            answer_and_submit(page, address)
    with lend(device, told, "reviewer") as page:
        page.goto(queue)
        page.goto(f"{returned[0]}review/")
        assert violations(page) == []
        page.screenshot(path=pictures / "review-interview-1280.png", full_page=True)
        page.goto(queue)
        settle_all(page)
    with lend(device, told, "reviewer", PHONE) as page:
        for name, address in (("queue", f"{queue}?state=all"), ("interview", f"{returned[0]}review/")):
            page.goto(address)
            assert sideways(page) == []
            page.screenshot(path=pictures / f"review-{name}-360.png", full_page=name == "queue")
    counts = json.loads(manage(running.home, "shell", "--no-imports", "--command", COUNTS))
    assert counts["states"].keys() == {"approved"}
    assert counts["returned"] == len(COMMENTED)
    assert counts["resubmitted"] == len(COMMENTED) + len(FLAGGED)
    assert counts["seen"] == len(FLAGGED)
    assert counts["threads"] == {"nobody": len(COMMENTED)}
    assert counts["approved"] >= WAITING
    assert complaints.heard == []


def test_the_keys_are_silent_in_fields_and_can_be_switched_off(
    browser: Browser, fifty: tuple[Application, dict[str, Any]]
) -> None:
    running, told = fifty
    device = Device(browser=browser, url=running.url, complaints=Complaints())
    with lend(device, told, "reviewer") as page:
        page.goto(f"/studies/{told['study']}/review/?state=all")
        rows = page.locator("[data-open]")
        press_keys(page, "j")
        expect(rows.first).to_be_focused()
        page.get_by_label("Keys on").focus()
        press_keys(page, "Space", "?")
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.reload()
        press_keys(page, "j")
        expect(rows.first).not_to_be_focused()
    assert device.complaints.heard == []
