"""What every chart is made of: escaped text, measures with a point, and the frame that tells what it shows."""

import unicodedata
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from html import escape

NARROWEST_PX = 300
CHARACTER_PX = 7.6


class Picture(str):
    """SVG text whose every part is escaped already; templates print it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def frame(parts: Iterable[str], *, height: float, title: str, desc: str) -> Picture:
    """The whole drawing: full width, fixed height, with a title and a description for those who do not see it.

    parts: SVG elements in drawing order; height: pixels; title, desc: plain text.
    """
    return Picture(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img" width="100%" height="{number(height)}" '
        f'font-family="sans-serif"><title>{escape(title)}</title><desc>{escape(desc)}</desc>{"".join(parts)}</svg>'
    )


def number(value: float) -> str:
    """A measure as SVG wants it: at most two decimals, a point, no idle zeros."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def percent(value: float) -> str:
    """A position or a width in per cent of the drawing."""
    return f"{number(value)}%"


def text(words: str, *, x: str, y: float, css: str, anchor: str = "start", dx: float = 0) -> str:
    """One line of text; x in per cent, y and dx in pixels, anchor start, middle or end."""
    shift = f' dx="{number(dx)}"' if dx else ""
    return (
        f'<text class="{css}" x="{x}" y="{number(y)}"{shift} text-anchor="{anchor}" font-size="13">'
        f"{escape(words)}</text>"
    )


def room_for(labels: Iterable[str]) -> float:
    """Per cent of the narrowest drawing that the longest label needs; wide characters count twice."""
    longest = max(
        (sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in label) for label in labels), default=0
    )
    return min(45.0, 100 * (longest * CHARACTER_PX + 8) / NARROWEST_PX)


def one_decimal(value: float) -> str:
    """A figure with one decimal, halves away from zero, as the published tables round; a zero has no sign."""
    rounded = Decimal(repr(float(value))).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return str(rounded if rounded else abs(rounded)).replace("-", "−")
