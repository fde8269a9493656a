"""The structure of a questionnaire version, ready for pages: read once for each published version and kept in memory.

An entry has the attribute names of its model, so that whatever reads an item reads an entry as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from surveys.content import Content, content_of
from surveys.models import Questionnaire, Status

MOST_KEPT = 32


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """One question of a version."""

    code: str
    position: int
    section_code: str
    part: str
    kind: str
    text: str
    help: str
    unit: str
    rung: int | None
    role: str
    source: str
    cites: str
    na_allowed: bool
    asks_evidence: bool
    asks_who: bool
    only_in: tuple[str, ...]
    not_applicable_in: tuple[str, ...]
    options: tuple[Mapping[str, str], ...]
    year: str
    minimum: float | None
    maximum: float | None
    is_long: bool
    translations: Mapping[str, Any]

    @property
    def counts(self) -> bool:
        """Whether a rung can rest on the item: role C, or A for alternative evidence (method, A.2.0)."""
        return self.role in ("C", "A")

    def applies_to(self, variant: str) -> bool:
        """Whether the item is asked in clusters of this sector variant."""
        return variant not in self.not_applicable_in and (not self.only_in or variant in self.only_in)


@dataclass(frozen=True, slots=True)
class SectionEntry:
    """What stands on one page, its items in order."""

    code: str
    position: int
    part: str
    title: str
    help: str
    rung: int | None
    translations: Mapping[str, Any]
    items: tuple[ItemEntry, ...]

    def items_for(self, variant: str) -> tuple[ItemEntry, ...]:
        """The items that are asked in clusters of this sector variant."""
        return tuple(item for item in self.items if item.applies_to(variant))


@dataclass(frozen=True, slots=True)
class CardEntry:
    """What one rung looks like in one sector."""

    variant: str
    dimension: str
    rung: int
    summary: str
    positive: str
    negative: str
    source: str
    translations: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DescriptorEntry:
    """One cell of Table 3 or Table 2."""

    table: int
    column: str
    row: int
    row_title: str
    text: str
    check_question: str
    evidence: tuple[str, ...]
    cites: str
    translations: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A version: sections in order, items by code, cards by (variant, dimension, rung), descriptors by
    (table, column, row)."""

    code: str
    version: int
    title: str
    content_hash: str
    sections: tuple[SectionEntry, ...]
    items: Mapping[str, ItemEntry]
    cards: Mapping[tuple[str, str, int], CardEntry]
    descriptors: Mapping[tuple[int, str, int], DescriptorEntry]

    def section(self, code: str) -> SectionEntry | None:
        """The section of this code, or None."""
        return next((section for section in self.sections if section.code == code), None)

    def sections_for(self, variant: str) -> tuple[SectionEntry, ...]:
        """The sections in which something is asked in clusters of this sector variant."""
        return tuple(section for section in self.sections if section.items_for(variant))

    def items_for(self, variant: str) -> tuple[ItemEntry, ...]:
        """The items asked in this sector variant, in the order in which they are asked."""
        return tuple(item for section in self.sections for item in section.items_for(variant))

    def card(self, variant: str, dimension: str, rung: int) -> CardEntry | None:
        """The sector's card for a rung, else the generic one, else None."""
        return self.cards.get((variant, dimension, rung)) or self.cards.get(("generic", dimension, rung))


_kept: dict[tuple[str, int, str], Catalogue] = {}


def catalogue_of(questionnaire: Questionnaire) -> Catalogue:
    """The structure of a version: no query for a published one met before, four otherwise. Drafts are read anew."""
    if questionnaire.status != Status.PUBLISHED:
        return _catalogue(content_of(questionnaire))
    key = (questionnaire.code, questionnaire.version, questionnaire.content_hash)
    if key not in _kept:
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = _catalogue(content_of(questionnaire))
    return _kept[key]


def _catalogue(content: Content) -> Catalogue:
    items = [
        ItemEntry(
            section_code=item.section.code,
            part=item.section.part,
            only_in=tuple(item.only_in),
            not_applicable_in=tuple(item.not_applicable_in),
            options=tuple(item.options),
            **_same(item, ItemEntry, {"section_code", "part", "only_in", "not_applicable_in", "options"}),
        )
        for item in content.items
    ]
    sections = tuple(
        SectionEntry(
            items=tuple(item for item in items if item.section_code == section.code),
            **_same(section, SectionEntry, {"items"}),
        )
        for section in content.sections
    )
    return Catalogue(
        code=content.questionnaire.code,
        version=content.questionnaire.version,
        title=content.questionnaire.title,
        content_hash=content.questionnaire.content_hash,
        sections=sections,
        items={item.code: item for item in items},
        cards={
            (card.variant, card.dimension, card.rung): CardEntry(**_same(card, CardEntry)) for card in content.cards
        },
        descriptors={
            (cell.table, cell.column, cell.row): DescriptorEntry(
                evidence=tuple(cell.evidence), **_same(cell, DescriptorEntry, {"evidence"})
            )
            for cell in content.descriptors
        },
    )


def _same(row: Any, entry: Any, but: set[str] | None = None) -> dict[str, Any]:
    """The attributes a row and its entry have in common."""
    return {field.name: getattr(row, field.name) for field in fields(entry) if field.name not in (but or set())}
