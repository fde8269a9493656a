"""What a study has chosen: its questionnaire, its rule set, and every assumption its tables rest on."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models import Study
from surveys.models.questionnaire import Questionnaire
from surveys.models.ruleset import RuleSetVersion


class StudySetup(models.Model):
    class DominanceChoice(models.TextChoices):
        P_PERCENT = "p_percent", _("p per cent: the rest must be enough to blur the largest firm")
        N_K = "n_k", _("(n, k): one or two firms must not be nearly all of the total")

    class ReviewStepsChoice(models.IntegerChoices):
        ONE = 1, _("One: a reviewer approves")
        TWO = 2, _("Two: a reviewer passes, somebody else with a role in the whole study approves")

    class LevelRuleChoice(models.TextChoices):
        STRICT = "R1", _("R1 strict: every rung up to the level is held")
        HIGHEST = "R2", _("R2 highest: the highest rung held counts")
        MINIMUM_ERROR = "R3", _("R3 minimum error: the level with the fewest contradictions")
        ASSESSOR = "R4", _("R4 assessor: the level the assessor gave")

    class PointPolicyChoice(models.TextChoices):
        LOW = "low", _("Low bound")
        EXCLUDE = "exclude_if_differs", _("Leave out firms whose bounds differ")
        IMPUTE = "multiple_imputation", _("Spread over the levels between the bounds")

    class GrowthChoice(models.TextChoices):
        CAGR = "cagr", _("Compound annual growth between the two end years")
        LOGLINEAR = "loglinear", _("Log-linear trend over all years")
        ARITH = "arith", _("Mean of the yearly growth rates")
        DLOG = "dlog", _("Mean of the yearly log differences")

    class GrowthBasisChoice(models.TextChoices):
        MATCHED = "matched", _("Firms with figures for both years")
        ALL_FIRMS = "all_firms", _("Totals of all firms")
        OFFICIAL = "official", _("Official series of the location")

    class SkillBasisChoice(models.TextChoices):
        RATIO_OF_TOTALS = "ratio_of_totals", _("Ratio of totals")
        MEAN_OF_RATIOS = "mean_of_ratios", _("Mean of the firms' ratios")

    study = models.OneToOneField(Study, on_delete=models.CASCADE, related_name="setup", verbose_name=_("study"))
    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="setups", verbose_name=_("questionnaire")
    )
    rule_set = models.ForeignKey(
        RuleSetVersion, on_delete=models.PROTECT, related_name="setups", verbose_name=_("rule set")
    )
    level_rule = models.CharField(
        _("level rule"), max_length=2, choices=LevelRuleChoice.choices, default=LevelRuleChoice.STRICT
    )
    floor_level_1 = models.BooleanField(
        _("every operating firm stands at least on level 1"),
        default=True,
        help_text=_("The published Table 5 counts every firm at level 1."),
    )
    point_policy = models.CharField(
        _("level of a firm with unknown rungs"),
        max_length=20,
        choices=PointPolicyChoice.choices,
        default=PointPolicyChoice.LOW,
    )
    use_assessed = models.BooleanField(
        _("an assessed level stands in place of the computed one"),
        default=True,
        help_text=_("Reviewers can assess a level themselves, with reason and evidence. Exports always tell both."),
    )
    foreign_threshold = models.FloatField(
        _("foreign from this share of equity on, per cent"),
        default=50.0,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    growth = models.CharField(_("growth rate"), max_length=12, choices=GrowthChoice.choices, default=GrowthChoice.CAGR)
    growth_basis = models.CharField(
        _("growth over"), max_length=12, choices=GrowthBasisChoice.choices, default=GrowthBasisChoice.MATCHED
    )
    skill_basis = models.CharField(
        _("skill intensity of a cluster"),
        max_length=16,
        choices=SkillBasisChoice.choices,
        default=SkillBasisChoice.RATIO_OF_TOTALS,
    )
    technical_in_wide = models.BooleanField(_("technical staff count as skilled in the wide definition"), default=True)
    weighted = models.BooleanField(_("use the firms' weights beside the plain counts"), default=False)

    review_steps = models.PositiveSmallIntegerField(
        _("steps of review"), choices=ReviewStepsChoice.choices, default=ReviewStepsChoice.ONE
    )

    minimum_cell = models.PositiveSmallIntegerField(
        _("fewest firms or votes behind a public figure"),
        default=3,
        db_default=3,
        validators=[MinValueValidator(3), MaxValueValidator(50)],
        help_text=_("What rests on fewer is hidden in files for everybody, with all that would give it away."),
    )
    dominance = models.CharField(
        _("when one firm rules a total of money"),
        max_length=12,
        choices=DominanceChoice.choices,
        default=DominanceChoice.P_PERCENT,
        db_default=DominanceChoice.P_PERCENT,
    )
    dominance_p = models.FloatField(
        _("least rest of a total beside its two largest firms (p), per cent of the largest"),
        default=10.0,
        db_default=10.0,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    dominance_k1 = models.FloatField(
        _("most that the largest firm may have (k of one), per cent of the total"),
        default=75.0,
        db_default=75.0,
        validators=[MinValueValidator(10), MaxValueValidator(99)],
    )
    dominance_k2 = models.FloatField(
        _("most that the two largest may have together (k of two), per cent of the total"),
        default=85.0,
        db_default=85.0,
        validators=[MinValueValidator(10), MaxValueValidator(99)],
    )

    class Meta:
        verbose_name = _("choices of a study")
        verbose_name_plural = _("choices of studies")

    def __str__(self) -> str:
        return str(self.study)
