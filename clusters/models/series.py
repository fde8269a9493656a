"""Yearly series: exports of a country or a location, employment, wage bill, price index."""

from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from clusters.models.cluster import Cluster


class SeriesKind(models.TextChoices):
    NATIONAL_EXPORTS = "national_exports", _("National exports of the product")
    LOCATION_EXPORTS = "location_exports", _("Exports of the location")
    LOCATION_EMPLOYMENT = "location_employment", _("Employment of the location")
    LOCATION_WAGE_BILL = "location_wage_bill", _("Wage bill of the location")
    PRICE_INDEX = "price_index", _("Consumer price index")


class Series(models.Model):
    """One version of a series; a revised figure is a new version, so that old runs keep theirs."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="series", verbose_name=_("cluster"))
    kind = models.CharField(_("kind"), max_length=24, choices=SeriesKind.choices)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    unit = models.CharField(_("unit"), max_length=60)
    source = models.CharField(_("source"), max_length=300)
    note = models.TextField(_("note"), blank=True)
    is_reconstruction = models.BooleanField(_("reconstructed"), default=False)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["cluster", "kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "kind", "version"], name="series_version_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.cluster}: {self.get_kind_display()} ({self.version})"


class SeriesPoint(models.Model):
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="points", verbose_name=_("series"))
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.FloatField(_("value"))

    class Meta:
        verbose_name = _("figure of a series")
        verbose_name_plural = _("figures of series")
        ordering = ["series", "year"]
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="series_point_year_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.value}"

    @property
    def figure(self) -> str:
        """The value as it was given: no rounding, no zeros behind it."""
        return str(number_format(f"{self.value:.12g}"))
