"""An uploaded file as columns, batch by batch, with the row at which a person would find each cell.

Small CSV files and workbooks go through `clusters.tabular`, which knows encodings, separators and sheets; large CSV,
Parquet and Stata files are read in batches, so that a census of a million rows never stands in memory as a whole.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import PurePath
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
from django.utils.translation import gettext as _

from analysis.batches import Batch, Source, Unclosed, damaged, numbered, refuse_beyond_limit
from analysis.cells import plain
from analysis.large_text import open_large_text
from analysis.stata_files import open_stata
from clusters.figures import decimal_mark
from clusters.problems import ImportRefused, Problem
from clusters.tabular import Row, Sheet, is_workbook, read_book

LARGEST_SMALL = 4 * 2**20
LARGEST_WORKBOOK = 60 * 2**20
BATCH_ROWS = 50_000
HEADINGS_WITHIN = 20
PACKED = b"\x1f\x8b"
SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods", ".parquet", ".dta", ".gz")


def open_source(file: IO[bytes], name: str, expected: Collection[str] = ()) -> Source:
    """The file, whichever kind it is by its first bytes; raises ImportRefused with the reasons.

    `expected` are the headings that are looked for: they tell the sheet of a workbook, and the row of its headings.
    """
    file.seek(0)
    start = file.read(16)
    size = file.seek(0, 2)
    file.seek(0)
    if start.startswith(b"PAR1"):
        return _open_parquet(file)
    if start.startswith(b"<stata_dta>") or PurePath(name).suffix.lower() == ".dta":
        names, frames = open_stata(file)
        return Source(names, lambda places: numbered(frames([names[place] for place in places])))
    if is_workbook(start) and size > LARGEST_WORKBOOK:
        fact = _("The workbook is larger than %(limit)d MB.") % {"limit": LARGEST_WORKBOOK // 2**20}
        raise ImportRefused([Problem(fact, _("Save the sheet as CSV (UTF-8) and send that."))])
    if is_workbook(start) or (size <= LARGEST_SMALL and not start.startswith(PACKED)):
        return _open_book(file.read(), name, expected)
    return open_large_text(file, is_packed=start.startswith(PACKED))


def _open_book(content: bytes, name: str, expected: Collection[str]) -> Source:
    book = read_book(content, name)
    wanted = {plain(each) for each in expected}
    sheet = max(book.sheets, key=lambda each: _heading_place(each, wanted)[0])
    _matches, at = _heading_place(sheet, wanted)
    names = tuple(sheet.rows[at].text(place) for place in range(len(sheet.rows[at].cells)))
    rows = sheet.rows[at + 1 :]
    notes = list(book.notes)
    if len(book.sheets) > 1:
        notes.append(_("The sheet “%(sheet)s” was read.") % {"sheet": sheet.name})
    if at:
        notes.append(_("The headings were found in row %(row)d.") % {"row": sheet.rows[at].number})
    mark = book.decimal_mark or ("." if not book.separator else _mark_of(rows))
    return Source(names, lambda places: _batches_of_rows(rows, places), mark, tuple(notes), sheet.name)


def _heading_place(sheet: Sheet, wanted: set[str]) -> tuple[int, int]:
    """How many wanted headings the best of the first rows holds, and its place; the first row where none does."""
    found = [
        (len(wanted & {plain(row.text(place)) for place in range(len(row.cells))}), -at)
        for at, row in enumerate(sheet.rows[:HEADINGS_WITHIN])
    ]
    matches, at = max(found)
    return matches, -at


def _mark_of(rows: Sequence[Row]) -> str | None:
    return decimal_mark(row.text(place) for row in rows for place in range(len(row.cells)))


def _batches_of_rows(rows: Sequence[Row], places: Sequence[int]) -> Iterator[Batch]:
    for start in range(0, len(rows), BATCH_ROWS):
        some = rows[start : start + BATCH_ROWS]
        columns = tuple(pa.array([row.text(place) for row in some], pa.string()) for place in places)
        yield Batch(columns, np.array([row.number for row in some]))


def _open_parquet(file: IO[bytes]) -> Source:
    try:
        opened = parquet.ParquetFile(pa.PythonFile(Unclosed(file), mode="r"))
    except (pa.ArrowException, OSError) as error:
        raise damaged(error) from None
    refuse_beyond_limit(opened.metadata.num_rows)
    names = tuple(opened.schema_arrow.names)
    flat = [each.name for each in opened.schema_arrow if not pa.types.is_nested(each.type)]

    def batches(places: Sequence[int]) -> Iterator[Batch]:
        wanted = [names[place] for place in places]
        if nested := [each for each in wanted if each not in flat]:
            fact, remedy = _("The cells of this column hold lists."), _("Leave it out.")
            raise ImportRefused(Problem(fact, remedy, column=each) for each in nested)
        try:
            some = opened.iter_batches(batch_size=BATCH_ROWS, columns=wanted)
            yield from numbered((batch.column(name) for name in wanted) for batch in some)
        except (pa.ArrowException, OSError) as error:
            raise damaged(error) from None

    return Source(names, batches)
