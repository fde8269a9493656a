"""The words of a questionnaire as they are read aloud: in the language of the reader, with the years and the money of
the cluster filled in.

Everything here works on rows of the models as well as on entries of the catalogue, which bear the same names.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from clusters.models import Cluster

TEXTS = ("title", "help", "text", "unit", "summary", "positive", "negative", "row_title", "check_question")
LEADING = ("text", "summary", "title")

Entry = TypeVar("Entry", bound=Any)


@dataclass(frozen=True, slots=True)
class Wording:
    base_year: int
    reference_year: int
    currency: str

    def of(self, text: str) -> str:
        """The text with {base_year}, {reference_year} and {currency} filled in; any other brace stays as it is."""
        return (
            text.replace("{base_year}", str(self.base_year))
            .replace("{reference_year}", str(self.reference_year))
            .replace("{currency}", self.currency)
        )


def wording_of(cluster: Cluster) -> Wording:
    return Wording(cluster.study.base_year, cluster.study.reference_year, cluster.currency)


def languages_to_try(language: str) -> tuple[str, ...]:
    """A language and the wider ones it belongs to, the nearest first: zh-hans, zh."""
    parts = language.lower().split("-")
    return tuple("-".join(parts[:many]) for many in range(len(parts), 0, -1))


def translated(entry: Entry, languages: Iterable[str]) -> Entry:
    """An entry in the first of these languages that has each of its texts, its codes and bounds as they were.

    `language` then names the language in which the entry is asked.
    """
    known = [(language, entry.translations[language]) for language in languages if language in entry.translations]
    if not known:
        return entry
    words = {name: said for _language, each in reversed(known) for name, said in each.items()}
    lead = next(name for name in LEADING if hasattr(entry, name))
    changed: dict[str, Any] = {name: words[name] for name in TEXTS if words.get(name) and hasattr(entry, name)}
    changed["language"] = next((language for language, each in known if each.get(lead)), entry.language)
    if words.get("options") and hasattr(entry, "options"):
        changed["options"] = _labelled(entry.options, words["options"])
    if words.get("evidence") and hasattr(entry, "evidence"):
        changed["evidence"] = (*words["evidence"], *entry.evidence[len(words["evidence"]) :])
    spoken: Entry = replace(entry, **changed)
    return spoken


def _labelled(options: Iterable[Mapping[str, str]], labels: Mapping[str, str]) -> tuple[Mapping[str, str], ...]:
    return tuple({**option, "label": labels.get(option["code"], option["label"])} for option in options)
