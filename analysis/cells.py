"""Cells of an uploaded column as values of its kind, a whole batch at once, and which of them are none.

Texts come as people and programs write them: with stray spaces, decimal commas, "NA" for nothing, 1 for yes. Whatever
can be read in one way only is read; the rest is told, cell by cell.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analysis.layouts import ColumnKind
from clusters.figures import AmbiguousNumber, NotANumber, number_of

NO_VALUE = frozenset({"na", "n/a", "#n/a", "nan", ".", "..", "-", "–", "null", "none"})
"""How programs write that there is no figure. In a text they stand for themselves: NA is a country."""

YES = frozenset({"yes", "y", "true", "t", "1", "1.0", "sí", "si", "s", "verdadero", "是", "有"})
NO = frozenset({"no", "n", "false", "f", "0", "0.0", "falso", "否", "无", "沒有", "没有"})
POINT = r"^-?\d+(\.\d+)?([eE][+-]?\d+)?$"
COMMA = r"^-?\d+(,\d+)?$"
GROUPED = r"^-?[1-9]\d{0,2}\.\d{3}$"
WHOLE = r"^-?\d{1,18}$"
EXACT = 2.0**53
Fact = str | Promise


@dataclass(frozen=True, slots=True)
class Wrong:
    """Cells that cannot be taken: `cells` is true for each of them, `fact` and `remedy` say why and what helps."""

    cells: np.ndarray
    fact: Fact
    remedy: Fact


@dataclass(frozen=True, slots=True)
class Read:
    """Values of one column of a batch, null where there is none, and what could not be read."""

    values: pa.Array
    wrong: list[Wrong] = field(default_factory=list)


NOT_A_NUMBER = (_("This is not a number."), _("Write a figure such as 1234.5, without its unit."))
AMBIGUOUS = (
    _("This number can be read with a decimal mark or with a mark of thousands."),
    _("Write it as 1234 or as 1.5."),
)
NOT_FINITE = (_("This number is not finite."), _("Leave the cell empty, or write a figure."))
NOT_WHOLE = (_("This is not a whole number."), _("Write it without decimals."))
NOT_A_YEAR = (_("This is not a year."), _("Write four digits, such as 2004."))
NOT_YES_OR_NO = (_("This is neither yes nor no."), _("Write yes or no, or 1 or 0."))


def read_column(array: pa.Array, kind: ColumnKind, decimal_mark: str | None) -> Read:
    """The column as values of this kind; `decimal_mark` is None where the file does not prove which one it uses."""
    return READERS[kind](array, decimal_mark)


def texts_of(array: pa.Array) -> pa.Array:
    """The cells as a person would read them: no stray spaces, whole numbers without a point, empty ones as null."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_boolean(array.type):
        array = pc.if_else(array, "yes", "no")
    elif pa.types.is_floating(array.type):
        array = _texts_of_floats(array)
    elif not pa.types.is_string(array.type):
        array = pc.cast(array, pa.string())
    plain = pc.utf8_normalize(pc.utf8_trim_whitespace(array), form="NFC")
    return pc.if_else(pc.equal(plain, ""), pa.scalar(None, pa.string()), plain)


def _texts_of_floats(array: pa.Array) -> pa.Array:
    array = pc.cast(array, pa.float64())
    array = pc.if_else(pc.is_nan(array), pa.scalar(None, pa.float64()), array)
    whole = pc.and_(pc.equal(pc.round(array), array), pc.less(pc.abs(array), 1e15))
    as_whole = pc.cast(pc.cast(pc.if_else(whole, array, 0.0), pa.int64()), pa.string())
    return pc.if_else(whole, as_whole, pc.cast(array, pa.string()))


def _text(array: pa.Array, _mark: str | None) -> Read:
    return Read(texts_of(array))


def _number(array: pa.Array, mark: str | None) -> Read:
    if _is_figure(array.type):
        values = pc.cast(array, pa.float64(), safe=False)
        values = pc.if_else(pc.is_nan(values), pa.scalar(None, pa.float64()), values)
        return Read(values, _told(~_mask(pc.is_finite(values), missing=True), NOT_FINITE))
    texts = _with_values(texts_of(array))
    plain = pc.match_substring_regex(texts, COMMA if mark == "," else POINT)
    if mark is None:
        plain = pc.and_not(plain, pc.match_substring_regex(texts, GROUPED))
    written = pc.replace_substring(texts, ",", ".") if mark == "," else texts
    values = pc.cast(pc.if_else(plain, written, pa.scalar(None, pa.string())), pa.float64())
    rest = ~_mask(plain, missing=True)
    if not rest.any():
        return Read(values, _told(~_mask(pc.is_finite(values), missing=True), NOT_FINITE))
    return _slowly(texts, values, rest, mark)


def _slowly(texts: pa.Array, values: pa.Array, rest: np.ndarray, mark: str | None) -> Read:
    """Cells that are no plain figure, one by one: marks of thousands, other scripts, other decimal marks."""
    figures = values.to_numpy(zero_copy_only=False).copy()
    not_a_number, ambiguous = np.zeros(len(rest), bool), np.zeros(len(rest), bool)
    for place in np.flatnonzero(rest):
        text = texts[place].as_py()
        try:
            figures[place] = number_of(_with_zero(text), mark)
        except AmbiguousNumber:
            ambiguous[place] = True
        except NotANumber:
            not_a_number[place] = True
    infinite = np.isinf(figures)
    figures[infinite] = np.nan
    wrong = [*_told(not_a_number, NOT_A_NUMBER), *_told(ambiguous, AMBIGUOUS), *_told(infinite, NOT_FINITE)]
    return Read(pa.array(figures, from_pandas=True), wrong)


def _with_zero(text: str) -> str:
    """Some programs write .5 for a half."""
    sign, digits = (text[0], text[1:]) if text[:1] in ("-", "+") else ("", text)
    return f"{sign}0{digits}" if digits[:1] == "." and digits[1:2].isdigit() else text


def _whole(array: pa.Array, mark: str | None) -> Read:
    if pa.types.is_integer(array.type):
        return Read(pc.cast(array, pa.int64()))
    if not _is_figure(array.type):
        texts = _with_values(texts_of(array))
        if _mask(pc.match_substring_regex(texts, WHOLE), missing=True).all():
            return Read(pc.cast(texts, pa.int64()))
        array = texts
    return _whole_of_numbers(_number(array, mark), NOT_WHOLE)


def _whole_of_numbers(read: Read, why: tuple[Fact, Fact]) -> Read:
    figures = read.values.to_numpy(zero_copy_only=False)
    filled = _mask(read.values.is_valid())
    broken = filled & ~((np.floor(figures) == figures) & (np.abs(figures) < EXACT))
    values = np.where(filled & ~broken, figures, 0).astype(np.int64)
    return Read(pa.array(values, mask=~filled | broken), [*read.wrong, *_told(broken, why)])


def _year(array: pa.Array, _mark_of_file: str | None) -> Read:
    # A year is never written with a mark of thousands, and 2.004 is none.
    read = _whole_of_numbers(_number(array, "."), NOT_A_YEAR)
    years = read.values.to_numpy(zero_copy_only=False)
    filled = _mask(read.values.is_valid())
    with np.errstate(invalid="ignore"):
        astray = filled & ~((years >= 1000) & (years <= 2999))
    told = [Wrong(each.cells, *NOT_A_YEAR) for each in read.wrong]
    values = pc.if_else(pa.array(astray), pa.scalar(None, pa.int64()), read.values)
    return Read(values, [*told, *_told(astray, NOT_A_YEAR)])


def _yes_no(array: pa.Array, _mark: str | None) -> Read:
    if pa.types.is_boolean(array.type):
        return Read(array)
    texts = pc.utf8_lower(_with_values(texts_of(array)))
    yes, no = (pc.is_in(texts, value_set=pa.array(sorted(words))) for words in (YES, NO))
    values = pc.if_else(yes, True, pc.if_else(no, False, pa.scalar(None, pa.bool_())))
    unclear = _mask(texts.is_valid()) & ~_mask(values.is_valid())
    return Read(values, _told(unclear, NOT_YES_OR_NO))


def _with_values(texts: pa.Array) -> pa.Array:
    empty = pc.is_in(pc.utf8_lower(texts), value_set=pa.array(sorted(NO_VALUE)))
    return pc.if_else(empty, pa.scalar(None, pa.string()), texts)


def _is_figure(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)


def _mask(booleans: Any, missing: bool = False) -> np.ndarray:
    """Booleans for numpy, with a value for those that are missing."""
    return pc.fill_null(booleans, missing).to_numpy(zero_copy_only=False).astype(bool)


def _told(cells: np.ndarray, why: tuple[Fact, Fact]) -> list[Wrong]:
    return [Wrong(cells, *why)] if cells.any() else []


def plain(name: str) -> str:
    """A heading without what people vary: case, accents' form, spaces and marks between words."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "_".join("".join(letter if letter.isalnum() else " " for letter in folded).split())


READERS: dict[ColumnKind, Callable[[pa.Array, str | None], Read]] = {
    "text": _text,
    "number": _number,
    "whole": _whole,
    "year": _year,
    "yes_no": _yes_no,
}
