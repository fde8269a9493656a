"""A file as a documented table: its headings, its checks, and the frame a system computes with."""

from collections.abc import Mapping
from typing import IO

import pandas as pd

from analysis.batches import Source
from analysis.checking import Checked, check_table, read_table
from analysis.errors import TableRefused
from analysis.layouts import Layout
from analysis.matching import Matching, match_columns
from analysis.reading import open_source
from clusters.problems import ImportRefused


def match_file(file: IO[bytes], name: str, layout: Layout, chosen: Mapping[str, str]) -> tuple[Source, Matching]:
    """The headings of the file, and which columns of the layout they are; raises TableRefused."""
    source = _source(file, name, layout, chosen)
    return source, match_columns(source.names, layout, chosen)


def check_file(file: IO[bytes], name: str, layout: Layout, chosen: Mapping[str, str]) -> Checked:
    """What the table holds; raises TableRefused with every problem."""
    return check_table(_source(file, name, layout, chosen), layout, chosen)


def frame_of_file(file: IO[bytes], name: str, layout: Layout, chosen: Mapping[str, str]) -> pd.DataFrame:
    """The checked table with the names and kinds of its layout; raises TableRefused with every problem."""
    return read_table(_source(file, name, layout, chosen), layout, chosen)


def _source(file: IO[bytes], name: str, layout: Layout, chosen: Mapping[str, str]) -> Source:
    try:
        return open_source(file, name, [*chosen, *(column.name for column in layout.columns)])
    except ImportRefused as refusal:
        raise TableRefused(refusal.problems) from refusal
