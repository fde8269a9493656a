"""The record of a figure of a population that a sample tells: its value, error and interval. Pure."""

from dataclasses import dataclass

MEASURES = ("foreign", "skill_wide", "skill_narrow", "wage", "exports", "employment", "real_wages")


@dataclass(frozen=True, slots=True)
class FigureEstimate:
    """One figure of the population: per cent, per cent a year, or (wage) the cluster's currency for an employee.

    `n` firms tell it. `reason` is a NoSample or NoError where there is no interval; a census has a value all the same.
    """

    value: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    df: int = 0
    n: int = 0
    method: str = ""
    reason: str = ""
