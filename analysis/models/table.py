"""A table that was uploaded to a study, checked, and never changed since."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models import Study


class DataTable(models.Model):
    """One file as one documented table. The same file read the same way is the same table.

    `columns` tells what each column holds: name, heading in the file, kind, empty cells, least and greatest figure;
    `mapping` maps headings to names of the layout. `identity` is the hash of layout, file and mapping.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="tables", verbose_name=_("study"))
    system = models.CharField(_("analysis"), max_length=20)
    layout = models.CharField(_("layout"), max_length=60)
    identity = models.CharField(_("hash of file and reading"), max_length=64)
    file = models.CharField(_("stored file"), max_length=200)
    file_name = models.CharField(_("name of the file"), max_length=200)
    file_hash = models.CharField(_("SHA-256 of the file"), max_length=64)
    file_size = models.PositiveBigIntegerField(_("size in bytes"))
    source = models.CharField(_("source"), max_length=300)
    rows = models.PositiveIntegerField(_("rows"))
    columns = models.JSONField(_("columns"))
    mapping = models.JSONField(_("headings as columns"), default=dict)
    first_rows = models.JSONField(_("first rows"), default=list)
    left_out = models.JSONField(_("columns left out"), default=list)
    notes = models.JSONField(_("notes"), default=list)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("uploaded by"),
        null=True,
    )
    uploaded_at = models.DateTimeField(_("uploaded"))

    class Meta:
        verbose_name = _("table")
        verbose_name_plural = _("tables")
        ordering = ["study", "layout", "-uploaded_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["study", "identity"], name="data_table_once_in_study")]

    def __str__(self) -> str:
        return self.file_name
