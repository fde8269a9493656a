"""The log of an interview as it is read: each revision with what it changed, from what to what."""

from dataclasses import dataclass
from typing import Any

from surveys.catalogue import spoken_catalogue
from surveys.models import Interview, Revision
from surveys.overview import ReadAnswer, read_answer
from surveys.wording import wording_of


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """One answer before and after a revision; `settled` says that it was chosen among answers that differed."""

    before: ReadAnswer
    after: ReadAnswer
    settled: bool

    @property
    def says_other(self) -> bool:
        """Whether the value or the state changed, and not only what stands beside it."""
        return (self.before.state, self.before.words) != (self.after.state, self.after.words)

    @property
    def done_by(self) -> str:
        return self.after.done_by if self.after.done_by != self.before.done_by else ""

    @property
    def note(self) -> str:
        return self.after.note if self.after.note != self.before.note else ""

    @property
    def evidence(self) -> str:
        return self.after.evidence if self.after.evidence != self.before.evidence else ""


@dataclass(frozen=True, slots=True)
class LoggedRevision:
    revision: Revision
    changes: tuple[ChangedAnswer, ...]


def history_of(interview: Interview) -> list[LoggedRevision]:
    """The revisions, the latest first. "Before" is what the revision's page showed, else what was told last."""
    items = spoken_catalogue(interview.questionnaire).items
    wording = wording_of(interview.firm.cluster)
    told: dict[str, dict[str, Any]] = {}
    log: list[LoggedRevision] = []
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    for revision in interview.revisions.select_related("author").order_by("sequence"):
        changes = []
        for code, change in revision.changes.items():
            if code in items:
                before = seen.get((code, change.get("seen") or ""), told.get(code, {}))
                after = read_answer(items[code], change, wording)
                changes.append(
                    ChangedAnswer(read_answer(items[code], before, wording), after, bool(change.get("settles")))
                )
            told[code] = seen[(code, str(revision.pk))] = change
        log.append(LoggedRevision(revision, tuple(changes)))
    return log[::-1]
