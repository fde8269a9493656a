"""The ledger: fresh, dirty, clean, double. Work is neither lost nor done twice, whatever the broker does."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction
from kombu.exceptions import ChannelError
from kombu.exceptions import OperationalError as BrokerError

from reports import jobs
from reports.models import Job, JobKind, JobState
from tests.factories.reports import JobFactory, RunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    rung: list[Any] = []
    monkeypatch.setattr(jobs, "ring", rung.append)
    return rung


def submit(noon: datetime, key: str = "work", **options: Any) -> Job:
    return jobs.submit(kind=JobKind.RUN_GATHER, key=key, arguments={"run": "abc"}, now=noon, **options)


def later(moment: datetime, seconds: float) -> datetime:
    return moment + timedelta(seconds=seconds)


def silence(moment: datetime) -> datetime:
    return later(moment, settings.JOB_SILENT_SECONDS + 1)


def test_a_submitted_job_is_queued_and_its_bell_rings_when_the_transaction_commits(
    noon: datetime, bells: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        job = submit(noon)
        assert bells == []
    assert bells == [job.pk]
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)


def test_a_broker_that_does_not_answer_is_asked_once_and_then_left_in_peace(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def unanswered(*args: Any, **kwargs: Any) -> None:
        asked.append(args)
        raise BrokerError("Timeout reading from socket")

    bell = jobs._Doorbell()
    monkeypatch.setattr(jobs.current_app, "send_task", unanswered)
    for _cluster in range(20):
        bell.ring(uuid4())
    assert len(asked) == 1, "somebody waits for the page behind these calls"
    bell.rests_until = 0.0
    bell.ring(uuid4())
    assert len(asked) == 2, "after a while it is asked again"


@pytest.mark.parametrize("problem", [BrokerError("refused"), ChannelError("no room for the message"), OSError("gone")])
def test_a_bell_that_cannot_be_rung_breaks_nothing(problem: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise problem

    monkeypatch.setattr(jobs.current_app, "send_task", broken)
    jobs._Doorbell().ring(uuid4())


def test_the_same_key_is_the_same_job(noon: datetime) -> None:
    assert submit(noon).pk == submit(noon).pk
    assert Job.objects.count() == 1


def test_a_done_job_is_not_done_again_and_not_rung(
    noon: datetime, bells: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    JobFactory(key="work", state=JobState.DONE)
    with django_capture_on_commit_callbacks(execute=True):
        assert submit(noon, retry=True).state == JobState.DONE
    assert bells == []


def test_a_failed_job_is_queued_again_only_when_asked(noon: datetime) -> None:
    JobFactory(key="work", state=JobState.FAILED, attempts=5, error="It broke.")
    assert submit(noon).state == JobState.FAILED
    again = submit(noon, retry=True)
    assert (again.state, again.attempts, again.error) == (JobState.QUEUED, 0, "")


def test_one_of_two_workers_gets_the_job(noon: datetime) -> None:
    job = submit(noon)
    first = jobs.claim(job_id=job.pk, worker="one", now=noon)
    second = jobs.claim(job_id=job.pk, worker="two", now=noon)
    assert first is not None and first.arguments == {"run": "abc"}
    assert second is None
    job.refresh_from_db()
    assert (job.state, job.worker, job.attempts) == (JobState.STARTED, "one", 1)


def test_a_job_that_fell_silent_can_be_taken_over_and_the_silent_worker_writes_no_more(noon: datetime) -> None:
    job = submit(noon)
    dead = jobs.claim(job_id=job.pk, worker="dead", now=noon)
    alive = jobs.claim(job_id=job.pk, worker="alive", now=silence(noon))
    assert dead is not None and alive is not None
    with pytest.raises(jobs.ClaimLostError):
        jobs.beat(claim=dead, now=silence(noon))
    with pytest.raises(jobs.ClaimLostError):
        jobs.finish(claim=dead, now=silence(noon))
    with pytest.raises(jobs.ClaimLostError):
        jobs.fail(claim=dead, reason="It broke.", now=silence(noon))
    jobs.finish(claim=alive, now=silence(noon))
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)


def test_a_job_that_beats_is_left_alone(noon: datetime) -> None:
    job = submit(noon)
    claim = jobs.claim(job_id=job.pk, worker="one", now=noon)
    assert claim is not None
    jobs.beat(claim=claim, now=silence(noon), done=3, total=10)
    assert jobs.claim(job_id=job.pk, worker="two", now=later(silence(noon), 1)) is None
    assert jobs.sweep(now=later(silence(noon), 1)) == jobs.Sweep(rung=0, requeued=0, given_up=0)
    job.refresh_from_db()
    assert (job.done_units, job.total_units) == (3, 10)


def test_what_was_written_with_a_lost_claim_is_undone(noon: datetime) -> None:
    job = submit(noon)
    claim = jobs.claim(job_id=job.pk, worker="dead", now=noon)
    assert claim is not None
    jobs.claim(job_id=job.pk, worker="alive", now=silence(noon))
    with pytest.raises(jobs.ClaimLostError), transaction.atomic():
        JobFactory(key="result of the dead worker")
        jobs.finish(claim=claim, now=silence(noon))
    assert not Job.objects.filter(key="result of the dead worker").exists()


def test_the_sweep_rings_again_for_a_job_nobody_picked_up(noon: datetime, bells: list[Any]) -> None:
    job = submit(noon)
    assert jobs.sweep(now=later(noon, 1)).rung == 0
    assert jobs.sweep(now=silence(noon)).rung == 1
    assert jobs.sweep(now=later(silence(noon), 1)).rung == 0, "a bell just rung is given time"
    assert bells == [job.pk]


def test_the_sweep_rings_again_for_a_job_of_a_machine_whose_clock_runs_ahead(noon: datetime, bells: list[Any]) -> None:
    job = submit(later(noon, 3600))
    assert jobs.sweep(now=noon).rung == 1
    assert bells == [job.pk]
    assert jobs.sweep(now=noon).rung == 0, "from now on it counts by the clock of the ledger"


def test_the_sweep_queues_a_silent_job_again_and_rings_at_once(noon: datetime, bells: list[Any]) -> None:
    job = submit(noon)
    jobs.claim(job_id=job.pk, worker="dead", now=noon)
    assert jobs.sweep(now=silence(noon)) == jobs.Sweep(rung=1, requeued=1, given_up=0)
    assert bells == [job.pk]
    assert jobs.claim(job_id=job.pk, worker="alive", now=silence(noon)) is not None


def test_a_job_that_keeps_killing_its_worker_is_given_up_with_a_sentence_and_fails_its_run(
    noon: datetime, bells: list[Any]
) -> None:
    run = RunFactory()
    job = jobs.submit(kind=JobKind.RUN_CLUSTER, key="k", arguments={"run": run.pk}, now=noon)
    moment = noon
    for _ in range(settings.JOB_MAX_ATTEMPTS):
        assert jobs.claim(job_id=job.pk, worker="dying", now=moment) is not None
        moment = silence(moment)
        last = jobs.sweep(now=moment)
    assert last == jobs.Sweep(rung=0, requeued=0, given_up=1)
    job.refresh_from_db()
    run.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "fell silent in each of 5 attempts" in job.error
    assert (run.state, run.error) == ("failed", job.error)
    assert jobs.claim(job_id=job.pk, worker="late", now=moment) is None


def test_a_failed_job_tells_why_and_a_finished_run_stays_finished(noon: datetime) -> None:
    run = RunFactory(state="ready")
    job = jobs.submit(kind=JobKind.RUN_GATHER, key="k", arguments={"run": run.pk}, now=noon)
    claim = jobs.claim(job_id=job.pk, worker="one", now=noon)
    assert claim is not None
    jobs.fail(claim=claim, reason="The disk is full.", now=noon)
    job.refresh_from_db()
    run.refresh_from_db()
    assert (job.state, job.error, run.state) == (JobState.FAILED, "The disk is full.", "ready")


def test_a_released_job_waits_for_the_next_attempt(noon: datetime) -> None:
    job = submit(noon)
    claim = jobs.claim(job_id=job.pk, worker="one", now=noon)
    assert claim is not None
    jobs.release(claim=claim, reason="The database is locked.", now=noon)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.claim) == (JobState.QUEUED, 1, None)


def test_a_job_released_after_its_last_attempt_has_failed_with_its_run_and_waits_for_nobody(noon: datetime) -> None:
    run = RunFactory()
    job = jobs.submit(kind=JobKind.RUN_CLUSTER, key="k", arguments={"run": run.pk}, now=noon)
    for _ in range(settings.JOB_MAX_ATTEMPTS):
        claim = jobs.claim(job_id=job.pk, worker="one", now=noon)
        assert claim is not None
        jobs.release(claim=claim, reason="The database is locked.", now=noon)
    job.refresh_from_db()
    run.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "The database is locked.")
    assert (run.state, run.error) == ("failed", "The database is locked.")


def test_releasing_a_job_that_somebody_else_has_changes_nothing(noon: datetime) -> None:
    job = submit(noon)
    dead = jobs.claim(job_id=job.pk, worker="dead", now=noon)
    alive = jobs.claim(job_id=job.pk, worker="alive", now=silence(noon))
    assert dead is not None and alive is not None
    jobs.release(claim=dead, reason="The database is locked.", now=silence(noon))
    job.refresh_from_db()
    assert (job.state, job.claim) == (JobState.STARTED, alive.token)


def test_a_broker_that_does_not_answer_loses_no_job(
    noon: datetime, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(jobs.current_app, "send_task", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        job = submit(noon)
    assert Job.objects.get(pk=job.pk).state == JobState.QUEUED
