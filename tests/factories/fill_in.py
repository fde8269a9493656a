"""Interview workbooks as people fill them: cells are found by firm, question and side, by their hidden keys."""

import io
from collections.abc import Mapping
from typing import Any

import openpyxl

from clusters.models import Cluster, Firm
from surveys.fill_in.building import cluster_book, firm_book
from surveys.fill_in.reading import read_workbook
from surveys.fill_in.taking import Taken, take_workbooks
from surveys.models import Interview
from tests.factories.surveys import NOON


def handed_out(firm: Firm, interview: Interview | None = None) -> bytes:
    """The workbook of one firm."""
    return firm_book(firm=firm, interview=interview, made_at=NOON, made_by="Consultant")


def handed_out_to_all(cluster: Cluster, *, only_open: bool = True) -> bytes:
    """The workbook of all firms of a cluster."""
    return cluster_book(cluster=cluster, made_at=NOON, made_by="Consultant", only_open=only_open)


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def closed(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell_of(book: Any, key: str, firm: Firm | None = None) -> Any:
    """The cell of a question: CODE, CODE:option or CODE.side; `firm` is needed where there are several."""
    for sheet in book.worksheets:
        if not str(sheet["A1"].value or "").startswith("part "):
            continue
        columns = {str(cell.value): cell.column for cell in sheet[1][1:] if cell.value}
        rows = {str(cell.value): cell.row for cell in sheet["A"][1:] if cell.value}
        is_compact = not any("." in name for name in columns)
        code, _dot, side = key.partition(".")
        row = rows.get(key if is_compact else code)
        if row is not None:
            wanted = str(firm.pk) if firm else next(iter(columns)).partition(".")[0]
            return sheet.cell(row, columns[wanted if is_compact else f"{wanted}.{side or 'value'}"])
    raise KeyError(key)


def filled(content: bytes, cells: Mapping[str, object], firm: Firm | None = None) -> bytes:
    """The workbook with these cells written, texts as texts."""
    book = opened(content)
    for key, value in cells.items():
        write(cell_of(book, key, firm), value)
    return closed(book)


def write(cell: Any, value: object) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def take(cluster: Cluster, *contents: bytes, by: Any = None, is_dry: bool = False) -> Taken:
    """Take workbooks in."""
    workbooks = [read_workbook(content, f"file-{place}.xlsx") for place, content in enumerate(contents, start=1)]
    return take_workbooks(cluster=cluster, workbooks=workbooks, by=by, now=NOON, is_dry=is_dry)
