"""Stata files in batches. The library that reads them is known to this file alone."""

import struct
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

import pandas as pd
import pyarrow as pa
from django.utils.translation import gettext as _

from clusters.problems import ImportRefused, Problem

BATCH_ROWS = 50_000
UNREADABLE = (ValueError, KeyError, IndexError, TypeError, OSError, EOFError, OverflowError, MemoryError, struct.error)
"""What the library makes of a damaged file, or of one that says it holds more than any memory."""


def open_stata(file: IO[bytes]) -> tuple[tuple[str, ...], Callable[[Sequence[str]], Iterator[Any]]]:
    """The names of the variables, and their values in batches; a value with a label is given as its label."""
    with _reader(file) as reader:
        names = tuple(reader.variable_labels())

    def batches(wanted: Sequence[str]) -> Iterator[Any]:
        with _reader(file, columns=list(wanted), chunksize=BATCH_ROWS) as chunks:
            for chunk in chunks:
                yield [_array(chunk[name]) for name in wanted]

    return names, batches


@contextmanager
def _reader(file: IO[bytes], **options: Any) -> Iterator[Any]:
    """The library's reader; whatever a damaged file makes of it is a refusal, also while rows are read."""
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on labels that some values of a batch lack
            with pd.read_stata(file, iterator=True, **options) as reader:
                yield reader
    except UNREADABLE as error:
        fact = _("The Stata file cannot be read: %(reason)s.") % {"reason": str(error).split("(")[0].strip()[:200]}
        raise ImportRefused([Problem(fact, _("Save it anew in Stata, or as CSV."))]) from None


def _array(column: Any) -> pa.Array:
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object).map(lambda value: None if pd.isna(value) else str(value))
        return pa.array(column, pa.string(), from_pandas=True)
    found = pa.array(column, from_pandas=True)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
