"""The record of a figure of a population that a sample tells: its value, error and interval. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.collapsing import JoinedBy, JoinedStrata

MEASURES = ("foreign", "skill_wide", "skill_narrow", "wage", "exports", "employment", "real_wages")


@dataclass(frozen=True, slots=True)
class FigureEstimate:
    """One figure of the population: per cent, per cent a year, or (wage) the cluster's currency for an employee.

    `n` firms tell it. `reason` is a NoSample or NoError where there is no interval; a census has a value all the same.
    `joined` are the strata that count as one for the error.
    """

    value: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    df: int = 0
    n: int = 0
    method: str = ""
    reason: str = ""
    joined: tuple[JoinedStrata, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "FigureEstimate":
        """Rebuild the record that `dataclasses.asdict` wrote; older runs joined no strata."""
        return cls(**{**data, "joined": joined_from_json(data.get("joined", ()))})


def joined_from_json(data: Sequence[Mapping[str, Any]]) -> tuple[JoinedStrata, ...]:
    """Rebuild the records of joined strata that `dataclasses.asdict` wrote."""
    return tuple(JoinedStrata(tuple(each["alone"]), tuple(each["others"]), JoinedBy(each["by"])) for each in data)
