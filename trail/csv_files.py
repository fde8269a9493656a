"""The one writer of CSV: whatever a text holds, no spreadsheet program takes it, or a part of it, for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

SIGNS = "=+\\-@＝＋－＠"
BEGINS = re.compile(f'^(?=[\\t\\r\\n]|[ "]*[{SIGNS}])')
# Where lists are parted by semicolons, as in Spanish, Excel begins a new cell in the middle of a text of ours.
BEGINS_INSIDE = re.compile(f'([;\\t\\r\\n])(?=[ "]*[{SIGNS}])')


def csv_text(rows: Iterable[Sequence[object]], line_end: str = "\r\n") -> str:
    """The rows as CSV, parted by commas. Numbers stay numbers; None is an empty cell."""
    file = io.StringIO()
    csv.writer(file, lineterminator=line_end).writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue()


def harmless(cell: object) -> object:
    """A text as a spreadsheet takes it for a text, by the mark that hides itself; anything else as it is."""
    if not isinstance(cell, str):
        return "" if cell is None else cell
    return BEGINS_INSIDE.sub(r"\1'", BEGINS.sub("'", cell))
