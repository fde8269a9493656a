"""Opens a run of a study, has it computed by Celery workers, and prints its id."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db.models import Sum
from django.utils import timezone

from clusters.models import Study
from config.processes import begin, end, worker_command
from reports.clock import ledger_now
from reports.errors import RunRefusedError
from reports.jobs import sweep
from reports.models import Job, JobKind, JobState, Run, RunState
from reports.runs import open_run

LOOK_SECONDS = 0.2
PATIENCE_SECONDS = 3.0
LINE = 79


class Command(BaseCommand):
    help = "Opens a run of the approved interviews of a study, waits for its tables and prints the run's id."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="short name of the study")

    def handle(self, *args: Any, **options: Any) -> None:
        study = Study.objects.filter(slug=options["study"]).first()
        if study is None:
            raise CommandError(f"There is no study called {options['study']}; its short name stands in its address.")
        try:
            run = open_run(study=study, by=None, now=timezone.now())
        except RunRefusedError as refusal:
            raise CommandError("\n".join(refusal.problems)) from refusal
        if run.state == RunState.BUILDING:
            self.wait_for(run)
        run.refresh_from_db()
        if run.state != RunState.READY:
            raise CommandError(f"Run {run.pk} failed. {run.error}")
        self.stdout.write(run.pk)

    def wait_for(self, run: Run) -> None:
        """Show progress until the run is ready or failed, with a worker of our own where there is none."""
        opened = swept = time.monotonic()
        with self.own_worker() as worker:
            while Run.objects.filter(pk=run.pk, state=RunState.BUILDING).exists():
                self.show(run)
                now = time.monotonic()
                if now - swept > settings.JOB_SILENT_SECONDS / 4:
                    sweep(now=ledger_now())
                    swept = now
                if now - opened > PATIENCE_SECONDS and not worker and _is_waiting(run):
                    self.say("No worker took the job; starting one until the run is done.")
                    worker.append(begin(worker_command(_worker_name())))
                if worker and worker[0].poll() is not None:
                    raise CommandError("The worker ended before the run was done; its messages stand above.")
                time.sleep(LOOK_SECONDS)
        self.show(run)
        self.say("")

    @contextmanager
    def own_worker(self) -> Iterator[list[Popen[bytes]]]:
        """Holds the worker this command starts, if any, and ends it with its clock's file."""
        started: list[Popen[bytes]] = []
        try:
            yield started
        finally:
            for process in started:
                end(process)
            for schedule in Path(settings.HOME).glob(f"beat-{_worker_name()}*"):
                schedule.unlink()

    def show(self, run: Run) -> None:
        """Write how far the run is over the last line of the terminal."""
        if sys.stderr.isatty():
            self.stderr.write(f"\r{progress_line(run):{LINE}}", ending="")
            self.stderr.flush()

    def say(self, text: str) -> None:
        ending = "\n" if text or sys.stderr.isatty() else ""
        self.stderr.write(f"\r{text:{LINE}}" if sys.stderr.isatty() and text else text, ending=ending)


def progress_line(run: Run) -> str:
    """How many clusters are done, and how many of the firms of those at work."""
    jobs = Job.objects.filter(kind=JobKind.RUN_CLUSTER, arguments__run=run.pk)
    firms = jobs.aggregate(done=Sum("done_units"), total=Sum("total_units"))
    done = jobs.filter(state=JobState.DONE).count()
    return (
        f"Run {run.pk}: {done} of {jobs.count()} clusters, {firms['done'] or 0} of {firms['total'] or 0} firms scored"
    )


def _is_waiting(run: Run) -> bool:
    """Whether a job of the run lies there and nobody has any of them in hand."""
    jobs = Job.objects.filter(arguments__run=run.pk)
    return not jobs.filter(state=JobState.STARTED).exists() and jobs.filter(state=JobState.QUEUED).exists()


def _worker_name() -> str:
    return f"aggregate-{os.getpid()}"
