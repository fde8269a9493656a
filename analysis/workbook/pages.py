"""The only file of this room that knows the Excel library: sheets in the look of every workbook of Sextant.

The same calls give the same bytes: no clock is read, and the date in the file is a fixed mark.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from analysis.results import Cell
from analysis.telling import number_of
from reports.cell_styles import Rule, Style
from reports.cell_text import clean_text, lines_needed
from reports.spreadsheet import (
    A4,
    CREATED,
    FONT,
    FONT_SIZE,
    LETTERS_PER_DIGIT,
    LINE_POINTS,
    ROW_AIR,
    RULES,
    STYLES,
)

LONGEST_NAME = 31
FORBIDDEN = dict.fromkeys(map(ord, "[]:*?/\\"), " ")
RESERVED = {"history"}


class Leaf:
    """One sheet, addressed by rows and columns counted from 0."""

    def __init__(self, book: "Book", name: str) -> None:
        self.name = name
        self._book = book
        self._sheet = book.library.add_worksheet(name)
        self._widths: list[float] = []
        self._tall: set[int] = set()
        self._sheet.hide_gridlines(2)
        self._sheet.set_default_row(LINE_POINTS + ROW_AIR)
        self._sheet.set_paper(A4)
        self._sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.75)
        self._sheet.set_header(f"&L&8{_printed(book.title)}")
        self._sheet.set_footer(f"&L&8{_printed(book.footer)}&C&8{_printed(name)}&R&8&P / &N")
        self._sheet.fit_to_pages(1, 0)

    def set_up(
        self,
        widths: Sequence[float],
        *,
        landscape: bool = False,
        freeze: tuple[int, int] | None = None,
        repeat: tuple[int, int] | None = None,
    ) -> None:
        """Fix widths in digits, how the paper lies, the first cell that scrolls, and the rows printed on every page."""
        self._widths = list(widths)
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)
        if landscape:
            self._sheet.set_landscape()
        if freeze:
            self._sheet.freeze_panes(*freeze)
        if repeat:
            self._sheet.repeat_rows(*repeat)

    def height(self, row: int, lines: int) -> None:
        """Make a row this many lines high; to be said before its cells are written."""
        self._sheet.set_row(row, max(1, lines) * LINE_POINTS + ROW_AIR)
        if lines > 1:
            self._tall.add(row)

    def put(
        self,
        row: int,
        column: int,
        value: Cell,
        style: Style,
        rule: Rule = Rule.NONE,
        *,
        form: str = "",
        apart: bool = False,
    ) -> None:
        """Write a cell. Text stays text whatever it begins with; what is no number is left blank.

        `form` is the number format; `apart` keeps text away from the figures of the column before it.
        """
        look = self._book.look(style, rule, form, apart, row not in self._tall)
        figure = number_of(value)
        if isinstance(value, str) and value:
            self._sheet.write_string(row, column, clean_text(value), look)
        elif figure is None:
            self._sheet.write_blank(row, column, None, look)
        else:
            self._sheet.write_number(row, column, figure, look)

    def formula(self, row: int, column: int, formula: str, shown: float, style: Style, rule: Rule, form: str) -> None:
        """Write a formula with the value it has, which previewers show without computing."""
        look = self._book.look(style, rule, form, False, row not in self._tall)
        self._sheet.write_formula(row, column, formula, look, shown)

    def span(self, row: int, first: int, last: int, text: str, style: Style, rule: Rule = Rule.NONE) -> None:
        """Write one text over several columns."""
        if first == last:
            self.put(row, first, text, style, rule)
            return
        look = self._book.look(style, rule, "", False, row not in self._tall)
        self._sheet.merge_range(row, first, row, last, "", look)
        self._sheet.write_string(row, first, clean_text(text), look)

    def paragraph(self, row: int, text: str, style: Style = Style.NOTE, *, first: int = 0) -> None:
        """Write a text over the width of the sheet from column `first` on and make its row as high as it needs."""
        last = len(self._widths) - 1
        wide = sum(self._widths[first:]) * LETTERS_PER_DIGIT.get(style, 1.0)
        self.height(row, lines_needed(clean_text(text), wide))
        self.span(row, first, last, text, style)

    def fact(self, row: int, label: str, value: str) -> None:
        """Write a label in the first column and its value over the others."""
        wide = sum(self._widths[1:]) * LETTERS_PER_DIGIT[Style.WRAP]
        beside = self._widths[0] * LETTERS_PER_DIGIT[Style.LABEL]
        self.height(row, max(lines_needed(clean_text(value), wide), lines_needed(clean_text(label), beside)))
        self.put(row, 0, label, Style.LABEL)
        self.span(row, 1, len(self._widths) - 1, value, Style.WRAP)

    def picture(self, row: int, png: bytes, description: str) -> int:
        """Lay a PNG over the cells from a row on, at its own size; returns the first row below it."""
        high, dots = int.from_bytes(png[20:24], "big"), _dots_per_inch(png)
        about = {"image_data": BytesIO(png), "description": clean_text(description), "object_position": 2}
        self._sheet.insert_image(row, 0, "picture.png", about)
        points = high / dots * 72
        return row + int(points // (LINE_POINTS + ROW_AIR)) + 1


class Book:
    """A workbook in memory; `finish` gives its bytes."""

    def __init__(self, *, title: str, footer: str) -> None:
        self.title = title
        self.footer = footer
        self._written = BytesIO()
        self._looks: dict[tuple[Style, Rule, str, bool, bool], Any] = {}
        self._names: set[str] = set(RESERVED)
        self.library = xlsxwriter.Workbook(
            self._written,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": FONT, "font_size": FONT_SIZE},
            },
        )
        self.library.set_size(2400, 1500)
        self.library.set_properties(
            {"title": clean_text(title), "subject": clean_text(footer), "author": "Sextant", "created": CREATED}
        )

    def leaf(self, name: str) -> Leaf:
        """Add a sheet after those already there, under a name as near to this one as Excel allows."""
        return Leaf(self, self._free_name(name))

    def finish(self) -> bytes:
        """Close the workbook and return the file."""
        self.library.close()
        return self._written.getvalue()

    def look(self, style: Style, rule: Rule, form: str, apart: bool, is_single_line: bool) -> Any:
        """The library's format, made once. Text of a row of one line stands in its middle, clear of the rules."""
        key = (style, rule, form, apart, is_single_line)
        if key not in self._looks:
            given = {"font_name": FONT, "font_size": FONT_SIZE, **STYLES[style], **RULES[rule]}
            given |= {"num_format": form} if form else {}
            given |= {"indent": 1} if apart else {}
            if is_single_line and given.get("valign") == "top":
                given["valign"] = "vcenter"
            self._looks[key] = self.library.add_format(given)
        return self._looks[key]

    def _free_name(self, wanted: str) -> str:
        plain = " ".join(clean_text(wanted).translate(FORBIDDEN).split()).strip("' ") or "Sheet"
        name, number = plain[:LONGEST_NAME].strip("' "), 1
        while name.casefold() in self._names:
            number += 1
            name = f"{plain[: LONGEST_NAME - len(str(number)) - 1].rstrip()} {number}"
        self._names.add(name.casefold())
        return name


def address(row: int, column: int) -> str:
    """The address of a cell counted from 0, as formulas write it."""
    return str(xl_rowcol_to_cell(row, column))


def _printed(text: str) -> str:
    """Text for a header or footer, where & begins a code."""
    return " ".join(clean_text(text).split()).replace("&", "&&")[:80]


def _dots_per_inch(png: bytes) -> float:
    at = png.find(b"pHYs")
    per_metre = int.from_bytes(png[at + 4 : at + 8], "big") if at > 0 else 0
    return per_metre * 0.0254 or 96.0
