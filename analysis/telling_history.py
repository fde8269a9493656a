"""What the history tells of uploaded tables: analyses and layouts by their titles."""

from collections.abc import Callable, Sequence
from typing import Any

from analysis.registry import SYSTEMS
from trail.models import Entry
from trail.values import Words, plainly


def read_analysis(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """An analysis by its title."""
    return lambda entry, value: str(SYSTEMS[value].title) if value in SYSTEMS else str(value)


def read_layout(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """A layout by its title."""
    titles = {layout.code: str(layout.title) for system in SYSTEMS.values() for layout in system.layouts}
    return lambda entry, value: titles.get(value, str(value))


def read_headings(entries: Sequence[Entry]) -> Callable[[Entry, Any], Words]:
    """Which heading of the file was taken for which column."""
    return lambda entry, value: {str(heading): plainly(column) for heading, column in value.items()}
