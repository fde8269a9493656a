"""Lines: where a text is broken, and how it is cut short with a sign of it."""

from collections.abc import Iterator

from analysis.brief.faces import wide
from reports.cell_text import clean_text

FIRST_WIDE = "\u2e80"
"""Where the scripts begin whose letters are as wide as high and may be parted anywhere."""
CLOSING = "，。、；：？！）》”’」』】"
"""What does not begin a line."""
OPENING = "（《“‘「『【"
"""What does not end one."""


def plain(text: str) -> str:
    """The text on one line, without what cannot be printed."""
    return " ".join(clean_text(text).split())


def lines_of(text: str, size: float, room: float, *, is_bold: bool = False) -> list[str]:
    """The text on lines no wider than `room` points; a word that is wider is broken."""
    lines: list[str] = []
    line, taken = "", 0.0
    for piece in _pieces(plain(text)):
        if line and taken + wide(piece.rstrip(), size, is_bold=is_bold) > room:
            lines.append(line.rstrip())
            line, taken = "", 0.0
        line += piece
        taken += wide(piece, size, is_bold=is_bold)
        while taken > room and wide(line.rstrip(), size, is_bold=is_bold) > room and len(line) > 1:
            fits = _fitting(line, size, room, is_bold)
            lines.append(line[:fits])
            line = line[fits:]
            taken = wide(line, size, is_bold=is_bold)
    return [*lines, line.rstrip()] if line.strip() else lines


def clipped(text: str, letters: int) -> str:
    """The text, or its first words of so many letters in all, with an ellipsis; wide letters count twice."""
    text = plain(text)
    room, cut = letters, len(text)
    for place, letter in enumerate(text):
        room -= 2 if letter >= FIRST_WIDE else 1
        if room < 0:
            cut = place
            break
    if cut == len(text):
        return text
    words = text[:cut].rsplit(" ", 1)[0] if " " in text[cut // 2 : cut] else text[:cut]
    return words.rstrip(" ,;:.，；：。（(") + " …"


def _pieces(text: str) -> Iterator[str]:
    """What holds together: words with the space behind, and Chinese characters with the marks that cling to them."""
    piece = ""
    for letter in text:
        clings = letter in CLOSING or (piece and piece[-1] in OPENING)
        ends = piece.endswith(" ") or letter >= FIRST_WIDE or piece[-1:] >= FIRST_WIDE
        if piece and ends and not clings:
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece


def _fitting(line: str, size: float, room: float, is_bold: bool) -> int:
    """How many letters of a line too wide fit; at least one."""
    low, high = 1, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if wide(line[:middle], size, is_bold=is_bold) <= room else (low, middle - 1)
    return low
