"""Finds the columns of a file by their headings, whatever their case, accents, spelling or language."""

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from clusters.tabular import Row, Sheet

LOOK_AT_ROWS = 20
CLOSE_ENOUGH = 0.86
SHORTEST_GUESS = 5
ARABIC_LETTERS = str.maketrans({"ة": "ه", "ى": "ي", "ـ": None})
ARABIC_ARTICLE = re.compile(r"^ال(?=\w{2})")


@dataclass(frozen=True, slots=True)
class Field:
    """A column that is looked for, and every heading it goes by."""

    key: str
    aliases: tuple[str, ...]
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Headings:
    """The row of headings and what its columns were taken for.

    `places` maps a field to its column; `guessed` maps a heading to the field its misspelling was taken for;
    `doubled` maps a field to the headings that all mean it; `ignored` are headings of no field.
    """

    row: Row
    places: dict[str, int]
    guessed: dict[str, str]
    doubled: dict[str, tuple[str, ...]]
    ignored: tuple[str, ...]

    def title(self, key: str) -> str:
        """The heading as the file prints it."""
        return self.row.text(self.places[key]) if key in self.places else key


@lru_cache(maxsize=8192)
def plain(heading: str) -> str:
    """A heading without case, accents and punctuation; an Arabic one without its article and ways of spelling."""
    letters = unicodedata.normalize("NFKD", heading.casefold()).translate(ARABIC_LETTERS)
    kept = (letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join(ARABIC_ARTICLE.sub("", word) for word in "".join(kept).split())


def find_headings(sheet: Sheet, fields: Sequence[Field]) -> Headings | None:
    """The first of the upper rows that names most fields, if any names two; titles may stand above it."""
    best: Headings | None = None
    for row in sheet.rows[:LOOK_AT_ROWS]:
        found = match_headings(row, fields)
        if len(found.places) + len(found.doubled) >= 2 and (best is None or len(found.places) > len(best.places)):
            best = found
    return best


def match_headings(row: Row, fields: Sequence[Field]) -> Headings:
    """What each cell of a row of headings means."""
    meaning = {plain(alias): field.key for field in fields for alias in field.aliases}
    titles = {place: row.text(place) for place in range(len(row.cells)) if row.text(place)}
    exact = {place: meaning[plain(title)] for place, title in titles.items() if plain(title) in meaning}
    guesses: dict[int, str] = {}
    for place, title in titles.items():
        close = closest_field(title, meaning) if place not in exact else None
        if close and close not in exact.values() and close not in guesses.values():
            guesses[place] = close
    columns: dict[str, list[int]] = {}
    for place, key in (exact | guesses).items():
        columns.setdefault(key, []).append(place)
    return Headings(
        row=row,
        places={key: places[0] for key, places in columns.items() if len(places) == 1},
        guessed={titles[place]: key for place, key in guesses.items()},
        doubled={key: tuple(titles[place] for place in places) for key, places in columns.items() if len(places) > 1},
        ignored=tuple(title for place, title in titles.items() if place not in exact and place not in guesses),
    )


def closest_field(title: str, meaning: Mapping[str, str]) -> str | None:
    """The field whose heading is spelt nearly like this one; `meaning` maps plain headings to fields."""
    text = plain(title)
    if len(text) < SHORTEST_GUESS:
        return None
    long_enough = [alias for alias in meaning if len(alias) >= SHORTEST_GUESS]
    close = difflib.get_close_matches(text, long_enough, n=1, cutoff=CLOSE_ENOUGH)
    return meaning[close[0]] if close else None
