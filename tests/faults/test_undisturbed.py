"""Last of all, over everything the other scenarios did to the installation they share."""

import random

import pytest

from tests.faults.conftest import ROUNDS
from tests.faults.crew import Crew
from tests.faults.figures import FIGURES
from tests.faults.installation import PROGRAM, Installation
from tests.faults.verdict import differing_runs

pytestmark = pytest.mark.faults

COMPARED = 10
"""So many runs a round are computed anew, drawn by chance; each costs some seconds."""


def test_after_all_that_every_run_is_what_an_undisturbed_process_makes(
    place: Installation, crew: Crew, drawn: random.Random
) -> None:
    verdict = crew.judge()
    FIGURES.take(verdict, crew.resent())
    assert verdict.problems == []
    compared = differing_runs(place, PROGRAM, drawn, COMPARED * ROUNDS)
    FIGURES.compare(compared)
    assert compared, "no run was made"
    assert [run for run, same in compared.items() if not all(same)] == []
    stuck = place.rows("SELECT key, state, error FROM reports_job WHERE state <> 'done'")
    assert stuck == [], "the ledger did not heal"


def test_the_chain_of_the_history_is_whole(place: Installation) -> None:
    """The command ends with an error where a row is missing or was altered."""
    assert place.program("manage.py", "verify_history")
