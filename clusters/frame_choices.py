"""What a person said about how a list is to be read: the reading, the columns, the words, the rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from clusters.encodings import CHOICES as ENCODINGS
from clusters.frame_words import FRAME_FIELDS
from clusters.models import Disposition, OwnershipClass, SizeClass
from clusters.problems import ImportRefused, Problem
from clusters.size_bounds import SizeBounds, are_bounds, bounds_from
from clusters.text_files import SEPARATORS

FIELD_KEYS = tuple(each.key for each in FRAME_FIELDS)
WORD_VALUES: dict[str, tuple[str, ...]] = {
    "ownership": tuple(OwnershipClass.values),
    "size": tuple(SizeClass.values),
    "selected": ("yes", "no"),
    "disposition": tuple(Disposition.values),
}
"""The fields whose cells are words, and what a word may stand for."""

ANY_OTHER = "*"


class Fate(StrEnum):
    """What becomes of a row: kept as it is, left out, or kept with a number behind its code."""

    KEEP = "keep"
    LEAVE_OUT = "leave_out"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen; what is None or not named is left to the reader.

    `columns` maps the key of a column (its heading, or # and its number) to a field, or to nothing where it is left
    out. `words` maps a field to what its words stand for; the word * stands for all others. `rows` maps the number of
    a row to its fate. `heading_row` 0 says that the list has no headings. `makes_codes` makes a code of each name.
    `nobody_drawn` says that the list is the population and the sample is yet to be drawn from it. `size_bounds` are the
    head counts from which a firm is small, medium and large, where they are not the usual ones.
    """

    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    heading_row: int | None = None
    columns: Mapping[str, str] | None = None
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rows: Mapping[int, str] = field(default_factory=dict)
    makes_codes: bool = False
    nobody_drawn: bool = False
    size_bounds: tuple[int, int, int] | None = None

    @property
    def bounds(self) -> SizeBounds:
        """The bounds of size classes that the list is read by."""
        return bounds_from(self.size_bounds)

    def to_json(self) -> dict[str, Any]:
        """The choices as they are kept; what was not chosen is left out."""
        told = {
            "encoding": self.encoding,
            "separator": self.separator,
            "sheet": self.sheet,
            "heading_row": self.heading_row,
            "columns": None if self.columns is None else {key: value or None for key, value in self.columns.items()},
            "words": {key: dict(words) for key, words in self.words.items() if words},
            "rows": {str(number): str(fate) for number, fate in sorted(self.rows.items())},
            "makes_codes": self.makes_codes,
            "nobody_drawn": self.nobody_drawn,
            "size_bounds": None if self.size_bounds is None else list(self.size_bounds),
        }
        return {key: value for key, value in told.items() if value not in (None, {}) and value is not False}

    def with_words(self, words: Mapping[str, Mapping[str, str]]) -> "Choices":
        """The same with these words beside those that were told before."""
        merged = {key: {**self.words.get(key, {}), **words.get(key, {})} for key in {*self.words, *words}}
        return replace(self, words=merged)


def choices_from_json(told: Any) -> Choices:
    """The choices as a file or the store holds them; raises ImportRefused with all that is wrong with them."""
    if not isinstance(told, dict):
        remedy = _('Write one object, such as {"columns": {"Razón social": "name"}}.')
        raise ImportRefused([Problem(_("The mapping is no JSON object."), remedy)])
    problems = [*_unknown_parts(told), *_wrong_reading(told), *_wrong_columns(told), *_wrong_words(told)]
    problems += [*_wrong_rows(told), *_wrong_bounds(told)]
    if problems:
        raise ImportRefused(problems)
    columns = told.get("columns")
    return Choices(
        encoding=told.get("encoding"),
        separator=told.get("separator"),
        sheet=told.get("sheet"),
        heading_row=told.get("heading_row"),
        columns=None if columns is None else {key: value or "" for key, value in columns.items()},
        words=told.get("words") or {},
        rows={int(number): fate for number, fate in (told.get("rows") or {}).items()},
        makes_codes=bool(told.get("makes_codes")),
        nobody_drawn=bool(told.get("nobody_drawn")),
        size_bounds=tuple(told["size_bounds"]) if told.get("size_bounds") else None,
    )


def _problem(part: str, value: object, fact: str, remedy: str) -> Problem:
    return Problem(fact, remedy, sheet="", column=part, value=str(value))


def _unknown_parts(told: dict[str, Any]) -> Iterator[Problem]:
    known = list(Choices.__dataclass_fields__)
    for part in told.keys() - set(known):
        remedy = _("Known are: %(known)s.") % {"known": ", ".join(known)}
        yield _problem(str(part), told[part], _("A mapping has no such part."), remedy)


def _wrong_reading(told: dict[str, Any]) -> Iterator[Problem]:
    for part, known in (("encoding", ENCODINGS), ("separator", SEPARATORS)):
        if told.get(part) not in (None, *known):
            remedy = _("Write one of: %(known)s.") % {"known": " ".join(map(repr, known))}
            yield _problem(part, told[part], _("This is not known here."), remedy)
    row = told.get("heading_row")
    if row is not None and (isinstance(row, bool) or not isinstance(row, int) or row < 0):
        yield _problem("heading_row", row, _("This is no number of a row."), _("Write 0 where there are no headings."))
    if not isinstance(told.get("sheet"), str | None):
        yield _problem("sheet", told["sheet"], _("This is no name of a sheet."), _("Write its name."))


def _wrong_columns(told: dict[str, Any]) -> Iterator[Problem]:
    columns = told.get("columns")
    remedy = _("Write one of: %(known)s; null leaves the column out.") % {"known": ", ".join(FIELD_KEYS)}
    if not isinstance(columns, dict | None):
        yield _problem("columns", columns, _("This is no object of headings and fields."), remedy)
        return
    seen: dict[str, str] = {}
    for key, value in (columns or {}).items():
        if value in (None, ""):
            continue
        if value not in FIELD_KEYS:
            yield _problem(f"columns, {key}", value, _("There is no such field."), remedy)
        elif value in seen:
            fact = _("The column “%(other)s” has this field already.") % {"other": seen[value]}
            yield _problem(f"columns, {key}", value, fact, _("Give each field one column."))
        seen[str(value)] = key


def _wrong_words(told: dict[str, Any]) -> Iterator[Problem]:
    words = told.get("words") or {}
    if not isinstance(words, dict) or not all(isinstance(each, dict) for each in words.values()):
        remedy = _('Write such as {"ownership": {"local": "national"}}.')
        yield _problem("words", words, _("This is no object of fields and words."), remedy)
        return
    for key, meanings in words.items():
        for word, value in meanings.items():
            if value not in WORD_VALUES.get(key, ()):
                known = ", ".join(WORD_VALUES.get(key, ())) or ", ".join(WORD_VALUES)
                remedy = _("Write one of: %(known)s.") % {"known": known}
                yield _problem(f"words, {key}, {word}", value, _("A word cannot stand for this."), remedy)


def _wrong_rows(told: dict[str, Any]) -> Iterator[Problem]:
    rows = told.get("rows") or {}
    known = ", ".join(Fate)
    if not isinstance(rows, dict):
        yield _problem("rows", rows, _("This is no object of rows."), _('Write such as {"17": "leave_out"}.'))
        return
    for number, fate in rows.items():
        if not str(number).isdecimal() or fate not in list(Fate):
            remedy = _("Write the number of a row and one of: %(known)s.") % {"known": known}
            yield _problem(f"rows, {number}", fate, _("This is no row and what becomes of it."), remedy)


def _wrong_bounds(told: dict[str, Any]) -> Iterator[Problem]:
    bounds = told.get("size_bounds")
    if bounds is not None and not are_bounds(bounds):
        remedy = _("Write three whole numbers that rise, such as [10, 50, 250].")
        yield _problem("size_bounds", bounds, _("These are no bounds of size classes."), remedy)
