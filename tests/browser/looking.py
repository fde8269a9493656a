"""A person at a browser: the device, what the browser complains of, and pictures of what was seen."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from re import Pattern
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, ViewportSize

PHONE: ViewportSize = {"width": 360, "height": 740}
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
PATIENCE_MS = 60_000
"""Long enough for a machine that does much else; what never comes fails all the same."""

REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`refused by the content security policy: ${event.violatedDirective} ${event.blockedURI}`));
"""

EXPECTED = ("Failed to load resource", "Service Worker registration blocked by Playwright")

REACHES_OUT = """async (width) => {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const root = document.documentElement;
  if (root.scrollWidth <= width) return [];
  const wide = [...document.body.querySelectorAll("*")].filter((each) => each.getBoundingClientRect().right > width);
  return [`${root.scrollWidth} > ${width}`, ...wide.slice(0, 6).map((each) => `${each.localName}.${each.className}`)];
}"""


@dataclass
class Complaints:
    """What browsers complained of: errors of scripts, refused content, parts of a page that did not come."""

    heard: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._note_message)
        context.on("weberror", lambda error: self.heard.append(f"{error.page and error.page.url}: {error.error}"))
        context.on("response", self._note_response)

    def _note_message(self, message: ConsoleMessage) -> None:
        # A refused form answers with its status, which the browser reports as if a part of the page were missing.
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED):
            self.heard.append(f"{message.page and message.page.url}: {message.text}")

    def _note_response(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.heard.append(f"{response.url} answered with {response.status}")


@dataclass(frozen=True, slots=True)
class Device:
    """A browser that opens pages of one application for one person after another."""

    browser: Browser
    url: str
    complaints: Complaints

    @contextmanager
    def used_by(self, name: str, password: str, size: ViewportSize = LAPTOP, **options: Any) -> Iterator[Page]:
        """A page of somebody who has logged in."""
        with self.lent(size, **options) as page:
            log_in(page, name, password)
            yield page

    @contextmanager
    def lent(self, size: ViewportSize = LAPTOP, **options: Any) -> Iterator[Page]:
        """A page nobody has logged in on yet."""
        is_phone = size["width"] < 600
        context = self.browser.new_context(
            base_url=self.url,
            viewport=size,
            has_touch=is_phone,
            is_mobile=is_phone,
            locale="en-GB",
            # It would fetch every script and style anew for each of these short lives; `phones` and `fieldwork` let it.
            **{"service_workers": "block", **options},
        )
        context.set_default_timeout(PATIENCE_MS)
        self.complaints.listen(context)
        try:
            yield context.new_page()
        finally:
            context.close()


def log_in(page: Page, name: str, password: str) -> None:
    if "/login/" not in page.url:
        page.goto("/login/")
    page.get_by_label("User name").or_(page.get_by_label("Username")).fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda url: "/login/" not in url)


def press(page: Page, name: str | Pattern[str], *, exact: bool = False) -> None:
    """Press the first button or link of this name, with the thumb on a phone, and wait for the page it leads to."""
    target = page.get_by_role("button", name=name, exact=exact).or_(page.get_by_role("link", name=name, exact=exact))
    with page.expect_navigation():
        if page.evaluate("matchMedia('(pointer: coarse)').matches"):
            target.first.tap()
        else:
            target.first.click()


def sideways(page: Page) -> list[str]:
    """What makes a page wider than its screen: how wide it is, then what reaches out, outermost first."""
    assert page.viewport_size is not None
    return list(page.evaluate(REACHES_OUT, page.viewport_size["width"]))


def unroll(page: Page, size: ViewportSize) -> None:
    """Make the screen as wide as asked and as high as the page, so that no bar at its foot covers anything."""
    page.set_viewport_size(size)
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})


@dataclass
class Camera:
    """Takes every step at both widths, and asserts at the narrow one that nothing reaches out of the screen."""

    folder: Path
    taken: int = 0

    def take(self, page: Page, name: str) -> None:
        self.taken += 1
        before = page.viewport_size
        for size in (LAPTOP, PHONE):
            unroll(page, size)
            if size is PHONE:
                wide = sideways(page)
                assert wide == [], f"{name} scrolls sideways on a phone: {wide}"
            page.screenshot(path=self.folder / f"{self.taken:02d}-{name}-{size['width']}.png", animations="disabled")
        if before:
            page.set_viewport_size(before)
