"""Reads a CSV file whose encoding and separator nobody wrote down, and says aloud what it took them for."""

import codecs
import contextlib
import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from clusters.problems import MOST_CELLS, ImportRefused, Problem, too_many_cells

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEPARATORS = (",", ";", "\t")
SAMPLE_LINES = 50
FIELD_LIMIT = 1_000_000
HIGH_RUNS = re.compile(rb"[\x80-\xff]+")


def decode(content: bytes) -> tuple[str, str]:
    """The text and the encoding it was read with."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding), encoding
    if b"\0" in content:
        raise ImportRefused(
            [Problem(_("This is not a text file."), _("Save the list as CSV (UTF-8) or as an Excel workbook (.xlsx)."))]
        )
    for encoding in ("utf-8", *_legacy_encodings(content)):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise _undecodable(content)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(content, error.start) from None


def _legacy_encodings(content: bytes) -> tuple[str, ...]:
    """Which old encodings are worth a try.

    A western text has its accented letters one by one between plain ones, a Chinese text in GB 18030 has them in
    long runs. Arabic or Cyrillic has long runs too and nearly always fails to decode as Chinese: it is refused and
    never guessed at. So is UTF-8 with a few broken bytes.
    """
    tolerant = content.decode("utf-8", errors="replace")
    broken = tolerant.count("\ufffd")
    if broken < sum(not letter.isascii() for letter in tolerant) - broken:
        return ()
    runs = HIGH_RUNS.findall(content)
    in_long_runs = sum(len(run) for run in runs if len(run) >= 3)
    return ("gb18030",) if in_long_runs * 2 > sum(len(run) for run in runs) else ("cp1252",)


def _undecodable(content: bytes, position: int | None = None) -> ImportRefused:
    if position is None:
        try:
            content.decode("utf-8")
        except UnicodeDecodeError as error:
            position = error.start
    row = content.count(b"\n", 0, position or 0) + 1
    return ImportRefused(
        [
            Problem(
                _("The characters of this file cannot be told: it is neither UTF-8, nor Windows-1252, nor GB 18030."),
                _("Open it in the program it came from and save it as “CSV UTF-8”, or as an Excel workbook (.xlsx)."),
                row=row,
            )
        ]
    )


def sniff_separator(text: str) -> str:
    """The separator that cuts the first lines into the most columns, most evenly."""
    lines = "\n".join(even_line_ends(text).split("\n", SAMPLE_LINES)[:SAMPLE_LINES])
    scores = {}
    for separator in SEPARATORS:
        widths = [len(row) for row in _rows_until_error(lines, separator) if row]
        usual = max(set(widths), key=widths.count) if widths else 1
        scores[separator] = (usual > 1, widths.count(usual) / max(len(widths), 1), usual)
    return max(SEPARATORS, key=lambda separator: scores[separator])


def _rows_until_error(lines: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=separator)
    with contextlib.suppress(csv.Error):
        yield from reader


def even_line_ends(text: str) -> str:
    """One kind of line end. A lone carriage return inside a row is a slip of the keyboard there, not a new row."""
    if "\n" not in text:
        return text.replace("\r", "\n")
    return text.replace("\r\n", "\n").replace("\r", " ")


def read_text_rows(text: str, separator: str) -> list[list[str]]:
    """Every row as a list of texts; a row keeps the number a spreadsheet would show for it."""
    csv.field_size_limit(FIELD_LIMIT)
    rows: list[list[str]] = []
    known: dict[str, str] = {}
    cells = 0
    try:
        # Strictly: a quotation mark that is never closed would swallow the rest of the list in silence.
        for row in csv.reader(io.StringIO(even_line_ends(text), newline=""), delimiter=separator, strict=True):
            # A survey says the same few words a million times: each is kept once.
            rows.append([known.setdefault(cell, cell) for cell in row])
            cells += len(row)
            if cells > MOST_CELLS:
                raise too_many_cells()
    except csv.Error as error:
        raise ImportRefused(
            [
                Problem(
                    _("The row cannot be read as CSV (%(reason)s).") % {"reason": error},
                    _("Look for a quotation mark that is opened and never closed, or stands inside a word."),
                    row=len(rows) + 1,
                )
            ]
        ) from None
    return rows
