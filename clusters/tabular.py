"""The rows of a CSV or XLSX file with the sheet and row at which a person would find them."""

import gzip
import hashlib
import io
import unicodedata
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath

from django.utils.translation import gettext as _

from clusters.problems import ImportRefused, Problem
from clusters.text_files import decode, read_text_rows, sniff_separator
from clusters.workbook_files import error_cells, read_workbook_rows

UNPACKED_LIMIT = 200 * 2**20
# Characters that show nothing; PostgreSQL stores no NUL.
INVISIBLE = dict.fromkeys((0, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
SEPARATOR_NAMES = {",": "comma", ";": "semicolon", "\t": "tab"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `number` counts from 1 as a spreadsheet does, `cells` keep their places."""

    number: int
    cells: tuple[object, ...]

    def text(self, position: int | None) -> str:
        """The cell as plain text; empty where the row has none."""
        if position is None or position >= len(self.cells):
            return ""
        return text_of(self.cells[position])

    @property
    def is_blank(self) -> bool:
        return not any(text_of(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet that hold anything; a CSV file is one sheet without a name."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A file as read. `decimal_mark` is known where the separator tells it; `notes` say what had to be guessed."""

    file_name: str
    file_hash: str
    sheets: tuple[Sheet, ...]
    decimal_mark: str | None
    notes: tuple[str, ...]


def read_book(content: bytes, file_name: str) -> Book:
    """Reads a CSV or XLSX file, whichever it is by its first bytes; raises ImportRefused with the reasons."""
    file_hash = hashlib.sha256(content).hexdigest()
    if content.startswith(b"\x1f\x8b"):
        content = _unpack(content)
    if not content.strip():
        raise ImportRefused([Problem(_("The file is empty."), _("Choose the file that holds the list."))])
    name = PurePath(file_name).name
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _read_workbook(content, name, file_hash)
    return _read_csv(content, name, file_hash)


def _read_csv(content: bytes, name: str, file_hash: str) -> Book:
    text, encoding = decode(content)
    separator = sniff_separator(text)
    rows = read_text_rows(text, separator)
    notes = []
    if encoding in ("cp1252", "gb18030", "utf-16"):
        notes.append(
            _("The file is not in UTF-8; it was read as %(encoding)s. Look whether names show their letters rightly.")
            % {"encoding": encoding}
        )
    if separator != ",":
        notes.append(_("Columns are separated by a %(separator)s.") % {"separator": SEPARATOR_NAMES[separator]})
    mark = "." if separator == "," else None
    return Book(name, file_hash, _filled([Sheet("", _numbered(rows))]), mark, tuple(notes))


def _read_workbook(content: bytes, name: str, file_hash: str) -> Book:
    grids = read_workbook_rows(content)
    broken = [problem for problem in error_cells(content) if problem.sheet in grids]
    if broken:
        raise ImportRefused(broken)
    return Book(name, file_hash, _filled(Sheet(title, _numbered(grid)) for title, grid in grids.items()), None, ())


def _numbered(grid: Iterable[Iterable[object]]) -> tuple[Row, ...]:
    rows = (Row(number, tuple(cells)) for number, cells in enumerate(grid, start=1))
    return tuple(row for row in rows if not row.is_blank)


def _filled(sheets: Iterable[Sheet]) -> tuple[Sheet, ...]:
    filled = tuple(sheet for sheet in sheets if sheet.rows)
    if not filled:
        raise ImportRefused([Problem(_("The file holds no rows."), _("Choose the file that holds the list."))])
    return filled


def _unpack(content: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            plain = packed.read(UNPACKED_LIMIT + 1)
    except (zlib.error, OSError, EOFError):
        plain = b""
    if not plain or len(plain) > UNPACKED_LIMIT:
        raise ImportRefused(
            [Problem(_("The packed file is damaged or too large."), _("Unpack it and choose the file inside."))]
        )
    return plain


def text_of(cell: object) -> str:
    """A cell as a person would read it: whole numbers without a point, dates as year-month-day, no stray spaces."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    text = unicodedata.normalize("NFC", str(cell)).translate(INVISIBLE)
    return " ".join(text.split())
