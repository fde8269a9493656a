"""The register of a cluster: crises it met, and what local policy did before and after them."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models.cluster import Cluster

FIRST_YEAR, LAST_YEAR = 1800, 2200
YEARS = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]


class CrisisKind(models.TextChoices):
    QUALITY = "quality", _("Quality crisis")
    EXPORT_BARRIER = "export_barrier", _("Export barriers")
    MACRO_POLICY = "macro_policy", _("Macroeconomic policy")
    FACTOR_PRICE = "factor_price", _("Prices of inputs")
    OTHER = "other", _("Accidents and others")


class PolicyKind(models.IntegerChoices):
    INFRASTRUCTURE = 1, _("Infrastructure")
    MARKETPLACE = 2, _("Marketplaces")
    INDUSTRIAL_PARK = 3, _("Industrial park")
    LOGISTICS = 4, _("Logistics centre")
    TRAINING = 5, _("Training of workers")
    ASSOCIATION = 6, _("Industrial association")
    INCENTIVES = 7, _("Financial incentives")
    PROMOTION = 8, _("Generic promotion")
    EXHIBITIONS = 9, _("Exhibitions")
    INSPECTION = 10, _("Quality inspection centre")
    RESEARCH = 11, _("Support for firms’ research and development")


class Timing(models.TextChoices):
    BEFORE = "before", _("Before the crisis")
    AFTER = "after", _("After the crisis")


class Entry(models.Model):
    """What every line of the register has. `informant` is the role of whoever told it, not their name."""

    description = models.TextField(_("what happened"), blank=True)
    informant = models.CharField(_("who told it"), max_length=120, blank=True)
    source = models.CharField(_("document"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, verbose_name=_("entered by")
    )
    recorded_at = models.DateTimeField(_("entered"))

    class Meta:
        abstract = True


class CrisisEvent(Entry):
    """One crisis of one cluster, in the year it began (Figure 1 and Table 3 of the paper on crises)."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="crises", verbose_name=_("cluster"))
    year = models.PositiveSmallIntegerField(_("year"), validators=YEARS)
    kind = models.CharField(_("type"), max_length=20, choices=CrisisKind.choices)

    class Meta:
        verbose_name = _("crisis")
        verbose_name_plural = _("crises")
        ordering = ["cluster", "year", "pk"]

    def __str__(self) -> str:
        return f"{self.year}: {self.get_kind_display()}"


class PolicyAction(Entry):
    """One action of local policy for a cluster, and whether it came before or after the crisis."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="policies", verbose_name=_("cluster"))
    year = models.PositiveSmallIntegerField(_("year"), validators=YEARS, null=True, blank=True)
    kind = models.PositiveSmallIntegerField(_("type"), choices=PolicyKind.choices)
    timing = models.CharField(_("before or after"), max_length=6, choices=Timing.choices)

    class Meta:
        verbose_name = _("policy action")
        verbose_name_plural = _("policy actions")
        ordering = ["cluster", "year", "pk"]

    def __str__(self) -> str:
        return f"{self.year or '?'}: {self.get_kind_display()}"
