"""An interview ready to be read: its parts and sections, its answers in words, what is open, and its way so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from scoring.answers import State
from surveys.answer_fields import DONE_BY_LABELS, EVIDENCE_LABELS, STATE_LABELS, shown_value
from surveys.catalogue import ItemEntry, SectionEntry, spoken_catalogue
from surveys.models import Interview, Part, ReviewEvent
from surveys.queries import Candidate, OpenItem, SectionProgress, open_conflicts, open_items, progress_of
from surveys.wording import Wording, wording_of


@dataclass(frozen=True, slots=True)
class PartProgress:
    """The firm sheet or one ladder, with its sections."""

    part: str
    sections: tuple[SectionProgress, ...]

    @property
    def title(self) -> str:
        return str(Part(self.part).label)

    @property
    def asked(self) -> int:
        return sum(section.asked for section in self.sections)

    @property
    def answered(self) -> int:
        return sum(section.answered for section in self.sections)


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """One question with its answer in words; `state` is "answered", "dont_know", "refused" and so on."""

    code: str
    question: str
    rung: int | None
    state: str
    words: str
    unit: str
    done_by: str
    asks_who: bool
    note: str
    evidence: str
    in_conflict: bool


@dataclass(frozen=True, slots=True)
class ReadSection:
    section: SectionEntry
    answers: tuple[ReadAnswer, ...]


@dataclass(frozen=True, slots=True)
class ReadPart:
    part: str
    sections: tuple[ReadSection, ...]

    @property
    def title(self) -> str:
        return str(Part(self.part).label)


@dataclass(frozen=True, slots=True)
class OpenSection:
    """A section in which something is still open."""

    section: SectionEntry
    questions: tuple[tuple[OpenItem, str], ...]

    @property
    def part_title(self) -> str:
        return str(Part(self.section.part).label)


@dataclass(frozen=True, slots=True)
class ReadCandidate:
    """One of the answers that stand side by side, in words."""

    candidate: Candidate
    answer: ReadAnswer


@dataclass(frozen=True, slots=True)
class ReadConflict:
    item: ItemEntry
    question: str
    candidates: tuple[ReadCandidate, ...]


def parts_of(interview: Interview) -> list[PartProgress]:
    """The parts in order, each with how far its sections are."""
    sections = progress_of(interview)
    return [PartProgress(part, tuple(each)) for part, each in groupby(sections, key=lambda one: one.section.part)]


def read_parts(interview: Interview) -> list[ReadPart]:
    """Every question asked of the firm with its answer in words."""
    cluster = interview.firm.cluster
    wording = wording_of(cluster)
    sections = [
        ReadSection(
            section,
            tuple(
                read_answer(item, interview.answers.get(item.code, {}), wording, item.code in interview.conflicts)
                for item in section.items_for(cluster.sector_variant)
            ),
        )
        for section in spoken_catalogue(interview.questionnaire).sections_for(cluster.sector_variant)
    ]
    return [ReadPart(part, tuple(each)) for part, each in groupby(sections, key=lambda one: one.section.part)]


def read_answer(item: ItemEntry, entry: Mapping[str, Any], wording: Wording, in_conflict: bool = False) -> ReadAnswer:
    """One stored answer in words."""
    state = entry.get("state", State.MISSING)
    evidence = entry.get("evidence") or {}
    has_value = state == State.ANSWERED
    kind = str(EVIDENCE_LABELS[evidence["kind"]]) if evidence.get("kind") else ""
    return ReadAnswer(
        code=item.code,
        question=wording.of(item.text),
        rung=item.rung,
        state=str(state),
        words=shown_value(item, entry["value"]) if has_value else str(STATE_LABELS[State(state)]),
        unit=wording.of(item.unit) if has_value else "",
        done_by=str(DONE_BY_LABELS[entry["done_by"]]) if entry.get("done_by") else "",
        asks_who=bool(item.asks_who and has_value and entry["value"]),
        note=entry.get("note", ""),
        evidence=": ".join(part for part in (kind, evidence.get("text", "")) if part),
        in_conflict=in_conflict,
    )


def open_sections(interview: Interview) -> list[OpenSection]:
    """What is still open, section by section, each question as it is asked."""
    wording = wording_of(interview.firm.cluster)
    return [
        OpenSection(section, tuple((each, wording.of(each.item.text)) for each in items))
        for section, items in _by_section(open_items(interview))
    ]


def _by_section(items: Iterable[OpenItem]) -> list[tuple[SectionEntry, list[OpenItem]]]:
    found: dict[str, tuple[SectionEntry, list[OpenItem]]] = {}
    for item in items:
        found.setdefault(item.section.code, (item.section, []))[1].append(item)
    return list(found.values())


def conflicts_of(interview: Interview) -> list[ReadConflict]:
    """The questions answered differently, with every answer in words and who gave it."""
    wording = wording_of(interview.firm.cluster)
    return [
        ReadConflict(
            conflict.item,
            wording.of(conflict.item.text),
            tuple(ReadCandidate(each, read_answer(conflict.item, each.entry, wording)) for each in conflict.candidates),
        )
        for conflict in open_conflicts(interview)
    ]


def steps_of(interview: Interview) -> list[ReviewEvent]:
    """The steps of review, the latest first."""
    return list(interview.review_events.select_related("by").order_by("-at", "-pk"))
