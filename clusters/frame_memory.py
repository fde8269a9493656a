"""How lists of a study were read before: what was chosen once need not be corrected in the next file of its source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from clusters.frame_choices import ANY_OTHER, Choices, choices_from_json
from clusters.headings import plain
from clusters.models import Frame, Study

MOST_READINGS = 40


class Titled(Protocol):
    """A column by the name it has in a mapping."""

    @property
    def key(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """How one list was read: its columns by heading, its words, and a sentence on who chose so and when."""

    columns: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    makes_codes: bool
    told: str
    file_hash: str
    choices: Choices


@dataclass(frozen=True, slots=True)
class Memory:
    """Readings of the lists taken before, the newest first; and the study's bounds of size classes, unless usual."""

    readings: Sequence[Reading] = field(default_factory=tuple)
    size_bounds: tuple[int, int, int] | None = None

    def same(self, columns: Sequence[Titled]) -> Reading | None:
        """The newest reading of a list with just these columns."""
        keys = {_key(column.key) for column in columns}
        return next((each for each in self.readings if set(each.columns) == keys), None)

    def columns_for(self, columns: Sequence[Titled]) -> dict[str, tuple[str, str]]:
        """What each column was taken for before, with the reason; a list with just these columns goes before others."""
        found: dict[str, tuple[str, str]] = {}
        same = self.same(columns)
        for reading in (same,) if same else self.readings:
            for column in columns:
                key = _key(column.key)
                # A number names a column in its own list only.
                if key in reading.columns and (same or not key.startswith("#")) and (same or reading.columns[key]):
                    found.setdefault(column.key, (reading.columns[key], reading.told))
        return found

    def words_for(self, columns: Sequence[Titled]) -> dict[str, dict[str, str]]:
        """What words stood for before; a list with just these columns prevails, then a newer one.

        What stood for all other words stands so only in a list with just these columns.
        """
        found: dict[str, dict[str, str]] = {}
        for reading in reversed(self.readings):
            for key, words in reading.words.items():
                found.setdefault(key, {}).update({word: each for word, each in words.items() if word != ANY_OTHER})
        same = self.same(columns)
        for key, words in same.words.items() if same else ():
            found.setdefault(key, {}).update(words)
        return found

    def of_file(self, file_hash: str) -> Choices | None:
        """All that was chosen when this very file was taken last; None where it never was."""
        return next((each.choices for each in self.readings if each.file_hash == file_hash), None)


def remembered(study: Study) -> Memory:
    """The readings of the study's lists, in one query."""
    frames = Frame.objects.filter(cluster__study=study).exclude(reading={}).select_related("cluster", "taken_by")
    readings = tuple(_reading(frame) for frame in frames.order_by("-created_at", "-pk")[:MOST_READINGS])
    return Memory(readings, tuple(study.size_bounds) if study.size_bounds else None)


def _key(key: str) -> str:
    return key if key.startswith("#") else plain(key) or key


def _reading(frame: Frame) -> Reading:
    told = _("So it was in “%(source)s”, taken on %(day)s by %(person)s.") % {
        "source": frame.source,
        "day": formats.date_format(timezone.localtime(frame.created_at), "DATE_FORMAT"),
        "person": frame.taken_by or _("the command"),
    }
    columns = {_key(key): value or "" for key, value in frame.reading.get("columns", {}).items()}
    choices = choices_from_json(frame.reading)
    return Reading(columns, choices.words, choices.makes_codes, told, frame.file_hash, choices)
