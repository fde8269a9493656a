"""Cancelling: nothing more is stored of the work, the worker stops at its next beat, and it can be begun again."""

from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from reports import jobs
from reports.errors import WorkRefusedError
from reports.models import Job, JobKind, JobState
from reports.performing import WORK, perform, take_on
from tests.factories.reports import JobFactory

pytestmark = pytest.mark.django_db


def started(noon: datetime) -> tuple[Job, jobs.Claim]:
    job = jobs.submit(kind=JobKind.SCORES, key="work", arguments={}, now=noon)
    claim = jobs.claim(job_id=job.pk, worker="one", now=noon)
    assert claim is not None
    return job, claim


def test_a_job_that_waits_is_cancelled_and_nobody_gets_it_any_more(noon: datetime) -> None:
    job = jobs.submit(kind=JobKind.SCORES, key="work", arguments={}, now=noon)
    assert jobs.cancel(job_id=job.pk, now=noon) is True
    assert jobs.claim(job_id=job.pk, worker="late", now=noon) is None
    job.refresh_from_db()
    assert (job.state, job.finished_at) == (JobState.CANCELLED, noon)


def test_a_worker_learns_of_it_at_its_next_beat_and_stores_nothing(noon: datetime) -> None:
    job, claim = started(noon)
    assert jobs.cancel(job_id=job.pk, now=noon) is True
    with pytest.raises(jobs.JobCancelledError):
        jobs.beat(claim=claim, now=noon, doing="Estimating")
    with pytest.raises(jobs.JobCancelledError), transaction.atomic():
        JobFactory(key="result of the cancelled work")
        jobs.finish(claim=claim, now=noon)
    assert not Job.objects.filter(key="result of the cancelled work").exists()


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.CANCELLED])
def test_what_is_over_is_not_cancelled(state: str, noon: datetime) -> None:
    job = JobFactory(state=state)
    assert jobs.cancel(job_id=job.pk, now=noon) is False
    job.refresh_from_db()
    assert job.state == state


def test_a_cancelled_job_is_queued_again_only_when_asked(noon: datetime) -> None:
    job, _claim = started(noon)
    jobs.cancel(job_id=job.pk, now=noon)
    again: dict[str, Any] = {"kind": JobKind.SCORES, "key": "work", "arguments": {}, "now": noon}
    assert jobs.submit(**again).state == JobState.CANCELLED
    assert jobs.submit(**again, retry=True).state == JobState.QUEUED
    assert jobs.claim(job_id=job.pk, worker="two", now=noon) is not None


def test_the_sweep_leaves_cancelled_work_alone(noon: datetime) -> None:
    job = JobFactory(state=JobState.CANCELLED)
    assert jobs.sweep(now=timezone.now()) == jobs.Sweep(rung=0, requeued=0, given_up=0)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_a_room_above_brings_its_own_kind_of_work_and_hears_of_its_failure(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.performing.WORK", dict(WORK))
    monkeypatch.setattr("reports.jobs.ON_FAILURE", dict(jobs.ON_FAILURE))
    monkeypatch.setattr("reports.performing.ON_FAILURE", jobs.ON_FAILURE)
    heard: list[Any] = []

    def refuse(claim: jobs.Claim) -> None:
        raise WorkRefusedError("Two regions are too few.")

    take_on("new", work=refuse, on_failure=lambda arguments, reason: heard.append((arguments, reason)))
    job = jobs.submit(kind="new", key="k", arguments={"what": 1}, now=noon)
    assert perform(job.pk, worker="here") is False
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "Two regions are too few.")
    assert heard == [({"what": 1}, "Two regions are too few.")]
