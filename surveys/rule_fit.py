"""Whether a rule set fits a questionnaire: its items exist and can be compared as its rules do."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from clusters.models import SectorVariant
from scoring.rule_tree import ConstRule, ItemRule, RatioRule, Rule
from scoring.ruleset import RuleSet
from surveys.errors import Problem
from surveys.models import Item, ItemKind

MEASURED = frozenset(
    {ItemKind.SHARE, ItemKind.COUNT, ItemKind.NUMBER, ItemKind.MONEY, ItemKind.YEAR, ItemKind.LEVEL, ItemKind.YES_NO}
)


def problems_with_items(rule_set: RuleSet, items: Iterable[Item]) -> list[Problem]:
    """Every item the rule set names that the questionnaire lacks or cannot compare as asked."""
    asked = {item.code: item for item in items}
    problems = [problem for place, rule in _rules(rule_set) for problem in _rule_problems(place, rule, asked)]
    named = [("asks_who", code) for code in sorted(rule_set.asks_who)]
    named += [(f"not_applicable.{variant}", code) for variant, codes in rule_set.na_items.items() for code in codes]
    problems += [_no_such_item(place, code) for place, code in named if code not in asked]
    problems += [
        Problem("asks_who", _("%(item)s does not ask who did it.") % {"item": code}, _("Take it out of the list."))
        for code in sorted(rule_set.asks_who)
        if code in asked and not asked[code].asks_who
    ]
    problems += [
        Problem(
            variant,
            _("There is no such sector variant."),
            _("Use one of %(known)s.") % {"known": ", ".join(SectorVariant.values)},
        )
        for variant in sorted({*rule_set.variants, *rule_set.na_items} - set(SectorVariant.values))
    ]
    return problems


def _rules(rule_set: RuleSet) -> Iterator[tuple[str, Rule]]:
    for dimension, rules in rule_set.rules.items():
        for rung, rule in rules.items():
            yield f"rules.{dimension}.{rung}", rule
    for variant, changed in rule_set.variants.items():
        for dimension, rules in changed.items():
            for rung, rule in rules.items():
                yield f"variants.{variant}.{dimension}.{rung}", rule


def _rule_problems(place: str, rule: Rule, asked: dict[str, Item]) -> Iterator[Problem]:
    for leaf in _leaves(rule):
        codes = (leaf.item,) if isinstance(leaf, ItemRule) else (leaf.numerator, leaf.denominator)
        for code in codes:
            if code not in asked:
                yield _no_such_item(place, code)
            elif not _comparable(leaf, asked[code]):
                yield Problem(
                    place,
                    _("%(item)s (%(kind)s) cannot be compared in this way.")
                    % {"item": code, "kind": asked[code].get_kind_display()},
                    _("Compare numbers with numbers and choices with the code of one of their options."),
                )


def _leaves(rule: Rule) -> Iterator[ItemRule | RatioRule]:
    if isinstance(rule, ItemRule | RatioRule):
        yield rule
    elif not isinstance(rule, ConstRule):
        for part in rule.parts:
            yield from _leaves(part)


def _comparable(leaf: ItemRule | RatioRule, item: Item) -> bool:
    if isinstance(leaf, RatioRule):
        return item.kind in MEASURED and item.kind != ItemKind.YES_NO
    if leaf.value is None:
        return item.kind in MEASURED or item.kind == ItemKind.MULTIPLE
    if isinstance(leaf.value, str):
        return any(option["code"] == leaf.value for option in item.options)
    return item.kind in MEASURED


def _no_such_item(place: str, code: str) -> Problem:
    return Problem(
        place,
        _("The questionnaire has no item %(item)s.") % {"item": code},
        _("Use the code of one of its items, or add the item to the questionnaire."),
    )
