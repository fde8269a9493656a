"""The records of interviews that begin with an import, made in bulk: those the verbs would write one by one.

`begin_interview`, `record_revision`, `submit_interview` and `approve_interview` take a dozen queries a firm; a test
holds that both ways give the same rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import User
from clusters.models import Disposition, Firm
from surveys.folding import Entry
from surveys.importing.ids import ImportIds
from surveys.importing.reading import InterviewLine
from surveys.models import Interview, InterviewState, Origin, Questionnaire, ReviewEvent, Revision
from surveys.review_table import APPROVED
from surveys.standings import keep_standings

BATCH = 500


@dataclass
class FirstImport:
    """What all interviews of one import have in common; `approval` is the note of whoever approves, empty for none.

    `approves_to` is where that leads: approved, or waiting for headquarters in a study of two steps.
    """

    questionnaire: Questionnaire
    asked: frozenset[str]
    carried: frozenset[str]
    ids: ImportIds
    device: str
    by: User | None
    now: datetime
    approval: str
    approves_to: str = APPROVED
    interviews: list[Interview] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    events: list[ReviewEvent] = field(default_factory=list)
    partial: list[Firm] = field(default_factory=list)
    complete: list[Firm] = field(default_factory=list)

    def add(self, firm: Firm, line: InterviewLine) -> None:
        """Make the interview of one firm: begun, answered, submitted and, where that is wished, approved."""
        revision_id = self.ids.revision(line.code)
        entry_id = str(revision_id)
        answers = {code: _entry(change, entry_id) for code, change in line.changes.items()}
        answered = sum(code in self.asked and entry["state"] != "missing" for code, entry in answers.items())
        interview = Interview(
            id=self.ids.interview(line.code),
            firm=firm,
            questionnaire=self.questionnaire,
            origin=Origin.IMPORTED,
            state=self.approves_to if self.approval else InterviewState.SUBMITTED,
            answers=answers,
            revision_count=1,
            answered_count=answered,
            begun_at=self.now,
            changed_at=self.now,
            submitted_at=self.now,
            approved_at=self.now if self.approval and self.approves_to == APPROVED else None,
        )
        self.interviews.append(interview)
        self.revisions.append(
            Revision(
                id=revision_id,
                interview=interview,
                sequence=1,
                made_at=self.now,
                received_at=self.now,
                device=self.device,
                changes=line.changes,
            )
        )
        self.events += self._events(interview)
        is_complete = all(line.changes.get(code, {}).get("state", "missing") != "missing" for code in self.carried)
        (self.complete if is_complete else self.partial).append(firm)

    def store(self) -> list[Interview]:
        """Write everything that was added and return the interviews."""
        made = self.interviews
        Interview.objects.bulk_create(made, batch_size=BATCH)
        Revision.objects.bulk_create(self.revisions, batch_size=BATCH)
        ReviewEvent.objects.bulk_create(self.events, batch_size=BATCH)
        keep_standings(interviews=made)
        _note(self.partial, Disposition.PARTIAL)
        _note(self.complete, Disposition.COMPLETE)
        self.interviews, self.revisions, self.events, self.partial, self.complete = [], [], [], [], []
        return made

    def _events(self, interview: Interview) -> list[ReviewEvent]:
        steps: list[tuple[str, str, str]] = [(InterviewState.DRAFT, InterviewState.SUBMITTED, "")]
        if self.approval:
            steps.append((InterviewState.SUBMITTED, self.approves_to, self.approval))
        return [
            ReviewEvent(
                interview=interview,
                from_state=begin,
                to_state=end,
                by=self.by,
                at=self.now,
                note=note,
                revision_count=1,
            )
            for begin, end, note in steps
        ]


def _entry(change: Mapping[str, Any], revision_id: str) -> Entry:
    """The answer that stands after a first change: what was told, and by which revision."""
    entry = {**change, "revision": revision_id}
    del entry["seen"]
    return entry


def _note(firms: Sequence[Firm], disposition: Disposition) -> None:
    if firms:
        Firm.objects.filter(pk__in=[firm.pk for firm in firms]).update(disposition=disposition)
