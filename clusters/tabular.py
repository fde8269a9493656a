"""The rows of a text file or workbook with the sheet and row at which a person would find them."""

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
from django.utils.translation import gettext_lazy, ngettext

from clusters.encodings import decode
from clusters.problems import ImportRefused, Problem
from clusters.text_files import read_text_rows, sniff_separator
from clusters.workbook_files import error_cells, read_workbook_rows

UNPACKED_LIMIT = 200 * 2**20
SHOWN_ROWS = 8
# Characters that show nothing; PostgreSQL stores no NUL.
DIRECTION_MARKS = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
INVISIBLE = dict.fromkeys((0, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *DIRECTION_MARKS))
SEPARATOR_NAMES = {
    ",": gettext_lazy("comma"),
    ";": gettext_lazy("semicolon"),
    "\t": gettext_lazy("tab"),
    "|": gettext_lazy("vertical bar"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """How a person wants a file read; None leaves it to the reader.

    A forgiving reading takes quotation marks that stand astray for text and leaves formula errors to whoever reads
    their cells; both are told in the book.
    """

    encoding: str | None = None
    separator: str | None = None
    is_forgiving: bool = False


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
    """A file as read. `decimal_mark` is known where the separator tells it; `notes` say what had to be guessed.

    `encoding` and `separator` are empty for a workbook; `broken` are its cells with a formula error. `astray` are the
    notes on quotation marks.
    """

    file_name: str
    file_hash: str
    sheets: tuple[Sheet, ...]
    decimal_mark: str | None
    notes: tuple[str, ...]
    encoding: str = ""
    separator: str = ""
    is_encoding_sure: bool = True
    broken: tuple[Problem, ...] = ()
    astray: tuple[str, ...] = ()


def read_book(content: bytes, file_name: str, asked: Asked | None = None) -> Book:
    """Reads a text file or a workbook, whichever it is by its first bytes; raises ImportRefused with the reasons."""
    file_hash = hashlib.sha256(content).hexdigest()
    if content.startswith(b"\x1f\x8b"):
        content = _unpack(content)
    if not content.strip():
        raise ImportRefused([Problem(_("The file is empty."), _("Choose the file that holds the list."))])
    name = PurePath(file_name).name
    if is_workbook(content):
        return _read_workbook(content, name, file_hash, asked or Asked())
    return _read_csv(content, name, file_hash, asked or Asked())


def is_workbook(content: bytes) -> bool:
    """Whether the file is one of a spreadsheet program, by its first bytes."""
    return content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def _read_csv(content: bytes, name: str, file_hash: str, asked: Asked) -> Book:
    decoded = decode(content, asked.encoding)
    separator = asked.separator or sniff_separator(decoded.text)
    table = read_text_rows(decoded.text, separator, asked.is_forgiving)
    notes = []
    if not decoded.encoding.startswith("utf-8"):
        notes.append(
            _("The file is not in UTF-8; it was read as %(encoding)s. Look whether names show their letters rightly.")
            % {"encoding": decoded.encoding}
        )
    if separator != ",":
        notes.append(_("Columns are separated by a %(separator)s.") % {"separator": SEPARATOR_NAMES[separator]})
    astray = _quote_notes(table.repaired)
    return Book(
        file_name=name,
        file_hash=file_hash,
        sheets=_filled([Sheet("", _numbered(table.rows))]),
        decimal_mark="." if separator == "," else None,
        notes=(*notes, *astray),
        encoding=decoded.encoding,
        separator=separator,
        is_encoding_sure=decoded.is_sure,
        astray=tuple(astray),
    )


def _quote_notes(rows: list[int]) -> list[str]:
    if not rows:
        return []
    text = ngettext(
        "In row %(rows)s a quotation mark stands astray; it was read as part of the text. Look at this row.",
        "In %(count)d rows a quotation mark stands astray; it was read as part of the text. Look at rows %(rows)s.",
        len(rows),
    )
    return [text % {"count": len(rows), "rows": ", ".join(map(str, rows[:SHOWN_ROWS]))}]


def _read_workbook(content: bytes, name: str, file_hash: str, asked: Asked) -> Book:
    grids = read_workbook_rows(content, fills_merged=asked.is_forgiving)
    broken = tuple(problem for problem in error_cells(content) if problem.sheet in grids)
    if broken and not asked.is_forgiving:
        raise ImportRefused(broken)
    sheets = _filled(Sheet(title, _numbered(grid)) for title, grid in grids.items())
    return Book(name, file_hash, sheets, None, (), broken=broken)


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
