"""Text as a cell of a workbook may hold it, and the room it takes there. Pure."""

import math
import re
import textwrap
import unicodedata

LONGEST_TEXT = 32_000

# What XML cannot hold, and carriage returns, which Excel shows as _x000D_.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean_text(text: str) -> str:
    """Return the text as a cell may hold it: control characters dropped, what is too long cut with a sign of it."""
    text = _UNWRITABLE.sub("", text.replace("\r\n", "\n"))
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT] + " […]"
    # The library takes a text in these tags for its own rich text and would not escape it.
    return text + " " if text.startswith("<r>") and text.endswith("</r>") else text


def columns_wide(text: str) -> int:
    """Return how many digit widths a line of text takes; East Asian characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def lines_needed(text: str, width: float) -> int:
    """Return on how many lines a text of this many digit widths stands."""
    per_line = max(4, int(width))
    return sum(
        max(1, len(textwrap.wrap(line, per_line)), math.ceil(columns_wide(line) / per_line))
        for line in text.split("\n")
    )
