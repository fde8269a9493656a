"""Workbooks as files: what is laid out elsewhere is written, and what comes back is read. The library stays in here."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.writer.excel import save_workbook

from surveys.fill_in.measuring import measure, unreadable

MOST_ROWS = 20_000
MOST_COLUMNS = 600
# What the library makes of a damaged file; errors of syntax are those of either parser of XML it may have found.
UNREADABLE = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError, OSError),
    *(SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error),
)
MOST_SHEETS = 120
MOST_PLACES = 4_000_000
LONGEST_PROMPT = 255
WIDE_SCALE = 58
FONT = "Calibri"
MERGED = re.compile(rb'<mergeCell ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
NO_CHARACTERS = re.compile("[\ud800-\udfff\ufffe\uffff]")
LINE = Side(style="thin", color="FFB9C0C7")
FRAME = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
INK, SOFT = "FF1A1D21", "FF515962"
TEXT_FORMAT = "@"


class Look(StrEnum):
    """How a cell looks; the cells that are to be filled are the only ones that are not locked."""

    PLAIN = "plain"
    TITLE = "title"
    HEAD = "head"
    SECTION = "section"
    CARD = "card"
    CODE = "code"
    QUESTION = "question"
    UNIT = "unit"
    CLOSED = "closed"
    ANSWER = "answer"
    ANSWER_TEXT = "answer text"
    ANSWER_NUMBER = "answer number"
    ANSWER_WHOLE = "answer whole"
    SIDE = "side"
    SIDE_TEXT = "side text"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a cell takes, and the words shown beside it. `kind` and `operator` are those of spreadsheet programs."""

    kind: str
    first: str
    prompt: str
    error: str
    operator: str = "between"
    second: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """One cell; `small` stands under the value in smaller letters."""

    value: object = None
    look: Look = Look.PLAIN
    rule: Rule | None = None
    small: str = ""


@dataclass(slots=True)
class Line:
    """One row: its cells by column (1 is A); the cells from the first to the last of `merge` are one."""

    boxes: Mapping[int, Box]
    height: float | None = None
    merge: tuple[int, int] | None = None
    is_detail: bool = False
    is_hidden: bool = False


@dataclass(slots=True)
class SheetPlan:
    """A sheet to be written. `frozen` is the first cell that scrolls, `heads` and `side_heads` are the rows and columns
    printed on every page."""

    title: str
    lines: list[Line] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    hidden_columns: tuple[int, ...] = ()
    frozen: str | None = None
    heads: str | None = None
    side_heads: str | None = None
    is_landscape: bool = True
    fits_width: bool = True
    is_secret: bool = False
    footer: str = ""


def book_bytes(sheets: Sequence[SheetPlan], *, title: str, author: str, made_at: datetime) -> bytes:
    """The workbook as a file, its structure locked."""
    book = Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator = plain_text(title), plain_text(author)
    book.properties.created = book.properties.modified = made_at.replace(tzinfo=None)
    book.security = WorkbookProtection(lockStructure=True)
    looks = _looks(book.create_sheet("looks"))
    for plan in sheets:
        _write_sheet(book.create_sheet(plan.title), plan, looks)
    book.remove(book["looks"])
    out = io.BytesIO()
    save_workbook(book, out)
    return out.getvalue()


def plain_text(text: str) -> str:
    """The text without the characters no workbook may hold."""
    even = text.replace("\r\n", "\n").replace("\r", "\n")
    return str(ILLEGAL_CHARACTERS_RE.sub("", NO_CHARACTERS.sub("", even)))


def column_name(column: int) -> str:
    return str(get_column_letter(column))


def cell_name(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"


def _write_sheet(sheet: Any, plan: SheetPlan, looks: Mapping[Look, Any]) -> None:
    ruled: dict[Rule, list[tuple[int, int]]] = {}
    for row, line in enumerate(plan.lines, start=1):
        for column, box in line.boxes.items():
            _write_cell(sheet.cell(row, column), box, looks)
            if box.rule:
                ruled.setdefault(box.rule, []).append((row, column))
        if line.merge:
            # All its cells have their look already: the library would give it to each once more, at twice the time.
            sheet.merged_cells.add(f"{cell_name(row, line.merge[0])}:{cell_name(row, line.merge[1])}")
        if line.height or line.is_detail or line.is_hidden:
            told = sheet.row_dimensions[row]
            told.height, told.outlineLevel = line.height, int(line.is_detail)
            told.hidden = line.is_hidden or line.is_detail
    for column, width in plan.widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width
    for column in plan.hidden_columns:
        sheet.column_dimensions[get_column_letter(column)].hidden = True
    for rule, places in ruled.items():
        sheet.add_data_validation(_validation(rule, places))
    sheet.sheet_state = "veryHidden" if plan.is_secret else "visible"
    _set_page(sheet, plan)


def _write_cell(cell: Any, box: Box, looks: Mapping[Look, Any]) -> None:
    cell._style = copy(looks[box.look]._style)
    if isinstance(box.value, str):
        text = plain_text(box.value)
        if box.small:
            soft = InlineFont(rFont=FONT, sz=9, color=SOFT)
            strong = InlineFont(rFont=FONT, sz=11, b=box.look is Look.SECTION, color=INK)
            cell.value = CellRichText(TextBlock(strong, f"{text}\n"), TextBlock(soft, plain_text(box.small)))
            return
        cell.value = text or None
        if text:
            # Whatever a text begins with, it is a text and never a formula.
            cell.data_type, cell.quotePrefix = "s", text[0] in "=+-@"
    else:
        cell.value = box.value


def _set_page(sheet: Any, plan: SheetPlan) -> None:
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.freeze_panes = plan.frozen
    sheet.print_title_rows, sheet.print_title_cols = plan.heads, plan.side_heads
    sheet.sheet_properties.outlinePr.summaryBelow = False
    sheet.sheet_properties.pageSetUpPr.fitToPage = plan.fits_width
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if plan.is_landscape else "portrait"
    sheet.page_setup.scale = None if plan.fits_width else WIDE_SCALE
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = int(plan.fits_width), 0
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.footer = 0.5, 0.6, 0.3
    sheet.oddFooter.left.text = plan.footer.replace("&", "&&")
    sheet.oddFooter.left.size = sheet.oddFooter.right.size = 8
    sheet.oddFooter.right.text = "&P / &N"
    sheet.sheet_view.showGridLines = False


def _validation(rule: Rule, places: Sequence[tuple[int, int]]) -> DataValidation:
    made = DataValidation(
        type=rule.kind,
        operator=None if rule.kind in ("list", "custom") else rule.operator,
        formula1=rule.first,
        formula2=rule.second or None,
        allow_blank=True,
        showInputMessage=True,
        showErrorMessage=True,
        prompt=_short(rule.prompt),
        error=_short(rule.error),
        sqref=" ".join(_ranges(places)),
    )
    return made


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_PROMPT else text[: LONGEST_PROMPT - 1] + "…"


def _ranges(places: Iterable[tuple[int, int]]) -> list[str]:
    """The cells as ranges: neighbours in a row are one, and so are equal stretches in rows that follow each other."""
    stretches: list[list[int]] = []
    for row, column in places:
        last = stretches[-1] if stretches else None
        if last and last[0] == row and last[2] == column - 1:
            last[2] = column
        else:
            stretches.append([row, column, column])
    blocks: list[list[int]] = []
    for row, first, end in stretches:
        if blocks and blocks[-1][1:] == [first, row - 1, end]:
            blocks[-1][2] = row
        else:
            blocks.append([row, first, row, end])
    return [f"{cell_name(top, left)}:{cell_name(bottom, right)}" for top, left, bottom, right in blocks]


def _looks(sheet: Any) -> dict[Look, Any]:
    """One cell for each look, whose style the others take over."""
    wrap = Alignment(wrap_text=True, vertical="top")
    middle = Alignment(wrap_text=True, vertical="center")
    apart = Alignment(horizontal="left", wrap_text=True, vertical="center", indent=1)
    figure = Alignment(horizontal="right", vertical="center", indent=1)
    told: dict[Look, dict[str, Any]] = {
        Look.PLAIN: {"font": Font(FONT, 11, color=INK), "alignment": wrap},
        Look.TITLE: {"font": Font(FONT, 14, b=True, color=INK), "alignment": Alignment(vertical="center")},
        Look.HEAD: {"font": Font(FONT, 10, b=True, color="FFFFFFFF"), "fill": _fill("FF0A4660"), "alignment": middle},
        Look.SECTION: {"font": Font(FONT, 11, b=True, color=INK), "fill": _fill("FFE8F1F5"), "alignment": apart},
        Look.CARD: {"font": Font(FONT, 9, color=SOFT), "fill": _fill("FFF5F6F7"), "alignment": apart},
        Look.CODE: {"font": Font(FONT, 8, color=SOFT), "alignment": wrap},
        Look.QUESTION: {"font": Font(FONT, 11, color=INK), "alignment": wrap},
        Look.UNIT: {"font": Font(FONT, 9, color=SOFT), "alignment": wrap},
        Look.CLOSED: {"fill": _fill("FFEDEFF1")},
        Look.ANSWER: {"font": Font(FONT, 12, color=INK), "fill": _fill("FFFFF9DB"), "alignment": apart},
        Look.SIDE: {"font": Font(FONT, 10, color=INK), "fill": _fill("FFEEF6EF"), "alignment": apart},
        Look.KEY: {"font": Font(FONT, 8, color=SOFT)},
    }
    told[Look.ANSWER_TEXT] = {**told[Look.ANSWER], "number_format": TEXT_FORMAT}
    told[Look.ANSWER_NUMBER] = {**told[Look.ANSWER], "alignment": figure}
    told[Look.ANSWER_WHOLE] = {**told[Look.ANSWER_NUMBER], "number_format": "#,##0"}
    told[Look.SIDE_TEXT] = {**told[Look.SIDE], "number_format": TEXT_FORMAT}
    framed = set(told) - {Look.PLAIN, Look.TITLE, Look.KEY}
    made = {}
    for place, (look, parts) in enumerate(told.items(), start=1):
        cell = made[look] = sheet.cell(1, place)
        for name, value in parts.items():
            setattr(cell, name, value)
        cell.border = FRAME if look in framed else Border()
        cell.protection = Protection(locked=not look.startswith((Look.ANSWER, Look.SIDE)))
    return made


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds something, as it is shown: a formula by its result, a percentage by its share of one."""

    value: str | float | int | bool | date
    is_percent: bool = False
    is_error: bool = False
    is_unreckoned: bool = False
    """A formula whose result the file does not hold."""

    @property
    def is_date(self) -> bool:
        return isinstance(self.value, date)


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet as it came back: its cells by row and column, and the ranges that were made one cell."""

    title: str
    cells: Mapping[tuple[int, int], Cell]
    merged: tuple[tuple[int, int, int, int], ...]

    def text(self, row: int, column: int) -> str:
        cell = self.cells.get((row, column))
        return str(cell.value).strip() if cell else ""


def read_pages(content: bytes) -> list[Page]:
    """Every sheet of a workbook; raises ImportRefused when it cannot be opened, or would not fit into memory."""
    measure(content)
    try:
        pages, has_formulas = _pages(content, results={})
        if has_formulas:
            pages, _again = _pages(content, results=_results(content))
    except UNREADABLE:
        raise unreadable(_("it is damaged or incomplete")) from None
    return pages


def _pages(content: bytes, results: Mapping[tuple[str, int, int], object]) -> tuple[list[Page], bool]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        pages, has_formulas = [], False
        if len(book.worksheets) > MOST_SHEETS:
            raise unreadable(_("it is larger than any workbook handed out here"))
        for sheet, filled in _filled(book):
            cells = {}
            for cell in filled:
                is_formula = cell.data_type == "f"
                has_formulas |= is_formula
                found = results.get((sheet.title, cell.row, cell.column)) if is_formula else cell.value
                cells[cell.row, cell.column] = _cell(cell, found, is_formula)
            merged = tuple(_bounds(each) for each in MERGED.findall(archive.read(sheet._worksheet_path.lstrip("/"))))
            pages.append(Page(sheet.title, cells, merged))
    book.close()
    return pages, has_formulas


def _results(content: bytes) -> dict[tuple[str, int, int], object]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    found = {(sheet.title, cell.row, cell.column): cell.value for sheet, filled in _filled(book) for cell in filled}
    book.close()
    return found


def _filled(book: Any) -> Iterator[tuple[Any, list[Any]]]:
    """Each sheet with its cells that hold something; the empty ones between them are gone over, and are counted."""
    left = MOST_PLACES
    for sheet in book.worksheets:
        found = []
        for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS):
            left -= len(row) + 1
            if left < 0:
                raise unreadable(_("it is larger than any workbook handed out here"))
            found += [cell for cell in row if cell.value not in (None, "")]
        yield sheet, found


def _cell(cell: Any, found: object, is_formula: bool) -> Cell:
    is_error = cell.data_type == "e" or (isinstance(found, str) and is_formula and found.startswith("#"))
    is_percent = "%" in (cell.number_format or "") and not isinstance(found, str | bool)
    if isinstance(found, time | timedelta):
        found = date(1900, 1, 1)
    if not isinstance(found, str | float | int | bool | date):
        return Cell("", is_unreckoned=is_formula)
    return Cell(found, is_percent=is_percent, is_error=is_error)


def _bounds(reference: bytes) -> tuple[int, int, int, int]:
    """The first column and row, and the last column and row, of a range."""
    left, top, right, bottom = range_boundaries(reference.decode())
    return (left or 0, top or 0, right or 0, bottom or 0)
