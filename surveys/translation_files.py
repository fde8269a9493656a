"""The translations that ship with the project, read from their folders and put beside the texts they translate."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from surveys.content import Content
from surveys.errors import Problem
from surveys.models import Descriptor, Part
from surveys.translations import ailing, flat, source_texts

Texts = list[tuple[Any, str]]
PHASE_KEYS = {"row_title": "name", "text": "descriptor", "check_question": "in_place"}


def put_translations(content: Content, folder: Path) -> list[Problem]:
    """Fill `translations` of rows that are not stored yet from every language there is; returns what cannot be taken.

    A text of a file may stand in several rows, such as the name of a level, which each dimension has.
    """
    places = _places(content)
    problems = []
    for path in sorted(folder.glob("*/*.toml")):
        language, known = path.parent.name, places.get(path.name, {})
        try:
            told = flat(tomllib.loads(path.read_text(encoding="utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problems.append(Problem(f"{language}/{path.name}", f"{error}.", _("Write it as TOML in UTF-8.")))
            continue
        for name, said in told.items():
            ails = _put(language, said, known.get(name, []))
            if ails:
                problems.append(Problem(f"{language}/{path.name}, {name}", *ails))
    return problems


def _put(language: str, said: Any, texts: Texts) -> tuple[str, str] | None:
    if not texts:
        return _("The source has no such text."), _("Correct the code or the file, or take it away.")
    for row, name in texts:
        ails = ailing(said, source_texts(row)[name])
        if ails:
            return ails
        _tell(row.translations.setdefault(language, {}), name, said)
    return None


def _tell(words: dict[str, Any], name: str, said: str) -> None:
    head, _dot, rest = name.partition(".")
    if head == "options":
        words.setdefault(head, {})[rest] = said
    elif head == "evidence":
        words.setdefault(head, []).append(said)
    else:
        words[name] = said


def _places(content: Content) -> dict[str, dict[str, Texts]]:
    """By file and path within it, the rows and texts to which what stands there belongs."""
    places: dict[str, dict[str, Texts]] = defaultdict(lambda: defaultdict(list))
    for file, path, row, name in _texts(content):
        places[file][path].append((row, name))
    return places


def _texts(content: Content) -> Iterator[tuple[str, str, Any, str]]:
    for section in content.sections:
        for name in source_texts(section):
            yield f"{section.part}.toml", f"sections.{section.code}.{name}", section, name
    for item in content.items:
        for name in source_texts(item):
            yield f"{item.section.part}.toml", f"items.{item.code}.{name}", item, name
    for card in content.cards:
        for name in source_texts(card):
            yield f"cards-{card.variant}.toml", f"cards.{card.dimension}.{card.rung}.{name}", card, name
    for cell in content.descriptors:
        for name in source_texts(cell):
            yield *_place_of(cell, name), cell, name


def _place_of(cell: Descriptor, name: str) -> tuple[str, str]:
    """The file and the path of one text of a level or a phase."""
    if cell.column in Part.values:
        return "levels.toml", f"levels.{cell.row}.{'name' if name == 'row_title' else cell.column}"
    if name in PHASE_KEYS:
        return "pillars.toml", f"pillars.{cell.column}.phases.{cell.row}.{PHASE_KEYS[name]}"
    return "pillars.toml", f"pillars.{cell.column}.{name}"
