"""Documented tables: which columns an analysis reads, what each must hold, and what makes a row one row."""

from dataclasses import dataclass
from typing import Literal

ColumnKind = Literal["text", "number", "whole", "year", "yes_no"]


@dataclass(frozen=True, slots=True)
class LayoutColumn:
    """A column of a documented table.

    `low` and `high` are the least and greatest allowed value of a number, both included; `choices` the allowed texts;
    `unit` is told in the documentation. An optional column may be absent; `may_be_empty` allows cells without a value.
    """

    name: str
    kind: ColumnKind
    meaning: str
    unit: str = ""
    required: bool = True
    may_be_empty: bool = False
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """A documented table: its columns, and `key`, the columns whose values no two rows share.

    `open_columns` says what further columns may stand in the table under names of the user's choice (""where none).
    A table that `may_be_absent` need not be given.
    """

    code: str
    title: str
    meaning: str
    columns: tuple[LayoutColumn, ...]
    key: tuple[str, ...] = ()
    open_columns: str = ""
    may_be_absent: bool = False

    def column(self, name: str) -> LayoutColumn:
        """The column of this name; KeyError where there is none."""
        return {column.name: column for column in self.columns}[name]
