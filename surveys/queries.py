"""Reads of this room, ready for their pages: each a fixed number of queries, whatever the number of rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef

from accounts.models import User
from clusters.access import firms_for
from clusters.models import Cluster, Firm
from scoring.answers import State
from surveys.access import firms_seen_by, interviews_for
from surveys.catalogue import ItemEntry, SectionEntry, catalogue_of, spoken_catalogue
from surveys.folding import Entry, ids_of
from surveys.models import Interview, InterviewState, Questionnaire, ReviewEvent, Revision


class Why(StrEnum):
    """Why an item is still open."""

    UNANSWERED = "unanswered"
    CONFLICT = "conflict"
    NO_REASON = "no_reason"
    WHO = "who"


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A question that still wants something: an answer, one of two answers, a reason, or who did it."""

    item: ItemEntry
    section: SectionEntry
    why: Why

    @property
    def code(self) -> str:
        return self.item.code

    @property
    def is_unanswered(self) -> bool:
        return self.why is Why.UNANSWERED


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """How far one section of an interview is; `asked` counts the items of the cluster's sector variant."""

    section: SectionEntry
    asked: int
    answered: int
    conflicts: int

    @property
    def is_done(self) -> bool:
        return self.answered == self.asked and not self.conflicts


@dataclass(frozen=True, slots=True)
class FirmRow:
    """A firm in the consultant's list; `interview` is None before the first, and its answers are not loaded.

    `note` is what the reviewer wrote when the interview was returned.
    """

    firm: Firm
    interview: Interview | None
    asked: int
    answered: int
    conflicts: int
    note: str = ""

    @property
    def percent(self) -> int:
        """Answered items per hundred asked, rounded down so that 100 means all."""
        return 100 * self.answered // self.asked if self.asked else 0


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """An interview in the review queue; its answers are not loaded.

    `threads` are comments that are open, `answered_threads` those of them that wait for a reviewer; `outlying` names
    the key figures in which the firm stands far from its cluster.
    """

    interview: Interview
    asked: int
    answered: int
    open_flags: int = 0
    threads: int = 0
    answered_threads: int = 0
    late: int = 0
    is_undetermined: bool = False
    outlying: tuple[str, ...] = ()

    @property
    def left_open(self) -> int:
        return self.asked - self.answered


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the answers that stand side by side, and who gave it."""

    entry: Entry
    revision_id: str
    author: User | None
    made_at: datetime | None
    device: str


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """A question with two or more answers that differ, the standing one first."""

    item: ItemEntry
    candidates: tuple[Candidate, ...]


def open_items(interview: Interview) -> list[OpenItem]:
    """What is still open, in the order of sections and items; items of other sector variants are left out."""
    variant = interview.firm.cluster.sector_variant
    return [
        OpenItem(item, section, why)
        for section in spoken_catalogue(interview.questionnaire).sections
        for item in section.items_for(variant)
        if (why := _why_open(item, interview))
    ]


def progress_of(interview: Interview) -> list[SectionProgress]:
    """The sections of the interview in order, each with its counts; sections that ask nothing here are left out."""
    variant = interview.firm.cluster.sector_variant
    return [
        SectionProgress(
            section=section,
            asked=len(asked),
            answered=sum(_is_answered(interview.answers.get(item.code)) for item in asked),
            conflicts=sum(item.code in interview.conflicts for item in asked),
        )
        for section in spoken_catalogue(interview.questionnaire).sections_for(variant)
        for asked in [section.items_for(variant)]
    ]


def asked_count(questionnaire: Questionnaire, variant: str) -> int:
    """How many items a version asks in clusters of this sector variant."""
    return len(catalogue_of(questionnaire).items_for(variant))


def firm_list(user: User, cluster: Cluster) -> list[FirmRow]:
    """The cluster's firms in the order of their codes, with the state of their interviews; returned ones say why."""
    theirs = Exists(firms_for(user).filter(pk=OuterRef("pk")))
    seen = firms_seen_by(user).filter(cluster=cluster).select_related("stratum")
    firms = list(seen.annotate(is_theirs=theirs))
    interviews = {
        interview.firm_id: interview
        for interview in interviews_for(user)
        .filter(firm__cluster=cluster, is_second_scoring=False)
        .select_related("author", "questionnaire")
        .defer("answers")
    }
    notes = _notes_of_return(interviews.values())
    variant = cluster.sector_variant
    rows = []
    for firm in firms:
        firm.cluster = cluster
        interview = interviews.get(firm.pk)
        if interview is None:
            rows.append(FirmRow(firm, None, asked=0, answered=0, conflicts=0))
            continue
        interview.firm = firm
        rows.append(
            FirmRow(
                firm,
                interview,
                asked=asked_count(interview.questionnaire, variant),
                answered=interview.answered_count,
                conflicts=len(interview.conflicts),
                note=notes.get(interview.pk, ""),
            )
        )
    return rows


def open_conflicts(interview: Interview) -> list[OpenConflict]:
    """The questions with answers that differ, in the order in which they are asked, and who gave which answer."""
    wanted = {entry["revision"] for entries in interview.conflicts.values() for entry in entries}
    revisions = {
        str(revision.pk): revision
        for revision in Revision.objects.filter(pk__in=wanted).select_related("author").defer("changes")
    }
    return [
        OpenConflict(item, tuple(_candidate(entry, revisions) for entry in interview.conflicts[code]))
        for code, item in spoken_catalogue(interview.questionnaire).items.items()
        if code in interview.conflicts
    ]


def _candidate(entry: Entry, revisions: Mapping[str, Revision]) -> Candidate:
    revision = revisions.get(entry["revision"])
    return Candidate(
        entry=entry,
        revision_id=ids_of(entry)[0],
        author=revision.author if revision else None,
        made_at=revision.made_at if revision else None,
        device=revision.device if revision else "",
    )


def _why_open(item: ItemEntry, interview: Interview) -> Why | None:
    if item.code in interview.conflicts:
        return Why.CONFLICT
    entry = interview.answers.get(item.code)
    if entry is None or not _is_answered(entry):
        return Why.UNANSWERED
    if entry["state"] == State.NOT_APPLICABLE and not entry["note"]:
        return Why.NO_REASON
    if item.asks_who and entry["value"] and not entry["done_by"]:
        return Why.WHO
    return None


def _is_answered(entry: Entry | None) -> bool:
    """Whether something was said, be it that it is not known."""
    return entry is not None and entry["state"] != State.MISSING


def _notes_of_return(interviews: Iterable[Interview]) -> dict[UUID, str]:
    returned = [interview.pk for interview in interviews if interview.state == InterviewState.RETURNED]
    events = ReviewEvent.objects.filter(interview__in=returned, to_state=InterviewState.RETURNED)
    return dict(events.order_by("at", "pk").values_list("interview_id", "note"))
