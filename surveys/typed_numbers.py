"""Reading a number as people type it in any country, and refusing what could be read in two ways."""

import re
import unicodedata
from typing import NoReturn

from django.utils.formats import get_format
from django.utils.translation import gettext as _

SPACES = re.compile(r"(?<=[0-9])[\s'’](?=[0-9]{3}(?![0-9]))")
PLAIN = re.compile(r"(?P<sign>-?)(?P<digits>[0-9]+(?:[.,][0-9]+)*)[.,]?")
MOST_DIGITS = 15


class UnreadableNumber(ValueError):
    """What was typed is no number, or could be two; the sentence says what would be right."""


def read_number(typed: str, *, whole: bool = False) -> float:
    """Return the number that was typed.

    `whole` says that only whole numbers make sense, so that the one separator of "1,234" can only stand between
    thousands. Points, commas, spaces and apostrophes may stand between thousands; a point or a comma before decimals.
    Raises UnreadableNumber with a sentence for people when nothing or more than one thing could be meant.
    """
    text = unicodedata.normalize("NFKC", typed).strip().replace("−", "-").removesuffix("%").rstrip()
    match = PLAIN.fullmatch(SPACES.sub("", text))
    if match is None:
        raise UnreadableNumber(
            _("“%(typed)s” is not a number. Write it in figures, such as 1234 or 12.5.") % {"typed": typed.strip()}
        )
    digits = _read_separators(match["digits"], typed.strip(), whole=whole)
    if len(digits.replace(".", "").lstrip("0")) > MOST_DIGITS:
        raise UnreadableNumber(_("“%(typed)s” has too many figures to be right.") % {"typed": typed.strip()})
    return float(match["sign"] + digits)


def _read_separators(digits: str, typed: str, *, whole: bool) -> str:
    """The digits with a point before decimals and nothing between thousands."""
    marks = re.findall(r"[.,]", digits)
    groups = re.split(r"[.,]", digits)
    if not marks:
        return digits
    if len(set(marks)) == 1 and len(marks) > 1:
        if not _are_thousands(groups):
            _refuse_groups(typed)
        return "".join(groups)
    if len(marks) > 1:
        if marks.count(marks[-1]) > 1 or not _are_thousands(groups[:-1]):
            _refuse_groups(typed)
        decimals = groups[-1]
        return (
            _without_fraction("".join(groups[:-1]), decimals, typed) if whole else "".join(groups[:-1]) + "." + decimals
        )
    could_be_thousands = _are_thousands(groups)
    if whole:
        return "".join(groups) if could_be_thousands else _without_fraction(groups[0], groups[1], typed)
    if could_be_thousands:
        raise UnreadableNumber(
            _("“%(typed)s” can be read as %(large)s or as %(small)s. Write %(large)s or %(small)s0.")
            % {"typed": typed, "large": "".join(groups), "small": ".".join(groups)}
        )
    return ".".join(groups)


def _are_thousands(groups: list[str]) -> bool:
    first, *others = groups
    return 1 <= len(first) <= 3 and first[0] != "0" and all(len(group) == 3 for group in others)


def _refuse_groups(typed: str) -> NoReturn:
    raise UnreadableNumber(
        _("“%(typed)s” is not written in groups of three. Leave out what stands between thousands.") % {"typed": typed}
    )


def _without_fraction(whole_part: str, decimals: str, typed: str) -> str:
    if decimals.strip("0"):
        raise UnreadableNumber(_("“%(typed)s” is not a whole number. Write it without decimals.") % {"typed": typed})
    return whole_part


def show_number(number: float) -> str:
    """Return the number as `read_number` reads it back, whether or not only whole numbers make sense.

    The decimal mark is that of the active language.
    """
    if float(number).is_integer():
        return str(int(number))
    text = f"{number:.{MOST_DIGITS}g}"
    if "e" in text:
        text = f"{number:f}"
    unmistakable = text + "0" if len(text.partition(".")[2]) == 3 else text
    return unmistakable.replace(".", get_format("DECIMAL_SEPARATOR"))
