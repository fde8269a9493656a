"""Turns one row of a sampling frame into a finished line, noting every cell that cannot be read."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from clusters.figures import AmbiguousNumber, NotANumber, decimal_mark, number_of
from clusters.frame_words import (
    DISPOSITION_WORDS,
    OWNERSHIP_WORDS,
    SELECTED_WORDS,
    SIZE_WORDS,
    UNKNOWN_WORDS,
    meaning,
    size_class,
)
from clusters.headings import Headings
from clusters.models import Disposition, FrameUnit, OwnershipClass, SizeClass, Stratum
from clusters.problems import Problem
from clusters.tabular import Row

FOREIGN_FROM_PER_CENT = 50.0
LARGEST_COUNT = 2_000_000_000
LONGEST = {
    "code": FrameUnit.code.field.max_length or 0,
    "name": FrameUnit.name.field.max_length or 0,
    "address": FrameUnit.address.field.max_length or 0,
    "stratum": Stratum.title.field.max_length or 0,
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
class LineReader:
    """Reads the rows under one row of headings and collects what is wrong with them."""

    sheet: str
    headings: Headings
    marks: dict[str, str | None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def learn_decimal_marks(self, rows: tuple[Row, ...], known: str | None) -> None:
        """A column whose figures can be read in one way only tells how to read the others in it."""
        for key in NUMBER_FIELDS:
            place = self.headings.places.get(key)
            self.marks[key] = decimal_mark(row.text(place) for row in rows) or known

    def line(self, row: Row) -> FrameLine:
        employees = self._count(row, "employees")
        return FrameLine(
            row=row.number,
            code=self._words(row, "code", required=True),
            name=self._words(row, "name", required=True),
            address=self._words(row, "address"),
            ownership=self._ownership(row),
            employees=employees,
            size=self._size(row, employees),
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
            return number_of(text, self.marks.get(key))
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

    def _weight(self, row: Row) -> float | None:
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
        known = meaning(OWNERSHIP_WORDS, text)
        if known is not None:
            return known
        remedy = _("Write foreign, national or unknown, or the foreign share of equity in per cent (0 to 100).")
        try:
            share = number_of(text.removesuffix("%").strip(), self.marks.get("ownership"))
        except (AmbiguousNumber, NotANumber):
            self.refuse(row, "ownership", _("This is neither a word for ownership nor a share."), remedy)
            return OwnershipClass.UNKNOWN
        if not 0 <= share <= 100:
            self.refuse(row, "ownership", _("A share lies between 0 and 100 per cent."), remedy)
        return OwnershipClass.FOREIGN if share >= FOREIGN_FROM_PER_CENT else OwnershipClass.NATIONAL

    def _size(self, row: Row, employees: int | None) -> SizeClass:
        text = self.text(row, "size")
        if not text:
            return size_class(employees)
        known = meaning(SIZE_WORDS, text)
        if known is None:
            remedy = _("Write micro, small, medium, large or unknown; leave it empty to have it told by employees.")
            self.refuse(row, "size", _("This is not a size class."), remedy)
        return known or SizeClass.UNKNOWN

    def _selected(self, row: Row) -> bool:
        if not self.has("selected"):
            return True
        text = self.text(row, "selected")
        known = meaning(SELECTED_WORDS, text) if text else False
        if known is None:
            self.refuse(
                row, "selected", _("This does not say whether the firm is in the sample."), _("Write yes or no.")
            )
        return bool(known)

    def _disposition(self, row: Row) -> Disposition | None:
        text = self.text(row, "disposition")
        if not text:
            return None
        known = meaning(DISPOSITION_WORDS, text)
        if known is None:
            choices = ", ".join(value.value.replace("_", " ") for value in Disposition)
            self.refuse(
                row,
                "disposition",
                _("This is not a disposition."),
                _("Write one of: %(choices)s.") % {"choices": choices},
            )
        return known
