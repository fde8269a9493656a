"""Finds the list in a file: its sheet, its row of headings, its columns, and the rows under them that are no firms."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clusters.frame_choices import Choices
from clusters.frame_headings import fields_named
from clusters.frame_words import FOOTNOTE_WORDS, FRAME_FIELDS, TOTAL_WORDS
from clusters.headings import LOOK_AT_ROWS, find_headings, plain
from clusters.problems import ImportRefused, Problem
from clusters.tabular import Book, Row, Sheet

SAMPLES = 3
LOOK_AT_SAMPLES = 400
LAST_ROWS = 4
FEWEST_NAMED = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list; `key` names it in a mapping: its heading, or # and its number where that is not unique."""

    place: int
    title: str
    key: str
    samples: tuple[str, ...]
    filled: int

    @property
    def letter(self) -> str:
        """The letters a spreadsheet shows above it."""
        letters, number = "", self.place + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters

    @property
    def label(self) -> str:
        return self.title or _("Column %(letter)s") % {"letter": self.letter}


@dataclass(frozen=True, slots=True)
class Table:
    """The list in its sheet. `strays` maps the numbers of rows that are no firms to the reason; `rows` hold them too.

    `heading_number` is the row a person would call the row of headings, 0 where there is none.
    """

    sheet: Sheet
    heading_number: int
    headings: Row
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    strays: dict[int, str]


def find_table(book: Book, choices: Choices) -> Table:
    """The list, in the sheet and under the row that were chosen, else in those that look most like it.

    Raises ImportRefused where a sheet or row was chosen that is not there.
    """
    sheet = _chosen_sheet(book, choices.sheet) if choices.sheet is not None else likeliest_sheet(book)
    number = choices.heading_row if choices.heading_row is not None else _heading_number(sheet)
    if number == 0:
        headings, last = Row(0, ()), 0
    else:
        headings, last = _heading_rows(sheet, number)
    rows = tuple(row for row in sheet.rows if row.number > last)
    columns = _columns(headings, rows)
    return Table(sheet, number, headings, columns, rows, _strays(headings, columns, rows))


def likeliest_sheet(book: Book) -> Sheet:
    """The sheet whose headings name most fields; of several such, or none, the widest, then the longest."""
    return max(book.sheets, key=lambda sheet: (*_named_fields(sheet), len(sheet.rows)))


def _named_fields(sheet: Sheet) -> tuple[int, int]:
    upper = sheet.rows[:LOOK_AT_ROWS]
    return max(fields_named(_texts(row, len(row.cells))) for row in upper), max(len(row.cells) for row in upper)


def _chosen_sheet(book: Book, name: str) -> Sheet:
    for sheet in book.sheets:
        if sheet.name == name:
            return sheet
    known = "; ".join(sheet.name for sheet in book.sheets)
    remedy = _("Choose one of: %(known)s.") % {"known": known or "–"}
    raise ImportRefused([Problem(_("The file has no visible sheet of this name with anything in it."), remedy, name)])


def _heading_number(sheet: Sheet) -> int:
    """The row of headings: the one that names most fields, else the first full row of different words."""
    known = find_headings(sheet, FRAME_FIELDS)
    if known:
        return known.row.number
    upper = sheet.rows[:LOOK_AT_ROWS]
    texts = [[text for text in _texts(row, len(row.cells)) if text] for row in upper]
    named = [fields_named(row) for row in texts]
    if max(named) >= FEWEST_NAMED:
        return upper[named.index(max(named))].number
    widest = max(map(len, texts))
    for row, words in zip(upper, texts, strict=True):
        if len(words) * 10 >= widest * 6 and len(set(words)) == len(words) and not any(map(_is_figure, words)):
            return row.number
    return 0 if max(named) == 0 else upper[named.index(max(named))].number


def _is_figure(text: str) -> bool:
    return any(letter.isdecimal() for letter in text) and not any(letter.isalpha() for letter in text)


def _heading_rows(sheet: Sheet, number: int) -> tuple[Row, int]:
    """The headings, joined with a second row of them above or below, and the number of the last of these rows."""
    at = next((place for place, row in enumerate(sheet.rows) if row.number == number), None)
    if at is None:
        remedy = _("Choose a row that holds the headings; write 0 where the list has none.")
        raise ImportRefused([Problem(_("This row is empty, or the list ends above it."), remedy, sheet.name, number)])
    row = sheet.rows[at]
    below = sheet.rows[at + 1] if at + 1 < len(sheet.rows) else None
    if below and below.number == number + 1 and _is_second_row(row, below):
        return _joined(row, below), below.number
    above = sheet.rows[at - 1] if at else None
    if above and above.number == number - 1 and _groups(above, row):
        return _joined(above, row), number
    return row, number


def _texts(row: Row, width: int) -> list[str]:
    return [row.text(place) for place in range(width)]


def _is_second_row(upper: Row, lower: Row) -> bool:
    """Whether words stand below only where the upper row repeats a heading, has none, or is merged downwards."""
    width = max(len(upper.cells), len(lower.cells))
    tops, bottoms = _texts(upper, width), _texts(lower, width)
    counts = Counter(tops)
    own = [(top, bottom) for top, bottom in zip(tops, bottoms, strict=True) if bottom and bottom != top]
    if not own or any(_is_figure(bottom) for _top, bottom in own if len(bottom) != 4):
        return False
    merged_down = sum(bool(top) and top == bottom for top, bottom in zip(tops, bottoms, strict=True))
    open_below = all(
        not top or counts[top] > 1 or (place + 1 < width and not tops[place + 1])
        for place, (top, bottom) in enumerate(zip(tops, bottoms, strict=True))
        if bottom and bottom != top
    )
    has_gap = any(not bottom for top, bottom in zip(tops, bottoms, strict=True) if top)
    return open_below and (has_gap or merged_down > 0)


def _groups(upper: Row, lower: Row) -> bool:
    """Whether the row above heads groups of columns, or fills headings that are empty here; a title does neither."""
    width = max(len(upper.cells), len(lower.cells))
    tops, bottoms = _texts(upper, width), _texts(lower, width)
    fills = any(top and not bottom for top, bottom in zip(tops, bottoms, strict=True))
    return len({top for top in tops if top}) >= 2 and (fills or any(counts > 1 for counts in _repeats(bottoms)))


def _repeats(texts: list[str]) -> list[int]:
    return [count for text, count in Counter(texts).items() if text]


def _joined(upper: Row, lower: Row) -> Row:
    """Each heading with its group before it; a group that stands once goes on over the empty cells behind it."""
    width = max(len(upper.cells), len(lower.cells))
    tops, bottoms = _texts(upper, width), _texts(lower, width)
    cells, group = [], ""
    for top, bottom in zip(tops, bottoms, strict=True):
        group = top or (group if bottom else "")
        own = bottom if bottom != group else ""
        cells.append(" ".join(part for part in (group, own) if part))
    return Row(lower.number, tuple(cells))


def _columns(headings: Row, rows: Sequence[Row]) -> tuple[Column, ...]:
    """Every column that has a heading or holds anything."""
    width = max([len(headings.cells), *(len(row.cells) for row in rows)])
    titles = _texts(headings, width)
    counts = Counter(plain(title) or title for title in titles)
    columns = []
    for place, title in enumerate(titles):
        samples, filled = _samples(rows, place)
        if title or filled:
            is_unique = bool(title) and counts[plain(title) or title] == 1
            key = title if is_unique else f"#{place + 1}"
            columns.append(Column(place, title, key, samples, filled))
    return tuple(columns)


def _samples(rows: Sequence[Row], place: int) -> tuple[tuple[str, ...], int]:
    """The first different texts of a column, and in how many rows something stands in it."""
    found: dict[str, None] = {}
    for row in rows[:LOOK_AT_SAMPLES]:
        if len(found) >= SAMPLES:
            break
        if text := row.text(place):
            found[text] = None
    return tuple(found), sum(place < len(row.cells) and _holds(row.cells[place]) for row in rows)


def _holds(cell: object) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def _strays(headings: Row, columns: Sequence[Column], rows: Sequence[Row]) -> dict[int, str]:
    """Rows that are no firms: the headings printed again, sums, and notes at the foot."""
    printed = [headings.text(column.place) for column in columns]
    strays = {}
    for row in rows:
        texts = [row.text(column.place) for column in columns]
        if headings.cells and sum(map(bool, texts)) >= 2 and texts == printed:
            strays[row.number] = _("The headings stand here once more.")
    for row in rows[-LAST_ROWS:]:
        texts = [text for column in columns if (text := row.text(column.place))]
        if reason := _foot(texts, len(columns)):
            strays[row.number] = reason
    return strays


def _foot(texts: Sequence[str], width: int) -> str:
    """Why a row at the end of a list is no firm; empty where it may be one."""
    words = [text for text in texts if not _is_figure(text)]
    if len(words) == 1 and words[0] == texts[0] and len(texts) < width and plain(words[0]) in TOTAL_WORDS:
        return _("This looks like a sum of the list.")
    if len(texts) == 1 and width >= 2 and _is_note(texts[0]):
        return _("This looks like a note at the foot of the list.")
    return ""


def _is_note(text: str) -> bool:
    return text.startswith(("*", "※")) or any(_begins_with(text, word) for word in FOOTNOTE_WORDS)


def _begins_with(text: str, word: str) -> bool:
    rest = text.casefold().removeprefix(word)
    return len(rest) < len(text) and rest.lstrip().startswith((":", "：", "-", "–"))
