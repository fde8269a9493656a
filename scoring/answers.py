"""What a firm answered to one item, and whether it answered at all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

NONE_CODE = "none"
"""The code of a multiple choice that means "none of them"."""

Given = bool | float | str | tuple[str, ...]
Value = Given | None


class State(StrEnum):
    """Whether a value stands behind the answer; only ``ANSWERED`` carries one."""

    ANSWERED = "answered"
    DONT_KNOW = "dont_know"
    REFUSED = "refused"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"


class DoneBy(StrEnum):
    """Who did the thing a positive answer at rungs 4 to 6 speaks of."""

    OWN_STAFF = "own_staff"
    PARENT = "parent"
    INSTITUTE = "institute"
    SUPPLIER = "supplier"
    BUYER = "buyer"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its state, its value when there is one, and who did it when that was asked.

    The value is a bool for yes/no items, a finite number for shares, counts, money, years and
    levels, a code for single choices, a tuple of codes for multiple choices, text otherwise.
    Raises ValueError when an answered item has no value or a number that is not finite, when a
    value stands behind a state that says there is none, and for values of any other type (a list
    in place of a tuple would be read as no choice at all).
    """

    state: State
    value: Value = None
    done_by: DoneBy | None = None

    def __post_init__(self) -> None:
        """Refuse the combinations that would be read two ways."""
        if self.state is State.ANSWERED and self.value is None:
            raise ValueError("Answer: state 'answered' without a value; use 'missing' when there is none.")
        if self.state is not State.ANSWERED and self.value is not None:
            raise ValueError(f"Answer: state '{self.state}' with value {self.value!r}; leave it out or say 'answered'.")
        if self.value is not None and not isinstance(self.value, bool | int | float | str | tuple):
            kind = type(self.value).__name__
            raise ValueError(f"Answer: a value of type {kind}; give a bool, number, text or tuple of codes.")
        if isinstance(self.value, float | int) and not math.isfinite(self.value):
            raise ValueError(f"Answer: {self.value!r} is not a finite number; use 'missing' when there is none.")


MISSING = Answer(State.MISSING)
"""The answer of an item nobody has answered."""


def answered(value: Given, done_by: DoneBy | None = None) -> Answer:
    """Return an answered item with this value."""
    return Answer(State.ANSWERED, value, done_by)


def number_of(answer: Answer) -> float | None:
    """Return the answer as a number, or None when it holds none.

    A yes counts as 1 and a no as 0; codes and texts are no numbers.
    """
    if isinstance(answer.value, bool | int | float):
        return float(answer.value)
    return None
