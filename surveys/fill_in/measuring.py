"""Measures a workbook before it is read: what would burst the memory is refused while it is still packed."""

import io
import zipfile
import zlib
from lzma import LZMAError

from django.utils.translation import gettext as _

from clusters.problems import ImportRefused, Problem

UNPACKED_LIMIT = 40 * 2**20
MOST_CELLS = 600_000
MOST_PARTS = 2_000
MOST_MERGED = 20_000
PIECE = 2**20


def measure(content: bytes) -> None:
    """Refuse what would not fit into memory; what the archive says of its sizes is not believed."""
    left, cells = UNPACKED_LIMIT, 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                raise unreadable(_("it is not an .xlsx file"))
            if len(archive.infolist()) > MOST_PARTS:
                raise unreadable(_("it is larger than any workbook handed out here"))
            merged = 0
            for part in archive.infolist():
                part.file_size = UNPACKED_LIMIT + 2 * PIECE
                with archive.open(part) as stream:
                    while piece := stream.read(PIECE):
                        left -= len(piece)
                        cells += sum(map(piece.count, (b"<c ", b"<c>", b"<c/", b"<si", b"<row")))
                        merged += piece.count(b"<mergeCell ")
                        if left < 0 or cells > MOST_CELLS or merged > MOST_MERGED or b"<!DOCTYPE" in piece:
                            raise unreadable(_("it is larger than any workbook handed out here"))
    except (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, RuntimeError, OSError, ValueError):
        raise unreadable(_("it is damaged, incomplete, or protected by a password")) from None


def unreadable(reason: str) -> ImportRefused:
    return ImportRefused(
        [
            Problem(
                _("The workbook cannot be opened: %(reason)s.") % {"reason": reason},
                _("Save it again as .xlsx in a spreadsheet program, without a password, and send that file."),
            )
        ]
    )
