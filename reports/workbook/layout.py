"""How a sheet is set: title above, heads between rules, figures below, then notes and source."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from reports.cell_text import lines_needed
from reports.growth_words import rate_unit
from reports.spreadsheet import LETTERS_PER_DIGIT, Page, Rule, Style
from reports.workbook.declaration import Column, Sheet
from reports.workbook.material import Material

FIRST_HEAD = 3
TEXT_STYLES = (Style.TEXT, Style.LABEL, Style.WRAP, Style.STRONG, Style.SIC, Style.NOTE, Style.LEVEL)


def filled(text: object, material: Material) -> str:
    """A declared text with the run's years and the unit of its growth in it."""
    year = str(material.specification.reference_year)
    rate = rate_unit(material.specification.growth)
    return str(text).replace("{span}", material.span).replace("{year}", year).replace("{rate}", rate)


def put_title(page: Page, sheet: Sheet, material: Material) -> None:
    """Write the first two rows: what the table shows, and whose it is."""
    page.put(0, 0, filled(sheet.title, material), Style.TITLE)
    page.height(0, 2)
    page.put(1, 0, material.specification.study_title, Style.SUBTITLE)


def put_head(page: Page, row: int, columns: Sequence[Column], material: Material) -> int:
    """Write the heads between their rules and return the first row of the body.

    One row for shared heads if there are any, one for the heads, one for the units if there are any.
    """
    grouped = any(str(column.group) for column in columns)
    units = any(str(column.unit) for column in columns)
    if grouped:
        _put_spanners(page, row, columns, material)
        row += 1
    page.height(row, max(lines_needed(filled(column.heading, material), column.width) for column in columns))
    for place, column in enumerate(columns):
        style = Style.HEAD_LEFT if column.style in TEXT_STYLES else Style.HEAD
        rule = Rule.NONE if grouped else Rule.ABOVE
        rule = rule if units else _closing(grouped)
        page.put(row, place, filled(column.heading, material), style, rule, apart=stands_apart(place, column))
    if units:
        row += 1
        page.height(row, max(lines_needed(filled(column.unit, material), column.width) for column in columns))
        for place, column in enumerate(columns):
            style = Style.UNIT_LEFT if column.style in TEXT_STYLES else Style.UNIT
            apart = stands_apart(place, column)
            page.put(row, place, filled(column.unit, material), style, Rule.BELOW_HEAD, apart=apart)
    return row + 1


def stands_apart(place: int, column: Column) -> bool:
    """Whether a column begins with a little room: text that may follow figures."""
    return place > 0 and column.style in TEXT_STYLES


def _closing(grouped: bool) -> Rule:
    """The rule of heads with no unit below: under them, and above too when nothing stands above."""
    return Rule.BELOW_HEAD if grouped else Rule.AROUND_HEAD


def _put_spanners(page: Page, row: int, columns: Sequence[Column], material: Material) -> None:
    place, lines = 0, 1
    spans: list[tuple[int, int, str]] = []
    for group, members in groupby(columns, key=lambda column: filled(column.group, material)):
        inside = list(members)
        spans.append((place, place + len(inside) - 1, group))
        lines = max(lines, lines_needed(group, sum(column.width for column in inside)) if group else 1)
        place += len(inside)
    page.height(row, lines)
    for first, last, group in spans:
        if group:
            page.span(row, first, last, group, Style.SPANNER, Rule.SPANNER)
        else:
            for blank in range(first, last + 1):
                page.put(row, blank, None, Style.SPANNER, Rule.ABOVE)


def put_end(page: Page, row: int, material: Material, notes: Sequence[str]) -> None:
    """Write notes and source under a table."""
    for note in notes:
        page.paragraph(row, note)
        row += 1
    page.paragraph(row, source_line(material))


def source_line(material: Material) -> str:
    """Where the figures come from: the study and the run, and that firms are reconstructed when they are."""
    line = _("Source: %(study)s, run %(run)s.") % {
        "study": material.specification.study_title,
        "run": material.run_id,
    }
    if material.specification.is_reconstruction:
        line += " " + _("The firms of this study are reconstructed from published totals.")
    return line


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a plain table stands: its first and last row of figures, and the first free row below its source."""

    first: int
    last: int
    free: int


def put_table(page: Page, sheet: Sheet, material: Material, *, pages_tall: int = 0) -> Placed:
    """Write a sheet that is one plain table and say where it stands."""
    columns = sheet.columns_in(material)
    widths = [column.width for column in columns]
    grouped = any(str(column.group) for column in columns)
    units = any(str(column.unit) for column in columns)
    body = FIRST_HEAD + 1 + grouped + units
    page.set_up(
        widths, landscape=sheet.landscape, freeze=(body, 1), repeat=(FIRST_HEAD, body - 1), pages_tall=pages_tall
    )
    put_title(page, sheet, material)
    put_head(page, FIRST_HEAD, columns, material)
    rows = list(sheet.rows(material))
    for number, row in enumerate(rows):
        put_row(page, body + number, columns, row, last=number == len(rows) - 1)
    below = sheet.notes(material)
    put_end(page, body + len(rows) + 1, material, below)
    return Placed(body, body + len(rows) - 1, body + len(rows) + len(below) + 3)


def compose_table(page: Page, sheet: Sheet, material: Material) -> None:
    """Write a sheet that is one plain table."""
    put_table(page, sheet, material)


def put_row(page: Page, number: int, columns: Sequence[Column], row: object, *, last: bool) -> None:
    """Write one row, as high as its longest text needs."""
    values = [column.value(row) for column in columns]
    page.height(
        number,
        max(
            lines_needed(value, column.width * LETTERS_PER_DIGIT[Style.LABEL])
            for value, column in zip([str(v) if isinstance(v, str) else "" for v in values], columns, strict=True)
        ),
    )
    rule = Rule.END if last else Rule.NONE
    for place, (value, column) in enumerate(zip(values, columns, strict=True)):
        page.put(number, place, value, column.style, rule, apart=stands_apart(place, column))
