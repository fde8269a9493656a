"""A firm of the sample: what interviews are held with."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusters.models.cluster import Cluster
from clusters.models.frame import FrameUnit, Stratum


class Disposition(models.TextChoices):
    """What became of the attempt to interview a firm (method, A.6)."""

    PENDING = "pending", _("Not yet contacted")
    COMPLETE = "complete", _("Interview complete")
    PARTIAL = "partial", _("Interview partial")
    REFUSAL = "refusal", pgettext_lazy("interview", "Refused")
    NON_CONTACT = "non_contact", _("Could not be reached")
    OTHER = "other", _("Other non-response")
    UNKNOWN_ELIGIBILITY = "unknown_eligibility", _("Not known whether eligible")
    INELIGIBLE = "ineligible", _("Not eligible")


class FirmManager(models.Manager["Firm"]):
    """Firms that are not in the bin: what every list, count, guard and import begins from."""

    def get_queryset(self) -> models.QuerySet["Firm"]:
        return super().get_queryset().filter(binned_at__isnull=True)


class Firm(models.Model):
    """`objects` leaves out what lies in the bin (docs/bin.md); only the bin itself asks `everything`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="firms", verbose_name=_("cluster"))
    code = models.CharField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(_("address"), max_length=300, blank=True)
    frame_unit = models.OneToOneField(
        FrameUnit,
        on_delete=models.SET_NULL,
        related_name="firm",
        verbose_name=_("line of the frame"),
        null=True,
        blank=True,
    )
    stratum = models.ForeignKey(
        Stratum,
        on_delete=models.SET_NULL,
        related_name="firms",
        verbose_name=_("stratum"),
        null=True,
        blank=True,
    )
    disposition = models.CharField(
        _("disposition"), max_length=20, choices=Disposition.choices, default=Disposition.PENDING
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="firms",
        verbose_name=_("interviewed by"),
        null=True,
        blank=True,
    )
    base_weight = models.FloatField(_("base weight"), default=1.0)
    final_weight = models.FloatField(_("final weight"), default=1.0)
    attributes = models.JSONField(
        _("further attributes"),
        default=dict,
        blank=True,
        help_text=_("Groups named by an imported file, such as a size class or branch of its own."),
    )
    is_reconstruction = models.BooleanField(_("reconstructed"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
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
    bin_reason = models.CharField(_("why it is in the bin"), max_length=300, blank=True, default="", editable=False)
    removed_at = models.DateTimeField(_("removed for good"), null=True, blank=True, editable=False)

    objects = FirmManager()
    everything = models.Manager["Firm"]()

    class Meta:
        verbose_name = _("firm")
        verbose_name_plural = _("firms")
        ordering = ["cluster", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "code"],
                condition=models.Q(binned_at__isnull=True),
                name="firm_code_unique_in_cluster",
            ),
            models.CheckConstraint(
                condition=models.Q(base_weight__gt=0) & models.Q(final_weight__gt=0),
                name="firm_weights_positive",
            ),
        ]
        indexes = [
            models.Index(fields=["binned_at"], condition=models.Q(binned_at__isnull=False), name="firm_binned_idx"),
        ]

    def __str__(self) -> str:
        return self.name
