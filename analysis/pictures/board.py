"""What a shape draws on: the axes, and notes for what is lettered once everything has its place."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from analysis.pictures.palette import INK, Look
from analysis.pictures.scales import Point, Scale, points_of
from analysis.results import Figure

KeyKind = Literal["line", "dot", "fill", "shade"]
MOST_DIRECT = 4
"""Up to so many lines bear their names at their ends; more are told by a key above."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name to be set beside a point in data coordinates; of two in each other's way the lower rank stays.

    `radius` is the room the point itself takes, in points of paper.
    """

    x: float
    y: float
    text: str
    rank: float
    radius: float = 3.0
    colour: str = INK
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class LineEnd:
    """The name of a line, set to the right of its last point."""

    x: float
    y: float
    text: str
    colour: str


@dataclass(frozen=True, slots=True)
class Key:
    """One sign of the key above the picture with what it stands for."""

    text: str
    kind: KeyKind
    look: Look


@dataclass(slots=True)
class Board:
    """One picture being drawn. `wide` and `high` are the room of the plot in points of paper."""

    figure: Figure
    scale: Scale
    axes: Any
    wide: float
    high: float
    measure: Callable[[str, float], float]
    names: list[Name] = field(default_factory=list)
    ends: list[LineEnd] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lies: bool = False
    """Whether names stand on the vertical axis and figures on the horizontal one."""
    is_counted: bool = False
    """Whether every figure and every end of an interval is a whole number."""
    bare: bool = False
    """Whether there are no axes to letter."""
    frame: Literal["value", "both", "cells", "globe"] = "value"

    def drawn(self) -> list[list[Point]]:
        """The points of each series that have a place."""
        return [[point for point in points_of(each, self.scale) if point is not None] for each in self.figure.series]

    def tell_apart(self, kind: KeyKind, looks: list[Look]) -> None:
        """Give several series a key."""
        if len(self.figure.series) > 1:
            self.keys += [Key(series.name, kind, look) for series, look in zip(self.figure.series, looks, strict=True)]
