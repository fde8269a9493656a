"""The words of the scripts: what a page hands to static/js/words.js in the person's language."""

import gettext
from functools import lru_cache
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.utils.formats import get_format
from django.utils.translation import to_locale

RULE_LENGTH = 200
"""Rules of plurals look at the last two figures, and some at numbers below a hundred apart."""


def script_words(language: str) -> dict[str, Any]:
    """Return the catalogue of the scripts in `language`: sentences, forms of the plural, marks within numbers.

    `words` has a text for a sentence and a list of texts for a pair of one and many. `forms` has for each number from 0
    to 199 the place of its form in such a list; it is empty in English, which needs no catalogue.
    """
    return {
        **_catalogue(language),
        "decimal": get_format("DECIMAL_SEPARATOR", language),
        "thousands": get_format("THOUSAND_SEPARATOR", language),
    }


def plural_forms(rule: str) -> str:
    """The place of the form of each number from 0 to 199, as one figure each, by a rule as catalogues write it."""
    form = gettext.c2py(rule)
    return "".join(str(form(number)) for number in range(RULE_LENGTH))


@lru_cache(maxsize=16)
def _catalogue(language: str) -> dict[str, Any]:
    path = Path(settings.LOCALE_PATHS[0]) / to_locale(language) / "LC_MESSAGES" / "djangojs.po"
    if not path.exists():
        return {"forms": "", "words": {}}
    catalogue = polib.pofile(str(path))
    rule = catalogue.metadata["Plural-Forms"].split("plural=")[1].rstrip(";")
    words = {entry.msgid: _text(entry) for entry in catalogue if entry.translated()}
    return {"forms": plural_forms(rule), "words": words}


def _text(entry: polib.POEntry) -> str | list[str]:
    if not entry.msgid_plural:
        return str(entry.msgstr)
    return [entry.msgstr_plural[place] for place in sorted(entry.msgstr_plural)]
