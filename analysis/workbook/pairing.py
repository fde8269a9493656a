"""The paper's rows and ours, side by side. Pure."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from analysis.results import Cell, ResultColumn, ResultTable
from analysis.telling import decimals_of, number_of
from scoring.rounding import round_half_up

Part = Literal["alone", "ours", "printed", "difference", "what", "blank"]
PARTS: dict[Part, str] = {"ours": "Ours", "printed": "Printed", "difference": "Difference"}
EXACT = 1e12
MOST_BESIDE = 18
"""With more columns than these a sheet cannot be read on paper; then the parts stand below each other."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell of a line: which column of the table it shows (`place`), and what of it.

    `what` is a cell that says which part its line holds, `blank` one that holds nothing.
    """

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


def is_stacked(table: ResultTable) -> bool:
    """Whether ours, printed and difference stand below each other."""
    return bool(table.printed) and len(slots_of(table)) > MOST_BESIDE


def heads_of(table: ResultTable) -> list[Slot]:
    """The columns of the sheet."""
    if not is_stacked(table):
        return slots_of(table)
    columns = [Slot(column, place, "alone") for place, column in enumerate(table.columns)]
    columns.insert(keys_of(table), _says(""))
    return columns


def lines_of(table: ResultTable) -> list[tuple[Pair, list[Slot]]]:
    """The lines of the sheet: one a pair, or one for each part of a pair that there is."""
    pairs = pairs_of(table)
    if not is_stacked(table):
        slots = slots_of(table)
        return [(pair, slots) for pair in pairs]
    return [(pair, line) for pair in pairs for line in _stack(table, pair)]


def _stack(table: ResultTable, pair: Pair) -> list[list[Slot]]:
    parts: list[Part] = ["ours"] if pair.ours is not None else []
    parts += ["printed"] if pair.printed is not None else []
    parts += ["difference"] if len(parts) == 2 else []
    lines = []
    for number, part in enumerate(parts):
        keys = keys_of(table)
        line = [
            Slot(column, place, "blank" if number else "alone") for place, column in enumerate(table.columns[:keys])
        ]
        line.append(_says(PARTS[part]))
        for place, column in enumerate(table.columns[keys:], keys):
            is_bare = part == "difference" and column.kind in ("text", "year")
            line.append(Slot(column, place, "blank" if is_bare else part))
        lines.append(line)
    return lines


def _says(text: str) -> Slot:
    return Slot(ResultColumn("", text, "text"), -1, "what")


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
    """Ours less the printed figure, rounded to the decimals shown as Excel does; of shares in percentage points."""
    if pair.ours is None or pair.printed is None:
        return None
    ours, printed = number_of(pair.ours[slot.place]), number_of(pair.printed[slot.place])
    if ours is None or printed is None:
        return None
    times = 100 if slot.column.kind == "share" else 1
    apart, decimals = (ours - printed) * times, decimals_of(slot.column)
    if abs(apart) > EXACT:
        return apart
    # Floats differ by a trace of what they were written as; a half must not be lost to it.
    return float(round_half_up(round(apart, decimals + 6), decimals)) + 0.0


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
