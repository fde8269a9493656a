"""A broker that is away, or there and does not answer: pages answer promptly, and the work is done once it is back."""

import os
import random
import time

import pytest

from tests.faults.crew import Crew
from tests.faults.figures import FIGURES
from tests.faults.installation import Installation
from tests.faults.runs import open_run, wait_for_run
from tests.faults.servers import freeze, thaw

pytestmark = pytest.mark.faults

AWAY_SECONDS = float(os.environ.get("FAULT_BROKER_SECONDS") or 60)
PROMPT_SECONDS = 15


@pytest.mark.parametrize("how", ["killed", "frozen"])
def test_runs_are_opened_promptly_and_computed_once_the_broker_is_back(
    how: str, place: Installation, crew: Crew, drawn: random.Random
) -> None:
    opened, took = [], []
    with crew.at_work() as writers:
        if how == "killed":
            place.broker.part.kill()
        else:
            freeze(place.broker.part)
        end = time.monotonic() + AWAY_SECONDS
        try:
            while time.monotonic() < end:
                begun = time.monotonic()
                opened.append(open_run(place, drawn))
                took.append(time.monotonic() - begun)
                time.sleep(AWAY_SECONDS / 4)
        finally:
            thaw(place.broker.part)
            healing = place.wait()
    healing += max(wait_for_run(place, run) for run in opened)
    assert max(took) < PROMPT_SECONDS, f"whoever opens a run waits for the broker: {took}"
    for writer in writers:
        writer.settle()
    assert crew.judge().problems == []
    assert crew.failures() == []
    FIGURES.survived(f"broker {how} for {AWAY_SECONDS:.0f} s", healing)
