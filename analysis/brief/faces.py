"""Letters of the brief: which face has which letter, and how wide a text is.

Latin stands in Helvetica, which every reader of PDF has; Chinese in STSong-Light, a face that readers bring along; what
neither has (Greek, signs of mathematics) in the face that comes with the pictures and is put into the file.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

from analysis.pictures.drawing import letters_file

PLAIN, BOLD, CHINESE, REST = "Helvetica", "Helvetica-Bold", "STSong-Light", "SextantRest"
UNKNOWN = "\u25a1"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one face."""

    face: str
    text: str


@lru_cache(maxsize=1)
def register() -> frozenset[int]:
    """Make the faces known to the library, once; returns the letters of the face that is put into the file."""
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
    rest = TTFont(REST, str(letters_file()))
    pdfmetrics.registerFont(rest)
    return frozenset(rest.face.charToGlyph)


def runs_of(text: str, *, is_bold: bool = False) -> list[Run]:
    """The text in pieces of one face each; a letter that no face has is an empty square."""
    faced = [(_face(letter, is_bold), letter) for letter in text]
    shown = [(face or REST, letter if face else UNKNOWN) for face, letter in faced]
    return [
        Run(face, "".join(letter for _face, letter in group)) for face, group in groupby(shown, lambda each: each[0])
    ]


@lru_cache(maxsize=16384)
def wide(text: str, size: float, *, is_bold: bool = False) -> float:
    """The width of a text in points."""
    register()
    runs = runs_of(text, is_bold=is_bold)
    return sum((float(pdfmetrics.stringWidth(run.text, run.face, size)) for run in runs), 0.0)


@lru_cache(maxsize=4096)
def _face(letter: str, is_bold: bool) -> str | None:
    if letter.isascii() or _is_western(letter):
        return BOLD if is_bold else PLAIN
    if unicodedata.east_asian_width(letter) in "WF" and ord(letter) < 0x10000:
        return CHINESE if _is_chinese(letter) else None
    return REST if ord(letter) in register() else None


def _is_western(letter: str) -> bool:
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _is_chinese(letter: str) -> bool:
    """Whether the face, which follows the national standard, has the letter."""
    try:
        letter.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
