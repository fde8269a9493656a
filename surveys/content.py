"""The canonical content of a questionnaire version: what its hash rests on.

Works on rows that are stored as well as on rows that are not yet, so that a file and a stored version can be compared.
The version number, the status and the dates are left out: two versions that ask the same have the same hash.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from surveys.models import Descriptor, Item, Questionnaire, Section, SectorCard

LEFT_OUT = {"id", "questionnaire", "section"}
HEAD = ("code", "title", "note", "language", "is_reconstruction")


@dataclass(frozen=True, slots=True)
class Content:
    """The rows of one version, each kind in its order."""

    questionnaire: Questionnaire
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    cards: tuple[SectorCard, ...]
    descriptors: tuple[Descriptor, ...]

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical content as 64 hexadecimal digits."""
        text = json.dumps(self.canonical(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def canonical(self) -> dict[str, Any]:
        return {
            **{name: getattr(self.questionnaire, name) for name in HEAD},
            "sections": [_told(section) for section in self.sections],
            "items": [{**_told(item), "section": item.section.code} for item in self.items],
            "cards": [_told(card) for card in self.cards],
            "descriptors": [_told(descriptor) for descriptor in self.descriptors],
        }


def content_of(questionnaire: Questionnaire) -> Content:
    """The stored rows of a version, in four queries."""
    return Content(
        questionnaire=questionnaire,
        sections=tuple(questionnaire.sections.order_by("position", "code")),
        items=tuple(questionnaire.items.select_related("section").order_by("section__position", "position", "code")),
        cards=_sorted(questionnaire.cards.all()),
        descriptors=_sorted(questionnaire.descriptors.all()),
    )


def content_from(questionnaire: Questionnaire, sections: Iterable[Section], rows: Iterable[models.Model]) -> Content:
    """The rows of a version that is not stored yet; `rows` holds its items, cards and descriptors."""
    rows = list(rows)
    items = [row for row in rows if isinstance(row, Item)]
    return Content(
        questionnaire=questionnaire,
        sections=tuple(sorted(sections, key=lambda section: (section.position, section.code))),
        items=tuple(sorted(items, key=lambda item: (item.section.position, item.position, item.code))),
        cards=_sorted(row for row in rows if isinstance(row, SectorCard)),
        descriptors=_sorted(row for row in rows if isinstance(row, Descriptor)),
    )


def _sorted(rows: Iterable[Any]) -> tuple[Any, ...]:
    """Cards and descriptors by their cell, compared here so that no database's collation decides."""
    return tuple(sorted(rows, key=_cell))


def _cell(row: SectorCard | Descriptor) -> tuple[str, str, int]:
    if isinstance(row, SectorCard):
        return (row.variant, row.dimension, row.rung)
    return (str(row.table), row.column, row.row)


def _told(row: models.Model) -> dict[str, Any]:
    """The fields of a row that say something; bounds as floats, since a database gives them back as such."""
    told = {}
    for field in row._meta.concrete_fields:
        if field.name not in LEFT_OUT:
            value = getattr(row, field.attname)
            told[field.name] = float(value) if isinstance(field, models.FloatField) and value is not None else value
    return told
