"""Turns one row of a sampling frame into a finished line, noting every cell that cannot be read."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from clusters.employment_bands import band_of, without_unit
from clusters.figures import AmbiguousNumber, NotANumber, decimal_mark, number_of, plain_digits
from clusters.firm_names import name_key
from clusters.frame_choices import ANY_OTHER
from clusters.frame_words import (
    DISPOSITION_WORDS,
    OWNERSHIP_WORDS,
    SELECTED_WORDS,
    SIZE_WORDS,
    UNKNOWN_WORDS,
    Value,
    meaning,
)
from clusters.headings import Headings, plain
from clusters.models import Disposition, FrameUnit, OwnershipClass, SizeClass, Stratum
from clusters.problems import Problem
from clusters.size_bounds import USUAL, SizeBounds
from clusters.tabular import Row

FOREIGN_FROM_PER_CENT = 50.0
LARGEST_COUNT = 2_000_000_000
LONGEST = {
    "code": FrameUnit.code.field.max_length or 0,
    "name": FrameUnit.name.field.max_length or 0,
    "address": FrameUnit.address.field.max_length or 0,
    "stratum": Stratum.title.field.max_length or 0,
    "sector": FrameUnit.sector.field.max_length or 0,
}
NUMBER_FIELDS = ("ownership", "employees", "population", "weight")


@dataclass(frozen=True, slots=True)
class FrameLine:
    """One firm of the list; None stands for what the file does not say."""

    row: int
    code: str
    name: str
    address: str
    ownership: OwnershipClass
    employees: int | None
    size: SizeClass
    sector: str
    stratum: str
    population: int | None
    is_selected: bool
    weight: float | None
    disposition: Disposition | None

    @property
    def stratum_code(self) -> str:
        """The stratum the file names, else ownership by size."""
        return self.stratum or f"{self.ownership.value}-{self.size.value}"


@dataclass
class Word:
    """A word of a column whose cells are words: how often and where it stands first, what it was taken for.

    `value` is empty for a word that nobody knows; it stands in the way until somebody says what it means.
    """

    text: str
    row: int
    value: str
    count: int = 0


@dataclass
class LineReader:
    """Reads the rows under one row of headings and collects what is wrong with them.

    `told` says what words stand for, by field and plain word; `fates` what becomes of rows. `words` are those that
    were met; what is wrong with them stands in `word_problems`, beside the other `problems`. `bands` are the rows whose
    head count is a band over several size classes, `shortened` those whose sector was too long.
    """

    sheet: str
    headings: Headings
    told: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fates: Mapping[int, str] = field(default_factory=dict)
    makes_codes: bool = False
    nobody_drawn: bool = False
    bounds: SizeBounds = USUAL
    marks: dict[str, str | None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    word_problems: list[Problem] = field(default_factory=list)
    words: dict[str, dict[str, Word]] = field(default_factory=dict)
    bands: list[int] = field(default_factory=list)
    shortened: list[int] = field(default_factory=list)

    def learn_decimal_marks(self, rows: tuple[Row, ...], known: str | None) -> None:
        """A column whose figures can be read in one way only tells how to read the others in it."""
        for key in NUMBER_FIELDS:
            place = self.headings.places.get(key)
            self.marks[key] = decimal_mark(row.text(place) for row in rows) or known

    def line(self, row: Row) -> FrameLine:
        employees, counted = self._employees(row)
        return FrameLine(
            row=row.number,
            code=self._code(row),
            name=self._words(row, "name", required=True),
            address=self._words(row, "address"),
            ownership=self._ownership(row),
            employees=employees,
            size=self._size(row, counted),
            sector=self._sector(row),
            stratum=self._words(row, "stratum"),
            population=self._count(row, "population", least=1),
            is_selected=self._selected(row),
            weight=self._weight(row),
            disposition=self._disposition(row),
        )

    def has(self, key: str) -> bool:
        return key in self.headings.places

    def text(self, row: Row, key: str) -> str:
        return row.text(self.headings.places.get(key))

    def refuse(self, row: Row, key: str, fact: str, remedy: str) -> None:
        self.problems.append(
            Problem(fact, remedy, self.sheet, row.number, self.headings.title(key), self.text(row, key))
        )

    def _code(self, row: Row) -> str:
        """The code of the row, made of the name where it has none and that was asked for."""
        if self.makes_codes and not self.text(row, "code"):
            return code_of_name(self.text(row, "name"))
        return self._words(row, "code", required=True)

    def _sector(self, row: Row) -> str:
        """The sector, of a long description its beginning."""
        text = self.text(row, "sector").replace("\0", "")
        if len(text) <= LONGEST["sector"]:
            return text
        self.shortened.append(row.number)
        return text[: LONGEST["sector"] - 1] + "…"

    def _word(self, row: Row, key: str, words: Mapping[str, Value], kind: Callable[[str], Value]) -> Value | None:
        """What the word of a cell stands for: what somebody said of it, else what everybody knows."""
        text = self.text(row, key)
        said = self.told.get(key, {}).get(plain(text) or text)
        return meaning(words, text) if said is None else kind(said)

    def _other(self, key: str, kind: Callable[[str], Value]) -> Value | None:
        """What somebody said that all other words of the column stand for."""
        said = self.told.get(key, {}).get(ANY_OTHER)
        return None if said is None else kind(said)

    def _met(self, row: Row, key: str, value: str) -> None:
        """Notes a word with what it was taken for."""
        text = self.text(row, key)
        word = self.words.setdefault(key, {}).setdefault(plain(text) or text, Word(text, row.number, value))
        word.count += 1

    def _refuse_word(self, row: Row, key: str, fact: str, remedy: str) -> None:
        self._met(row, key, "")
        title = self.headings.title(key)
        self.word_problems.append(Problem(fact, remedy, self.sheet, row.number, title, self.text(row, key)))

    def _words(self, row: Row, key: str, required: bool = False) -> str:
        text = self.text(row, key)
        if required and not text and self.has(key):
            self.refuse(row, key, _("The cell is empty."), _("Every firm needs one."))
        if len(text) > LONGEST[key]:
            fact = _("The text has %(length)d characters.") % {"length": len(text)}
            self.refuse(row, key, fact, _("Shorten it to at most %(longest)d.") % {"longest": LONGEST[key]})
        if "\0" in text:
            self.refuse(row, key, _("The text holds a character that cannot be kept."), _("Type the text anew."))
        return text

    def _number(self, row: Row, key: str, remedy: str) -> float | None:
        """The number of the cell; None when it is empty or refused."""
        text = self.text(row, key)
        if not text or meaning(UNKNOWN_WORDS, text):
            return None
        try:
            return number_of(without_unit(text) if key == "employees" else text, self.marks.get(key))
        except AmbiguousNumber as error:
            self.refuse(row, key, str(error), _("Write it without a mark of thousands, such as 1234 or 1.5."))
        except NotANumber as error:
            self.refuse(row, key, str(error), remedy)
        return None

    def _count(self, row: Row, key: str, least: int = 0) -> int | None:
        remedy = _("Write a whole number from %(least)d on, or leave the cell empty.") % {"least": least}
        number = self._number(row, key, remedy)
        if number is None:
            return None
        if not number.is_integer() or not least <= number <= LARGEST_COUNT:
            self.refuse(row, key, _("This is not a possible number of firms or people."), remedy)
            return None
        return int(number)

    def _employees(self, row: Row) -> tuple[int | None, SizeClass]:
        """The head count and the size class it gives; of a band only the class, where it lies in one."""
        band = band_of(self.text(row, "employees"), self.bounds)
        if band is None:
            count = self._count(row, "employees")
            return count, self.bounds.size_class(count)
        if band.size is None:
            self.bands.append(row.number)
        return None, band.size or SizeClass.UNKNOWN

    def _weight(self, row: Row) -> float | None:
        if self.nobody_drawn:
            return None
        remedy = _("Write a number above 0.")
        number = self._number(row, "weight", remedy)
        if number is not None and number <= 0:
            self.refuse(row, "weight", _("A weight is never 0 or less."), remedy)
            return None
        return number

    def _ownership(self, row: Row) -> OwnershipClass:
        text = self.text(row, "ownership")
        if not text:
            return OwnershipClass.UNKNOWN
        known = self._word(row, "ownership", OWNERSHIP_WORDS, OwnershipClass)
        if known is None:
            share = self._share(text)
            if share is not None:
                return self._by_share(row, share)
            known = self._other("ownership", OwnershipClass)
        if known is None:
            remedy = _("Write foreign, national or unknown, or the foreign share of equity in per cent (0 to 100).")
            self._refuse_word(row, "ownership", _("This is neither a word for ownership nor a share."), remedy)
            return OwnershipClass.UNKNOWN
        self._met(row, "ownership", known.value)
        return known

    def _share(self, text: str) -> float | None:
        try:
            return number_of(plain_digits(text).removesuffix("%").strip(), self.marks.get("ownership"))
        except (AmbiguousNumber, NotANumber):
            return None

    def _by_share(self, row: Row, share: float) -> OwnershipClass:
        if not 0 <= share <= 100:
            remedy = _("Write foreign, national or unknown, or the foreign share of equity in per cent (0 to 100).")
            self.refuse(row, "ownership", _("A share lies between 0 and 100 per cent."), remedy)
        return OwnershipClass.FOREIGN if share >= FOREIGN_FROM_PER_CENT else OwnershipClass.NATIONAL

    def _size(self, row: Row, counted: SizeClass) -> SizeClass:
        text = self.text(row, "size")
        if not text:
            return counted
        band = band_of(text, self.bounds)
        # A band among the words that everybody knows, such as 5-19, is one of the usual bounds only.
        words = {} if band else SIZE_WORDS
        known = self._word(row, "size", words, SizeClass) or (band.size if band else None)
        known = known or self._other("size", SizeClass)
        if known is None:
            remedy = _("Write micro, small, medium, large or unknown; leave it empty to have it told by employees.")
            fact = _("This band reaches over several size classes.") if band else _("This is not a size class.")
            self._refuse_word(row, "size", fact, remedy)
            return SizeClass.UNKNOWN
        self._met(row, "size", known.value)
        return known

    def _selected(self, row: Row) -> bool:
        if self.nobody_drawn:
            return False
        if not self.has("selected"):
            return True
        if not self.text(row, "selected"):
            return False
        known = self._word(row, "selected", SELECTED_WORDS, _is_yes)
        if known is None:
            known = self._other("selected", _is_yes)
        if known is None:
            fact = _("This does not say whether the firm is in the sample.")
            self._refuse_word(row, "selected", fact, _("Write yes or no."))
            return False
        self._met(row, "selected", "yes" if known else "no")
        return known

    def _disposition(self, row: Row) -> Disposition | None:
        if self.nobody_drawn or not self.text(row, "disposition"):
            return None
        known = self._word(row, "disposition", DISPOSITION_WORDS, Disposition) or self._other(
            "disposition", Disposition
        )
        if known is None:
            choices = ", ".join(value.value.replace("_", " ") for value in Disposition)
            remedy = _("Write one of: %(choices)s.") % {"choices": choices}
            self._refuse_word(row, "disposition", _("This is not a disposition."), remedy)
            return None
        self._met(row, "disposition", known.value)
        return known


def _is_yes(value: str) -> bool:
    return value == "yes"


def code_of_name(name: str) -> str:
    """A code for a firm that has none: the same for the same name, however it is spelt and wherever it stands."""
    return "N" + hashlib.sha256(name_key(name).encode()).hexdigest()[:8].upper() if name else ""
