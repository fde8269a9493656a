"""The chain over the history: each seal is the SHA-256 of the seal before it and of every column of its entry.

The text that is hashed lists the position, the hash before and the columns, each as its length in characters, a colon,
itself and a comma, so that no value can pass for two. The database hashes when it writes; here it is hashed anew.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from trail.models import Seal

COLUMNS = (
    "id", "at", "table", "row", "about", "action", "old", "new", "person_id", "person_name", "device", "request_id",
    "origin",
)  # fmt: skip
"""The columns of an entry in the order in which they are hashed."""

FIRST_PREVIOUS = "0" * 64


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain. Kept elsewhere, it shows later whether the end was cut off."""

    position: int
    hash: str

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"


def head() -> Head:
    """The last link of the chain; position 0 where there is none."""
    last = Seal.objects.order_by("-position").first()
    return Head(last.position, last.hash) if last else Head(0, FIRST_PREVIOUS)


def read_head(text: str) -> Head:
    """The head in words as `history_head` prints it. Raises ValueError for anything else."""
    position, _colon, digest = text.strip().partition(":")
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise ValueError(text)
    return Head(int(position), digest)


def hash_of(position: int, previous: str, values: Sequence[Any]) -> str:
    """The seal of an entry, whose values stand in the order of `COLUMNS`."""
    parts: Iterable[str] = ("" if value is None else str(value) for value in (position, previous, *values))
    return hashlib.sha256("".join(f"{len(part)}:{part}," for part in parts).encode()).hexdigest()
