"""A history as a file: CSV or Excel, one line for each thing that changed. No cell can be taken for a formula."""

import io
from collections.abc import Iterable, Iterator

import xlsxwriter
from django.utils.translation import gettext as _

from trail.csv_files import csv_text
from trail.telling import Change, Told

LONGEST_CELL = 32_000
# Excel reads a CSV file without this mark in the encoding of its own country.
MARK = "\ufeff"
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def heads() -> list[str]:
    """The heads of the columns."""
    return [
        _("When"), _("Who"), _("Device"), _("Occasion"), _("Request"), _("What"), _("What was done"), _("Field"),
        _("Before"), _("After"), _("Note"), _("Entry"),
    ]  # fmt: skip


def lines(history: Iterable[Told]) -> Iterator[list[str]]:
    """One line for each change, one for an entry that tells none."""
    for told in history:
        for change in told.changes or (Change(""),):
            yield [
                told.at.isoformat(timespec="milliseconds"),
                told.who,
                told.entry.device,
                told.occasion,
                told.entry.request_id,
                told.kind,
                told.what,
                change.name,
                change.before,
                change.after,
                change.note,
                str(told.entry.pk),
            ]


def as_csv(history: Iterable[Told]) -> bytes:
    """The history with a mark of its encoding and a head."""
    return (MARK + csv_text([heads(), *lines(history)])).encode()


def as_xlsx(history: Iterable[Told]) -> bytes:
    """The history as one sheet of texts, flat in memory however long it is."""
    file = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        strong = book.add_format({"bold": True})
        sheet.set_column(0, len(heads()) - 1, 22)
        sheet.freeze_panes(1, 0)
        for column, head in enumerate(heads()):
            sheet.write_string(0, column, head, strong)
        for row, line in enumerate(lines(history), 1):
            for column, cell in enumerate(line):
                sheet.write_string(row, column, _printable(cell))
    return file.getvalue()


def _printable(cell: str) -> str:
    return "".join(each for each in cell if each.isprintable() or each == "\n")[:LONGEST_CELL]
