"""Large CSV files in batches: their encoding, their separator, and rows that do not fit the headings."""

import codecs
from collections.abc import Iterator, Sequence
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
from django.utils.translation import gettext as _

from analysis.batches import Batch, Source, Unclosed, damaged, refuse_beyond_limit
from clusters.encodings import decode
from clusters.figures import decimal_mark
from clusters.problems import ImportRefused, Problem
from clusters.text_files import read_text_rows, sniff_separator

SAMPLE = 2**20
AROUND = 60_000
BATCH_BYTES = 4 * 2**20
MOST_BAD_ROWS = 50


def open_large_text(file: IO[bytes], *, is_packed: bool) -> Source:
    """A CSV file, packed or not, of which only one batch is in memory at a time."""
    encoding = _encoding_of(stream_over(file, is_packed))
    sample = _sample(stream_over(file, is_packed), encoding)
    separator = sniff_separator(sample)
    rows = read_text_rows(sample, separator, is_forgiving=True).rows
    names = tuple(" ".join(cell.split()) for cell in rows[0])
    skipped = 2 if sample.startswith("sep=") else 1
    mark = "." if separator == "," else decimal_mark(cell for row in rows[1:] for cell in row)
    notes = []
    if encoding not in ("utf-8", "utf-8-sig"):
        notes.append(_("The file is not in UTF-8; it was read as %(encoding)s.") % {"encoding": encoding})

    def batches(places: Sequence[int]) -> Iterator[Batch]:
        return _large_batches(stream_over(file, is_packed), encoding, separator, len(names), places, skipped)

    return Source(names, batches, mark, tuple(notes))


def stream_over(file: IO[bytes], is_packed: bool) -> Any:
    """The bytes of the file from its beginning, unpacked where it is packed."""
    file.seek(0)
    raw = pa.PythonFile(Unclosed(file), mode="r")
    return pa.CompressedInputStream(raw, "gzip") if is_packed else raw


def _encoding_of(stream: Any) -> str:
    """UTF-8 where every byte of the file is; otherwise what the lines around the first that is not are written in."""
    try:
        first = stream.read(SAMPLE)
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8)):
            return "utf-8-sig" if first.startswith(codecs.BOM_UTF8) else "utf-16"
        decoder, piece = codecs.getincrementaldecoder("utf-8")(), first
        while piece:
            try:
                decoder.decode(piece)
            except UnicodeDecodeError as error:
                # Whole lines: half a letter at an end would be taken for damage.
                start = piece.rfind(b"\n", 0, max(0, error.start)) + 1
                return decode(piece[start : piece.rfind(b"\n", 0, error.start + AROUND) + 1] or piece).encoding
            piece = stream.read(SAMPLE)
    except (OSError, pa.ArrowException) as error:
        raise damaged(error) from None
    return "utf-8"


def _sample(stream: Any, encoding: str) -> str:
    """The first whole lines of the file."""
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(stream.read(SAMPLE))
    end = max(text.rfind("\n"), text.rfind("\r"))
    return text[: end + 1] if end > 0 else text


def _large_batches(
    stream: Any, encoding: str, separator: str, width: int, places: Sequence[int], skipped: int
) -> Iterator[Batch]:
    keys = [f"c{place}" for place in range(width)]
    bad: list[Any] = []

    def note(row: Any) -> str:
        bad.append(row)
        return "skip" if len(bad) < MOST_BAD_ROWS else "error"

    # Every column as text: a code keeps its leading zeros, and a cell that is no figure can be shown as it stands.
    reading = arrow_csv.ReadOptions(
        use_threads=False,
        block_size=BATCH_BYTES,
        column_names=keys,
        encoding=encoding,
        skip_rows_after_names=skipped,
    )
    parsing = arrow_csv.ParseOptions(
        delimiter=separator, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=note
    )
    converting = arrow_csv.ConvertOptions(
        strings_can_be_null=False,
        column_types=dict.fromkeys(keys, pa.string()),
        include_columns=[keys[place] for place in places],
    )
    before = skipped
    try:
        for batch in arrow_csv.open_csv(stream, reading, parsing, converting):
            if not bad:
                yield Batch(tuple(batch.columns), np.arange(before + 1, before + batch.num_rows + 1))
            before += batch.num_rows
            refuse_beyond_limit(before - skipped)
    except pa.ArrowInvalid as error:
        if not bad:
            fact = _("The file cannot be read on as CSV: %(reason)s.") % {"reason": error}
            raise ImportRefused([Problem(fact, _("Save it anew as “CSV UTF-8”."))]) from None
    if bad:
        raise ImportRefused([_wrong_width(row) for row in bad])


def _wrong_width(row: Any) -> Problem:
    told = {"found": row.actual_columns, "expected": row.expected_columns}
    fact = _("The row has %(found)d cells where the headings have %(expected)d.") % told
    remedy = _("Look for a separator inside a text, and put that text into quotation marks.")
    return Problem(fact, remedy, row=row.number, value=row.text)
