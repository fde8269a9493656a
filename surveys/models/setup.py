"""What a study has chosen: its questionnaire, its rule set, and every assumption its tables rest on."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models import Study
from surveys.models.questionnaire import Questionnaire
from surveys.models.ruleset import RuleSetVersion


class StudySetup(models.Model):
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

    class Meta:
        verbose_name = _("choices of a study")
        verbose_name_plural = _("choices of studies")

    def __str__(self) -> str:
        return str(self.study)
