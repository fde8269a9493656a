"""From an invitation to logging out everywhere, on a phone: account, second factor, recovery code, browsers."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import violations
from tests.browser.application import Application, manage, serving
from tests.browser.homes import copied
from tests.factories.second_factor import code_of

NAME, PASSWORD = "ana", "north wind and sun"
PHONE = {"width": 360, "height": 740}
SETUP = """
from django.utils import timezone
from accounts.models import User
from clusters.invitations import invite, token_of
from clusters.registry import open_study
manager = User.objects.create_user(username="manager", password="paper-lantern-42", full_name="Manager")
study = open_study(by=manager, title="Fieldwork", base_year=2000, reference_year=2006, price_base_year=2000)
told = {"study": study, "by": manager, "email": "ana@example.org", "role": "reviewer", "now": timezone.now()}
print("LINK", "/invitations/" + token_of(invite(**told)) + "/")
"""


@pytest.fixture
def invited(migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Application, str]]:
    """Sextant that asks for a second factor, and the link of an invitation as a reviewer."""
    monkeypatch.setattr("tests.browser.application.MORE", {"SEXTANT_REQUIRE_SECOND_FACTOR": "true"})
    printed = manage(copied(migrated, tmp_path), "shell", "--no-imports", "--command", SETUP)
    link = re.search(r"LINK (\S+)", printed)
    assert link
    with serving(tmp_path, "--without-demo") as running:
        yield running, link[1]


def clean(page: Page, name: str) -> None:
    """Nothing for axe to find, nothing wider than the screen."""
    assert violations(page) == [], name
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], f"{name} is {width} px wide"


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def log_in(page: Page, url: str, code: str) -> None:
    page.goto(f"{url}/login/")
    page.locator("input[name=username]").fill(NAME)
    page.locator("input[name=password]").fill(PASSWORD)
    press(page, "Log in")
    clean(page, "second step")
    page.locator("input[name=code]").fill(code)
    press(page, "Log in")
    expect(page.get_by_role("heading", name="Studies")).to_be_visible()


def test_from_an_invitation_to_logging_out_everywhere(
    browser: Browser, invited: tuple[Application, str], tmp_path: Path
) -> None:
    application, link = invited
    phone = browser.new_context(viewport=PHONE, has_touch=True)
    page = phone.new_page()
    page.goto(application.url + link)
    clean(page, "invitation")
    page.screenshot(path=tmp_path / "1-invitation.png", full_page=True)
    page.locator("input[name=full_name]").fill("Ana Field")
    page.locator("input[name=username]").fill(NAME)
    page.locator("input[name=password]").fill(PASSWORD)
    press(page, "Make the account")
    expect(page.get_by_role("heading", name="Set up the second factor")).to_be_visible()
    clean(page, "set-up")
    page.screenshot(path=tmp_path / "2-set-up.png", full_page=True)
    secret = page.locator("code.secret").inner_text()
    page.locator("input[name=code]").fill(code_of(secret))
    press(page, "Set up")
    clean(page, "recovery codes")
    page.screenshot(path=tmp_path / "3-codes.png", full_page=True)
    recovery = page.locator(".recovery-codes code").first.inner_text()
    page.goto(f"{application.url}/security/")
    clean(page, "security")
    page.screenshot(path=tmp_path / "4-security.png", full_page=True)
    for way in ("codes/", "codes/new/", "app/remove/"):
        page.goto(f"{application.url}/security/{way}")
        clean(page, way)
    page.goto(f"{application.url}/login/again/code/")
    clean(page, "a code once more")

    laptop = browser.new_context(viewport={"width": 1280, "height": 800})
    second = laptop.new_page()
    # The code of the next half minute: that of the set-up was used.
    log_in(second, application.url, code_of(secret, 1))
    laptop.close()
    other = browser.new_context(viewport=PHONE).new_page()
    log_in(other, application.url, recovery)
    other.goto(f"{application.url}/security/sessions/")
    clean(other, "sessions")
    other.screenshot(path=tmp_path / "5-sessions.png", full_page=True)
    assert other.locator(".session-list > li").count() == 3
    press(other, "Log out everywhere")
    expect(other.get_by_role("heading", name="Log in")).to_be_visible()
    page.goto(application.url)
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    clean(page, "login")
    page.screenshot(path=tmp_path / "6-login.png", full_page=True)
