"""What a spreadsheet program would make of a file that leaves: every cell that is more than a text or a number."""

import csv
import io
import re
import zipfile
from typing import Any

import openpyxl
from django.http.response import HttpResponseBase

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
ZIP = "application/zip"
SHEETS = (XLSX, CSV, ZIP)
OTHERS = ("text/html", "application/json", "application/pdf", "image/", "text/javascript", "application/manifest+json")
SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
OURS = re.compile(
    r"=(?=.*[A-Z]\$?\d)((ABS|COUNTIFS|IF|INT|ROUND|SUMPRODUCT)\(|'[A-Z][A-Za-z0-9 ]*'!|\$?[A-Z]{1,2}\$?\d+"
    r'|"[<>=0-9]+"|\d+(\.\d+)?|[-+*/&=<>:,()])*'
)
"""The formulae that are written on purpose: the differences of the analyses and the sheet "Check" of a run."""
REFERENCE = re.compile(rb"<c:f>([^<]*)</c:f>")


def kind_of(answer: HttpResponseBase) -> str:
    return str(answer.headers.get("Content-Type", "")).split(";")[0]


def wrong_in(kind: str, content: bytes) -> list[str]:
    """Each cell, link or reference of the file that a program at the other end would act on."""
    if kind == CSV:
        return wrong_in_csv(content.decode("utf-8-sig"))
    if kind == ZIP:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [wrong for name in archive.namelist() for wrong in wrong_in_workbook(archive.read(name))]
    return wrong_in_workbook(content)


def wrong_in_csv(text: str) -> list[str]:
    """However the program parts the cells: by commas, or by semicolons or tabs where lists are parted so."""
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    cells += re.split(r"[;\t\r\n]", text)
    return [cell for cell in cells if _acts(cell)]


def _acts(cell: str) -> bool:
    return cell.lstrip(' "').startswith(SIGNS) and not re.fullmatch(r"-?\d+(\.\d+)?", cell.strip())


def wrong_in_workbook(content: bytes) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = [
        f"{sheet.title}!{cell.coordinate}: {cell.value!r}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if _is_live(cell)
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.namelist()
        found += [name for name in parts if "externalLink" in name or "vba" in name.lower()]
        for name in parts:
            if name.endswith(".rels") and b'TargetMode="External"' in archive.read(name):
                found.append(name)
            for reference in REFERENCE.findall(archive.read(name)) if "charts/" in name else ():
                sheet = reference.decode().rpartition("!")[0].strip("'")
                found += [] if sheet in book.sheetnames else [f"{name}: {reference!r}"]
    return found


def _is_live(cell: Any) -> bool:
    if cell.hyperlink is not None:
        return True
    return cell.data_type == "f" and not OURS.fullmatch(str(cell.value))


def holds(kind: str, content: bytes, words: bytes) -> bool:
    """Whether the words stand in the file at all."""
    if kind == CSV:
        return words in content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    return any(holds(XLSX, part, words) if kind == ZIP else words in part for part in parts)
