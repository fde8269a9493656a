"""Checks an uploaded file against its documented table: every cell, with its row and column; and reads it as a frame.

The file is gone through in batches. Only the columns of the key are kept beside the batch at hand, so that the memory
a check needs hardly grows with the table.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from analysis.batches import Batch, Source
from analysis.cells import Read, Wrong, read_column, texts_of
from analysis.errors import TableRefused
from analysis.layouts import Layout, LayoutColumn
from analysis.matching import Matching, match_columns
from clusters.problems import ImportRefused, Problem

SHOWN_ALIKE = 10
SHOWN_TOGETHER = 200
FIRST_ROWS = 8
LONGEST_CELL = 60
FRAME_TYPES = {"text": "str", "number": "float64", "whole": "Int64", "year": "Int64", "yes_no": "boolean"}


@dataclass(slots=True)
class ColumnCount:
    """What a column of a checked table holds."""

    name: str
    heading: str
    kind: str
    empty: int = 0
    low: float | None = None
    high: float | None = None

    def add(self, values: pa.Array) -> None:
        self.empty += values.null_count
        if self.kind in ("number", "whole", "year") and values.null_count < len(values):
            told = pc.min_max(values).as_py()
            self.low = told["min"] if self.low is None else min(self.low, told["min"])
            self.high = told["max"] if self.high is None else max(self.high, told["max"])


@dataclass(frozen=True, slots=True)
class Checked:
    """A table without any problem: what its columns hold, its first rows as texts, and what was noted."""

    rows: int
    columns: tuple[ColumnCount, ...]
    first_rows: tuple[tuple[str, ...], ...]
    left_out: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Problems:
    """Every problem counted; of those alike in one column, the first few are kept to be shown."""

    kept: list[Problem] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, problems: Sequence[Problem]) -> None:
        for problem in problems:
            self._count(problem, 1)

    def add_cells(self, batch: Batch, place: int, heading: str, wrong: Wrong) -> None:
        fact, remedy = str(wrong.fact), str(wrong.remedy)
        places = np.flatnonzero(wrong.cells)
        room = max(0, SHOWN_ALIKE - self.counts[heading, fact])
        for at in places[:room]:
            value = _shown(batch.columns[place][int(at)])
            self._count(Problem(fact, remedy, row=int(batch.numbers[at]), column=heading, value=value), 1)
        self.counts[heading, fact] += max(0, len(places) - room)

    def _count(self, problem: Problem, times: int) -> None:
        self.kept.append(problem)
        self.counts[problem.column, problem.fact] += times

    def refuse_any(self) -> None:
        """Raise TableRefused where there is any problem, those of the whole file first, then row by row."""
        if self.kept:
            shown = sorted(self.kept, key=lambda each: -1 if each.row is None else each.row)
            raise TableRefused(shown[:SHOWN_TOGETHER], self.counts.total())


def check_table(source: Source, layout: Layout, chosen: Mapping[str, str] | None = None) -> Checked:
    """What the table holds; raises TableRefused with its problems, all counted and the first of each kind shown."""
    passing = _Passing(source, layout, chosen)
    first: list[pa.Table] = []
    counts = [ColumnCount(name, source.names[place], passing.kinds.get(name, "")) for place, name in passing.pairs]
    for table in passing.tables():
        for count in counts:
            count.kind = passing.kinds[count.name]
            count.add(table.column(count.name).combine_chunks())
        if sum(map(len, first)) < FIRST_ROWS:
            first.append(table.slice(0, FIRST_ROWS))
    passing.problems.refuse_any()
    used = {place for place, _name in passing.pairs}
    return Checked(
        rows=passing.rows,
        columns=tuple(counts),
        first_rows=_texts(first),
        left_out=tuple(name for place, name in enumerate(source.names) if place not in used and name.strip()),
        notes=(*source.notes, *passing.notes()),
    )


def read_table(source: Source, layout: Layout, chosen: Mapping[str, str] | None = None) -> pd.DataFrame:
    """The checked table with the names and kinds of its layout; raises TableRefused as `check_table` does."""
    passing = _Passing(source, layout, chosen)
    tables = list(passing.tables())
    passing.problems.refuse_any()
    whole = _together(tables)
    return pd.DataFrame({name: _series(whole.column(name), passing.kinds[name]) for name in whole.column_names})


class _Passing:
    """One way through a file: typed batches come out, problems are gathered."""

    def __init__(self, source: Source, layout: Layout, chosen: Mapping[str, str] | None) -> None:
        self.source, self.layout = source, layout
        self.problems = _Problems()
        self.matching: Matching = match_columns(source.names, layout, chosen)
        self.problems.add(self.matching.problems)
        self.pairs = list({name: (place, name) for place, name in self.matching.pairs}.values())
        declared = {column.name: column.kind for column in layout.columns}
        self.kinds: dict[str, Any] = {name: declared.get(name, "") for _place, name in self.pairs}
        self.rows = 0
        self.empty_rows = 0

    def tables(self) -> Iterator[pa.Table]:
        """The rows as tables of the layout's kinds; what is wrong with cells and keys is gathered on the way."""
        if not self.pairs:
            return
        self._settle_open_kinds()
        keys: list[pa.Table] = []
        numbers: list[np.ndarray] = []
        for batch in self._batches():
            table = self._typed(batch)
            self.rows += len(table)
            keyed = [name for name in self.layout.key if name in table.column_names]
            if self.layout.key and len(keyed) == len(self.layout.key):
                keys.append(table.select(keyed))
                numbers.append(batch.numbers)
            yield table
        if not self.rows and not self.problems.kept:
            self.problems.add([Problem(_("The table has no rows."), _("Send the file that holds the figures."))])
        if keys:
            self._check_key(_together(keys), np.concatenate(numbers))

    def notes(self) -> list[str]:
        text = _("%(count)d empty rows were passed over.") % {"count": self.empty_rows}
        return [text] if self.empty_rows else []

    def _batches(self) -> Iterator[Batch]:
        """The batches without rows in which nothing stands; a file that cannot be read on is a problem like others."""
        try:
            for batch in self.source.batches([place for place, _name in self.pairs]):
                filled = np.zeros(len(batch.numbers), bool)
                for column in batch.columns:
                    filled |= _filled(column)
                if not filled.all():
                    self.empty_rows += int((~filled).sum())
                    kept = pa.array(filled)
                    batch = Batch(tuple(each.filter(kept) for each in batch.columns), batch.numbers[filled])
                if len(batch.numbers):
                    yield batch
        except ImportRefused as refusal:
            self.problems.add(refusal.problems)

    def _typed(self, batch: Batch) -> pa.Table:
        columns = {}
        for place, (at, name) in enumerate(self.pairs):
            read = read_column(batch.columns[place], self.kinds[name], self.source.decimal_mark)
            values, wrong = read.values, list(read.wrong)
            if name not in self.matching.open:
                values, further = held_to(self.layout.column(name), read)
                wrong += further
            for each in wrong:
                self.problems.add_cells(batch, place, self.source.names[at], each)
            columns[name] = values
        return pa.table(columns)

    def _settle_open_kinds(self) -> None:
        """A column the layout does not know is a number where every cell is one, else a text."""
        undecided = [place for place, (_column, name) in enumerate(self.pairs) if name in self.matching.open]
        for place in undecided:
            self.kinds[self.pairs[place][1]] = "number"
        if not undecided:
            return
        try:
            for batch in self.source.batches([self.pairs[place][0] for place in undecided]):
                for at, place in enumerate(undecided):
                    name = self.pairs[place][1]
                    if self.kinds[name] == "number" and not _is_numeric(batch.columns[at], self.source.decimal_mark):
                        self.kinds[name] = "text"
        except ImportRefused:
            return  # told where the whole file is gone through

    def _check_key(self, keys: pa.Table, numbers: np.ndarray) -> None:
        frame = keys.to_pandas()
        names = list(frame.columns)
        again = frame.duplicated(keep="first").to_numpy()
        if not again.any():
            return
        shown = np.flatnonzero(again)[:SHOWN_ALIKE]
        firsts = frame.reset_index().groupby(names, dropna=False)["index"].transform("min").to_numpy()
        headings = {name: self.source.names[place] for place, name in self.pairs}
        column = ", ".join(headings[name] for name in names)
        fact = _("Another row has the same values here.")
        for at in shown:
            remedy = _("Row %(row)d has them too. Leave one of the two out, or correct it.")
            value = ", ".join(_shown(keys.column(name)[int(at)]) for name in names)
            first = {"row": int(numbers[firsts[at]])}
            self.problems.add([Problem(fact, remedy % first, row=int(numbers[at]), column=column, value=value)])
        self.problems.counts[column, fact] += int(again.sum()) - len(shown)


def held_to(column: LayoutColumn, read: Read) -> tuple[pa.Array, list[Wrong]]:
    """Values held to what the column says of itself: empty cells, limits, choices (whose case is evened out)."""
    values = read.values
    unread = np.zeros(len(values), bool)
    for each in read.wrong:
        unread |= each.cells
    found: list[Wrong] = []
    empty = ~values.is_valid().to_numpy(zero_copy_only=False) & ~unread
    if not column.may_be_empty and empty.any():
        found.append(Wrong(empty, _("The cell is empty."), _("Fill it in, or leave the row out.")))
    if column.choices:
        values, outside = _as_choices(values, column.choices)
        remedy = _("It may be one of: %(choices)s.") % {"choices": ", ".join(column.choices)}
        found += [Wrong(outside, _("This is none of the allowed words."), remedy)] if outside.any() else []
    if column.kind in ("number", "whole", "year"):
        found += _limits(column, values)
    return values, found


def _limits(column: LayoutColumn, values: pa.Array) -> list[Wrong]:
    found = []
    figures = pc.cast(values, pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    with np.errstate(invalid="ignore"):
        outside = [
            (column.low, figures < (-np.inf if column.low is None else column.low), _("This is below %(limit)s.")),
            (column.high, figures > (np.inf if column.high is None else column.high), _("This is above %(limit)s.")),
        ]
    for limit, cells, fact in outside:
        if limit is not None and cells.any():
            remedy = _("Look at the figure and at its unit: %(unit)s.") % {"unit": column.unit or column.meaning}
            found.append(Wrong(cells, fact % {"limit": f"{limit:g}"}, remedy))
    return found


def _as_choices(values: pa.Array, choices: Sequence[str]) -> tuple[pa.Array, np.ndarray]:
    canonical = pa.array([*choices, None], pa.string())
    lowered = pa.array([each.lower() for each in choices])
    places = pc.index_in(pc.utf8_lower(values), value_set=lowered)
    outside = values.is_valid().to_numpy(zero_copy_only=False) & ~places.is_valid().to_numpy(zero_copy_only=False)
    return canonical.take(pc.fill_null(places, len(choices))), outside


def _filled(column: pa.Array) -> np.ndarray:
    if pa.types.is_string(column.type):
        column = texts_of(column)
    elif pa.types.is_floating(column.type):
        return ~pc.fill_null(pc.is_nan(column), True).to_numpy(zero_copy_only=False)
    found: np.ndarray = column.is_valid().to_numpy(zero_copy_only=False)
    return found


def _is_numeric(column: pa.Array, mark: str | None) -> bool:
    if pa.types.is_boolean(column.type) or pa.types.is_temporal(column.type):
        return False
    return not read_column(column, "number", mark).wrong


def _together(tables: Sequence[pa.Table]) -> pa.Table:
    return pa.concat_tables(tables) if tables else pa.table({})


def _series(column: pa.ChunkedArray, kind: str) -> "pd.Series[Any]":
    if kind == "text":
        return pd.Series(column.to_pandas(), dtype="str")
    if kind == "number":
        return column.to_pandas().astype("float64")
    mapper = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}.get
    found: pd.Series[Any] = column.to_pandas(types_mapper=mapper).astype(FRAME_TYPES[kind])
    return found


def _texts(first: Sequence[pa.Table]) -> tuple[tuple[str, ...], ...]:
    if not first:
        return ()
    whole = _together(first).slice(0, FIRST_ROWS)
    columns = [texts_of(whole.column(name).combine_chunks()).to_pylist() for name in whole.column_names]
    return tuple(tuple(cell or "" for cell in row) for row in zip(*columns, strict=True))


def _shown(cell: Any) -> str:
    value = cell.as_py()
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL] + "…"
