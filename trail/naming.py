"""What rows of a history are called: their kind, and the one among others of their kind."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.utils.module_loading import import_string

from trail.declarations import AnyField, Tracked, tracked_tables
from trail.models import Entry
from trail.values import in_words

NAMING = ("name", "title", "code", "pillar", "number", "seat", "version", "year")
"""Columns that tell one row of a thing from its others, where its declaration names none."""

Namer = Callable[[Sequence[Entry]], Mapping[str, str]]
"""What the rows of entries of one table are called, by their keys."""


def kind_of(table: str) -> str:
    """What a row of the table is called; the table itself where no room declares it any more."""
    declared = tracked_tables().get(table)
    if declared is None:
        return table
    return capitalised(str(declared.called or declared.model._meta.verbose_name))


def capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]


def rows_in_words(declared: Tracked, entries: Sequence[Entry]) -> Mapping[str, str]:
    """What the rows are called by, those that are still there; a thing needs no name on its own page."""
    if isinstance(declared.named_by, str):
        namer: Namer = import_string(declared.named_by)
        return namer(entries)
    paths = declared.named_by or _usual(declared)
    if not paths:
        return {}
    fields = [_field_of(declared.model, path) for path in paths]
    rows = list(declared.model._base_manager.filter(pk__in={entry.row for entry in entries}).values_list("pk", *paths))
    names = [names_of(field, {row[place] for row in rows}) for place, field in enumerate(fields, 1)]
    return {
        str(row[0]): " · ".join(filter(None, map(_words, fields, row[1:], names)))
        for row in rows
    }  # fmt: skip


def names_of(field: AnyField, keys: set[Any]) -> dict[tuple[str, str], str]:
    """The names of the rows a foreign key points at, by column and key; those that are gone have none."""
    keys = {key for key in keys if key}
    if not field.remote_field or not keys:
        return {}
    model: type[Model] = field.related_model  # type: ignore[assignment]
    return {(str(field.column), str(row.pk)): str(row) for row in model._base_manager.filter(pk__in=keys)}


def _words(field: AnyField, value: Any, names: Mapping[tuple[str, str], str]) -> str:
    return str(in_words(field, value, names))


def _usual(declared: Tracked) -> tuple[str, ...]:
    known = {field.name for field in declared.fields() if field.name not in declared.untold}
    return tuple(name for name in NAMING if name in known)[:1] if declared.about else ()


def _field_of(model: type[Model], path: str) -> AnyField:
    *way, last = path.split("__")
    for name in way:
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return model._meta.get_field(last)  # type: ignore[return-value]
