"""Runs as a manager opens them from the page."""

import random

from tests.faults.client import Client
from tests.faults.installation import Installation
from tests.faults.parts import wait_until

RUN_SECONDS = 120


def open_run(place: Installation, drawn: random.Random, name: str = "manager", **choices: str) -> str:
    """Press the button until the page of the run comes; returns the run's id."""
    manager = place.person(name)
    wanted = {"foreign_threshold": f"{drawn.randrange(100, 9900) / 100:.2f}", **choices}
    opened: list[str] = []

    def leads_there() -> bool:
        if run := press(manager, wanted):
            opened.append(run)
        return bool(opened)

    wait_until(leads_there, "a run can be opened", 60)
    assert manager.failures == []
    return opened[0]


def press(manager: Client, choices: dict[str, str]) -> str:
    """The run the page leads to, or nothing where it led nowhere."""
    answer = manager.fill("/studies/run/runs/new/", choices)
    return answer.headers["location"].strip("/").rsplit("/", 1)[-1] if answer and answer.is_done else ""


def wait_for_run(place: Installation, run: str, *, is_supervised: bool = True) -> float:
    """Until the run is ready, which it becomes by itself; returns how long that took."""

    def is_ready() -> bool:
        # A worker may end some seconds after its broker did; a supervisor starts it again then as well.
        if is_supervised:
            place.supervise()
        (row,) = place.rows("SELECT state, error FROM reports_run WHERE id = %s", run)
        assert row["state"] != "failed", row["error"]
        return bool(row["state"] == "ready")

    return wait_until(is_ready, f"run {run} is ready", RUN_SECONDS)
