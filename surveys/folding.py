"""From the log of revisions to the answers that hold now. Pure: no Django, no clock, no database.

A change replaces the answers its page showed (`seen`, the id of the revision that gave the answer, or null, and
`settles`, the ids of any others) and nothing else. What is left over of an item are the answers that no change of the
log replaces. So

- one answer left: it holds;
- two left that say the same (state, value and who did it): they are one, and both notes are kept;
- two left that differ: a conflict that holds both, the one that came first standing until somebody settles it.

**Order does not matter.** Which answers are left over depends on the set of revisions alone: not on the order in which
they arrive, not on any clock, and a revision that comes twice counts once. Order decides only which side of a conflict
stands for the time being, and which of two equal answers the other is joined to; the log's sequence is that order.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Entry = dict[str, Any]
"""One answer as it stands: state, value, done_by, note, evidence and `revision`, the id that gave it; where there are
any also `same`, the ids of other revisions that said the same."""

Change = Mapping[str, Any]
Log = Iterable[tuple[str, Mapping[str, Change]]]
"""Pairs of a revision's id and what it told of each item, in the order of their sequence."""

SAYS = ("state", "value", "done_by")
TOLD = (*SAYS, "note", "evidence")
UNTOUCHED: Entry = {"state": "missing", "value": None, "done_by": "", "note": "", "evidence": {}}


@dataclass(frozen=True, slots=True)
class Fold:
    """The current answers by item, and for items in conflict every answer left over, the standing one first."""

    answers: dict[str, Entry]
    conflicts: dict[str, list[Entry]]


def fold(revisions: Log) -> Fold:
    """Return the fold of a log."""
    told: dict[str, dict[str, Change]] = {}
    for revision_id, changes in revisions:
        for item, change in changes.items():
            told.setdefault(item, {}).setdefault(revision_id, change)
    result = Fold({}, {})
    for item, changes_of_item in told.items():
        _place(result, item, left_over(changes_of_item))
    return result


def apply_changes(
    answers: Mapping[str, Entry],
    conflicts: Mapping[str, list[Entry]],
    revision_id: str,
    changes: Mapping[str, Change],
    earlier: Callable[[], Log],
) -> Fold:
    """Return the fold with one more revision that the log does not hold yet.

    `changes` maps items to what was told about them, with `seen` and, where it replaces several answers, `settles`.
    `earlier` gives the log so far; it is called only where the present answer alone does not tell what is left over.
    The arguments stay as they are.
    """
    folded = Fold(dict(answers), dict(conflicts))
    unclear = {}
    for item, change in changes.items():
        standing = folded.answers.get(item)
        if item not in folded.conflicts and (standing is None or replaced_by(change) == set(ids_of(standing))):
            folded.answers[item] = entry_of(change, revision_id)
        else:
            unclear[item] = change
    if unclear:
        again = fold([*_only(earlier(), set(unclear)), (revision_id, unclear)])
        for item in unclear:
            _place(folded, item, again.conflicts.get(item) or [again.answers[item]])
    return folded


def left_over(changes: Mapping[str, Change]) -> list[Entry]:
    """Return the answers of one item that no change replaces, those that say the same as one.

    `changes` maps the ids of the revisions that told of the item to what they told, in the order of their sequence.
    """
    parents = {revision_id: replaced_by(change) - {revision_id} for revision_id, change in changes.items()}
    replaced = {each for ids in parents.values() for each in ids}
    # Two that claim to replace one another can come from no honest device; the latest word is kept, never none.
    left = [revision_id for revision_id in changes if revision_id not in replaced] or list(changes)[-1:]
    began = {revision_id: _beginning(revision_id, parents) for revision_id in left}
    return _joined(entry_of(changes[revision_id], revision_id) for revision_id in sorted(left, key=began.__getitem__))


def replaced_by(change: Change) -> set[str]:
    """Return the ids of the revisions whose answers a change replaces."""
    return {each for each in (change.get("seen"), *change.get("settles", ())) if each}


def entry_of(change: Change, revision_id: str) -> Entry:
    """Return what a revision told of an item as an answer that stands."""
    return {**{part: change.get(part, UNTOUCHED[part]) for part in TOLD}, "revision": revision_id}


def says_the_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two answers agree in state, value and who did it, whatever their notes."""
    return all(one.get(part) == other.get(part) for part in SAYS)


def tells_the_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two answers agree in everything, note and evidence too."""
    return all(one.get(part) == other.get(part) for part in TOLD)


def ids_of(entry: Mapping[str, Any]) -> list[str]:
    """Return the ids of all revisions that gave this answer, the one it is known by first."""
    return [entry["revision"], *entry.get("same", ())]


def _beginning(revision_id: str, parents: Mapping[str, set[str]]) -> int:
    """Return the place in the log at which a line of changes began, so that a side keeps its place when it changes.

    `parents` maps each revision, in the order of the log, to those it replaces.
    """
    line, waiting = {revision_id}, [revision_id]
    while waiting:
        new = {each for each in parents[waiting.pop()] if each in parents} - line
        line |= new
        waiting += new
    return next(index for index, each in enumerate(parents) if each in line)


def _place(folded: Fold, item: str, left: list[Entry]) -> None:
    folded.answers[item] = left[0]
    if len(left) > 1:
        folded.conflicts[item] = left
    else:
        folded.conflicts.pop(item, None)


def _only(log: Log, items: set[str]) -> Log:
    return [
        (revision_id, {item: change for item, change in changes.items() if item in items})
        for revision_id, changes in log
    ]


def _joined(left: Iterable[Entry]) -> list[Entry]:
    """Return the answers with those that say the same made one, at the place of the first."""
    result: list[Entry] = []
    for entry in left:
        twin = next((index for index, other in enumerate(result) if says_the_same(other, entry)), None)
        if twin is None:
            result.append(entry)
        else:
            result[twin] = _one_of(result[twin], entry)
    return result


def _one_of(first: Entry, second: Entry) -> Entry:
    """Return two answers that say the same as one, with the notes and evidence of both."""
    evidence = {
        key: _both(first["evidence"].get(key, ""), second["evidence"].get(key, "")) if key != "kind" else kind
        for key, kind in {**second["evidence"], **first["evidence"]}.items()
    }
    return {
        **first,
        "note": _both(first["note"], second["note"]),
        "evidence": evidence,
        "same": sorted(ids_of(first)[1:] + ids_of(second)),
    }


def _both(first: str, second: str) -> str:
    """Return two texts one under the other, or the one that is not already part of the other."""
    if second in first:
        return first
    return second if first in second else f"{first}\n{second}"
