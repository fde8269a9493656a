"""Whether rules make a ladder by themselves: rungs that read a level, or answers that another rung reads too."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Q

from reports.aggregation import frozen_rule_set
from reports.errors import InputsMovedError
from reports.ladder import Built
from reports.results import DIMENSIONS
from reports.specification import Specification
from scoring.rules import items_of
from scoring.ruleset import RuleSet
from scoring.rungs import Dimension
from surveys.models import Item, ItemKind


@dataclass(frozen=True, slots=True)
class RungRules:
    """The rules of a run and the items of its questionnaires that are answered with a level.

    A rule set that is no longer what the run froze is None: it tells nothing, and nothing is told of it.
    """

    rule_set: RuleSet | None
    levels: frozenset[str]
    reconstructed: bool

    def built(self, variants: Iterable[str]) -> dict[str, Built]:
        """By dimension, how rungs are made in these sector variants taken together."""
        found = {}
        for name in DIMENSIONS:
            on_levels: set[int] = set()
            shared: set[tuple[int, int]] = set()
            for variant in set(variants) if self.rule_set else ():
                items = _items(self.rule_set, Dimension(name), variant)
                on_levels.update(rung for rung, read in items.items() if read & self.levels)
                shared.update(pair for pair in combinations(sorted(items), 2) if items[pair[0]] & items[pair[1]])
            found[name] = Built(self.reconstructed, tuple(sorted(on_levels)), tuple(sorted(shared)))
        return found


def rules_of(specification: Specification) -> RungRules:
    """The rules behind the rungs of a run."""
    try:
        rule_set = frozen_rule_set(specification)
    except InputsMovedError:
        rule_set = None
    used = Q(pk__in=[])
    for version in specification.questionnaires:
        used |= Q(questionnaire__code=version.code, questionnaire__version=version.version)
    levels = Item.objects.filter(used, kind=ItemKind.LEVEL).order_by().values_list("code", flat=True)
    return RungRules(rule_set, frozenset(levels), specification.is_reconstruction)


def _items(rule_set: RuleSet | None, dimension: Dimension, variant: str) -> dict[int, frozenset[str]]:
    rules = rule_set.rules_for(variant)[dimension] if rule_set else {}
    return {rung: items_of(rule) for rung, rule in rules.items()}
