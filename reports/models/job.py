"""The job ledger: the truth about work, whatever the broker forgets."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobKind(models.TextChoices):
    RUN_CLUSTER = "run_cluster", _("Score one cluster of a run")
    RUN_GATHER = "run_gather", _("Gather the clusters of a run")
    RUN_CHECKS = "run_checks", _("Check how far the tables of a cluster hold")
    SCORES = "scores", _("Score the interviews of a study")
    ANALYSIS = "analysis", _("Compute an analysis")


class JobState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    STARTED = "started", _("Started")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Job(models.Model):
    """One piece of work. Claimed by a conditional update, kept alive by a heartbeat, taken up again when silent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=JobKind.choices)
    key = models.CharField(
        _("key"), max_length=200, unique=True, help_text=_("The same work asked for twice has the same key.")
    )
    arguments = models.JSONField(_("arguments"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claim = models.UUIDField(_("claim"), null=True, blank=True)
    worker = models.CharField(_("worker"), max_length=120, blank=True)
    done_units = models.PositiveIntegerField(_("done"), default=0)
    total_units = models.PositiveIntegerField(_("of"), default=0)
    doing = models.CharField(_("what is being done"), max_length=200, blank=True)
    error = models.TextField(_("reason of failure"), blank=True)
    queued_at = models.DateTimeField(_("queued"))
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["queued_at", "pk"]
        indexes = [models.Index(fields=["state", "heartbeat_at"], name="job_state_heartbeat_idx")]

    def __str__(self) -> str:
        return self.key
