"""Reads a list under the choices made so far, and tells everything a person must still see or decide. Never stores."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.firm_names import MOST_COMPARED
from clusters.frame_checks import check_lines, line_notes
from clusters.frame_choices import ANY_OTHER, Choices, Fate
from clusters.frame_guess import Guess, guess_columns, missing_fields
from clusters.frame_headings import Sureness
from clusters.frame_lines import FrameLine, LineReader, Word
from clusters.frame_memory import Memory
from clusters.frame_table import Table, find_table
from clusters.frame_twins import Twins, find_twins, numbered
from clusters.headings import Headings, plain
from clusters.problems import ImportRefused, Problem
from clusters.tabular import Asked, Book, Row, read_book

SHOWN_ROWS = 8


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no firm, with the reason and how it begins; `is_out` unless somebody wanted it kept."""

    row: int
    reason: str
    text: str
    is_out: bool


@dataclass(frozen=True, slots=True)
class FrameList:
    """A list as it is read. `problems` are of its cells and columns, `word_problems` of words nobody knows,
    `twin_problems` of codes that stand more than once; it can be taken when there are none.

    `missing` are fields the list cannot do without; as long as there are any no line is read. `words` are those of
    columns whose cells are words, by field.
    """

    book: Book
    table: Table
    choices: Choices
    guesses: tuple[Guess, ...]
    missing: tuple[str, ...]
    lines: tuple[FrameLine, ...] = ()
    problems: tuple[Problem, ...] = ()
    word_problems: tuple[Problem, ...] = ()
    twin_problems: tuple[Problem, ...] = ()
    words: Mapping[str, tuple[Word, ...]] | None = None
    twins: tuple[Twins, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def all_problems(self) -> list[Problem]:
        """Every problem in the order of the rows."""
        found = [*self.problems, *self.word_problems, *self.twin_problems]
        return sorted(found, key=lambda problem: problem.row or 0)

    @property
    def columns(self) -> dict[str, str]:
        """The heading each field is read from."""
        return {guess.field: guess.column.label for guess in self.guesses if guess.field}

    def as_read(self) -> Choices:
        """The choices with the reading that is in effect, as they are kept with the frame."""
        return replace(
            self.choices,
            encoding=self.book.encoding.removesuffix("-sig") or None,
            separator=self.book.separator or None,
            sheet=self.table.sheet.name or None,
            heading_row=self.table.heading_number,
        )

    @property
    def is_settled(self) -> bool:
        """Whether nobody need look at the columns: every needed one is certain, and so is the reading."""
        told = [guess.sureness for guess in self.guesses if guess.field]
        is_sure = self.book.is_encoding_sure and all(sureness is Sureness.CERTAIN for sureness in told)
        return is_sure and not self.missing and not any(guess.sureness is Sureness.PERHAPS for guess in self.guesses)


def open_list(content: bytes, file_name: str, choices: Choices) -> Book:
    """The file as the choices want it read; raises ImportRefused where it cannot be."""
    return read_book(content, file_name, Asked(choices.encoding, choices.separator, is_forgiving=True))


def read_list(book: Book, choices: Choices, memory: Memory) -> FrameList:
    """Reads the list whole; raises ImportRefused only where a sheet or row was chosen that is not there."""
    table = find_table(book, choices)
    same = memory.same(table.columns) if choices.columns is None else None
    guesses = guess_columns(table, choices, memory)
    choices = _filled(choices, guesses, makes_codes=choices.makes_codes or bool(same and same.makes_codes))
    missing = missing_fields(guesses, choices)
    left_out = tuple(_left_out(table, choices))
    if missing:
        problems = tuple(_missing_problems(table, guesses, missing))
        return FrameList(book, table, choices, guesses, missing, problems=problems, left_out=left_out, notes=book.notes)
    return _read_lines(FrameList(book, table, choices, guesses, missing, left_out=left_out), memory)


def first_choices(content: bytes, file_name: str, memory: Memory) -> Choices:
    """What is chosen of a list that was just sent: all as it was when this very file was taken before; its columns
    where nobody need look at them; else nothing yet."""
    before = memory.of_file(hashlib.sha256(content).hexdigest())
    if before is not None:
        return before
    try:
        found = read_list(open_list(content, file_name, Choices()), Choices(), memory)
    except ImportRefused:
        return Choices()
    return found.choices if found.is_settled else Choices()


def _filled(choices: Choices, guesses: Sequence[Guess], makes_codes: bool) -> Choices:
    """The choices with every column named, as they are kept with the list."""
    columns = {guess.column.key: guess.field for guess in guesses}
    return replace(choices, columns=columns, makes_codes=makes_codes)


def _left_out(table: Table, choices: Choices) -> Iterator[LeftOut]:
    by_number = {row.number: row for row in table.rows}
    for number, reason in sorted(table.strays.items()):
        texts = [text for column in table.columns if (text := by_number[number].text(column.place))]
        yield LeftOut(number, reason, "; ".join(texts), choices.rows.get(number) != Fate.KEEP)


def _missing_problems(table: Table, guesses: Sequence[Guess], missing: Sequence[str]) -> Iterator[Problem]:
    ignored = "; ".join(guess.column.label for guess in guesses if not guess.field)
    for key in missing:
        remedy = _("Add it, or rename the column that holds it. Columns not understood: %(ignored)s.") % {
            "ignored": ignored or "–"
        }
        fact = _("There is no column “%(field)s”.") % {"field": key}
        yield Problem(fact, remedy, table.sheet.name, table.heading_number or None)


def _read_lines(told: FrameList, memory: Memory) -> FrameList:
    """The same list with its lines, words and twins."""
    table, choices = told.table, told.choices
    strays = {each.row for each in told.left_out if each.is_out}
    rows = tuple(row for row in table.rows if row.number not in strays)
    reader = _reader(told, memory)
    reader.learn_decimal_marks(rows, told.book.decimal_mark)
    read = tuple(reader.line(row) for row in rows)
    lines = numbered(read, choices.rows)
    kept = {line.row for line in lines}
    kept_rows = tuple(row for row in rows if row.number in kept)
    twin_problems = check_lines(reader, kept_rows, lines)
    problems = [*_table_problems(told, kept_rows), *reader.problems]
    return FrameList(
        told.book,
        table,
        replace(choices, words=_used_words(reader)),
        told.guesses,
        (),
        lines=tuple(lines),
        problems=tuple(problem for problem in problems if problem.row is None or _counts(problem, kept, table)),
        word_problems=tuple(problem for problem in reader.word_problems if problem.row in kept),
        twin_problems=tuple(twin_problems),
        words={key: tuple(words.values()) for key, words in reader.words.items()},
        twins=find_twins(read),
        left_out=told.left_out,
        notes=(*told.book.notes, *_notes(told), *line_notes(reader, kept_rows, lines), *_too_long(lines)),
    )


def _too_long(lines: Sequence[FrameLine]) -> Iterator[str]:
    if len(lines) > MOST_COMPARED:
        yield _("The list has more than %(count)d firms: similar names were not looked for, equal ones were.") % {
            "count": MOST_COMPARED
        }


def _counts(problem: Problem, kept: set[int], table: Table) -> bool:
    """Whether the problem is of a firm that is kept, or of the headings."""
    return problem.row in kept or (problem.row or 0) <= table.headings.number


def _told_words(told: FrameList, memory: Memory) -> dict[str, dict[str, str]]:
    """What words stand for by plain word: as chosen now, else as before."""
    words: dict[str, dict[str, str]] = {}
    for source in (memory.words_for(told.table.columns), told.choices.words):
        for key, meanings in source.items():
            words.setdefault(key, {}).update({plain(word) or word: value for word, value in meanings.items()})
    return words


def _used_words(reader: LineReader) -> dict[str, dict[str, str]]:
    """What people said of the words that the list holds; it is kept with the list."""
    used: dict[str, dict[str, str]] = {}
    for key, told in reader.told.items():
        met = {
            word.text: told[plain_word] for plain_word, word in reader.words.get(key, {}).items() if plain_word in told
        }
        other = {ANY_OTHER: told[ANY_OTHER]} if ANY_OTHER in told and reader.has(key) else {}
        if met or other:
            used[key] = {**dict(sorted(met.items())), **other}
    return used


def _reader(told: FrameList, memory: Memory) -> LineReader:
    labels: dict[int, str] = {guess.column.place: guess.column.label for guess in told.guesses}
    titles = Row(told.table.headings.number, tuple(labels.get(place, "") for place in range(max(labels) + 1)))
    places = {guess.field: guess.column.place for guess in told.guesses if guess.field}
    headings = Headings(titles, places, {}, {}, ())
    words = _told_words(told, memory)
    choices = told.choices
    return LineReader(
        told.table.sheet.name, headings, words, choices.rows, choices.makes_codes, choices.nobody_drawn, choices.bounds
    )


def _table_problems(told: FrameList, rows: Sequence[Row]) -> Iterator[Problem]:
    if not rows:
        number = told.table.headings.number or None
        remedy = _("Add the firms, one in a row.")
        yield Problem(_("Nothing stands under the headings."), remedy, told.table.sheet.name, number)
    letters = {guess.column.letter for guess in told.guesses if guess.field}
    for problem in told.book.broken:
        if problem.sheet == told.table.sheet.name and problem.column in letters:
            yield problem


def _notes(told: FrameList) -> Iterator[str]:
    for guess in told.guesses:
        if guess.field and guess.sureness is Sureness.LIKELY:
            yield _("The column “%(title)s” was taken for “%(field)s”.") % {
                "title": guess.column.label,
                "field": guess.field,
            }
    ignored = [guess.column.label for guess in told.guesses if not guess.field and guess.column.title]
    if ignored:
        yield _("Columns not read: %(titles)s.") % {"titles": "; ".join(ignored)}
    reasons: dict[str, list[str]] = {}
    for each in told.left_out:
        if each.is_out:
            reasons.setdefault(each.reason, []).append(str(each.row))
    for reason, rows in reasons.items():
        text = ngettext("Row %(rows)s was left out.", "%(count)d rows were left out, first %(rows)s.", len(rows))
        yield f"{text % {'count': len(rows), 'rows': ', '.join(rows[:SHOWN_ROWS])}} {reason}"
    decided = sorted(row for row, fate in told.choices.rows.items() if fate == Fate.LEAVE_OUT)
    if decided:
        yield ngettext(
            "Row %(rows)s was left out, as was decided.",
            "%(count)d rows were left out, as was decided: %(rows)s.",
            len(decided),
        ) % {"count": len(decided), "rows": ", ".join(map(str, decided[:SHOWN_ROWS]))}


def absent_notes(guesses: Sequence[Guess]) -> list[str]:
    """What a list cannot tell for want of a column, and what becomes of it all the same."""
    found = {guess.field for guess in guesses}
    notes = []
    if not found & {"employees", "size"}:
        notes.append(_("No column tells employment or size: the list can be taken, with the size of no firm known."))
    if "ownership" not in found:
        notes.append(_("No column tells ownership: the list can be taken, with the ownership of no firm known."))
    if not found & {"employees", "size", "ownership", "stratum"}:
        notes.append(_("Without any of these, and without a stratum, all firms are in one stratum."))
    return notes
