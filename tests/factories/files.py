"""Files as people send them."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

import xlsxwriter

HEADINGS = ("code", "name", "ownership", "employees", "population", "selected", "disposition")
FIRMS = (
    ("F1", "Lake Salmon", "foreign", "250", "4", "yes", "complete"),
    ("F2", "South Fjord", "100", "120", "4", "yes", ""),
    ("F3", "Small Net", "national", "12", "20", "yes", "refusal"),
    ("F4", "Pier Nine", "0", "7", "20", "no", ""),
    ("F5", "Old Pier", "", "", "3", "yes", ""),
)


def csv_file(rows: Iterable[Sequence[object]], separator: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_file(sheets: Mapping[str, Iterable[Sequence[object]]], hidden: Sequence[str] = ()) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, str) and cell.startswith("="):
                    sheet.write_formula(number, place, cell, None, "#REF!")
                elif cell != "":
                    sheet.write(number, place, cell)
        if title in hidden:
            sheet.hide()
    book.close()
    return out.getvalue()
