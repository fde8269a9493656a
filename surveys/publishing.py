"""Publishing: a questionnaire or a rule set is checked whole, given its hash, and never changes again."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from clusters.models import SectorVariant
from scoring.ruleset import RuleSetError, parse_ruleset, ruleset_hash
from surveys.content import Content, content_of
from surveys.errors import NotPublishable, Problem
from surveys.models import Item, ItemKind, Part, Questionnaire, RuleSetVersion, Section, Status
from surveys.rule_fit import problems_with_items
from surveys.translations import translation_problems

CHOICES = (ItemKind.SINGLE, ItemKind.MULTIPLE)
RUNGS = range(1, 7)

Version = TypeVar("Version", Questionnaire, RuleSetVersion)


@transaction.atomic
def publish_questionnaire(*, questionnaire: Questionnaire, now: datetime) -> Questionnaire:
    """Check a draft whole and freeze it with its hash; publishing what is published changes nothing."""
    stored: Questionnaire = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    if stored.status != Status.PUBLISHED:
        content = content_of(stored)
        problems = questionnaire_problems(content)
        if problems:
            raise NotPublishable(stored, problems)
        stored.content_hash = content.hash
        stored.status = Status.PUBLISHED
        stored.published_at = now
        stored.save()
    return _told_to(questionnaire, stored)


@transaction.atomic
def publish_rule_set(*, rule_set: RuleSetVersion, now: datetime) -> RuleSetVersion:
    """Check a draft against the published questionnaires and freeze it with its hash.

    Its items must all exist in one published version; it is checked against the newest of each questionnaire, and the
    problems listed are those with the one that fits best.
    """
    stored: RuleSetVersion = RuleSetVersion.objects.select_for_update().get(pk=rule_set.pk)
    if stored.status != Status.PUBLISHED:
        problems = rule_set_problems(stored, _newest_published())
        if problems:
            raise NotPublishable(stored, problems)
        stored.content_hash = ruleset_hash(parse_ruleset(stored.content))
        stored.status = Status.PUBLISHED
        stored.published_at = now
        stored.save()
    return _told_to(rule_set, stored)


def rule_set_problems(rule_set: RuleSetVersion, questionnaires: Iterable[Questionnaire]) -> list[Problem]:
    """Everything that stands in the way of scoring answers to one of these questionnaires with the rule set."""
    try:
        parsed = parse_ruleset(rule_set.content)
    except RuleSetError as error:
        return [Problem(each.place, each.fact, each.remedy) for each in error.problems]
    named = [
        Problem(part, _("The rules say %(found)s.") % {"found": found}, _("Write %(right)s.") % {"right": right})
        for part, found, right in (
            (_("code"), parsed.code, rule_set.code),
            (_("version"), parsed.version, rule_set.version),
        )
        if found != right
    ]
    fits = [problems_with_items(parsed, list(questionnaire.items.all())) for questionnaire in questionnaires]
    if not fits:
        return [*named, Problem(_("items"), _("No questionnaire is published."), _("Publish one first."))]
    return named + min(fits, key=len)


def questionnaire_problems(content: Content) -> list[Problem]:
    """Everything that stands in the way of publishing this content."""
    problems = []
    if not content.sections:
        problems.append(Problem(_("sections"), _("There is none."), _("Add at least one section with an item.")))
    filled = {item.section_id for item in content.items}
    for section in content.sections:
        problems += _section_problems(section, is_empty=section.pk not in filled)
    codes = [section.code for section in content.sections] + [item.code for item in content.items]
    times = Counter(code.casefold() for code in codes)
    problems += [
        Problem(code, _("This code is used more than once."), _("Give each section and each item a code of its own."))
        for code in dict.fromkeys(codes)
        if times[code.casefold()] > 1
    ]
    for item in content.items:
        problems += _item_problems(item)
    return problems + translation_problems(content)


def _section_problems(section: Section, *, is_empty: bool) -> list[Problem]:
    problems = []
    if is_empty:
        problems.append(Problem(section.code, _("The section has no item."), _("Add one, or take the section away.")))
    if section.part not in Part.values:
        problems.append(
            Problem(
                section.code,
                _("There is no part “%(part)s”.") % {"part": section.part},
                _("Use one of %(known)s.") % {"known": ", ".join(Part.values)},
            )
        )
    return problems


def _item_problems(item: Item) -> list[Problem]:
    found: list[tuple[str, str]] = []
    if item.kind not in ItemKind.values:
        found.append(
            (
                _("There is no kind “%(kind)s”.") % {"kind": item.kind},
                _("Use one of %(known)s.") % {"known": ", ".join(ItemKind.values)},
            )
        )
    if not item.text.strip():
        found.append((_("The question has no text."), _("Write it.")))
    if item.rung is not None and item.rung not in RUNGS:
        found.append((_("There is no rung %(rung)s.") % {"rung": item.rung}, _("Use 1 to 6, or none.")))
    if item.minimum is not None and item.maximum is not None and item.minimum > item.maximum:
        found.append((_("The least value is above the greatest."), _("Exchange the two.")))
    unknown = sorted({*item.only_in, *item.not_applicable_in} - set(SectorVariant.values))
    if unknown:
        found.append(
            (
                _("There is no sector variant %(found)s.") % {"found": ", ".join(unknown)},
                _("Use one of %(known)s.") % {"known": ", ".join(SectorVariant.values)},
            )
        )
    found += _option_problems(item)
    return [Problem(item.code, fact, remedy) for fact, remedy in found]


def _option_problems(item: Item) -> list[tuple[str, str]]:
    if item.kind not in CHOICES:
        only = _("Take them away, or make it a choice.")
        return [(_("The item has options and is no choice."), only)] if item.options else []
    codes = [option.get("code") for option in item.options]
    if len(codes) < 2:
        return [(_("The choice has fewer than two options."), _("Add options, or ask yes or no."))]
    if not all(codes) or not all(option.get("label") for option in item.options):
        return [(_("An option has no code or no label."), _("Give both to each option."))]
    if len(set(codes)) < len(codes):
        return [(_("Two options have the same code."), _("Give each option a code of its own."))]
    return []


def _newest_published() -> list[Questionnaire]:
    newest: dict[str, Questionnaire] = {}
    for questionnaire in Questionnaire.objects.filter(status=Status.PUBLISHED).order_by("code", "-version"):
        newest.setdefault(questionnaire.code, questionnaire)
    return list(newest.values())


def _told_to(given: Version, stored: Version) -> Version:
    """The row the caller holds, brought up to what is stored."""
    given.status, given.published_at, given.content_hash = stored.status, stored.published_at, stored.content_hash
    return given
