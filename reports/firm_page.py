"""One firm's result, ready to be read: its levels, why they are what they are, and what is missing for more."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from reports.aggregation import frozen_rule_set
from reports.assessment_page import ReadAssessment, assessments_of, read_assessment
from reports.level_words import level_reasons
from reports.models import RunFirm
from reports.rule_words import ReadNeed, ReadRule, RuleReader
from reports.score_inputs import ASSESSED, frozen_answers
from reports.specification import Specification
from scoring.levels import LevelRule
from scoring.ruleset import DimensionScore, RuleSet, parse_ruleset, score_firm, what_is_missing
from scoring.rungs import RUNGS, Dimension
from surveys.answers import scoring_answers
from surveys.catalogue import Catalogue, spoken_catalogue
from surveys.default_content import LEVELS_TABLE
from surveys.models import Interview, Part, StudySetup
from surveys.study_setup import setup_of
from surveys.wording import wording_of


@dataclass(frozen=True, slots=True)
class Basis:
    """By what a firm is scored: the study's present choices, or those a run froze."""

    rule_set: RuleSet
    rule_set_title: str
    level_rule: LevelRule
    floor_level_1: bool
    use_assessed: bool
    run_id: str = ""

    @property
    def level_rule_label(self) -> str:
        return str(StudySetup.LevelRuleChoice(self.level_rule).label)


@dataclass(frozen=True, slots=True)
class ReadRung:
    """One rung: what it means, whether it is held, and by which answers."""

    number: int
    name: str
    descriptor: str
    state: str
    rule: ReadRule


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next rung the firm lacks, and what would have to change to hold it."""

    rung: ReadRung
    need: ReadNeed


@dataclass(frozen=True, slots=True)
class ReadDimension:
    code: str
    label: str
    states: tuple[str, ...]
    low: int
    high: int
    reasons: tuple[str, ...]
    rungs: tuple[ReadRung, ...]
    next: NextStep | None
    assessed: ReadAssessment | None

    @property
    def assessed_level(self) -> int | None:
        """The assessed level where it counts: the ladder marks it."""
        return self.assessed.level if self.assessed and self.assessed.counts else None


def present_basis(interview: Interview) -> Basis:
    """The study's present choices."""
    setup = setup_of(interview.firm.cluster.study)
    return Basis(
        parse_ruleset(setup.rule_set.content),
        str(setup.rule_set),
        LevelRule(setup.level_rule),
        setup.floor_level_1,
        setup.use_assessed,
    )


def frozen_basis(row: RunFirm) -> Basis:
    """The choices a run froze."""
    specification = Specification.from_json(row.run.specification)
    return Basis(
        frozen_rule_set(specification),
        str(specification.rule_set),
        LevelRule(specification.level_rule),
        specification.floor_level_1,
        specification.use_assessed,
        row.run_id,
    )


def read_firm(interview: Interview, row: RunFirm | None = None) -> tuple[Basis, list[ReadDimension]]:
    """The firm's three dimensions by its present answers and choices, or by those of a run it is part of."""
    basis = frozen_basis(row) if row else present_basis(interview)
    stored = frozen_answers([row])[0][1] if row else interview.answers
    cluster = interview.firm.cluster
    catalogue = spoken_catalogue(interview.questionnaire)
    answers = scoring_answers(stored, catalogue.items.values(), cluster.sector_variant)
    score = score_firm(
        basis.rule_set,
        answers,
        variant=cluster.sector_variant,
        level_rule=basis.level_rule,
        floor_level_1=basis.floor_level_1,
        assessor={each: answers[code] for each, code in ASSESSED.items() if code in answers},
    )
    reader = RuleReader(catalogue, stored, wording_of(cluster))
    told = assessments_of(interview, row, counts=basis.use_assessed)
    return basis, [
        replace(
            _dimension(each, score.dimensions[each], basis, answers, cluster.sector_variant, reader),
            assessed=read_assessment(
                told.get(str(each)), score.dimensions[each].level.low, score.dimensions[each].level.high
            ),
        )
        for each in Dimension
    ]


def _dimension(
    dimension: Dimension,
    score: DimensionScore,
    basis: Basis,
    answers: Mapping[str, Any],
    variant: str,
    reader: RuleReader,
) -> ReadDimension:
    rungs = tuple(
        _rung(dimension, number, str(state), reader.rule(trace), reader.catalogue)
        for number, state, trace in zip(RUNGS, score.states, score.traces, strict=True)
    )
    missing = what_is_missing(basis.rule_set, answers, dimension, variant=variant, above=_above(basis, score))
    return ReadDimension(
        code=str(dimension),
        label=str(Part(dimension).label),
        states=tuple(str(state) for state in score.states),
        low=score.level.low,
        high=score.level.high,
        reasons=tuple(level_reasons(score, basis.level_rule)),
        rungs=rungs,
        next=NextStep(rungs[missing.rung - 1], reader.need(missing.gap)) if missing else None,
        assessed=None,
    )


def _rung(dimension: Dimension, number: int, state: str, rule: ReadRule, catalogue: Catalogue) -> ReadRung:
    descriptor = catalogue.descriptors.get((LEVELS_TABLE, str(dimension), number))
    return ReadRung(
        number=number,
        name=descriptor.row_title if descriptor else "",
        descriptor=descriptor.text if descriptor else "",
        state=state,
        rule=rule,
    )


def _above(basis: Basis, score: DimensionScore) -> int:
    """Below which rung nothing would raise the level: a granted first rung, and under R2 all up to the highest held."""
    if basis.level_rule is LevelRule.HIGHEST:
        return score.level.low
    return 1 if basis.floor_level_1 else 0
