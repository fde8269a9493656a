"""The paper's rows and ours, side by side. Pure."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from analysis.results import Cell, ResultColumn, ResultTable
from analysis.telling import decimals_of, number_of

Part = Literal["alone", "ours", "printed", "difference"]


@dataclass(frozen=True, slots=True)
class Slot:
    """A column of the sheet: which column of the table it shows (`place`), and what of it."""

    column: ResultColumn
    place: int
    part: Part


@dataclass(frozen=True, slots=True)
class Pair:
    """Our row and the printed one; `number` is the place of the printed row in the table's `printed`."""

    ours: tuple[Cell, ...] | None
    printed: tuple[Cell, ...] | None
    number: int | None


def slots_of(table: ResultTable) -> list[Slot]:
    """The columns of the sheet. Names of rows stand once, every other column as ours, printed and difference."""
    if not table.printed:
        return [Slot(column, place, "alone") for place, column in enumerate(table.columns)]
    keys = keys_of(table)
    found: list[Slot] = []
    for place, column in enumerate(table.columns):
        parts: tuple[Part, ...] = ("ours", "printed", "difference")
        if place < keys:
            parts = ("alone",)
        elif column.kind in ("text", "year"):
            parts = ("ours", "printed")
        found += [Slot(column, place, part) for part in parts]
    return found


def keys_of(table: ResultTable) -> int:
    """How many leading columns name a row: texts and years before the first figure; 0 where they name none uniquely."""
    leading = 0
    for column in table.columns:
        if column.kind not in ("text", "year"):
            break
        leading += 1
    # As few as tell the rows apart: a text further right may be printed otherwise and is to be compared.
    for count in range(1, leading + 1):
        if all(_are_unique(rows, count) for rows in (table.rows, table.printed)):
            return count
    return 0


def pairs_of(table: ResultTable) -> list[Pair]:
    """Rows of the same names beside each other, printed rows that we have not at the end; by place without names."""
    keys = keys_of(table)
    if not table.printed:
        return [Pair(row, None, None) for row in table.rows]
    if not keys:
        both = zip_longest(table.rows, table.printed)
        return [Pair(ours, row, None if row is None else number) for number, (ours, row) in enumerate(both)]
    printed = {row[:keys]: number for number, row in enumerate(table.printed)}
    found = []
    for ours in table.rows:
        number = printed.pop(ours[:keys], None)
        found.append(Pair(ours, None if number is None else table.printed[number], number))
    return found + [Pair(None, table.printed[number], number) for number in printed.values()]


def difference(pair: Pair, slot: Slot) -> float | None:
    """Ours less the printed figure as rounded to the decimals shown; of shares in percentage points."""
    if pair.ours is None or pair.printed is None:
        return None
    ours, printed = number_of(pair.ours[slot.place]), number_of(pair.printed[slot.place])
    if ours is None or printed is None:
        return None
    times = 100 if slot.column.kind == "share" else 1
    return round((ours - printed) * times, decimals_of(slot.column)) + 0.0


def sic_notes(table: ResultTable) -> dict[tuple[int, int], int]:
    """The number of the note on each printed figure that is wrong, by row of `printed` and place of the column."""
    places = {column.key: place for place, column in enumerate(table.columns)}
    found = {}
    for number, where in enumerate(table.sic, 1):
        row, _colon, key = where.partition(":")
        found[int(row), places[key]] = number
    return found


def _are_unique(rows: tuple[tuple[Cell, ...], ...], count: int) -> bool:
    keys = [row[:count] for row in rows]
    return len(set(keys)) == len(keys)
