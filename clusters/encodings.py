"""Tells in which encoding a text was written. The library that guesses is known to this file alone."""

import codecs
import contextlib
import re
import unicodedata
from dataclasses import dataclass

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from clusters.problems import ImportRefused, Problem

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OLD_ENCODINGS = (
    *("gb18030", "cp1252", "cp1256", "cp1251", "cp1250", "cp1254", "big5", "shift_jis", "cp949"),
    *("iso8859_6", "mac_roman", "cp850", "latin_1"),
)
"""Those that are guessed among; of two that read a text equally well the first is taken."""

CHOICES = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", *OLD_ENCODINGS)
SAMPLE_BYTES = 64 * 1024
FEWEST_ZEROS = 3
AS_GOOD_CHAOS = 0.1
AS_GOOD_COHERENCE = 0.1
HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
# Letters and signs that hardly any list holds, but many a list read in a wrong encoding.
ODD = frozenset("ÞþÐðÝý¹²³¼½¾¤¦¬¯¸×÷")
DAILY_USE = {
    "gb18030": ("gb2312", 0xB0, 0xD7),
    "big5": ("big5", 0xA4, 0xC6),
    "shift_jis": ("shift_jis", 0x88, 0x97),
    "cp949": ("euc_kr", 0xB0, 0xC8),
}
USUAL_SIGNS = frozenset("¿¡«»“”‘’–—…€·°•£©®")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with the encoding it was read in; `is_sure` where a mark or the text itself proves it."""

    text: str
    encoding: str
    is_sure: bool


def decode(content: bytes, encoding: str | None = None) -> Decoded:
    """The text in the encoding that is asked for, else by its mark, else as UTF-8, else by the best guess.

    Raises ImportRefused where the bytes are no text of that encoding, or of any that is known here.
    """
    marked = next((name for mark, name in BYTE_ORDER_MARKS if content.startswith(mark)), None)
    if encoding is None and marked:
        return Decoded(_strictly(content, marked), marked, True)
    if encoding is not None:
        return Decoded(_strictly(content, _with_mark(encoding, marked)), encoding, True)
    if b"\0" in content:
        return _without_mark(content)
    try:
        return Decoded(content.decode("utf-8"), "utf-8", True)
    except UnicodeDecodeError:
        return _guessed(content)


def _with_mark(encoding: str, marked: str | None) -> str:
    """The name under which the codec takes a mark away, where the text has the mark of the encoding asked for."""
    return marked if marked and marked.startswith(encoding) else encoding


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
    fact = _("The text is not written in %(encoding)s.") % {"encoding": encoding}
    remedy = _("Choose another encoding, or save the list as “CSV UTF-8” in the program it came from.")
    raise ImportRefused([Problem(fact, remedy, row=row)])


def _without_mark(content: bytes) -> Decoded:
    """UTF-16 whose mark was lost: its separators and line ends have a zero byte, always on the same side."""
    sides = {side for side in (0, 1) if 0 in content[side::2]}
    if len(sides) == 1 and content.count(0) >= FEWEST_ZEROS and len(content) % 2 == 0:
        encoding = "utf-16-le" if sides == {1} else "utf-16-be"
        with contextlib.suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            if "\n" in text.replace("\r", "\n") and _is_shown(text):
                return Decoded(text, encoding, False)
    remedy = _("Save the list as CSV (UTF-8) or as an Excel workbook (.xlsx).")
    raise ImportRefused([Problem(_("This is not a text file."), remedy)])


def _is_shown(text: str) -> bool:
    return all(unicodedata.category(letter) not in ("Cn", "Co", "Cs") for letter in set(text))


def _guessed(content: bytes) -> Decoded:
    if not _is_broken_utf8(content):
        for encoding in (*_by_library(content), *_by_runs(content)):
            try:
                return Decoded(content.decode(encoding), encoding, False)
            except UnicodeDecodeError:
                continue
    raise _undecodable(content)


def _is_broken_utf8(content: bytes) -> bool:
    """Whether most letters beyond ASCII are UTF-8 and some are broken: damage, not another encoding."""
    tolerant = content.decode("utf-8", errors="replace")
    broken = tolerant.count("\ufffd")
    return broken < len(tolerant) - len(tolerant.encode("ascii", "ignore")) - broken


def _by_library(content: bytes) -> list[str]:
    """Encodings that make sense of the lines with letters beyond ASCII, the likeliest first."""
    lines = b"".join(line for line in content.splitlines(keepends=True) if not line.isascii())
    sample = lines if len(lines) <= SAMPLE_BYTES else lines[: lines.rfind(b"\n", 0, SAMPLE_BYTES) + 1 or SAMPLE_BYTES]
    found = [
        (match.chaos, match.coherence, name, str(match))
        for match in from_bytes(sample, cp_isolation=list(OLD_ENCODINGS), threshold=0.4)
        for name in match.could_be_from_charset
        if name in OLD_ENCODINGS
    ]
    if not found:
        return []
    least, most = min(chaos for chaos, *_rest in found), max(each[1] for each in found if each[0] <= found[0][0])
    good = [
        (_oddness(text, name), OLD_ENCODINGS.index(name), name)
        for chaos, coherence, name, text in found
        if chaos <= least + AS_GOOD_CHAOS and coherence >= most - AS_GOOD_COHERENCE
    ]
    return [name for _odd, _place, name in sorted(good)]


def _oddness(text: str, encoding: str) -> int:
    """How many letters and signs of the text a list of firms hardly ever holds."""
    return sum(_is_odd(letter, encoding) for letter in text if not letter.isascii() and letter not in USUAL_SIGNS)


def _is_odd(letter: str, encoding: str) -> bool:
    if "\u3400" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3":
        return _is_rare(letter, encoding)
    if "\u2e80" <= letter <= "\uffef":
        return False
    return letter in ODD or unicodedata.category(letter)[0] in "SPC"


def _is_rare(letter: str, encoding: str) -> bool:
    """Whether a character stands outside the first level of its character set, which holds those in daily use."""
    codec, first, last = DAILY_USE.get(encoding, ("ascii", 0, 0))
    try:
        lead = letter.encode(codec)[0]
    except UnicodeEncodeError:
        return True
    return not first <= lead <= last


def _by_runs(content: bytes) -> tuple[str, ...]:
    """For texts too short for the library: western letters stand one by one, Chinese ones in long runs."""
    runs = HIGH_RUNS.findall(content)
    in_long_runs = sum(len(run) for run in runs if len(run) >= 3)
    return ("gb18030",) if in_long_runs * 2 > sum(len(run) for run in runs) else ("cp1252",)


def _undecodable(content: bytes) -> ImportRefused:
    position = 0
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        position = error.start
    return ImportRefused(
        [
            Problem(
                _("The characters of this file cannot be told: it is neither UTF-8 nor in an older encoding."),
                _("Open it in the program it came from and save it as “CSV UTF-8”, or as an Excel workbook (.xlsx)."),
                row=content.count(b"\n", 0, position) + 1,
            )
        ]
    )
