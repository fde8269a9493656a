"""The structure of a questionnaire version, ready for pages: read once for each published version and kept in memory.

An entry has the attribute names of its model, so that whatever reads an item reads an entry as well. What is kept under
the name of a version is its source text; its words in another language are kept beside it, under the language as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from django.utils.translation import get_language

from surveys.content import Content, content_of
from surveys.models import Questionnaire, Status
from surveys.wording import languages_to_try, translated

MOST_KEPT = 32

Entry = TypeVar("Entry", "SectionEntry", "ItemEntry", "CardEntry", "DescriptorEntry")


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
    language: str

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
    language: str
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
    language: str


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
    language: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A version: sections in order, items by code, cards by (variant, dimension, rung), descriptors by
    (table, column, row)."""

    code: str
    version: int
    title: str
    language: str
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
_spoken: dict[tuple[str, int, str, str], Catalogue] = {}


def catalogue_of(questionnaire: Questionnaire) -> Catalogue:
    """The structure of a version in the language of its source, for whatever counts, checks, stores or exports.

    No query for a published version met before, four otherwise. Drafts are read anew.
    """
    if questionnaire.status != Status.PUBLISHED:
        return _catalogue(content_of(questionnaire))
    key = (questionnaire.code, questionnaire.version, questionnaire.content_hash)
    if key not in _kept:
        _make_room(_kept)
        _kept[key] = _catalogue(content_of(questionnaire))
    return _kept[key]


def spoken_catalogue(questionnaire: Questionnaire) -> Catalogue:
    """The structure of a version in the active language, for pages; as many queries as `catalogue_of`."""
    return in_language(catalogue_of(questionnaire), get_language() or "")


def in_language(catalogue: Catalogue, language: str) -> Catalogue:
    """The same structure with its words in a language; what has no translation stays as the source says it."""
    if not catalogue.content_hash:
        return _spoken_in(catalogue, language)
    key = (catalogue.code, catalogue.version, catalogue.content_hash, language)
    if key not in _spoken:
        _make_room(_spoken)
        _spoken[key] = _spoken_in(catalogue, language)
    return _spoken[key]


def _spoken_in(catalogue: Catalogue, language: str) -> Catalogue:
    tried = languages_to_try(language)
    items = {code: translated(item, tried) for code, item in catalogue.items.items()}
    return replace(
        catalogue,
        sections=tuple(
            replace(translated(section, tried), items=tuple(items[item.code] for item in section.items))
            for section in catalogue.sections
        ),
        items=items,
        cards={key: translated(card, tried) for key, card in catalogue.cards.items()},
        descriptors={key: translated(cell, tried) for key, cell in catalogue.descriptors.items()},
    )


def _make_room(kept: dict[Any, Catalogue]) -> None:
    while len(kept) >= MOST_KEPT:
        kept.pop(next(iter(kept)), None)


def _catalogue(content: Content) -> Catalogue:
    head = content.questionnaire
    items = _item_entries(content)
    sections = tuple(
        _entry(
            SectionEntry,
            section,
            language=head.language,
            items=tuple(item for item in items if item.section_code == section.code),
        )
        for section in content.sections
    )
    return Catalogue(
        code=head.code,
        version=head.version,
        title=head.title,
        language=head.language,
        content_hash=head.content_hash,
        sections=sections,
        items={item.code: item for item in items},
        cards={
            (card.variant, card.dimension, card.rung): _entry(CardEntry, card, language=head.language)
            for card in content.cards
        },
        descriptors={
            (cell.table, cell.column, cell.row): _entry(
                DescriptorEntry, cell, language=head.language, evidence=tuple(cell.evidence)
            )
            for cell in content.descriptors
        },
    )


def _item_entries(content: Content) -> list[ItemEntry]:
    return [
        _entry(
            ItemEntry,
            item,
            language=content.questionnaire.language,
            section_code=item.section.code,
            part=item.section.part,
            only_in=tuple(item.only_in),
            not_applicable_in=tuple(item.not_applicable_in),
            options=tuple(item.options),
        )
        for item in content.items
    ]


def _entry(kind: type[Entry], row: Any, **told: Any) -> Entry:
    """A row as an entry: what is told here, and for the rest the attributes the two have in common."""
    same = {field.name: getattr(row, field.name) for field in fields(kind) if field.name not in told}
    return kind(**told, **same)
