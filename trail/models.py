"""What happened to rows, and the chain of hashes over it. The database itself writes both, by triggers; nobody else."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    INSERT = "insert", _("Added")
    UPDATE = "update", _("Changed")
    DELETE = "delete", _("Taken away")
    BEGIN = "begin", _("Begin of the history")


class Entry(models.Model):
    """One change of one row. Points at nothing, so that it outlives what it tells of.

    `row` is the key of the row and `about` the thing it belongs to, as `table:key`. `old` and `new` hold the columns
    that changed, as a JSON object (all of them where a row was added or taken away). `at` is the database's clock.
    """

    at = models.CharField(_("when"), max_length=32)
    table = models.CharField(_("table"), max_length=63)
    row = models.CharField(_("row"), max_length=64)
    about = models.CharField(_("about"), max_length=130)
    action = models.CharField(_("what"), max_length=6, choices=Action.choices)
    old = models.TextField(_("before"))
    new = models.TextField(_("after"))
    person_id = models.BigIntegerField(_("person"), null=True)
    person_name = models.CharField(_("name"), max_length=200)
    device = models.CharField(_("device"), max_length=200)
    request_id = models.CharField(_("request"), max_length=64)
    origin = models.CharField(_("occasion"), max_length=250)

    class Meta:
        verbose_name = _("entry of the history")
        verbose_name_plural = _("entries of the history")
        ordering = ["pk"]
        indexes = [models.Index(fields=["about", "id"], name="trail_about_idx")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.action} {self.table} {self.row}"


class Seal(models.Model):
    """One link of the chain: the hash over the link before it and every column of one entry (`trail.chain`)."""

    position = models.BigIntegerField(_("position"), primary_key=True)
    entry_id = models.BigIntegerField(_("entry"), unique=True)
    previous = models.CharField(_("hash before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"
