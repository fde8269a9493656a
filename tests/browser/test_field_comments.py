"""A reviewer's question is read, and answered, on a phone without a connection."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.accessibility import violations
from tests.browser.application import manage
from tests.browser.fieldwork import Server, field_server
from tests.browser.homes import copied
from tests.browser.looking import log_in, sideways
from tests.browser.people import INTERVIEWER, PASSWORD
from tests.browser.phones import Phone, show_app, take_along

pytestmark = pytest.mark.browser

SENDING_MS = 60_000

RETURNED = f"""
from django.utils import timezone
from accounts.models import User
from clusters.models import Firm
from surveys.commenting import write_comment
from surveys.interviewing import begin_interview
from surveys.reviewing import return_interview, submit_interview
person, reader = User.objects.get(username="{INTERVIEWER}"), User.objects.get(username="manager")
now = timezone.now()
interview = begin_interview(firm=Firm.objects.get(name="Field firm 000"), author=person, now=now)
submit_interview(interview=interview, by=person, now=now)
told = dict(interview=interview, by=reader, as_reviewer=True, now=now)
write_comment(item="HR1_OJT", text="Was that in the reference year?", **told)
return_interview(interview=interview, by=reader, note="One question.", now=now)
print(interview.pk)
"""


@pytest.fixture
def server(field_home: Path, tmp_path: Path) -> Iterator[Server]:
    with field_server(copied(field_home, tmp_path / "field")) as running:
        yield running


STORED = """
from surveys.models import Comment
for each in Comment.objects.filter(as_reviewer=False): print(each.thread.item, each.thread.awaits, each.text, sep="|")
"""
ANSWER = "Yes: the plan of that year."


def test_a_comment_is_read_and_answered_without_a_connection(
    browser: Browser, chromium: str, server: Server, tmp_path: Path, pictures: Path
) -> None:
    interview = manage(server.home, "shell", "--no-imports", "--command", RETURNED).strip().splitlines()[-1]
    phone = Phone(browser.browser_type, chromium, tmp_path / "profile", server.url)
    page = phone.open()
    log_in(page, INTERVIEWER, PASSWORD)
    take_along(page)
    server.kill()
    show_app(page, f"/interviews/{interview}/")
    expect(page.get_by_text("Was that in the reference year?")).to_be_visible()
    page.locator(".thread a").first.tap()
    expect(page.locator("#item-HR1_OJT .badge", has_text="Comment")).to_be_visible()
    answer_of(page).press_sequentially("Yes: the plan")
    page.reload()
    expect(answer_of(page)).to_have_value("Yes: the plan")
    answer_of(page).fill("No.")
    page.get_by_role("button", name="Keep the answer").tap()
    page.get_by_role("button", name="Take it back").tap()
    expect(page.locator("#item-HR1_OJT .badge", has_text="Comment")).to_have_count(0)
    expect(page.get_by_text("Open: waits for the consultant")).to_be_visible()
    answer_of(page).fill(ANSWER)
    page.get_by_role("button", name="Keep the answer").tap()
    expect(page.get_by_text("You, waits to be sent")).to_be_visible()
    expect(page.get_by_text("Answered: waits for the reviewer")).to_be_visible()
    assert sideways(page) == [] and violations(page) == []
    page.screenshot(path=pictures / "comment-on-phone-360.png", full_page=True)

    # Gone there before the server is back: a page left in the middle of sending may send twice, and is told so.
    show_app(page, "/field/queue/")
    server.start()
    told = re.compile(f"Comment: .*{re.escape(ANSWER)}.*On the server")
    expect(page.locator(".queue-rows li").first).to_contain_text(told, timeout=SENDING_MS)
    stored = manage(server.home, "shell", "--no-imports", "--command", STORED)
    assert stored.splitlines() == [f"HR1_OJT|reviewer|{ANSWER}"]
    phone.close()
    assert phone.broken == []


def answer_of(page: Page) -> Locator:
    return page.get_by_label("Your answer to the reviewer")
