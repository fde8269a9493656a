"""What axe finds on a page, by the rules of WCAG 2.2 at level AA."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

ALL = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
WIDTHS = {
    "runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]},
    "resultTypes": ["violations"],
}
"""The rules whose outcome depends on colours, and on widths."""


def violations(page: Page, options: dict[str, object] = ALL) -> list[str]:
    """Each violation with the elements that it is about."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("(options) => axe.run(document, options)", options)["violations"]
    return [f"{each['id']}: {each['help']}: {'; '.join(shortened(each['nodes']))}" for each in found]


def shortened(nodes: list[dict[str, str]]) -> list[str]:
    return [node["html"][:160] for node in nodes[:4]]
