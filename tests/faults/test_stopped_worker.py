"""Workers that stop longer than the silence and come back: their late writes change nothing."""

import random
import signal
import time
from functools import partial
from typing import Any

import pytest
from django.test import override_settings

from config.processes import worker_command
from tests.faults.figures import FIGURES
from tests.faults.installation import Installation
from tests.faults.parts import wait_until
from tests.faults.runs import open_run, wait_for_run
from tests.faults.verdict import half_runs

pytestmark = pytest.mark.faults

COME_BACK_SECONDS = 4
TRIES = 8


def test_a_worker_given_up_for_dead_changes_nothing_when_it_comes_back(
    place: Installation, drawn: random.Random
) -> None:
    with override_settings(HOME=place.home):
        relief = place.part("relief", worker_command("relief"))
    run = stopped_half_way(place, drawn)
    try:
        relief.start()
        healing = wait_for_run(place, run)
        before = stored(place, run)
    finally:
        for worker in place.workers:
            worker.send_group(signal.SIGCONT)
    time.sleep(COME_BACK_SECONDS)
    relief.kill()
    assert stored(place, run) == before
    assert half_runs(place) == []
    FIGURES.survived("worker stopped and back", healing)


def stopped_half_way(place: Installation, drawn: random.Random) -> str:
    """A run whose workers were all stopped while at least one held a job of it."""
    for _try in range(TRIES):
        run = open_run(place, drawn)
        wait_until(partial(held, place, run, "started", "done"), "a worker takes the run", 60)
        for worker in place.workers:
            worker.send_group(signal.SIGSTOP)
        if held(place, run, "started"):
            return run
        for worker in place.workers:
            worker.send_group(signal.SIGCONT)
    raise AssertionError("the workers were always quicker")


def held(place: Installation, run: str, *states: str) -> list[dict[str, Any]]:
    query = "SELECT key FROM reports_job WHERE key LIKE %s AND state = ANY(%s)"
    return place.rows(query, f"run {run}:%", list(states))


def stored(place: Installation, run: str) -> list[list[dict[str, Any]]]:
    """Everything of the run that a late writer could change."""
    return [
        place.rows("SELECT state, tables, error, finished_at FROM reports_run WHERE id = %s", run),
        place.rows("SELECT figures FROM reports_runcluster WHERE run_id = %s ORDER BY position", run),
        place.rows("SELECT firm_code, scores FROM reports_runfirm WHERE run_id = %s ORDER BY position", run),
        place.rows(
            "SELECT key, state, worker, attempts FROM reports_job WHERE key LIKE %s ORDER BY key", f"run {run}:%"
        ),
    ]
