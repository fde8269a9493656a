"""What every thing bears that can be put into the bin (docs/bin.md)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Binnable(models.Model):
    """Each model says which of its managers leaves out what lies in the bin; `everything` is asked by the bin alone.

    Firms bear columns of their own of these names, from before the rule of migrations without downtime.
    """

    binned_at = models.DateTimeField(_("put into the bin"), null=True, blank=True, editable=False)
    binned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("put into the bin by"),
        null=True,
        blank=True,
        editable=False,
    )
    bin_reason = models.CharField(
        _("why it is in the bin"), max_length=300, blank=True, default="", db_default="", editable=False
    )
    removed_at = models.DateTimeField(_("removed for good"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True
