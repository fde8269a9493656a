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


class Guard(StrEnum):
    """What keeps a column of a public sheet from telling of single firms (docs/disclosure-control.md).

    The first two need no hiding; each of the others is a verb of `reports.workbook.hiding`, which withholds.
    """

    NO_FIRM = "no firm behind it"
    TURNOUT = "how many firms went in, told by design"
    OWNERS = "owners"
    RATES = "rates of firms"
    LEVELS = "levels"
    SHARES = "weighted shares"
    VOTES = "votes"

    @property
    def hides(self) -> bool:
        """Whether figures may have to be withheld."""
        return self not in (Guard.NO_FIRM, Guard.TURNOUT)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `value` takes a row of the sheet. Columns side by side with the same `group` share a head above.

    On a public sheet `guard` says what protects it. `names_row` marks a column that says which line of a cluster a row
    is; columns of one row with the same `figure` show one figure in several ways. A `team_only` column stands in no
    public file.
    """

    key: str
    heading: Text
    unit: Text = ""
    style: Style = Style.TEXT
    width: float = 12
    group: Text = ""
    value: Callable[[Any], Value] = lambda row: None
    meaning: Text = ""
    guard: Guard | None = None
    names_row: bool = False
    figure: Text = ""
    team_only: bool = False


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
    guard: Guard | None = None
    """What protects the columns of a public sheet that do not say so themselves."""
    figure_rows: Callable[[Material], Iterable[Any]] | None = None
    """Those of the rows that hold figures, where others are headings; None where all do."""

    def columns_in(self, material: Material) -> tuple[Column, ...]:
        """The columns that this workbook shows."""
        every = (*self.columns, *self.more_columns(material))
        return tuple(column for column in every if not (material.public and column.team_only))

    def guard_of(self, column: Column) -> Guard | None:
        """What protects a column of the sheet; None where nobody has said."""
        return column.guard or self.guard
