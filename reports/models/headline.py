"""What the report is going to say of a cluster, so that every run of the study can be asked whether it holds."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster
from reports.models.override import AssessedDimension


class Headline(models.Model):
    """“More than 50 per cent of firms at level 4 or above in HR.” Never deleted: taken back, it is marked so."""

    class Compared(models.TextChoices):
        MORE = "more", _("more than")
        LESS = "less", _("less than")

    class Counted(models.TextChoices):
        AT_LEAST = "at_least", _("at this level or above")
        EXACTLY = "exactly", _("exactly at this level")

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="headlines", verbose_name=_("cluster"))
    dimension = models.CharField(_("dimension"), max_length=10, choices=AssessedDimension.choices)
    compared = models.CharField(_("how much"), max_length=4, choices=Compared.choices, default=Compared.MORE)
    share_pct = models.FloatField(_("per cent of firms"))
    counted = models.CharField(_("which firms"), max_length=8, choices=Counted.choices, default=Counted.AT_LEAST)
    level = models.PositiveSmallIntegerField(_("level"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="headlines", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"))
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("taken back by"),
        null=True,
        blank=True,
    )
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("headline")
        verbose_name_plural = _("headlines")
        ordering = ["cluster", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__gte=1) & models.Q(level__lte=6), name="headline_level_1_to_6"
            ),
            models.CheckConstraint(
                condition=models.Q(share_pct__gte=0) & models.Q(share_pct__lte=100), name="headline_share_0_to_100"
            ),
            models.UniqueConstraint(
                fields=["cluster", "dimension", "compared", "share_pct", "counted", "level"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="headline_said_once",
            ),
        ]

    def __str__(self) -> str:
        return _("%(cluster)s, %(dimension)s, level %(level)d") % {
            "cluster": self.cluster,
            "dimension": self.get_dimension_display(),
            "level": self.level,
        }
