"""Entries in words people understand: what a column is called, what a code means, whom a number names."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.module_loading import import_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from trail.declarations import AnyField, Tracked, tracked_tables
from trail.models import Action, Entry
from trail.naming import capitalised, kind_of, names_of, rows_in_words
from trail.values import Reader, Words, in_words, is_empty, yes_or_no

AT_A_GLANCE = 3
HASH = re.compile(r"[0-9a-f]{40,}")
ENOUGH_OF_A_HASH = 12


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed: what it is called, and its words before and after; both empty: only that it changed.

    A detail is for those who check the history, not for those who read it.
    """

    name: str
    before: str = ""
    after: str = ""
    note: str = ""
    is_detail: bool = False

    @property
    def shown_before(self) -> str:
        """The words before on a page, where the beginning of a hash is enough; files hold the whole of it."""
        return HASH.sub(_beginning, self.before)

    @property
    def shown_after(self) -> str:
        return HASH.sub(_beginning, self.after)


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as a page shows it."""

    entry: Entry
    at: datetime
    kind: str
    row: str
    what: str
    who: str
    occasion: str
    changes: tuple[Change, ...]

    @property
    def plain(self) -> tuple[Change, ...]:
        """What is told to everybody who reads."""
        return tuple(change for change in self.changes if not change.is_detail)

    @property
    def details(self) -> tuple[Change, ...]:
        """What is told to whoever checks: hashes, ids, counters."""
        return tuple(change for change in self.changes if change.is_detail)

    @property
    def glance(self) -> str:
        """The first values, where there are too many to show at once."""
        values = [change.after or change.before for change in self.plain]
        answers = ("", yes_or_no(True), yes_or_no(False))
        return " · ".join([value for value in values if value not in answers][:AT_A_GLANCE])


Teller = Callable[[Sequence[Entry]], Mapping[int, Sequence[Change]]]
"""Tells what changed in entries of one table, by their number; those it does not tell are told by their columns."""


def told(entries: Iterable[Entry]) -> list[Told]:
    """Entries in words, a few queries a table."""
    kept = list(entries)
    tables = tracked_tables()
    changes: dict[int, Sequence[Change]] = {}
    rows: dict[tuple[str, str], str] = {}
    for table in {entry.table for entry in kept} & tables.keys():
        of_table = [entry for entry in kept if entry.table == table]
        changes.update(_changes(tables[table], of_table))
        rows.update({(table, row): name for row, name in rows_in_words(tables[table], of_table).items()})
    return [_told(entry, rows.get((entry.table, entry.row), ""), changes.get(entry.pk, ())) for entry in kept]


def parts_of(entry: Entry) -> tuple[dict[str, Any], dict[str, Any]]:
    """What changed, before and after, by column."""
    return json.loads(entry.old or "{}"), json.loads(entry.new or "{}")


def _told(entry: Entry, row: str, changes: Sequence[Change]) -> Told:
    at = datetime.fromisoformat(entry.at)
    action = Action(entry.action)
    return Told(
        entry=entry,
        at=localtime(at),
        kind=kind_of(entry.table),
        row=row,
        what=str(action.label),
        who=entry.person_name or _occasion(entry.origin) or _("Not known"),
        occasion=_occasion(entry.origin),
        changes=tuple(changes),
    )


def _occasion(origin: str) -> str:
    word, _space, name = origin.partition(" ")
    sentences = {
        "seat": _("Seat %(name)s"),
        "task": _("A worker of Sextant"),
        "command": _("Command on the server: %(name)s"),
        "database": _("In the database itself, as %(name)s"),
        "migration": _("Set-up of the database"),
    }
    return sentences[word] % {"name": name} if word in sentences else ""


def _changes(declared: Tracked, entries: Sequence[Entry]) -> dict[int, Sequence[Change]]:
    special: Mapping[int, Sequence[Change]] = {}
    if declared.told_by:
        teller: Teller = import_string(declared.told_by)
        special = teller(entries)
    rest = [entry for entry in entries if entry.pk not in special]
    return {**special, **by_columns(declared, rest)}


def by_columns(declared: Tracked, entries: Sequence[Entry]) -> dict[int, Sequence[Change]]:
    """What changed, column by column, in the words of the model and of those who read its columns."""
    # What leads to the thing the page is of is known to whoever reads it.
    passed_over = {field.name for field in declared.path()[:1]}
    fields = {
        str(field.column): field
        for field in declared.fields()
        if not field.primary_key and field.name not in passed_over
    }
    parts = {entry.pk: parts_of(entry) for entry in entries}
    sides = [side for pair in parts.values() for side in pair]
    names: dict[tuple[str, str], str] = {}
    for column, field in fields.items():
        names.update(names_of(field, {side.get(column) for side in sides} if field.remote_field else set()))
    words = _Words(declared, entries, names)
    found: dict[int, Sequence[Change]] = {}
    for entry in entries:
        old, new = parts[entry.pk]
        columns = [column for column in fields if column in {**old, **new}]
        found[entry.pk] = [
            change
            for column in columns
            for change in words.changes(entry, fields[column], old.get(column), new.get(column))
        ]
    return found


class _Words:
    """The columns of one table in words, read by those its declaration names."""

    def __init__(self, declared: Tracked, entries: Sequence[Entry], names: Mapping[tuple[str, str], str]) -> None:
        self.names = names
        self.details = set(declared.details)
        self.readers: dict[str, Callable[[Entry, Any], Words]] = {}
        for name, dotted in declared.read_by.items():
            reader: Reader = import_string(dotted)
            self.readers[name] = reader(entries)

    def changes(self, entry: Entry, field: AnyField, old: Any, new: Any) -> list[Change]:
        """What changed in one column, part by part where it has parts."""
        # A table that only ties two models together has no words of its own for its columns.
        tied = field.related_model if field.model._meta.auto_created else None
        name = capitalised(str(tied._meta.verbose_name if tied else field.verbose_name))  # type: ignore[union-attr]
        # When a row came to be, its entry says itself.
        is_detail = field.name in self.details or getattr(field, "auto_now_add", False)
        if _is("untold", old) or _is("untold", new):
            return [Change(name, note=_untold(entry), is_detail=is_detail)]
        if _is("sha256", old) or _is("sha256", new):
            return []
        before, after = self._read(entry, field, old), self._read(entry, field, new)
        if isinstance(before, str) and isinstance(after, str):
            pairs = {name: (before, after)}
        else:
            pairs = {
                f"{name}: {part}" if part else name: (of_before, of_after)
                for part, of_before, of_after in _side_by_side(before, after)
            }
        return [Change(each, *pair, is_detail=is_detail) for each, pair in pairs.items() if pair[0] != pair[1]]

    def _read(self, entry: Entry, field: AnyField, value: Any) -> Words:
        if is_empty(value):
            return ""
        reader = self.readers.get(field.name)
        return reader(entry, value) if reader else in_words(field, value, self.names)


def _side_by_side(before: Words, after: Words) -> list[tuple[str, str, str]]:
    """Parts with their words before and after; what is told in one has no name as a part."""
    old, new = ({"": side} if isinstance(side, str) else dict(side) for side in (before, after))
    return [(part, old.get(part, ""), new.get(part, "")) for part in {**old, **new}]


def _untold(entry: Entry) -> str:
    if entry.action == Action.INSERT:
        return _("given; what it says is not kept in the history")
    if entry.action == Action.DELETE:
        return _("taken away; what it said is not kept in the history")
    return _("changed; what it says is not kept in the history")


def _is(mark: str, value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {mark}


def _beginning(found: re.Match[str]) -> str:
    return f"{found[0][:ENOUGH_OF_A_HASH]}…"
