"""Who was shown personal data, and who took a file away. Append-only; the database refuses every change."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models.cluster import Cluster
from clusters.models.study import Study


class DisclosureAct(models.TextChoices):
    SEEN = "seen", _("Looked at")
    TAKEN = "taken", _("Taken away")


class Disclosure(models.Model):
    """One look at a page with personal data, or one file that left.

    `page` is the URL name of the page or file (or `command …`), `subject` what it was about in words that stay true
    when the thing is gone: a run, an interview, a firm. Names are kept beside the ids: the log outlives everything it
    tells of, so no foreign key binds it.
    """

    at = models.DateTimeField(_("when"))
    act = models.CharField(_("what was done"), max_length=5, choices=DisclosureAct.choices)
    page = models.CharField(_("page or file"), max_length=60)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        verbose_name=_("person"),
        null=True,
    )
    person_name = models.CharField(_("name of the person"), max_length=200)
    device = models.CharField(_("device"), max_length=80, blank=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    study = models.ForeignKey(
        Study, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name=_("study")
    )
    cluster = models.ForeignKey(
        Cluster,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        verbose_name=_("cluster"),
        null=True,
    )
    firm_id = models.UUIDField(_("firm"), null=True)
    subject = models.CharField(_("about"), max_length=300, blank=True)
    filters = models.CharField(_("filters"), max_length=300, blank=True)
    rows = models.PositiveIntegerField(_("rows or persons"), null=True)
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    file_hash = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("look or export")
        verbose_name_plural = _("looks and exports")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["study", "-at"], name="disclosure_study_at_idx")]

    def __str__(self) -> str:
        return f"{self.person_name}: {self.page}"
