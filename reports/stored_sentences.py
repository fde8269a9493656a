"""Sentences that a run stored in English beside its figures, said in the language of the reader.

A run is the same whoever asks for it, so its sentences are stored in one language. Where they are read they are
recognised by the form they were made from, and said anew in the catalogue's form with the values found in them.
"""

import re
from functools import lru_cache
from pathlib import Path

import polib
from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, ngettext, to_locale

SPEAKERS = {
    "reports/cautions.py",
    "reports/growth_figures.py",
    "reports/joined_strata.py",
    "reports/jobs.py",
    "reports/performing.py",
    "analysis/performing.py",
}
"""The modules whose sentences are stored."""

VALUE = re.compile(r"%\((\w+)\)[\d.]*[a-z]")
DECIMAL = re.compile(r"-?\d+\.\d+")
BETWEEN_WORDS = re.compile(r"(”, “|, )")
BRACKETS = r"(?: \((?P<behind>[^()]+)\))?"
"""Behind a sentence may stand for what it holds: “… only. (human resources, process technology)”."""


def said_again(sentence: str) -> str:
    """Return a stored sentence in the active language; as it is where nothing tells what it was made from."""
    for form, one, many in _forms(get_language() or settings.LANGUAGE_CODE):
        if found := form.fullmatch(sentence):
            values = {name: _value(text) for name, text in found.groupdict().items() if text is not None}
            behind = values.pop("behind", "")
            words = ngettext(one, many, int(found["count"])) if many else gettext(one)
            filled = VALUE.sub(r"%(\1)s", words) % values if values else words.replace("%%", "%")
            return f"{filled} ({behind})" if behind else filled
    return sentence


def _value(text: str) -> str:
    """A value found in a sentence: names have their own words, decimals their own mark."""
    if DECIMAL.fullmatch(text):
        return str(number_format(text))
    return "".join(part if BETWEEN_WORDS.fullmatch(part) else gettext(part) for part in _words_of(text))


def _words_of(text: str) -> list[str]:
    """A list of words, some of them quoted, with what stands between them."""
    return [part for part in BETWEEN_WORDS.split(text) if part]


@lru_cache(maxsize=16)
def _forms(language: str) -> list[tuple[re.Pattern[str], str, str]]:
    """What may stand stored, as patterns with the sentences they were made from; nothing in English."""
    path = Path(settings.LOCALE_PATHS[0]) / to_locale(language) / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return []
    entries = [each for each in polib.pofile(str(path)) if SPEAKERS & {place for place, _line in each.occurrences}]
    return [
        (_pattern(text), entry.msgid, entry.msgid_plural)
        for entry in entries
        for text in (entry.msgid, entry.msgid_plural)
        if text
    ]


def _pattern(text: str) -> re.Pattern[str]:
    parts = VALUE.split(text)
    literal = [re.escape(part.replace("%%", "%")) for part in parts[::2]]
    named = [f"(?P<{name}>.+?)" for name in parts[1::2]]
    joined = [each for pair in zip(literal, [*named, ""], strict=True) for each in pair]
    return re.compile("".join(joined) + BRACKETS, re.DOTALL)
