"""The whole of a section without a mouse and without a thumb."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.filling import DONT_KNOW, YES, questions
from tests.browser.looking import Device, press
from tests.browser.people import FIRMS_PAGE, INTERVIEWER, PASSWORD

pytestmark = pytest.mark.browser

FARTHEST = 60
SHOWS_FOCUS = """(each) => [each, each.parentElement, each.closest("label")].some((shown) => {
  if (!shown) return false;
  const { boxShadow, outlineStyle, outlineWidth } = getComputedStyle(shown);
  return boxShadow !== "none" || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
})"""
"""Some controls draw it on what surrounds them."""


def walk_to(page: Page, target: Locator) -> None:
    """Go on with the tabulator key until the target has the focus, and see that the focus shows."""
    for _step in range(FARTHEST):
        if target.evaluate("(each) => each === document.activeElement"):
            assert target.evaluate(SHOWS_FOCUS), "the focus cannot be seen"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached with the tabulator key")


def test_a_section_is_filled_and_saved_with_the_keyboard_alone(device: Device) -> None:
    with device.used_by(INTERVIEWER, PASSWORD) as page:
        page.goto(FIRMS_PAGE)
        press(page, "Begin Keyboard")
        page.goto(f"{page.url}sections/HR_R2/")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        page.keyboard.press("Enter")
        asked = questions(page)
        plan, reward, share = (asked[code] for code in ("HR2_INHPROG", "HR2_REWARD", "HR2_REWARD_SH"))
        walk_to(page, plan.get_by_role("radio", name=YES))
        page.keyboard.press("Space")
        walk_to(page, reward.get_by_role("radio", name=YES))
        for _step in range(2):
            page.keyboard.press("ArrowDown")
        walk_to(page, share.get_by_role("textbox").first)
        page.keyboard.type("12,5")
        walk_to(page, share.get_by_text("Note and evidence").locator("xpath=ancestor-or-self::summary"))
        page.keyboard.press("Enter")
        walk_to(page, share.get_by_label("Note", exact=True))
        page.keyboard.type("Of those on the line.")
        walk_to(page, page.get_by_role("button", name="Next"))
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Broad training and retraining")
        page.go_back()
        page.reload()
        expect(plan.get_by_role("radio", name=YES)).to_be_checked()
        expect(reward.get_by_role("radio", name=DONT_KNOW)).to_be_checked()
        expect(share.get_by_role("textbox").first).to_have_value("12.5")
        expect(share.get_by_label("Note", exact=True)).to_have_value("Of those on the line.")
