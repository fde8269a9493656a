"""Reads numbers that people wrote, and refuses those that can be read in two ways."""

import math
import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

GROUPED = re.compile(r"^[+-]?[1-9]\d{0,2}[.,]\d{3}$")
DECIMAL = re.compile(r"^[+-]?\d+([.,])(\d+)$")
ARABIC_GROUP = re.compile(r"(?<=\d)\u066c(?=\d{3})")
PLAIN_SIGNS = {"\u066b": ".", "\uff0e": ".", "\uff0c": ",", "\uff0b": "+", "\uff0d": "-", "\uff05": "%", "\u066a": "%"}
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


def plain_digits(text: str) -> str:
    """The text with every digit of whatever script, and the Arabic marks of decimals and thousands, as in ASCII."""
    if text.isascii():
        return text
    return "".join(_plain_digit(letter) for letter in ARABIC_GROUP.sub("", text))


def _plain_digit(letter: str) -> str:
    value = unicodedata.decimal(letter, None)
    return PLAIN_SIGNS.get(letter, letter) if value is None else str(value)


def _tidy(text: str) -> str:
    plain = plain_digits(text.strip())
    without_spaces = re.sub(r"(?<=\d)[ \u00a0\u202f'](?=\d{3}(\D|$))", "", plain)
    return without_spaces.replace("\u2212", "-")
