"""Every step an interview can take through review: from where, to where, by whom, and what it asks for.

This table is the only place where it stands. Verbs, pages and docs/review.md read it; it knows no database.
"""

from dataclasses import dataclass
from enum import StrEnum

DRAFT, SUBMITTED, RETURNED, RESUBMITTED = "draft", "submitted", "returned", "resubmitted"
CHECKED, APPROVED = "checked", "approved"

OPEN = frozenset({DRAFT, RETURNED})
"""Where the consultant may change answers."""
WITH_SUPERVISOR = frozenset({SUBMITTED, RESUBMITTED})
WAITING = WITH_SUPERVISOR | {CHECKED}
LOCKED = frozenset({APPROVED})
"""Where nothing is written but that the approval is withdrawn."""

ONE, TWO = 1, 2
EITHER = frozenset({ONE, TWO})


class Step(StrEnum):
    """What is done with an interview."""

    SUBMIT = "submit"
    CHECK = "check"
    APPROVE = "approve"
    RETURN = "return"
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"


class Actor(StrEnum):
    """Who takes a step: `REVIEWER` may review in the cluster, `HEADQUARTERS` in the whole study."""

    CONSULTANT = "consultant"
    REVIEWER = "reviewer"
    HEADQUARTERS = "headquarters"


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table.

    `studies` are the numbers of review steps with which it exists. `back` says that the line is only open to an
    interview that came here from `end`. `by_another` asks for somebody who gave no answers and, at headquarters, did
    not pass the interview either.
    """

    step: Step
    begin: str
    end: str
    actor: Actor
    studies: frozenset[int] = EITHER
    needs_note: bool = False
    by_another: bool = False
    back: bool = False


def _in(steps: int) -> frozenset[int]:
    return frozenset({steps})


MOVES = (
    Move(Step.SUBMIT, DRAFT, SUBMITTED, Actor.CONSULTANT),
    Move(Step.SUBMIT, RETURNED, RESUBMITTED, Actor.CONSULTANT),
    Move(Step.APPROVE, SUBMITTED, APPROVED, Actor.REVIEWER, _in(ONE), by_another=True),
    Move(Step.APPROVE, RESUBMITTED, APPROVED, Actor.REVIEWER, _in(ONE), by_another=True),
    Move(Step.APPROVE, CHECKED, APPROVED, Actor.REVIEWER, _in(ONE), by_another=True),
    Move(Step.CHECK, SUBMITTED, CHECKED, Actor.REVIEWER, _in(TWO), by_another=True),
    Move(Step.CHECK, RESUBMITTED, CHECKED, Actor.REVIEWER, _in(TWO), by_another=True),
    Move(Step.APPROVE, CHECKED, APPROVED, Actor.HEADQUARTERS, _in(TWO), by_another=True),
    Move(Step.RETURN, SUBMITTED, RETURNED, Actor.REVIEWER, needs_note=True),
    Move(Step.RETURN, RESUBMITTED, RETURNED, Actor.REVIEWER, needs_note=True),
    Move(Step.RETURN, CHECKED, RETURNED, Actor.REVIEWER, _in(ONE), needs_note=True),
    Move(Step.RETURN, CHECKED, RETURNED, Actor.HEADQUARTERS, _in(TWO), needs_note=True),
    Move(Step.SEND_BACK, CHECKED, SUBMITTED, Actor.HEADQUARTERS, _in(TWO), needs_note=True, back=True),
    Move(Step.SEND_BACK, CHECKED, RESUBMITTED, Actor.HEADQUARTERS, _in(TWO), needs_note=True, back=True),
    Move(Step.WITHDRAW, APPROVED, SUBMITTED, Actor.REVIEWER, _in(ONE), needs_note=True, back=True),
    Move(Step.WITHDRAW, APPROVED, RESUBMITTED, Actor.REVIEWER, _in(ONE), needs_note=True, back=True),
    Move(Step.WITHDRAW, APPROVED, CHECKED, Actor.REVIEWER, _in(ONE), needs_note=True, back=True),
    Move(Step.WITHDRAW, APPROVED, SUBMITTED, Actor.HEADQUARTERS, _in(TWO), needs_note=True, back=True),
    Move(Step.WITHDRAW, APPROVED, RESUBMITTED, Actor.HEADQUARTERS, _in(TWO), needs_note=True, back=True),
    Move(Step.WITHDRAW, APPROVED, CHECKED, Actor.HEADQUARTERS, _in(TWO), needs_note=True, back=True),
)


def move_of(step: str, begin: str, *, steps: int, came_from: str = SUBMITTED) -> Move | None:
    """The line for this step from this state in a study with so many steps of review, or None.

    `came_from` is the state from which the interview came to `begin`; steps that lead back lead there.
    """
    lines = (move for move in MOVES if (move.step, move.begin) == (step, begin) and steps in move.studies)
    return next((move for move in lines if not move.back or move.end == came_from), None)


def moves_from(begin: str, *, steps: int, came_from: str = SUBMITTED) -> list[Move]:
    """Every step open to an interview in this state."""
    found = (move_of(step, begin, steps=steps, came_from=came_from) for step in Step)
    return [move for move in found if move is not None]


def is_line(step: str, begin: str, end: str) -> bool:
    """Whether the step leads from the one state to the other in any study."""
    return any((move.step, move.begin, move.end) == (step, begin, end) for move in MOVES)
