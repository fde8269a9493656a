"""A run of an analysis freezes its tables, its choices and the software; the result is what it gave."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from analysis.models.table import DataTable
from clusters.models import Study
from reports.models import Job, JobState


class AnalysisState(models.TextChoices):
    BUILDING = "building", _("Being computed")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class AnalysisRun(models.Model):
    """Named by the hash of its inputs: study, system, choices, tables and versions. The same inputs are the same run.

    Whether a run that is being computed still waits or is under way stands in its job. `choices` holds every choice,
    also those nobody made; `result` is `analysis.results.Result` as JSON.
    """

    id = models.CharField(_("run"), max_length=12, primary_key=True)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="analyses", verbose_name=_("study"))
    system = models.CharField(_("analysis"), max_length=20)
    inputs_hash = models.CharField(_("SHA-256 of the inputs"), max_length=64, unique=True)
    choices = models.JSONField(_("choices"))
    software_version = models.CharField(_("version of Sextant"), max_length=40)
    libraries = models.JSONField(_("versions of the libraries"))
    state = models.CharField(_("state"), max_length=10, choices=AnalysisState.choices, default=AnalysisState.BUILDING)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="analysis", verbose_name=_("job"), null=True)
    result = models.JSONField(_("result"), null=True, blank=True)
    error = models.TextField(_("reason of failure"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("asked for by"),
        null=True,
    )
    created_at = models.DateTimeField(_("created"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    tables = models.ManyToManyField(DataTable, through="RunTable", related_name="runs", verbose_name=_("tables"))

    class Meta:
        verbose_name = _("run of an analysis")
        verbose_name_plural = _("runs of analyses")
        ordering = ["study", "-created_at"]

    def __str__(self) -> str:
        return self.id

    @property
    def mark(self) -> str:
        """The state as it is shown: a run that is being computed waits or is under way, as its job says."""
        if self.state == AnalysisState.READY:
            return "done"
        if self.state != AnalysisState.BUILDING:
            return self.state
        return JobState.STARTED if self.job is not None and self.job.state == JobState.STARTED else JobState.QUEUED


class RunTable(models.Model):
    """The table a run takes for one of the layouts of its system."""

    run = models.ForeignKey(AnalysisRun, on_delete=models.CASCADE, related_name="used", verbose_name=_("run"))
    table = models.ForeignKey(DataTable, on_delete=models.PROTECT, related_name="uses", verbose_name=_("table"))
    layout = models.CharField(_("layout"), max_length=60)

    class Meta:
        verbose_name = _("table of a run")
        verbose_name_plural = _("tables of a run")
        ordering = ["run", "pk"]
        constraints = [models.UniqueConstraint(fields=["run", "layout"], name="run_table_once_for_layout")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.layout}"
