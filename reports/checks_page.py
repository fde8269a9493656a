"""Whether a run knows how far its figures hold, and how far the work is that finds out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.models import Job, JobKind, JobState, Run
from reports.robustness import is_whole


@dataclass(frozen=True, slots=True)
class ChecksWork:
    """`is_lacking` where some cluster has not been checked; `under_way` while a job is at it, `error` why one ended."""

    is_lacking: bool
    under_way: bool
    done: int
    total: int
    error: str


def checks_work(run: Run, kept: Mapping[str, dict[str, Any] | None]) -> ChecksWork:
    """What stands in the ledger about the checks of a run; no query for a run that has them all."""
    if all(is_whole(each) for each in kept.values()):
        return ChecksWork(is_lacking=False, under_way=False, done=0, total=0, error="")
    jobs = list(Job.objects.filter(arguments__run=run.pk, kind=JobKind.RUN_CHECKS))
    at_it = [job for job in jobs if job.state in (JobState.QUEUED, JobState.STARTED)]
    return ChecksWork(
        is_lacking=True,
        under_way=bool(at_it),
        done=sum(job.done_units for job in jobs),
        total=sum(job.total_units for job in jobs),
        error=next((job.error for job in jobs if job.state == JobState.FAILED), ""),
    )
