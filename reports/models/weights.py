"""Weights of a cluster: every version for ever, and a log of which of them was in use when. Both append-only."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster


class WeightVersion(models.Model):
    """Weights made once: how, every step's figures, and every firm's weight after every step.

    `how` holds the `reports.weight_inputs.WeightChoices`; `firms` has for each drawn firm its id, code, stratum,
    outcome and weights in the order of `steps`; `eligible` maps strata to their eligible firms.
    """

    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, related_name="weight_versions", verbose_name=_("cluster")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=120)
    how = models.JSONField(_("how they were made"))
    frame_version = models.PositiveSmallIntegerField(_("version of the frame"))
    by_chance = models.BooleanField(_("firms were drawn by chance"))
    steps = models.JSONField(_("figures of every step"))
    merges = models.JSONField(_("cells that were merged"), default=list)
    notes = models.JSONField(_("further figures"), default=dict)
    eligible = models.JSONField(_("eligible firms by stratum"), default=dict)
    firms = models.JSONField(_("weights by firm"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("version of weights")
        verbose_name_plural = _("versions of weights")
        ordering = ["cluster", "-number"]
        constraints = [models.UniqueConstraint(fields=["cluster", "number"], name="weight_version_unique")]

    def __str__(self) -> str:
        return f"{self.number}: {self.name}"


class WeightChoice(models.Model):
    """That a version was put in use, or (`version` empty) that base weights count again; the newest row holds."""

    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, related_name="weight_choices", verbose_name=_("cluster")
    )
    version = models.ForeignKey(
        WeightVersion,
        on_delete=models.PROTECT,
        related_name="choices",
        verbose_name=_("version"),
        null=True,
        blank=True,
        help_text=_("Empty: base weights count again."),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("weights in use")
        verbose_name_plural = _("weights in use")
        ordering = ["cluster", "pk"]

    def __str__(self) -> str:
        return f"{self.cluster}: {self.version or '–'}"
