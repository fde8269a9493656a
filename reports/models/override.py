"""Levels that a person gave in place of the computed ones: a log, one row for each word somebody said. Append-only."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models import Interview, RuleSetVersion


class AssessedDimension(models.TextChoices):
    HR = "hr", _("Human resources")
    PROCESS = "process", _("Process technology")
    PRODUCT = "product", _("Product technology")


class EvidenceKind(models.TextChoices):
    DOCUMENT = "document", _("Document seen")
    PERSON = "person", _("Person met")
    VISIT = "visit", _("Seen at the firm")
    OTHER = "other", _("Other source")


class LevelOverride(models.Model):
    """The level a reviewer assessed, or (`level` empty) that the assessment is withdrawn; the newest row holds.

    Beside it is frozen what the answers gave at that moment, and by which rule set and choices.
    """

    interview = models.ForeignKey(
        Interview, on_delete=models.PROTECT, related_name="level_overrides", verbose_name=_("interview")
    )
    dimension = models.CharField(_("dimension"), max_length=10, choices=AssessedDimension.choices)
    level = models.PositiveSmallIntegerField(
        _("assessed level"), null=True, blank=True, help_text=_("Empty: the assessment is withdrawn.")
    )
    reason = models.TextField(_("reason"))
    evidence_kind = models.CharField(_("kind of evidence"), max_length=12, choices=EvidenceKind.choices, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    computed_low = models.PositiveSmallIntegerField(_("computed level, low bound"))
    computed_high = models.PositiveSmallIntegerField(_("computed level, high bound"))
    computed_point = models.PositiveSmallIntegerField(_("computed level"), null=True, blank=True)
    rule_set = models.ForeignKey(RuleSetVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("rule set"))
    level_rule = models.CharField(_("level rule"), max_length=2)
    floor_level_1 = models.BooleanField(_("floor at level 1"))
    point_policy = models.CharField(_("level of a firm with unknown rungs"), max_length=20)
    revision_count = models.PositiveIntegerField(_("revisions at that moment"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="level_overrides", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("assessed level")
        verbose_name_plural = _("assessed levels")
        ordering = ["interview", "dimension", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__isnull=True) | models.Q(level__lte=6), name="override_level_at_most_6"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="override_has_a_reason"),
            models.CheckConstraint(
                condition=models.Q(level__isnull=True) | (~models.Q(evidence="") & ~models.Q(evidence_kind="")),
                name="override_has_evidence",
            ),
            models.CheckConstraint(
                condition=models.Q(computed_low__lte=models.F("computed_high")), name="override_low_before_high"
            ),
        ]
        indexes = [models.Index(fields=["interview", "dimension", "id"], name="override_newest_idx")]

    def __str__(self) -> str:
        return f"{self.interview}: {self.get_dimension_display()}"

    @property
    def is_withdrawal(self) -> bool:
        return self.level is None
