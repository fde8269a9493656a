"""The table of steps: the documented one is the one in force, and every state has a way on."""

import re
from pathlib import Path

import pytest

from surveys.models import InterviewState, StudySetup
from surveys.review_table import (
    APPROVED,
    CHECKED,
    EITHER,
    LOCKED,
    MOVES,
    ONE,
    OPEN,
    RESUBMITTED,
    SUBMITTED,
    TWO,
    WAITING,
    Actor,
    Step,
    move_of,
    moves_from,
)

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "review.md"


def written_lines():
    """The table of docs/review.md: step, from, to, who, steps of the study, note, another person."""
    rows = re.findall(r"^\| `(\w+)` \|(.+)\|$", DOCUMENT.read_text(), flags=re.MULTILINE)
    for step, rest in (row for row in rows if row[1].count("|") == 5):
        begin, end, actor, studies, note, another = (cell.strip() for cell in rest.split("|"))
        for one in begin.split(", "):
            for other in end.split(", "):
                numbers = {"1": {ONE}, "2": {TWO}, "1, 2": set(EITHER)}[studies]
                for number in numbers:
                    yield step, one, other, actor, number, note == "yes", another == "yes"


def lines_in_force():
    for move in MOVES:
        for number in move.studies:
            yield (
                str(move.step), move.begin, move.end, str(move.actor), number, move.needs_note, move.by_another,
            )  # fmt: skip


def test_the_documented_table_is_the_one_in_force() -> None:
    assert sorted(written_lines()) == sorted(lines_in_force())


def test_every_state_is_open_or_waits_or_is_locked() -> None:
    assert set(InterviewState.values) == OPEN | WAITING | LOCKED
    assert not OPEN & WAITING and not LOCKED & (OPEN | WAITING)
    assert {ONE, TWO} == set(StudySetup.ReviewStepsChoice.values)


@pytest.mark.parametrize("steps", [ONE, TWO])
def test_a_step_from_a_state_has_one_end(steps: int) -> None:
    for state in InterviewState.values:
        for came_from in (SUBMITTED, RESUBMITTED, CHECKED):
            moves = moves_from(state, steps=steps, came_from=came_from)
            assert len({move.step for move in moves}) == len(moves)
            assert moves, "nothing could ever be done with it again"


def test_only_the_last_step_approves() -> None:
    assert move_of(Step.APPROVE, SUBMITTED, steps=TWO) is None
    last = move_of(Step.APPROVE, CHECKED, steps=TWO)
    assert last is not None and (last.end, last.actor) == (APPROVED, Actor.HEADQUARTERS)
    assert move_of(Step.CHECK, SUBMITTED, steps=ONE) is None


def test_nothing_leads_out_of_approval_but_its_withdrawal_with_a_reason() -> None:
    out = [move for move in MOVES if move.begin == APPROVED]
    assert out and all(move.step is Step.WITHDRAW and move.needs_note for move in out)


def test_whatever_goes_forward_asks_for_another_person() -> None:
    assert all(move.by_another for move in MOVES if move.end in (CHECKED, APPROVED) and not move.back)
