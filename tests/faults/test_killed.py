"""kill -9 at random moments, while people enter, review, vote and have a run computed."""

import random
import time

import pytest

from tests.faults.conftest import ROUNDS
from tests.faults.crew import Crew
from tests.faults.faults import KILLED
from tests.faults.figures import FIGURES
from tests.faults.installation import Installation
from tests.faults.runs import open_run, wait_for_run
from tests.faults.verdict import half_runs

pytestmark = pytest.mark.faults


@pytest.mark.parametrize("victim", KILLED)
def test_nothing_acknowledged_is_lost_when_it_is_killed(
    victim: str, place: Installation, crew: Crew, drawn: random.Random
) -> None:
    for _round in range(ROUNDS):
        with crew.at_work() as writers:
            run = open_run(place, drawn)
            time.sleep(drawn.uniform(0, 2.5))
            KILLED[victim](place, drawn)
            time.sleep(drawn.uniform(0, 1))
            assert half_runs(place) == [] if place.database.answers() else True
            healing = place.wait()
            time.sleep(drawn.uniform(0, 1))
        healing = max(healing, wait_for_run(place, run))
        assert crew.judge().problems == [], "before anything was sent again"
        for writer in writers:
            writer.settle()
        assert crew.judge().problems == []
        assert half_runs(place) == []
        assert crew.failures() == []
        FIGURES.survived(f"kill -9: {victim}", healing)
