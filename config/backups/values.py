"""Values as a backup holds them: the same for every kind of database, and exact for the one they came from.

A row is a list of JSON values in the order of its columns. Where a value would not come back as the very bytes SQLite
held (a time written by other means, a number in a column of text), what SQLite held stands beside it.
"""

import base64
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Field

SUM_BITS = 256
RAW, MEANT = "sqlite", "meant"

KINDS = {
    **dict.fromkeys(
        (
            *("AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField", "SmallIntegerField"),
            *("PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField"),
        ),
        "integer",
    ),
    **dict.fromkeys(("CharField", "TextField", "SlugField", "FileField", "FilePathField"), "text"),
    "BooleanField": "boolean",
    "FloatField": "float",
    "DecimalField": "decimal",
    "DateTimeField": "moment",
    "DateField": "date",
    "TimeField": "time",
    "DurationField": "duration",
    "UUIDField": "uuid",
    "JSONField": "json",
    "BinaryField": "bytes",
    "GenericIPAddressField": "address",
}
"""By the internal type of a field: the kind of its values."""


def kind_of(field: Any) -> str:
    """The kind of a column; a foreign key holds what it points to."""
    while field.remote_field is not None:
        field = field.target_field
    return KINDS[field.get_internal_type()]


def is_known(field: Field) -> bool:  # type: ignore[type-arg]
    """Whether values of this field can be held; a test asks it of every model."""
    try:
        return bool(kind_of(field))
    except KeyError:
        return False


def _moment(raw: str) -> str:
    told = datetime.fromisoformat(raw)
    return (told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)).isoformat()


def _same(value: Any) -> Any:
    return value


FROM_SQLITE: dict[str, Callable[[Any], Any]] = {
    "integer": int,
    "text": str,
    "address": str,
    "boolean": bool,
    "float": float,
    "decimal": str,
    "moment": _moment,
    "date": lambda raw: date.fromisoformat(raw).isoformat(),
    "time": lambda raw: time.fromisoformat(raw).isoformat(),
    "duration": int,
    "uuid": lambda raw: UUID(raw).hex,
    "json": str,
    "bytes": lambda raw: base64.b64encode(raw).decode(),
}
TO_SQLITE: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(FROM_SQLITE, _same),
    "boolean": int,
    "moment": lambda value: str(datetime.fromisoformat(value).replace(tzinfo=None)),
    "bytes": base64.b64decode,
}
FROM_POSTGRESQL: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(FROM_SQLITE, _same),
    "decimal": str,
    "moment": lambda value: value.astimezone(UTC).isoformat(),
    "date": lambda value: value.isoformat(),
    "time": lambda value: value.isoformat(),
    "duration": lambda value: value // timedelta(microseconds=1),
    "uuid": lambda value: value.hex,
    "bytes": lambda value: base64.b64encode(value).decode(),
}
TO_POSTGRESQL: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(FROM_SQLITE, _same),
    "decimal": Decimal,
    "duration": lambda value: timedelta(microseconds=value),
    "bytes": base64.b64decode,
}
"""JSON goes in as its text, and moments as theirs: the server reads both."""


def from_sqlite(kind: str, raw: Any) -> Any:
    """A value of SQLite as a backup holds it."""
    if raw is None:
        return None
    try:
        meant = FROM_SQLITE[kind](raw)
    except (TypeError, ValueError):
        return {RAW: _held(raw)}
    back = TO_SQLITE[kind](meant)
    return meant if type(back) is type(raw) and back == raw else {MEANT: meant, RAW: _held(raw)}


def to_sqlite(kind: str, value: Any) -> Any:
    """The value as SQLite shall hold it."""
    if value is None:
        return None
    if isinstance(value, dict):
        raw = value[RAW]
        return base64.b64decode(raw["bytes"]) if isinstance(raw, dict) else raw
    return TO_SQLITE[kind](value)


def from_postgresql(kind: str, raw: Any) -> Any:
    """A value of PostgreSQL as a backup holds it."""
    return None if raw is None else FROM_POSTGRESQL[kind](raw)


def to_postgresql(kind: str, value: Any) -> Any:
    """The value as PostgreSQL takes it; raises KeyError where only SQLite could hold it."""
    if value is None:
        return None
    return TO_POSTGRESQL[kind](value[MEANT] if isinstance(value, dict) else value)


def _held(raw: Any) -> Any:
    return {"bytes": base64.b64encode(raw).decode()} if isinstance(raw, bytes) else raw


def digest_of(kinds: list[str], row: list[Any]) -> int:
    """A number that stands for what a row means, whichever database holds it."""
    meant = [_meaning(kind, value) for kind, value in zip(kinds, row, strict=True)]
    return int.from_bytes(sha256(json.dumps(meant).encode()).digest(), "big")


def added(total: int, digest: int) -> int:
    """The sum over the rows of a table: no order is needed, which two databases may not share."""
    return (total + digest) % (1 << SUM_BITS)


def _meaning(kind: str, value: Any) -> Any:
    if isinstance(value, dict):
        value = value.get(MEANT, value[RAW])
    if kind == "json" and isinstance(value, str):
        try:
            return json.dumps(_plain(json.loads(value)), sort_keys=True)
        except ValueError:
            return value
    return value


def _plain(value: Any) -> Any:
    """Numbers that PostgreSQL writes in another way than SQLite mean the same."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value
