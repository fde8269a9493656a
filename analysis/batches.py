"""What every kind of file is read as: headings, and rows in batches."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
import pyarrow as pa
from django.utils.translation import gettext as _

from clusters.problems import ImportRefused, Problem

MOST_ROWS = 10_000_000
"""Of one table. More would keep a process busy for hours, and no register of firms or districts has as many."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows: a column for each place that was asked for, and the number of each row as its program counts."""

    columns: tuple[pa.Array, ...]
    numbers: np.ndarray


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be read: its headings, and its rows in batches, with the columns that are asked for by place.

    `decimal_mark` is None where the file does not prove which one it uses; `notes` say what had to be guessed.
    `batches` raises ImportRefused for rows that cannot be read at all.
    """

    names: tuple[str, ...]
    batches: Callable[[Sequence[int]], Iterator[Batch]]
    decimal_mark: str | None = "."
    notes: tuple[str, ...] = ()
    sheet: str = ""


def numbered(batches: Iterator[Any]) -> Iterator[Batch]:
    """Rows of a file without a row of headings count from 1."""
    before = 0
    for columns in batches:
        batch = tuple(columns)
        rows = len(batch[0]) if batch else 0
        refuse_beyond_limit(before + rows)
        yield Batch(batch, np.arange(before + 1, before + rows + 1))
        before += rows


def refuse_beyond_limit(rows: int) -> None:
    """Raises ImportRefused for a table of more rows than are read."""
    if rows > MOST_ROWS:
        fact = _("The table has more than %(most)d million rows.") % {"most": MOST_ROWS // 10**6}
        raise ImportRefused([Problem(fact, _("Send only the years and places that the analysis asks for."))])


class Unclosed:
    """A file that is read once more afterwards and must not be closed by who reads it first."""

    closed = False

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def read(self, size: int = -1) -> bytes:
        return self.file.read(size)

    def seek(self, place: int, whence: int = 0) -> int:
        return self.file.seek(place, whence)

    def tell(self) -> int:
        return self.file.tell()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        """Whoever opened the file closes it."""


def damaged(error: Exception) -> ImportRefused:
    """The refusal of a file that its library cannot open."""
    reason = " ".join(str(error).split())[:200]
    fact = _("The file is damaged or not what its name says: %(reason)s.") % {"reason": reason}
    return ImportRefused([Problem(fact, _("Save it anew in the program it came from."))])
