"""Reads numbers that people wrote, and refuses those that can be read in two ways."""

import math
import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

GROUPED = re.compile(r"^[+-]?[1-9]\d{0,2}[.,]\d{3}$")
DECIMAL = re.compile(r"^[+-]?\d+([.,])(\d+)$")
PLAIN = re.compile(r"^[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?$")


class AmbiguousNumber(ValueError):
    """Raised for a number such as 1.234, which is 1234 to some readers and a little over 1 to others."""


class NotANumber(ValueError):
    """Raised for a text that is no number at all."""


def decimal_mark(texts: Iterable[str]) -> str | None:
    """The mark that can only be a decimal one in these texts; None when nothing proves it or both do."""
    marks = set()
    for text in texts:
        match = DECIMAL.match(_tidy(text))
        if match and not GROUPED.match(_tidy(text)):
            marks.add(match.group(1))
    return marks.pop() if len(marks) == 1 else None


def number_of(text: str, mark: str | None = None) -> float:
    """The number, given the decimal mark if it is known. Spaces may group thousands, points and commas may not."""
    tidy = _tidy(text)
    if not PLAIN.match(tidy):
        raise NotANumber(_("This is not a number."))
    match = DECIMAL.match(tidy)
    if match and match.group(1) != mark and (mark or GROUPED.match(tidy)):
        raise AmbiguousNumber(_("This number can be read with a decimal mark or with a mark of thousands."))
    number = float(tidy.replace(",", "."))
    if not math.isfinite(number):
        raise NotANumber(_("This is not a number."))
    return number


def _tidy(text: str) -> str:
    without_spaces = re.sub(r"(?<=\d)[ \u00a0\u202f'](?=\d{3}(\D|$))", "", text.strip())
    return without_spaces.replace("\u2212", "-")
