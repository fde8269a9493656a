"""Rules and typologies as the page about the method shows them: no firm, no answer."""

from dataclasses import dataclass
from typing import cast

from django.utils.translation import gettext as _

from reports.rule_words import branch_title, demand_of
from scoring.rules import AllRule, AnyRule, KOfRule, RatioRule, Rule, items_of
from scoring.ruleset import parse_ruleset
from scoring.rungs import RUNGS, Dimension
from surveys.catalogue import Catalogue, spoken_catalogue
from surveys.default_content import LEVELS_TABLE, PHASES_TABLE
from surveys.models import Part, Pillar, Questionnaire, RuleSetVersion
from surveys.wording import Wording


class AnyCluster:
    """Words for questions that are asked of no particular cluster."""

    def of(self, text: str) -> str:
        """The text with the years and the money named and not filled in."""
        return (
            text.replace("{base_year}", _("the base year"))
            .replace("{reference_year}", _("the reference year"))
            .replace("{currency}", _("the cluster’s currency"))
        )


ANY_CLUSTER = cast(Wording, AnyCluster())


@dataclass(frozen=True, slots=True)
class PlainRule:
    """A rule without an answer: a branch with its parts, or a question with what is asked of its answer."""

    title: str
    parts: tuple["PlainRule", ...] = ()
    questions: tuple[str, ...] = ()
    demand: str = ""


@dataclass(frozen=True, slots=True)
class PlainRung:
    number: int
    name: str
    descriptor: str
    rule: PlainRule


@dataclass(frozen=True, slots=True)
class RuleTable:
    label: str
    rungs: tuple[PlainRung, ...]


@dataclass(frozen=True, slots=True)
class TypologyRow:
    number: int
    name: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Typology:
    heads: tuple[str, ...]
    rows: tuple[TypologyRow, ...]


def rule_tables(version: RuleSetVersion, questionnaire: Questionnaire) -> list[RuleTable]:
    """The rules of a set in words, dimension by dimension."""
    rules, catalogue = parse_ruleset(version.content).rules, spoken_catalogue(questionnaire)
    return [
        RuleTable(
            str(Part(dimension).label),
            tuple(_rung(catalogue, dimension, number, rules[dimension][number]) for number in RUNGS),
        )
        for dimension in Dimension
    ]


def typology(questionnaire: Questionnaire) -> Typology:
    """Table 3: what each level looks like in each dimension."""
    columns = [(str(each), str(Part(each).label)) for each in Dimension]
    return _typology(spoken_catalogue(questionnaire), LEVELS_TABLE, columns, len(RUNGS))


def phase_tables(questionnaire: Questionnaire) -> Typology:
    """Table 2: what each phase looks like for each pillar."""
    columns = [(pillar.value, str(pillar.label)) for pillar in Pillar]
    return _typology(spoken_catalogue(questionnaire), PHASES_TABLE, columns, 5)


def _typology(catalogue: Catalogue, table: int, columns: list[tuple[str, str]], rows: int) -> Typology:
    cells = catalogue.descriptors
    return Typology(
        tuple(label for _code, label in columns),
        tuple(
            TypologyRow(
                number,
                cells[table, columns[0][0], number].row_title,
                tuple(cells[table, code, number].text for code, _label in columns),
            )
            for number in range(1, rows + 1)
        ),
    )


def _rung(catalogue: Catalogue, dimension: Dimension, number: int, rule: Rule) -> PlainRung:
    descriptor = catalogue.descriptors[LEVELS_TABLE, str(dimension), number]
    return PlainRung(number, descriptor.row_title, descriptor.text, _plain(rule, catalogue))


def _plain(rule: Rule, catalogue: Catalogue) -> PlainRule:
    if isinstance(rule, AllRule | AnyRule | KOfRule):
        return PlainRule(branch_title(rule), tuple(_plain(part, catalogue) for part in rule.parts))
    codes = (rule.numerator, rule.denominator) if isinstance(rule, RatioRule) else items_of(rule)
    questions = tuple(ANY_CLUSTER.of(catalogue.items[code].text) for code in codes)
    return PlainRule("", questions=questions, demand=demand_of(rule, catalogue, ANY_CLUSTER))
