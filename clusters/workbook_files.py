"""Reads the visible sheets of a workbook. The library that does it is known to this file alone."""

import html
import io
import re
import zipfile
import zlib
from lzma import LZMAError
from xml.parsers.expat import ExpatError

from django.utils.translation import gettext as _
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from clusters.opendocument_files import TooLarge, measure_opendocument
from clusters.problems import MOST_CELLS, ImportRefused, Problem, too_many_cells

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
UNPACKED_LIMIT = 600 * 2**20
# What people fill in packs to a fiftieth at most; what packs to less than a three hundredth was made to burst.
MOST_GROWTH = 300
FREE_TO_GROW = 32 * 2**20
MOST_PARTS = 5_000
PIECE = 2**20
ORDER_OF_RECKONING = "xl/calcChain.xml"
"""Names every cell with a formula once more."""
SHEET = re.compile(rb"<sheet [^>]*>")
RELATION = re.compile(rb"<Relationship [^>]*>")
ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
ROW = re.compile(rb"""\sr\s*=\s*["'][A-Za-z]*(\d+)""")
COLUMN = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]+)""")
ROW_TAG = re.compile(rb"<(?:\w+:)?row[\s/>]")
CELL_TAG = re.compile(rb"<(?:\w+:)?c[\s/>]")
ERROR_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^<>]* t="e"[^<>]*>(?:<f[^<>]*>[^<]*</f>|<f[^<>]*/>)?<v>([^<]*)</v>')


def read_workbook_rows(content: bytes, fills_merged: bool = False) -> dict[str, list[list[object]]]:
    """The cells of every visible sheet, from its first row and column on, of an .xlsx, .xls or .ods file.

    With `fills_merged` what stands in a merged cell stands in each cell it covers.
    """
    _refuse_what_cannot_be_opened(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        grids, left = {}, MOST_CELLS
        for each in book.sheets_metadata:
            if each.visible == SheetVisibleEnum.Visible and each.typ == SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_name(each.name)
                # Sheet after sheet: many may be written in one part of the file, or in the old format.
                left -= sheet.total_height * sheet.total_width
                if left < 0:
                    raise too_many_cells()
                grids[each.name] = _grid(sheet, fills_merged)
        return grids
    except PasswordError:
        raise _unreadable(_("it is protected by a password")) from None
    except CalamineError as error:
        raise _unreadable(str(error)) from None


def _grid(sheet: CalamineSheet, fills_merged: bool) -> list[list[object]]:
    grid: list[list[object]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    room = MOST_CELLS
    for (top, left), (bottom, right) in (sheet.merged_cell_ranges or ()) if fills_merged else ():
        if bottom >= len(grid) or right >= len(grid[top]):
            continue
        room -= (bottom + 1 - top) * (right + 1 - left)
        if room < 0:
            raise too_many_cells()
        for row in grid[top : bottom + 1]:
            row[left : right + 1] = [grid[top][left]] * (right + 1 - left)
    return grid


def error_cells(content: bytes) -> list[Problem]:
    """Cells that show an error such as #REF!; the reader would give them out as empty."""
    found: list[Problem] = []
    if content.startswith(OLD_EXCEL):
        return found
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name, path in _sheet_paths(archive).items():
            for column, row, value in ERROR_CELL.findall(archive.read(path)):
                found.append(
                    Problem(
                        _("The cell shows a formula error."),
                        _("Correct the formula, or put the value in its place."),
                        sheet=name,
                        row=int(row),
                        column=column.decode(),
                        value=value.decode(),
                    )
                )
    return found


def _sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    targets = {
        part.get("Id"): "xl/" + part.get("Target", "").removeprefix("/xl/")
        for part in _attributes(RELATION, archive.read("xl/_rels/workbook.xml.rels"))
    }
    sheets = {
        part.get("name", ""): targets.get(part.get("r:id"), "")
        for part in _attributes(SHEET, archive.read("xl/workbook.xml"))
    }
    return {name: path for name, path in sheets.items() if path in names}


def _attributes(element: re.Pattern[bytes], xml: bytes) -> list[dict[str, str]]:
    return [
        {key.decode(): html.unescape(value.decode()) for key, value in ATTRIBUTE.findall(tag)}
        for tag in element.findall(xml)
    ]


def _refuse_what_cannot_be_opened(content: bytes) -> None:
    if content.startswith(OLD_EXCEL):
        # A sheet of the old format has at most 65 536 rows of 256 cells, too few to fill the memory.
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if "content.xml" in archive.namelist():
                measure_opendocument(archive)
            else:
                _measure(archive, min(UNPACKED_LIMIT, max(FREE_TO_GROW, MOST_GROWTH * len(content))))
    except TooLarge:
        raise too_many_cells() from None
    except (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, RuntimeError, OSError, ValueError, ExpatError):
        raise _unreadable(_("it is damaged or incomplete")) from None


def _measure(archive: zipfile.ZipFile, left: int) -> None:
    """Refuse what would not fit into memory: the reader lays a sheet out as a whole, empty cells and all."""
    if "xl/workbook.xml" not in archive.namelist():
        raise _unreadable(_("it is not an .xlsx, .xls or .ods file"))
    if len(archive.infolist()) > MOST_PARTS:
        raise _unreadable(_("it is too large"))
    cells = 0
    for part in archive.infolist():
        # What the archive says of its sizes is not believed: each part is unpacked once, piece by piece.
        part.file_size = UNPACKED_LIMIT + 2 * PIECE
        extent = _Extent()
        with archive.open(part) as stream:
            while piece := stream.read(PIECE):
                left -= len(piece)
                if left < 0:
                    raise _unreadable(_("it is too large"))
                extent.take(piece)
                if cells + extent.cells > MOST_CELLS:
                    raise too_many_cells()
        if part.filename != ORDER_OF_RECKONING:
            cells += extent.cells


class _Extent:
    """How far one part of the file reaches, by the places its rows and cells tell, or by their number where they tell
    none: what stands without a place follows on what stands before."""

    def __init__(self) -> None:
        self.rest = b""
        self.rows = self.columns = self.row_tags = self.in_row = self.open = 0

    @property
    def cells(self) -> int:
        return max(self.rows, self.row_tags) * max(self.columns, self.in_row)

    def take(self, piece: bytes) -> None:
        text = self.rest + piece
        if b"<" not in text:
            self.rest = b""
            return
        # A tag may lie across two pieces; none is longer than a piece.
        cut = max(text.rfind(b"<"), len(text) - PIECE)
        self.rows = max(self.rows, max(map(int, ROW.findall(text)), default=0))
        self.columns = max(self.columns, max(map(_place, set(COLUMN.findall(text))), default=0))
        self._count_tags(text[:cut])
        self.rest = text[cut:]

    def _count_tags(self, text: bytes) -> None:
        rows = ROW_TAG.split(text)
        self.row_tags += len(rows) - 1
        for at, row in enumerate(rows):
            found = len(CELL_TAG.findall(row))
            self.open = found + (self.open if at == 0 else 0)
            self.in_row = max(self.in_row, self.open)


def _place(letters: bytes) -> int:
    """The number of a column: A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def _unreadable(reason: str) -> ImportRefused:
    return ImportRefused(
        [
            Problem(
                _("The workbook cannot be opened: %(reason)s.") % {"reason": reason},
                _("Open it in a spreadsheet program and save it again as .xlsx without a password, or as CSV (UTF-8)."),
            )
        ]
    )
