"""The present scores of an interview, kept so that lists need not compute them; they can always be made anew."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models import Interview, RuleSetVersion


class Score(models.Model):
    """`dimensions` maps hr, process, product to {"rungs": six states, "low", "high", "point", "tie"}."""

    interview = models.OneToOneField(
        Interview, on_delete=models.CASCADE, related_name="score", verbose_name=_("interview")
    )
    rule_set = models.ForeignKey(RuleSetVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("rule set"))
    level_rule = models.CharField(_("level rule"), max_length=2)
    floor_level_1 = models.BooleanField(_("floor at level 1"))
    point_policy = models.CharField(_("level of a firm with unknown rungs"), max_length=20)
    revision_count = models.PositiveIntegerField(_("revisions used"))
    dimensions = models.JSONField(_("rungs and levels"))
    computed_at = models.DateTimeField(_("computed"))

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")

    def __str__(self) -> str:
        return str(self.interview_id)
