"""The verbs of the job ledger: submit, claim, beat, finish, release, fail, cancel, sweep (docs/aggregation.md).

The broker only rings a bell. Which work there is, who has it and what became of it stands here, so that a lost message
or a killed worker costs time and never work. Every change of a job's state is a conditional update: of two workers that
reach for the same job one gets it, and one that was given up for dead can no longer write.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from kombu.exceptions import ChannelError
from kombu.exceptions import OperationalError as BrokerError

from reports.clock import ledger_now
from reports.models import Job, JobKind, JobState, Run, RunState

PERFORM_TASK = "reports.perform_job"
BROKER_REST_SECONDS = 5.0
ENDED_EARLY = (JobState.FAILED, JobState.CANCELLED)
logger = logging.getLogger(__name__)


class ClaimLostError(Exception):
    """Raised when a worker writes to a job that was meanwhile given to another one; its transaction is undone."""


class JobCancelledError(ClaimLostError):
    """Raised when a worker writes to a job that somebody cancelled; its transaction is undone."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A worker's hold on a job: whoever shows the newest token may write."""

    job_id: UUID
    token: UUID
    kind: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one sweep did: bells rung again, silent jobs queued again, jobs given up."""

    rung: int
    requeued: int
    given_up: int


@transaction.atomic
def submit(*, kind: str, key: str, arguments: dict[str, Any], now: datetime, retry: bool = False) -> Job:
    """Enter a job once and ring the bell when the transaction commits.

    The same key is the same job: done or under way it stays as it is; failed or cancelled it is queued again only with
    `retry`.
    """
    job, created = Job.objects.get_or_create(
        key=key, defaults={"kind": kind, "arguments": arguments, "queued_at": now, "heartbeat_at": now}
    )
    if not created and retry and _requeue(Job.objects.filter(pk=job.pk, state__in=ENDED_EARLY), now, attempts=0):
        job.refresh_from_db()
    if job.state == JobState.QUEUED:
        transaction.on_commit(partial(ring, job.pk))
    return job


class _Doorbell:
    """The broker as this process knows it: one that did not answer is left in peace for a while."""

    def __init__(self) -> None:
        self.rests_until = 0.0

    def ring(self, job_id: UUID) -> None:
        if time.monotonic() < self.rests_until:
            return
        try:
            current_app.send_task(PERFORM_TASK, args=[str(job_id)])
        except (BrokerError, ChannelError, OSError) as problem:
            # Somebody may wait for the page behind this call, with a bell to ring for each cluster.
            self.rests_until = time.monotonic() + BROKER_REST_SECONDS
            logger.warning("The broker did not take the call for job %s (%s); the sweep calls again.", job_id, problem)


BELL = _Doorbell()


def ring(job_id: UUID) -> None:
    """Tell some worker to look at this job. A broker that does not answer is no loss: the sweep rings again."""
    BELL.ring(job_id)


def claim(*, job_id: UUID, worker: str, now: datetime) -> Claim | None:
    """Take the job if nobody has it, or if whoever had it fell silent; None when it is not to be had."""
    token = uuid4()
    silent = Q(state=JobState.STARTED, heartbeat_at__lt=now - _patience())
    taken = (
        Job.objects.filter(pk=job_id, attempts__lt=settings.JOB_MAX_ATTEMPTS)
        .filter(Q(state=JobState.QUEUED) | silent)
        .update(
            state=JobState.STARTED,
            claim=token,
            worker=worker[:120],
            attempts=F("attempts") + 1,
            started_at=now,
            heartbeat_at=now,
            finished_at=None,
            done_units=0,
            doing="",
            error="",
        )
    )
    if not taken:
        return None
    kind, arguments = Job.objects.values_list("kind", "arguments").get(pk=job_id)
    return Claim(job_id, token, kind, arguments)


def beat(
    *, claim: Claim, now: datetime, done: int | None = None, total: int | None = None, doing: str | None = None
) -> None:
    """Give a sign of life and, where known, say how far the work is and what is being done."""
    told = {"done_units": done, "total_units": total, "doing": doing}
    _update_own(claim, heartbeat_at=now, **{name: value for name, value in told.items() if value is not None})


@contextmanager
def kept_alive(claim: Claim) -> Iterator[None]:
    """Beat every JOB_HEARTBEAT_SECONDS from a thread of its own while the work inside goes on.

    The thread ends when the claim is lost; the work learns of it at its own next beat.
    """
    stop = threading.Event()
    thread = threading.Thread(target=_beat_until, args=(stop, claim), name=f"beat {claim.job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=1)


def finish(*, claim: Claim, now: datetime) -> None:
    """Mark the job done. Call it inside the transaction that stores the results: both happen, or neither."""
    _update_own(claim, state=JobState.DONE, claim=None, finished_at=now, heartbeat_at=now)


@transaction.atomic
def release(*, claim: Claim, reason: str, now: datetime) -> None:
    """Give the job back unfinished, for another attempt when the sweep next rings; after the last one it failed."""
    held = _own(claim)
    if not _requeue(held.filter(attempts__lt=settings.JOB_MAX_ATTEMPTS), now) and held.exists():
        fail(claim=claim, reason=reason, now=now)


@transaction.atomic
def fail(*, claim: Claim, reason: str, now: datetime) -> None:
    """Mark the job failed for this reason, and with it the run it was building."""
    _update_own(claim, state=JobState.FAILED, claim=None, error=reason, finished_at=now)
    ON_FAILURE[claim.kind](claim.arguments, reason)


def cancel(*, job_id: UUID, now: datetime) -> bool:
    """End a job that waits or is under way; returns whether it was still to be ended.

    Nothing more is stored of it from now on. A worker that is at it learns so at its next beat, and stops.
    """
    under_way = Job.objects.filter(pk=job_id, state__in=(JobState.QUEUED, JobState.STARTED))
    return bool(under_way.update(state=JobState.CANCELLED, claim=None, finished_at=now))


def sweep(*, now: datetime) -> Sweep:
    """Ring again for jobs nobody picked up, queue again those that fell silent, give up what keeps killing workers."""
    silent = Job.objects.filter(state=JobState.STARTED, heartbeat_at__lt=now - _patience())
    given_up = sum(_give_up(job, now) for job in silent.filter(attempts__gte=settings.JOB_MAX_ATTEMPTS))
    requeued = _requeue(silent.filter(attempts__lt=settings.JOB_MAX_ATTEMPTS), now - _patience())
    # A bell that was rung in time to come was rung by a machine whose clock runs ahead.
    unanswered = Q(heartbeat_at__lte=now - _patience()) | Q(heartbeat_at__gt=now + _patience())
    waiting = list(Job.objects.filter(unanswered, state=JobState.QUEUED).values_list("pk", flat=True))
    for job_id in waiting:
        Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(heartbeat_at=now)
        ring(job_id)
    return Sweep(rung=len(waiting), requeued=requeued, given_up=given_up)


def _patience() -> timedelta:
    return timedelta(seconds=settings.JOB_SILENT_SECONDS)


def _own(held: Claim) -> Any:
    return Job.objects.filter(pk=held.job_id, claim=held.token, state=JobState.STARTED)


def _update_own(held: Claim, /, **values: Any) -> None:
    if not _own(held).update(**values):
        if Job.objects.filter(pk=held.job_id, state=JobState.CANCELLED).exists():
            raise JobCancelledError(_("Job %(job)s was cancelled.") % {"job": held.job_id})
        raise ClaimLostError(
            _("Job %(job)s was given to another worker, because this one had not given a sign of life in time.")
            % {"job": held.job_id}
        )


def _requeue(jobs: Any, rung_at: datetime, **values: Any) -> int:
    # For a queued job `heartbeat_at` is the moment its bell was last rung.
    requeued: int = jobs.update(
        state=JobState.QUEUED, claim=None, heartbeat_at=rung_at, done_units=0, doing="", error="", **values
    )
    return requeued


@transaction.atomic
def _give_up(job: Job, now: datetime) -> int:
    reason = _(
        "The worker fell silent in each of %(count)d attempts. Look into the worker's log (it may lack memory), "
        "then start the work again."
    ) % {"count": job.attempts}
    given_up = Job.objects.filter(pk=job.pk, state=JobState.STARTED, claim=job.claim, heartbeat_at=job.heartbeat_at)
    if not given_up.update(state=JobState.FAILED, claim=None, error=reason, finished_at=now):
        return 0
    ON_FAILURE[job.kind](job.arguments, reason)
    return 1


def _fail_run(arguments: dict[str, Any], reason: str) -> None:
    Run.objects.filter(pk=arguments.get("run"), state=RunState.BUILDING).update(state=RunState.FAILED, error=reason)


def _nothing_more(arguments: dict[str, Any], reason: str) -> None:
    """Scores and checks that could not be made leave no run behind."""


ON_FAILURE: dict[str, Callable[[dict[str, Any], str], None]] = {
    JobKind.RUN_CLUSTER: _fail_run,
    JobKind.RUN_GATHER: _fail_run,
    JobKind.RUN_CHECKS: _nothing_more,
    JobKind.SCORES: _nothing_more,
}
"""What else fails with a job of each kind, in the same transaction; rooms above add theirs (`performing.take_on`)."""


def _beat_until(stop: threading.Event, claim: Claim) -> None:
    try:
        while not stop.wait(settings.JOB_HEARTBEAT_SECONDS):
            try:
                beat(claim=claim, now=ledger_now())
            except ClaimLostError:
                return
            except DatabaseError as problem:
                logger.warning("No sign of life could be given for job %s: %s", claim.job_id, problem)
                connection.close()
    finally:
        connection.close()
