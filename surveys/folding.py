"""From the log of revisions to the answers that hold now. Pure: no Django, no clock, no database.

Each item keeps the answers that nobody has replaced. A change replaces the answer its page showed (`seen`, the id of
the revision that gave it, or null) and nothing else. So

- one answer left: it holds;
- two left that say the same (state, value and who did it): they are one, and both notes are kept;
- two left that differ: a conflict that holds both, the one that came first standing until somebody settles it.

**Whether order matters.** Changes to different items never touch each other. A revision that comes twice changes
nothing the second time, and one that comes late, after another that had already seen it, is recognised as past. Which
answers are left over is the same in every order, with one exception: where two devices gave the same answer and one of
them then changed it, the change counts for both when it arrives last, and is a conflict when the other device's answer
arrives after it. Order alone decides which side of a conflict stands for the time being. The log's sequence is the
order that counts; folding the same log always gives the same result.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Entry = dict[str, Any]
"""One answer as it stands: state, value, done_by, note, evidence and `revision`, the id that gave it; where there are
any also `same` (ids of other revisions that said the same) and `past` (ids of revisions it replaced)."""

SAYS = ("state", "value", "done_by")
TOLD = (*SAYS, "note", "evidence")
UNTOUCHED: Entry = {"state": "missing", "value": None, "done_by": "", "note": "", "evidence": {}}


@dataclass(frozen=True, slots=True)
class Fold:
    """The current answers by item, and for items in conflict every answer left over, the standing one first."""

    answers: dict[str, Entry]
    conflicts: dict[str, list[Entry]]


def fold(revisions: Iterable[tuple[str, Mapping[str, Mapping[str, Any]]]]) -> Fold:
    """Return the fold of a log: pairs of revision id and changes, in the order of their sequence."""
    result = Fold({}, {})
    for revision_id, changes in revisions:
        result = apply_changes(result.answers, result.conflicts, revision_id, changes)
    return result


def apply_changes(
    answers: Mapping[str, Entry],
    conflicts: Mapping[str, list[Entry]],
    revision_id: str,
    changes: Mapping[str, Mapping[str, Any]],
) -> Fold:
    """Return the fold with one more revision; applying the same id again gives the fold back unchanged.

    `changes` maps items to what was told about them, with `seen` and, for a revision that settles a conflict,
    `settles`: the ids of all answers it replaces. The arguments stay as they are.
    """
    folded = Fold(dict(answers), dict(conflicts))
    for item, change in changes.items():
        standing = [folded.answers[item]] if item in folded.answers else []
        left = _left_over(folded.conflicts.get(item) or standing, revision_id, change)
        folded.answers[item] = left[0]
        if len(left) > 1:
            folded.conflicts[item] = left
        else:
            folded.conflicts.pop(item, None)
    return folded


def says_the_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two answers agree in state, value and who did it, whatever their notes."""
    return all(one.get(part) == other.get(part) for part in SAYS)


def tells_the_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two answers agree in everything, note and evidence too."""
    return all(one.get(part) == other.get(part) for part in TOLD)


def ids_of(entry: Mapping[str, Any]) -> list[str]:
    """Return the ids of all revisions that gave this answer, the one it is known by first."""
    return [entry["revision"], *entry.get("same", ())]


def _left_over(standing: list[Entry], revision_id: str, change: Mapping[str, Any]) -> list[Entry]:
    """Return the answers of one item that nobody has replaced, after one more change."""
    if any(revision_id in ids_of(entry) for entry in standing):
        return standing
    replaces = {change.get("seen"), *change.get("settles", ())} - {None}
    if any(revision_id in entry.get("past", ()) for entry in standing):
        return _with_late(standing, revision_id, replaces)
    replaced = [entry for entry in standing if replaces & set(ids_of(entry))]
    past = replaces.union(*(_everything(entry) for entry in replaced))
    told = {part: change.get(part, UNTOUCHED[part]) for part in TOLD}
    place = standing.index(replaced[0]) if replaced else len(standing)
    left = [entry for entry in standing if entry not in replaced]
    left.insert(place, _entry(told, [revision_id], past))
    return _joined(left)


def _with_late(standing: list[Entry], revision_id: str, replaces: set[Any]) -> list[Entry]:
    """Return the answers left over when one arrives that had been replaced before: only its own past is news."""
    gone = [entry for entry in standing if replaces & set(ids_of(entry)) and revision_id not in entry.get("past", ())]
    learned = replaces.union(*(_everything(entry) for entry in gone))
    if not gone and learned <= {each for entry in standing for each in _everything(entry)}:
        return standing
    return [
        _entry(entry, ids_of(entry), {*entry["past"], *learned}) if revision_id in entry.get("past", ()) else entry
        for entry in standing
        if entry not in gone
    ]


def _joined(left: list[Entry]) -> list[Entry]:
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
    told = {part: first[part] for part in SAYS}
    told["note"] = _both(first["note"], second["note"])
    told["evidence"] = {
        key: _both(first["evidence"].get(key, ""), second["evidence"].get(key, "")) if key != "kind" else kind
        for key, kind in {**second["evidence"], **first["evidence"]}.items()
    }
    past = {*first.get("past", ()), *second.get("past", ())}
    return _entry(told, ids_of(first) + ids_of(second), past)


def _both(first: str, second: str) -> str:
    """Return two texts one under the other, or the one that is not already part of the other."""
    if second in first:
        return first
    return second if first in second else f"{first}\n{second}"


def _entry(told: Mapping[str, Any], ids: list[str], past: set[str]) -> Entry:
    entry = {**{part: told[part] for part in TOLD}, "revision": ids[0]}
    if ids[1:]:
        entry["same"] = sorted(ids[1:])
    if past - set(ids):
        entry["past"] = sorted(past - set(ids))
    return entry


def _everything(entry: Entry) -> set[str]:
    return {*ids_of(entry), *entry.get("past", ())}
