"""The frozen record of every choice a run rests on. It is stored with the run and is part of its hash."""

from dataclasses import asdict, dataclass
from typing import Any

from clusters.models import Study
from scoring.aggregate_growth import AggregateBasis
from scoring.disclosure import AS_A_RULE, DisclosureRules, Dominance
from scoring.growth import GrowthDefinition
from scoring.levels import LevelRule, PointPolicy
from scoring.skills import SkillAggregate
from surveys.models import RuleSetVersion, StudySetup

SOFTWARE_VERSION = "0.1.0"

# What may be chosen for one run beside the study's own setup.
CHOICES = (
    "rule_set",
    "level_rule",
    "floor_level_1",
    "point_policy",
    "use_assessed",
    "foreign_threshold",
    "growth",
    "growth_basis",
    "skill_basis",
    "technical_in_wide",
    "weighted",
)

# What a study hides in public holds for all its runs: nobody opens a run that hides less.
HIDING = ("minimum_cell", "dominance", "dominance_p", "dominance_k1", "dominance_k2")

_BASES = {
    StudySetup.GrowthBasisChoice.MATCHED: AggregateBasis.MATCHED_PANEL,
    StudySetup.GrowthBasisChoice.ALL_FIRMS: AggregateBasis.ALL_FIRMS,
    StudySetup.GrowthBasisChoice.OFFICIAL: AggregateBasis.OFFICIAL_SERIES,
}


@dataclass(frozen=True, slots=True)
class VersionRef:
    """One published version of a questionnaire or a rule set, with the hash of its content."""

    code: str
    version: int
    title: str
    hash: str

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


@dataclass(frozen=True, slots=True)
class Specification:
    """Choices by the names of StudySetup, the study's years, and the versions of everything used."""

    study: str
    study_title: str
    is_reconstruction: bool
    base_year: int
    reference_year: int
    price_base_year: int
    rule_set: VersionRef
    questionnaires: tuple[VersionRef, ...]
    level_rule: str
    floor_level_1: bool
    point_policy: str
    foreign_threshold: float
    growth: str
    growth_basis: str
    skill_basis: str
    technical_in_wide: bool
    weighted: bool
    software: str = SOFTWARE_VERSION
    use_assessed: bool = True
    disclosure: DisclosureRules = AS_A_RULE

    def to_json(self) -> dict[str, Any]:
        """The record as JSON. What is hidden stands in it where it is not as a rule, so that older runs keep their
        hash."""
        told = asdict(self)
        if self.disclosure == AS_A_RULE:
            del told["disclosure"]
        return told

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Specification":
        return cls(
            **{
                **data,
                "rule_set": VersionRef(**data["rule_set"]),
                "questionnaires": tuple(VersionRef(**entry) for entry in data["questionnaires"]),
                "disclosure": DisclosureRules(**data.get("disclosure", {})),
            }
        )

    @property
    def years(self) -> int:
        """Number of years between the two ends."""
        return self.reference_year - self.base_year

    @property
    def levels_by(self) -> LevelRule:
        return LevelRule(self.level_rule)

    @property
    def points_by(self) -> PointPolicy:
        return PointPolicy(self.point_policy)

    @property
    def growth_by(self) -> GrowthDefinition:
        return GrowthDefinition(self.growth)

    @property
    def growth_over(self) -> AggregateBasis:
        return _BASES[StudySetup.GrowthBasisChoice(self.growth_basis)]

    @property
    def skills_by(self) -> SkillAggregate:
        return SkillAggregate(self.skill_basis)


def specification_of(
    study: Study,
    choices: dict[str, Any],
    rule_set: RuleSetVersion,
    questionnaires: list[VersionRef],
    disclosure: DisclosureRules = AS_A_RULE,
) -> Specification:
    """The record of these choices for this study; `choices` holds every name of CHOICES but the rule set."""
    return Specification(
        study=study.slug,
        study_title=study.title,
        is_reconstruction=study.is_reconstruction,
        base_year=study.base_year,
        reference_year=study.reference_year,
        price_base_year=study.price_base_year,
        rule_set=version_ref(rule_set),
        questionnaires=tuple(questionnaires),
        level_rule=str(choices["level_rule"]),
        floor_level_1=bool(choices["floor_level_1"]),
        point_policy=str(choices["point_policy"]),
        foreign_threshold=float(choices["foreign_threshold"]),
        growth=str(choices["growth"]),
        growth_basis=str(choices["growth_basis"]),
        skill_basis=str(choices["skill_basis"]),
        technical_in_wide=bool(choices["technical_in_wide"]),
        weighted=bool(choices["weighted"]),
        use_assessed=bool(choices["use_assessed"]),
        disclosure=disclosure,
    )


def disclosure_rules_of(setup: StudySetup) -> DisclosureRules:
    """What the study hides in public; figures of the rule that it did not choose stay as they are by default."""
    kept = (
        {"k1_pct": setup.dominance_k1, "k2_pct": setup.dominance_k2}
        if setup.dominance == Dominance.N_K
        else {"p_pct": setup.dominance_p}
    )
    return DisclosureRules(fewest=setup.minimum_cell, dominance=str(setup.dominance), **kept)


def version_ref(version: Any) -> VersionRef:
    """What to call a published questionnaire or rule set by."""
    return VersionRef(version.code, version.version, version.title, version.content_hash)
