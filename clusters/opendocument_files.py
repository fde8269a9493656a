"""Measures an OpenDocument spreadsheet before it is read: one cell of it may say that it stands a million times."""

import zipfile
from xml.parsers import expat

from clusters.problems import MOST_CELLS

# As the reader does, elements are known by their names as written, whatever their prefix is said to stand for.
TABLE = "table:"
OFFICE = "office:"
TEXT = "text:"
CELLS = (TABLE + "table-cell", TABLE + "covered-table-cell")
UNPACKED_LIMIT = 600 * 2**20
PIECE = 2**20


class TooLarge(Exception):
    """Raised for a table that would not fit into memory."""


class _Extent:
    """How far the filled cells of the table at hand reach; what is empty and repeated to the end counts for nothing."""

    def __init__(self) -> None:
        self.in_tables_above = self.reach = 0
        self.begin_table()

    def begin_table(self) -> None:
        self.in_tables_above += self.reach
        self.rows_above = self.repeats = self.width = self.filled_width = self.widest = self.reach = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == TABLE + "table":
            self.begin_table()
        elif name == TABLE + "table-row":
            self.repeats = int(attributes.get(TABLE + "number-rows-repeated", "1"))
            self.width = self.filled_width = 0
        elif name in CELLS:
            self.width += int(attributes.get(TABLE + "number-columns-repeated", "1"))
            if any(each.startswith(OFFICE) or each == TABLE + "formula" for each in attributes):
                self.filled_width = self.width
        elif name.startswith(TEXT):
            self.filled_width = self.width

    def end(self, name: str) -> None:
        if name != TABLE + "table-row":
            return
        self.rows_above += self.repeats
        self.widest = max(self.widest, self.filled_width)
        if self.filled_width:
            self.reach = self.rows_above * self.widest
            if self.in_tables_above + self.reach > MOST_CELLS:
                raise TooLarge


def refuse_doctype(*_told: object) -> None:
    """No spreadsheet program declares a document type; with one come entities that grow or read other files."""
    raise ValueError("a document type is declared")


def measure_opendocument(archive: zipfile.ZipFile) -> None:
    """Raises TooLarge where the sheets reach over more cells than are read."""
    extent = _Extent()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse_doctype
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
