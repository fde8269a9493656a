"""The log of an interview as it is read: each revision with what it changed, from what to what."""

from dataclasses import dataclass
from typing import Any

from surveys.catalogue import catalogue_of
from surveys.models import Interview, Revision
from surveys.overview import ReadAnswer, read_answer
from surveys.wording import wording_of


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """One answer before and after a revision."""

    before: ReadAnswer
    after: ReadAnswer


@dataclass(frozen=True, slots=True)
class LoggedRevision:
    revision: Revision
    changes: tuple[ChangedAnswer, ...]


def history_of(interview: Interview) -> list[LoggedRevision]:
    """The revisions, the latest first. "Before" is what the revision's page showed, else what was told last."""
    items = catalogue_of(interview.questionnaire).items
    wording = wording_of(interview.firm.cluster)
    told: dict[str, dict[str, Any]] = {}
    log: list[LoggedRevision] = []
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    for revision in interview.revisions.select_related("author").order_by("sequence"):
        changes = []
        for code, change in revision.changes.items():
            if code in items:
                before = seen.get((code, change.get("seen") or ""), told.get(code, {}))
                changes.append(
                    ChangedAnswer(read_answer(items[code], before, wording), read_answer(items[code], change, wording))
                )
            told[code] = seen[(code, str(revision.pk))] = change
        log.append(LoggedRevision(revision, tuple(changes)))
    return log[::-1]
