"""Persons a consultant visits in a firm, and the log of those whose data were erased."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models.firm import Firm

PERSONAL = ("name", "function", "phone", "email", "language", "consent_on", "note")
"""What is blanked when a contact is erased, and what no log may repeat."""


class Contact(models.Model):
    """Somebody in a firm. Never part of a run, a workbook or an analysis; erased, the row stays and is blank."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("firm"))
    name = models.CharField(_("name"), max_length=160, blank=True)
    function = models.CharField(_("function"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("preferred language"), max_length=10, blank=True)
    consent_on = models.DateField(_("agreed on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by"), null=True
    )
    recorded_at = models.DateTimeField(_("entered"))
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    class Meta:
        verbose_name = _("contact of a firm")
        verbose_name_plural = _("contacts of firms")
        ordering = ["firm", "recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True)
                | models.Q(name="", function="", phone="", email="", note="", language="", consent_on__isnull=True),
                name="contact_erased_is_blank",
            ),
        ]

    @property
    def spoken(self) -> str:
        """The preferred language by its own name; empty when it is not known."""
        return dict(settings.LANGUAGES).get(self.language, "")

    def __str__(self) -> str:
        return self.name or str(_("Erased contact"))


class Erasure(models.Model):
    """That a contact was erased, when, by whom and why; never what. Append-only; the database refuses every change."""

    contact_id = models.UUIDField(_("contact"), unique=True)
    firm = models.ForeignKey(
        Firm, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name=_("firm")
    )
    at = models.DateTimeField(_("when"))
    by_name = models.CharField(_("by"), max_length=200)
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return str(self.contact_id)
