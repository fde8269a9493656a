"""The look keeps its promises: contrasts, palettes that part in grey, nothing inline, nothing from elsewhere."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[2]
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text()

SCHEMES = ("light", "dark", "sunlight")
OUTDOORS = ("dark", "sunlight")
SUNLIGHT = ':root[data-look="sunlight"] {'


def tokens(scheme: str) -> dict[str, str]:
    """The custom properties of one scheme; the dark one, and the one for sunlight, override the light one."""
    indoors, sunlight = TOKENS.split(SUNLIGHT)
    light, dark = indoors.split("@media screen and (prefers-color-scheme: dark)")
    parts = {"light": [light], "dark": [light, dark], "sunlight": [light, sunlight]}[scheme]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", "".join(parts)))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, 0 to 1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_reaches_the_contrast_of_wcag_aa_in_both_schemes(scheme: str) -> None:
    t = tokens(scheme)
    pairs = [(ink, paper) for ink in ("ink", "ink-soft", "accent", "error") for paper in ("paper", "paper-sunk")]
    pairs += [("accent-ink", "accent"), ("accent-ink", "accent-strong"), ("ink", "accent-soft")]
    pairs += [(tone, f"{tone}-soft") for tone in ("accent", "warning", "error", "success")]
    pairs += [(f"on-level-{n}", f"level-{n}") for n in range(7)]
    pairs += [(f"on-phase-{n}", f"phase-{n}") for n in range(1, 6)]
    too_low = {
        pair: round(contrast(t[pair[0]], t[pair[1]]), 2) for pair in pairs if contrast(t[pair[0]], t[pair[1]]) < 4.5
    }
    assert not too_low


@pytest.mark.parametrize("scheme", OUTDOORS)
def test_text_reaches_seven_to_one_in_the_dark_and_in_sunlight(scheme: str) -> None:
    t = tokens(scheme)
    pairs = [(ink, paper) for ink in ("ink", "ink-soft", "accent", "error") for paper in ("paper", "paper-sunk")]
    pairs += [("accent-ink", "accent"), ("accent-ink", "accent-strong"), ("ink", "accent-soft")]
    pairs += [(tone, f"{tone}-soft") for tone in ("accent", "warning", "error", "success")]
    found = {pair: round(contrast(t[pair[0]], t[pair[1]]), 2) for pair in pairs}
    assert {pair: value for pair, value in found.items() if value < 7} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_borders_of_controls_and_focus_rings_can_be_seen(scheme: str) -> None:
    t = tokens(scheme)
    assert min(contrast(t[name], t["paper"]) for name in ("line-strong", "focus", "accent")) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("palette", "last"), [("level", 6), ("phase", 5)])
def test_palettes_climb_in_even_steps_of_grey(palette: str, last: int, scheme: str) -> None:
    t = tokens(scheme)
    greys = [luminance(t[f"{palette}-{n}"]) for n in range(1, last + 1)]
    assert greys == sorted(greys, reverse=scheme != "dark")
    assert min(contrast(t[f"{palette}-{n}"], t[f"{palette}-{n + 1}"]) for n in range(1, last)) >= 1.4


@pytest.mark.parametrize("path", [path for path in STYLES if path.name != "tokens.css"], ids=lambda path: path.name)
def test_colours_stand_in_the_tokens_only(path: Path) -> None:
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", path.read_text())


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_stylesheets_fetch_nothing_and_use_only_tokens_that_exist(path: Path) -> None:
    text = path.read_text()
    assert "url(" not in text and "@import" not in text
    local = {"tone", "tone-soft", "unit"}
    assert set(re.findall(r"var\(--([\w-]+)\)", text)) - set(re.findall(r"--([\w-]+):", TOKENS)) <= local


def test_every_stylesheet_is_linked() -> None:
    linked = re.findall(r"css/([\w-]+\.css)", (ROOT / "templates" / "components" / "stylesheets.html").read_text())
    assert sorted(linked) == [path.name for path in STYLES]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_carry_no_inline_style_script_or_foreign_address(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son\w+=\"|<script(?![^>]*\bsrc=)|(?:src|href)=\"(?:https?:)?//", text)


@pytest.mark.parametrize("folder", ["components", "sextant"])
def test_partials_open_with_the_variables_they_accept(folder: str) -> None:
    silent = [path for path in (ROOT / "templates" / folder).rglob("*.html") if not path.read_text().startswith("{# ")]
    assert not silent


@pytest.mark.parametrize("folder", ["components", "sextant", "registration"])
def test_templates_of_the_look_compile(folder: str) -> None:
    for path in (ROOT / "templates" / folder).rglob("*.html"):
        get_template(str(path.relative_to(ROOT / "templates")))
