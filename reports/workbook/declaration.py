"""What a sheet declares: its key and title, who may take it, and its columns."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from reports.spreadsheet import Page, Style, Value
from reports.workbook.material import Material

Text = Any
"""A sentence or its lazy translation."""


class Audience(StrEnum):
    """Who may take a sheet. Whoever may export takes all; a file marked public holds the public ones only."""

    PUBLIC = "public"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `value` takes a row of the sheet. Columns side by side with the same `group` share a head above."""

    key: str
    heading: Text
    unit: Text = ""
    style: Style = Style.TEXT
    width: float = 12
    group: Text = ""
    value: Callable[[Any], Value] = lambda row: None
    meaning: Text = ""


class Compose(Protocol):
    """Write a sheet."""

    def __call__(self, page: Page, sheet: "Sheet", material: Material) -> None: ...


def always(material: Material) -> bool:
    """Every run has the sheet."""
    return True


def no_notes(material: Material) -> Sequence[str]:
    """The sheet has no notes."""
    return ()


def no_rows(material: Material) -> Iterator[Any]:
    """The sheet is no plain table; its `compose` writes what it holds."""
    return iter(())


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the workbook. `name` is what stands on its tab, `title` what stands above its table."""

    key: str
    name: Text
    title: Text
    purpose: Text
    audience: Audience
    columns: tuple[Column, ...]
    compose: Compose
    rows: Callable[[Material], Iterable[Any]] = no_rows
    notes: Callable[[Material], Sequence[str]] = no_notes
    applies: Callable[[Material], bool] = always
    landscape: bool = False
    more_columns: Callable[[Material], tuple[Column, ...]] = field(default=lambda material: ())
