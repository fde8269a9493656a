"""The only file that knows the Excel library: pages, styles, rules, charts, print set-up, and what text may not do.

Rows are streamed to disk one by one, so memory does not grow with them; within a page they are written from the top
down. The same calls give the same bytes: no clock is read and nothing depends on the machine.
"""

import math
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from reports.cell_styles import Rule, Style
from reports.cell_text import clean_text, lines_needed

FONT = "Arial"
FONT_SIZE = 9
LINE_POINTS = 11.5
ROW_AIR = 2.5
A4 = 9
LANDSCAPE_POINTS = 755
"""What the margins leave of an A4 page across."""
WIDEST_DIGIT = 6.3
"""Points a digit of the base font may take in whichever font stands in for it."""
CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed mark, no moment: the file's bytes must not tell when it was made
INK = "#000000"
GREY = "#595959"
PALE = "#F2F2F2"

Value = str | int | float | bool | None


STYLES: dict[Style, dict[str, Any]] = {
    Style.TITLE: {"bold": True, "font_size": 13},
    Style.SUBTITLE: {"font_color": GREY},
    Style.HEAD: {"bold": True, "align": "right", "valign": "bottom", "text_wrap": True},
    Style.HEAD_LEFT: {"bold": True, "align": "left", "valign": "bottom", "text_wrap": True},
    Style.HEAD_CENTRE: {"bold": True, "align": "center", "valign": "bottom", "text_wrap": True},
    Style.SPANNER: {"bold": True, "align": "center", "valign": "bottom", "text_wrap": True},
    Style.UNIT: {"italic": True, "align": "right", "font_color": GREY, "text_wrap": True, "valign": "top"},
    Style.UNIT_LEFT: {"italic": True, "align": "left", "font_color": GREY, "text_wrap": True, "valign": "top"},
    Style.BLOCK: {"bold": True, "valign": "bottom"},
    Style.LABEL: {"align": "left", "valign": "top", "text_wrap": True},
    Style.STRONG: {"bold": True, "align": "left", "valign": "vcenter"},
    Style.TEXT: {"align": "left", "valign": "top"},
    Style.WRAP: {"align": "left", "valign": "top", "text_wrap": True},
    Style.CENTRE: {"align": "center", "valign": "top"},
    Style.CENTRE_WRAP: {"align": "center", "valign": "vcenter", "text_wrap": True},
    Style.RIGHT: {"align": "right", "valign": "top"},
    Style.NOTE: {"align": "left", "valign": "top", "text_wrap": True, "font_size": 8, "font_color": GREY},
    Style.SIC: {"align": "left", "valign": "top", "text_wrap": True, "italic": True, "font_size": 8},
    Style.INTEGER: {"align": "right", "valign": "top", "num_format": "#,##0"},
    Style.LEVEL: {"align": "left", "valign": "top", "num_format": "0"},
    Style.YEAR: {"align": "right", "valign": "top", "num_format": "0"},
    Style.ONE_DECIMAL: {"align": "right", "valign": "top", "num_format": "0.0"},
    Style.ONE_DECIMAL_GROUPED: {"align": "right", "valign": "top", "num_format": "#,##0.0"},
    Style.TWO_DECIMALS: {"align": "right", "valign": "top", "num_format": "0.00"},
    Style.FOUR_DECIMALS: {"align": "right", "valign": "top", "num_format": "0.0000"},
    Style.NUMBER: {"align": "right", "valign": "top", "num_format": "General"},
    Style.FACT: {"align": "left", "italic": True, "font_color": GREY},
    Style.FACT_NUMBER: {"align": "right", "italic": True, "font_color": GREY, "num_format": "#,##0"},
    Style.TOTAL: {"bold": True, "align": "right", "valign": "top", "num_format": "#,##0"},
}

# How many letters of running text take the width of one digit of the base font, on the safe side.
LETTERS_PER_DIGIT = {Style.NOTE: 1.3, Style.WRAP: 1.13, Style.LABEL: 1.07}

RULES: dict[Rule, dict[str, Any]] = {
    Rule.NONE: {},
    Rule.ABOVE: {"top": 2},
    Rule.BELOW_HEAD: {"bottom": 1},
    Rule.AROUND_HEAD: {"top": 2, "bottom": 1},
    Rule.SPANNER: {"top": 2, "bottom": 7},
    Rule.END: {"bottom": 2},
    Rule.HAIR: {"bottom": 7},
    Rule.THIN: {"bottom": 1},
}

# Greys and hatchings that stay apart on a black and white printer.
FILLS: tuple[dict[str, Any], ...] = (
    {"fill": {"color": "#262626"}, "border": {"color": INK, "width": 0.75}},
    {
        "pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#404040", "bg_color": "#FFFFFF"},
        "border": {"color": INK, "width": 0.75},
    },
    {"fill": {"color": "#D0D0D0"}, "border": {"color": INK, "width": 0.75}},
)


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart: its name, where its figures stand, and the figures themselves for previewers."""

    name: str
    column: int
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    """Grouped columns over the rows `first_row` to `last_row`, whose labels stand in `label_column`."""

    title: str
    unit: str
    labels: tuple[str, ...]
    label_column: int
    first_row: int
    last_row: int
    series: tuple[Series, ...]
    alt_text: str


def cell_name(row: int, column: int, *, fixed: bool = True) -> str:
    """Return the address of a cell counted from 0, as formulas write it."""
    return str(xl_rowcol_to_cell(row, column, row_abs=fixed, col_abs=fixed))


def column_range(sheet: str, column: int, first_row: int, last_row: int) -> str:
    """Return a piece of a column of another sheet, as formulas write it."""
    letter = xl_col_to_name(column)
    return f"{quoted(sheet)}!${letter}${first_row + 1}:${letter}${last_row + 1}"


def quoted(sheet: str) -> str:
    """Return the name of a sheet as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


def _printed(text: str) -> str:
    """Return text for a header or footer, where & begins a code."""
    return clean_text(text).replace("\n", " ").replace("&", "&&")[:80]


class Page:
    """One sheet, written from the top down."""

    def __init__(self, book: "Book", name: str) -> None:
        self.name = name
        self._book = book
        self._sheet = book._workbook.add_worksheet(name)
        self._widths: list[float] = []
        self._tall_row: int | None = None
        self._sheet.hide_gridlines(2)
        self._sheet.set_default_row(LINE_POINTS + ROW_AIR)
        self._sheet.set_paper(A4)
        self._sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.75)
        self._sheet.set_header(f"&L&8{_printed(book.title)}")
        self._sheet.set_footer(f"&L&8{_printed(book.footer)}&C&8{_printed(name)}&R&8&P / &N")

    def set_up(
        self,
        widths: Sequence[float],
        *,
        landscape: bool = False,
        freeze: tuple[int, int] | None = None,
        repeat: tuple[int, int] | None = None,
        pages_tall: int = 0,
    ) -> None:
        """Fix widths and orientation, the first cell that scrolls, and the rows printed on every page.

        A sheet prints one page wide, and as many pages tall as it needs unless `pages_tall` says how many.
        """
        self._widths = list(widths)
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)
        self._sheet.fit_to_pages(1, pages_tall)
        if landscape:
            self._sheet.set_landscape()
        if freeze:
            self._sheet.freeze_panes(*freeze)
        if repeat:
            self._sheet.repeat_rows(*repeat)

    def put(
        self, row: int, column: int, value: Value, style: Style, rule: Rule = Rule.NONE, *, apart: bool = False
    ) -> None:
        """Write one cell. Text stays text whatever it begins with; a number that is none is left blank.

        `apart` keeps left-aligned text away from the figures of the column before it.
        """
        look = self._book.look(style, rule, apart, row != self._tall_row)
        if isinstance(value, str):
            self._sheet.write_string(row, column, clean_text(value), look)
        elif value is None or not math.isfinite(value):
            self._sheet.write_blank(row, column, None, look)
        else:
            self._sheet.write_number(row, column, value, look)

    def formula(self, row: int, column: int, formula: str, shown: float, style: Style, rule: Rule = Rule.NONE) -> None:
        """Write a formula of ours with the value it will have, which previewers show without computing."""
        look = self._book.look(style, rule, is_single_line=row != self._tall_row)
        self._sheet.write_formula(row, column, formula, look, shown)

    def span(self, row: int, first: int, last: int, text: str, style: Style, rule: Rule = Rule.NONE) -> None:
        """Write one text over several columns."""
        if first == last:
            self.put(row, first, text, style, rule)
            return
        look = self._book.look(style, rule, is_single_line=row != self._tall_row)
        self._sheet.merge_range(row, first, row, last, "", look)
        self._sheet.write_string(row, first, clean_text(text), look)

    def paragraph(self, row: int, text: str, style: Style = Style.NOTE, *, last: int | None = None) -> None:
        """Write a text over the width of the table and make its row as high as it needs."""
        last = len(self._widths) - 1 if last is None else last
        self.height(row, lines_needed(text, sum(self._widths[: last + 1]) * LETTERS_PER_DIGIT[style]))
        self.span(row, 0, last, text, style)

    def label_line(self, row: int, label: str, value: str, last: int) -> None:
        """Write a label in the first column and its value over the others up to `last`."""
        lines = lines_needed(value, sum(self._widths[1 : last + 1]) * LETTERS_PER_DIGIT[Style.WRAP])
        self.height(row, max(lines, lines_needed(label, self._widths[0] * LETTERS_PER_DIGIT[Style.WRAP])))
        self.put(row, 0, label, Style.LABEL)
        self.span(row, 1, last, value, Style.WRAP)

    def rule_off(self, row: int, last: int, rule: Rule) -> None:
        """Draw a rule over the columns up to `last`."""
        for column in range(last + 1):
            self.put(row, column, None, Style.TEXT, rule)

    def height(self, row: int, lines: int) -> None:
        """Make a row this many lines high."""
        self._sheet.set_row(row, max(1, lines) * LINE_POINTS + ROW_AIR)
        self._tall_row = row if lines > 1 else None

    def stream(self, row: int, rows: Iterable[Sequence[Value]], styles: Sequence[Style]) -> int:
        """Write many rows, one style for each column, and return the row after the last. Missing cells stay empty."""
        looks = [
            self._book.look(style, Rule.NONE, place > 0 and style is Style.TEXT) for place, style in enumerate(styles)
        ]
        string, number = self._sheet.write_string, self._sheet.write_number
        for values in rows:
            for column, value in enumerate(values):
                if value is None:
                    continue
                if isinstance(value, str):
                    string(row, column, clean_text(value), looks[column])
                elif math.isfinite(value):
                    number(row, column, value, looks[column])
            row += 1
        return row

    def print_columns(self, last_row: int, last_column: int) -> None:
        """Print the first columns only; the others are for programs."""
        self._sheet.print_area(0, 0, last_row, last_column)

    def break_before(self, rows: Sequence[int]) -> None:
        """Begin a new page at each of these rows, at the scale at which the columns fill one page across.

        Spreadsheet programs pay no heed to page breaks on a sheet that is fitted to the page, so the scale is set.
        """
        self._sheet.fit_page = 0
        across = LANDSCAPE_POINTS / (sum(self._widths) * WIDEST_DIGIT)
        self._sheet.set_print_scale(max(25, min(100, int(100 * across))))
        self._sheet.set_h_pagebreaks(list(rows))

    def filter(self, first_row: int, last_row: int, last_column: int) -> None:
        """Give the heads in `first_row` their drop-down filters."""
        self._sheet.autofilter(first_row, 0, max(first_row + 1, last_row), last_column)

    def bar_chart(self, row: int, column: int, chart: BarChart, *, size: tuple[int, int]) -> None:
        """Draw grouped columns in greys and hatchings, each with its figure above it."""
        drawn = self._book._workbook.add_chart({"type": "column"})
        where = [self.name, chart.first_row, chart.label_column, chart.last_row, chart.label_column]
        for number, series in enumerate(chart.series):
            drawn.add_series(
                {
                    "name": clean_text(series.name),
                    "categories": where,
                    "values": [self.name, chart.first_row, series.column, chart.last_row, series.column],
                    "categories_data": [clean_text(label) for label in chart.labels],
                    "values_data": ["" if value is None else value for value in series.values],
                    "data_labels": {"value": True, "num_format": "0.0", "font": {"size": 8, "name": FONT}},
                    "gap": 80,
                    "overlap": -5,
                    **FILLS[number % len(FILLS)],
                }
            )
        font = {"name": FONT, "size": FONT_SIZE, "bold": False}
        drawn.set_title({"name": clean_text(chart.title), "name_font": {**font, "bold": True, "size": 10}})
        drawn.set_x_axis({"num_font": font, "line": {"color": INK}, "major_tick_mark": "none", "label_position": "low"})
        drawn.set_y_axis(
            {
                "name": clean_text(chart.unit),
                "name_font": font,
                "num_font": font,
                "num_format": "0",
                "major_gridlines": {"visible": True, "line": {"color": "#BFBFBF", "width": 0.5}},
                "line": {"none": True},
            }
        )
        drawn.set_legend({"position": "bottom", "font": font})
        drawn.set_chartarea({"border": {"none": True}})
        drawn.set_size({"width": size[0], "height": size[1]})
        self._sheet.insert_chart(row, column, drawn, {"description": clean_text(chart.alt_text), "object_position": 2})


class Book:
    """A workbook being written to a file; a context manager that finishes it."""

    def __init__(self, path: Path, *, title: str, subject: str, footer: str) -> None:
        self.title = title
        self.footer = footer
        self._looks: dict[tuple[Style, Rule, bool, bool], Any] = {}
        self._workbook = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": FONT, "font_size": FONT_SIZE},
            },
        )
        self._workbook.set_size(2400, 1500)
        self._workbook.set_properties(
            {"title": clean_text(title), "subject": clean_text(subject), "author": "Sextant", "created": CREATED}
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the file, or after an error only let go of what was begun."""
        if kind is not None:
            with suppress(Exception):
                self._workbook.close()
            return
        try:
            self._workbook.close()
        except FileCreateError as refused:
            reason = refused.args[0]
            raise (reason if isinstance(reason, OSError) else OSError(str(reason))) from None

    def page(self, name: str) -> Page:
        """Add a sheet after those already there."""
        return Page(self, name)

    def look(self, style: Style, rule: Rule, apart: bool = False, is_single_line: bool = True) -> Any:
        """Return the library's format for a style and a rule, made once.

        Text of a row of one line stands in its middle, clear of the rules; in higher rows all begin at the top.
        """
        key = (style, rule, apart, is_single_line)
        if key not in self._looks:
            given = {"font_name": FONT, "font_size": FONT_SIZE, **STYLES[style], **RULES[rule]}
            if apart:
                given["indent"] = 1
            if is_single_line and given.get("valign") == "top":
                given["valign"] = "vcenter"
            self._looks[key] = self._workbook.add_format(given)
        return self._looks[key]
