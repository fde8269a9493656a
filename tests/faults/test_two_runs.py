"""The same run asked for twice in the same moment is one run, computed once."""

import random
import subprocess
import sys
import threading

import pytest

from tests.faults.conftest import ROUNDS
from tests.faults.figures import FIGURES
from tests.faults.installation import Installation
from tests.faults.parts import ROOT
from tests.faults.runs import press, wait_for_run
from tests.faults.verdict import half_runs

pytestmark = pytest.mark.faults

TIMES = 5


def test_two_people_who_press_the_button_at_once_get_one_run(place: Installation, drawn: random.Random) -> None:
    for _round in range(TIMES * ROUNDS):
        runs = pressed_at_once(place, {"foreign_threshold": f"{drawn.randrange(100, 9900) / 100:.2f}"})
        assert runs[0] and runs[0] == runs[1], runs
        healing = wait_for_run(place, runs[0])
        computed_once(place, runs[0])
        FIGURES.survived("two runs at once", healing)


def pressed_at_once(place: Installation, choices: dict[str, str]) -> list[str]:
    """The runs to which two people were led who asked for the same one in the same moment."""
    people = [place.person("manager"), place.person("second_manager")]
    barrier, runs = threading.Barrier(2), ["", ""]

    def go(number: int) -> None:
        barrier.wait()
        runs[number] = press(people[number], choices)

    threads = [threading.Thread(target=go, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [person.failures for person in people] == [[], []]
    return runs


def test_two_commands_at_once_give_one_run(place: Installation) -> None:
    command = [sys.executable, "manage.py", "aggregate", "run"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    both = [subprocess.Popen(command, cwd=ROOT, env=place.environment, **pipes) for _each in range(2)]
    told = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    first, second = (out.splitlines()[-1] for out, _err in told)
    assert first == second
    computed_once(place, first)
    FIGURES.survived("two commands at once")


def computed_once(place: Installation, run: str) -> None:
    jobs = place.rows("SELECT key, state, attempts FROM reports_job WHERE key LIKE %s", f"run {run}:%")
    assert len(jobs) == 3 and {job["state"] for job in jobs} == {"done"}, jobs
    assert {job["attempts"] for job in jobs} == {1}, "work that was asked for twice was done twice"
    assert half_runs(place) == []
