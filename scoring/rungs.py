"""One dimension's six rungs: met, not met, unknown, or not applicable."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from scoring.answers import Answer, DoneBy
from scoring.rules import Rule, evaluate
from scoring.truth import Truth

RUNGS = (1, 2, 3, 4, 5, 6)


class Dimension(StrEnum):
    """The three technology ladders. The survey's Table 5 prints them as HR, PT and RD."""

    HR = "hr"
    PROCESS = "process"
    PRODUCT = "product"


class RungState(StrEnum):
    """Whether a firm holds a rung."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    NA = "na"


STATE_OF = {
    Truth.TRUE: RungState.MET,
    Truth.FALSE: RungState.NOT_MET,
    Truth.UNKNOWN: RungState.UNKNOWN,
    Truth.NA: RungState.NA,
}

RungStates = tuple[RungState, RungState, RungState, RungState, RungState, RungState]


def six(states: list[RungState]) -> RungStates:
    """Return six rung states, rung 1 first; raises ValueError for any other number of them."""
    if len(states) != len(RUNGS):
        raise ValueError(f"Rungs: found {len(states)} states; give one for each of the six rungs.")
    return (states[0], states[1], states[2], states[3], states[4], states[5])


def rung_states(
    rules: Mapping[int, Rule],
    answers: Mapping[str, Answer],
    *,
    credited: frozenset[DoneBy],
    asks_who: frozenset[str],
) -> RungStates:
    """Return a firm's six rung states in one dimension, rung 1 first.

    ``rules`` maps the rungs 1 to 6 to their rules; the rest as in ``scoring.rules.evaluate``.
    Raises ValueError when a rung has no rule. Source: method.md A.3.1.
    """
    absent = [str(rung) for rung in RUNGS if rung not in rules]
    if absent:
        raise ValueError(f"Rules: rung {', '.join(absent)} has no rule; give one for each of the six rungs.")
    return six([STATE_OF[evaluate(rules[rung], answers, credited=credited, asks_who=asks_who)] for rung in RUNGS])
