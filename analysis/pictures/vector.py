"""SVG text as a page may show it: no style attributes, no outside addresses, a title and a description. Pure."""

import re
from html import escape

FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK SC', Arial, sans-serif"

_STYLE = re.compile(r' style="([^"]*)"')
_SHEET = re.compile(r"\s*<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)


def told(svg: str, *, title: str, desc: str) -> str:
    """The drawing from its svg element on, with every style as an attribute: a strict page refuses style attributes."""
    drawing = svg[svg.index("<svg ") :]
    drawing = _STYLE.sub(_attributes, _METADATA.sub("", _SHEET.sub("", drawing, count=1), count=1))
    head, rest = drawing.split(">", 1)
    head += ' role="img" stroke-linejoin="round" stroke-linecap="butt"'
    return f"{head}>\n <title>{escape(title)}</title>\n <desc>{escape(desc)}</desc>{rest}"


def _attributes(match: re.Match[str]) -> str:
    found = []
    for declaration in match[1].split(";"):
        name, _colon, value = (part.strip() for part in declaration.partition(":"))
        if name == "font-family":
            value = FONTS
        if name:
            found.append(f'{name}="{value}"')
    return " " + " ".join(found) if found else ""
