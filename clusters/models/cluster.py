"""A cluster: one industry in one place."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models.binnable import Binnable
from clusters.models.study import Study


class SectorVariant(models.TextChoices):
    """Which sector card explains the rungs, and which items exist only there."""

    GENERIC = "generic", _("Generic manufacturing")
    AUTOMOTIVE = "automotive", _("Automotive")
    ELECTRONICS = "electronics", _("Electronics")
    SALMON = "salmon", _("Salmon")
    BUTTONS = "buttons", _("Buttons")


class ClusterManager(models.Manager["Cluster"]):
    """Clusters that are not in the bin: what every list, guard, import and run begins from."""

    def get_queryset(self) -> models.QuerySet["Cluster"]:
        return super().get_queryset().filter(binned_at__isnull=True)


class Cluster(Binnable):
    """`objects` leaves out what lies in the bin (docs/bin.md); only the bin itself asks `everything`."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="clusters", verbose_name=_("study"))
    slug = models.SlugField(_("short name"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=80)
    location = models.CharField(_("location"), max_length=120, blank=True)
    product = models.CharField(_("product"), max_length=120)
    origin = models.TextField(_("origin"), blank=True, help_text=_("How the cluster began, in one sentence."))
    started_year = models.PositiveSmallIntegerField(_("year of origin"), null=True, blank=True)
    sector_variant = models.CharField(
        _("sector variant"), max_length=20, choices=SectorVariant.choices, default=SectorVariant.GENERIC
    )
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    position = models.PositiveSmallIntegerField(_("place in the tables"), default=0)
    note = models.TextField(_("note"), blank=True)

    objects = ClusterManager()
    everything = models.Manager["Cluster"]()

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "slug"],
                condition=models.Q(binned_at__isnull=True),
                name="cluster_slug_unique_in_study",
            ),
            models.UniqueConstraint(
                fields=["study", "name"],
                condition=models.Q(binned_at__isnull=True),
                name="cluster_name_unique_in_study",
            ),
        ]

    def __str__(self) -> str:
        return self.name
