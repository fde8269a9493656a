"""What a translation of a questionnaire must be: every text of every row, in its own words, with the same placeholders.

Works on rows of the models and on entries of the catalogue alike. A text is called by its field, an option's label and
a kind of evidence by `options.<code>` and `evidence.<place>`, counted from 1.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from surveys.catalogue import Catalogue, catalogue_of
from surveys.content import Content
from surveys.errors import Problem
from surveys.models import Questionnaire
from surveys.wording import TEXTS

PLACEHOLDERS = re.compile(r"\{[^{}]*\}")
SHAPE = gettext_lazy("Write them by language and text: {“es”: {“%(text)s”: “…”}}.")


@dataclass(frozen=True, slots=True)
class AskedLanguage:
    """A language in which a version can be asked; `missing` are the texts that are then asked as the source says."""

    code: str
    name: str
    missing: tuple[str, ...]


def source_texts(row: Any) -> dict[str, str]:
    """What of a row is to be translated; texts that are empty in the source are not."""
    said: dict[str, Any] = {name: getattr(row, name) for name in TEXTS if hasattr(row, name)}
    if getattr(row, "options", None):
        said["options"] = {option.get("code", ""): option.get("label", "") for option in row.options}
    if getattr(row, "evidence", None):
        said["evidence"] = row.evidence
    return {name: text for name, text in flat(said).items() if text}


def flat(words: Mapping[str, Any]) -> dict[str, Any]:
    """Nested words by their path: `options.own`, `evidence.1`."""
    found: dict[str, Any] = {}
    for name, said in words.items():
        if isinstance(said, list | tuple):
            said = dict(enumerate(said, start=1))
        if isinstance(said, Mapping):
            found |= {f"{name}.{path}": text for path, text in flat(said).items()}
        else:
            found[str(name)] = said
    return found


def ailing(said: Any, source: str) -> tuple[str, str] | None:
    """What is wrong with a text as the translation of another, and what would be right; None when nothing is."""
    if not isinstance(said, str) or not said.strip():
        return _("There is no text."), _("Write one, or take the key away.")
    found, wanted = (set(PLACEHOLDERS.findall(text)) for text in (said, source))
    if found != wanted:
        names = ", ".join(sorted(found ^ wanted))
        return (
            _("The placeholders are not those of the source: %(names)s.") % {"names": names},
            _("Write each as the source does, in the place the sentence gives it."),
        )
    return None


def translation_problems(content: Content) -> list[Problem]:
    """Everything wrong with what is translated, row by row. What is missing is no problem: it is asked as the source
    says it."""
    problems = []
    for row in rows_of(content):
        texts = source_texts(row)
        if not _is_well_shaped(row.translations):
            problems.append(
                Problem(
                    name_of(row),
                    _("The translations cannot be read."),
                    str(SHAPE) % {"text": next(iter(texts), "text")},
                )
            )
            continue
        for name, said in flat(row.translations).items():
            language, _dot, field = name.partition(".")
            if language == content.questionnaire.language:
                ails: tuple[str, str] | None = (
                    _("This is the language of the source."),
                    _("Take the translation away."),
                )
            elif field in texts:
                ails = ailing(said, texts[field])
            else:
                ails = _("The source has no such text."), _("Correct the code, or take it away.")
            if ails:
                problems.append(Problem(f"{name_of(row)}, {name}", *ails))
    return problems


def languages_of(questionnaire: Questionnaire) -> list[AskedLanguage]:
    """The languages in which a version can be asked, that of its source first."""
    missing = missing_texts(catalogue_of(questionnaire))
    source = questionnaire.language
    return [
        AskedLanguage(code, language_name(code), missing.get(code, ()))
        for code in (source, *(each for each in missing if each != source))
    ]


def missing_texts(content: Content | Catalogue) -> dict[str, tuple[str, ...]]:
    """For each language that anything is translated into, the texts that are not, as "HR1_OJT help"."""
    rows = [(row, source_texts(row)) for row in rows_of(content)]
    languages = sorted({language for row, _texts in rows for language in row.translations})
    return {
        language: tuple(
            f"{name_of(row)} {name}"
            for row, texts in rows
            for given in [flat(row.translations.get(language, {}))]
            for name in texts
            if name not in given
        )
        for language in languages
    }


def names_of(languages: Iterable[AskedLanguage]) -> str:
    """Languages by their names, one after the other."""
    return ", ".join(language.name for language in languages)


def words_of_missing(questionnaire: Questionnaire, language: AskedLanguage) -> str:
    """What a translation lacks, in a sentence with the whole list."""
    return ngettext(
        "%(what)s, %(language)s: a text is missing and shown as the source says it: %(missing)s.",
        "%(what)s, %(language)s: %(count)d texts are missing and shown as the source says them: %(missing)s.",
        len(language.missing),
    ) % {
        "what": questionnaire,
        "language": language.name,
        "count": len(language.missing),
        "missing": ", ".join(language.missing),
    }


def rows_of(content: Content | Catalogue) -> list[Any]:
    """Sections, items, cards and descriptors of a version."""
    if isinstance(content, Catalogue):
        parts: tuple[Iterable[Any], ...] = (
            content.items.values(),
            content.cards.values(),
            content.descriptors.values(),
        )
    else:
        parts = (content.items, content.cards, content.descriptors)
    return [row for part in (content.sections, *parts) for row in part]


def name_of(row: Any) -> str:
    """What a row is called in a list: its code, or its cell among the cards or the descriptors."""
    if hasattr(row, "code"):
        return str(row.code)
    if hasattr(row, "variant"):
        return f"{row.variant} {row.dimension} {row.rung}"
    return f"{row.column} {row.row}"


def _is_well_shaped(translations: Any) -> bool:
    return isinstance(translations, Mapping) and all(
        isinstance(words, Mapping)
        and isinstance(words.get("options", {}), Mapping)
        and isinstance(words.get("evidence", []), list)
        for words in translations.values()
    )


def language_name(code: str) -> str:
    """The name of a language in the language of the reader; its code where the name is not known."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
