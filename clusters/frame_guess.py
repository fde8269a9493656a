"""Guesses what each column of a list is, how sure that is, and why; a person corrects it before anything is stored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clusters.employment_bands import band_of
from clusters.figures import plain_digits
from clusters.frame_choices import Choices
from clusters.frame_headings import Sureness, field_of
from clusters.frame_memory import Memory
from clusters.frame_table import Column, Table
from clusters.frame_words import DISPOSITION_WORDS, FRAME_FIELDS, OWNERSHIP_WORDS, SIZE_WORDS, meaning
from clusters.headings import plain
from clusters.tabular import Row

LOOKED_AT = 300
MOST = 0.8
NEARLY_ALL = 0.98
LONGEST_CODE = 25
FEWEST_CODES = 3


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column is taken for; an empty field leaves it out."""

    column: Column
    field: str
    sureness: Sureness
    reason: str


def guess_columns(table: Table, choices: Choices, memory: Memory) -> tuple[Guess, ...]:
    """A guess for each column, in their order; each field is given to one column at most."""
    remembered = memory.columns_for(table.columns)
    guesses = [_guess(column, table.rows, remembered) for column in table.columns]
    return tuple(_one_each(guesses) if choices.columns is None else _chosen(guesses, choices.columns))


def _chosen(guesses: Sequence[Guess], told: Mapping[str, str]) -> Iterator[Guess]:
    """As a mapping says; a column it does not name is read where its heading is certain and its field still free."""
    fields = [chosen_field(guess.column, told) for guess in guesses]
    taken = {field for field in fields if field}
    for guess, field in zip(guesses, fields, strict=True):
        if field is None:
            is_free = guess.sureness is Sureness.CERTAIN and guess.field not in taken
            taken.add(guess.field)
            yield guess if is_free else Guess(guess.column, "", Sureness.CERTAIN, _("Nobody chose it."))
        elif field == guess.field and guess.sureness is Sureness.CERTAIN:
            yield guess
        else:
            yield Guess(guess.column, field, Sureness.CERTAIN, _("You chose so.") if field else _("You left it out."))


def chosen_field(column: Column, columns: Mapping[str, str]) -> str | None:
    """The field a mapping gives to the column, by its heading or its number; None if it names none."""
    if column.key in columns or column.key.startswith("#"):
        return columns.get(column.key)
    return {plain(key): field for key, field in columns.items()}.get(plain(column.key) or column.key)


def _guess(column: Column, rows: Sequence[Row], remembered: Mapping[str, tuple[str, str]]) -> Guess:
    if column.key in remembered:
        field, reason = remembered[column.key]
        return Guess(column, field, Sureness.CERTAIN, reason)
    field, sureness, part = field_of(column.title)
    if sureness is Sureness.CERTAIN:
        return Guess(column, field, sureness, _("The heading says so."))
    if not column.filled:
        return Guess(column, "", Sureness.NONE, _("Nothing stands in it."))
    by_values, seen = _by_values(column, rows)
    if field and (field != "code" or not part or by_values == "code"):
        return Guess(column, field, sureness, _heading_reason(part))
    if by_values:
        return Guess(column, by_values, Sureness.PERHAPS, seen)
    return Guess(column, "", Sureness.NONE, _("Neither its heading nor its values tell."))


def _heading_reason(part: str) -> str:
    return (
        _("The heading holds the words “%(words)s”.") % {"words": part}
        if part
        else _("The heading is spelt nearly so.")
    )


def _by_values(column: Column, rows: Sequence[Row]) -> tuple[str, str]:
    """The field the values of a column look like, and why; nothing where they look like none."""
    texts = [text for row in rows[:LOOKED_AT] if (text := row.text(column.place))]
    distinct = set(texts)
    for field, words in (("ownership", OWNERSHIP_WORDS), ("size", SIZE_WORDS), ("disposition", DISPOSITION_WORDS)):
        known = sum(meaning(words, text) is not None for text in distinct if not _is_number(text))
        if known >= 2 and known >= MOST * len(distinct):
            return field, _("Its values are words for it.")
    if len(distinct) >= 2 and sum(band_of(text) is not None for text in distinct) >= MOST * len(distinct):
        return "size", _("Its values look like bands of employment.")
    if _looks_like_code(texts, distinct, len(rows[:LOOKED_AT])):
        return "code", _("Its values are short and different in each row.")
    return "", ""


def _is_number(text: str) -> bool:
    return plain_digits(text).replace(".", "").replace(",", "").removeprefix("-").isdigit()


def _looks_like_code(texts: Sequence[str], distinct: set[str], rows: int) -> bool:
    """Short texts with digits, one in each row and none twice; figures with decimals are none."""
    coded = [
        text
        for text in texts
        if len(text) <= LONGEST_CODE and any(map(str.isdigit, text)) and not set(text) & set(" .,/")
    ]
    return rows >= FEWEST_CODES and min(len(distinct), len(coded)) >= NEARLY_ALL * rows


def _one_each(guesses: Sequence[Guess]) -> list[Guess]:
    """Of several columns taken for one field the surest keeps it: of equals the fullest, then the first."""
    best: dict[str, Guess] = {}
    for guess in sorted(guesses, key=lambda each: (-each.sureness, -each.column.filled, each.column.place)):
        if guess.field:
            best.setdefault(guess.field, guess)
    rivals = {guess.field for guess in guesses if guess.field and best[guess.field] is not guess and _is_rival(guess)}
    return [_settled(guess, best, rivals) for guess in guesses]


def _is_rival(guess: Guess) -> bool:
    return guess.sureness >= Sureness.CERTAIN


def _settled(guess: Guess, best: Mapping[str, Guess], rivals: set[str]) -> Guess:
    winner = best.get(guess.field)
    if winner is None:
        return guess
    if winner is not guess:
        reason = _("It could be this too, but the column “%(other)s” was taken for it.")
        told = reason % {"other": winner.column.label}
        return Guess(guess.column, "", Sureness.PERHAPS if _is_rival(guess) else Sureness.NONE, told)
    if guess.field in rivals:
        return Guess(guess.column, guess.field, Sureness.LIKELY, _("Other columns have such a heading too."))
    return guess


def missing_fields(guesses: Sequence[Guess], choices: Choices) -> tuple[str, ...]:
    """The fields a list cannot do without and that no column has."""
    found = {guess.field for guess in guesses}
    needed = {field.key for field in FRAME_FIELDS if field.is_required} - ({"code"} if choices.makes_codes else set())
    return tuple(field.key for field in FRAME_FIELDS if field.key in needed - found)
