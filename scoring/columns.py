"""One item's answers as arrays, for scoring many firms at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.answers import NONE_CODE, Answer, DoneBy, State, number_of

FloatArray = NDArray[np.float64]
Int8Array = NDArray[np.int8]
BoolArray = NDArray[np.bool_]

STATE_CODES: dict[State, int] = {
    State.ANSWERED: 0,
    State.DONT_KNOW: 1,
    State.REFUSED: 2,
    State.NOT_APPLICABLE: 3,
    State.MISSING: 4,
}
CREDITED, NOT_CREDITED, WHO_UNKNOWN = 1, 0, -1


@dataclass(frozen=True, slots=True)
class ItemColumn:
    """One item's answers of n firms.

    ``values`` float64[n]: the number answered, 1 and 0 for yes and no, NaN where there is none;
    for a choice 1 where something other than "none" was chosen and 0 otherwise (a single choice
    is always 0: by itself it is neither yes nor no). ``state`` int8[n]: STATE_CODES. ``done_by``
    int8[n]: 1 done by a credited doer, 0 by another, -1 nobody said; None is -1 throughout.
    ``chosen``: of choice items only, for each code bool[n], True where the code was chosen.
    """

    values: FloatArray
    state: Int8Array
    done_by: Int8Array | None = None
    chosen: Mapping[str, BoolArray] | None = None


def item_column(answers: Sequence[Answer], *, credited: frozenset[DoneBy]) -> ItemColumn:
    """Return one item's answers, in the firms' order, as a column.

    Raises ValueError when choices stand beside numbers or yes and no: an item has one kind.
    """
    given = [answer.value for answer in answers if answer.value is not None]
    choices = [isinstance(value, str | tuple) for value in given]
    if any(choices) and not all(choices):
        raise ValueError("Column: holds codes beside numbers; give one item's answers, all of its kind.")
    who = [
        WHO_UNKNOWN if answer.done_by is None else (CREDITED if answer.done_by in credited else NOT_CREDITED)
        for answer in answers
    ]
    return ItemColumn(
        values=np.array([_number(answer) for answer in answers], dtype=np.float64),
        state=np.array([STATE_CODES[answer.state] for answer in answers], dtype=np.int8),
        done_by=np.array(who, dtype=np.int8),
        chosen=_chosen(answers) if any(choices) else None,
    )


def _number(answer: Answer) -> float:
    """Return the number a column holds for an answer."""
    if isinstance(answer.value, str | tuple):
        return float(isinstance(answer.value, tuple) and any(code != NONE_CODE for code in answer.value))
    number = number_of(answer)
    return np.nan if number is None else number


def _chosen(answers: Sequence[Answer]) -> dict[str, BoolArray]:
    """Return for each code that occurs where it was chosen."""
    codes = [_codes(answer) for answer in answers]
    return {code: np.array([code in each for each in codes]) for code in sorted(set().union(*codes))}


def _codes(answer: Answer) -> set[str]:
    if isinstance(answer.value, str):
        return {answer.value}
    return set(answer.value) if isinstance(answer.value, tuple) else set()
