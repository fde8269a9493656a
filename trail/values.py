"""Values in words: codes by their labels, moments and numbers as they are read here, JSON part by part."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date
from typing import Any

from django.db.models import BooleanField, DateField, DateTimeField, JSONField
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format, number_format
from django.utils.timezone import is_naive, localtime, make_aware
from django.utils.translation import gettext as _

from trail.declarations import AnyField
from trail.models import Entry

LONGEST = 300

Words = str | Mapping[str, str]
"""A value as it is read; one of several parts as the name of each part with its words."""

Reader = Callable[[Sequence[Entry]], Callable[[Entry, Any], Words]]
"""Gets ready for entries of one table; what it returns puts one value of one of them into words."""


def in_words(field: AnyField, value: Any, names: Mapping[tuple[str, str], str]) -> Words:
    """A value as it is read; nothing for what is empty. Of rows it points at, `names` holds the words."""
    if is_empty(value):
        return ""
    if field.remote_field:
        return names.get((str(field.column), str(value))) or _("%(key)s, no longer there") % {"key": value}
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, BooleanField):
        return yes_or_no(value)
    if isinstance(field, DateTimeField):
        return _moment(value)
    if isinstance(field, DateField):
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    if isinstance(field, JSONField):
        return parts_in_words(value)
    return plainly(value)


def is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def yes_or_no(value: Any) -> str:
    return _("yes") if value else _("no")


def parts_in_words(value: Any) -> Words:
    """What a JSON column holds: an object by its parts, anything else in one."""
    if isinstance(value, dict):
        return {str(key).replace("_", " "): plainly(part) for key, part in value.items() if not is_empty(part)}
    return plainly(value)


def plainly(value: Any) -> str:
    """Anything at all as text: lists by commas, objects by their parts."""
    if is_empty(value):
        return ""
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, float):
        return str(number_format(f"{value:.12g}"))
    if isinstance(value, dict):
        return shortened("; ".join(f"{str(key).replace('_', ' ')}: {plainly(part)}" for key, part in value.items()))
    if isinstance(value, list):
        between = "; " if any(isinstance(each, dict | list) for each in value) else ", "
        return shortened(between.join(plainly(each) for each in value))
    return shortened(str(value))


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} […]"


def _moment(value: str) -> str:
    moment = parse_datetime(value)
    if moment is None:
        return value
    return date_format(localtime(make_aware(moment, UTC) if is_naive(moment) else moment), "DATETIME_FORMAT")
