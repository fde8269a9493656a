"""Hashes that are the same on every machine and in every database: canonical JSON under SHA-256."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from scoring.answers import State


def canonical(value: Any) -> str:
    """The value as JSON with sorted keys, no spaces, and whole numbers without a point."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def answers_hash(answers: dict[str, dict[str, Any]]) -> str:
    """SHA-256 of what an interview answers: states, values and who did it.

    Notes, evidence and the ids of revisions move no figure and are left out, so that the same answers entered on two
    machines have one hash; an item that was never touched is the same as one whose answer was taken back.
    """
    told = [
        [code, entry["state"], _plain(entry.get("value")), entry.get("done_by") or ""]
        for code, entry in sorted(answers.items())
        if entry["state"] != State.MISSING
    ]
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def lines_hash(values: Iterable[Any]) -> str:
    """SHA-256 of values written one to a line, each as canonical JSON; they need not fit in memory together."""
    digest = hashlib.sha256()
    for value in values:
        digest.update(canonical(value).encode())
        digest.update(b"\n")
    return digest.hexdigest()


def _plain(value: Any) -> Any:
    # Databases differ in whether 50.0 comes back as 50.
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value
