"""Clocks that are wrong and jump: of the web server, of a worker in the middle of a run, and of devices."""

import random
import subprocess
import time
from pathlib import Path

import pytest

from tests.faults.crew import Crew
from tests.faults.figures import FIGURES
from tests.faults.installation import Installation
from tests.faults.parts import Part
from tests.faults.runs import open_run, wait_for_run
from tests.faults.verdict import half_runs

pytestmark = pytest.mark.faults

HOUR = 3600
RUNS = 2


@pytest.mark.parametrize(("web", "worker"), [(-HOUR, HOUR), (HOUR, -HOUR)], ids=["web behind", "web ahead"])
def test_wrong_clocks_lose_nothing_and_runs_are_completed(
    web: int, worker: int, place: Installation, crew: Crew, drawn: random.Random
) -> None:
    shifted = [(place.web, web), (place.workers[0], worker)]
    calm = [dict(part.environment) for part, _seconds in shifted]
    for part, seconds in shifted:
        with_clock(place, part, seconds)
    try:
        place.wait()
        with crew.at_work() as writers:
            for _run in range(RUNS):
                run = open_run(place, drawn)
                time.sleep(drawn.uniform(0, 1))
                set_clock(place, place.workers[0], -worker)
                healing = wait_for_run(place, run)
                set_clock(place, place.workers[0], worker)
        # The clock of a worker that dies with a job ahead of time.
        run = open_run(place, drawn)
        time.sleep(drawn.uniform(0.2, 0.6))
        place.workers[0].kill()
        healing = max(healing, wait_for_run(place, run, is_supervised=False))
    finally:
        for (part, _seconds), environment in zip(shifted, calm, strict=True):
            part.kill()
            part.environment = environment
        place.wait()
    for writer in writers:
        writer.settle()
    assert crew.judge().problems == []
    assert half_runs(place) == []
    assert crew.failures() == []
    FIGURES.survived("clocks an hour off and jumping", healing)


def with_clock(place: Installation, part: Part, seconds: int) -> None:
    """Start it again under a clock that is read from a file."""
    library = place.home / "clock.so"
    if not library.exists():
        compiled = ["cc", "-shared", "-fPIC", "-o", str(library), str(Path(__file__).with_name("clock.c")), "-ldl"]
        subprocess.run(compiled, check=True)
    part.kill()
    set_clock(place, part, seconds)
    part.environment = {
        **part.environment,
        "LD_PRELOAD": str(library),
        "FAULT_CLOCK": str(clock_of(place, part)),
    }
    part.start()


def set_clock(place: Installation, part: Part, seconds: int) -> None:
    unseen = clock_of(place, part).with_suffix(".part")
    unseen.write_text(f"{seconds:+d}\n")
    unseen.replace(clock_of(place, part))


def clock_of(place: Installation, part: Part) -> Path:
    return place.home / f"{part.name}.clock"
