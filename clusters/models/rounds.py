"""Rounds: the same cluster, surveyed again in a later study."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models.cluster import Cluster


class RoundLink(models.Model):
    """Says that two clusters of two studies are one, surveyed twice; a firm has the same code in both."""

    earlier = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+", verbose_name=_("earlier round"))
    later = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+", verbose_name=_("later round"))
    note = models.TextField(_("note"), blank=True)
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, verbose_name=_("linked by")
    )
    linked_at = models.DateTimeField(_("linked"))

    class Meta:
        verbose_name = _("link of two rounds")
        verbose_name_plural = _("links of rounds")
        ordering = ["later", "earlier"]
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="round_link_unique"),
            models.CheckConstraint(condition=~models.Q(earlier=models.F("later")), name="round_link_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.earlier.study}: {self.earlier} – {self.later.study}: {self.later}"
