"""What a browser says of itself, in a few words: enough to tell a phone from a laptop, no more."""

import re

BROWSERS = (
    (re.compile(r"\bEdgA?/(\d+)"), "Edge"),
    (re.compile(r"\bOPR/(\d+)"), "Opera"),
    (re.compile(r"\bSamsungBrowser/(\d+)"), "Samsung Internet"),
    (re.compile(r"\bMicroMessenger/(\d+)"), "WeChat"),
    (re.compile(r"\b(?:Firefox|FxiOS)/(\d+)"), "Firefox"),
    (re.compile(r"\b(?:HeadlessChrome|Chrome|CriOS|Chromium)/(\d+)"), "Chrome"),
    (re.compile(r"\bVersion/(\d+)\S* (?:Mobile/\S+ )?Safari/"), "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("HarmonyOS", "HarmonyOS"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)
LONGEST = 80


def described(user_agent: str) -> str:
    """`Chrome 126, Android` of a long line; the beginning of the line where it is no browser we know."""
    browsers = ((name, found) for pattern, name in BROWSERS if (found := pattern.search(user_agent)))
    browser = next((f"{name} {found.group(1)}" for name, found in browsers), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    printable = "".join(each for each in user_agent if each.isprintable())
    return ", ".join(part for part in (browser, system) if part)[:LONGEST] or printable[:LONGEST]
