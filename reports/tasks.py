"""What the bell rings for. The work, and the truth about it, is in the ledger."""

from uuid import UUID

from celery import shared_task

from reports.clock import ledger_now
from reports.jobs import PERFORM_TASK, sweep
from reports.performing import perform


@shared_task(name=PERFORM_TASK, bind=True)  # type: ignore[untyped-decorator]
def perform_job(self, job_id: str) -> bool:  # type: ignore[no-untyped-def]
    """Do one job of the ledger, if nobody else has it."""
    return perform(UUID(job_id), worker=self.request.hostname or "")


@shared_task(name="reports.sweep_jobs")  # type: ignore[untyped-decorator]
def sweep_jobs() -> None:
    """Repair what the broker or a dead worker lost."""
    sweep(now=ledger_now())
