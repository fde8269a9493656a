"""Reads interviews from a file, with a mapping or by the codes of the items; whole, or with every problem it has."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.models import Firm, Stratum
from clusters.problems import ImportRefused, Problem
from clusters.tabular import Row
from surveys.answers import NUMBERS, AnswerRefused, normalise
from surveys.catalogue import Catalogue
from surveys.importing import mapping as mappings
from surveys.importing.plain_format import ItemColumns, is_plain_heading, plain_columns
from surveys.importing.rules import Cells, Fault, ItemRule, Lookup
from surveys.importing.source import Source, open_source

MOST_KEPT = 20_000
LONGEST = {
    "code": Firm.code.field.max_length or 0,
    "name": Firm.name.field.max_length or 0,
    "stratum": Stratum.code.field.max_length or 0,
}

Change = dict[str, Any]
Told = tuple[Change | None, tuple[Fault, ...]]
"""What the cells of one item say, and what is wrong with them."""


class ItemReader(Protocol):
    """Tells one item from the cells of its columns."""

    @property
    def code(self) -> str: ...
    @property
    def columns(self) -> tuple[str, ...]: ...

    def tell(self, cells: Cells, faults: list[Fault]) -> dict[str, Any] | None: ...


@dataclass(frozen=True, slots=True)
class InterviewLine:
    """One firm of the file: its own facts, None or empty where not told, and what its answers say, as stored."""

    row: int
    code: str
    name: str
    weight: float | None
    stratum: str
    attributes: dict[str, str]
    changes: dict[str, Change]


@dataclass
class InterviewFile:
    """A file that can be taken. Its lines are made anew each time they are walked, so that none is kept.

    `rows` maps the code of each firm to its row, `strata` each stratum to the sum of its weights.
    """

    file_name: str
    file_hash: str
    mapping_hash: str
    sheet: str
    code_column: str
    is_probability_sample: bool
    item_codes: frozenset[str]
    strata: dict[str, float]
    rows: dict[str, int]
    notes: tuple[str, ...]
    reader: "LineReader"

    def lines(self) -> Iterator[InterviewLine]:
        """Every firm in the order of the file."""
        return self.reader.lines()


def read_interviews(
    content: bytes,
    file_name: str,
    *,
    catalogue: Catalogue,
    variant: str,
    mapping: mappings.Mapping | None = None,
) -> InterviewFile:
    """Reads and checks the whole file; raises ImportRefused with every problem of it."""
    items: Sequence[ItemRule] | Sequence[ItemColumns]
    if mapping is None:
        source = open_source(content, file_name, is_plain_heading, _("a column “code” and others beside it"))
        firm, items, problems, ignored = plain_columns(source, catalogue, variant)
    else:
        firm, items, ignored = mapping.firm, mapping.items, []
        wanted = _("the column “%(code)s”, which the mapping names for the firm's code") % {"code": firm.code}
        source = open_source(content, file_name, lambda texts: firm.code in texts, wanted)
        problems = []
    columns = [*firm.columns, *(column for item in items for column in item.columns)]
    problems += source.take_columns(columns)
    if not items:
        remedy = _("Name columns by the codes of the items, or give a mapping.")
        problems.append(source.problem(_("No column holds an answer."), remedy, source.heading_row, ""))
    if problems:
        raise ImportRefused(problems)
    reader = LineReader(source, firm, items, catalogue)
    return _checked(reader, mapping, ignored)


def _checked(reader: "LineReader", mapping: mappings.Mapping | None, ignored: Sequence[str]) -> InterviewFile:
    """Walks every line once, so that nothing is stored before all of it is known to be right."""
    strata: dict[str, float] = defaultdict(float)
    first: dict[str, int] = {}
    rows: dict[str, int] = {}
    for line in reader.lines():
        rows[line.code] = line.row
        strata[line.stratum] += line.weight or 0.0
        other = first.setdefault(line.code.casefold(), line.row)
        if line.code and other != line.row:
            fact = _("The code stands in row %(row)d already.") % {"row": other}
            remedy = _("Give every firm a code of its own, or delete the row that is there twice.")
            reader.refuse(line.row, reader.firm.code, line.code, fact, remedy)
    if not rows:
        reader.refuse(
            reader.source.heading_row.number, "", "", _("No firm stands under the headings."), _("Add the firms.")
        )
    problems = reader.all_problems()
    if problems:
        raise ImportRefused(problems)
    source = reader.source
    return InterviewFile(
        file_name=source.book.file_name,
        file_hash=source.book.file_hash,
        mapping_hash=mapping.file_hash if mapping else "",
        sheet=source.sheet.name,
        code_column=reader.firm.code,
        is_probability_sample=reader.firm.is_probability_sample,
        item_codes=frozenset(item.code for item in reader.items),
        strata={code: total for code, total in strata.items() if code},
        rows=rows,
        notes=(*source.book.notes, *_notes(reader, mapping, ignored)),
        reader=reader,
    )


def _notes(reader: "LineReader", mapping: mappings.Mapping | None, ignored: Sequence[str]) -> Iterator[str]:
    if mapping is not None:
        yield _("Read with the mapping %(title)s.") % {"title": mapping.title or mapping.file_name}
    if ignored:
        yield _("Columns not read: %(titles)s.") % {"titles": "; ".join(ignored)}
    if reader.left_out:
        text = ngettext(
            "%(count)d row was left out, as the mapping wants it.",
            "%(count)d rows were left out, as the mapping wants it.",
            reader.left_out,
        )
        yield text % {"count": reader.left_out}


@dataclass
class LineReader:
    """Reads rows and gathers what is wrong with them; the answer to the same cells is worked out once."""

    source: Source
    firm: mappings.FirmColumns
    items: Sequence[ItemRule] | Sequence[ItemColumns]
    catalogue: Catalogue
    problems: list[Problem] = field(default_factory=list)
    left_out: int = 0
    _unnamed: dict[tuple[str, str], Problem] = field(default_factory=dict)
    _unnamed_rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    _columns: tuple[str, ...] = ()
    _plans: list[tuple[ItemReader, Callable[[Sequence[str]], Any], dict[Any, Told]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        numbers = [self.firm.weight] if self.firm.weight else []
        for item in self.items:
            if isinstance(item, ItemRule):
                rules = (item.rule, *(rule for _doer, rule in item.who))
                numbers += [rule.column for rule in rules if isinstance(rule, Lookup) and rule.take == "number"]
            elif item.item.kind in NUMBERS and item.value:
                numbers.append(item.value)
        self.source.learn_marks(dict.fromkeys(numbers))
        self._columns = tuple(dict.fromkeys(column for item in self.items for column in item.columns))
        places = {column: place for place, column in enumerate(self._columns)}
        self._plans = [
            (item, itemgetter(*(places[column] for column in item.columns)) if item.columns else _nothing, {})
            for item in self.items
        ]

    def lines(self) -> Iterator[InterviewLine]:
        """Every row that is wanted, as a line; problems are noted anew."""
        self.problems, self.left_out = [], 0
        self._unnamed, self._unnamed_rows = {}, Counter()
        for row in self.source.rows():
            if self._is_wanted(row):
                yield self._line(row)
            else:
                self.left_out += 1

    def refuse(self, row: int, column: str, value: str, fact: str, remedy: str) -> None:
        self.problems.append(Problem(fact, remedy, self.source.sheet.name, row, column, value))

    def all_problems(self) -> list[Problem]:
        """Every problem in the order of rows; a value the mapping does not name is told once, with its rows counted."""
        told = []
        for key, problem in self._unnamed.items():
            others = self._unnamed_rows[key] - 1
            more = ngettext(" It stands in %(count)d row more.", " It stands in %(count)d rows more.", others)
            fact = problem.fact + (more % {"count": others} if others else "")
            told.append(Problem(fact, problem.remedy, problem.sheet, problem.row, problem.column, problem.value))
        return sorted([*self.problems, *told], key=lambda problem: problem.row or 0)

    def _is_wanted(self, row: Row) -> bool:
        only = self.firm.only
        return only is None or only.outcome(self._cells(row, (only.column,)), []).truth is True

    def _line(self, row: Row) -> InterviewLine:
        firm = self.firm
        code = self._words(row, firm.code, "code")
        if not code:
            self.refuse(row.number, firm.code, "", _("The cell is empty."), _("Every firm needs a code."))
        return InterviewLine(
            row=row.number,
            code=code,
            name=self._words(row, firm.name, "name"),
            weight=self._weight(row),
            stratum=self._words(row, firm.stratum, "stratum"),
            attributes=self._attributes(row),
            changes=self._changes(row),
        )

    def _changes(self, row: Row) -> dict[str, Change]:
        changes = {}
        texts = [self.source.text(row, column) for column in self._columns]
        for item, cells_of, told in self._plans:
            cells = cells_of(texts)
            known = told.get(cells)
            if known is None:
                known = self._tell(item, (cells,) if isinstance(cells, str) else cells)
                if len(told) < MOST_KEPT:
                    told[cells] = known
            change, faults = known
            for fault in faults:
                self._note(row, fault)
            if change is not None:
                changes[item.code] = change
        return changes

    def _tell(self, item: ItemReader, cells: tuple[str, ...]) -> Told:
        faults: list[Fault] = []
        texts = dict(zip(item.columns, cells, strict=True))
        said = item.tell(Cells(texts, self.source.marks), faults)
        if faults or said is None:
            return None, tuple(faults)
        try:
            change = normalise(self.catalogue.items[item.code], said)
        except AnswerRefused as refusal:
            column = next((name for name in item.columns if texts[name]), item.code)
            return None, tuple(
                Fault(column, texts.get(column, ""), each.fact, each.remedy) for each in refusal.problems
            )
        return (None if _says_nothing(change) else change), ()

    def _note(self, row: Row, fault: Fault) -> None:
        if not fault.is_unnamed:
            self.refuse(row.number, fault.column, fault.value, fault.fact, fault.remedy)
            return
        key = (fault.column, fault.value)
        self._unnamed_rows[key] += 1
        if key not in self._unnamed:
            self._unnamed[key] = self.source.problem(fault.fact, fault.remedy, row, fault.column, fault.value)

    def _cells(self, row: Row, columns: Sequence[str]) -> Cells:
        return Cells({column: self.source.text(row, column) for column in columns}, self.source.marks)

    def _attributes(self, row: Row) -> dict[str, str]:
        found = {}
        for name, lookup in self.firm.attributes:
            faults: list[Fault] = []
            outcome = lookup.outcome(self._cells(row, (lookup.column,)), faults)
            for fault in faults:
                self._note(row, fault)
            if outcome.value is not None:
                found[name] = outcome.value
        return found

    def _weight(self, row: Row) -> float | None:
        column = self.firm.weight
        if column is None:
            return None
        if not self.source.text(row, column):
            remedy = _("Give every firm a weight, or none at all.")
            self.refuse(row.number, column, "", _("The cell is empty."), remedy)
            return None
        faults: list[Fault] = []
        number = self._cells(row, (column,)).number(column, faults)
        for fault in faults:
            self._note(row, fault)
        if number is not None and number <= 0:
            text = self.source.text(row, column)
            self.refuse(row.number, column, text, _("A weight is never 0 or less."), _("Write a number above 0."))
        return number

    def _words(self, row: Row, column: str | None, key: str) -> str:
        text = self.source.text(row, column) if column else ""
        if len(text) > LONGEST[key]:
            fact = _("The text has %(length)d characters.") % {"length": len(text)}
            remedy = _("Shorten it to at most %(longest)d.") % {"longest": LONGEST[key]}
            self.refuse(row.number, column or "", text, fact, remedy)
        if "\0" in text:
            fact = _("The text holds a character that cannot be kept.")
            self.refuse(row.number, column or "", text, fact, _("Type the text anew."))
        return text


def _nothing(texts: Sequence[str]) -> tuple[str, ...]:
    """The cells of an item that is told from no column."""
    return ()


def _says_nothing(change: Mapping[str, Any]) -> bool:
    """Whether an answer is missing and bears neither note nor evidence."""
    return change["state"] == "missing" and not change["note"] and not change["evidence"]
