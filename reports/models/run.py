"""A run freezes everything a table rests on. A table without a run does not exist."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster, Study
from surveys.models import Interview


class RunState(models.TextChoices):
    BUILDING = "building", _("Being computed")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class Run(models.Model):
    """Named by the hash of its inputs: the same inputs are the same run. Its tables show only once it is ready.

    `specification` holds every choice and version (rule set, level rule, floor, growth definition, weights, price
    index, software); `tables` holds the finished figures as `reports.results.RunTables` writes them.
    """

    id = models.CharField(_("run"), max_length=12, primary_key=True)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="runs", verbose_name=_("study"))
    inputs_hash = models.CharField(_("SHA-256 of the inputs"), max_length=64, unique=True)
    specification = models.JSONField(_("specification"))
    software_version = models.CharField(_("version of Sextant"), max_length=40)
    state = models.CharField(_("state"), max_length=10, choices=RunState.choices, default=RunState.BUILDING)
    tables = models.JSONField(_("tables"), null=True, blank=True)
    error = models.TextField(_("reason of failure"), blank=True)
    stale_reasons = models.JSONField(_("why it is stale"), default=list, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="runs",
        verbose_name=_("asked for by"),
        null=True,
    )
    created_at = models.DateTimeField(_("created"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["study", "-created_at"]

    def __str__(self) -> str:
        return self.id

    @property
    def is_stale(self) -> bool:
        return bool(self.stale_reasons)


class RunCluster(models.Model):
    """One cluster of a run with its frozen description (series, pillars, texts) and, once scored, its figures and how
    far they hold (reports.robustness; empty in runs made before that was computed)."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="clusters", verbose_name=_("run"))
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+", verbose_name=_("cluster"))
    position = models.PositiveSmallIntegerField(_("place in the tables"), default=0)
    inputs = models.JSONField(_("frozen inputs"))
    figures = models.JSONField(_("figures"), null=True, blank=True)
    robustness = models.JSONField(_("how far its figures hold"), null=True, blank=True)

    class Meta:
        verbose_name = _("cluster of a run")
        verbose_name_plural = _("clusters of a run")
        ordering = ["run", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["run", "cluster"], name="run_cluster_unique")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.cluster_id}"


class RunFirm(models.Model):
    """One approved interview of a run: which revision was used, and the levels it gave."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="firms", verbose_name=_("run"))
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+", verbose_name=_("cluster"))
    interview = models.ForeignKey(
        Interview, on_delete=models.PROTECT, related_name="run_firms", verbose_name=_("interview")
    )
    position = models.PositiveIntegerField(_("position"))
    firm_code = models.CharField(_("firm"), max_length=60)
    firm_name = models.CharField(_("name"), max_length=200)
    weight = models.FloatField(_("weight"), default=1.0)
    attributes = models.JSONField(_("further attributes"), default=dict)
    revision_count = models.PositiveIntegerField(_("revisions used"))
    answers_hash = models.CharField(_("SHA-256 of the answers"), max_length=64)
    overrides = models.JSONField(_("assessed levels"), default=dict, blank=True)
    scores = models.JSONField(_("rungs and levels"), null=True, blank=True)

    class Meta:
        verbose_name = _("firm of a run")
        verbose_name_plural = _("firms of a run")
        ordering = ["run", "position"]
        constraints = [models.UniqueConstraint(fields=["run", "interview"], name="run_firm_unique")]
        indexes = [models.Index(fields=["run", "cluster", "position"], name="run_firm_order_idx")]

    def __str__(self) -> str:
        return self.firm_name
