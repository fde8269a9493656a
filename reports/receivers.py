"""What this room does when something happens in the rooms below. Connected when the application starts."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from clusters.models import Cluster, Series
from reports.jobs import submit
from reports.models import JobKind, Run
from reports.scores import refresh_score
from reports.staleness import PHASES, SERIES, mark_runs_that_used, mark_runs_with_other
from surveys.models import ReviewEvent, StudySetup
from surveys.signals import approval_changed, phases_changed


@receiver(approval_changed, dispatch_uid="reports: approval")
def on_approval_changed(*, interview_ids: Any, study_id: Any, **kwargs: Any) -> None:
    """Mark the runs that used these interviews."""
    if Run.objects.filter(study=study_id).exists():
        mark_runs_that_used(interview_ids=interview_ids, now=timezone.now())


@receiver(phases_changed, dispatch_uid="reports: phases")
def on_phases_changed(*, cluster_id: Any, **kwargs: Any) -> None:
    """Mark the runs that rest on other phases."""
    mark_runs_with_other(part=PHASES, cluster=Cluster.objects.get(pk=cluster_id), now=timezone.now())


@receiver(post_save, sender=Series, dispatch_uid="reports: series")
def on_series_saved(*, instance: Series, **kwargs: Any) -> None:
    """Mark the runs that rest on another version, once its years are stored too."""
    transaction.on_commit(
        lambda: mark_runs_with_other(part=SERIES, cluster=instance.cluster, now=timezone.now()), robust=True
    )


@receiver(post_save, sender=ReviewEvent, dispatch_uid="reports: score")
def on_review_step(*, instance: ReviewEvent, created: bool, **kwargs: Any) -> None:
    """Bring the interview's score up to date whenever it is submitted, returned or approved."""
    if created:
        transaction.on_commit(
            lambda: refresh_score(interview_id=instance.interview_id, now=timezone.now()), robust=True
        )


@receiver(post_save, sender=StudySetup, dispatch_uid="reports: setup")
def on_setup_changed(*, instance: StudySetup, created: bool, **kwargs: Any) -> None:
    """Have the study's interviews scored under its new choices."""
    if not created:
        now = timezone.now()
        slug = instance.study.slug
        submit(
            kind=JobKind.SCORES, key=f"study {slug}: scores of {now.isoformat()}", arguments={"study": slug}, now=now
        )
