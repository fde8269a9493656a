"""Firms that a person must not see for a time, because they judge them without knowing what others found."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models.firm import Firm


class HiddenFirm(models.Model):
    """One firm hidden from one person, from `since` until `ended_at`; while that is empty it is hidden."""

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="hidden_from", verbose_name=_("firm"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hidden_firms", verbose_name=_("person")
    )
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("hidden firm")
        verbose_name_plural = _("hidden firms")
        ordering = ["firm", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "user"], condition=models.Q(ended_at__isnull=True), name="hidden_firm_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.firm}: {self.user}"
