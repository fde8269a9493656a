"""The content security policy in a real Chromium, where other tests do not come: the admin, refusals, the worker."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.application import Application, manage
from tests.browser.looking import PATIENCE_MS, Complaints, Device, log_in, press
from tests.browser.people import PASSWORD

pytestmark = pytest.mark.browser

KEEPER = "keeper"
CREATE = f"""
from accounts.models import User
User.objects.create_superuser("{KEEPER}", password="{PASSWORD}")
"""
ADMIN_PAGES = (
    *("/admin/", "/admin/accounts/user/", "/admin/accounts/user/add/", "/admin/clusters/study/"),
    *("/admin/clusters/study/add/", "/admin/clusters/firm/?q=Keyboard", "/admin/surveys/interview/"),
    "/admin/password_change/",
)
REFUSALS = {"/nowhere/": 404, "/firms/not-a-number/edit/": 404, "/studies/none/": 404}
WORKER = f"""Promise.race([
  navigator.serviceWorker.ready.then((found) => found.active.scriptURL),
  new Promise((done) => setTimeout(() => done("no worker came"), {PATIENCE_MS})),
])"""
INJECT = """() => {
  const script = document.createElement("script");
  script.textContent = "document.title = 'taken over'";
  document.body.append(script);
  document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=\\"document.title = 'taken over'\\">");
  setTimeout("document.title = 'taken over'");
}"""


@pytest.fixture(scope="module")
def kept(application: Application) -> Application:
    manage(application.home, "shell", "--no-imports", "--command", CREATE)
    return application


@pytest.fixture
def keeper(browser: Browser, kept: Application) -> Iterator[Page]:
    """Somebody who keeps the installation; whatever the browser complained of fails the test."""
    complaints = Complaints()
    with Device(browser=browser, url=kept.url, complaints=complaints).used_by(KEEPER, PASSWORD) as page:
        yield page
    assert complaints.heard == []


def test_the_admin_keeps_to_the_policy(keeper: Page) -> None:
    for address in ADMIN_PAGES:
        answer = keeper.goto(address)
        assert answer is not None and answer.status == 200, address
    keeper.goto("/admin/accounts/user/add/")
    keeper.get_by_label("Username").or_(keeper.get_by_label("User name")).fill("somebody")
    press(keeper, "Save", exact=True)
    assert keeper.url.endswith("/add/")


def test_refusals_keep_to_the_policy(keeper: Page) -> None:
    for address, status in REFUSALS.items():
        answer = keeper.goto(address)
        assert answer is not None and answer.status == status, address
        assert keeper.get_by_role("heading", level=1).is_visible()


def test_the_worker_is_taken_in_under_the_policy(browser: Browser, kept: Application) -> None:
    complaints = Complaints()
    device = Device(browser=browser, url=kept.url, complaints=complaints)
    with device.used_by(KEEPER, PASSWORD, service_workers="allow") as page:
        page.goto("/field/")
        assert page.evaluate(WORKER).endswith("/service-worker.js")
    assert complaints.heard == []


def test_a_script_that_got_into_a_page_does_not_run(browser: Browser, kept: Application) -> None:
    complaints = Complaints()
    with Device(browser=browser, url=kept.url, complaints=complaints).lent() as page:
        log_in(page, KEEPER, PASSWORD)
        before = page.title()
        page.evaluate(INJECT)
        page.wait_for_timeout(200)
        assert page.title() == before
    told = " ".join(complaints.heard)
    assert "script-src-elem inline" in told and "script-src-attr inline" in told and "script-src eval" in told
