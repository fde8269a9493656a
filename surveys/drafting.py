"""Drafting a correction: a copy of a version under the next number, open to changes until it is published."""

from copy import copy
from typing import TypeVar

from django.db import models, transaction
from django.db.models import Max

from surveys.content import content_of
from surveys.models import Descriptor, Item, Questionnaire, RuleSetVersion, Section, SectorCard, Status

Row = TypeVar("Row", bound=models.Model)
Version = TypeVar("Version", Questionnaire, RuleSetVersion)


@transaction.atomic
def draft_questionnaire(*, questionnaire: Questionnaire) -> Questionnaire:
    """Copy a version with all its parts as a draft under the next number."""
    content = content_of(questionnaire)
    draft = _next_version(questionnaire)
    draft.save()
    sections = {section.pk: _copy(section, draft) for section in content.sections}
    Section.objects.bulk_create(sections.values())
    items = [_copy(item, draft) for item in content.items]
    for item in items:
        item.section = sections[item.section_id]
    Item.objects.bulk_create(items)
    SectorCard.objects.bulk_create(_copy(card, draft) for card in content.cards)
    Descriptor.objects.bulk_create(_copy(cell, draft) for cell in content.descriptors)
    return draft


@transaction.atomic
def draft_rule_set(*, rule_set: RuleSetVersion) -> RuleSetVersion:
    """Copy a rule set as a draft under the next number, which its rules then bear as well."""
    draft = _next_version(rule_set)
    draft.content = {**rule_set.content, "version": draft.version}
    draft.save()
    return draft


def _next_version(version: Version) -> Version:
    last = type(version).objects.filter(code=version.code).aggregate(Max("version"))["version__max"]
    draft = _unsaved(version)
    draft.version = last + 1
    draft.status = Status.DRAFT
    draft.published_at = None
    draft.content_hash = ""
    return draft


def _copy(row: Row, questionnaire: Questionnaire) -> Row:
    unsaved = _unsaved(row)
    unsaved.questionnaire = questionnaire  # type: ignore[attr-defined]
    return unsaved


def _unsaved(row: Row) -> Row:
    unsaved = copy(row)
    unsaved.pk = None
    unsaved._state = models.base.ModelState()
    return unsaved
