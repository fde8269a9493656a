"""A firm of the sample: what interviews are held with."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models.cluster import Cluster
from clusters.models.frame import FrameUnit, Stratum


class Disposition(models.TextChoices):
    """What became of the attempt to interview a firm (method, A.6)."""

    PENDING = "pending", _("Not yet contacted")
    COMPLETE = "complete", _("Interview complete")
    PARTIAL = "partial", _("Interview partial")
    REFUSAL = "refusal", _("Refused")
    NON_CONTACT = "non_contact", _("Could not be reached")
    OTHER = "other", _("Other non-response")
    UNKNOWN_ELIGIBILITY = "unknown_eligibility", _("Not known whether eligible")
    INELIGIBLE = "ineligible", _("Not eligible")


class Firm(models.Model):
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

    class Meta:
        verbose_name = _("firm")
        verbose_name_plural = _("firms")
        ordering = ["cluster", "code"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "code"], name="firm_code_unique_in_cluster"),
            models.CheckConstraint(
                condition=models.Q(base_weight__gt=0) & models.Q(final_weight__gt=0),
                name="firm_weights_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name
