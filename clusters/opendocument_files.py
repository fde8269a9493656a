"""Measures an OpenDocument spreadsheet before it is read: one cell of it may say that it stands a million times."""

import zipfile
from xml.parsers import expat

from clusters.problems import MOST_CELLS

TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
CELLS = (TABLE + "table-cell", TABLE + "covered-table-cell")
UNPACKED_LIMIT = 600 * 2**20
PIECE = 2**20


class TooLarge(Exception):
    """Raised for a table that would not fit into memory."""


class _Extent:
    """How far the filled cells of the table at hand reach; what is empty and repeated to the end counts for nothing."""

    def __init__(self) -> None:
        self.begin_table()

    def begin_table(self) -> None:
        self.rows_above = self.repeats = self.width = self.filled_width = self.widest = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == TABLE + "table":
            self.begin_table()
        elif name == TABLE + "table-row":
            self.repeats = int(attributes.get(TABLE + "number-rows-repeated", "1"))
            self.width = self.filled_width = 0
        elif name in CELLS:
            self.width += int(attributes.get(TABLE + "number-columns-repeated", "1"))
            if OFFICE + "value-type" in attributes:
                self.filled_width = self.width

    def end(self, name: str) -> None:
        if name != TABLE + "table-row":
            return
        self.rows_above += self.repeats
        self.widest = max(self.widest, self.filled_width)
        if self.filled_width and self.rows_above * self.widest > MOST_CELLS:
            raise TooLarge


def measure_opendocument(archive: zipfile.ZipFile) -> None:
    """Raises TooLarge where the sheets reach over more cells than are read."""
    extent = _Extent()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = extent.start
    parser.EndElementHandler = extent.end
    part = archive.getinfo("content.xml")
    # What the archive says of its sizes is not believed.
    part.file_size = UNPACKED_LIMIT + 2 * PIECE
    left = UNPACKED_LIMIT
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            left -= len(piece)
            if left < 0:
                raise TooLarge
            parser.Parse(piece)
        parser.Parse(b"", True)
